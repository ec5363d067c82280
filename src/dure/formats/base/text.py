"""Bytes to text, never garbled: label files come in UTF-8, UTF-16 and Korean code pages."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# CP949 (which contains EUC-KR) decodes almost any pairs of bytes. Korean text decodes to Hangul
# nearly throughout; Chinese, Japanese or Western text read as CP949 comes out as rare Hanja.
_HANGUL_SHARE = 0.9
# What no text holds, and bytes that are none hold everywhere when they are read as pairs.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and the encoding that it turned out to be in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded | None:
    """Decode a label file, or give None where no encoding fits beyond doubt."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content[:4096]:
        guessed = _strictly(content, _unmarked_utf16(content))
        return guessed if guessed and not _CONTROLS.search(guessed.text) else None
    return _strictly(content, "utf-8") or _korean(content)


def _strictly(content: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(content: bytes) -> str:
    head = content[:4096]
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _korean(content: bytes) -> Decoded | None:
    decoded = _strictly(content, "cp949")
    letters = [c for c in decoded.text if c > "\x7f" and c.isalpha()] if decoded else []
    hangul = sum("가" <= c <= "힣" for c in letters)
    return decoded if letters and hangul >= _HANGUL_SHARE * len(letters) else None


def composed(text: str) -> str:
    """Give the NFC form, so that a Korean name from a Mac equals the same name from Windows."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def label_text(value: object) -> str | None:
    """Give a class name as clean text, or None where the value is no name."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = composed(str(value)).strip()
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text or None
