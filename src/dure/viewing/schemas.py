"""Wire shapes of viewing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from dure import devices
from dure.catalog import AnnotationSet, Record
from dure.core import Layer, Modality, Severity
from dure.kit.http import Wire
from dure.kit.text import Language, translated

from .model import Happening, Playing, Shown


class PartAsked(BaseModel):
    """Headers by which a browser asks for what it does not hold yet."""

    range: str | None = None
    if_none_match: str | None = Field(default=None, description="entity tags that it holds")


class StreamRead(Wire):
    n: int = Field(description="number by which its media are asked for")
    role: str
    modality: Modality
    media_type: str
    path: str
    digest: str
    size: int
    start_s: float
    drift_ppm: float
    offset_uncertainty_s: float | None
    width: int | None
    height: int | None
    duration_s: float | None
    sample_rate: float | None
    probe: dict[str, Any]

    @classmethod
    def of(cls, number: int, stored: dict[str, Any], path: str) -> "StreamRead":
        """Read a stream's stored form; one without a path came in as the record's."""
        probe = stored["probe"]
        return cls(
            n=number,
            role=stored["role"],
            modality=probe["modality"],
            media_type=probe["media_type"],
            path=stored.get("path") or path,
            digest=stored["digest"],
            size=stored["size"],
            start_s=stored.get("start_s", 0.0),
            drift_ppm=stored.get("drift_ppm", 0.0),
            offset_uncertainty_s=stored.get("offset_uncertainty_s"),
            width=probe.get("width"),
            height=probe.get("height"),
            duration_s=probe.get("duration_s"),
            sample_rate=probe.get("sample_rate"),
            probe=probe,
        )


class AnnotationSetRead(Wire):
    layer: Layer
    author: str = Field(description="`member:` and an id; for another organisation's, a number")
    revision: int
    annotations: list[Any]
    detail: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, row: AnnotationSet, author: str) -> "AnnotationSetRead":
        """Give a set under the name that its author has for the reader."""
        told = {name: getattr(row, name) for name in cls.model_fields}
        return cls(**{**told, "author": author})


class HappeningRead(Wire):
    at: datetime
    kind: str = Field(examples=["delivered", "labelled", "revised", "changed", "released"])
    text: str
    actor: str

    @classmethod
    def of(cls, told: Happening, language: Language) -> "HappeningRead":
        """Give a happening in one language."""
        return cls(
            at=told.at, kind=told.kind, text=translated(told.text, language), actor=told.actor
        )


class RecordDetail(Wire):
    id: UUID
    dataset: UUID
    path: str
    digest: str
    modality: Modality
    size: int
    label: str
    label_text: str
    layer: Layer | None
    confidence: float | None
    version: str
    streams: list[StreamRead]
    conditions: dict[str, Any]
    attributes: dict[str, Any]
    provider: str
    simulated: bool
    withdrawn: bool
    split: str | None
    group: str | None
    created_at: datetime
    findings: list[str] = Field(description="kinds; `/records/{record}/findings` says them in full")
    annotation_set: AnnotationSetRead | None = Field(
        description="the layer whose word counts: gold, consensus, member, imported, engine"
    )
    annotation_sets: list[AnnotationSetRead] = Field(description="every layer's newest word")
    trail: list[HappeningRead] = Field(description="what happened to it, the earliest first")


PLAIN = (
    *("id", "dataset", "path", "digest", "modality", "size", "label", "layer", "confidence"),
    *("conditions", "attributes", "provider", "split", "group", "created_at"),
)


def plain(row: Record) -> dict[str, Any]:
    """Give what a record's row tells as it is."""
    return {name: getattr(row, name) for name in PLAIN}


class Peaks(Wire):
    sample_rate: int
    duration_s: float
    peaks: list[float] = Field(description="lowest and highest of each stretch, -1 to 1")


class DeviceFieldRead(Wire):
    source: str = Field(description="JSON pointer into the document")
    name: str = Field(description="the vendor's name, under its namespace")
    place: str = Field(description="component, endpoint or compartment")
    target: str | None = Field(description="Cluster.Attribute of Matter", examples=["OnOff.OnOff"])
    value: Any = Field(description="in the standard's words and in an SI-based unit")
    unit: str | None
    shown: dict[str, Any] | None = Field(description="value and unit as the device shows them")
    at: str | None = Field(description="time in UTC")
    confidence: float
    reason: str
    reviewed: bool


class DeviceFindingRead(Wire):
    kind: str
    severity: Severity
    source: str
    message: str


class StandardRead(Wire):
    vendor: str | None
    device_type: str | None
    attributes: list[DeviceFieldRead]
    unmapped: list[DeviceFieldRead]
    findings: list[DeviceFindingRead]

    @classmethod
    def of(cls, standard: devices.Standard, language: Language) -> "StandardRead":
        """Tell a standardised status in a language."""
        return cls(
            vendor=standard.vendor or None,
            device_type=standard.device_type,
            attributes=[_field(a, language) for a in standard.attributes],
            unmapped=[_field(a, language) for a in standard.unmapped],
            findings=[
                DeviceFindingRead(
                    kind=issue.kind,
                    severity=issue.severity,
                    source=issue.path,
                    message=translated(issue.message, language),
                )
                for issue in standard.findings
            ],
        )


def _field(a: devices.Attribute, language: Language) -> DeviceFieldRead:
    return DeviceFieldRead(
        source=devices.pointer(a.path),
        name=a.name,
        place=a.place,
        target=a.target,
        value=a.value,
        unit=a.unit,
        shown=dict(a.shown) if a.shown else None,
        at=a.at,
        confidence=a.confidence,
        reason=devices.reason(a.reason, language),
        reviewed=a.is_reviewed,
    )


class FramesRead(Wire):
    time_base: tuple[int, int] = Field(description="seconds a tick: numerator and denominator")
    pts: list[int] = Field(description="when each frame is shown, in ticks, ascending")
    key: list[int] = Field(description="numbers of the frames that need no others")
    end: int = Field(description="when the last frame ends, in ticks")


class PlayingRead(Wire):
    shown: Shown = Field(
        description="`original`: /media is played; `proxy`: /proxy is; `making`, `unmade`, `none`"
    )
    message: str | None = Field(description="why it is not the original, and what to do")
    job: UUID | None = Field(description="the job that makes the proxy")

    @classmethod
    def of(cls, told: Playing, language: Language) -> "PlayingRead":
        """Give it in one language."""
        message = translated(told.message, language) if told.message else None
        return cls(shown=told.shown, message=message, job=told.job)


class ProxyJob(Wire):
    job: UUID


class SeriesQuery(Wire):
    from_s: float | None = None
    to_s: float | None = None
    points: int = Field(default=1000, ge=2, le=2000)
    columns: list[str] = Field(default_factory=list, max_length=32)


class ColumnRead(Wire):
    name: str
    unit: str


class SeriesRead(Wire):
    columns: list[ColumnRead]
    t: list[float] = Field(description="seconds from the series' first row")
    values: list[list[float | None]] = Field(description="one list a column")
    gaps: list[tuple[float, float]] = Field(description="stretches without rows, in seconds")
    total_rows: int
    thinned: bool
