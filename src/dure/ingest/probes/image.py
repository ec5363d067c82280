"""Examine pictures: decode all of each, once, at the scale that its preview needs.

A JPEG is decoded at 1/1, 1/2, 1/4 or 1/8, the scales that libjpeg-turbo has vector code for:
every coded byte is still read and every defect still found (only the inverse transform
shrinks), for less than the time of a full-size decode.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from dure.core import Modality, Probe, say

from . import Examined, Note, Source, exif
from .parts import Part, damaged, gif_parts, jpeg_head, jpeg_parts, png_parts, truncated
from .pictures import Opened, check_size, opened, turned

_PREVIEW_SIDE, _PREVIEW_QUALITY = 256, 80
_FILE_LIMIT = 512 << 20
_SCAN_LIMIT = 500  # of a progressive JPEG; libjpeg-turbo's own guard against endless decoding
_FRAME_CODES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE_CODES = {0xC2, 0xC6, 0xCA, 0xCE}
_SPACES = {1: ("GRAY", "L"), 3: ("RGBX", "RGBX"), 4: ("CMYK", "CMYK")}
_ODD = re.compile(r"extraneous bytes|Adobe color|JFIF revision|Invalid SOS")
_CUT = re.compile(r"Premature end of JPEG", re.IGNORECASE)
_NOT_FOR_TURBO = re.compile(r"subsampling|[Uu]nsupported|not implemented|colorspace")


def examine(source: Source) -> Examined:
    """Examine a picture; its size is checked before anything is decoded."""
    content = source.read(_FILE_LIMIT)
    if source.format == "jpeg":
        return _examine_jpeg(content)
    notes = _trailing(content, _end_of(content, source.format))
    picture = opened(content, source.format)
    return _examined(picture, f"image/{source.format}", notes)


def _examined(picture: Opened, media_type: str, notes: tuple[Note, ...]) -> Examined:
    width, height = _shown(picture.image.size, picture.turn)
    probe = Probe(
        Modality.IMAGE,
        media_type,
        width,
        height,
        picture.written.orientation,
        picture.frames,
        channels=len(picture.image.getbands()),
        captured_at=picture.written.captured_at,
        device=picture.written.device,
    )
    return Examined(probe, _preview(picture.image, picture.turn), "image/jpeg", notes)


# JPEG


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    channels: int
    written: exif.Exif


def _examine_jpeg(content: bytes) -> Examined:
    frame = _jpeg_frame(content)
    notes = () if content.endswith(b"\xff\xd9") else _trailing(content, _end_of(content, "jpeg"))
    try:
        small, odd = _decoded_jpeg(content, frame)
    except ValueError as error:
        if not _NOT_FOR_TURBO.search(str(error)):
            raise truncated() if _CUT.search(str(error)) else damaged() from error
        return _examined(opened(content, "jpeg"), "image/jpeg", notes)
    width, height = _shown((frame.width, frame.height), frame.written.orientation)
    probe = Probe(
        Modality.IMAGE,
        "image/jpeg",
        width,
        height,
        frame.written.orientation,
        1,
        channels=frame.channels,
        captured_at=frame.written.captured_at,
        device=frame.written.device,
    )
    preview = _preview(small, frame.written.orientation)
    return Examined(probe, preview, "image/jpeg", (*notes, *odd))


def _jpeg_frame(content: bytes) -> _Frame:
    """Read size, colour planes and EXIF from the segments before the first scan."""
    shape, written, progressive = None, exif.Exif(), False
    for part in jpeg_head(content):
        if part.tag[0] in _FRAME_CODES:
            shape = content[part.body + 1 : part.body + 6]
            progressive = part.tag[0] in _PROGRESSIVE_CODES
        elif part.tag == b"\xe1" and content.startswith(b"Exif\x00\x00", part.body):
            written = exif.read(content[part.body : part.end])
    if shape is None or len(shape) < 5:
        raise damaged()
    height, width = int.from_bytes(shape[:2], "big"), int.from_bytes(shape[2:4], "big")
    check_size(width, height)
    if progressive:
        _check_progression(content, shape[4])
    return _Frame(width, height, shape[4], written)


def _check_progression(content: bytes, channels: int) -> None:
    """Refuse a progressive picture whose scans do not bring all coefficients to full precision.

    A decoder takes such a picture for a coarse one, so it would not tell that the file was cut
    (ITU-T T.81 §G.1.1.1).
    """
    if content.count(b"\xff\xda") > _SCAN_LIMIT:
        raise damaged()
    missing_bits: dict[int, list[int]] = {}
    for part in jpeg_parts(content):
        if part.tag != b"\xda" or part.body >= len(content):
            continue
        count = content[part.body]
        end = part.body + 1 + 2 * count
        if end + 3 > part.end:
            raise damaged()
        first, last, bits = content[end], content[end + 1], content[end + 2] & 15
        for component in content[part.body + 1 : end : 2]:
            known = missing_bits.setdefault(component, [16] * 64)
            known[first : last + 1] = [bits] * len(known[first : last + 1])
    if len(missing_bits) < channels or any(any(bits) for bits in missing_bits.values()):
        raise truncated()


def _decoded_jpeg(content: bytes, frame: _Frame) -> tuple[Image.Image, tuple[Note, ...]]:
    """Decode at the smallest fast scale that is no smaller than the preview.

    Raises ValueError with libjpeg's words for a picture that is not whole.
    """
    space, mode = _SPACES.get(frame.channels, ("", ""))
    longer = max(frame.width, frame.height)
    scale = next((s for s in (8, 4, 2) if longer >= s * _PREVIEW_SIDE), 1)
    odd: tuple[Note, ...] = ()
    wanted = {"min_width": -(-frame.width // scale), "min_height": -(-frame.height // scale)}
    try:
        pixels = simplejpeg.decode_jpeg(content, space, fastupsample=True, **wanted)
    except ValueError as error:
        if not _ODD.search(str(error)):
            raise
        pixels = simplejpeg.decode_jpeg(content, space, strict=False, **wanted)
        odd = (_odd_bytes(),)
    height, width = pixels.shape[:2]
    image = Image.frombuffer(mode, (width, height), pixels, "raw", mode, 0, 1)
    if mode == "CMYK" and b"Adobe" in content[:65536]:  # Adobe stores ink inverted
        image = Image.frombuffer(mode, (width, height), 255 - pixels, "raw", mode, 0, 1)
    return image, odd


def _odd_bytes() -> Note:
    return Note(
        "odd_bytes",
        say("The picture breaks the JPEG standard in a small way; look whether it shows."),
    )


# The end of the media


def _end_of(content: bytes, kind: str) -> int:
    """Give the offset where the picture ends; raises `Refused` where it ends too early."""
    if kind == "jpeg":
        return _last(list(jpeg_parts(content))).end
    if kind == "png":
        return _last(list(png_parts(content))).end
    if kind == "gif":
        return _last(list(gif_parts(content))).end
    if kind == "webp":
        end = int.from_bytes(content[4:8], "little") + 8
        if end > len(content):
            raise truncated()
        return end
    return len(content)


def _last(parts: list[Part]) -> Part:
    return parts[-1]


def _trailing(content: bytes, end: int) -> tuple[Note, ...]:
    if not content[end : end + 64].strip(b"\x00\r\n \xff"):
        return ()
    return (
        Note(
            "trailing_bytes",
            say(
                "{count} bytes follow the end of the picture; they are left out of releases.",
                count=len(content) - end,
            ),
        ),
    )


# Preview


def _shown(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size


def _preview(image: Image.Image, turn: int) -> bytes:
    small = turned(_reduced(image), turn)
    space, bands = ("GRAY", 1) if small.mode == "L" else (small.mode, len(small.mode))
    pixels = np.frombuffer(small.tobytes(), np.uint8).reshape(small.height, small.width, bands)
    subsampling = "Gray" if bands == 1 else "420"
    encoded: bytes = simplejpeg.encode_jpeg(pixels, _PREVIEW_QUALITY, space, subsampling)
    return encoded


def _reduced(image: Image.Image) -> Image.Image:
    """Make the longer side 256 pixels (never more than it has), in 8-bit grey or colour."""
    if image.mode not in ("L", "RGB", "RGBX", "RGBA", "CMYK"):
        image = _flat(image)
    longer = max(image.size)
    if longer > _PREVIEW_SIDE:
        width, height = (max(1, round(side * _PREVIEW_SIDE / longer)) for side in image.size)
        gap = 2.0 if image.width > 4 * width and image.height > 4 * height else None
        image = image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=gap)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB") if image.mode == "CMYK" else image


def _flat(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_eight_bit(np.asarray(image)))
    if image.mode == "1":
        return image.convert("L")
    see_through = "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa")
    return image.convert("RGBA" if see_through else "RGB")


def _eight_bit(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Bring deep greys to 8 bits: 16-bit ones by their range, others by what they hold."""
    if values.dtype == np.uint16:
        deep: NDArray[np.uint8] = np.right_shift(values, 8).astype(np.uint8)
        return deep
    known = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = float(known.min()), float(known.max())
    return ((known - low) * (255.0 / (high - low or 1.0))).astype(np.uint8)
