"""Edges, rings and rotated rectangles in pixels, pure."""

import math
from typing import NamedTuple

Size = tuple[int, int]

# Labels in parts of the picture come back on a grid of 1/10,000 pixel, so that writing and
# reading them again gives the very same numbers.
_DECIMALS = 4
_WIDEST = 10_000_000
_TURN_DECIMALS = 5
# A box that only repeats what an outline or points span; tools round it to whole pixels.
_SAME_BOX = 1.0
# Overshoot that six printed decimals of a normalised coordinate explain; clipped silently.
TOLERANCE = 0.05


class Edges(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float


class Rectangle(NamedTuple):
    """A rotated rectangle; `distance` is how far it lies from the corners it was made of."""

    edges: Edges
    rotation: float
    distance: float


def on_grid(value: float) -> float:
    """Round to the pixel grid of converted coordinates."""
    return round(value, _DECIMALS) + 0.0


def clipped(edges: Edges, size: Size | None) -> Edges:
    """Cut a rectangle to the picture; unchanged where the size is unknown."""
    if size is None:
        return edges
    width, height = size
    left, top, right, bottom = edges
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return edges
    return Edges(
        min(max(left, 0.0), width),
        min(max(top, 0.0), height),
        min(max(right, 0.0), width),
        min(max(bottom, 0.0), height),
    )


def moved(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    """Tell whether clipping changed more than printed decimals explain."""
    return any(abs(a - b) > TOLERANCE for a, b in zip(before, after, strict=True))


def bounds(points: tuple[float, ...]) -> Edges:
    """Give the upright rectangle around a ring of points."""
    xs, ys = points[0::2], points[1::2]
    return Edges(min(xs), min(ys), max(xs), max(ys))


def clipped_ring(ring: tuple[float, ...], size: Size) -> tuple[float, ...]:
    """Move the points of a ring that lie outside the picture onto its border."""
    limit = (float(size[0]), float(size[1]))
    return tuple(min(max(v, 0.0), limit[i & 1]) for i, v in enumerate(ring))


def corners(edges: Edges, rotation: float) -> tuple[float, ...]:
    """Give the four corners of a rectangle turned clockwise about its centre, in degrees."""
    left, top, right, bottom = edges
    cx, cy = (left + right) / 2, (top + bottom) / 2
    cos, sin = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    ring: list[float] = []
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        dx, dy = x - cx, y - cy
        ring += (cx + dx * cos - dy * sin, cy + dx * sin + dy * cos)
    return tuple(ring)


def rectangle(ring: tuple[float, ...]) -> Rectangle | None:
    """Give the smallest rectangle around four corners, its top along the first side that fits.

    One side of the smallest rectangle lies on a side of the outline (Freeman, Shapira 1975).
    None where the corners enclose nothing.
    """
    if ring_area(ring) <= 0:
        return None
    if _signed_area(ring) < 0:
        ring = (*ring[:2], *ring[6:8], *ring[4:6], *ring[2:4])
    found = [one for i in range(4) if (one := _along(ring, i))]
    smallest = min(area for area, _, _ in found) * (1 + 1e-3)
    _, edges, rotation = next(one for one in found if one[0] <= smallest)
    return Rectangle(edges, rotation, _furthest(ring, corners(edges, rotation)))


def _along(ring: tuple[float, ...], side: int) -> tuple[float, Edges, float] | None:
    """Give area, edges and rotation of the rectangle around a ring along one of its sides."""
    i, j = 2 * side, (2 * side + 2) % 8
    dx, dy = ring[j] - ring[i], ring[j + 1] - ring[i + 1]
    length = math.hypot(dx, dy)
    if not length:
        return None
    ux, uy = dx / length, dy / length
    along = [ring[k] * ux + ring[k + 1] * uy for k in range(0, 8, 2)]
    across = [ring[k + 1] * ux - ring[k] * uy for k in range(0, 8, 2)]
    width, height = max(along) - min(along), max(across) - min(across)
    u, v = (max(along) + min(along)) / 2, (max(across) + min(across)) / 2
    cx, cy = u * ux - v * uy, u * uy + v * ux
    edges = Edges(cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
    turn = round(math.degrees(math.atan2(dy, dx)) % 360, _TURN_DECIMALS) % 360
    return width * height, edges, turn


def _furthest(ring: tuple[float, ...], others: tuple[float, ...]) -> float:
    """Give how far the corner that lies worst is from the nearest of the others."""
    pairs = [(others[k], others[k + 1]) for k in range(0, 8, 2)]
    return max(
        min(math.dist((ring[k], ring[k + 1]), pair) for pair in pairs) for k in range(0, 8, 2)
    )


def near_edges(one: Edges, other: Edges) -> bool:
    """Tell whether two rectangles are the same but for rounding to whole pixels."""
    return all(abs(a - b) <= _SAME_BOX for a, b in zip(one, other, strict=True))


def around_seen(points: tuple[float, ...]) -> Edges:
    """Give the rectangle around the points (x, y, visibility) that are labelled."""
    triples = zip(points[0::3], points[1::3], points[2::3], strict=True)
    return bounds(tuple(v for x, y, seen in triples if seen for v in (x, y)))


def upright(edges: Edges, rotation: float) -> Edges:
    """Give the upright rectangle around a rotated one."""
    return bounds(corners(edges, rotation)) if rotation % 360 else edges


def ring_area(ring: tuple[float, ...]) -> float:
    """Give the area that a ring encloses (shoelace formula)."""
    return abs(_signed_area(ring))


def _signed_area(ring: tuple[float, ...]) -> float:
    """Give the area, negative where the ring runs against the clock."""
    xs, ys = ring[0::2], ring[1::2]
    following = (*xs[1:], *xs[:1]), (*ys[1:], *ys[:1])
    pairs = zip(xs, ys, *following, strict=True)
    return sum(x * b - a * y for x, y, a, b in pairs) / 2


def stated_size(width: object, height: object) -> Size | None:
    """Give a picture's size as a label file states it, or None where that cannot be one."""
    if isinstance(width, int) and isinstance(height, int):
        return (width, height) if min(width, height) > 0 and max(width, height) < _WIDEST else None
    return None


def number(value: object) -> float | None:
    """Give a JSON value as a finite float, or None where it is anything else."""
    found = numbers([value]) if isinstance(value, int | float) else None
    return found[0] if found else None


def numbers(value: object) -> tuple[float, ...] | None:
    """Give a JSON list as finite floats, or None where it is anything else."""
    if not isinstance(value, list):
        return None
    try:
        floats = tuple(map(float, value))
        finite = math.isfinite(sum(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return floats if finite else None
