"""Garments laid on a floor or a bed or hung up: cloth, folds, prints, and their exact outline."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from . import ground
from .canvas import Canvas
from .drawing import Size, blurred, bytes_of, cloud, grain, lit, toned, vignette
from .fabric import DYES, LIGHTS, dyed
from .outlines import CUTS, Cut, Piece, Points
from .scene import Scene, choice

CLASSES: dict[str, tuple[str, ...]] = {
    name: ("garment", cut.within, name) for name, cut in CUTS.items()
}
_PLACES = ("laminate", "bed", "carpet", "linoleum")
_PRINTED = ("t_shirt", "longsleeve", "top")
_FINE = 2
_REPEAT = 64  # pixels of one repeat of a cloth at a garment's distance
_STEP = 4  # edges of a piece's part of the picture lie on multiples of this


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a garment's coordinates fall in the picture."""

    middle: tuple[float, float]
    scale: float
    turn: float
    sway: float

    def at(self, points: Points, fine: int = 1) -> list[tuple[float, float]]:
        c, s = np.cos(self.turn), np.sin(self.turn)
        moved = []
        for x, y in points:
            a = (x + self.sway * np.sin(3 * y)) * self.scale
            b = y * self.scale
            moved.append(
                ((self.middle[0] + a * c - b * s) * fine, (self.middle[1] + a * s + b * c) * fine)
            )
        return moved


def render(
    seed: int,
    *,
    subject: str | None = None,
    placement: str | None = None,
    light: str | None = None,
    size: Size = (512, 384),
) -> Scene:
    """Render one garment; what is not given is drawn from the seed.

    Args:
        seed: the same seed and options give the same bytes.
        subject: a key of `CLASSES`.
        placement: ``flat`` or ``hanging``.
        light: ``daylight``, ``warm_indoor`` or ``cool_indoor``.
        size: width and height in pixels.
    """
    rng = np.random.default_rng([seed, 0x6A])
    name, lamp = str(rng.choice(list(CLASSES))), str(rng.choice(list(LIGHTS)))
    name, lamp = subject or name, light or lamp
    hangs = name not in ("socks", "hat") and rng.random() < 0.25
    placed = placement or ("hanging" if hangs else "flat")
    canvas = Canvas(_background(rng, size, placed))
    cut = CUTS[name]
    where = _laid(cut, rng, size, placed)
    if placed == "hanging":
        _hang(canvas, where, cut)
    cloth, brightness = _sheet(name, cut, rng, size)
    whole = _sew(canvas, cut, where, cloth, rng)
    canvas.claim(np.asarray(whole) > 127, (0, 0), CLASSES[name], {})
    image = toned(lit(canvas.image, vignette(size, 0.12)), LIGHTS[lamp])
    conditions = {
        "placement": placed,
        "scale": "whole",
        "wetness": "dry",
        "light": lamp,
        "brightness": brightness,
        "occlusion": "none",
    }
    image = grain(image, rng, 1.6)
    return canvas.finished(image, seed, choice=choice(CLASSES[name]), conditions=conditions)


