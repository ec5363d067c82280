"""Cloth from its yarns: how they lie over one another, and how light falls there.

A repeat is a square of `YARNS` × `YARNS` yarns that tiles without a seam. Woven yarns are round and
follow a smooth crimp through the crossings of their weave's matrix (Peirce's geometry, 1937);
knitted yarns are the two legs of each stitch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .drawing import Floats, smooth

YARNS, PITCH = 32, 12
SIDE = YARNS * PITCH
_LIGHT = np.array([-0.5, -0.55, 0.67], np.float32)


@dataclass(frozen=True, slots=True)
class Cloth:
    """One repeat of a cloth, `SIDE` pixels square.

    Attributes:
        shade: light that falls on it, 0 to 1.
        warp: share of the pixel that shows a warp yarn (or the face of a knit), 0 to 1.
    """

    shade: Floats
    warp: Floats


Maker = Callable[[np.random.Generator], Cloth]


def _axis() -> Floats:
    """Give the middle of each pixel of a repeat in yarns."""
    return np.asarray((np.arange(SIDE) + 0.5) / PITCH, np.float32)


def _grid() -> tuple[Floats, Floats]:
    axis = _axis()
    x, y = np.meshgrid(axis, axis)
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def _lit(height: Floats, relief: float, hollow: float = 0.4) -> Floats:
    """Light a height field that repeats: a lamp from above left, and dark in the hollows."""
    dx = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * np.float32(relief)
    dy = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * np.float32(relief)
    length = np.sqrt(1 + dx * dx + dy * dy)
    facing = np.clip((-dx * _LIGHT[0] - dy * _LIGHT[1] + _LIGHT[2]) / length, 0, 1)
    low, high = np.quantile(height, [0.02, 0.98])
    deep = smooth(float(low), float(high), height)
    return np.asarray((0.35 + 0.75 * facing) * (1 - hollow + hollow * deep), np.float32)


def _uneven(rng: np.random.Generator, shape: tuple[int, ...], fine: int) -> Floats:
    """Give noise that repeats, smoothed over `fine` pixels."""
    noise: Floats = rng.normal(0, 1, shape).astype(np.float32)
    for axis in range(len(shape)):
        total = np.asarray(sum(np.roll(noise, k, axis) for k in range(fine)), np.float32)
        noise = np.asarray(total / fine, np.float32)
    return np.asarray(noise / (noise.std() + 1e-6), np.float32)


def _crimp(crossings: NDArray[np.int8], along: Floats) -> Floats:
    """Follow yarns through their crossings (yarns × yarns, ±1): height at each pixel along them."""
    place = along - 0.5
    first = np.floor(place).astype(np.intp)
    t = place - first
    ease = ((1 - np.cos(np.pi * t)) / 2).astype(np.float32)
    before, after = crossings[:, first % YARNS], crossings[:, (first + 1) % YARNS]
    return np.asarray(before * (1 - ease) + after * ease, np.float32)


def woven(
    matrix: list[str], *, thick: tuple[float, float] = (0.95, 0.95), twist: float = 0.5
) -> Maker:
    """Weave by a matrix of rows, ``x`` where the warp lies on top; `thick` of warp and weft."""
    unit = np.array([[1 if c == "x" else -1 for c in row] for row in matrix], np.int8)

    def make(rng: np.random.Generator) -> Cloth:
        times = (YARNS // unit.shape[0], YARNS // unit.shape[1])
        crossings = np.tile(unit, times)
        axis = _axis()
        warp = _yarns(rng, crossings.T, axis, thick[0], twist)
        weft = _yarns(rng, -crossings, axis, thick[1], twist).T
        height = np.maximum(warp, weft)
        share = smooth(-0.06, 0.06, np.asarray(warp - weft, np.float32))
        streak = 1 + 0.05 * _uneven(rng, (1, YARNS), 1).repeat(PITCH, 1) * share
        streak = streak + 0.05 * _uneven(rng, (YARNS, 1), 1).repeat(PITCH, 0) * (1 - share)
        return Cloth(np.asarray(_lit(height, 3.2) * streak, np.float32), share)

    return make


def _yarns(
    rng: np.random.Generator, crossings: NDArray[np.int8], axis: Floats, thick: float, twist: float
) -> Floats:
    """Give the height of upright yarns at each pixel (rows run along them)."""
    along = _crimp(crossings, axis).T.repeat(PITCH, 1)
    widths = (thick * (1 + 0.07 * _uneven(rng, (YARNS,), 1))).repeat(PITCH).astype(np.float32)
    across = (axis % 1 - 0.5)[None, :] / (widths[None, :] / 2)
    round_ = np.sqrt(np.clip(1 - across * across, 0, 1))
    plies = np.sin(2 * np.pi * (axis[:, None] * 2.0 + across * 0.9)) * np.float32(0.05 * twist)
    fibre = 0.03 * _uneven(rng, (SIDE, SIDE), 2)
    solid = 0.42 * along + 0.5 * round_ + plies * round_ + fibre * twist
    return np.asarray(np.where(round_ > 0, solid, -1.2), np.float32)


def knitted(ribs: int = 0) -> Maker:
    """Knit: each stitch is two leaning legs; with `ribs`, every so many columns lie back."""

    def make(rng: np.random.Generator) -> Cloth:
        x, y = _grid()
        wide = 2.0
        column, u = np.floor(x / wide), (x / wide) % 1
        height = np.full_like(x, -1)
        mirror = np.where(u < 0.5, u, 1 - u)
        for shift in (-1, 0, 1):
            v = (y / 1.6) % 1 + shift
            centre = 0.13 + 0.22 * v
            across = (mirror - centre) / 0.155
            along = (v - 0.5) / 0.86
            leg = 1 - across * across - along * along * 0.9
            ply = 0.05 * np.sin(2 * np.pi * (v * 3 + across * 0.8))
            height = np.maximum(
                height, np.sqrt(np.clip(leg, 0, None)) + 0.16 * v + ply * (leg > 0) - (leg <= 0)
            )
        back = np.zeros_like(x)
        if ribs:
            back = np.asarray(np.cos(np.pi * (column + u - 0.5) / ribs), np.float32)
            height = height + 0.9 * smooth(-0.5, 0.5, back)
        height = height + 0.05 * _uneven(rng, (SIDE, SIDE), 3)
        face = smooth(-0.5, 0.5, back) if ribs else np.ones_like(x)
        return Cloth(_lit(np.asarray(height, np.float32), 1.9, 0.55), np.asarray(face, np.float32))

    return make


def corded(rng: np.random.Generator) -> Cloth:
    """Cut corduroy: rounded cords of short pile with bare lanes between."""
    x, _ = _grid()
    lane = np.abs((x / 4) % 1 - 0.5) * 2
    cord = np.sqrt(np.clip(1 - lane * lane, 0, 1)) * 1.8
    pile = 0.10 * _uneven(rng, (SIDE, SIDE), 3) + 0.07 * _uneven(rng, (SIDE, SIDE), 2)
    height = np.asarray(cord + pile * (cord > 0.5), np.float32)
    return Cloth(_lit(height, 1.7, 0.6), smooth(0.3, 0.8, np.asarray(cord, np.float32)))


def fleecy(rng: np.random.Generator) -> Cloth:
    """Brush a knit to fleece: soft tufts of several sizes, no yarn to be seen."""
    tufts = _softly(rng, 13) + 0.6 * _softly(rng, 7)
    hairs = 0.16 * _softly(rng, 3) + 0.05 * _uneven(rng, (SIDE, SIDE), 2)
    height = np.asarray(np.abs(tufts) + hairs, np.float32)
    return Cloth(_lit(height, 1.0, 0.3), np.ones_like(height))


def _softly(rng: np.random.Generator, fine: int) -> Floats:
    """Give round, soft noise that repeats: three boxes are nearly a Gaussian."""
    noise = _uneven(rng, (SIDE, SIDE), fine)
    for axis in (0, 1, 0, 1):
        noise = np.asarray(sum(np.roll(noise, k, axis) for k in range(fine)), np.float32)
    return np.asarray(noise / noise.std(), np.float32)


def looped(rng: np.random.Generator) -> Cloth:
    """Give terry: a dense stand of small loops."""
    height = np.zeros((SIDE, SIDE), np.float32)
    step = SIDE // 32
    for row in range(32):
        for column in range(32):
            cx, cy = step * (column + rng.uniform(-0.3, 0.3)), step * (row + rng.uniform(-0.3, 0.3))
            _loop(height, (cx, cy), float(rng.uniform(0, np.pi)), step)
    height += 0.06 * _uneven(rng, (SIDE, SIDE), 2)
    return Cloth(_lit(height, 1.6, 0.6), np.ones_like(height))


def _loop(height: Floats, middle: tuple[float, float], turn: float, step: int) -> None:
    """Stand one loop of yarn on a repeat, wrapping round its edges."""
    reach = np.arange(-step, step + 1)
    columns, rows = reach + int(middle[0]), reach + int(middle[1])
    x, y = np.meshgrid(columns - middle[0], rows - middle[1])
    a = (x * np.cos(turn) + y * np.sin(turn)) / (step * 0.92)
    b = (-x * np.sin(turn) + y * np.cos(turn)) / (step * 0.6)
    ring = np.abs(np.sqrt(a * a + b * b) - 0.72)
    bow = np.sqrt(np.clip(1 - (ring / 0.36) ** 2, 0, 1)) * (1 + 0.5 * a)
    index = np.ix_(rows % SIDE, columns % SIDE)
    height[index] = np.maximum(height[index], bow.astype(np.float32))


WEAVES: dict[str, tuple[str, Maker]] = {
    "plain_weave": ("weave", woven(["x.", ".x"])),
    "twill": ("weave", woven(["xx..", "x..x", "..xx", ".xx."], thick=(1.0, 0.95))),
    "satin_weave": (
        "weave",
        woven(
            [
                "xxxxxxx.", "xxxx.xxx", "x.xxxxxx", "xxxxxx.x",
                "xxx.xxxx", ".xxxxxxx", "xxxxx.xx", "xx.xxxxx",
            ],
            thick=(1.12, 0.8),
            twist=0.12,
        ),
    ),
    "oxford": ("weave", woven(["xx..", "xx..", "..xx", "..xx"], thick=(0.8, 1.0))),
    "denim": ("weave", woven(["xxx.", "xx.x", "x.xx", ".xxx"], thick=(1.02, 0.85), twist=1.0)),
    "gauze": ("weave", woven(["x.", ".x"], thick=(0.5, 0.5), twist=0.7)),
    "corduroy": ("weave", corded),
    "terry": ("weave", looped),
    "jersey": ("knit", knitted()),
    "rib_knit": ("knit", knitted(2)),
    "fleece": ("knit", fleecy),
}  # fmt: skip


@lru_cache(maxsize=64)
def cloth(name: str, variant: int) -> Cloth:
    """Give one repeat of a cloth; variants differ in their yarns' unevenness."""
    rng = np.random.default_rng([variant, *name.encode()])
    return WEAVES[name][1](rng)
