"""Small solid objects by sphere tracing: a few formulas become a shaded picture with its outline.

Lengths are centimetres; x to the right, y up, z away from the viewer; the object stands on y = 0.
Sphere tracing follows Hart (1996); the distance to an ellipsoid is Quilez's bound.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .drawing import Floats, smooth
from .sprites import Sprite

Distance = Callable[[Floats, Floats, Floats], Floats]
Paint = Callable[[Floats, Floats, Floats], Floats]
Point = tuple[float, float, float]
_STEPS, _SIDE, _SQUARE = 40, 230, 6
_KEY = np.array([-0.45, 0.72, -0.53], np.float32)
_BOX = np.array([-0.52, 0.62, -0.59], np.float32)


@dataclass(frozen=True, slots=True)
class Part:
    """One surface of an object.

    Attributes:
        distance: a lower bound of the distance to the surface at points of its own space.
        paint: the colour there, (n, 3), as light intensities.
        reach: a radius about its own origin that holds all of it.
        gloss: 0 as chalk to 1 as glazed.
        at: where its own origin stands.
        turn: degrees about x, y and z, in this order.
    """

    distance: Distance
    paint: Paint
    reach: float
    gloss: float = 0.3
    at: Point = (0.0, 0.0, 0.0)
    turn: Point = (0.0, 0.0, 0.0)


Maker = Callable[[np.random.Generator], list[Part]]


def rotation(turn: Point) -> Floats:
    """Give the matrix that turns by degrees about x, then y, then z."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x, np.float32)


@dataclass(frozen=True, slots=True)
class _View:
    """An orthographic camera: rows are right, up and forward; the frame is in centimetres."""

    axes: Floats
    left: float
    top: float
    pixel: float
    size: tuple[int, int]


def sculpt(parts: Sequence[Part], *, pitch: float, yaw: float = 0.0, side: int = _SIDE) -> Sprite:
    """Render an object as seen from `pitch` degrees above, turned by `yaw`; longest side `side`."""
    view = _frame(parts, pitch, yaw, side)
    width, height = view.size
    depth = np.full(width * height, np.inf, np.float32)
    colour = np.zeros((width * height, 3), np.float32)
    cover = np.zeros(width * height, np.float32)
    for part in parts:
        _add(part, parts, view, (depth, colour, cover))
    image = _developed(colour, cover, view.size)
    box = image.getchannel("A").getbbox() or (0, 0, 1, 1)
    foot = (-view.left / view.pixel - box[0], view.top / view.pixel - box[1])
    return Sprite(image.crop(box), foot, 1 / view.pixel)


def _frame(parts: Sequence[Part], pitch: float, yaw: float, side: int) -> _View:
    axes = rotation((0.0, yaw, 0.0)).T
    tilt = rotation((pitch, 0.0, 0.0))
    axes = np.asarray(tilt.T @ axes, np.float32)
    middles = np.array([axes @ np.asarray(p.at, np.float32) for p in parts])
    reach = np.array([p.reach for p in parts], np.float32)
    left, right = float((middles[:, 0] - reach).min()), float((middles[:, 0] + reach).max())
    low, top = float((middles[:, 1] - reach).min()), float((middles[:, 1] + reach).max())
    pixel = max(right - left, top - low) / side
    size = (int((right - left) / pixel) + 2, int((top - low) / pixel) + 2)
    return _View(axes, left, top, pixel, size)


Buffers = tuple[Floats, Floats, Floats]


