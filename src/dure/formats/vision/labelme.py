"""LabelMe: a JSON file beside each picture; also the XML of MIT's older tool, which is only read.

LabelMe keeps what it does not know when it saves, so that scores, attributes, splits and groups
stand in the file under their own names.
"""

import base64
import binascii
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from dure.core import Annotation, Box, Choice, Keypoints, Labelled, Mask, Polygon, Polyline, say

from ..base import rle
from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Edges, Size, bounds, number, numbers, on_grid, stated_size
from ..base.pictures import opened
from ..base.reading import Issues, Locator, Media, Reading, Refused, load_json, tame
from ..base.splits import split_of_name, split_of_path
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around
from .labelme_xml import read_picture

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Polyline, Mask, Keypoints, Choice}),
    parts=True,
    score=True,
    attributes=True,
    groups=True,
    columns=True,
    one_stem=True,
)


def looks_like(head: str) -> bool:
    """Tell whether JSON is LabelMe's."""
    return '"shapes"' in head and re.search(r'"(imagePath|imageData|shape_type)"', head) is not None


def looks_like_xml(head: str) -> bool:
    """Tell whether XML is of MIT's LabelMe, which marks what was deleted."""
    return re.search(r"<annotation[\s>]", head) is not None and "<deleted>" in head


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the files of one folder, one a picture."""
    labelled: list[Labelled] = []
    reports = []
    for name in files:
        issues = Issues(name)
        reports.append(issues)
        try:
            if name.lower().endswith(".xml"):
                labelled.append(read_picture(root, name, media, issues))
            elif found := _read(load_json(root, name, issues), name, media, issues):
                labelled.append(found)
        except Refused as refused:
            issues.refuse(refused)
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    every = tuple(issue for report in reports for issue in report.all())
    return Reading(tuple(labelled), every, files, tuple(dict.fromkeys(labels)))


def _read(document: object, source: str, media: Media, issues: Issues) -> Labelled | None:
    if not isinstance(document, dict) or not isinstance(document.get("shapes"), list):
        issues.add("wrong_type", say("“{what}” is not what LabelMe asks for there.", what="shapes"))
        return None
    asked, stem = document.get("imagePath"), source.rpartition("/")[2].rpartition(".")[0]
    asked = asked if isinstance(asked, str) and asked else stem
    locator = Locator(media, source)
    path = locator.locate(asked) or locator.locate(stem)
    if path is None:
        issues.missing(asked)
    size = media.size(path) if path else None
    size = size or stated_size(document.get("imageWidth"), document.get("imageHeight"))
    shapes = [one for one in document["shapes"] if isinstance(one, dict)]
    found = [(one, _shape(one, size, issues)) for one in shapes]
    split, group = document.get("split"), document.get("group")
    split = split_of_name(split) if isinstance(split, str) else None
    extra = document.get("attributes")
    extra = extra if isinstance(extra, dict) else {}
    return Labelled(
        path or tame(asked),
        (*_joined(found), *_choices(document)),
        {k: v if isinstance(v, str) else json.dumps(v) for k, v in extra.items()},
        split or split_of_path(source),
        str(group) if group else None,
        source,
    )


def _choices(document: dict[str, Any]) -> Iterator[Choice]:
    """Read what is said of the whole picture: flags, or what the writer put beside them."""
    stated, flags = document.get("choices"), document.get("flags")
    for one in stated if isinstance(stated, list) else ():
        if isinstance(one, dict) and (label := label_text(one.get("label"))):
            yield Choice(label, (), *_rest(one))
    for word, value in flags.items() if isinstance(flags, dict) and not stated else ():
        if value is True and (label := label_text(word)):
            yield Choice(label)


_Found = tuple[dict[str, Any], Annotation | None]


def _joined(found: list[_Found]) -> Iterator[Annotation]:
    """Join polygons of one class and group: they are the parts of one object."""
    seen: dict[tuple[str, int], list[tuple[float, ...]]] = {}
    for shape, one in found:
        group = shape.get("group_id")
        if isinstance(one, Polygon) and type(group) is int:
            parts = seen.setdefault((one.label, group), [])
            parts += one.rings
    for shape, one in found:
        group = shape.get("group_id")
        if isinstance(one, Polygon) and type(group) is int:
            if rings := seen.pop((one.label, group), None):
                yield Polygon(one.label, tuple(rings), one.score, one.attributes)
        elif one is not None:
            yield one


def _shape(shape: dict[str, Any], size: Size | None, issues: Issues) -> Annotation | None:
    label, kind = label_text(shape.get("label")), shape.get("shape_type") or "polygon"
    reader = _READERS.get(str(kind))
    if reader is None:
        issues.warn(
            "unsupported",
            say(
                "Results of the kind “{kind}” cannot be read; “{id}” was left out.",
                kind=kind,
                id=label or "",
            ),
        )
        return None
    flat = _flat(shape.get("points"))
    found = reader(shape, flat, Place(label, label), size, issues) if label and flat else None
    if found is None:
        issues.add(
            "wrong_shape",
            say(
                "A “{kind}” of “{label}” has no label or no complete place; export it again.",
                kind=kind,
                label=label or "",
            ),
        )
    return found


def _flat(points: object) -> tuple[float, ...] | None:
    pairs = [numbers(point) for point in points] if isinstance(points, list) else []
    if not pairs or not all(pair and len(pair) == 2 for pair in pairs):
        return None
    return tuple(value for pair in pairs if pair for value in pair)


def _rest(shape: dict[str, Any]) -> tuple[float | None, dict[str, Any]]:
    extra = shape.get("attributes")
    kept = dict(extra) if isinstance(extra, dict) else {}
    flags = shape.get("flags")
    kept |= {k: True for k, v in flags.items() if v is True} if isinstance(flags, dict) else {}
    if isinstance(shape.get("description"), str) and shape["description"]:
        kept["description"] = shape["description"]
    return number(shape.get("score")), kept


_Flat = tuple[float, ...]


def _box(
    shape: dict[str, Any], flat: _Flat, place: Place, size: Size | None, issues: Issues
) -> Annotation | None:
    left, top, right, bottom = bounds(flat)
    box = (left, top, on_grid(right - left), on_grid(bottom - top))
    fitted = fit_box(box, size, issues, place)
    return Box(place.label, *fitted, 0.0, *_rest(shape)) if fitted and len(flat) >= 4 else None


def _polygon(
    shape: dict[str, Any], flat: _Flat, place: Place, size: Size | None, issues: Issues
) -> Annotation | None:
    ring = fit_ring(flat, size, issues, place)
    return Polygon(place.label, (ring,), *_rest(shape)) if len(ring) >= 6 else None


def _polyline(
    shape: dict[str, Any], flat: _Flat, place: Place, size: Size | None, issues: Issues
) -> Annotation | None:
    line = fit_ring(flat, size, issues, place)
    return Polyline(place.label, line, *_rest(shape)) if len(line) >= 4 else None


def _points(
    shape: dict[str, Any], flat: _Flat, place: Place, size: Size | None, issues: Issues
) -> Annotation | None:
    flat = fit_ring(flat, size, issues, place)
    seen, names = numbers(shape.get("visibility")), shape.get("names")
    if seen is None or len(seen) * 2 != len(flat):
        seen = (2.0,) * (len(flat) // 2)
    named = isinstance(names, list) and len(names) == len(seen)
    triples = (v for i, s in enumerate(seen) for v in (flat[2 * i], flat[2 * i + 1], s))
    words = tuple(map(str, names or ())) if named else ()
    return Keypoints(place.label, tuple(triples), words, *_rest(shape))


def _mask(
    shape: dict[str, Any], flat: _Flat, place: Place, size: Size | None, _: Issues
) -> Annotation | None:
    """Read a mask: a picture in base64 that stands with its corner at the first point."""
    left, top = int(flat[0]), int(flat[1])
    try:
        content = base64.b64decode(shape.get("mask") or "", validate=True)
        found = opened(content)
    except (binascii.Error, TypeError, ValueError):
        return None
    if found is None or size is None or left < 0 or top < 0:
        return None
    box = Edges(left, top, left + found.size[0], top + found.size[1])
    if box.right > size[0] or box.bottom > size[1]:
        return None
    rows = rle.runs_of(bytes(bool(value) for value in found.values))
    return Mask(place.label, size[1], size[0], rle.from_rows(rows, box, size), *_rest(shape))


_Reader = Callable[[dict[str, Any], _Flat, Place, Size | None, Issues], Annotation | None]
_READERS: dict[str, _Reader] = {
    "rectangle": _box,
    "polygon": _polygon,
    "linestrip": _polyline,
    "line": _polyline,
    "point": _points,
    "points": _points,
    "mask": _mask,
}


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a JSON file beside each picture; give the number of labels."""
    folders, count = Folders(to), 0
    merged: dict[str, Sized] = {}
    for labelled, size, *_ in images:
        stem = labelled.path.rpartition(".")[0] or labelled.path
        merged.setdefault(stem, Sized(labelled, size))
    for stem, (labelled, size, *_) in merged.items():
        shapes = [s for i, a in enumerate(labelled.annotations) for s in _written(a, i)]
        choices = [a for a in labelled.annotations if isinstance(a, Choice)]
        count += sum(s["group_id"] is None or s.pop("first") for s in shapes) + len(choices)
        folders.write(f"{stem}.json", _document(labelled, size, shapes, choices))
    return count


