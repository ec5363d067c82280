"""Read text in the encodings that Korean files come in: UTF-8, UTF-16, CP949."""

import codecs
import re
from collections.abc import Iterator

from . import Refused, Source

_PIECE, _LONGEST_LINE = 1 << 20, 1 << 24
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def lines(source: Source, refusal: Refused) -> Iterator[str]:
    """Give lines without their ends, read piece by piece; raises the refusal for no text."""
    encoding = _encoding_of(source)
    if encoding is None:
        raise refusal
    rest = ""
    for text in _pieces(source, encoding):
        if _CONTROL.search(text):
            raise refusal
        *whole, rest = (rest + text).replace("\r\n", "\n").split("\n")
        yield from whole
        if len(rest) > _LONGEST_LINE:
            raise refusal
    if rest:
        yield rest


def text_of(content: bytes) -> str | None:
    """Decode a whole text; None for what is no text."""
    for encoding in _candidates(content[:4096]):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def _encoding_of(source: Source) -> str | None:
    with source.open() as file:
        head = file.read(4096)
    for encoding in _candidates(head):
        try:
            for _ in _pieces(source, encoding):
                pass
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _candidates(head: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return (encoding,)
    nulls = head[:256].count(0)
    if nulls > len(head[:256]) // 4:  # Latin letters in UTF-16 without its mark
        return ("utf-16-le",) if head[1:256:2].count(0) > head[:256:2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp949")


def _pieces(source: Source, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open() as file:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)
