"""Close-ups of cloth: yarns, folds, light and colours, with the construction as truth."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from .drawing import Colour, Floats, Size, bytes_of, cloud, grain, lit, toned
from .scene import Scene, Thing, choice
from .yarns import SIDE, WEAVES, YARNS, cloth

CLASSES: dict[str, tuple[str, ...]] = {
    name: ("construction", within, name) for name, (within, _) in WEAVES.items()
}
DYES = {
    "white": ("#f4f3ef", "#ece9e1"),
    "light": ("#cfd9e4", "#e8cfc6", "#d9e2c8", "#ead9b0", "#d8cde6", "#b9d3d9"),
    "dark": (
        "#23324f",
        "#3a3f45",
        "#5a1f2c",
        "#1f4438",
        "#402a52",
        "#6b4a2b",
        "#2a2a2d",
        "#a5342c",
    ),
}
LIGHTS: dict[str, Colour] = {
    "daylight": (0.98, 1.0, 1.03),
    "warm_indoor": (1.06, 0.98, 0.86),
    "cool_indoor": (0.93, 1.0, 1.07),
}
_SHEEN = {"satin_weave": 1.5, "fleece": 0.75, "corduroy": 1.15}
_ZOOM = {"fleece": 0.95, "terry": 1.0, "gauze": 1.1, "satin_weave": 0.85}
_DYED = ("plain_weave", "oxford", "twill")


def render(
    seed: int,
    *,
    subject: str | None = None,
    light: str | None = None,
    size: Size = (512, 384),
) -> Scene:
    """Render a close-up; what is not given is drawn from the seed.

    Args:
        seed: the same seed and options give the same bytes.
        subject: a key of `CLASSES`.
        light: ``daylight``, ``warm_indoor`` or ``cool_indoor``.
        size: width and height in pixels.
    """
    rng = np.random.default_rng([seed, 0xFAB])
    drawn, drawn_light = str(rng.choice(list(CLASSES))), str(rng.choice(list(LIGHTS)))
    name, lamp = subject or drawn, light or drawn_light
    repeat, brightness = dyed(name, rng)
    folds = cloud(rng, (size[0] // 4, size[1] // 4), 3, 2) * np.float32(rng.uniform(0.2, 1.0))
    image = stretched(
        repeat, size, rng, _ZOOM.get(name, 1.0) * float(rng.uniform(0.85, 1.3)), folds
    )
    image = lit(image, _folded(folds, _SHEEN.get(name, 1.0)) * _falling(rng, size))
    image = grain(toned(image, LIGHTS[lamp]), rng, 1.4)
    conditions = {
        "placement": "flat",
        "scale": "close_up",
        "wetness": "dry",
        "light": lamp,
        "brightness": brightness,
        "occlusion": "none",
    }
    ids: NDArray[np.uint16] = np.ones((size[1], size[0]), np.uint16)
    thing = Thing(CLASSES[name], ids.size)
    return Scene(np.asarray(image), ids, (thing,), choice(CLASSES[name]), conditions, seed)


def dyed(name: str, rng: np.random.Generator, side: int = SIDE) -> tuple[Image.Image, str]:
    """Colour one repeat of a cloth, `side` pixels square, with the pack's level of lightness."""
    brightness = str(rng.choice(["white", "light", "dark", "patterned"], p=[0.15, 0.35, 0.3, 0.2]))
    if name == "denim":
        blues = (
            ("#2c4470", "dark"),
            ("#55749f", "light"),
            ("#22304d", "dark"),
            ("#87a3c4", "light"),
        )
        blue, brightness = blues[int(rng.integers(len(blues)))]
        return _coloured(name, rng, _one(blue, side), _one("#e4e6e6", side)), brightness
    if brightness == "patterned" and name in _DYED:
        ground, line = str(rng.choice(DYES["white"])), str(rng.choice(DYES["dark"]))
        bars = _bars(ground, line, int(rng.choice([4, 8])), side)
        across = bars if rng.random() < 0.6 else _one(ground, side)
        return _coloured(name, rng, bars, across.transpose(Image.Transpose.TRANSPOSE)), brightness
    brightness = "dark" if brightness == "patterned" else brightness
    dye = _one(str(rng.choice(DYES[brightness])), side)
    return _coloured(name, rng, dye, dye), brightness


