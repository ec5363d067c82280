"""A record: one collected moment, made of streams on one clock."""

from dataclasses import dataclass, field

from .annotation import Annotation
from .media import Probe


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a record.

    Attributes:
        role: what the stream is in its record: ``main``, ``transcript``, ``door_camera``.
        digest: SHA-256 of the media as it came in, hexadecimal; its address among the blobs.
        size: bytes.
        probe: what the file says of itself.
        start_s: seconds from the record's start, on its declared clock, to the stream's start.
        path: the file it came in as, where the record has several; empty: the record's own.
        drift_ppm: how much faster than the record's clock the stream's clock runs, in millionths.
        offset_uncertainty_s: standard uncertainty of `start_s` (GUM), where it was estimated.
    """

    role: str
    digest: str
    size: int
    probe: Probe
    start_s: float = 0.0
    path: str = ""
    drift_ppm: float = 0.0
    offset_uncertainty_s: float | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """Annotations that some outside file gives to one media file, as the formats read them.

    Attributes:
        path: the media file, relative to the folder given, with forward slashes.
        annotations: in the order of the file.
        attributes: further columns or fields of that file, kept as they are.
        split: ``train``, ``validation`` or ``test``, where the file names one.
        group: what must not straddle splits: a household, a speaker, a garment.
        source: the label file that said so, relative to the folder given.
    """

    path: str
    annotations: tuple[Annotation, ...]
    attributes: dict[str, str] = field(default_factory=dict)
    split: str | None = None
    group: str | None = None
    source: str = ""
