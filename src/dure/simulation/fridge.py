"""Refrigerators seen by their own camera: food on shelves and in the door, with the truth."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw

from . import cabinet
from .canvas import Canvas
from .drawing import Colour, Size, blurred, cloud, grain, lit, toned, vignette
from .fruit import FRUIT
from .packages import PACKAGES
from .scene import Scene, choice, occlusion
from .solid import sculpt
from .sprites import Sprite, shared
from .vegetables import VEGETABLES

_MADE = FRUIT | VEGETABLES | PACKAGES
CLASSES: dict[str, tuple[str, ...]] = {
    name: ("food", *within.split("/"), name) for name, (within, _) in _MADE.items()
}
_IN_DOOR = (
    "whole_milk",
    "flavoured_milk",
    "bottled_water",
    "soju",
    "soy_sauce",
    "ketchup",
    "mayonnaise",
    "soft_drink",
    "beer",
)
_TALL = (
    "whole_milk",
    "flavoured_milk",
    "bottled_water",
    "soju",
    "soy_sauce",
    "watermelon",
    "napa_cabbage",
)
# Two angles and two sizes serve all views, so that pictures share what is costly to make.
_FLAT, _STEEP = 10, 28
_WIDE, _CLOSE = 160, 260


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is drawn and under which light."""

    size: Size
    door: str
    lamp: str
    condensation: str
    style: int


def render(  # noqa: PLR0913  (one keyword a condition of the pack)
    seed: int,
    *,
    subject: str | None = None,
    view: str | None = None,
    lamp: str | None = None,
    door: str | None = None,
    condensation: str | None = None,
    size: Size = (512, 384),
) -> Scene:
    """Render a refrigerator; what is not given is drawn from the seed.

    Args:
        seed: the same seed and options give the same bytes.
        subject: a key of `CLASSES` that the picture shows.
        view: ``interior`` shows shelves with many foods, ``close`` one main food.
        lamp: ``on`` or ``off``; off only behind a closed door.
        door: ``open`` or ``closed``.
        condensation: ``clear`` or ``fogged``.
        size: width and height in pixels.
    """
    rng = np.random.default_rng([seed, 0xF00D])
    drawn_lamp = "off" if rng.random() < 0.12 and door != "open" else "on"
    drawn_door = "closed" if "off" in (lamp, drawn_lamp if lamp is None else lamp) else "open"
    drawn_door = drawn_door if rng.random() < 0.75 else "closed"
    fog = "fogged" if rng.random() < 0.1 else "clear"
    setting = _Setting(
        size, door or drawn_door, lamp or drawn_lamp, condensation or fog, int(rng.integers(4))
    )
    drawn_view = "close" if subject else "interior"
    if (view or drawn_view) == "close":
        return _close(seed, rng, setting, subject or str(rng.choice(list(CLASSES))))
    return _interior(seed, rng, setting, subject)


@lru_cache(maxsize=1024)
def sprite(name: str, variant: int, pitch: int, side: int) -> Sprite:
    """Give a food as seen from `pitch` degrees above; kept, because many pictures show it."""
    made = f"fridge-{name}-{variant}-{pitch}-{side}"
    return shared(made, lambda: _sculpted(name, variant, pitch, side))


def _sculpted(name: str, variant: int, pitch: int, side: int) -> Sprite:
    rng = np.random.default_rng([crc32(name.encode()), variant])
    yaw = float(rng.uniform(-32, 32))
    return sculpt(_MADE[name][1](rng), pitch=pitch, yaw=yaw, side=side)


def _interior(seed: int, rng: np.random.Generator, setting: _Setting, subject: str | None) -> Scene:
    canvas = Canvas(cabinet.empty(setting.size, setting.door, setting.style))
    eye = cabinet.eye(setting.size, setting.door)
    standing = _shelved(rng, cabinet.half_width(setting.door), subject)
    in_door = _in_bins(rng) if setting.door == "open" else []
    for _, spot, seen in standing:
        wide = seen.image.width / seen.scale
        s = eye.size(spot[2])
        x, y = eye.at(*spot)
        canvas.shade((x, y - 0.4 * s), (wide * s * 0.5, wide * s * 0.13), 0.55)
    canvas.cast(6)
    for name, spot, seen in [*standing, *in_door]:
        _stand(canvas, eye, (name, spot, seen), rng)
    if setting.door == "open":
        for lip, at in cabinet.bin_lips(setting.size):
            canvas.cover(lip, at)
    return _taken(canvas, rng, setting, seed, {"compartment": "shelf", "distance": "middle"})


