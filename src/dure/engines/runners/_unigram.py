"""Split text into the pieces of a SentencePiece unigram model (Kudo 2018), read from its file.

The file is a protocol buffer. The normaliser in it is a table of replacements addressed by a
double-array trie (Aoe 1989, in the layout of darts-clone).
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from dure.core import Invalid, say

UNKNOWN, BEGIN, END = 0, 1, 2
_SPACE = "▁"
_UNKNOWN_PENALTY = 10.0
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


class Tokenizer:
    """Turns text into token numbers, with the marks of begin and end around them."""

    def __init__(self, pieces: Sequence[tuple[str, float]], normalizer: "Normalizer") -> None:
        self._normalizer = normalizer
        self._ids = {piece: place for place, (piece, _) in enumerate(pieces)}
        self._scores = [score for _, score in pieces]
        self._longest = max(len(piece) for piece, _ in pieces)
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """Read a SentencePiece model; raises `Invalid` where it is none."""
        try:
            return cls._read(path.read_bytes())
        except (struct.error, IndexError, ValueError) as error:
            raise Invalid(
                say("“{file}” is no SentencePiece model that Dure can read.", file=path.name)
            ) from error

    @classmethod
    def _read(cls, content: bytes) -> "Tokenizer":
        pieces: list[tuple[str, float]] = []
        rules = b""
        for field, value in _fields(content):
            if field == 1:
                pieces.append(_piece(value))
            elif field == 3:  # the normaliser; its table of replacements is field 2
                rules = dict(_fields(value)).get(2, b"")
        return cls(pieces, Normalizer(rules))

    def ids(self, text: str) -> list[int]:
        """Give the token numbers of a text."""
        normal = self._normalizer.normalized(text)
        return [BEGIN, *(self._best(normal) if normal else [UNKNOWN]), END]

    def _best(self, text: str) -> list[int]:
        """Find the most probable way to cut the text into pieces (Viterbi)."""
        best = [0.0] + [float("-inf")] * len(text)
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(text) + 1)
        for start in range(len(text)):
            for end, piece, score in self._steps(text, start):
                if best[start] + score > best[end]:
                    best[end], came[end] = best[start] + score, (start, piece)
        ids = []
        end = len(text)
        while end > 0:
            end, piece = came[end]
            ids.append(piece)
        return ids[::-1]

    def _steps(self, text: str, start: int) -> Iterator[tuple[int, int, float]]:
        """Give the pieces that begin here; a sign that is none costs more than any piece."""
        stop = min(start + self._longest, len(text))
        if text[start] not in self._ids:
            yield start + 1, UNKNOWN, self._unknown_score
        for end in range(start + 1, stop + 1):
            piece = self._ids.get(text[start:end])
            if piece is not None:
                yield end, piece, self._scores[piece]


class Normalizer:
    """Replaces signs by the model's table, and spaces by a visible mark; one before each word."""

    def __init__(self, rules: bytes) -> None:
        size = struct.unpack_from("<I", rules)[0] if rules else 0
        self._units: list[int] = np.frombuffer(rules[4 : 4 + size], "<u4").tolist()
        self._replacements = rules[4 + size :]

    def normalized(self, text: str) -> str:
        """Give the normal form: no double spaces, a mark before every word."""
        words = b"".join(self._replaced(text.encode("utf-8", "replace"))).decode("utf-8", "replace")
        return "".join(_SPACE + word for word in words.split(" ") if word)

    def _replaced(self, content: bytes) -> Iterator[bytes]:
        place = 0
        while place < len(content):
            length, replacement = self._longest(content, place)
            if length == 0:
                length = _sign_length(content[place])
                replacement = content[place : place + length]
            yield replacement
            place += length

    def _longest(self, content: bytes, start: int) -> tuple[int, bytes]:
        """Find the longest entry of the table that begins here; (0, …) where there is none."""
        if not self._units:
            return 0, b""
        length, value = 0, -1
        node = _offset(self._units[0])
        for place in range(start, len(content)):
            node ^= content[place]
            unit = self._units[node] if node < len(self._units) else 0
            if unit & 0x800000FF != content[place]:
                break
            node ^= _offset(unit)
            if unit & 0x100:
                length, value = place + 1 - start, self._units[node] & 0x7FFFFFFF
        if length == 0:
            return 0, b""
        return length, self._replacements[value : self._replacements.index(b"\0", value)]


def _offset(unit: int) -> int:
    return (unit >> 10) << ((unit & 0x200) >> 6)


def _sign_length(first: int) -> int:
    """Give the bytes of a UTF-8 sign by its first one."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4


def _piece(content: bytes) -> tuple[str, float]:
    parts = dict(_fields(content))
    score = struct.unpack("<f", parts[2])[0] if 2 in parts else 0.0
    return parts.get(1, b"").decode("utf-8"), score


def _fields(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the fields of a protocol buffer message: number and content."""
    place = 0
    while place < len(content):
        tag, place = _varint(content, place)
        form, field = tag & 7, tag >> 3
        if form == _VARINT:
            end = _varint(content, place)[1]
        elif form == _BYTES:
            size, place = _varint(content, place)
            end = place + size
        elif form in (_EIGHT, _FOUR):
            end = place + (8 if form == _EIGHT else 4)
        else:
            raise ValueError(form)
        yield field, content[place:end]
        place = end


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, place
        shift += 7
