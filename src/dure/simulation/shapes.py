"""The words in which small objects are described: shapes, colours and printed labels."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .drawing import Floats, bytes_of, linear, mixed, smooth
from .solid import Distance, Paint

_TABLE = 512


def ellipsoid(rx: float, ry: float, rz: float) -> Distance:
    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        a, b, c = x / rx, y / ry, z / rz
        outer = np.sqrt(a * a + b * b + c * c) + np.float32(1e-6)
        a, b, c = a / rx, b / ry, c / rz
        inner = np.sqrt(a * a + b * b + c * c) + np.float32(1e-6)
        return np.asarray(outer * (outer - 1) / inner, np.float32)

    return distance


def lathe(
    profile: Sequence[tuple[float, float]],
    lobes: int = 0,
    depth: float = 0.0,
    *,
    soft: bool = True,
) -> Distance:
    """Turn a profile of (height, radius) about y; `lobes` ribs of `depth` (a share) round it."""
    heights, radii = np.array(profile, np.float32).T
    low, high = float(heights[0]), float(heights[-1])
    table = np.interp(np.linspace(low, high, _TABLE), heights, radii).astype(np.float32)
    table = _softened(table) if soft else table
    slope = float(
        np.abs(np.gradient(table) * (_TABLE - 1) / max(high - low, 1e-6)).clip(0, 3).max()
    )
    lipschitz = np.float32(1 / np.sqrt(1 + slope * slope) if not lobes else 0.45)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        step = np.clip((y - low) * ((_TABLE - 1) / (high - low)), 0, _TABLE - 1)
        radius = table[step.astype(np.intp)]
        if lobes:
            wave = np.float32(depth) * np.abs(np.sin(np.arctan2(z, x) * (lobes / 2)))
            radius = radius * (1 - np.float32(depth) + wave)
        side = (np.sqrt(x * x + z * z) - radius) * lipschitz
        return np.asarray(np.maximum(side, np.maximum(low - y, y - high)), np.float32)

    return distance


def _softened(table: Floats) -> Floats:
    """Round the corners of a profile, but keep its ends."""
    kernel = np.hanning(_TABLE // 6)
    wide = np.pad(table, _TABLE // 6, mode="edge")
    smooth_ = np.convolve(wide, kernel / kernel.sum(), "same")[_TABLE // 6 : -(_TABLE // 6)]
    fade = np.minimum(np.arange(_TABLE), np.arange(_TABLE)[::-1]) / (_TABLE / 14)
    weight = np.clip(fade, 0, 1)
    return np.asarray(smooth_ * weight + table * (1 - weight), np.float32)


def block(hx: float, hy: float, hz: float, round_: float = 0.3) -> Distance:
    """Give a box of half sizes with rounded edges about its middle."""
    half = (hx - round_, hy - round_, hz - round_)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        qx, qy, qz = np.abs(x) - half[0], np.abs(y) - half[1], np.abs(z) - half[2]
        ax, ay, az = np.maximum(qx, 0), np.maximum(qy, 0), np.maximum(qz, 0)
        outside = np.sqrt(ax * ax + ay * ay + az * az)
        inside = np.minimum(np.maximum(np.maximum(qx, qy), qz), 0)
        return np.asarray(outside + inside - round_, np.float32)

    return distance


Bead = tuple[float, float, float, float]


def tube(beads: Sequence[Bead]) -> Distance:
    """Join beads (x, y, z, radius) by round cones, as one piece."""
    chain = [np.array(b, np.float32) for b in beads]

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        least = np.full_like(x, np.inf)
        for a, b in pairwise(chain):
            run = b[:3] - a[:3]
            px, py, pz = x - a[0], y - a[1], z - a[2]
            along = (px * run[0] + py * run[1] + pz * run[2]) / max(float(run @ run), 1e-6)
            h = np.clip(along, 0, 1)
            dx, dy, dz = px - run[0] * h, py - run[1] * h, pz - run[2] * h
            d = np.sqrt(dx * dx + dy * dy + dz * dz) - (a[3] + (b[3] - a[3]) * h)
            least = np.minimum(least, d)
        return np.asarray(least * np.float32(0.9), np.float32)

    return distance


def beads(balls: Sequence[Bead]) -> Distance:
    """Give several balls (x, y, z, radius) as one piece."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        least = np.full_like(x, np.inf)
        for bx, by, bz, r in balls:
            px, py, pz = x - bx, y - by, z - bz
            least = np.minimum(least, np.sqrt(px * px + py * py + pz * pz) - r)
        return least

    return distance


def rough(shape: Distance, height: float, fineness: float, phase: float = 0.0) -> Distance:
    """Ruffle a surface by waves of `height` centimetres."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        return np.asarray(
            (shape(x, y, z) - height * waves(x, y, z, fineness, phase)) * 0.6, np.float32
        )

    return distance


def bent(shape: Distance, height: float, fineness: float, phase: float = 0.0) -> Distance:
    """Bend a thin leaf to and fro across its face."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        curl = height * (np.sin(x * fineness + phase) * np.cos(y * fineness * 0.8 + 2 * phase))
        ruffle = 0.35 * height * np.sin(x * fineness * 3.1 + phase) * np.sin(y * fineness * 2.7)
        return np.asarray(shape(x, y, z + curl + ruffle) * 0.5, np.float32)

    return distance


