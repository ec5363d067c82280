"""Floors and walls as a robot vacuum's camera sees them: coverings in true perspective.

The camera looks straight ahead from `EYE_CM` above the floor. Lengths are centimetres.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .drawing import Floats, Size, bytes_of, cloud

EYE_CM = 8.0
_TILE, _PER_CM = 1536, 12  # one repeat of a floor: 128 cm
_LEVELS = 6
COVERINGS = {
    "laminate": ("floor", "laminate"),
    "linoleum": ("floor", "linoleum"),
    "tile": ("floor", "tile"),
    "carpet": ("floor", "carpeted"),
}


@dataclass(frozen=True, slots=True)
class Eye:
    """The robot's camera: focal length and horizon in pixels."""

    focal: float
    x: float
    horizon: float

    def at(self, x: float, z: float, y: float = 0.0) -> tuple[float, float]:
        """Project a point: x to the right, z ahead, y above the floor."""
        return self.x + self.focal * x / z, self.horizon + self.focal * (EYE_CM - y) / z


def eye(size: Size) -> Eye:
    """Give the camera for a picture size: 80 degrees wide."""
    return Eye(size[0] * 0.6, size[0] / 2, size[1] * 0.36)


@lru_cache(maxsize=4)
def _covering(name: str) -> Image.Image:
    rng = np.random.default_rng([7, *name.encode()])
    maker = {"laminate": _planks, "linoleum": _sheet, "tile": _tiles, "carpet": _pile}[name]
    return Image.fromarray(np.clip(maker(rng), 0, 255).astype(np.uint8))


def _planks(rng: np.random.Generator) -> Floats:
    """Lay oak planks 16 cm wide, their ends staggered; grain runs along them."""
    base = np.array(bytes_of("#b98a58"), np.float32)
    image = np.empty((_TILE, _TILE, 3), np.float32)
    wide = _TILE // 8
    for n in range(8):
        grain = cloud(rng, (wide, _TILE), 14) * 0.5 + cloud(rng, (wide, _TILE), 40) * 0.3
        streak = np.repeat(rng.normal(0, 1, (1, wide)).astype(np.float32), _TILE, 0)
        tone = 1 + 0.09 * float(rng.uniform(-1, 1)) + 0.05 * grain + 0.02 * streak
        split = int(rng.uniform(0.2, 0.8) * _TILE)
        tone[split:] *= 1 + 0.07 * float(rng.uniform(-1, 1))
        tone[split - 3 : split] *= 0.55
        tone[:, :3] *= 0.55
        image[:, n * wide : (n + 1) * wide] = base * tone[..., None]
    return image


