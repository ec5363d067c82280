"""Wire shapes of domain packs."""

from dure.core import Modality
from dure.kit.http import Wire

from .model import FolderLabels, Operator, QuestionType, SlotKind


class TextRead(Wire):
    ko: str
    en: str


class DomainSummary(Wire):
    """A pack without its contents, for lists."""

    id: str
    version: str
    name: TextRead
    description: TextRead
    aliases: tuple[str, ...]
    modalities: tuple[Modality, ...]


class NodeRead(Wire):
    id: str
    ko: str
    en: str
    aliases: tuple[str, ...]
    slots: tuple[str, ...]
    codes: dict[str, str]
    children: tuple["NodeRead", ...]


class SlotRead(Wire):
    id: str
    ko: str
    en: str
    kind: SlotKind
    taxonomy: str | None
    unit: str | None


class QuestionRead(Wire):
    id: str
    type: QuestionType
    ko: str
    en: str
    required: bool
    taxonomy: str | None
    multiple: bool
    modality: Modality | None


class LevelRead(Wire):
    id: str
    ko: str
    en: str


class WitnessRead(Wire):
    attribute: str
    levels: dict[str, str]


class FactorRead(Wire):
    id: str
    ko: str
    en: str
    levels: tuple[LevelRead, ...]
    status: WitnessRead | None


class ConstraintRead(Wire):
    when: dict[str, str]
    then: dict[str, tuple[str, ...]]
    reason: TextRead


class ConditionsRead(Wire):
    factors: tuple[FactorRead, ...]
    constraints: tuple[ConstraintRead, ...]


class QualityRead(Wire):
    """Thresholds; see the reference of the pack for their units."""

    near_duplicate_similarity: float
    min_per_class: int
    promised_accuracy: float
    confidence: float
    overlap: int
    min_agreement: float
    min_iou: float | None
    min_pixels: int | None
    min_sharpness: float | None
    min_brightness: float | None
    max_brightness: float | None
    min_duration_s: float | None
    max_duration_s: float | None
    min_sample_rate: int | None
    max_silence_share: float | None
    max_clipping_share: float | None
    min_snr_db: float | None
    max_character_error: float | None
    max_gap_s: float | None
    max_missing_share: float | None


class EntityRead(Wire):
    id: str
    ko: str
    en: str
    detector: str
    operator: Operator
    never_leaves: bool


class EnginesRead(Wire):
    image_embedding: str | None
    object_boxes: str | None
    image_mask: str | None
    face_boxes: str | None
    text_boxes: str | None
    voice_activity: str | None
    speech_text: str | None
    speaker_embedding: str | None
    speech_quality: str | None
    text_embedding: str | None
    korean: str | None


class IngestRead(Wire):
    folder_labels: FolderLabels
    group_columns: tuple[str, ...]


class DomainRead(DomainSummary):
    """A whole pack."""

    taxonomy: tuple[NodeRead, ...]
    slots: tuple[SlotRead, ...]
    label_schema: tuple[QuestionRead, ...]
    conditions: ConditionsRead
    quality: QualityRead
    deidentification: tuple[EntityRead, ...]
    engines: EnginesRead
    ingest: IngestRead
    guideline: TextRead