Standing = tuple[str, tuple[float, float, float], Sprite]


def _shelved(rng: np.random.Generator, half: float, subject: str | None) -> list[Standing]:
    """Fill the shelves from the back to the front, each row from left to right."""
    standing: list[Standing] = []
    wanted = [subject] if subject else []
    rows = [(shelf, z) for z in (23.0, 10.0) for shelf in cabinet.SHELVES]
    for shelf, z in rows:
        pitch = _STEEP if shelf == cabinet.SHELVES[0] else _FLAT
        x = -half + float(rng.uniform(0.5, 3))
        while True:
            fits = [n for n in CLASSES if n not in _TALL or shelf == cabinet.SHELVES[1]]
            name = wanted.pop() if wanted else str(rng.choice(fits))
            seen = sprite(name, int(rng.integers(2)), pitch, _WIDE)
            wide = seen.image.width / seen.scale
            if x + wide > half - 0.5:
                break
            foot = x + seen.foot[0] / seen.scale
            standing.append((name, (foot, shelf, z + float(rng.uniform(-2.5, 2.5))), seen))
            x += wide + float(rng.uniform(0.2, 3.0)) + (z < 15) * float(rng.uniform(0, 5))
    return sorted(standing, key=lambda one: -one[1][2])


def _in_bins(rng: np.random.Generator) -> list[Standing]:
    standing: list[Standing] = []
    half = cabinet.half_width("open")
    for y in cabinet.DOOR_BINS:
        for z in (-4.0, -11.0, -18.0):
            if rng.random() < 0.8:
                name = str(rng.choice(_IN_DOOR))
                seen = sprite(name, int(rng.integers(2)), _STEEP if y < -20 else _FLAT, _CLOSE)
                standing.append((name, (half - 1.2 + 0.06 * -z, y, z), seen))
    return standing


def _stand(canvas: Canvas, eye: cabinet.Eye, one: Standing, rng: np.random.Generator) -> None:
    name, spot, seen = one
    s = eye.size(spot[2])
    light = 1.0 - 0.22 * spot[2] / cabinet.DEPTH + float(rng.uniform(-0.04, 0.04))
    where = "door_bin" if spot[2] < 0 else "shelf"
    said = {"compartment": where, "distance_cm": round(cabinet.CAMERA_Z + spot[2])}
    gains = (light, light, light * 1.01)
    mirror = 0.28 if where == "shelf" else 0.0
    canvas.place(seen, eye.at(*spot), s, (CLASSES[name], said), gains=gains, mirror=mirror)


def _close(seed: int, rng: np.random.Generator, setting: _Setting, subject: str) -> Scene:
    """Show one food large, sometimes with others behind or before it."""
    fresh = CLASSES[subject][1] in ("fruit", "vegetables")
    compartment = "crisper" if fresh and rng.random() < 0.5 else "shelf"
    pitch = _STEEP if compartment == "crisper" else _FLAT
    width, height = setting.size
    back = cabinet.shelf_close(setting.size, compartment, setting.style)
    canvas = Canvas(back)
    main = sprite(subject, int(rng.integers(3)), pitch, _CLOSE)
    share = float(rng.uniform(0.5, 0.72))
    scale = main.scale * min(width * share / main.image.width, height * share / main.image.height)
    foot = (width * float(rng.uniform(0.4, 0.6)), height * float(rng.uniform(0.78, 0.86)))
    foot = (foot[0] - (main.image.width / 2 - main.foot[0]) * scale / main.scale, foot[1])
    others = [str(n) for n in rng.choice(list(CLASSES), int(rng.integers(0, 3)))]
    placed = [_beside(rng, n, pitch, (foot, scale), setting.size) for n in others]
    placed.append((main, foot, scale, subject))
    for seen, spot, s, _ in placed:
        wide = seen.image.width / seen.scale * s
        middle = spot[0] + (seen.image.width / 2 - seen.foot[0]) * s / seen.scale
        canvas.shade((middle, spot[1] - 0.02 * wide), (wide * 0.5, wide * (0.1 + pitch / 260)), 0.6)
    canvas.cast(9)
    for seen, spot, s, name in placed:
        gains = _tint(rng)
        canvas.place(
            seen, spot, s, (CLASSES[name], {"compartment": compartment}), gains=gains, mirror=0.22
        )
    conditions = {"compartment": compartment, "distance": "near"}
    return _taken(canvas, rng, setting, seed, conditions, subject)


