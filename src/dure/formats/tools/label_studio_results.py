"""The results of a Label Studio annotation, as our annotations and back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Polygon,
    Segment,
    Track,
    Transcript,
    say,
)

from ..base import tracks
from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Size, number, numbers, on_grid, stated_size
from ..base.reading import Issues, Times
from ..base.text import label_text
from . import label_studio_video as video
from .label_studio_places import from_corner

_CHOICE_FIELDS = frozenset(
    ("choice", "choices", "class", "classification", "label", "category", "sentiment")
)
_TEXT_FIELDS = frozenset(("transcription", "transcript", "transcriptions"))


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of an annotation's result list."""

    id: str
    kind: str
    name: str
    value: dict[str, Any]
    size: Size | None = None
    score: float | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    parent: str | None = None


def read_result(raw: dict[str, Any]) -> Result:
    """Sort the fields of one result."""
    value, meta, score = raw.get("value"), raw.get("meta"), raw.get("score")
    return Result(
        id=str(raw.get("id") or f"{raw.get('from_id')} → {raw.get('to_id')}"),
        kind=str(raw.get("type")),
        name=str(raw.get("from_name") or raw.get("type")),
        value=value if isinstance(value, dict) else {},
        size=stated_size(raw.get("original_width"), raw.get("original_height")),
        score=number(score),
        meta=dict(meta) if isinstance(meta, dict) else {},
        parent=str(raw["parentID"]) if raw.get("parentID") else None,
    )


def minimal_results(field: str, value: object) -> Iterator[Result]:
    """Give the results that a field of JSON_MIN holds; none where it is data."""
    entries = value if isinstance(value, list) else [value]
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            kind = next((k for k in _REGIONS if k in entry), None)
            kind = kind or ("choices" if "choices" in entry else None)
            if kind:
                size = stated_size(entry.get("original_width"), entry.get("original_height"))
                yield Result(f"{field}{index}", kind, field, entry, size)
        elif isinstance(entry, list) and entry and all(isinstance(p, str) for p in entry):
            yield Result(f"{field}{index}", "taxonomy", field, {"taxonomy": [entry]})
        elif isinstance(entry, str) and field in _CHOICE_FIELDS:
            yield Result(f"{field}{index}", "choices", field, {"choices": [entry]})
        elif isinstance(entry, str) and field in _TEXT_FIELDS:
            yield Result(f"{field}{index}", "textarea", field, {"text": [entry]})


class Film(NamedTuple):
    """What is known of a picture or film: its size, the times of its frames, their rate."""

    size: Size | None = None
    times: Times | None = None
    rate: float | None = None


