"""Walk the parts that picture and sound files are made of, without decoding them."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dure.core import say

from . import Refused

_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9


@dataclass(frozen=True, slots=True)
class Part:
    """One segment, chunk or block: `start` with its header, `body` without, up to `end`."""

    tag: bytes
    start: int
    body: int
    end: int


def truncated() -> Refused:
    """Say that the file ends too early."""
    return Refused(
        "truncated", say("The file ends before its content does; copy it again from its source.")
    )


def damaged() -> Refused:
    """Say that bytes in the file are wrong."""
    return Refused(
        "damaged", say("The file is damaged inside; copy it again from where it was made.")
    )


def jpeg_head(content: bytes, at: int = 2) -> Iterator[Part]:
    """Give the marker segments of a JPEG from an offset up to and with the next SOS or EOI.

    Raises `Refused` where the structure breaks off (ITU-T T.81 annex B).
    """
    while True:
        marker = _MARKER.search(content, at)
        if marker is None:
            raise truncated()
        code, start, body = content[marker.end() - 1], marker.start(), marker.end()
        if code == _END_OF_IMAGE:
            yield Part(b"\xd9", start, body, body)
            return
        at = body + int.from_bytes(content[body : body + 2], "big")
        if at > len(content) or at < body + 2:
            raise truncated() if at > len(content) else damaged()
        yield Part(bytes([code]), start, body + 2, at)
        if code == _START_OF_SCAN:
            return


def jpeg_parts(content: bytes) -> Iterator[Part]:
    """Give all segments of a JPEG; a scan's coded bytes belong to its SOS segment."""
    yield Part(b"\xd8", 0, 2, 2)
    at, tag = 2, b""
    while tag != b"\xd9":
        for part in jpeg_head(content, at):
            at, tag = part.end, part.tag
            if tag == b"\xda":
                following = _MARKER.search(content, at)
                at = following.start() if following else len(content)
            yield Part(tag, part.start, part.body, at)


def png_parts(content: bytes) -> Iterator[Part]:
    """Give the chunks of a PNG up to IEND, with the checksums of those that matter verified."""
    at = 8
    while at + 12 <= len(content):
        body, size = at + 8, int.from_bytes(content[at : at + 4], "big")
        tag, end = content[at + 4 : body], body + size + 4
        if end > len(content):
            raise truncated()
        if not tag[0] & 0x20 and not _sum_is_right(content, body, end):
            raise damaged()
        yield Part(tag, at, body, end)
        if tag == b"IEND":
            return
        at = end
    raise truncated()


def _sum_is_right(content: bytes, body: int, end: int) -> bool:
    seen = zlib.crc32(memoryview(content)[body - 4 : end - 4])
    return seen == int.from_bytes(content[end - 4 : end], "big")


def riff_parts(file: BinaryIO, size: int) -> Iterator[Part]:
    """Give the chunks of a RIFF file as they declare themselves; the last may overrun the file."""
    at = 12
    while at + 8 <= size:
        file.seek(at)
        header = file.read(8)
        length = int.from_bytes(header[4:], "little")
        yield Part(header[:4], at, at + 8, at + 8 + length)
        at += 8 + length + (length & 1)


def gif_parts(content: bytes) -> Iterator[Part]:
    """Give the blocks of a GIF after its global table: b',' picture, b'!' + label extension."""
    if len(content) < 13:
        raise truncated()
    at = 13 + _gif_table(content[10])
    while at < len(content):
        start, mark = at, content[at : at + 1]
        if mark == b";":
            yield Part(mark, at, at + 1, at + 1)
            return
        if mark == b"!":
            body, tag = at + 2, content[at : at + 2]
        elif mark == b"," and at + 10 < len(content):
            body, tag = at + 11 + _gif_table(content[at + 9]), mark
        else:
            raise damaged() if mark != b"," else truncated()
        at = _gif_blocks_end(content, body)
        yield Part(tag, start, body, at)
    raise truncated()


def _gif_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1


def box_parts(content: bytes, at: int, end: int) -> Iterator[Part]:
    """Give the boxes of an ISO base media file between two offsets (ISO/IEC 14496-12 §4.2)."""
    while at + 8 <= end:
        size, body = int.from_bytes(content[at : at + 4], "big"), at + 8
        if size == 1:
            size, body = int.from_bytes(content[at + 8 : at + 16], "big"), at + 16
        upto = end if size == 0 else at + size
        if upto > end or upto < body:
            raise truncated() if upto > end else damaged()
        yield Part(content[at + 4 : at + 8], at, body, upto)
        at = upto
