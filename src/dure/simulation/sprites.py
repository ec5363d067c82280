"""Shaded objects ready to be put into pictures, made once for all processes that draw."""

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

_HEAD = struct.Struct("<2I3d")
_shared: Path | None = None


@dataclass(frozen=True, slots=True)
class Sprite:
    """A shaded object: RGBA, where its foot stands in it (pixels), and pixels a centimetre."""

    image: Image.Image
    foot: tuple[float, float]
    scale: float


def share(folder: Path | None) -> None:
    """Let this process give what it makes to others, and take theirs, in a folder."""
    global _shared
    _shared = folder


def shared(name: str, make: Callable[[], Sprite]) -> Sprite:
    """Give a sprite that another process has made, or make it; `name` says all that it shows."""
    if _shared is None:
        return make()
    place = _shared / name
    if place.is_file():
        return _read(place.read_bytes())
    made = make()
    beside = place.with_name(f".{name}.{os.getpid()}")
    beside.write_bytes(_written(made))
    beside.replace(place)
    return made


def _written(sprite: Sprite) -> bytes:
    return _HEAD.pack(*sprite.image.size, *sprite.foot, sprite.scale) + sprite.image.tobytes()


def _read(content: bytes) -> Sprite:
    width, height, x, y, scale = _HEAD.unpack_from(content)
    pixels = content[_HEAD.size :]
    return Sprite(Image.frombytes("RGBA", (width, height), pixels), (x, y), scale)