def _add(part: Part, parts: Sequence[Part], view: _View, buffers: Buffers) -> None:
    depth, colour, cover = buffers
    middle = view.axes @ np.asarray(part.at, np.float32)
    columns, rows = _window(middle, part.reach, view)
    start = np.float32(middle[2] - part.reach)
    turn = rotation(part.turn)
    local = turn.T @ view.axes.T
    origin = turn.T @ (view.axes.T[:, 2:] * start - _column(part.at))
    ray = local[:, 2]
    begun = _approached(part, view, (columns, rows), (origin, local))
    kept = np.isfinite(begun)
    if not kept.any():
        return
    pixels, begun = (rows[:, None] * view.size[0] + columns).ravel()[kept], begun[kept]
    foot = _feet(view, columns, rows, (origin, local))[:, kept]
    t, near = _march(part, foot, ray, begun, view.pixel)
    hit = near < view.pixel
    share = np.clip((1 - near / view.pixel) * 1.15, 0, 1)
    ahead = hit & (start + t < depth[pixels])
    if not ahead.any():
        return
    points = foot[:, ahead] + ray[:, None] * t[ahead]
    normals = _normals(part.distance, points, view.pixel)
    world = turn @ points + _column(part.at)
    shade = _shaded(part, points, turn @ normals, (world, parts, view))
    seen = pixels[ahead]
    weight = share[ahead][:, None]
    fresh = cover[seen] == 0
    colour[seen] = np.where(fresh[:, None], shade, colour[seen] * (1 - weight) + shade * weight)
    cover[seen] = np.maximum(cover[seen], share[ahead])
    solid = share[ahead] > 0.5
    depth[seen[solid]] = (start + t[ahead])[solid]


def _column(point: Point) -> Floats:
    return np.asarray(point, np.float32)[:, None]


def _window(middle: Floats, reach: float, view: _View) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the columns and rows that a part may fall on."""
    width, height = view.size
    column, row = (middle[0] - view.left) / view.pixel, (view.top - middle[1]) / view.pixel
    span = reach / view.pixel + 1
    columns = np.arange(max(0, int(column - span)), min(width, int(column + span) + 1))
    rows = np.arange(max(0, int(row - span)), min(height, int(row + span) + 1))
    return columns, rows


def _feet(
    view: _View, columns: NDArray[Any], rows: NDArray[Any], space: tuple[Floats, Floats]
) -> Floats:
    """Give where the rays of some columns and rows begin, in a part's own space."""
    origin, local = space
    x = ((columns + 0.5) * view.pixel + view.left).astype(np.float32)
    y = (view.top - (rows + 0.5) * view.pixel).astype(np.float32)
    across, down = local[:, 0, None] * x, local[:, 1, None] * y + origin
    return np.asarray((down[:, :, None] + across[:, None, :]).reshape(3, -1), np.float32)


