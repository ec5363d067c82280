"""What can be said about a record: one small frozen type a kind of label.

Geometry is in pixels of the picture as shown (EXIF orientation applied), origin at the top
left, x to the right, y down, pixel *edges* as coordinates, so a box over the whole of a
640 × 480 picture is (0, 0, 640, 480). Times are seconds from the start of the stream.

`to_json` and `from_json` are the one stored form: a dict with a ``type`` and no empty fields.
"""

from dataclasses import MISSING, asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from .errors import Invalid
from .sentence import say


class Layer(StrEnum):
    """Whose word a set of annotations is."""

    IMPORTED = "imported"
    ENGINE = "engine"
    MEMBER = "member"
    CONSENSUS = "consensus"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Choice:
    """One class for the whole record. `path` runs from the root of the taxonomy to the class."""

    label: str
    path: tuple[str, ...] = ()
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `rotation` in degrees clockwise about its centre."""

    label: str
    x: float
    y: float
    width: float
    height: float
    rotation: float = 0.0
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Polygon:
    """One or more rings, each x0, y0, x1, y1, …; several rings are parts of one object."""

    label: str
    rings: tuple[tuple[float, ...], ...]
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Polyline:
    """An open line x0, y0, x1, y1, …: a cable on the floor, the edge of a carpet."""

    label: str
    points: tuple[float, ...]
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mask:
    """A bitmap as COCO's run lengths: column-major counts, zeros first, (height, width)."""

    label: str
    height: int
    width: int
    counts: tuple[int, ...]
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keypoints:
    """Points as x, y, visibility triples (COCO: 0 not labelled, 1 hidden, 2 visible)."""

    label: str
    points: tuple[float, ...]
    names: tuple[str, ...] = ()
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyframe:
    """Where a tracked thing is at one moment of a video, by its presentation time.

    `outside` says that from here to the next key frame it is not in the picture.
    """

    time_s: float
    x: float
    y: float
    width: float
    height: float
    rotation: float = 0.0
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One thing through a video: between two key frames its box moves in a straight line."""

    label: str
    keyframes: tuple[Keyframe, ...]
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of sound, video or series."""

    label: str
    start_s: float
    end_s: float
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said: spelling, and where it differs the pronunciation."""

    text: str
    pronunciation: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    language: str | None = None
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a command wants, with its slots."""

    label: str
    slots: dict[str, str] = field(default_factory=dict)
    score: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


Annotation = (
    Choice | Box | Polygon | Polyline | Mask | Keypoints | Track | Segment | Transcript | Intent
)

_TYPES: dict[str, type[Annotation]] = {
    kind.__name__.lower(): kind
    for kind in (
        *(Choice, Box, Polygon, Polyline, Mask, Keypoints),
        *(Track, Segment, Transcript, Intent),
    )
}
_Kind = type[Annotation] | type[Keyframe]


def _needed(kind: _Kind) -> set[str]:
    return {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}


_NEEDED: dict[_Kind, set[str]] = {kind: _needed(kind) for kind in (*_TYPES.values(), Keyframe)}
_EMPTY: tuple[object, ...] = (None, {}, ())


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Give the stored form of an annotation."""
    needed = _NEEDED[type(annotation)]
    values = {k: v for k, v in asdict(annotation).items() if k in needed or v not in _EMPTY}
    return {"type": type(annotation).__name__.lower(), **values}


def from_json(value: dict[str, Any]) -> Annotation:
    """Read the stored form; raises `Invalid` for an unknown type, unknown and missing fields."""
    kind = _TYPES.get(str(value.get("type")))
    if kind is None:
        raise Invalid(say("There is no annotation type “{type}”.", type=value.get("type")))
    rest = {k: _frozen(v) for k, v in value.items() if k != "type"}
    _check(kind, rest)
    if kind is Track:
        rest["keyframes"] = tuple(map(_keyframe, rest["keyframes"]))
    return kind(**rest)


def _check(kind: _Kind, given: dict[str, Any]) -> None:
    name = kind.__name__.lower()
    if unknown := set(given) - {f.name for f in fields(kind)}:
        raise Invalid(say("A {type} has no field “{field}”.", type=name, field=min(unknown)))
    if missing := _NEEDED[kind] - set(given):
        raise Invalid(say("A {type} needs the field “{field}”.", type=name, field=min(missing)))


def _keyframe(value: dict[str, Any]) -> Keyframe:
    _check(Keyframe, value)
    return Keyframe(**value)


def _frozen(value: Any) -> Any:  # noqa: ANN401  (JSON)
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
