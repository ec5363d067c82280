"""COCO's run lengths: the compressed string, and what can be told from the runs alone."""

from .geometry import Edges


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
