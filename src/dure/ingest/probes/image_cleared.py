"""Clear pictures of everything that is not picture, without touching a pixel where possible."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dure.core import Probe

from .parts import Part, gif_parts, jpeg_parts, png_parts, riff_parts
from .pictures import opened, turned

_JPEG_QUALITY = 95
_APP0, _APP2, _APP14, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE
_PNG_KEPT = {
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"),
    *(b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"),
}
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_EXIF_XMP = 0x0C  # the two flags of VP8X
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def cleared(content: bytes, probe: Probe) -> tuple[bytes, str]:
    """Give the picture upright and without metadata, and its media type."""
    kind = probe.media_type.removeprefix("image/")
    without = _WITHOUT.get(kind)
    if without is None or probe.orientation != 1:
        return _encoded_again(content, kind)
    return without(content), probe.media_type


def _encoded_again(content: bytes, kind: str) -> tuple[bytes, str]:
    picture = opened(content, kind)
    image = turned(picture.image, picture.turn)
    profile = image.info.get("icc_profile")
    out = io.BytesIO()
    if kind == "jpeg":
        image.info.clear()
        image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0, icc_profile=profile)
        return out.getvalue(), "image/jpeg"
    image = _for_png(image)
    see_through = image.info.get("transparency")
    image.info.clear()
    if see_through is not None:
        image.info["transparency"] = see_through
    image.save(out, "PNG", icc_profile=profile if image.mode != "RGB" or profile else None)
    return out.getvalue(), "image/png"


def _for_png(image: Image.Image) -> Image.Image:
    if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        return image
    if image.mode in ("I;16B", "I;16L", "I;16N"):
        return image.convert("I").convert("I;16")
    if image.mode in ("I", "F"):
        return Image.fromarray(_sixteen_bit(np.asarray(image, np.float64)))
    return image.convert("RGBA" if "A" in image.mode.upper() else "RGB")


def _sixteen_bit(values: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Keep whole numbers that fit as they are; stretch others over the range of 16 bits."""
    known = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    low, high = float(known.min()), float(known.max())
    if low < 0 or high > 65535 or (known % 1).any():
        known = (known - low) * (65535.0 / (high - low or 1.0))
    return known.astype(np.uint16)


def _jpeg(content: bytes) -> bytes:
    return b"".join(_kept_segment(content, part) for part in jpeg_parts(content))


def _kept_segment(content: bytes, part: Part) -> bytes:
    code, body = part.tag[0], content[part.body : min(part.end, part.body + 16)]
    if code == _APP0 and body.startswith(b"JFIF\x00"):
        # Version, density; the last two bytes say that there is no thumbnail.
        return b"\xff\xe0\x00\x10" + body[:12].ljust(12, b"\x00") + b"\x00\x00"
    named = {_APP2: b"ICC_PROFILE\x00", _APP14: b"Adobe"}
    is_application = 0xE0 <= code <= 0xEF or code == _COMMENT
    if is_application and not (code in named and body.startswith(named[code])):
        return b""
    return content[part.start : part.end]


def _png(content: bytes) -> bytes:
    kept = (
        content[part.start : part.end]
        for part in png_parts(content)
        if part.tag in _PNG_KEPT or not part.tag[0] & 0x20
    )
    return content[:8] + b"".join(kept)


def _webp(content: bytes) -> bytes:
    size = min(len(content), int.from_bytes(content[4:8], "little") + 8)
    kept = bytearray(b"WEBP")
    for part in riff_parts(io.BytesIO(content), size):
        if part.tag not in _WEBP_KEPT:
            continue
        chunk = bytearray(content[part.start : part.end])
        if part.tag == b"VP8X":
            chunk[8] &= 0xFF ^ _WEBP_EXIF_XMP
        kept += chunk + bytes(len(chunk) & 1)
    return b"RIFF" + len(kept).to_bytes(4, "little") + bytes(kept)


def _gif(content: bytes) -> bytes:
    parts = list(gif_parts(content))
    kept = (content[p.start : p.end] for p in parts if _is_picture_block(content, p))
    return content[: parts[0].start] + b"".join(kept)


def _is_picture_block(content: bytes, part: Part) -> bool:
    if part.tag == b"!\xff":
        return content.startswith(_LOOPS, part.body)
    return part.tag in (b",", b";", b"!\xf9")


_WITHOUT = {"jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}
