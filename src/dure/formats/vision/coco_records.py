"""One annotation record of COCO, as our annotations and back."""

from dataclasses import dataclass
from typing import Any

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Mask,
    Polygon,
    Transcript,
    say,
)

from ..base import rle
from ..base.fitting import BoxValues, Place, fit_box, fit_ring
from ..base.geometry import Edges, Size, bounds, number, numbers, ring_area
from ..base.reading import Issues
from ..base.writing import box_around

_KNOWN = frozenset(
    (
        "id",
        "image_id",
        "category_id",
        "bbox",
        "segmentation",
        "area",
        "iscrowd",
        "keypoints",
        "num_keypoints",
        "score",
        "attributes",
    )
)
_SHAPES = frozenset(("segmentation", "keypoints", "bbox"))
# A box that only repeats the outline is not kept beside it; tools round it to whole pixels.
_SAME_BOX = 1.0


@dataclass(frozen=True, slots=True)
class Category:
    """A class as COCO declares it, with the names of its keypoints."""

    label: str
    path: tuple[str, ...]
    points: tuple[str, ...]


_PLAIN = frozenset(("id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"))


def read_plain(record: dict[str, Any], label: str, size: Size) -> Box | None:
    """Give a record as a box, if that is all it says and the box lies in the picture.

    Raises:
        KeyError, TypeError, ValueError: it has no box of four numbers.
    """
    if not _PLAIN.issuperset(record) or record.get("segmentation") or record.get("iscrowd"):
        return None
    x, y, width, height = record["bbox"]
    if x >= 0 and y >= 0 and 0 < width <= size[0] - x and 0 < height <= size[1] - y:
        return Box(label, float(x), float(y), float(width), float(height))
    return None


def read_record(
    record: dict[str, Any], category: Category, size: Size | None, issues: Issues
) -> list[Annotation]:
    """Give what one record says: an outline, else a box, else a class; and keypoints beside it."""
    place = Place(category.label, record.get("id"))
    get = record.get
    bbox, segmentation, keypoints = get("bbox"), get("segmentation"), get("keypoints")
    if not (bbox or segmentation or keypoints) and record.keys().isdisjoint(_SHAPES):
        return [Choice(category.label, category.path, _score(record), _extra(record))]
    box = _stated_box(record, issues, place) if bbox else None
    outline, around = _outline(record, size, issues, place) if segmentation else (None, None)
    points = _points(record, category, size, issues) if keypoints else None
    shapes: list[Annotation] = []
    if outline:
        if box and not _same(box, around):
            outline.attributes["bbox"] = list(box)
        shapes.append(outline)
    elif box and not (points and _same(box, _around(points.points))):
        fitted = fit_box(box, size, issues, place)
        shapes += [Box(place.label, *fitted, 0.0, _score(record), _extra(record))] if fitted else []
    shapes += [points] if points else []
    for shape in shapes if len(shapes) > 1 else ():
        shape.attributes["object"] = record.get("id")
    if not (bbox or segmentation or keypoints):
        _refuse("no_shape", issues, place)
    return shapes


def _extra(record: dict[str, Any]) -> dict[str, Any]:
    nested = record.get("attributes")
    extra: dict[str, Any] = dict(nested) if isinstance(nested, dict) else {}
    if not _KNOWN.issuperset(record):
        extra |= {k: v for k, v in record.items() if k not in _KNOWN}
    if record.get("iscrowd"):
        extra["iscrowd"] = 1
    return extra


def _score(record: dict[str, Any]) -> float | None:
    score = record.get("score")
    return None if score is None else number(score)


def _refuse(kind: str, issues: Issues, place: Place) -> None:
    issues.add(
        kind,
        say(
            "The shape of “{label}” (id {id}) is not what COCO asks for; export it again.",
            label=place.label,
            id=place.where,
        ),
    )


def _stated_box(record: dict[str, Any], issues: Issues, place: Place) -> BoxValues | None:
    values = numbers(record["bbox"])
    if values is None or len(values) != 4:
        _refuse("wrong_box", issues, place)
        return None
    return values[0], values[1], values[2], values[3]


def _same(box: BoxValues, edges: Edges | None) -> bool:
    if edges is None:
        return False
    x, y, width, height = box
    return (
        abs(x - edges[0]) <= _SAME_BOX
        and abs(y - edges[1]) <= _SAME_BOX
        and abs(x + width - edges[2]) <= _SAME_BOX
        and abs(y + height - edges[3]) <= _SAME_BOX
    )


def _outline(
    record: dict[str, Any], size: Size | None, issues: Issues, place: Place
) -> tuple[Polygon | Mask | None, Edges | None]:
    segmentation = record["segmentation"]
    if isinstance(segmentation, dict):
        mask = _mask(record, issues, place)
        return mask, box_around(mask) if mask else None
    rings: list[tuple[float, ...]] = []
    around: list[Edges] = []
    for ring in segmentation if isinstance(segmentation, list) else (None,):
        values = numbers(ring)
        if values is None or len(values) < 6 or len(values) % 2:
            _refuse("wrong_polygon", issues, place)
            continue
        edges = bounds(values)
        if not _within(edges, size):
            values = fit_ring(values, size, issues, place)
            edges = bounds(values)
        rings.append(values)
        around.append(edges)
    if not rings:
        return None, None
    polygon = Polygon(place.label, tuple(rings), _score(record), _extra(record))
    return polygon, _union(around)


