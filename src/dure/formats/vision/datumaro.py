"""Datumaro JSON: one file a split, ``annotations/<split>.json`` beside ``images``."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Labelled,
    Mask,
    Polygon,
    Polyline,
    Transcript,
    say,
)

from ..base import rle
from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Size, number, numbers, stated_size
from ..base.reading import (
    Issues,
    Locator,
    Media,
    Reading,
    Refused,
    load_json,
    nothing,
    tame,
    uncollected,
)
from ..base.splits import split_of_file
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Polyline, Mask, Keypoints, Choice, Transcript}),
    rotation=True,
    score=True,
    attributes=True,
    levels=2,
    groups=True,
    columns=True,
)
_OF_TOOL = ("score", "rotation", "visibility")


def looks_like(head: str) -> bool:
    """Tell whether JSON is Datumaro's: categories by kind, then items with ids."""
    categories = re.search(r'"categories"\s*:\s*\{', head)
    return head.lstrip()[:1] == "{" and (
        (categories is not None and re.search(r'"(items|labels)"\s*:\s*\[', head) is not None)
        or re.search(r'"dm_format_version"\s*:', head) is not None
    )


@dataclass(slots=True)
class _Names:
    """The classes by number, and the names of the points of each."""

    labels: dict[int, tuple[str, str]] = field(default_factory=dict)  # name and parent
    points: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def path(self, label: int) -> tuple[str, ...]:
        """Give parent and class, or nothing where there is no parent."""
        name, parent = self.labels[label]
        return (parent, name) if parent else ()


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one file."""
    name = files[0]
    issues = Issues(name)
    with uncollected():
        try:
            document = load_json(root, name, issues)
        except Refused as refused:
            issues.refuse(refused)
            return nothing(issues, *files)
        items = document.get("items") if isinstance(document, dict) else None
        if not isinstance(items, list):
            _wrong(issues, "items")
            return nothing(issues, *files)
        reader = _Reader(_names(document.get("categories")), Locator(media, name), name, issues)
        labelled = tuple(reader.item(item) for item in items if isinstance(item, dict))
    labels = (label for label, _ in reader.names.labels.values())
    return Reading(labelled, issues.all(), files, tuple(dict.fromkeys(labels)))


def _wrong(issues: Issues, what: object) -> None:
    issues.add("wrong_type", say("“{what}” is not what Datumaro asks for there.", what=what))


def _names(categories: object) -> _Names:
    names = _Names()
    for index, one in enumerate(_dicts(_dict(_dict(categories).get("label")).get("labels"))):
        if label := label_text(one.get("name")):
            parent = label_text(one.get("parent")) or ""
            names.labels[index] = (label, parent if parent != label else "")
    for one in _dicts(_dict(_dict(categories).get("points")).get("items")):
        owner, words = one.get("label_id"), one.get("labels")
        if isinstance(owner, int) and isinstance(words, list):
            names.points[owner] = tuple(map(str, words))
    return names


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


class _Reader:
    """Turns the items of one file into what is said of their media."""

    def __init__(self, names: _Names, locator: Locator, source: str, issues: Issues) -> None:
        self.names = names
        self._locator, self._source, self._issues = locator, source, issues

    def item(self, item: dict[str, Any]) -> Labelled:
        """Read one item; its picture is named by path, or else by its id."""
        image = _dict(item.get("image")) or _dict(item.get("media"))
        names = [n for n in (image.get("path"), item.get("id")) if isinstance(n, str) and n]
        path = next((p for name in names if (p := self._locator.locate(name))), None)
        asked = names[0] if names else "unnamed"
        if path is None:
            self._issues.missing(asked)
        stated = image.get("size")
        size = self._locator.size(path) if path else None
        if size is None and isinstance(stated, list) and len(stated) == 2:
            size = stated_size(stated[1], stated[0])
        found = tuple(
            a for one in _dicts(item.get("annotations")) if (a := self._annotation(one, size))
        )
        extra = {k: v for k, v in _dict(item.get("attr")).items() if v is not None}
        group = extra.pop("group", None)
        texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in extra.items()}
        return Labelled(
            path or tame(asked),
            found,
            texts,
            split_of_file(self._source),
            None if group is None else str(group),
            self._source,
        )

    def _annotation(self, one: dict[str, Any], size: Size | None) -> Annotation | None:
        kind, index = one.get("type"), one.get("label_id")
        reader = _READERS.get(str(kind))
        if reader is None:
            message = say(
                "Results of the kind “{kind}” cannot be read; “{id}” was left out.",
                kind=kind,
                id=one.get("id"),
            )
            self._issues.warn("unsupported", message)
            return None
        known = self.names.labels.get(index) if type(index) is int else None
        if known is None and kind != "caption":
            message = say(
                "Annotation {id} is of category {category}, which is not declared once.",
                id=one.get("id"),
                category=index,
            )
            self._issues.add("unknown_category", message)
            return None
        place = Place(known[0] if known else "", one.get("id"))
        found = reader(_Given(one, place, size, self.names, self._issues))
        if found is None:
            message = say(
                "The shape of “{label}” (id {id}) is not what Datumaro asks for; export it again.",
                label=place.label,
                id=place.where,
            )
            self._issues.add("wrong_shape", message)
        return found


@dataclass(frozen=True, slots=True)
class _Given:
    """One annotation as it stands in the file."""

    record: dict[str, Any]
    place: Place
    size: Size | None
    names: _Names
    issues: Issues

    def rest(self) -> tuple[float | None, dict[str, Any]]:
        """Give the score, and the attributes beside it."""
        extra = dict(_dict(self.record.get("attributes")))
        score = number(extra.get("score"))
        kept = {k: v for k, v in extra.items() if k != "rotation" or number(v) is None}
        if score is not None:
            del kept["score"]
        if self.record.get("group"):
            kept["group"] = self.record["group"]
        if self.record.get("z_order"):
            kept["z_order"] = self.record["z_order"]
        return score, kept


def _choice(given: _Given) -> Annotation:
    path = given.names.path(given.record["label_id"])
    return Choice(given.place.label, path, *given.rest())


def _box(given: _Given) -> Annotation | None:
    values = numbers(given.record.get("bbox"))
    if values is None or len(values) != 4:
        return None
    turn = number(_dict(given.record.get("attributes")).get("rotation")) or 0.0
    box = (values[0], values[1], values[2], values[3])
    # A rotated box may reach out with its corners; only upright ones are cut.
    fitted = box if turn % 360 else fit_box(box, given.size, given.issues, given.place)
    return Box(given.place.label, *fitted, turn, *given.rest()) if fitted else None


def _ring(given: _Given, least: int) -> tuple[float, ...] | None:
    values = numbers(given.record.get("points"))
    if values is None or len(values) < least or len(values) % 2:
        return None
    return fit_ring(values, given.size, given.issues, given.place)


def _polygon(given: _Given) -> Annotation | None:
    ring = _ring(given, 6)
    return Polygon(given.place.label, (ring,), *given.rest()) if ring else None


def _polyline(given: _Given) -> Annotation | None:
    line = _ring(given, 4)
    return Polyline(given.place.label, line, *given.rest()) if line else None


def _points(given: _Given) -> Annotation | None:
    flat = _ring(given, 2)
    if flat is None:
        return None
    stated = given.record.get("visibility")
    seen = numbers(stated) if stated is not None else (2.0,) * (len(flat) // 2)
    if seen is None or len(seen) * 2 != len(flat):
        return None
    triples = (v for i, s in enumerate(seen) for v in (flat[2 * i], flat[2 * i + 1], s))
    names = given.names.points.get(given.record["label_id"], ())
    names = names if len(names) == len(seen) else ()
    return Keypoints(given.place.label, tuple(triples), names, *given.rest())


def _mask(given: _Given) -> Annotation | None:
    runs = _dict(given.record.get("rle"))
    counts, shape = runs.get("counts"), numbers(runs.get("size"))
    decoded = rle.decode(counts) if isinstance(counts, str) else None
    if decoded is None or shape is None or len(shape) != 2:
        return None
    height, width = map(int, shape)
    if not rle.valid(decoded, height, width):
        return None
    return Mask(given.place.label, height, width, decoded, *given.rest())


def _caption(given: _Given) -> Annotation | None:
    text = given.record.get("caption")
    score, extra = given.rest()
    return Transcript(text, score=score, attributes=extra) if isinstance(text, str) else None


_READERS: dict[str, Callable[[_Given], Annotation | None]] = {
    "label": _choice,
    "bbox": _box,
    "polygon": _polygon,
    "polyline": _polyline,
    "points": _points,
    "mask": _mask,
    "caption": _caption,
}


def placed(path: str) -> str:
    """Give where a picture stands in Datumaro's layout."""
    return path if path.startswith("images/") else f"images/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``annotations/<split>.json``; give the number of annotations."""
    labels = _Labels()
    items: dict[str, list[dict[str, Any]]] = {}
    count = 0
    for labelled, size, *_ in images:
        written = [_entry(a, labels) for a in labelled.annotations]
        kept = [{"id": i, **one} for i, one in enumerate(filter(None, written))]
        count += sum(one["id"] == i for i, one in enumerate(kept))
        path = placed(labelled.path).removeprefix("images/")
        extra = {**labelled.attributes, **({"group": labelled.group} if labelled.group else {})}
        image: dict[str, Any] = {"path": path} | ({"size": [size[1], size[0]]} if size else {})
        items.setdefault(labelled.split or "default", []).append(
            {"id": path.rpartition(".")[0] or path, "annotations": kept, "attr": extra}
            | {"image": image}
        )
    folders = Folders(to)
    for split, rows in items.items():
        head = {"info": {}, "categories": labels.categories(), "items": rows}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        folders.write(f"annotations/{split}.json", text)
    return count


