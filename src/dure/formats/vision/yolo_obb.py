"""YOLO's rotated boxes (Ultralytics OBB): a class and four corners, clockwise, a line.

A line looks like an outline of four corners: only ``task: obb`` in ``data.yaml`` tells them apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from dure.core import Annotation, Box, Mask, Polygon

from ..base.geometry import Edges, Size, clipped_ring, corners
from ..base.writing import Holds, Sized, box_around
from . import yolo

HOLDS = Holds(
    kinds=frozenset({Box}),
    as_boxes=frozenset({Polygon, Mask}),
    rotation=True,
    within=True,
    needs_size=True,
    one_stem=True,
)
read = partial(yolo.read, form="yolo_obb")


def write(images: Iterable[Sized], to: Path) -> int:
    """Write Ultralytics' layout with four corners a line; give the number of labels."""
    layout = yolo.ultralytics(_lines)
    count = layout.write(images, to)
    layout.describe("obb")
    return count


def _lines(annotations: Sequence[Annotation], size: Size) -> Iterator[yolo.Line]:
    for one in annotations:
        if isinstance(one, Box | Polygon | Mask) and (ring := _corners(one)):
            # Ultralytics passes over a picture with any coordinate that lies outside.
            inside = clipped_ring(ring, size)
            values = (v / size[i & 1] for i, v in enumerate(inside))
            # All digits, as a small box turns with the last of its corners' digits.
            yield one.label, " ".join(f"{value:.16g}" for value in values)


def _corners(one: Box | Polygon | Mask) -> tuple[float, ...] | None:
    if isinstance(one, Box):
        return corners(Edges(one.x, one.y, one.x + one.width, one.y + one.height), one.rotation)
    edges = box_around(one)
    return corners(edges, 0.0) if edges else None
