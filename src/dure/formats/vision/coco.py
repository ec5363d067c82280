"""COCO: one JSON file of images, categories and annotations (instances, keypoints, labels)."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
    Severity,
    Transcript,
    say,
)

from ..base.geometry import Size, stated_size
from ..base.reading import (
    Issues,
    Locator,
    Media,
    Reading,
    Refused,
    load_parted,
    nothing,
    tame,
    uncollected,
)
from ..base.splits import split_of_file
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized
from .coco_panoptic import Maps
from .coco_records import Category, read_caption, read_plain, read_record, write_record

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Mask, Keypoints, Choice, Transcript}),
    parts=True,
    score=True,
    attributes=True,
    levels=2,
    groups=True,
    columns=True,
    same_points=lambda points: points.names,
)
_IMAGE = frozenset(
    (
        *("id", "file_name", "width", "height", "license", "flickr_url"),
        *("coco_url", "date_captured", "attributes", "group", "path"),
    )
)
_BEFORE = frozenset(("images", "categories"))  # what annotations cannot be read without


@dataclass(slots=True, eq=False)
class _Image:
    """One picture of the file and what was said of it so far."""

    path: str
    size: Size | None
    attributes: dict[str, str]
    group: str | None
    annotations: list[Annotation] = field(default_factory=list)
    complete: bool = True  # nothing that the file says of it was left out


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one COCO file, and the maps of a panoptic one that stand beside it."""
    with uncollected():
        reading = _read(root, files[0], media)
    return replace(reading, files=files)


def _read(root: Path, name: str, media: Media) -> Reading:
    issues = Issues(name)
    try:
        return _whole(root, name, media, issues)
    except Refused as refused:
        issues = Issues(name)  # what was found before it broke need not be so
        issues.refuse(refused)
        return nothing(issues, name)


def _whole(root: Path, name: str, media: Media, issues: Issues) -> Reading:
    document, records = load_parted(root, name, issues, "annotations", _BEFORE)
    categories = _categories(_records(document.get("categories", []), "categories", issues), issues)
    listed = _records(document.get("images", []), "images", issues)
    images = _images(listed, Locator(media, name), media, issues)
    _Annotations(categories, images, Maps(root, name, issues), issues).take(records)
    split = split_of_file(name)
    labelled = tuple(
        Labelled(i.path, tuple(i.annotations), i.attributes, split, i.group, name)
        for i in dict.fromkeys(images.values())
        if i is not None and (i.annotations or (categories and i.complete))
    )
    return Reading(labelled, issues.all(), (name,), _labels(categories))


def _labels(categories: dict[object, Category | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.label for c in categories.values() if c))


def _wrong(issues: Issues, what: object) -> None:
    issues.add("wrong_type", say("“{what}” is not what COCO asks for there.", what=what))


def _records(values: object, key: str, issues: Issues) -> Iterator[dict[str, Any]]:
    if not isinstance(values, list):
        _wrong(issues, key)
        return
    for index, value in enumerate(values):
        if isinstance(value, dict):
            yield value
        else:
            _wrong(issues, f"{key}[{index}]")


def _key(value: object) -> object:
    """Ids are numbers or text; a list or an object must not break the index."""
    return value if isinstance(value, str | int | float) else None


def _categories(records: Iterator[dict[str, Any]], issues: Issues) -> dict[object, Category | None]:
    found: dict[object, Category | None] = {}
    names: set[str] = set()
    for record in records:
        key, label = _key(record.get("id")), label_text(record.get("name"))
        if key is None or label is None:
            _wrong(issues, f"category {record.get('id')}")
            continue
        parent = label_text(record.get("supercategory"))
        path = (parent, label) if parent and parent not in (label, "none") else ()
        points = record.get("keypoints")
        names_of_points = tuple(map(str, points)) if isinstance(points, list) else ()
        before = found.get(key)
        clash = key in found and (before is None or before.label != label)
        if key in found or label in names:
            _report_twice(key, label, clash=clash, issues=issues)
        found[key] = None if clash else Category(label, path, names_of_points)
        names.add(label)
    return found