def _beside(
    rng: np.random.Generator,
    name: str,
    pitch: int,
    main: tuple[tuple[float, float], float],
    size: Size,
) -> tuple[Sprite, tuple[float, float], float, str]:
    """Put a further food behind the main one, to its left or right."""
    foot, scale = main
    seen = sprite(name, int(rng.integers(2)), pitch, _WIDE)
    side = float(rng.choice([-1, 1]) * rng.uniform(0.24, 0.46)) * size[0]
    behind = float(rng.uniform(0.06, 0.16)) * size[1]
    limit = 0.42 * size[1] / (seen.image.height / seen.scale)
    return seen, (foot[0] + side, foot[1] - behind), min(scale * 0.85, limit), name


def _tint(rng: np.random.Generator) -> Colour:
    light, warm = float(rng.uniform(0.9, 1.06)), float(rng.uniform(-0.03, 0.03))
    return light * (1 + warm), light, light * (1 - warm)


def _taken(
    canvas: Canvas,
    rng: np.random.Generator,
    setting: _Setting,
    seed: int,
    known: dict[str, str],
    subject: str | None = None,
) -> Scene:
    """Let the lamp, the lens and the sensor do their part, and say what is true."""
    image = lit(canvas.image, vignette(setting.size, 0.22))
    image = toned(image, _tint(rng))
    if setting.lamp == "off":
        image = toned(image, (0.30, 0.36, 0.46), 1.25)
    if setting.condensation == "fogged":
        image = fogged(image, rng)
    image = grain(image, rng, 6.0 if setting.lamp == "off" else 1.6)
    shares = [canvas.shown(n) for n in range(1, len(canvas.things) + 1)]
    conditions = {
        "appliance": "refrigerator",
        **known,
        "door": setting.door,
        "lamp": setting.lamp,
        "occlusion": occlusion(shares[-1:] if subject else shares),
        "camera": "built_in",
        "condensation": setting.condensation,
    }
    said: dict[str, Any] = {"conditions": conditions}
    return canvas.finished(
        image, seed, choice=choice(CLASSES[subject]) if subject else None, **said
    )


def fogged(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Fog the lens: a milky veil that is thicker in places, and small drops."""
    width, height = image.size
    coarse = (width // 4, height // 4)
    field = cloud(rng, coarse, 5, 2)
    veil = np.clip(150 + 90 * field, 40, 235).astype(np.uint8)
    mask = Image.fromarray(veil).resize(image.size, Image.Resampling.BILINEAR)
    milky = toned(blurred(image.resize(coarse), 2.2), (0.72, 0.74, 0.76), 0.9, 0.22)
    seen = Image.composite(milky.resize(image.size, Image.Resampling.BILINEAR), image, mask)
    drops = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(drops)
    for x, y, r in zip(
        rng.uniform(0, width, 60), rng.uniform(0, height, 60), rng.gamma(2.0, 1.3, 60), strict=True
    ):
        pen.ellipse([x - r, y - r * 1.15, x + r, y + r * 1.15], fill=150)
    turned = toned(image.transpose(Image.Transpose.ROTATE_180), (1.0, 1.02, 1.04), 0.85, 0.06)
    return Image.composite(turned, seen, blurred(drops, 0.8))
