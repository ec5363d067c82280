"""Pictures that are labels themselves: maps of classes and masks, read late and bounded."""

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import NamedTuple

from .geometry import Size
from .reading import Refused, load

_LARGEST = 1 << 26  # pixels
_LARGEST_FILE = 64 << 20
# A palette's numbers count, not its colours; sixteen bits stand lowest first.
_MODES = {"1": "L", "L": "L", "P": "P", "I;16": "I;16"}
_PLANES = {"RGB": 3, "I;16": 2}


class Grid(NamedTuple):
    """A picture's values row by row, one byte a pixel, two or three (red, green, blue)."""

    size: Size
    values: bytes
    planes: int = 1


def opened(content: bytes) -> Grid | None:
    """Decode a PNG as numbers and not as colours; None where it is none or too large."""
    from PIL import Image  # noqa: PLC0415  (heavy: few label files hold pictures)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > _LARGEST:
                    return None
                mode = _MODES.get(picture.mode, "RGB")
                plain = picture if picture.mode == mode else picture.convert(mode)
                return Grid(plain.size, plain.tobytes(), _PLANES.get(mode, 1))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def png(grid: Grid) -> bytes:
    """Encode a grid as PNG (ISO/IEC 15948), its values as they are."""
    (width, height), across = grid.size, grid.size[0] * grid.planes
    rows = (grid.values[start : start + across] for start in range(0, across * height, across))
    colour = 2 if grid.planes == 3 else 0
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    content = zlib.compress(b"".join(b"\x00" + row for row in rows), 6)
    parts = ((b"IHDR", header), (b"IDAT", content), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def open_file(root: Path, name: str) -> Grid | None:
    """Decode a label picture that stands inside the root; None where it cannot be read."""
    try:
        return opened(load(root, name, _LARGEST_FILE))
    except Refused:
        return None
