"""YOLO's poses (Ultralytics): a class, a box and the keypoints of what is in it, a line.

All lines have the same number of keypoints (``kpt_shape``). A class with fewer fills up with zeros,
and ``kpt_names`` tells how many are its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from dure.core import Annotation, Box, Keypoints, Mask, Polygon

from ..base.geometry import Edges, Size, around_seen
from ..base.writing import Holds, Sized, box_around
from . import yolo

HOLDS = Holds(
    kinds=frozenset({Box, Keypoints}),
    as_boxes=frozenset({Polygon, Mask}),
    keeps=frozenset({"object"}),
    same_points=lambda points: (points.names, len(points.points)),
    needs_size=True,
    one_stem=True,
)
read = partial(yolo.read, form="yolo_pose")
_Shape = Box | Polygon | Mask
_SIDES = (("left", "right"), ("왼", "오른"), ("좌", "우"))


def write(images: Iterable[Sized], to: Path) -> int:
    """Write Ultralytics' layout with boxes and keypoints; give the number of labels.

    A box and the keypoints of the same object are two labels, and stand in one line.
    """
    every = list(images)
    points = _points_of(every)
    most = max(map(len, points.values()), default=1)
    layout = yolo.ultralytics(partial(_lines, most=most))
    layout.write(every, to)
    layout.describe("pose", _stated(points, most, layout.classes))
    shapes = (a for image in every if image.size for a in image.labelled.annotations)
    return sum(isinstance(one, Keypoints | Box | Polygon | Mask) for one in shapes)


def _points_of(every: Iterable[Sized]) -> dict[str, tuple[str, ...]]:
    """Give the names of each class's keypoints; numbers where they have none."""
    found: dict[str, tuple[str, ...]] = {}
    for one in (a for image in every for a in image.labelled.annotations):
        if isinstance(one, Keypoints):
            count = max(len(one.points) // 3, 1)
            names = one.names if len(one.names) == count else _numbers(count)
            before = found.setdefault(yolo.class_name(one.label), names)
            if len(before) < count:
                found[yolo.class_name(one.label)] = _numbers(count)
    return found


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(i + 1) for i in range(count))


def _stated(points: dict[str, tuple[str, ...]], most: int, classes: dict[str, int]) -> str:
    rows = [f"kpt_shape: [{most}, 3]\n"]
    flipped = {_flipped(names) for names in points.values() if len(names) == most}
    if len(flipped) == 1 and (order := flipped.pop()):
        rows.append(f"flip_idx: [{', '.join(map(str, order))}]\n")
    named = {classes[label]: names for label, names in points.items() if label in classes}
    rows += ["kpt_names:\n"] if named else []
    for index, names in named.items():
        rows.append(f"  {index}: [{', '.join(map(yolo.quoted, names))}]\n")
    return "".join(rows)


def _flipped(names: tuple[str, ...]) -> tuple[int, ...]:
    """Give the order of the points in a mirrored picture; nothing where no name tells a side."""
    places = {name: i for i, name in enumerate(names)}
    order = tuple(places.get(_mirrored(name), i) for i, name in enumerate(names))
    sided = order != tuple(range(len(names))) and sorted(order) == list(range(len(names)))
    return order if sided else ()


def _mirrored(name: str) -> str:
    for left, right in _SIDES:
        for one, other in ((left, right), (right, left)):
            if name.startswith(one) or name.endswith(one):
                return name.replace(one, other)
    return name


def _lines(annotations: Sequence[Annotation], size: Size, most: int) -> Iterator[yolo.Line]:
    shapes = [one for one in annotations if isinstance(one, Box | Polygon | Mask)]
    for one in annotations:
        if isinstance(one, Keypoints):
            shape = _of_same_object(one, shapes)
            around = (box_around(shape) if shape else None) or _around(one)
            yield one.label, _line(around, size, one.points, most)
    for shape in shapes:
        if edges := box_around(shape):
            yield shape.label, _line(edges, size, (), most)


def _of_same_object(points: Keypoints, shapes: list[_Shape]) -> _Shape | None:
    """Take the shape out that shares the points' class and ``object``."""
    wanted = points.attributes.get("object")
    for index, shape in enumerate(shapes):
        same = shape.label == points.label and shape.attributes.get("object") == wanted
        if wanted is not None and same:
            return shapes.pop(index)
    return None


def _around(points: Keypoints) -> Edges:
    return around_seen(points.points) if any(points.points[2::3]) else Edges(0, 0, 0, 0)


def _line(edges: Edges, size: Size, points: tuple[float, ...], most: int) -> str:
    values = [yolo.joined(yolo.centred(edges, size))]
    for i in range(0, len(points), 3):
        x, y, seen = points[i : i + 3]
        values.append(f"{yolo.joined((x / size[0], y / size[1]))} {seen:g}")
    return " ".join(values + ["0 0 0"] * (most - len(points) // 3))
