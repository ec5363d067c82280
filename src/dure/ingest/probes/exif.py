"""Read the three facts that Dure keeps from EXIF: orientation, time and device.

A reader of our own, because Pillow's warns through `warnings`, which no thread can silence
for itself, and costs more than the rest of the examination (CIPA DC-008, TIFF 6.0 §2).
"""

import re
import struct
from dataclasses import dataclass

_ORIENTATION, _MAKE, _MODEL, _CHANGED = 0x0112, 0x010F, 0x0110, 0x0132
_EXIF, _TAKEN, _ZONE = 0x8769, 0x9003, 0x9011
_ASCII, _SHORT, _LONG = 2, 3, 4
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)")
_MOST_ENTRIES, _LONGEST = 512, 128


@dataclass(frozen=True, slots=True)
class Exif:
    """What a picture says of its making."""

    orientation: int = 1
    captured_at: str | None = None
    device: str | None = None


def read(tiff: bytes) -> Exif:
    """Read an EXIF block, from its byte order mark on; a broken one says nothing."""
    try:
        return _read(tiff.removeprefix(b"Exif\x00\x00"))
    except (struct.error, IndexError):
        return Exif()


def _read(tiff: bytes) -> Exif:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return Exif()
    first = _directory(tiff, order, *struct.unpack_from(order + "I", tiff, 4))
    inner = first.get(_EXIF)
    second = _directory(tiff, order, inner) if isinstance(inner, int) else {}
    orientation = first.get(_ORIENTATION)
    return Exif(
        orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        _iso_time(second.get(_TAKEN) or first.get(_CHANGED), second.get(_ZONE)),
        _device(first.get(_MAKE), first.get(_MODEL)),
    )


def _directory(tiff: bytes, order: str, at: int) -> dict[int, int | str]:
    (count,) = struct.unpack_from(order + "H", tiff, at)
    entries: dict[int, int | str] = {}
    for number in range(min(count, _MOST_ENTRIES)):
        entry = at + 2 + 12 * number
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, entry)
        if kind == _ASCII:
            start = entry + 8
            if length > 4:
                (start,) = struct.unpack_from(order + "I", tiff, start)
            text = tiff[start : start + min(length, _LONGEST)]
            entries[tag] = text.split(b"\x00")[0].decode("utf-8", "replace").strip()
        elif kind in (_SHORT, _LONG) and length == 1:
            form = order + ("H" if kind == _SHORT else "I")
            (entries[tag],) = struct.unpack_from(form, tiff, entry + 8)
    return entries


def _iso_time(written: int | str | None, zone: int | str | None) -> str | None:
    found = _TIME.match(written) if isinstance(written, str) else None
    if found is None or found[1] == "0000":
        return None
    year, month, day, clock = found.groups()
    offset = zone if isinstance(zone, str) and re.fullmatch(r"[+-]\d\d:\d\d", zone) else ""
    return f"{year}-{month}-{day}T{clock}{offset}"


def _device(make: int | str | None, model: int | str | None) -> str | None:
    maker, name = (x if isinstance(x, str) else "" for x in (make, model))
    if name.lower().startswith(maker.lower()):
        maker = ""
    return f"{maker} {name}".strip() or None