def _within(edges: Edges, size: Size | None) -> bool:
    left, top, right, bottom = edges
    return size is None or (left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1])


def _union(parts: list[Edges]) -> Edges:
    if len(parts) == 1:
        return parts[0]
    left, top, right, bottom = zip(*parts, strict=True)
    return Edges(min(left), min(top), max(right), max(bottom))


def _mask(record: dict[str, Any], issues: Issues, place: Place) -> Mask | None:
    runs, size = record["segmentation"].get("counts"), record["segmentation"].get("size")
    if isinstance(runs, str):
        counts = rle.decode(runs)
    elif isinstance(runs, list) and all(type(v) is int for v in runs):
        counts = tuple(runs)
    else:
        counts = None
    shape = numbers(size)
    if (
        counts is None
        or shape is None
        or len(shape) != 2
        or not rle.valid(counts, *map(int, shape))
    ):
        _refuse("wrong_mask", issues, place)
        return None
    height, width = map(int, shape)
    return Mask(place.label, height, width, counts, _score(record), _extra(record))


def _points(
    record: dict[str, Any], category: Category, size: Size | None, issues: Issues
) -> Keypoints | None:
    place = Place(category.label, record.get("id"))
    values = numbers(record["keypoints"])
    if values is None or len(values) % 3:
        _refuse("wrong_keypoints", issues, place)
        return None
    seen = values[2::3]
    if not any(seen):
        if not (record.get("bbox") or record.get("segmentation")):
            _refuse("no_shape", issues, place)
        return None
    flat = tuple(v for x, y in zip(values[0::3], values[1::3], strict=True) for v in (x, y))
    fitted = fit_ring(flat, size, issues, place)
    points = tuple(
        v for x, y, s in zip(fitted[0::2], fitted[1::2], seen, strict=True) for v in (x, y, s)
    )
    names = category.points if len(category.points) == len(seen) else ()
    return Keypoints(place.label, points, names, _score(record), _extra(record))


def _around(points: tuple[float, ...]) -> Edges:
    triples = zip(points[0::3], points[1::3], points[2::3], strict=True)
    return bounds(tuple(v for x, y, seen in triples if seen for v in (x, y)))


def read_caption(record: dict[str, Any], issues: Issues) -> list[Annotation]:
    """Give what a picture shows in words (COCO Captions)."""
    text = record["caption"]
    if not isinstance(text, str):
        _refuse("wrong_caption", issues, Place("caption", record.get("id")))
        return []
    extra = {k: v for k, v in _extra(record).items() if k != "caption"}
    return [Transcript(text, score=_score(record), attributes=extra)]


def write_record(annotation: Annotation) -> dict[str, Any] | None:
    """Give the record without its ids; None for what COCO has no place for."""
    shape = _written(annotation)
    if shape is None:
        return None
    attributes = dict(annotation.attributes)
    if not isinstance(annotation, Transcript):
        shape["iscrowd"] = int(bool(attributes.pop("iscrowd", 0)))
    if "bbox" in attributes and isinstance(annotation, Polygon | Mask):
        shape["bbox"] = attributes.pop("bbox")
    if annotation.score is not None:
        shape["score"] = annotation.score
    if attributes:
        shape["attributes"] = attributes
    return shape


def write_drawn(shape: Box | Polygon | Mask | Keypoints) -> dict[str, Any]:
    """Give the record of what is drawn on a picture, without its ids and class."""
    return write_record(shape) or {}


def _written(annotation: Annotation) -> dict[str, Any] | None:
    if isinstance(annotation, Choice | Transcript):
        return {"caption": annotation.text} if isinstance(annotation, Transcript) else {}
    match annotation:
        case Box(x=x, y=y, width=w, height=h, rotation=rotation):
            box = _bbox(box_around(annotation)) if rotation % 360 else [x, y, w, h]
            return {"bbox": box, "area": box[2] * box[3], "segmentation": []}
        case Polygon(rings=rings):
            area = sum(map(ring_area, rings))
            rows = [list(ring) for ring in rings]
            return {"bbox": _bbox(box_around(annotation)), "area": area, "segmentation": rows}
        case Mask(counts=counts, height=height, width=width):
            runs = {"counts": list(counts), "size": [height, width]}
            box = _bbox(box_around(annotation))
            return {"bbox": box, "area": rle.area(counts), "segmentation": runs}
        case Keypoints(points=points):
            return _written_points(points)
        case _:
            return None


def _written_points(points: tuple[float, ...]) -> dict[str, Any]:
    box = _bbox(_around(points)) if any(points[2::3]) else [0.0, 0.0, 0.0, 0.0]
    triples = [int(v) if i % 3 == 2 else v for i, v in enumerate(points)]
    labelled = sum(1 for seen in points[2::3] if seen)
    area = box[2] * box[3]
    return {"bbox": box, "area": area, "keypoints": triples, "num_keypoints": labelled}


def _bbox(edges: Edges | None) -> list[float]:
    left, top, right, bottom = edges or (0.0, 0.0, 0.0, 0.0)
    return [left, top, right - left, bottom - top]