class _Labels:
    """Numbers classes as they come, a class under each of its parents."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._points: dict[int, tuple[str, ...]] = {}

    def number(self, annotation: Annotation) -> int:
        """Give the number of an annotation's class."""
        path = annotation.path if isinstance(annotation, Choice) else ()
        key = (getattr(annotation, "label", ""), path[-2] if len(path) > 1 else "")
        index = self._numbers.setdefault(key, len(self._numbers))
        if isinstance(annotation, Keypoints) and annotation.names:
            self._points.setdefault(index, annotation.names)
        return index

    def categories(self) -> dict[str, Any]:
        """Give what the file declares."""
        labels = [{"name": n, "parent": p, "attributes": []} for n, p in self._numbers]
        points = [
            {"label_id": index, "labels": list(names), "joints": []}
            for index, names in self._points.items()
        ]
        found: dict[str, Any] = {"label": {"labels": labels, "attributes": []}}
        return found | ({"points": {"items": points}} if points else {})


def _entry(annotation: Annotation, labels: _Labels) -> dict[str, Any] | None:
    shape = next(_shapes(annotation), None)
    if shape is None:
        return None
    extra = dict(annotation.attributes)
    if annotation.score is not None:
        extra["score"] = annotation.score
    if isinstance(annotation, Box) and annotation.rotation % 360:
        extra["rotation"] = annotation.rotation
    own = {key: extra.pop(key) for key in ("group", "z_order") if type(extra.get(key)) is int}
    named = {} if isinstance(annotation, Transcript) else {"label_id": labels.number(annotation)}
    return {"attributes": extra, "group": 0, **named, **shape, **own}


def _shapes(annotation: Annotation) -> Iterator[dict[str, Any]]:
    match annotation:
        case Choice():
            yield {"type": "label"}
        case Box(x=x, y=y, width=width, height=height):
            yield {"type": "bbox", "bbox": [x, y, width, height]}
        case Polygon(rings=rings):
            yield from ({"type": "polygon", "points": list(ring)} for ring in rings)
        case Polyline(points=line):
            yield {"type": "polyline", "points": list(line)}
        case Keypoints(points=points):
            flat = [v for i, v in enumerate(points) if i % 3 < 2]
            seen = list(map(int, points[2::3]))
            yield {"type": "points", "points": flat, "visibility": seen}
        case Mask(height=height, width=width, counts=counts):
            runs = {"counts": rle.encode(counts), "size": [height, width]}
            yield {"type": "mask", "rle": runs}
        case Transcript(text=text, start_s=None, end_s=None):
            yield {"type": "caption", "caption": text}
        case _:
            return
