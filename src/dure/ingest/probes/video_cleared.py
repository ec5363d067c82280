"""Give a video without what is beside its pictures and its sound; no frame is coded again.

What is cleared becomes free space of the same size, so that no offset inside the file changes:
titles, places, devices, times of making, attachments, and tracks that are neither picture nor
sound (cameras write where they are into tracks of their own, subtitles what was said).
"""

import struct
from collections.abc import Iterator
from itertools import pairwise

from dure.core import Probe

from . import Refused
from .matroska_cleared import without_tags
from .parts import Part, box_parts, damaged

_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"})
_TAGS = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"emsg", b"tref"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_KEPT = frozenset({b"vide", b"soun"})


def cleared(content: bytes, probe: Probe) -> tuple[bytes, str]:
    """Give the video without what identifies people beside what it shows and tells."""
    try:
        if content[:4] == b"\x1a\x45\xdf\xa3":
            return without_tags(content), probe.media_type
        return _without_boxes(content), probe.media_type
    except (struct.error, LookupError, ValueError, RecursionError) as error:
        raise damaged() from error


def _without_boxes(content: bytes) -> bytes:
    out = bytearray(content)
    _clear(out, content, 0, len(content))
    for top in box_parts(content, 0, len(content)):
        if top.tag == b"moov":
            for part in box_parts(content, top.body, top.end):
                if part.tag == b"trak":
                    _drop_other(out, content, part)
    return bytes(out)


def _clear(out: bytearray, content: bytes, at: int, end: int) -> None:
    for part in box_parts(content, at, end):
        if part.tag in _TAGS:
            _free(out, part)
        elif part.tag in _CONTAINERS:
            _clear(out, content, part.body, part.end)
        elif part.tag in _TIMED:
            size = 16 if out[part.body] == 1 else 8
            out[part.body + 4 : part.body + 4 + size] = bytes(size)


def _free(out: bytearray, part: Part) -> None:
    out[part.start + 4 : part.start + 8] = b"free"
    out[part.body : part.end] = bytes(part.end - part.body)


def _drop_other(out: bytearray, content: bytes, track: Part) -> None:
    """Take a track out with its samples where it is neither picture nor sound."""
    inside = {part.tag: part for part in _deep(content, track)}
    handler = inside[b"hdlr"]
    if content[handler.body + 8 : handler.body + 12] in _KEPT:
        return
    sizes = _table(content, inside[b"stsz"], 8, ">I") if b"stsz" in inside else []
    if not sizes and b"moof" in content:
        raise Refused("damaged", damaged().message)  # its samples lie in fragments
    for start, size in _samples(content, inside, sizes):
        out[start : start + size] = bytes(len(out[start : start + size]))
    _free(out, track)


def _deep(content: bytes, part: Part) -> Iterator[Part]:
    for inner in box_parts(content, part.body, part.end):
        if inner.tag in _CONTAINERS:
            yield from _deep(content, inner)
        elif inner.tag != b"hdlr" or content[inner.body + 4 : inner.body + 8] != b"dhlr":
            yield inner


def _table(content: bytes, part: Part, at: int, kind: str) -> list[int]:
    """Read a table whose count stands before it; of `stsz`, one size may stand for all."""
    start = part.body + at
    count = int.from_bytes(content[start : start + 4])
    if part.tag == b"stsz" and (same := int.from_bytes(content[start - 4 : start])):
        return [same] * min(count, len(content))
    size = struct.calcsize(kind) * count
    if start + 4 + size > part.end:
        raise damaged()
    return [row[0] for row in struct.iter_unpack(kind, content[start + 4 : start + 4 + size])]


def _samples(
    content: bytes, inside: dict[bytes, Part], sizes: list[int]
) -> Iterator[tuple[int, int]]:
    """Give where the samples of a track lie, from its chunks (ISO/IEC 14496-12 §8.7)."""
    wide = inside.get(b"co64")
    if wide is not None:
        chunks = _table(content, wide, 4, ">Q")
    else:
        chunks = _table(content, inside[b"stco"], 4, ">I") if b"stco" in inside else []
    if not chunks:
        return
    runs = inside[b"stsc"]
    count = int.from_bytes(content[runs.body + 4 : runs.body + 8])
    rows = [struct.unpack_from(">2I", content, runs.body + 8 + 12 * n) for n in range(count)]
    left = iter(sizes)
    for (first, each), (upto, _) in pairwise([*rows, (len(chunks) + 1, 0)]):
        for start in chunks[first - 1 : upto - 1]:
            at = start
            for size in (next(left, 0) for _ in range(min(each, len(sizes)))):
                yield at, size
                at += size
