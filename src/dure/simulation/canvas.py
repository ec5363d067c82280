"""Puts sprites into a picture from back to front and keeps count of which pixel shows what."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .drawing import Colour, blurred, darkened, toned
from .scene import Scene, Thing
from .sprites import Sprite

_COARSE = 4


class Canvas:
    """A picture in the making with its id buffer."""

    def __init__(self, background: Image.Image) -> None:
        self.image = background.copy()
        self.ids: NDArray[np.uint16] = np.zeros((background.height, background.width), np.uint16)
        self.things: list[Thing] = []
        coarse = (background.width // _COARSE, background.height // _COARSE)
        self._shade = Image.new("L", coarse, 255)

    def shade(self, middle: tuple[float, float], radii: tuple[float, float], depth: float) -> None:
        """Remember a soft shadow on the ground, `depth` 0 to 1; see `cast`."""
        (x, y), (rx, ry) = middle, radii
        pen = ImageDraw.Draw(self._shade)
        for grown, share in ((1.25, 0.4), (1.0, 0.75), (0.72, 1.0)):
            box = (x - rx * grown, y - ry * grown, x + rx * grown, y + ry * grown)
            pen.ellipse([v / _COARSE for v in box], fill=round(255 * (1 - depth * share)))

    def cast(self, softness: float = 5.0) -> None:
        """Lay the shadows over what is painted so far; `softness` in pixels."""
        self.image = darkened(self.image, blurred(self._shade, softness / _COARSE))

    def place(
        self,
        sprite: Sprite,
        foot: tuple[float, float],
        scale: float,
        thing: tuple[tuple[str, ...], dict[str, Any]],
        *,
        gains: Colour = (1.0, 1.0, 1.0),
        mirror: float = 0.0,
    ) -> None:
        """Paint an object whose foot stands at a pixel; `scale` in pixels a centimetre.

        `mirror` is the strength of its reflection in the ground.
        """
        ratio = scale / sprite.scale
        size = (
            max(1, round(sprite.image.width * ratio)),
            max(1, round(sprite.image.height * ratio)),
        )
        small = sprite.image.resize(size, Image.Resampling.BILINEAR)
        x, y = round(foot[0] - sprite.foot[0] * ratio), round(foot[1] - sprite.foot[1] * ratio)
        colour, cover = toned(small.convert("RGB"), gains), small.getchannel("A")
        if mirror:
            self._reflect(colour, cover, (x, y + size[1]), mirror)
        self.image.paste(colour, (x, y), cover)
        self.claim(np.asarray(cover) > 127, (x, y), *thing)

    def _reflect(
        self, colour: Image.Image, cover: Image.Image, at: tuple[int, int], strength: float
    ) -> None:
        height = max(1, colour.height // 3)
        low = (0, colour.height - height, colour.width, colour.height)
        flipped = colour.crop(low).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        fade = np.linspace(strength, 0, height, dtype=np.float32)[:, None]
        mask = np.asarray(cover.crop(low).transpose(Image.Transpose.FLIP_TOP_BOTTOM)) * fade
        self.image.paste(flipped, (at[0], at[1] - 2), Image.fromarray(mask.astype(np.uint8)))

    def claim(
        self,
        mask: NDArray[np.bool_],
        at: tuple[int, int],
        path: tuple[str, ...],
        attributes: dict[str, Any],
    ) -> None:
        """Give the pixels of a mask, whose corner stands at `at`, to a new thing."""
        self.things.append(Thing(path, int(mask.sum()), attributes))
        (height, width), (x, y) = self.ids.shape, at
        left, top = max(0, x), max(0, y)
        right, low = min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
        if left >= right or top >= low:
            return
        part = mask[top - y : low - y, left - x : right - x]
        self.ids[top:low, left:right][part] = len(self.things)

    def cover(self, layer: Image.Image, at: tuple[int, int] = (0, 0)) -> None:
        """Paint an RGBA layer that is no object over everything: it hides what is behind it."""
        self.image.paste(layer, at, layer)
        self.hide(np.asarray(layer.getchannel("A")) > 127, at)

    def hide(self, mask: NDArray[np.bool_], at: tuple[int, int]) -> None:
        """Take pixels back for the background."""
        x, y = at
        self.ids[y : y + mask.shape[0], x : x + mask.shape[1]][mask] = 0

    def shown(self, n: int) -> float:
        """Give the share of a thing in view so far; `n` counts from 1."""
        return float((self.ids == n).sum() / max(self.things[n - 1].whole, 1))

    def finished(self, image: Image.Image, seed: int, **said: Any) -> Scene:  # noqa: ANN401
        """Give the scene, after the lens and the sensor made `image` of the picture."""
        return Scene(np.asarray(image), self.ids, tuple(self.things), seed=seed, **said)
