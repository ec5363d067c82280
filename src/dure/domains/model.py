"""A domain pack: all that a domain tells the stations of the platform, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dure.core import Issue, Modality

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    ko: str
    en: str

    def pick(self, language: str) -> str:
        """Give the Korean for ``ko`` and ``ko-KR``, the English for everything else."""
        return self.ko if language.lower().startswith("ko") else self.en


class QuestionType(StrEnum):
    """What a question asks for: the annotation types of `dure.core`."""

    CHOICE = "choice"
    BOX = "box"
    POLYGON = "polygon"
    MASK = "mask"
    KEYPOINTS = "keypoints"
    SEGMENT = "segment"
    TRANSCRIPT = "transcript"
    INTENT = "intent"


class SlotKind(StrEnum):
    """What fills a slot of an intent."""

    TAXONOMY = "taxonomy"
    NUMBER = "number"
    TIME = "time"
    DURATION = "duration"
    TEXT = "text"


class Operator(StrEnum):
    """What is done to something that identifies a person."""

    BLUR = "blur"
    PIXELATE = "pixelate"
    MASK = "mask"
    REDACT = "redact"
    REPLACE = "replace"
    HASH = "hash"
    GENERALIZE = "generalize"
    ALTER_VOICE = "alter_voice"
    DROP = "drop"


class FolderLabels(StrEnum):
    """Whether the name of a folder is a label.

    `OPEN`: any name is, known to the taxonomy or not. `TAXONOMY`: only a name that the
    taxonomy knows. `NEVER`: none is.
    """

    OPEN = "open"
    TAXONOMY = "taxonomy"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Node:
    """A class of the taxonomy with the classes below it.

    Attributes:
        slots: ids of the slots that an intent takes.
        codes: the same thing in outside vocabularies, scheme to code: ``matter: "0x0070"``.
    """

    id: str
    ko: str
    en: str
    aliases: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()
    slots: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """What an intent needs to know; `taxonomy` is the node below which its values stand."""

    id: str
    ko: str
    en: str
    kind: SlotKind
    taxonomy: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to label.

    Attributes:
        taxonomy: the node below which the answers stand; none for a transcript.
        multiple: whether several answers may hold at once.
        modality: the kind of stream that it is asked of; none means any.
    """

    id: str
    type: QuestionType
    ko: str
    en: str
    required: bool
    taxonomy: str | None = None
    multiple: bool = False
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a factor."""

    id: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Witness:
    """How a device's own status tells a factor's level.

    Attributes:
        attribute: Matter cluster and attribute, ``BooleanState.StateValue``, on any endpoint.
        levels: the attribute's value, as text → the level that it means.
    """

    attribute: str
    levels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """A circumstance of collection that a good data set varies."""

    id: str
    ko: str
    en: str
    levels: tuple[Level, ...]
    status: Witness | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """Where every factor of `when` has its level, each of `then` has one of its levels."""

    when: Mapping[str, str] = field(hash=False)
    then: Mapping[str, tuple[str, ...]] = field(hash=False)
    reason: Text


@dataclass(frozen=True, slots=True)
class Conditions:
    """The factors of collection and which combinations can exist."""

    factors: tuple[Factor, ...] = ()
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityRules:
    """Thresholds of verification; none where the domain sets none.

    Attributes:
        near_duplicate_similarity: cosine from which two records are near duplicates.
        min_per_class: records below which a class is thin.
        promised_accuracy: share of machine labels accepted unseen that must be right.
        confidence: how sure the bound on that share is.
        overlap: people who answer one task before consensus.
        min_agreement: agreement (Krippendorff's alpha) from which labels are trusted.
        min_iou: overlap from which two shapes are the same object.
        min_pixels: width times height of a picture.
        min_sharpness: variance of the Laplacian of the grey picture (0 to 255).
        min_brightness, max_brightness: mean grey, 0 to 1.
        min_duration_s, max_duration_s: seconds of sound, video or series.
        min_sample_rate: Hertz of sound.
        max_silence_share: share of sound without speech.
        max_clipping_share: share of samples at full scale.
        min_snr_db: decibels of speech over noise.
        max_character_error: share of characters by which two transcripts may differ.
        max_gap_s: seconds without a reading in a series or status log.
        max_missing_share: share of readings that may be absent.
    """

    near_duplicate_similarity: float
    min_per_class: int
    promised_accuracy: float
    confidence: float = 0.95
    overlap: int = 3
    min_agreement: float = 0.667
    min_iou: float | None = None
    min_pixels: int | None = None
    min_sharpness: float | None = None
    min_brightness: float | None = None
    max_brightness: float | None = None
    min_duration_s: float | None = None
    max_duration_s: float | None = None
    min_sample_rate: int | None = None
    max_silence_share: float | None = None
    max_clipping_share: float | None = None
    min_snr_db: float | None = None
    max_character_error: float | None = None
    max_gap_s: float | None = None
    max_missing_share: float | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that identifies a person: who finds it, what is done, whether it may leave."""

    id: str
    ko: str
    en: str
    detector: str
    operator: Operator
    never_leaves: bool = False


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine that each role starts with; none where the domain has no use for the role."""

    image_embedding: str | None = None
    object_boxes: str | None = None
    image_mask: str | None = None
    face_boxes: str | None = None
    text_boxes: str | None = None
    voice_activity: str | None = None
    speech_text: str | None = None
    speaker_embedding: str | None = None
    speech_quality: str | None = None
    text_embedding: str | None = None
    korean: str | None = None


@dataclass(frozen=True, slots=True)
class IngestHints:
    """How to read what comes in; `group_columns` name a household, a speaker or a sender."""

    folder_labels: FolderLabels
    group_columns: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Pack:
    """A domain, versioned. Two packs are the same only if they are the same object."""

    id: str
    version: str
    name: Text
    description: Text
    modalities: tuple[Modality, ...]
    taxonomy: tuple[Node, ...]
    label_schema: tuple[Question, ...]
    conditions: Conditions
    quality: QualityRules
    deidentification: tuple[Entity, ...]
    engines: Engines
    ingest: IngestHints
    guideline: Text
    aliases: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A pack's file as read: its plain value, the line of every key, and what was wrong.

    Attributes:
        file: the path as the user knows it.
        lines: the path of keys and positions to its line, counted from 1.
        spoiled: paths whose value could not be read, already reported in `issues`.
        whole: whether reading reached the end, so that what is missing is really missing.
    """

    file: str
    value: Any
    lines: Mapping[Path, int]
    issues: tuple[Issue, ...] = ()
    spoiled: frozenset[Path] = frozenset()
    whole: bool = True


def pack_of(value: Mapping[str, Any]) -> Pack:
    """Build a pack of a document that `check` found nothing wrong with."""
    conditions, entities = value["conditions"], value["deidentification"]["entities"]
    return Pack(
        id=value["id"],
        version=value["version"],
        name=Text(**value["name"]),
        description=Text(**value["description"]),
        modalities=tuple(Modality(m) for m in value["modalities"]),
        taxonomy=_taxonomy(value["taxonomy"]),
        label_schema=tuple(_question(q) for q in value["label_schema"]),
        conditions=Conditions(
            tuple(_factor(f) for f in conditions["factors"]),
            tuple(_constraint(c) for c in conditions.get("constraints", ())),
        ),
        quality=QualityRules(**value["quality"]),
        deidentification=tuple(
            Entity(**{**entity, "operator": Operator(entity["operator"])}) for entity in entities
        ),
        engines=Engines(**value["engines"]),
        ingest=IngestHints(
            FolderLabels(value["ingest"]["folder_labels"]),
            tuple(value["ingest"].get("group_columns", ())),
        ),
        guideline=Text(**value["guideline"]),
        aliases=tuple(value.get("aliases", ())),
        slots=tuple(Slot(**{**s, "kind": SlotKind(s["kind"])}) for s in value.get("slots", ())),
    )


def _taxonomy(roots: list[dict[str, Any]]) -> tuple[Node, ...]:
    """Build the tree; an entry that names its parent hangs below it, after its own children."""
    hung: dict[str, list[dict[str, Any]]] = {}
    for root in roots:
        if "parent" in root:
            hung.setdefault(root["parent"], []).append(root)
    return tuple(_node(root, hung) for root in roots if "parent" not in root)


def _node(value: dict[str, Any], hung: dict[str, list[dict[str, Any]]]) -> Node:
    children = [*value.get("children", ()), *hung.get(value["id"], ())]
    return Node(
        id=value["id"],
        ko=value["ko"],
        en=value["en"],
        aliases=tuple(value.get("aliases", ())),
        children=tuple(_node(child, hung) for child in children),
        slots=tuple(value.get("slots", ())),
        codes=dict(value.get("codes", {})),
    )


def _question(value: dict[str, Any]) -> Question:
    modality = value.get("modality")
    return Question(
        **{
            **value,
            "type": QuestionType(value["type"]),
            "modality": None if modality is None else Modality(modality),
        }
    )


def _factor(value: dict[str, Any]) -> Factor:
    status = Witness(**value["status"]) if "status" in value else None
    return Factor(
        **{**value, "levels": tuple(Level(**x) for x in value["levels"]), "status": status}
    )


def _constraint(value: dict[str, Any]) -> Constraint:
    then = {factor: tuple(levels) for factor, levels in value["then"].items()}
    return Constraint(dict(value["if"]), then, Text(value["ko"], value["en"]))