def _report_twice(key: object, label: str, *, clash: bool, issues: Issues) -> None:
    issues.add(
        "duplicate_category",
        say("Category “{label}” (id {id}) is declared twice; keep one.", label=label, id=key),
        severity=Severity.ERROR if clash else Severity.WARNING,
    )


def _images(
    records: Iterator[dict[str, Any]], locator: Locator, media: Media, issues: Issues
) -> dict[object, _Image | None]:
    found: dict[object, _Image | None] = {}
    taken: dict[str, _Image] = {}
    for record in records:
        key, name = _key(record.get("id")), record.get("file_name") or record.get("path")
        if key is None or not isinstance(name, str):
            _wrong(issues, f"image {record.get('id')}")
            continue
        path = locator.locate(name)
        if path is None:
            issues.missing(name)
        image = _image(record, path, name if path else tame(name), media, issues)
        twin = taken.setdefault(image.path, image)
        clash = key in found and found[key] is not twin
        if key in found or twin is not image:
            issues.add(
                "duplicate_image",
                say("Image “{name}” (id {id}) is listed twice; keep one.", name=name, id=key),
                severity=Severity.ERROR if clash else Severity.WARNING,
            )
        found[key] = None if clash else twin
    return found


def _image(
    record: dict[str, Any], path: str | None, name: str, media: Media, issues: Issues
) -> _Image:
    size = stated_size(record.get("width"), record.get("height"))
    shown = media.size(path) if path else None
    if shown and size and shown != size:
        issues.warn(
            "size_differs",
            say(
                "“{name}” is {shown} pixels but labelled as {size}; check it.",
                name=name,
                shown=f"{shown[0]}×{shown[1]}",
                size=f"{size[0]}×{size[1]}",
            ),
        )
    extra = {k: v for k, v in record.items() if k not in _IMAGE}
    nested = record.get("attributes")
    extra |= nested if isinstance(nested, dict) else {}
    attributes = {k: _plain(v) for k, v in extra.items() if v not in (None, "", [], {})}
    group = record.get("group")
    return _Image(path or name, shown or size, attributes, str(group) if group else None)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Annotations:
    """Turns the records of one file into annotations and puts them to their pictures."""

    def __init__(
        self,
        categories: dict[object, Category | None],
        images: dict[object, _Image | None],
        maps: Maps,
        issues: Issues,
    ) -> None:
        self._categories = categories
        self._images = images
        self._maps = maps
        self._issues = issues
        self._seen: set[object] = set()

    def take(self, records: Iterator[Any]) -> None:
        """Take every record, or say why not."""
        for index, record in enumerate(records):
            try:
                done = self._take_plain(record)
            except (KeyError, TypeError, ValueError):
                done = False
            if not done:
                self._take(record, index)

    def _take_plain(self, record: dict[str, Any]) -> bool:
        """Take the commonest record without a detour, a box in its picture; else do nothing."""
        image = self._images[record["image_id"]]
        category, key = self._categories[record["category_id"]], record["id"]
        if image is None or image.size is None or category is None or key in self._seen:
            return False
        box = read_plain(record, category.label, image.size)
        if box is not None:
            self._seen.add(key)
            image.annotations.append(box)
        return box is not None

    def _take(self, record: object, index: int) -> None:
        if not isinstance(record, dict):
            _wrong(self._issues, f"annotations[{index}]")
            return
        key = _key(record.get("id"))
        if key is not None and key in self._seen:
            self._issues.warn(
                "duplicate_annotation",
                say("Annotation id {id} occurs twice; both were taken.", id=key),
            )
        self._seen.add(key)
        image = self._images.get(_key(record.get("image_id")))
        if image is None:
            self._refuse_image(key, record)
        else:
            shapes = self._shapes(record, image, key)
            image.annotations += shapes
            image.complete = image.complete and bool(shapes)

    def _refuse_image(self, key: object, record: dict[str, Any]) -> None:
        self._refuse(
            "unknown_image",
            say(
                "Annotation {id} belongs to image {image}, which is not listed once.",
                id=key,
                image=record.get("image_id"),
            ),
        )

    def _shapes(self, record: dict[str, Any], image: _Image, key: object) -> list[Annotation]:
        if "caption" in record:
            return read_caption(record, self._issues)
        if "segments_info" in record:
            return self._maps.read(record, self._category)
        category = self._category(record)
        if category:
            return read_record(record, category, image.size, self._issues)
        self._refuse(
            "unknown_category",
            say(
                "Annotation {id} is of category {category}, which is not declared once.",
                id=key,
                category=record.get("category_id"),
            ),
        )
        return []

    def _category(self, record: dict[str, Any]) -> Category | None:
        return self._categories.get(_key(record.get("category_id")))

    def _refuse(self, kind: str, message: str) -> None:
        self._issues.add(kind, message)


