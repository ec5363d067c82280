"""Colours, noise and light for pictures that programs make: the same each time."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

Floats = NDArray[np.float32]
Colour = tuple[float, float, float]
Size = tuple[int, int]
_RAMP = np.arange(256) / 255


@lru_cache(maxsize=1024)
def rgb(code: str) -> Colour:
    """Read ``#rrggbb`` as red, green and blue from 0 to 1, as displayed (not linear)."""
    return tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


@lru_cache(maxsize=1024)
def linear(code: str) -> Floats:
    """Read ``#rrggbb`` as light intensities from 0 to 1."""
    light: Floats = np.asarray(rgb(code), np.float32) ** np.float32(2.2)
    light.setflags(write=False)
    return light


def bytes_of(code: str) -> tuple[int, int, int]:
    """Read ``#rrggbb`` as three bytes."""
    red, green, blue = (round(255 * v) for v in rgb(code))
    return red, green, blue


def mixed(first: Floats, second: Floats, share: Floats) -> Floats:
    """Mix colours (…, 3) by a share (…) of the second."""
    weight = share[..., None]
    return np.asarray(first * (1 - weight) + second * weight, np.float32)


def smooth(low: float, high: float, x: Floats) -> Floats:
    """Go from 0 below `low` to 1 above `high` without a corner."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def cloud(rng: np.random.Generator, size: Size, cells: int, octaves: int = 1) -> Floats:
    """Make a smooth random field (height × width) of about -1 to 1; `cells` across the width."""
    width, height = size
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        across = cells * 2**octave
        down = max(2, round(across * height / width))
        seeds = rng.uniform(-1, 1, (down + 3, across + 3)).astype(np.float32)
        box = (1.0, 1.0, across + 1.0, down + 1.0)
        grown = Image.fromarray(seeds).resize(size, Image.Resampling.BICUBIC, box=box)
        total += np.asarray(grown, np.float32) * np.float32(0.5**octave)
    return total


@lru_cache(maxsize=8)
def _noise(strength: float, size: Size) -> Image.Image:
    rng = np.random.default_rng(round(strength * 16))
    shape = (size[1] + 64, size[0] + 64, 3)
    return Image.fromarray(np.clip(rng.normal(128, strength, shape) + 0.5, 0, 255).astype(np.uint8))


def grain(image: Image.Image, rng: np.random.Generator, strength: float) -> Image.Image:
    """Add a sensor's noise; `strength` is its standard deviation in levels of 255."""
    x, y = (int(v) for v in rng.integers(0, 64, 2))
    tile = _noise(strength, image.size).crop((x, y, x + image.width, y + image.height))
    return ImageChops.add(image, tile, 1, -128)


def toned(image: Image.Image, gains: Colour, gamma: float = 1.0, lift: float = 0.0) -> Image.Image:
    """Change the tone of an RGB picture channel by channel."""
    bent = _RAMP if gamma == 1 else _RAMP**gamma
    curves = np.multiply.outer(gains, bent * 255) + (lift * 255 + 0.5)
    return image.point(np.clip(curves, 0, 255).astype(np.uint8).ravel().tolist())


def darkened(image: Image.Image, shade: Image.Image) -> Image.Image:
    """Multiply a picture by a shade (mode L, any size; 255 leaves it as it is)."""
    wide = shade.resize(image.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(image, Image.merge("RGB", (wide, wide, wide)))


def lit(image: Image.Image, light: Floats) -> Image.Image:
    """Multiply a picture by light of any coarse size, 0 to 1; 1 leaves it as it is."""
    return darkened(image, Image.fromarray(np.clip(light * 255, 0, 255).astype(np.uint8)))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """Blur by a Gaussian of `radius` pixels."""
    return image.filter(ImageFilter.GaussianBlur(radius)) if radius > 0 else image


@lru_cache(maxsize=8)
def vignette(size: Size, strength: float) -> Floats:
    """Give the fall of light towards the corners of a picture, at a quarter of its size."""
    width, height = size[0] // 4, size[1] // 4
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    light = np.asarray(1 - strength * np.clip(x * x + y * y - 0.35, 0, None), np.float32)
    light.setflags(write=False)
    return light
