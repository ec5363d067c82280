"""Label Studio: the JSON export and JSON_MIN; places are in per cent of the picture."""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Labelled,
    Polygon,
    Segment,
    Severity,
    Transcript,
    say,
)

from .fitting import Place, fit_box, fit_ring
from .geometry import Size, numbers, on_grid
from .reading import Issues, Locator, Media, Reading, Refused, load_json, nothing, tame, uncollected
from .splits import split_of_file, split_of_name
from .text import label_text
from .writing import Folders, Holds, Sized, inside

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Keypoints, Choice, Segment, Transcript}),
    rotation=True,
    score=True,
    attributes=True,
    levels=99,
    groups=True,
    columns=True,
    needs_size=True,
)
_MEDIA_KEYS = ("image", "audio", "video", "img", "sound", "file", "url", "ocr", "captioning")
_MIN_KEYS = frozenset(
    ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
)
_CHOICE_FIELDS = frozenset(
    ("choice", "choices", "class", "classification", "label", "category", "sentiment")
)
_TEXT_FIELDS = frozenset(("transcription", "transcript", "transcriptions"))
_ADDRESS = re.compile(r"\.\w{2,5}($|\?)")
# Uploads get eight hexadecimal digits before their name.
_UPLOAD = re.compile(r"^[0-9a-f]{8}-")
_MARKS = (('"annotations"', '"result"'), ('"annotation_id"', '"lead_time"'))


def looks_like(head: str) -> bool:
    """Tell whether JSON is a list of tasks (or one task) with annotations."""
    opening = head.lstrip()[:1]
    return opening in ("[", "{") and any(all(m in head for m in marks) for marks in _MARKS)


@dataclass(frozen=True, slots=True)
class _Result:
    """One entry of an annotation's result list."""

    id: str
    kind: str
    name: str
    value: dict[str, Any]
    size: Size | None = None
    score: float | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    parent: str | None = None


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one export; what stands on a video's frames or in brush strokes is reported."""
    issues = Issues(name)
    with uncollected():
        try:
            document = load_json(root, name, issues)
        except Refused as refused:
            issues.refuse(refused)
            return nothing(issues, name)
        tasks = document if isinstance(document, list) else [document]
        reader = _Tasks(name, media, issues)
        labelled = tuple(one for task in tasks for one in reader.read(task))
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return Reading(labelled, issues.all(), (name,), tuple(filter(None, dict.fromkeys(labels))))


def media_names(url: str) -> Iterator[str]:
    """Give the file names that an address in a task may mean, likeliest first."""
    yield url
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    yield from parse_qs(parts.query).get("d", ())  # /data/local-files/?d=folder/name.jpg
    path = unquote(parts.path).lstrip("/")
    yield path
    yield _UPLOAD.sub("", path.rpartition("/")[2])


class _Tasks:
    """Turns the tasks of one export into what is said of their media."""

    def __init__(self, source: str, media: Media, issues: Issues) -> None:
        self._source, self._media, self._issues = source, media, issues
        self._locator = Locator(media, source)

    def read(self, task: object) -> Iterator[Labelled]:
        """Give one `Labelled` for each finished annotation of a task."""
        if not isinstance(task, dict):
            self._issues.add("wrong_type", say("A task is no JSON object; export it again."))
            return
        minimal = "annotations" not in task
        data = task if minimal else task.get("data")
        data = data if isinstance(data, dict) else {}
        key, path = self._medium(data)
        if key is None:
            self._issues.warn(
                "no_media",
                say("Task {id} names no media file; its labels were left out.", id=task.get("id")),
            )
            return
        if path is None:
            self._issues.missing(data[key])
        name = path or tame(list(media_names(data[key]))[-1])
        size = self._media.size(path) if path else None
        if minimal:
            yield self._minimal(task, key, name, size)
        else:
            yield from self._full(task, key, name, size)

    def _medium(self, data: dict[str, Any]) -> tuple[str | None, str | None]:
        texts = {k: v for k, v in data.items() if isinstance(v, str) and v}
        order = sorted(texts, key=lambda k: k not in _MEDIA_KEYS)
        for key in order:
            for name in media_names(texts[key]):
                if path := self._locator.locate(name):
                    return key, path
        named = (k for k in order if k in _MEDIA_KEYS or _ADDRESS.search(texts[k]))
        return next(named, None), None

    def _full(
        self, task: dict[str, Any], key: str, name: str, size: Size | None
    ) -> Iterator[Labelled]:
        answers = task["annotations"] if isinstance(task["annotations"], list) else []
        kept = [a for a in answers if isinstance(a, dict) and not a.get("was_cancelled")]
        if len(kept) > 1:
            self._issues.warn(
                "several_annotations",
                say(
                    "Task {id} has {count} annotations; each was taken with its annotator.",
                    id=task.get("id"),
                    count=len(kept),
                ),
            )
        if not kept:
            self._note("not_annotated", say("Task {id} has no annotation.", id=task.get("id")))
        record = _Record.of(task["data"], key, self._source)
        for answer in kept:
            raw = answer.get("result")
            results = [r for r in raw if isinstance(r, dict)] if isinstance(raw, list) else []
            found = tuple(_Results(size, self._issues).read(map(_result, results)))
            extra = {"annotator": _annotator(answer)} if len(kept) > 1 else {}
            yield record.labelled(name, found, extra)

    def _note(self, kind: str, message: str) -> None:
        self._issues.add(kind, message, severity=Severity.NOTE)

    def _minimal(self, task: dict[str, Any], key: str, name: str, size: Size | None) -> Labelled:
        results: list[_Result] = []
        rest: dict[str, Any] = {}
        for field, value in task.items():
            if found := list(_minimal_results(field, value)):
                results += found
            elif field not in _MIN_KEYS:
                rest[field] = value
        found = tuple(_Results(size, self._issues).read(results))
        return _Record.of(rest, key, self._source).labelled(name, found, {})