class Results:
    """Turns the result list of one annotation into annotations."""

    def __init__(self, film: Film, issues: Issues) -> None:
        self._size, self._times, self._rate = film
        self._issues = issues
        self.attributes: dict[str, str] = {}
        self._regions: dict[str, list[Annotation]] = {}
        self._groups: dict[str, list[Result]] = {}

    def read(self, results: Iterable[Result]) -> Iterator[Annotation]:
        """Give regions first, then what is said of the whole or of a region."""
        waiting: list[Result] = []
        for result in results:
            if result.kind in _ON_FRAMES:
                self._regions[result.id] = list(self._on_frames(result))
                yield from self._regions[result.id]
            elif result.kind not in _REGIONS:
                waiting.append(result)
            elif result.kind == "keypointlabels":
                self._groups.setdefault(result.parent or result.id, []).append(result)
            else:
                shapes = list(self._region(result))
                self._regions[result.id] = shapes
                yield from shapes
        for parent, points in self._groups.items():
            yield from self._points(parent, points)
        for result in waiting:
            yield from self._said(result)

    def _on_frames(self, result: Result) -> Iterator[Annotation]:
        labels = result.value.get(_ON_FRAMES[result.kind])
        names = [label_text(v) for v in labels] if isinstance(labels, list) else []
        rate = video.rate_of(result.value) or self._known_rate()
        size = self._size or result.size
        found: list[Annotation] = []
        for name in filter(None, names):
            if result.kind == "timelinelabels":
                ranges = video.segments(result.value, name, rate)
                found += (Segment(*one, result.score, dict(result.meta)) for one in ranges)
            elif size and (frames := video.keyframes(result.value, size, rate)):
                if self._times:
                    frames = tracks.keyframes(video.seen(frames, self._times), self._times)
                found.append(Track(name, frames, result.score, dict(result.meta)))
        if not found or None in names:
            self._refuse(result)
        yield from found

    def _known_rate(self) -> float:
        """Give the frame rate of the video; the one that Label Studio assumes, and say so."""
        if self._rate is None:
            self._rate = video.DEFAULT_RATE
            message = say(
                "The frame rate is not stated and {rate} frames a second were assumed; export with "
                "the labelling configuration beside the file.",
                rate=round(self._rate),
            )
            self._issues.warn("frame_rate_unknown", message)
        return self._rate

    def _region(self, result: Result) -> Iterator[Annotation]:
        labels = result.value.get(result.kind)
        names = [label_text(v) for v in labels] if isinstance(labels, list) else []
        if not names or None in names:
            self._refuse(result)
        size = self._size or result.size
        for name in filter(None, names):
            shape = _REGIONS[result.kind](result, name, size, self._issues)
            if shape is None:
                self._refuse(result)
            else:
                yield shape

    def _refuse(self, result: Result) -> None:
        self._issues.add(
            "wrong_result",
            say(
                "Result “{id}” ({kind}) has no label, no place or an unknown picture size.",
                id=result.id,
                kind=result.kind,
            ),
        )

    def _points(self, parent: str, points: list[Result]) -> Iterator[Annotation]:
        values: list[float] = []
        names: list[str] = []
        for point in points:
            size = self._size or point.size
            labels = point.value.get("keypointlabels")
            place = numbers([point.value.get("x"), point.value.get("y")])
            if not (size and place and isinstance(labels, list) and labels):
                self._refuse(point)
                continue
            visible = number(point.meta.pop("visibility", 2))
            x, y = on_grid(place[0] * size[0] / 100), on_grid(place[1] * size[1] / 100)
            values += (x, y, 2.0 if visible is None else visible)
            names.append(label_text(labels[0]) or "")
        if values:
            owner = self._regions.get(parent, [])
            default = getattr(owner[0], "label", names[0]) if owner else names[0]
            label = next((str(p.meta.pop("object")) for p in points if "object" in p.meta), default)
            first = points[0]
            numbered = names == [f"{label} {i + 1}" for i in range(len(names))]
            words = () if numbered else tuple(names)  # those that the writer gave to the nameless
            yield Keypoints(label, tuple(values), words, first.score, first.meta)

    def _said(self, result: Result) -> Iterator[Annotation]:
        read = _WHOLE.get(result.kind)
        if result.kind in _VALUES:
            self._value(result)
            return
        if read is None:
            if result.kind in _BARE and result.id in self._regions:
                return  # the same region, whose class another result gives
            self._issues.warn(
                "unsupported",
                say(
                    "Results of the kind “{kind}” cannot be read; “{id}” was left out.",
                    kind=result.kind,
                    id=result.id,
                ),
            )
            return
        found = list(read(result))
        if not found:
            self._refuse(result)
        yield from self._of_region(result, found)

    def _of_region(self, result: Result, found: list[Annotation]) -> Iterator[Annotation]:
        """Give what is said of the whole, or in a stretch of sound; the rest is a region's."""
        owners = self._regions.get(result.id, [])
        spoken = next((o for o in owners if isinstance(o, Segment)), None)
        for owner in owners:
            if owner is not spoken or result.kind != "textarea":
                owner.attributes[result.name] = [_short(a) for a in found]
        if spoken and result.kind == "textarea":
            yield from (_at(one, spoken) for one in found)
        elif not owners:
            yield from found

    def _value(self, result: Result) -> None:
        """Keep a number or a date as an attribute of its region, or else of the record."""
        value = result.value.get("selected" if result.kind == "pairwise" else result.kind)
        if not isinstance(value, str | int | float):
            self._refuse(result)
            return
        for owner in self._regions.get(result.id, []):
            owner.attributes[result.name] = value
        if not self._regions.get(result.id):
            self.attributes[result.name] = str(value)


