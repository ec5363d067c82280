"""Width and height of a picture as shown, from the first bytes of its file."""

import io
import os
import struct
import warnings
from pathlib import Path

from .geometry import Size
from .listing import is_media

_ORIENTATION = 0x0112
_FIRST, _HEAD = 4 << 10, 64 << 10
_WITH_EXIF = ("JPEG", "MPO", "TIFF", "WEBP")
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_START_OF_IMAGE, _MAY_BE_TURNED, _TABLE = b"\xff\xd8\xff", 0xE1, 0xC4
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_TABLE, 0xC8, 0xCC}


def picture_size(root: str, path: str) -> Size | None:
    """Give width and height of a picture as shown, from its header; None for anything else."""
    if not is_media(path):
        return None
    place = f"{root}/{path}"
    try:
        stream = os.open(place, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        head = os.read(stream, _FIRST)
        if found := plain_size(head):
            return found
        head += os.read(stream, _HEAD) if len(head) == _FIRST else b""
    except OSError:
        return None
    finally:
        os.close(stream)
    # Most headers stand in one read; a TIFF's may stand at its end.
    return opened_size(io.BytesIO(head)) or (
        opened_size(Path(place)) if len(head) > _FIRST else None
    )


def plain_size(head: bytes) -> Size | None:
    """Read the common case without a decoder: a PNG, or a JPEG that cannot be turned by EXIF."""
    if head.startswith(_PNG) and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return (width, height) if width and height else None
    if not head.startswith(_START_OF_IMAGE):
        return None
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], head[at + 2] << 8 | head[at + 3]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            return (width, height) if width and height else None
        if marker == _MAY_BE_TURNED or not (0xC0 <= marker <= 0xFE) or length < 2:
            return None
        at += 2 + length
    return None


def opened_size(source: Path | io.BytesIO) -> Size | None:
    """Ask the decoder, which knows every kind of picture and how EXIF turns it."""
    from PIL import Image  # noqa: PLC0415  (heavy: few pictures need it)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source) as picture:
                width, height = picture.size
                turned = picture.format in _WITH_EXIF and picture.getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (height, width) if turned in (5, 6, 7, 8) else (width, height)
