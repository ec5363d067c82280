"""Clear sounds of tags, pictures and recorder notes; the coded samples stay as they are."""

import io
import re

from dure.core import Probe

from .parts import Part, box_parts, damaged, riff_parts

_WAV_KEPT = {b"fmt ", b"fact", b"data", b"ds64"}
_FLAC_KEPT = {0, 3}  # STREAMINFO, SEEKTABLE
_MP4_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_MP4_TAGS = {b"udta", b"meta", b"uuid", b"free", b"skip"}
_MP4_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_LYRICS = re.compile(rb"LYRICSBEGIN.{0,200000}?(\d{6}LYRICS200|LYRICSEND)\Z", re.DOTALL)
_OGG_TAGS = (b"\x03vorbis", b"OpusTags")


def cleared(content: bytes, probe: Probe) -> tuple[bytes, str]:
    """Give the sound without what tells of its making, and its media type."""
    return _WITHOUT[probe.media_type.removeprefix("audio/")](content), probe.media_type


def _wav(content: bytes) -> bytes:
    kept = bytearray(b"WAVE")
    for part in riff_parts(io.BytesIO(content), len(content)):
        overruns = part.tag == b"data" and (part.end > len(content) or part.end == part.body)
        end = len(content) if overruns else part.end
        if part.tag in _WAV_KEPT:
            size = min(end - part.body, 0xFFFFFFFF).to_bytes(4, "little")
            size = content[part.start + 4 : part.body] if content[:4] == b"RF64" else size
            kept += part.tag + size + content[part.body : end] + bytes(end - part.body & 1)
        if overruns:
            break
    size = content[4:8] if content[:4] == b"RF64" else len(kept).to_bytes(4, "little")
    return content[:4] + size + bytes(kept)


def _flac(content: bytes) -> bytes:
    at = _after_id3(content)
    if content[at : at + 4] != b"fLaC":
        raise damaged()
    at, last, kept = at + 4, False, []
    while not last and at + 4 <= len(content):
        last, kind = bool(content[at] & 0x80), content[at] & 0x7F
        end = at + 4 + int.from_bytes(content[at + 1 : at + 4], "big")
        if kind in _FLAC_KEPT:
            kept.append(bytes([kind]) + content[at + 1 : end])
        at = end
    if not kept:
        raise damaged()
    kept[-1] = bytes([kept[-1][0] | 0x80]) + kept[-1][1:]
    return b"fLaC" + b"".join(kept) + _without_end_tags(content[at:])


def _mpeg(content: bytes) -> bytes:
    return _without_end_tags(content[_after_id3(content) :])


def _after_id3(content: bytes) -> int:
    """Give the offset after any ID3v2 and APEv2 tags at the front."""
    at = 0
    while True:
        if content[at : at + 3] == b"ID3":
            size = 0
            for byte in content[at + 6 : at + 10]:
                size = size << 7 | byte & 0x7F
            footer = 10 if content[at + 5 : at + 6] >= b"\x10" and content[at + 5] & 0x10 else 0
            at += 10 + size + footer
        elif content[at : at + 8] == b"APETAGEX":
            at += 32 + int.from_bytes(content[at + 12 : at + 16], "little")
        else:
            return at


def _without_end_tags(content: bytes) -> bytes:
    """Cut ID3v1, APEv2, Lyrics3 and appended ID3v2 tags off the end, in whatever order."""
    while True:
        end = _end_before_tag(content)
        if end is None:
            return content
        content = content[: max(0, end)]


def _end_before_tag(content: bytes) -> int | None:
    size = len(content)
    if size >= 128 and content[-128:-125] == b"TAG":
        extended = size >= 355 and content[-355:-351] == b"TAG+"
        return size - (355 if extended else 128)
    if content[-32:-24] == b"APETAGEX":
        flags = int.from_bytes(content[-12:-8], "little")
        header = 32 if flags & 0x80000000 else 0
        return size - int.from_bytes(content[-20:-16], "little") - header
    if content[-10:-7] == b"3DI":
        body = 0
        for byte in content[-4:]:
            body = body << 7 | byte & 0x7F
        return size - body - 20
    if content.endswith((b"LYRICS200", b"LYRICSEND")):
        lyrics = _LYRICS.search(content, max(0, size - 200_000))
        return lyrics.start() if lyrics else None
    return None


