"""Create ML: a list of pictures with boxes, each by its centre and extent in pixels."""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dure.core import Annotation, Box, Labelled, Mask, Polygon, say

from ..base.fitting import Place, fit_box
from ..base.geometry import number, on_grid
from ..base.listing import Listing
from ..base.reading import (
    Found,
    Issues,
    Locator,
    Media,
    Reading,
    Refused,
    load_json,
    nothing,
    tame,
)
from ..base.splits import split_of_file
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around

HOLDS = Holds(kinds=frozenset({Box}), as_boxes=frozenset({Polygon, Mask}))
NAME = "_annotations.createml.json"
_ONE = re.compile(r'\[\s*\{\s*"(image|imagefilename|annotations?)"\s*:')
_SIDES = ("x", "y", "width", "height")
_WORDS = {"validation": "val"}


def looks_like(name: str, head: str) -> bool:
    """Tell whether JSON is a list of pictures with coordinates."""
    listed = head.lstrip("\ufeff \t\r\n").startswith("[")
    told = name.endswith("createml.json") or '"coordinates"' in head
    return listed and told and (_ONE.match(head.lstrip("\ufeff \t\r\n")) is not None)


def find(listing: Listing) -> Iterator[Found]:
    """Find the lists of Create ML."""
    for name in list(listing.of("json")):
        if looks_like(name, listing.head(name)):
            yield listing.claim("createml", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one list of pictures."""
    name = files[0]
    issues = Issues(name)
    try:
        document = load_json(root, name, issues)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    locator = Locator(media, name)
    rows = document if isinstance(document, list) else [document]
    labelled = tuple(one for row in rows if (one := _picture(row, locator, name, issues)))
    boxes = (a for one in labelled for a in one.annotations if isinstance(a, Box))
    return Reading(labelled, issues.all(), files, tuple(dict.fromkeys(b.label for b in boxes)))


def _picture(row: object, locator: Locator, source: str, issues: Issues) -> Labelled | None:
    stated: dict[str, Any] = row if isinstance(row, dict) else {}
    name = stated.get("image", stated.get("imagefilename"))
    shapes = stated.get("annotations", stated.get("annotation"))
    if not isinstance(name, str) or not name.strip() or not isinstance(shapes, list):
        _wrong(issues, name if isinstance(name, str) else "image")
        return None
    path = locator.locate(name)
    if path is None:
        issues.missing(name)
    found = tuple(box for one in shapes if (box := _box(one, path, locator, issues)))
    return Labelled(path or tame(name), found, split=split_of_file(source), source=source)


def _box(stated: object, path: str | None, locator: Locator, issues: Issues) -> Box | None:
    record: dict[str, Any] = stated if isinstance(stated, dict) else {}
    label, at = label_text(record.get("label")), record.get("coordinates")
    sides = [number(at.get(side)) for side in _SIDES] if isinstance(at, dict) else [None]
    if label is None or None in sides:
        _wrong(issues, "annotations")
        return None
    cx, cy, width, height = (side or 0.0 for side in sides)
    box = on_grid(cx - width / 2), on_grid(cy - height / 2), on_grid(width), on_grid(height)
    size = locator.size(path) if path else None
    fitted = fit_box(box, size, issues, Place(label, path))
    return Box(label, *fitted) if fitted else None


def _wrong(issues: Issues, what: str) -> None:
    issues.add("wrong_type", say("“{what}” is not what Create ML asks for there.", what=what))


def places(labelled: Sequence[Labelled]) -> dict[str, str]:
    """Give where each picture must stand: in the folder of its split, beside the list."""
    return {one.path: _placed(one) for one in labelled}


def _placed(labelled: Labelled) -> str:
    folder = _folder(labelled)
    path = labelled.path
    return path if path.startswith(folder) else f"{folder}{path}"


def _folder(labelled: Labelled) -> str:
    return f"{_WORDS.get(labelled.split, labelled.split)}/" if labelled.split else ""


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a list of pictures for each split; give the number of boxes."""
    documents: dict[str, list[dict[str, Any]]] = {}
    count = 0
    for labelled, *_ in images:
        folder = _folder(labelled)
        boxes = [box for one in labelled.annotations if (box := _written(one))]
        count += len(boxes)
        row = {"image": _placed(labelled).removeprefix(folder), "annotations": boxes}
        documents.setdefault(folder, []).append(row)
    folders = Folders(to)
    for folder, rows in documents.items():
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        folders.write(posixpath.join(folder, NAME), text)
    return count


def _written(annotation: Annotation) -> dict[str, Any] | None:
    edges = box_around(annotation) if isinstance(annotation, Box | Polygon | Mask) else None
    if edges is None or not isinstance(annotation, Box | Polygon | Mask):
        return None
    left, top, right, bottom = edges
    values = ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
    return {"label": annotation.label, "coordinates": dict(zip(_SIDES, values, strict=True))}
