"""Take what is beside pictures and sound out of WebM and Matroska (RFC 9559).

What is taken out becomes a Void element of the same size.
"""

from collections.abc import Iterator

from .parts import Part, damaged

_VOID = 0xEC
_SEGMENT, _CLUSTER, _INFO, _TRACKS, _ENTRY = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
_GROUP, _SIMPLE, _NUMBER, _KIND = 0xA0, 0xA3, 0xD7, 0x83
_ENTERED = frozenset({_SEGMENT, _CLUSTER, _INFO, _TRACKS, _ENTRY})
# Tags, Attachments, Chapters, Void, CRC-32 (which would be wrong), Title, DateUTC, file names
# and ids of segments, the name of a track.
_TAKEN = frozenset(
    {0x1254C367, 0x1941A469, 0x1043A770, _VOID, 0xBF, 0x7BA9, 0x4461}
    | {0x7384, 0x73A4, 0x3C83AB, 0x3CB923, 0x3E83BB, 0x3EB923, 0x536E}
)
_PROGRAMS = frozenset({0x4D80, 0x5741})  # must be there
_KEPT_KINDS = (1, 2)  # video, audio


def without_tags(content: bytes) -> bytes:
    """Give the file without tags, attachments and tracks of other kinds."""
    out = bytearray(content)
    others = set(_others(content))
    for part in _elements(content, 0, len(content)):
        id = int.from_bytes(part.tag)
        number = _track_of(content, part) if id in (_SIMPLE, _GROUP) else None
        if id in _TAKEN or (number is not None and number in others):
            _void(out, part)
        elif id in _PROGRAMS:
            out[part.body : part.end] = b" " * (part.end - part.body)
        elif id == _ENTRY and _entry(content, part)[0] in others:
            _void(out, part)
    return bytes(out)


def _elements(content: bytes, at: int, end: int) -> Iterator[Part]:
    """Give elements; those that hold what may be taken out are followed by what they hold."""
    while at < end:
        length = 9 - content[at].bit_length()
        body = at + length
        if length > 4 or body >= end:
            raise damaged()
        width = 9 - content[body].bit_length()
        size = int.from_bytes(content[body : body + width]) & ((1 << 7 * width) - 1)
        tag, start, body = content[at : at + length], at, body + width
        is_open = width <= 8 and size == (1 << 7 * width) - 1
        entered = int.from_bytes(tag) in _ENTERED
        upto = min(body + size, end) if not is_open else end
        if width > 8 or (not entered and (is_open or body + size > end)):
            raise damaged()
        yield Part(tag, start, body, upto)
        at = body if entered else upto


def _entry(content: bytes, part: Part) -> tuple[int, int]:
    """Give the number and the kind of a track."""
    found = {
        int.from_bytes(p.tag): int.from_bytes(content[p.body : p.end])
        for p in _elements(content, part.body, part.end)
        if int.from_bytes(p.tag) in (_NUMBER, _KIND)
    }
    return found.get(_NUMBER, 0), found.get(_KIND, 0)


def _others(content: bytes) -> Iterator[int]:
    for part in _elements(content, 0, len(content)):
        if int.from_bytes(part.tag) == _ENTRY:
            number, kind = _entry(content, part)
            if kind not in _KEPT_KINDS:
                yield number


def _track_of(content: bytes, part: Part) -> int | None:
    at = part.body
    if part.tag == b"\xa0":
        inner = _elements(content, part.body, part.end)
        block = next((p for p in inner if p.tag == b"\xa1"), None)
        if block is None:
            return None
        at = block.body
    width = 9 - content[at].bit_length()
    return int.from_bytes(content[at : at + width]) & ((1 << 7 * width) - 1)


def _void(out: bytearray, part: Part) -> None:
    total = part.end - part.start
    if total < 9:
        head = bytes([_VOID, 0x80 | (total - 2)])
    else:
        head = bytes([_VOID, 1]) + (total - 9).to_bytes(7)
    out[part.start : part.end] = head + bytes(total - len(head))