def _one(code: str, side: int) -> Image.Image:
    return Image.new("RGB", (side, side), bytes_of(code))


def _bars(ground: str, line: str, yarns: int, side: int) -> Image.Image:
    """Dye the warp in bars of so many yarns."""
    image, pitch = _one(ground, side), side // YARNS
    pen = ImageDraw.Draw(image)
    for first in range(0, YARNS, 2 * yarns):
        pen.rectangle([first * pitch, 0, (first + yarns) * pitch - 1, side], fill=bytes_of(line))
    return image


def _coloured(
    name: str, rng: np.random.Generator, warp: Image.Image, weft: Image.Image
) -> Image.Image:
    shade, share = _baked(name, int(rng.integers(3)), warp.width)
    colour = Image.composite(warp, weft, share) if warp is not weft else warp
    return ImageChops.multiply(colour, shade)


@lru_cache(maxsize=128)
def _baked(name: str, variant: int, side: int) -> tuple[Image.Image, Image.Image]:
    """Give the light on a repeat (RGB) and its share of warp, at a size."""
    if side != SIDE:
        shade_, share_ = _baked(name, variant, SIDE)
        size = (side, side)
        return shade_.resize(size, Image.Resampling.BOX), share_.resize(size, Image.Resampling.BOX)
    made = cloth(name, variant)
    shade = np.clip((made.shade / np.quantile(made.shade, 0.92)) ** 0.72 * 246, 0, 255)
    share = np.clip(made.warp * 255, 0, 255)
    grey = Image.fromarray(shade.astype(np.uint8)).convert("RGB")
    return grey, Image.fromarray(share.astype(np.uint8))


def stretched(
    repeat: Image.Image, size: Size, rng: np.random.Generator, zoom: float, folds: Floats
) -> Image.Image:
    """Spread a repeat over a picture, turned and pulled along by the folds."""
    bolt = _bolt(repeat)
    turn = float(rng.uniform(-0.45, 0.45))
    start = rng.uniform(0, SIDE, 2) + SIDE
    columns, rows = 8, 6
    width, height = size
    mesh = []
    for row in range(rows):
        for column in range(columns):
            left, top = width * column // columns, height * row // rows
            right, low = width * (column + 1) // columns, height * (row + 1) // rows
            quad: list[float] = []
            for x, y in ((left, top), (left, low), (right, low), (right, top)):
                pull = float(
                    folds[min(y // 4, folds.shape[0] - 1), min(x // 4, folds.shape[1] - 1)]
                )
                a, b = (x - width / 2) / zoom, (y - height / 2) / zoom
                quad.append(
                    a * np.cos(turn) - b * np.sin(turn) + start[0] % SIDE + 1.5 * SIDE + 9 * pull
                )
                quad.append(
                    a * np.sin(turn) + b * np.cos(turn) + start[1] % SIDE + 1.5 * SIDE + 7 * pull
                )
            mesh.append(((left, top, right, low), tuple(quad)))
    return bolt.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _bolt(repeat: Image.Image) -> Image.Image:
    return Image.fromarray(np.tile(np.asarray(repeat), (4, 4, 1)))


def _folded(folds: Floats, sheen: float) -> Floats:
    """Give the light on large folds: bright where they face the lamp."""
    slope = np.gradient(folds, axis=1) + 0.7 * np.gradient(folds, axis=0)
    light = 0.9 - np.float32(4.0 * sheen) * slope
    return np.asarray(np.clip(light, 0.3, 1.0), np.float32)


def _falling(rng: np.random.Generator, size: Size) -> Floats:
    """Give light that falls off across the picture."""
    width, height = size[0] // 4, size[1] // 4
    turn, drop = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.02, 0.14))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(1 - drop * (1 + x * np.cos(turn) + y * np.sin(turn)) / 1.4, np.float32)