def _sheet(rng: np.random.Generator) -> Floats:
    field = cloud(rng, (_TILE, _TILE), 30, 4)
    tone = 1 + 0.035 * field
    tone[:: _TILE // 4] *= 0.93
    return np.asarray(np.array(bytes_of("#d9c5a0"), np.float32) * tone[..., None], np.float32)


def _tiles(rng: np.random.Generator) -> Floats:
    """Lay square tiles of 32 cm with grey joints."""
    side = _TILE // 4
    image = np.empty((_TILE, _TILE, 3), np.float32)
    base = np.array(bytes_of("#d6d3cc"), np.float32)
    for row in range(4):
        for column in range(4):
            vein = np.abs(cloud(rng, (side, side), 4, 3))
            tone = 0.98 + 0.03 * float(rng.uniform(-1, 1)) - 0.10 * np.exp(-((vein / 0.06) ** 2))
            block = base * tone[..., None]
            for edge in (block[:7], block[-7:], block[:, :7], block[:, -7:]):
                edge[:] = np.array(bytes_of("#8d8a84"), np.float32)
            image[row * side : (row + 1) * side, column * side : (column + 1) * side] = block
    return image


def _pile(rng: np.random.Generator) -> Floats:
    tufts = rng.normal(0, 1, (_TILE, _TILE)).astype(np.float32)
    soft = np.asarray(tufts + np.roll(tufts, 1, 0) + np.roll(tufts, 1, 1) + np.roll(tufts, 2, 0))
    tone = 1 + 0.085 * soft + 0.05 * cloud(rng, (_TILE, _TILE), 24, 2)
    return np.asarray(np.array(bytes_of("#8f97a3"), np.float32) * tone[..., None], np.float32)


@lru_cache(maxsize=8)
def _pyramid(name: str, turned: bool) -> tuple[NDArray[np.uint32], ...]:
    """Give the covering at falling fineness, mostly along the view; pixels packed in one word."""
    image = _covering(name)
    image = image.transpose(Image.Transpose.ROTATE_90) if turned else image
    levels = []
    for level in range(_LEVELS):
        across = max(0, level - 2)
        small = image.resize((_TILE >> across, _TILE >> level), Image.Resampling.BOX)
        packed = np.asarray(small.convert("RGBX")).view(np.uint32)[..., 0]
        levels.append(np.ascontiguousarray(packed))
    return tuple(levels)


@lru_cache(maxsize=4)
def _rays(size: Size) -> tuple[Floats, Floats]:
    """Give for each floor row how far ahead it is and how far sideways one pixel goes."""
    view = eye(size)
    rows = np.arange(int(view.horizon) + 3, size[1]) + 0.5
    ahead = view.focal * EYE_CM / (rows - view.horizon)
    return ahead.astype(np.float32), (ahead / view.focal).astype(np.float32)


def floor(size: Size, covering: str, start: tuple[float, float], turned: bool) -> Image.Image:
    """Draw the floor up to the horizon; `start` shifts the covering (centimetres)."""
    ahead, step = _rays(size)
    levels = _pyramid(covering, turned)
    footprint = step * ahead / EYE_CM * _PER_CM
    level = np.clip(np.log2(np.maximum(footprint, 1)) + 0.3, 0, _LEVELS - 1).astype(np.intp)
    sideways = (np.arange(size[0], dtype=np.float32) - size[0] / 2 + 0.5) * _PER_CM
    image = np.empty((len(ahead), size[0]), np.uint32)
    for n in range(_LEVELS):
        rows = np.flatnonzero(level == n)
        if rows.size:
            texture = levels[n]
            v = ((ahead[rows] + start[1]) * _PER_CM).astype(np.int32) % _TILE >> n
            u = (sideways * step[rows, None] + start[0] * _PER_CM).astype(np.int32) % _TILE
            image[rows] = texture[v[:, None], u >> max(0, n - 2)]
    whole = np.zeros((size[1], size[0]), np.uint32)
    whole[size[1] - len(ahead) :] = image
    return Image.fromarray(whole.view(np.uint8).reshape(size[1], size[0], 4)[..., :3].copy())


def plan(size: Size, covering: str, rng: np.random.Generator) -> Image.Image:
    """Look straight down on a floor; some 80 cm wide."""
    wide, high = size[0] * 2, size[1] * 2
    x, y = int(rng.integers(0, _TILE - wide)), int(rng.integers(0, _TILE - high))
    return _covering(covering).crop((x, y, x + wide, y + high)).resize(size, Image.Resampling.BOX)


WALLS = ("#e9e4da", "#dfe3e4", "#e6dccb", "#d4dcd6", "#e2d6d2", "#cfd6df")


def walled(image: Image.Image, far: float, corner: float, colour: str, wood: str) -> None:
    """Stand walls behind the floor: one `far` ahead, one to the side of `corner` (x, cm)."""
    width, height = image.size
    view = eye(image.size)
    base, tint = view.at(0, far)[1], np.array(bytes_of(colour))
    shade = 0.88 + 0.12 * np.arange(int(base) + 1)[:, None] / max(base, 1)
    rows = Image.fromarray((tint * shade).astype(np.uint8)[:, None])
    image.paste(rows.resize((width, rows.height), Image.Resampling.NEAREST), (0, 0))
    pen = ImageDraw.Draw(image)
    _skirting(pen, [(-9999.0, far), (9999.0, far)], view, wood)
    side = 1 if corner > 0 else -1
    near = 12.0
    points = [
        view.at(corner, far, 90),
        view.at(corner, near, 90),
        view.at(corner, near),
        view.at(corner, far),
    ]
    pen.polygon(points, fill=tuple(int(v * 0.84) for v in tint))
    _skirting(pen, [(corner, far), (corner, near)], view, wood)
    edge = view.at(corner, far)[0]
    pen.line([(edge, 0), (edge, base)], fill=tuple(int(v * 0.72) for v in tint), width=2)
    beyond = (0, 0) if side < 0 else (width, 0)
    if not 0 <= view.at(corner, near)[0] <= width:
        return
    pen.rectangle(
        [beyond, (view.at(corner, near)[0], height)], fill=tuple(int(v * 0.84) for v in tint)
    )


def _skirting(
    pen: ImageDraw.ImageDraw, ends: list[tuple[float, float]], view: Eye, wood: str
) -> None:
    low = [view.at(x, z) for x, z in ends]
    high = [view.at(x, z, 7.0) for x, z in ends]
    pen.polygon([*low, *reversed(high)], fill=bytes_of(wood))
    pen.line(high, fill=tuple(min(255, v + 18) for v in bytes_of(wood)), width=2)
    pen.line(low, fill=tuple(int(v * 0.45) for v in bytes_of(wood)), width=2)