def _at(said: Annotation, region: Segment) -> Annotation:
    """Give what is said the times of its region, unless it has its own."""
    if isinstance(said, Transcript) and said.start_s is None:
        return replace(said, start_s=region.start_s, end_s=region.end_s)
    return said


def _short(annotation: Annotation) -> object:
    if isinstance(annotation, Choice):
        return list(annotation.path) or annotation.label
    return annotation.text if isinstance(annotation, Transcript) else None


def _box(result: Result, label: str, size: Size | None, issues: Issues) -> Box | None:
    value = result.value
    found = numbers([value.get(key) for key in ("x", "y", "width", "height")])
    turn = numbers([value.get("rotation") or 0])
    if found is None or turn is None or size is None:
        return None
    x, y = found[0] * size[0] / 100, found[1] * size[1] / 100
    width, height = found[2] * size[0] / 100, found[3] * size[1] / 100
    rotation = turn[0]
    if rotation % 360:
        x, y = from_corner(x, y, width, height, rotation)
    box = (on_grid(x), on_grid(y), on_grid(width), on_grid(height))
    # A rotated box may reach out with its corners; only upright ones are cut.
    fitted = box if rotation % 360 else fit_box(box, size, issues, Place(label, result.id))
    if fitted is None:
        return None
    return Box(label, *fitted, rotation, result.score, result.meta)


def _polygon(result: Result, label: str, size: Size | None, issues: Issues) -> Polygon | None:
    points = result.value.get("points")
    pairs = [numbers(p) for p in points] if isinstance(points, list) else []
    if size is None or len(pairs) < 3 or not all(p and len(p) == 2 for p in pairs):
        return None
    flat = (v for pair in pairs if pair for v in pair)
    ring = tuple(on_grid(v * size[i & 1] / 100) for i, v in enumerate(flat))
    fitted = fit_ring(ring, size, issues, Place(label, result.id))
    return Polygon(label, (fitted,), result.score, result.meta)


def _segment(result: Result, label: str, size: Size | None, issues: Issues) -> Annotation | None:
    if "width" in result.value:  # the class of a region that another control drew
        return _box(result, label, size, issues)
    if "points" in result.value:
        return _polygon(result, label, size, issues)
    times = numbers([result.value.get("start"), result.value.get("end")])
    if times is None or "text" in result.value or times[1] < times[0]:
        return None
    return Segment(label, times[0], times[1], result.score, result.meta)


def _choices(result: Result) -> Iterator[Annotation]:
    values = result.value.get("choices")
    for value in values if isinstance(values, list) else ():
        if label := label_text(value):
            yield Choice(label, (), result.score, result.meta)


def _taxonomy(result: Result) -> Iterator[Annotation]:
    values = result.value.get("taxonomy")
    for value in values if isinstance(values, list) else ():
        parts = [label_text(v) for v in value] if isinstance(value, list) else []
        path = tuple(filter(None, parts))
        if path:
            yield Choice(path[-1], path, result.score, result.meta)


def _transcripts(result: Result) -> Iterator[Annotation]:
    values = result.value.get("text")
    lines = values if isinstance(values, list) else [values]
    times = numbers([result.value.get("start"), result.value.get("end")])
    start, end = times if times else (None, None)
    for line in lines:
        if isinstance(line, str):
            yield Transcript(
                line, start_s=start, end_s=end, score=result.score, attributes=result.meta
            )


# Where the classes of results on frames stand in their value.
_ON_FRAMES = {"videorectangle": "labels", "timelinelabels": "timelinelabels"}
_VALUES = frozenset({"number", "rating", "datetime", "pairwise"})
_BARE = frozenset({"rectangle", "polygon"})
_Region = Callable[[Result, str, Size | None, Issues], Annotation | None]
_REGIONS: dict[str, _Region] = {
    "rectanglelabels": _box,
    "polygonlabels": _polygon,
    "labels": _segment,
    "keypointlabels": lambda *_: None,  # grouped by their parent instead
}
_WHOLE: dict[str, Callable[[Result], Iterator[Annotation]]] = {
    "choices": _choices,
    "taxonomy": _taxonomy,
    "textarea": _transcripts,
}