def _background(rng: np.random.Generator, size: Size, placed: str) -> Image.Image:
    if placed == "hanging":
        image = Image.new("RGB", size, bytes_of(str(rng.choice(ground.WALLS))))
        light = 0.93 + 0.07 * np.asarray(cloud(rng, (size[0] // 4, size[1] // 4), 2))
        return lit(image, np.asarray(light, np.float32))
    place = str(rng.choice(_PLACES))
    if place != "bed":
        image = ground.plan(size, place, rng)
        return toned(image, (1.06, 1.06, 1.06))
    folds = cloud(rng, (size[0] // 4, size[1] // 4), 3, 3)
    slope = np.gradient(folds, axis=1) + np.gradient(folds, axis=0)
    sheet = Image.new("RGB", size, bytes_of(str(rng.choice(DYES["light"] + DYES["white"]))))
    return lit(sheet, np.asarray(np.clip(0.93 - 2.2 * slope, 0.55, 1), np.float32))


def _laid(cut: Cut, rng: np.random.Generator, size: Size, placed: str) -> _Laid:
    points = [p for piece in cut.pieces for p in piece.outline]
    mirrored = any(piece.mirrored for piece in cut.pieces)
    wide = (
        2 * max(abs(x) for x, _ in points)
        if mirrored
        else max(x for x, _ in points) - min(x for x, _ in points)
    )
    top, low = min(y for _, y in points), max(y for _, y in points)
    room = 0.80 if placed == "hanging" else float(rng.uniform(0.74, 0.88))
    scale = min(size[0] * room / wide, size[1] * room / (low - top))
    turn = float(rng.uniform(-0.22, 0.22)) if placed == "flat" else float(rng.uniform(-0.03, 0.03))
    middle = (top + low) / 2 * scale
    x = size[0] * float(rng.uniform(0.47, 0.53)) + middle * np.sin(turn)
    y = size[1] * (0.545 if placed == "hanging" else 0.5) - middle * np.cos(turn)
    return _Laid((float(x), float(y)), scale, turn, float(rng.uniform(-0.025, 0.025)))


def _hang(canvas: Canvas, where: _Laid, cut: Cut) -> None:
    """Draw a rail and a wooden hanger, or pegs for what has no shoulders."""
    pen = ImageDraw.Draw(canvas.image)
    x, y = where.at(((0.0, 0.03),))[0]
    rail = max(6.0, y - 0.30 * where.scale)
    pen.rectangle([0, rail - 4, canvas.image.width, rail + 4], fill="#8b8f94")
    pen.rectangle([0, rail - 4, canvas.image.width, rail - 2], fill="#d9dde0")
    pen.line([(x, rail), (x, y)], fill="#6f7479", width=4)
    ends = where.at(((-0.36, 0.12), (0.0, 0.0), (0.36, 0.12)))
    pen.line(ends, fill="#a8743f", width=max(5, int(0.045 * where.scale)), joint="curve")


def _sheet(name: str, cut: Cut, rng: np.random.Generator, size: Size) -> tuple[Image.Image, str]:
    """Give cloth over the whole picture, fine as it is at a garment's distance, with its folds."""
    kind = str(rng.choice(cut.cloths))
    repeat, brightness = dyed(kind, rng, _REPEAT)
    small = np.asarray(toned(repeat, (1.22, 1.22, 1.22)))
    times = (-(-size[1] // _REPEAT), -(-size[0] // _REPEAT), 1)
    sheet = Image.fromarray(np.tile(small, times)[: size[1], : size[0]])
    if name in (*_PRINTED, "dress", "sweater", "socks", "scarf", "towel") and rng.random() < 0.45:
        _pattern(sheet, rng)
        brightness = "patterned"
    return lit(sheet, _wrinkled(rng, size)), brightness


def _pattern(sheet: Image.Image, rng: np.random.Generator) -> None:
    """Print stripes or dots all over."""
    layer = Image.new("RGB", sheet.size, bytes_of(str(rng.choice(DYES["dark"] + DYES["white"]))))
    mask = Image.new("L", sheet.size, 0)
    pen = ImageDraw.Draw(mask)
    step = int(rng.integers(16, 34))
    if rng.random() < 0.6:
        for y in range(0, sheet.height, step):
            pen.rectangle([0, y, sheet.width, y + step * 0.42], fill=235)
    else:
        for row, y in enumerate(range(0, sheet.height + step, step)):
            for x in range(row % 2 * step // 2, sheet.width + step, step):
                pen.ellipse(
                    [x - step * 0.2, y - step * 0.2, x + step * 0.2, y + step * 0.2], fill=235
                )
    shaded = ImageChops.multiply(
        layer, toned(sheet.convert("L").convert("RGB"), (1, 1, 1), 0.3, 0.1)
    )
    sheet.paste(shaded, (0, 0), blurred(mask, 0.7))


def _wrinkled(
    rng: np.random.Generator, size: Size
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Light a crumpled surface: soft swells and a few sharp creases."""
    coarse = (size[0] // 4, size[1] // 4)
    swell = cloud(rng, coarse, 4, 2)
    crease = -np.abs(cloud(rng, coarse, 5)) * 1.3
    height = 0.75 * (swell + crease)
    slope = np.gradient(height, axis=1) + 0.8 * np.gradient(height, axis=0)
    return np.asarray(np.clip(0.86 - 1.9 * slope, 0.45, 1.0), np.float32)


Frame = tuple[int, int, int, int]


def _sew(
    canvas: Canvas, cut: Cut, where: _Laid, cloth: Image.Image, rng: np.random.Generator
) -> Image.Image:
    """Lay the pieces one over another; gives the garment's whole silhouette."""
    masks = [(piece, *_mask(piece, where, canvas.image.size)) for piece in cut.pieces]
    whole = Image.new("L", canvas.image.size, 0)
    for _, frame, mask in masks:
        whole.paste(ImageChops.lighter(mask, whole.crop(frame)), frame)
    _drop(canvas, whole, (0, 0), 7, 0.5)
    for piece, frame, mask in masks:
        _drop(canvas, ImageChops.multiply(mask, whole.crop(frame)), frame[:2], 2, 0.3)
        light = piece.tone
        coloured = cloth.crop(frame)
        coloured = toned(coloured, (light, light, light)) if light != 1 else coloured
        if piece.print_here and rng.random() < 0.5:
            _stamp(coloured, where, frame[:2], rng)
        canvas.image.paste(_rounded(coloured, mask), frame, mask)
    _stitch(canvas, cut, where)
    return whole


def _mask(piece: Piece, where: _Laid, size: Size) -> tuple[Frame, Image.Image]:
    """Give the part of the picture that a piece and its shadow need, and the piece in it."""
    sides = [piece.outline]
    if piece.mirrored:
        sides.append(tuple((-x, y) for x, y in piece.outline))
    lines = [where.at(_curved(side), _FINE) for side in sides]
    frame = _frame([(x / _FINE, y / _FINE) for line in lines for x, y in line], size)
    left, top, right, low = frame
    layer = Image.new("L", ((right - left) * _FINE, (low - top) * _FINE), 0)
    pen = ImageDraw.Draw(layer)
    for line in lines:
        pen.polygon([(x - left * _FINE, y - top * _FINE) for x, y in line], fill=255)
    return frame, layer.reduce(_FINE)


def _frame(points: list[tuple[float, float]], size: Size, margin: int = 10) -> Frame:
    """Give the part of a picture round some points: left, top, right, low."""
    x, y = [p[0] for p in points], [p[1] for p in points]
    left = max(0, int(min(x) - margin)) // _STEP * _STEP
    top = max(0, int(min(y) - margin)) // _STEP * _STEP
    right = min(size[0], -(-int(max(x) + margin) // _STEP) * _STEP)
    low = min(size[1], -(-int(max(y) + margin) // _STEP) * _STEP)
    return left, top, max(right, left + 1), max(low, top + 1)


def _curved(outline: Points) -> Points:
    """Round an outline's corners: two cuts of Chaikin's (1974)."""
    points = np.array(outline, np.float64)
    for _ in range(2):
        after = np.roll(points, -1, 0)
        points = np.stack([0.88 * points + 0.12 * after, 0.12 * points + 0.88 * after], 1).reshape(
            -1, 2
        )
    return tuple((float(x), float(y)) for x, y in points)


def _drop(canvas: Canvas, mask: Image.Image, at: Size, softness: float, depth: float) -> None:
    """Let a piece, whose mask's corner stands at a pixel, cast its shadow on what lies below it."""
    coarse = 4 if softness > 4 else 2
    small = mask.reduce(coarse)
    black = blurred(small, softness / coarse).point([int(v * depth) for v in range(256)])
    soft = black.resize(mask.size, Image.Resampling.BILINEAR)
    shadow = ImageChops.offset(soft, round(softness * 0.5), round(softness * 0.7))
    canvas.image.paste((18, 16, 20), at, shadow)


def _rounded(cloth: Image.Image, mask: Image.Image) -> Image.Image:
    """Darken cloth towards its edges, as it bends down to the ground."""
    small = mask.reduce(4)
    soft = np.asarray(blurred(small, 2.2), np.float32) / 255
    return lit(cloth, np.asarray(0.74 + 0.28 * np.clip((soft - 0.35) / 0.6, 0, 1), np.float32))


def _stamp(cloth: Image.Image, where: _Laid, corner: Size, rng: np.random.Generator) -> None:
    """Print a mark on the chest of a piece whose corner stands at a pixel."""
    pen = ImageDraw.Draw(cloth)
    x, y = (a - b for a, b in zip(where.at(((0.0, 0.47),))[0], corner, strict=True))
    r, codes = 0.17 * where.scale, rng.choice(DYES["dark"] + DYES["light"], 2, replace=False)
    kind = int(rng.integers(3))
    if kind == 0:
        pen.ellipse([x - r, y - r, x + r, y + r], fill=str(codes[0]))
        pen.polygon(
            [
                (x - r * 0.7, y + r * 0.5),
                (x - r * 0.1, y - r * 0.4),
                (x + r * 0.3, y + 0.1 * r),
                (x + r * 0.5, y - 0.15 * r),
                (x + r * 0.8, y + r * 0.5),
            ],
            fill=str(codes[1]),
        )
    elif kind == 1:
        for n, code in enumerate((codes[0], codes[1], codes[0])):
            top = y - r * 0.7 + n * r * 0.5
            pen.rectangle([x - r * 1.3, top, x + r * 1.3, top + r * 0.28], fill=str(code))
    else:
        spikes = [
            (
                x + r * (1 if n % 2 else 0.45) * np.sin(n * np.pi / 5),
                y - r * (1 if n % 2 else 0.45) * np.cos(n * np.pi / 5),
            )
            for n in range(10)
        ]
        pen.polygon(spikes, fill=str(codes[0]))


def _stitch(canvas: Canvas, cut: Cut, where: _Laid) -> None:
    """Draw seams as a dark line with a light one beside it, and buttons."""
    lines, dots = [where.at(seam) for seam in cut.seams], where.at(cut.dots)
    drawn = [*dots, *(point for line in lines for point in line)]
    if not drawn:
        return
    left, top, right, low = _frame(drawn, canvas.image.size)
    layer = Image.new("RGBA", (right - left, low - top), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for line in [[(x - left, y - top) for x, y in line] for line in lines]:
        pen.line(line, fill=(10, 10, 14, 105), width=2, joint="curve")
        pen.line(
            [(x + 1.6, y + 0.6) for x, y in line], fill=(255, 255, 255, 60), width=1, joint="curve"
        )
    for x, y in [(x - left, y - top) for x, y in dots]:
        pen.ellipse([x - 4, y - 3, x + 4, y + 5], fill=(0, 0, 0, 90))
        pen.ellipse([x - 3.6, y - 3.6, x + 3.6, y + 3.6], fill=(238, 234, 224, 255))
        pen.ellipse([x - 1, y - 1, x + 1, y + 1], fill=(90, 84, 76, 255))
    canvas.image.paste(layer, (left, top), layer)