def hollow(shape: Distance, top: float, inner: float, low: float) -> Distance:
    """Cut a round well out of a shape: open above `top`, radius `inner`, floor at `low`."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        well = np.maximum(np.sqrt(x * x + z * z) - inner, np.maximum(low - y, y - top - 9))
        return np.asarray(np.maximum(shape(x, y, z), -well), np.float32)

    return distance


def waves(x: Floats, y: Floats, z: Floats, fineness: float, phase: float = 0.0) -> Floats:
    """Give a smooth uneven field of about -1 to 1."""
    f = np.float32(fineness)
    first = np.sin(x * f + phase) * np.sin(y * f * 1.1 + 1.7 * phase) * np.sin(z * f * 0.9 + 0.4)
    second = np.sin((x + z) * f * 1.9 + 2.1) * np.sin((y - x) * f * 1.7 + phase)
    return np.asarray(first + 0.6 * second, np.float32)


def plain(code: str) -> Paint:
    """Paint one colour."""
    colour = linear(code)
    return lambda x, y, z: np.broadcast_to(colour, (x.size, 3))


def mottled(
    first: str, second: str, fineness: float, phase: float = 0.0, edge: float = 0.6
) -> Paint:
    """Paint patches of a second colour."""
    a, b = linear(first), linear(second)
    return lambda x, y, z: mixed(a, b, smooth(-edge, edge, waves(x, y, z, fineness, phase)))


def rising(colours: Sequence[tuple[float, str]], wobble: float = 0.0, fine: float = 3.0) -> Paint:
    """Paint by height: (centimetres, colour) from below to above; `wobble` unsettles the edges."""
    heights = np.array([h for h, _ in colours], np.float32)
    table = np.stack([linear(c) for _, c in colours])

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        at = y + wobble * waves(x, y * 0.2, z, fine) if wobble else y
        channels = [np.interp(at, heights, table[:, i]) for i in range(3)]
        return np.stack(channels, 1).astype(np.float32)

    return paint


def striped(first: str, second: str, count: int, sharp: float = 0.5, wobble: float = 0.3) -> Paint:
    """Paint stripes from pole to pole."""
    a, b = linear(first), linear(second)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * count + wobble * 3 * waves(x, y, z, 0.9)
        return mixed(a, b, smooth(-sharp, sharp, np.asarray(np.sin(turn), np.float32)))

    return paint


def speckled(base: Paint, code: str, fineness: float, amount: float = 0.5) -> Paint:
    """Add small spots to a paint."""
    colour = linear(code)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        field = waves(x, y, z, fineness, 0.9)
        return mixed(
            base(x, y, z), colour, smooth(1 - amount, 1.25 - amount, field) * np.float32(0.8)
        )

    return paint


Texture = NDArray[np.float32]


def printed(texture: Texture, x: tuple[float, float], y: tuple[float, float], rest: str) -> Paint:
    """Print a texture on the front (x to the right, y up; the face at -z); elsewhere `rest`."""
    other = linear(rest)
    rows, columns = texture.shape[:2]

    def paint(px: Floats, py: Floats, pz: Floats) -> Floats:
        u, v = (px - x[0]) / (x[1] - x[0]), (y[1] - py) / (y[1] - y[0])
        inside = (u >= 0) & (u < 1) & (v >= 0) & (v < 1) & (pz < 0)
        column = np.clip(u * columns, 0, columns - 1).astype(np.intp)
        row = np.clip(v * rows, 0, rows - 1).astype(np.intp)
        return np.where(inside[:, None], texture[row, column], other)

    return paint


def wrapped(texture: Texture, y: tuple[float, float], rest: str) -> Paint:
    """Wrap a texture once round a turned object between two heights; its middle looks forward."""
    other = linear(rest)
    rows, columns = texture.shape[:2]

    def paint(px: Floats, py: Floats, pz: Floats) -> Floats:
        u, v = np.arctan2(px, -pz) / (2 * np.pi) + 0.5, (y[1] - py) / (y[1] - y[0])
        inside = (v >= 0) & (v < 1)
        column = np.clip(u * columns, 0, columns - 1).astype(np.intp)
        row = np.clip(v * rows, 0, rows - 1).astype(np.intp)
        return np.where(inside[:, None], texture[row, column], other)

    return paint


def label(
    size: tuple[int, int], ground: str, draw: Callable[[ImageDraw.ImageDraw], None]
) -> Texture:
    """Draw a printed label; light intensities, height × width × 3."""
    image = Image.new("RGB", size, bytes_of(ground))
    draw(ImageDraw.Draw(image))
    return np.asarray((np.asarray(image, np.float32) / 255) ** np.float32(2.2), np.float32)


def lettering(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, height: float, code: str
) -> None:
    """Write words about a point in the font that Pillow carries."""
    font = ImageFont.load_default(height)
    draw.text(at, words, font=font, fill=bytes_of(code), anchor="mm")