def _annotator(answer: dict[str, Any]) -> str:
    by = answer.get("completed_by")
    return str(by.get("email") or by.get("id")) if isinstance(by, dict) else str(by)


@dataclass(frozen=True, slots=True)
class _Record:
    """What a task says beside its labels."""

    attributes: dict[str, str]
    split: str | None
    group: str | None
    source: str

    @classmethod
    def of(cls, data: dict[str, Any], key: str, source: str) -> "_Record":
        """Sort a task's data into split, group and attributes."""
        rest = {k: v for k, v in data.items() if k != key and v not in (None, "", [], {})}
        split = split_of_name(str(rest["split"])) if "split" in rest else None
        rest.pop("split", None) if split else None
        group = rest.pop("group", None)
        attributes = {
            k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
            for k, v in rest.items()
        }
        group = None if group is None else str(group)
        return cls(attributes, split or split_of_file(source), group, source)

    def labelled(
        self, path: str, annotations: tuple[Annotation, ...], extra: dict[str, str]
    ) -> Labelled:
        """Put the annotations of one answer to the record."""
        attributes = {**self.attributes, **extra}
        return Labelled(path, annotations, attributes, self.split, self.group, self.source)


def _result(raw: dict[str, Any]) -> _Result:
    value, meta, score = raw.get("value"), raw.get("meta"), raw.get("score")
    return _Result(
        id=str(raw.get("id")),
        kind=str(raw.get("type")),
        name=str(raw.get("from_name") or raw.get("type")),
        value=value if isinstance(value, dict) else {},
        size=_stated_size(raw),
        score=float(score) if isinstance(score, int | float) else None,
        meta=dict(meta) if isinstance(meta, dict) else {},
        parent=raw.get("parentID"),
    )


def _stated_size(raw: dict[str, Any]) -> Size | None:
    width, height = raw.get("original_width"), raw.get("original_height")
    if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
        return width, height
    return None


def _minimal_results(field: str, value: object) -> Iterator[_Result]:
    """Give the results that a field of JSON_MIN holds; none where it is data."""
    entries = value if isinstance(value, list) else [value]
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            kind = next((k for k in _REGIONS if k in entry), None)
            kind = kind or ("choices" if "choices" in entry else None)
            if kind:
                size = _stated_size(entry)
                yield _Result(f"{field}{index}", kind, field, entry, size)
        elif isinstance(entry, list) and entry and all(isinstance(p, str) for p in entry):
            yield _Result(f"{field}{index}", "taxonomy", field, {"taxonomy": [entry]})
        elif isinstance(entry, str) and field in _CHOICE_FIELDS:
            yield _Result(f"{field}{index}", "choices", field, {"choices": [entry]})
        elif isinstance(entry, str) and field in _TEXT_FIELDS:
            yield _Result(f"{field}{index}", "textarea", field, {"text": [entry]})


class _Results:
    """Turns the result list of one annotation into annotations."""

    def __init__(self, size: Size | None, issues: Issues) -> None:
        self._size, self._issues = size, issues
        self._regions: dict[str, list[Annotation]] = {}
        self._groups: dict[str, list[_Result]] = {}

    def read(self, results: Iterable[_Result]) -> Iterator[Annotation]:
        """Give regions first, then what is said of the whole or of a region."""
        waiting: list[_Result] = []
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

    def _region(self, result: _Result) -> Iterator[Annotation]:
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

    def _refuse(self, result: _Result) -> None:
        self._issues.add(
            "wrong_result",
            say(
                "Result “{id}” ({kind}) has no label, no place or an unknown picture size.",
                id=result.id,
                kind=result.kind,
            ),
        )

    def _points(self, parent: str, points: list[_Result]) -> Iterator[Annotation]:
        values: list[float] = []
        names: list[str] = []
        for point in points:
            size = self._size or point.size
            labels = point.value.get("keypointlabels")
            place = numbers([point.value.get("x"), point.value.get("y")])
            if not (size and place and isinstance(labels, list) and labels):
                self._refuse(point)
                continue
            visible = float(point.meta.pop("visibility", 2))
            x, y = on_grid(place[0] * size[0] / 100), on_grid(place[1] * size[1] / 100)
            values += (x, y, visible)
            names.append(label_text(labels[0]) or "")
        if values:
            owner = self._regions.get(parent, [])
            default = getattr(owner[0], "label", names[0]) if owner else names[0]
            label = next((str(p.meta.pop("object")) for p in points if "object" in p.meta), default)
            first = points[0]
            yield Keypoints(label, tuple(values), tuple(names), first.score, first.meta)

    def _said(self, result: _Result) -> Iterator[Annotation]:
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
        if not owners or "start" in result.value and result.kind == "textarea":
            yield from found