def _document(
    labelled: Labelled, size: Size | None, shapes: list[dict[str, Any]], choices: list[Choice]
) -> str:
    detailed = [
        {"label": one.label, "score": one.score, "attributes": one.attributes} for one in choices
    ]
    flagged = all(one.score is None and not one.attributes for one in choices)
    own = {
        "split": labelled.split,
        "group": labelled.group,
        "attributes": labelled.attributes or None,
        "choices": None if flagged else detailed,
    }
    document = {
        "version": "5.5.0",
        "flags": {one.label: True for one in choices},
        "shapes": shapes,
        "imagePath": labelled.path.rpartition("/")[2],
        "imageData": None,
        "imageHeight": size[1] if size else None,
        "imageWidth": size[0] if size else None,
        **{key: value for key, value in own.items() if value},
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _written(annotation: Annotation, index: int) -> Iterator[dict[str, Any]]:
    forms = list(_forms(annotation))
    for number_, (kind, points, more) in enumerate(forms):
        own = {"score": annotation.score, "attributes": annotation.attributes or None, **more}
        parts = {"group_id": index + 1, "first": number_ == 0} if len(forms) > 1 else {}
        yield {
            "label": getattr(annotation, "label", ""),
            "points": [list(points[i : i + 2]) for i in range(0, len(points), 2)],
            "group_id": None,
            "description": "",
            "shape_type": kind,
            "flags": {},
            **parts,
            **{key: value for key, value in own.items() if value is not None},
        }


def _forms(annotation: Annotation) -> Iterator[tuple[str, _Flat, dict[str, Any]]]:
    match annotation:
        case Box():
            yield "rectangle", tuple(map(on_grid, box_around(annotation) or ())), {}
        case Polygon(rings=rings):
            yield from (("polygon", ring, {}) for ring in rings)
        case Polyline(points=line):
            yield "linestrip", line, {}
        case Keypoints(points=points, names=names):
            flat = tuple(v for i, v in enumerate(points) if i % 3 < 2)
            named = {"names": list(names)} if names else {}
            yield "points", flat, {"visibility": list(map(int, points[2::3])), **named}
        case Mask():
            yield "mask", *_mask_form(annotation)
        case _:
            return


def _mask_form(mask: Mask) -> tuple[_Flat, dict[str, Any]]:
    box = rle.bounds(mask.counts, mask.height)
    if box.right <= box.left:
        box = Edges(0, 0, 1, 1)
    left, top, right, bottom = map(int, box)
    rows = rle.bits_of(rle.to_rows(mask.counts, box, (mask.width, mask.height)))
    png = _png(bytes(rows), right - left, bottom - top)
    return (left, top, right, bottom), {"mask": base64.b64encode(png).decode()}


def _png(rows: bytes, width: int, height: int) -> bytes:
    """Give a grey picture of one byte a pixel as PNG (ISO/IEC 15948), ones as white."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    white = rows.replace(b"\x01", b"\xff")
    lines = b"".join(b"\x00" + white[i : i + width] for i in range(0, len(white), width))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
