"""A room's floor from a robot vacuum's height: coverings, walls and what lies about."""

from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import ground
from .canvas import Canvas
from .drawing import Size, blurred, bytes_of, cloud, grain, lit, toned, vignette
from .household import HOUSEHOLD
from .scene import Scene, choice, occlusion
from .solid import sculpt
from .sprites import Sprite, shared
from .worn import WORN

_MADE = WORN | HOUSEHOLD
_CABLE = "charging_cable"
CLASSES: dict[str, tuple[str, ...]] = {
    name: ("obstacle", *within.split("/"), name) for name, (within, _) in _MADE.items()
} | {_CABLE: ("obstacle", "entangling", "cable", _CABLE)}
_PITCH, _SIDE, _LEG_SIDE = 11, 220, 400
_BIG = ("furniture_leg", "waste_bin", "flowerpot", "floor_cushion", "box", "scale")
_ROOMS = {
    "laminate": ("living_room", "bedroom", "kitchen"),
    "linoleum": ("living_room", "kitchen", "bedroom"),
    "tile": ("kitchen", "entrance", "balcony"),
    "carpet": ("living_room", "bedroom", "childs_room"),
}
_MOVED = ImageFilter.BoxBlur(0.8)
_CABLES = ("#f1f1ee", "#2a2b2f", "#d9dadc", "#3a4a63")


def render(
    seed: int,
    *,
    subject: str | None = None,
    covering: str | None = None,
    light: str | None = None,
    size: Size = (512, 384),
) -> Scene:
    """Render a floor; what is not given is drawn from the seed.

    Args:
        seed: the same seed and options give the same bytes.
        subject: a key of `CLASSES` that the picture is mainly of; it sets `Scene.choice`.
        covering: ``laminate``, ``linoleum``, ``tile`` or ``carpet``.
        light: ``bright``, ``dim`` or ``dark`` (then the robot's lamp is on).
        size: width and height in pixels.
    """
    rng = np.random.default_rng([seed, 0xF100])
    drawn = str(rng.choice(list(ground.COVERINGS)))
    drawn_light = str(rng.choice(["bright", "dim", "dark"], p=[0.6, 0.28, 0.12]))
    under, lamp = covering or drawn, light or drawn_light
    canvas = Canvas(_room(rng, under, size))
    view = ground.eye(size)
    lying = _strewn(rng, subject)
    for name, x, z in lying:
        _shadow(canvas, view, name, x, z)
    canvas.cast(5)
    for name, x, z in lying:
        if name == _CABLE:
            _cable(canvas, view, rng, (x, z))
        else:
            _set_down(canvas, view, rng, (name, x, z))
    named = [n for n, one in enumerate(lying) if one[0] == subject]
    main = named[-1] if named else len(lying) - 1
    return _taken(canvas, rng, (seed, under, lamp), (lying, main), subject)


Lying = tuple[str, float, float]


def _room(rng: np.random.Generator, covering: str, size: Size) -> Image.Image:
    """Draw floor and walls without anything in them, with daylight on the floor."""
    start = (float(rng.uniform(0, 128)), float(rng.uniform(0, 128)))
    image = ground.floor(size, covering, start, bool(rng.random() < 0.5))
    tint = [float(v) for v in 1.04 + rng.uniform(-0.1, 0.08) + rng.uniform(-0.02, 0.02, 3)]
    image = toned(image, (tint[0], tint[1], tint[2]))
    far, side = float(rng.uniform(150, 260)), float(rng.choice([-1, 1]))
    wood = str(rng.choice(["#f3f1ec", "#8f6a45", "#e9e5dc", "#5d4a3a"]))
    ground.walled(
        image, far, side * float(rng.uniform(50, 150)), str(rng.choice(ground.WALLS)), wood
    )
    return lit(image, _daylight(rng, size))