def _short(annotation: Annotation) -> object:
    if isinstance(annotation, Choice):
        return list(annotation.path) or annotation.label
    return annotation.text if isinstance(annotation, Transcript) else None


def _box(result: _Result, label: str, size: Size | None, issues: Issues) -> Box | None:
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
    return Box(label, *map(on_grid, fitted), rotation, result.score, result.meta)


def _from_corner(
    x: float, y: float, width: float, height: float, rotation: float
) -> tuple[float, float]:
    """Label Studio turns a box about its top left corner, we about its centre."""
    cos, sin = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    cx = x + width / 2 * cos - height / 2 * sin
    cy = y + width / 2 * sin + height / 2 * cos
    return cx - width / 2, cy - height / 2


def _polygon(result: _Result, label: str, size: Size | None, issues: Issues) -> Polygon | None:
    points = result.value.get("points")
    pairs = [numbers(p) for p in points] if isinstance(points, list) else []
    if size is None or len(pairs) < 3 or not all(p and len(p) == 2 for p in pairs):
        return None
    flat = (v for pair in pairs if pair for v in pair)
    ring = tuple(on_grid(v * size[i & 1] / 100) for i, v in enumerate(flat))
    fitted = fit_ring(ring, size, issues, Place(label, result.id))
    return Polygon(label, (fitted,), result.score, result.meta)


def _segment(result: _Result, label: str, _: Size | None, __: Issues) -> Segment | None:
    times = numbers([result.value.get("start"), result.value.get("end")])
    if times is None or "text" in result.value or times[1] < times[0]:
        return None
    return Segment(label, times[0], times[1], result.score, result.meta)


def _choices(result: _Result) -> Iterator[Annotation]:
    values = result.value.get("choices")
    for value in values if isinstance(values, list) else ():
        if label := label_text(value):
            yield Choice(label, (), result.score, result.meta)


def _taxonomy(result: _Result) -> Iterator[Annotation]:
    values = result.value.get("taxonomy")
    for value in values if isinstance(values, list) else ():
        parts = [label_text(v) for v in value] if isinstance(value, list) else []
        path = tuple(filter(None, parts))
        if path:
            yield Choice(path[-1], path, result.score, result.meta)


def _transcripts(result: _Result) -> Iterator[Annotation]:
    values = result.value.get("text")
    lines = values if isinstance(values, list) else [values]
    times = numbers([result.value.get("start"), result.value.get("end")])
    start, end = times if times else (None, None)
    for line in lines:
        if isinstance(line, str):
            yield Transcript(
                line, start_s=start, end_s=end, score=result.score, attributes=result.meta
            )


_Region = Callable[[_Result, str, Size | None, Issues], Annotation | None]
_REGIONS: dict[str, _Region] = {
    "rectanglelabels": _box,
    "polygonlabels": _polygon,
    "labels": _segment,
    "keypointlabels": lambda *_: None,  # grouped by their parent instead
}
_WHOLE: dict[str, Callable[[_Result], Iterator[Annotation]]] = {
    "choices": _choices,
    "taxonomy": _taxonomy,
    "textarea": _transcripts,
}


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``label_studio.json``, one task a media file; give the number of annotations."""
    tasks: list[dict[str, Any]] = []
    count = 0
    for labelled, size in images:
        results = [
            r for i, a in enumerate(labelled.annotations) for r in _written(a, size, f"r{i}")
        ]
        count += len({r.get("parentID", r["id"]) for r in results})
        key = _data_key(labelled.path)
        extra = {
            (f"attribute_{k}" if k in (key, "split", "group") else k): v
            for k, v in labelled.attributes.items()
        }
        named = {"split": labelled.split, "group": labelled.group}
        data = {key: labelled.path, **extra, **{k: v for k, v in named.items() if v}}
        number = len(tasks) + 1
        answer = {"id": number, "was_cancelled": False, "result": results}
        tasks.append({"id": number, "data": data, "annotations": [answer]})
    Folders(to).write("label_studio.json", json.dumps(tasks, ensure_ascii=False, indent=1))
    return count