_KINDS: dict[type[Annotation], str] = {Choice: "labels", Transcript: "captions"}
_Table = dict[tuple[str, str], dict[str, Any]]


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``annotations/{instances,labels,captions}_<split>.json``; give the number of labels.

    Classes and captions of whole pictures stand in files of their own, because detectors
    stumble over annotations without a box.
    """
    documents: dict[str, _Document] = {}
    categories: _Table = {}  # the same classes under the same ids in every file
    for labelled, size, *_ in images:
        split = labelled.split or "all"
        kinds: dict[str, list[Annotation]] = {"labels": [], "captions": [], "instances": []}
        for annotation in labelled.annotations:
            kinds[_KINDS.get(type(annotation), "instances")].append(annotation)
        for kind, annotations in kinds.items():
            if annotations or (kind == "instances" and not labelled.annotations):
                name = f"annotations/{kind}_{split}.json"
                document = documents.setdefault(name, _Document(categories))
                document.add(labelled, size, annotations)
    folders = Folders(to)
    for name, document in documents.items():
        folders.write(name, document.text())
    return sum(len(document.annotations) for document in documents.values())


class _Document:
    """One COCO file while it is being written."""

    def __init__(self, categories: _Table) -> None:
        self.annotations: list[dict[str, Any]] = []
        self._images: dict[str, dict[str, Any]] = {}
        self._categories = categories

    def add(self, labelled: Labelled, size: Size | None, annotations: list[Annotation]) -> None:
        """Add one picture with its annotations."""
        image = self._images.setdefault(
            labelled.path, {"id": len(self._images) + 1, "file_name": labelled.path}
        )
        if size:
            image |= {"width": size[0], "height": size[1]}
        if labelled.group:
            image["group"] = labelled.group
        if labelled.attributes:
            image["attributes"] = labelled.attributes
        for annotation in annotations:
            record = write_record(annotation)
            if record is not None:
                head = {"id": len(self.annotations) + 1, "image_id": image["id"]}
                if not isinstance(annotation, Transcript):
                    head["category_id"] = self._category(annotation)
                self.annotations.append(head | record)

    def _category(self, annotation: Annotation) -> int:
        label = getattr(annotation, "label", "")
        path = annotation.path if isinstance(annotation, Choice) else ()
        parent = path[-2] if len(path) > 1 else ""
        new = {"id": len(self._categories) + 1, "name": label, "supercategory": parent}
        category = self._categories.setdefault((label, parent), new)
        if isinstance(annotation, Keypoints) and annotation.names:
            category.setdefault("keypoints", list(annotation.names))
            category.setdefault("skeleton", [])
        return int(category["id"])

    def text(self) -> str:
        """Give the file's content."""
        document = {
            "info": {"description": "Written by Dure"},
            "licenses": [],
            "images": list(self._images.values()),
            "categories": list(self._categories.values()),
            "annotations": self.annotations,
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


_MARKS = tuple(
    re.compile(mark)
    for mark in (
        *(r'"images"\s*:\s*\[', r'"image_id"\s*:', r'"file_name"\s*:'),
        *(r'"annotations"\s*:\s*\[', r'"categories"\s*:\s*\[', r'"category_id"\s*:'),
    )
)


_ONE_IMAGE = re.compile(r'"image"\s*:\s*\{')  # Segment Anything: one file a picture


def looks_like(head: str) -> bool:
    """Tell whether JSON is a COCO file: an object with at least two of its words."""
    if head.lstrip()[:1] != "{" or _ONE_IMAGE.search(head):
        return False
    found = [mark.search(head) is not None for mark in _MARKS]
    return any(found[:2]) and sum(found) >= 2