def _ogg(content: bytes) -> bytes:
    """Write spaces over the comments of Vorbis and Opus, so that no page changes its size.

    The comment packet becomes one long vendor string and no comment (Vorbis I §5, RFC 7845 §5.2).
    """
    out = bytearray(content)
    pages = _ogg_pages(content)
    for number, (_, body, end) in enumerate(pages):
        if content.startswith(_OGG_TAGS, body):
            spans = _packet_spans(content, pages[number:])
            _blank(out, spans, 7 if content[body] == 3 else 8)
            for start, _, page_end in pages[number : number + len(spans)]:
                out[start + 22 : start + 26] = bytes(4)
                sum_ = _ogg_sum(out[start:page_end])
                out[start + 22 : start + 26] = sum_.to_bytes(4, "little")
        elif end > body and number > 8:
            break
    return bytes(out[: pages[-1][2]]) if pages else content


def _ogg_pages(content: bytes) -> list[tuple[int, int, int]]:
    pages, at = [], 0
    while content[at : at + 4] == b"OggS" and at + 27 <= len(content):
        body = at + 27 + content[at + 26]
        end = body + sum(content[at + 27 : body])
        pages.append((at, body, end))
        at = end
    return pages


def _packet_spans(content: bytes, pages: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Give where the first packet of the first page lies, page by page."""
    spans: list[tuple[int, int]] = []
    for start, body, _ in pages:
        size = 0
        for lace in content[start + 27 : body]:
            size += lace
            if lace < 255:
                return [*spans, (body, body + size)]
        spans.append((body, body + size))
    return spans


def _blank(out: bytearray, spans: list[tuple[int, int]], head: int) -> None:
    total = sum(end - start for start, end in spans)
    framed = head == 7  # Vorbis ends its comments with a set bit
    vendor = total - head - 8 - framed
    first = bytes(out[spans[0][0] : spans[0][0] + head])
    packet = first + vendor.to_bytes(4, "little") + b" " * vendor + bytes(4) + b"\x01" * framed
    at = 0
    for start, end in spans:
        out[start:end] = packet[at : at + end - start]
        at += end - start


def _ogg_table() -> tuple[int, ...]:
    table = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


_OGG_TABLE = _ogg_table()


def _ogg_sum(page: bytes | bytearray) -> int:
    """Sum a page as RFC 3533 §6 wants: CRC-32, polynomial 0x04C11DB7, nothing reflected."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _OGG_TABLE[value >> 24 ^ byte]
    return value


def _mp4(content: bytes) -> bytes:
    """Turn tags into free space of the same size, so that no offset changes."""
    out = bytearray(content)
    _clear_boxes(out, content, 0, len(content))
    return bytes(out)


def _clear_boxes(out: bytearray, content: bytes, at: int, end: int) -> None:
    for part in box_parts(content, at, end):
        if part.tag in _MP4_TAGS:
            out[part.start + 4 : part.start + 8] = b"free"
            out[part.body : part.end] = bytes(part.end - part.body)
        elif part.tag in _MP4_CONTAINERS:
            _clear_boxes(out, content, part.body, part.end)
        elif part.tag in _MP4_TIMED:
            _clear_times(out, part)


def _clear_times(out: bytearray, part: Part) -> None:
    """Zero the times of creation and change (ISO/IEC 14496-12 §8.2.2)."""
    size = 16 if out[part.body] == 1 else 8
    out[part.body + 4 : part.body + 4 + size] = bytes(size)


_WITHOUT = {"wav": _wav, "flac": _flac, "mpeg": _mpeg, "aac": _mpeg, "ogg": _ogg, "mp4": _mp4}
