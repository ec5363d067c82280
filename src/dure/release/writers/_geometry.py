"""What is drawn on a picture, as the upright boxes and areas that other formats want."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dure.core import Annotation, Box, Keypoints, Mask, Polygon

Drawn = Box | Polygon | Mask | Keypoints


@dataclass(frozen=True, slots=True)
class Extent:
    """The upright box around something, and the pixels that it covers."""

    x: float
    y: float
    width: float
    height: float
    area: float


def drawn(annotations: Sequence[Annotation]) -> list[Drawn]:
    """Give what is drawn on the picture, in order."""
    return [a for a in annotations if isinstance(a, Box | Polygon | Mask | Keypoints)]


def extent(shape: Drawn) -> Extent:
    """Give the upright box around a shape and its area in pixels."""
    if isinstance(shape, Box):
        return _around(_corners(shape), shape.width * shape.height)
    if isinstance(shape, Polygon):
        points = [p for ring in shape.rings for p in _pairs(ring)]
        return _around(points, sum(_shoelace(ring) for ring in shape.rings))
    if isinstance(shape, Mask):
        return _of_mask(shape)
    triples = zip(shape.points[0::3], shape.points[1::3], shape.points[2::3], strict=True)
    found = _around([(x, y) for x, y, seen in triples if seen], 0.0)
    return Extent(found.x, found.y, found.width, found.height, found.width * found.height)


def _corners(box: Box) -> list[tuple[float, float]]:
    flat = [(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
    if not box.rotation:
        return flat
    turn, cx, cy = math.radians(box.rotation), box.x + box.width / 2, box.y + box.height / 2
    cos, sin = math.cos(turn), math.sin(turn)
    return [
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in flat
    ]


def _pairs(ring: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(ring[0::2], ring[1::2], strict=True))


def _shoelace(ring: Sequence[float]) -> float:
    points = _pairs(ring)
    following = [*points[1:], *points[:1]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, following, strict=True))) / 2


def _around(points: Sequence[tuple[float, float]], area: float) -> Extent:
    if not points:
        return Extent(0.0, 0.0, 0.0, 0.0, area)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Extent(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), area)


def _of_mask(mask: Mask) -> Extent:
    values = np.arange(len(mask.counts)) % 2
    bitmap = np.repeat(values, mask.counts).reshape(mask.width, mask.height)
    columns, lines = np.flatnonzero(bitmap.any(axis=1)), np.flatnonzero(bitmap.any(axis=0))
    if not columns.size:
        return Extent(0.0, 0.0, 0.0, 0.0, 0.0)
    x, y = float(columns[0]), float(lines[0])
    width, height = float(columns[-1]) + 1 - x, float(lines[-1]) + 1 - y
    return Extent(x, y, width, height, float(bitmap.sum()))
