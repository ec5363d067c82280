"""The results of a Label Studio annotation, as our annotations and back."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dure.core import Annotation, Box, Choice, Keypoints, Polygon, Segment, Transcript, say

from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Size, number, numbers, on_grid, stated_size
from ..base.reading import Issues
from ..base.text import label_text

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
        id=str(raw.get("id")),
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


class Results:
    """Turns the result list of one annotation into annotations."""

    def __init__(self, size: Size | None, issues: Issues) -> None:
        self._size, self._issues = size, issues
        self._regions: dict[str, list[Annotation]] = {}
        self._groups: dict[str, list[Result]] = {}

    def read(self, results: Iterable[Result]) -> Iterator[Annotation]:
        """Give regions first, then what is said of the whole or of a region."""
        waiting: list[Result] = []
        for result in results:
            if result.kind not in _REGIONS:
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
        if read is None:
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
        owners = self._regions.get(result.id, [])
        if not found:
            self._refuse(result)
        for owner in owners:
            if not isinstance(owner, Segment) or result.kind != "textarea":
                owner.attributes[result.name] = [_short(a) for a in found]
        if not owners or ("start" in result.value and result.kind == "textarea"):
            yield from found


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
        x, y = _from_corner(x, y, width, height, rotation)
    box = (on_grid(x), on_grid(y), on_grid(width), on_grid(height))
    # A rotated box may reach out with its corners; only upright ones are cut.
    fitted = box if rotation % 360 else fit_box(box, size, issues, Place(label, result.id))
    if fitted is None:
        return None
    return Box(label, *fitted, rotation, result.score, result.meta)


def _from_corner(
    x: float, y: float, width: float, height: float, rotation: float
) -> tuple[float, float]:
    """Label Studio turns a box about its top left corner, we about its centre."""
    cos, sin = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    cx = x + width / 2 * cos - height / 2 * sin
    cy = y + width / 2 * sin + height / 2 * cos
    return cx - width / 2, cy - height / 2


def _polygon(result: Result, label: str, size: Size | None, issues: Issues) -> Polygon | None:
    points = result.value.get("points")
    pairs = [numbers(p) for p in points] if isinstance(points, list) else []
    if size is None or len(pairs) < 3 or not all(p and len(p) == 2 for p in pairs):
        return None
    flat = (v for pair in pairs if pair for v in pair)
    ring = tuple(on_grid(v * size[i & 1] / 100) for i, v in enumerate(flat))
    fitted = fit_ring(ring, size, issues, Place(label, result.id))
    return Polygon(label, (fitted,), result.score, result.meta)


def _segment(result: Result, label: str, _: Size | None, __: Issues) -> Segment | None:
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


def written(annotation: Annotation, size: Size | None, id: str) -> list[dict[str, Any]]:
    """Give the results for one annotation; none for what Label Studio has no place for."""
    made = _made(annotation, size, id)
    frame = {"original_width": size[0], "original_height": size[1]} if size else {}
    for kind, result in made:
        result |= {"type": kind, "from_name": kind, "to_name": "media", "origin": "manual"}
        result.setdefault("id", id)
        if annotation.score is not None:
            result["score"] = annotation.score
        meta = {**annotation.attributes, **result.get("meta", {})}
        if meta:
            result["meta"] = meta
        if "x" in result["value"] or "points" in result["value"]:
            result |= {**frame, "image_rotation": 0}
    return [result for _, result in made]


def _made(annotation: Annotation, size: Size | None, id: str) -> list[tuple[str, dict[str, Any]]]:
    match annotation:
        case Box() if size:
            return [("rectanglelabels", {"value": _box_value(annotation, size)})]
        case Polygon(label=label, rings=rings) if size:
            values = [
                {"points": _percent(ring, size), "closed": True, "polygonlabels": [label]}
                for ring in rings
            ]
            return [
                ("polygonlabels", {"value": value, "id": f"{id}-{i}" if i else id})
                for i, value in enumerate(values)
            ]
        case Keypoints() if size:
            return _point_results(annotation, size, id)
        case _:
            said = _said_of_whole(annotation)
            return [said] if said else []


def _said_of_whole(annotation: Annotation) -> tuple[str, dict[str, Any]] | None:
    match annotation:
        case Choice(path=path) if path:
            return "taxonomy", {"value": {"taxonomy": [list(path)]}}
        case Choice(label=label):
            return "choices", {"value": {"choices": [label]}}
        case Segment(label=label, start_s=start, end_s=end):
            return "labels", {"value": {"start": start, "end": end, "labels": [label]}}
        case Transcript(text=text, start_s=start, end_s=end):
            times = {} if start is None or end is None else {"start": start, "end": end}
            return "textarea", {"value": {**times, "text": [text]}}
        case _:
            return None


def _box_value(box: Box, size: Size) -> dict[str, Any]:
    x, y = box.x, box.y
    if box.rotation % 360:
        turn = math.radians(box.rotation)
        cx, cy = x + box.width / 2, y + box.height / 2
        x = cx - box.width / 2 * math.cos(turn) + box.height / 2 * math.sin(turn)
        y = cy - box.width / 2 * math.sin(turn) - box.height / 2 * math.cos(turn)
    (place,) = _percent((x, y), size)
    (extent,) = _percent((box.width, box.height), size)
    return {
        "x": place[0],
        "y": place[1],
        "width": extent[0],
        "height": extent[1],
        "rotation": box.rotation,
        "rectanglelabels": [box.label],
    }


def _percent(values: tuple[float, ...], size: Size) -> list[list[float]]:
    pairs = zip(values[0::2], values[1::2], strict=True)
    return [[x * 100 / size[0], y * 100 / size[1]] for x, y in pairs]


def _point_results(points: Keypoints, size: Size, id: str) -> list[tuple[str, dict[str, Any]]]:
    results: list[tuple[str, dict[str, Any]]] = []
    for i in range(0, len(points.points), 3):
        x, y, visible = points.points[i : i + 3]
        ((across, down),) = _percent((x, y), size)
        name = points.names[i // 3] if points.names else f"{points.label} {i // 3 + 1}"
        value = {"x": across, "y": down, "width": 0.5, "keypointlabels": [name]}
        meta = {"object": points.label, "visibility": visible}
        results.append(
            (
                "keypointlabels",
                {"id": f"{id}-{i // 3}", "parentID": id, "value": value, "meta": meta},
            )
        )
    return results
