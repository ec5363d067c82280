"""COCO's run lengths: the compressed string, and what can be told from the runs alone."""

import re
from collections.abc import Iterator

from .geometry import Edges, Size


def decode(compressed: str) -> tuple[int, ...] | None:
    """Decode the compressed string of pycocotools (``rleFrString``); None where it is broken.

    Each number is written in groups of five bits, lowest first, each group plus 48 as a
    character, bit 6 meaning that more follow; from the third run on it is the difference to the
    run two before.
    """
    counts: list[int] = []
    value = shift = 0
    for character in compressed:
        group = ord(character) - 48
        if not 0 <= group < 64 or shift > 60:
            return None
        value |= (group & 0x1F) << shift
        shift += 5
        if group & 0x20:
            continue
        value -= (1 << shift) if group & 0x10 else 0
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value = shift = 0
    return tuple(counts) if shift == 0 else None


def valid(counts: tuple[int, ...], height: int, width: int) -> bool:
    """Tell whether the runs fill the bitmap exactly."""
    return bool(counts) and min(counts) >= 0 and sum(counts) == height * width


def area(counts: tuple[int, ...]) -> int:
    """Count the pixels of the object."""
    return sum(counts[1::2])


def bounds(counts: tuple[int, ...], height: int) -> Edges:
    """Give the rectangle around the object, as pycocotools' ``toBbox`` does."""
    left = top = right = bottom = -1
    start = 0
    for index, run in enumerate(counts):
        end = start + run
        if index & 1 and run:
            first, last = divmod(start, height), divmod(end - 1, height)
            spans = last[0] > first[0]
            low, high = (0, height - 1) if spans else (first[1], last[1])
            left = first[0] if left < 0 else left
            top = low if top < 0 else min(top, low)
            right, bottom = last[0], max(bottom, high)
        start = end
    return Edges(0, 0, 0, 0) if left < 0 else Edges(left, top, right + 1, bottom + 1)


def encode(counts: tuple[int, ...]) -> str:
    """Give the compressed string of pycocotools; the inverse of `decode`."""
    groups: list[str] = []
    for index, count in enumerate(counts):
        value = count - counts[index - 2] if index > 2 else count
        more = True
        while more:
            group = value & 0x1F
            value >>= 5
            more = value != (-1 if group & 0x10 else 0)
            groups.append(chr((group | 0x20 if more else group) + 48))
    return "".join(groups)


_RUN = re.compile(rb"\x00+|\x01+")
_ONES = re.compile(rb"\x01+")


def bits_of(counts: tuple[int, ...]) -> bytearray:
    """Give one byte for each place of the runs, 0 or 1."""
    bits = bytearray(sum(counts))
    start = 0
    for index, run in enumerate(counts):
        if index & 1:
            bits[start : start + run] = b"\x01" * run
        start += run
    return bits


def runs_of(bits: bytes | bytearray) -> tuple[int, ...]:
    """Give the runs of bytes that are 0 or 1, zeros first."""
    found = tuple(match.end() - match.start() for match in _RUN.finditer(bits))
    return (0, *found) if bits[:1] == b"\x01" else found


def to_rows(counts: tuple[int, ...], box: Edges, size: Size) -> tuple[int, ...]:
    """Give a mask's runs row by row within a box of whole pixels, zeros first (CVAT)."""
    bits, height = bits_of(counts), size[1]
    left, top, right, bottom = map(int, box)
    return runs_of(b"".join(bits[row::height][left:right] for row in range(top, bottom)))


def from_rows(counts: tuple[int, ...], box: Edges, size: Size) -> tuple[int, ...]:
    """Give COCO's column-major runs over the whole picture from runs row by row within a box."""
    left, top, right, bottom = map(int, box)
    inner, across, height = bits_of(counts), right - left, size[1]
    above, below = bytes(top), bytes(height - bottom)
    columns = (above + inner[column::across] + below for column in range(across))
    bits = b"".join((bytes(left * height), *columns, bytes((size[0] - right) * height)))
    return runs_of(bits)


def from_bits(rows: bytes, size: Size) -> tuple[int, ...]:
    """Give the runs of a bitmap of one byte a pixel, 0 or 1, row by row."""
    return runs_of(b"".join(rows[column :: size[0]] for column in range(size[0])))


def to_bits(counts: tuple[int, ...], size: Size) -> bytes:
    """Give a mask as one byte a pixel, 0 or 1, row by row."""
    bits, height = bits_of(counts), size[1]
    return b"".join(bits[row::height] for row in range(height))


def row_spans(counts: tuple[int, ...], size: Size) -> Iterator[tuple[int, int]]:
    """Give where a mask begins and ends, row by row, counted from the first pixel."""
    for match in _ONES.finditer(to_bits(counts, size)):
        yield match.start(), match.end()
