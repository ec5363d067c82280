"""Decode any picture fully, safely, and turn it upright."""

import io
import json
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from dure.core import say

from . import Refused, exif
from .parts import damaged, png_parts, truncated

PIXEL_LIMIT = 100_000_000
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
_NAMES = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
_NAMES |= {"bmp": "BMP", "tiff": "TIFF", "avif": "AVIF"}
_HEIF_CHILD, _HEIF_TIMEOUT_S = Path(__file__).with_name("heif_child.py"), 120
_CUT = ("truncated", "Unexpected end", "Cannot read full", "Insufficient", "Truncated")
_DECODER_ERRORS = (
    *(OSError, SyntaxError, ValueError, RuntimeError, EOFError, IndexError, TypeError),
    *(KeyError, struct.error),
)
_TURNED_BY_DECODER = ("tiff", "heic")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Colour that is needed to decode; texts, which may be bombs, never reach Pillow.
_PNG_NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A decoded picture; `turn` is the orientation that its pixels still have."""

    image: Image.Image
    written: exif.Exif = field(default_factory=exif.Exif)
    frames: int = 1
    turn: int = 1


def check_size(width: int, height: int) -> None:
    """Refuse pictures without pixels, and decompression bombs."""
    if width * height > PIXEL_LIMIT:
        raise _too_large()
    if not width * height:
        raise damaged()


def opened(content: bytes, kind: str) -> Opened:
    """Decode the first frame; raises `Refused` for pictures that are not whole or too large."""
    _check_declared_size(content, kind)
    frames = 1
    block: bytes | None = None
    if kind == "png":
        content, block, frames = _lean_png(content)
    try:
        image = _lazily_opened(content, kind)
        check_size(*image.size)
        frames = max(frames, int(getattr(image, "n_frames", 1)))
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except _DECODER_ERRORS as error:
        raise truncated() if any(word in str(error) for word in _CUT) else damaged() from error
    if kind != "png":
        block = content if kind == "tiff" else image.info.get("exif")
    written = exif.read(block or b"")
    return Opened(image, written, frames, 1 if kind in _TURNED_BY_DECODER else written.orientation)


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """Turn upright a picture stored with this EXIF orientation."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _too_large() -> Refused:
    return Refused(
        "too_large",
        say(
            "The picture has over {limit} megapixels; make it smaller or cut it into pieces.",
            limit=PIXEL_LIMIT // 1_000_000,
        ),
    )


def _lazily_opened(content: bytes, kind: str) -> Image.Image:
    if kind != "heic":
        return Image.open(io.BytesIO(content), formats=[_NAMES[kind]])
    out = subprocess.run(  # noqa: S603  (our own file, no shell)
        [sys.executable, "-I", str(_HEIF_CHILD), str(PIXEL_LIMIT)],
        input=content,
        capture_output=True,
        timeout=_HEIF_TIMEOUT_S,
        check=False,
    ).stdout
    head, _, pixels = out.partition(b"\n")
    answer = json.loads(head or b'{"error": "crashed"}')
    if answer.get("error") == "too_large":
        raise _too_large()
    if "error" in answer:
        raise OSError(answer["error"])
    image = Image.frombytes(answer["mode"], tuple(answer["size"]), pixels)
    image.info["exif"] = bytes.fromhex(answer["exif"])
    if answer["profile"]:
        image.info["icc_profile"] = bytes.fromhex(answer["profile"])
    return image


def _check_declared_size(content: bytes, kind: str) -> None:
    """Look at headers that Pillow would act upon before it checks the size."""
    if kind == "png":
        check_size(*(int.from_bytes(content[at : at + 4], "big") for at in (16, 20)))
    elif kind == "webp" and content[12:16] == b"VP8X":
        check_size(*(int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27)))
    elif kind == "webp" and content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        check_size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif kind == "webp":
        check_size(*(int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28)))


def _lean_png(content: bytes) -> tuple[bytes, bytes | None, int]:
    """Leave out what decoding does not need; give also the EXIF block and the number of frames."""
    parts = list(png_parts(content))
    block, frames = None, 1
    for part in parts:
        if part.tag == b"eXIf":
            block = content[part.body : part.end - 4]
        elif part.tag == b"acTL":
            frames = int.from_bytes(content[part.body : part.body + 4], "big")
    if all(part.tag in _PNG_NEEDED for part in parts):
        return content, block, frames
    kept = (content[part.start : part.end] for part in parts if part.tag in _PNG_NEEDED)
    return content[:8] + b"".join(kept), block, frames