def _daylight(rng: np.random.Generator, size: Size) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Let a window's light fall on the floor as a bright slanted patch."""
    coarse = (size[0] // 4, size[1] // 4)
    view = ground.eye(size)
    patch = Image.new("L", coarse, 0)
    x, z = float(rng.uniform(-60, 40)), float(rng.uniform(45, 100))
    corners = [(x, z), (x + 34, z), (x + 48, z * 1.7), (x + 14, z * 1.7)]
    points = [tuple(v / 4 for v in view.at(*c)) for c in corners]
    if rng.random() < 0.6:
        ImageDraw.Draw(patch).polygon(points, fill=255)
    glow = np.asarray(blurred(patch, 1.3), np.float32) / 255
    uneven = 0.86 + 0.04 * cloud(rng, coarse, 3)
    return np.asarray(uneven + 0.16 * glow, np.float32)


def _strewn(rng: np.random.Generator, subject: str | None) -> list[Lying]:
    """Choose what lies where, far things first; things keep some distance from one another."""
    names = [str(n) for n in rng.choice(list(CLASSES), int(rng.integers(2, 6)))]
    lying: list[Lying] = []
    if subject:
        z = float(rng.uniform(60, 90) if subject in _BIG else rng.uniform(28, 52))
        lying.append((subject, float(rng.uniform(-0.25, 0.25)) * z, z))
    else:
        lying.append((names.pop(), float(rng.uniform(-15, 15)), float(rng.uniform(34, 80))))
    for name in names:
        for _ in range(6):
            z = float(rng.uniform(60, 140) if name in _BIG else np.exp(rng.uniform(3.6, 4.8)))
            x = float(rng.uniform(-0.75, 0.75)) * z
            apart = [abs(x / z - ox / oz) * min(z, oz) + 0.5 * abs(z - oz) for _, ox, oz in lying]
            if min(apart, default=99.0) > 15 and (not subject or z > lying[0][2] + 6):
                lying.append((name, x, z))
                break
    return sorted(lying, key=lambda one: -one[2])


@lru_cache(maxsize=512)
def sprite(name: str, variant: int) -> Sprite:
    """Give an obstacle as the robot sees it; kept, because many pictures show it."""
    return shared(f"floor-{name}-{variant}", lambda: _sculpted(name, variant))


def _sculpted(name: str, variant: int) -> Sprite:
    rng = np.random.default_rng([crc32(name.encode()), variant, 3])
    yaw = float(rng.uniform(-40, 40))
    side = _LEG_SIDE if name == "furniture_leg" else _SIDE
    return sculpt(_MADE[name][1](rng), pitch=_PITCH, yaw=yaw, side=side)


def _shadow(canvas: Canvas, view: ground.Eye, name: str, x: float, z: float) -> None:
    if name == _CABLE:
        return
    seen, scale = sprite(name, 0), view.focal / z
    wide = seen.image.width / seen.scale * scale
    middle = view.at(x, z)
    shift = (seen.image.width / 2 - seen.foot[0]) * scale / seen.scale
    canvas.shade((middle[0] + shift + 0.03 * wide, middle[1]), (wide * 0.52, wide * 0.12), 0.62)


def _set_down(canvas: Canvas, view: ground.Eye, rng: np.random.Generator, one: Lying) -> None:
    name, x, z = one
    seen = sprite(name, int(rng.integers(3)))
    dim = float(np.clip(1.06 - z / 700, 0.75, 1.05)) * float(rng.uniform(0.95, 1.05))
    canvas.place(
        seen,
        view.at(x, z),
        view.focal / z,
        (CLASSES[name], {"distance_cm": round(z)}),
        gains=(dim, dim, dim),
    )


def _cable(
    canvas: Canvas, view: ground.Eye, rng: np.random.Generator, start: tuple[float, float]
) -> None:
    """Lay a cable in loops on the floor, with a plug at its end."""
    x, z = _path(rng, start)
    width, height = canvas.image.size
    fine = 2
    layers = [Image.new("L", (width * fine, height * fine), 0) for _ in range(3)]
    pens = [ImageDraw.Draw(layer) for layer in layers]
    for n in range(len(x) - 1):
        thick = 0.42 * view.focal / float(z[n]) * 2 * fine
        for pen, share, lift in zip(pens, (1.5, 1.0, 0.34), (-0.18, 0.42, 0.62), strict=True):
            ends = [view.at(float(x[k]), float(z[k]), lift) for k in (n, n + 1)]
            line = [(px * fine, py * fine) for px, py in ends]
            pen.line(line, fill=255, width=max(1, round(thick * share)))
    shadow, core, shine = (layer.reduce(fine) for layer in layers)
    colour = bytes_of(str(rng.choice(_CABLES)))
    canvas.image.paste(
        (30, 26, 24), (0, 0), blurred(shadow, 1.5).point([v * 6 // 10 for v in range(256)])
    )
    canvas.image.paste(tuple(int(v * 0.74) for v in colour), (0, 0), core)
    canvas.image.paste(tuple(min(255, v + 14) for v in colour), (0, 0), shine)
    said = {"distance_cm": round(float(z.min()))}
    canvas.claim(np.asarray(core) > 127, (0, 0), CLASSES[_CABLE], said)


def _path(rng: np.random.Generator, start: tuple[float, float]) -> tuple[Any, Any]:
    """Wander over the floor in smooth bends, 40 to 90 cm long."""
    count = 70
    bends = np.repeat(rng.normal(0, 0.20, 10), 7) + float(rng.choice([-1, 1])) * 0.06
    heading = float(rng.uniform(0, 2 * np.pi)) + np.cumsum(
        np.convolve(bends, np.ones(5) / 5, "same")
    )
    step = float(rng.uniform(0.6, 1.2))
    x = start[0] + np.cumsum(np.cos(heading)) * step
    z = start[1] + np.cumsum(np.sin(heading)) * step
    x, z = x - x[count // 2] + start[0], z - z[count // 2] + start[1]
    return x, np.maximum(z, 18.0)


def _taken(
    canvas: Canvas,
    rng: np.random.Generator,
    made: tuple[int, str, str],
    laid: tuple[list[Lying], int],
    subject: str | None,
) -> Scene:
    """Let light, lens and sensor do their part, and say what is true."""
    seed, covering, light = made
    lying, main = laid
    size = canvas.image.size
    image = lit(canvas.image, vignette(size, 0.13))
    near = lying[main][2]
    distance = "near" if near < 30 else "middle" if near <= 100 else "far"
    lamp = "on" if light == "dark" else "off"
    if light == "dim":
        image = toned(image, (0.70, 0.66, 0.60), 1.05)
    if light == "dark":
        image = toned(lit(image, _beam(size)), (0.98, 1.0, 1.06), 0.95)
    motion = str(rng.choice(["still", "driving"], p=[0.6, 0.4]))
    image = grain(
        image.filter(_MOVED) if motion == "driving" else image,
        rng,
        1.8 if light == "bright" else 5.0,
    )
    shares = [canvas.shown(n) for n in range(1, len(canvas.things) + 1)]
    conditions = {
        "light": light,
        "robot_lamp": lamp,
        "floor_covering": covering,
        "room": str(rng.choice(_ROOMS[covering])),
        "distance": distance,
        "occlusion": occlusion(shares[main : main + 1] if subject else shares),
        "motion": motion,
    }
    chosen = choice(CLASSES[subject]) if subject else None
    below = choice(ground.COVERINGS[covering])
    return canvas.finished(image, seed, choice=chosen, conditions=conditions, floor=below)


@lru_cache(maxsize=4)
def _beam(size: Size) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Give the robot's own lamp: a warm cone ahead, black beyond a metre."""
    y, x = np.mgrid[0 : 1 : size[1] // 4 * 1j, -1 : 1 : size[0] // 4 * 1j]
    cone = np.exp(-((x / 0.62) ** 2)) * np.exp(-(((y - 0.58) / 0.36) ** 2))
    return np.asarray(0.06 + 0.94 * cone, np.float32)