def _approached(
    part: Part,
    view: _View,
    window: tuple[NDArray[np.intp], NDArray[np.intp]],
    space: tuple[Floats, Floats],
) -> Floats:
    """Say for each pixel how far its ray need not look; infinite where it meets nothing.

    One ray is marched for each square of pixels, as long as none of them can come near.
    """
    columns, rows = window
    middles = [axis[0] + np.arange(-(-axis.size // _SQUARE)) * _SQUARE + _SQUARE / 2 - 0.5
               for axis in window]  # fmt: skip
    point, ray = _feet(view, middles[0], middles[1], space), space[1][:, 2:]
    slack = np.float32(view.pixel * (_SQUARE * 0.7072 + 1))
    t, limit = np.zeros(point.shape[1], np.float32), np.float32(2 * part.reach)
    live, close = np.arange(t.size), np.float32(2 * view.pixel)
    for _ in range(_STEPS):
        free = part.distance(point[0], point[1], point[2]) - slack
        going = (free > close) & (t[live] < limit)
        live, free, point = live[going], free[going], point[:, going]
        if not live.size:
            break
        t[live] += free
        point += ray * free
    t[t >= limit] = np.inf
    squares = t.reshape(middles[1].size, middles[0].size)
    each = squares.repeat(_SQUARE, 0)[: rows.size].repeat(_SQUARE, 1)[:, : columns.size]
    return np.asarray(np.maximum(each - view.pixel, 0), np.float32).ravel()


def _march(
    part: Part, foot: Floats, ray: Floats, begun: Floats, pixel: float
) -> tuple[Floats, Floats]:
    """Give for each ray where it comes nearest to the surface and how near."""
    n = foot.shape[1]
    final_t, final = np.zeros(n, np.float32), np.full(n, np.inf, np.float32)
    live, point = np.arange(n), foot + ray[:, None] * begun
    t, best_t, best = begun, final_t.copy(), final.copy()
    limit, enough = np.float32(2 * part.reach), np.float32(pixel * 0.08)
    for _ in range(_STEPS):
        d = part.distance(point[0], point[1], point[2])
        best_t = np.where(d < best, t, best_t)
        best = np.minimum(best, d)
        going = (d > enough) & (t < limit)
        left = int(np.count_nonzero(going))
        if left < 0.75 * live.size:  # Copying costs more than a few idle rays.
            final_t[live], final[live] = best_t, best
            live, point, t, d = live[going], point[:, going], t[going], d[going]
            best_t, best, going = best_t[going], best[going], going[going]
        if not left:
            break
        move = np.maximum(d, np.float32(pixel * 0.15)) * going
        t = t + move
        point += ray[:, None] * move
    final_t[live], final[live] = best_t, best
    return final_t, np.maximum(final, 0)


def _normals(distance: Distance, points: Floats, pixel: float) -> Floats:
    e = np.float32(max(pixel, 0.02))
    total = np.zeros_like(points)
    for sign in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        s = np.array(sign, np.float32)[:, None]
        p = points + s * e
        total += s * distance(p[0], p[1], p[2])
    length = np.sqrt((total * total).sum(0)) + np.float32(1e-6)
    return np.asarray(total / length, np.float32)


def _shaded(
    part: Part, points: Floats, normals: Floats, around: tuple[Floats, Sequence[Part], _View]
) -> Floats:
    """Light a surface: a large lamp above left, the sky of a white room, and dark corners."""
    world, parts, view = around
    forward = view.axes[2]
    right_up = view.axes.T  # the lamp turns with the viewer
    key, box = right_up @ (_KEY * [1, 1, 1]), right_up @ _BOX
    albedo = part.paint(points[0], points[1], points[2])
    open_air = _openness(world, normals, parts)
    facing = np.clip((key @ normals) * 0.8 + 0.2, 0, 1)
    sky = 0.5 + 0.5 * normals[1]
    light = (0.16 + 0.42 * sky) * open_air + 0.72 * facing * (0.35 + 0.65 * open_air)
    cosine = np.clip(-(forward @ normals), 0, 1)
    mirror = forward[:, None] + 2 * cosine * normals
    lamp = smooth(0.80, 0.97, box @ mirror) * 0.55 + smooth(0.3, 1.0, box @ mirror) * 0.12
    rim = (1 - cosine) ** 4 * 0.5 * np.clip(0.5 + 0.5 * mirror[1], 0, 1)
    shine = part.gloss * (lamp + rim) * open_air
    return np.asarray(albedo * light[:, None] + shine[:, None], np.float32)


def _openness(world: Floats, normals: Floats, parts: Sequence[Part]) -> Floats:
    """Give how much of the sky a point sees: less near the ground and between parts."""
    total = np.ones(world.shape[1], np.float32)
    for reach, strength in ((0.5, 0.35), (1.6, 0.35)):
        probe = world + normals * np.float32(reach)
        nearest = np.clip(probe[1], 0, None)
        for part in parts:
            away = probe - _column(part.at)
            near = (away * away).sum(0) < (part.reach + reach) ** 2
            if near.any():
                own = rotation(part.turn).T @ away[:, near]
                least = np.minimum(nearest[near], part.distance(own[0], own[1], own[2]))
                nearest[near] = least
        total -= strength * np.clip(1 - nearest / reach, 0, 1)
    return np.clip(total, 0.08, 1)


def _developed(colour: Floats, cover: Floats, size: tuple[int, int]) -> Image.Image:
    """Turn light into an RGBA picture: a soft shoulder, then the display's gamma."""
    pixels = np.zeros((cover.size, 4), np.uint8)
    seen = cover > 0
    light = colour[seen]
    light = np.where(light > 0.7, 0.7 + 0.3 * np.tanh((light - 0.7) / 0.3), light)
    pixels[seen, :3] = np.clip(light, 0, 1) ** np.float32(1 / 2.2) * 255 + np.float32(0.5)
    pixels[seen, 3] = np.clip(cover[seen], 0, 1) * 255 + np.float32(0.5)
    return Image.fromarray(pixels.reshape(size[1], size[0], 4))
