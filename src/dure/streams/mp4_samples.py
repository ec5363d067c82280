"""Where the frames of a track lie in an MP4 or MOV file (ISO/IEC 14496-12 §8.7)."""

import struct
from collections.abc import Mapping

import numpy as np

from .container import Broken, Ticks

Parts = Mapping[bytes, bytes]


def located(parts: Parts, count: int) -> tuple[Ticks, Ticks]:
    """Give offset and size of each frame; raises `Broken` where the tables do not fit."""
    sizes = _sizes(parts)
    firsts, per_chunk = chunks(parts)
    if len(sizes) != count or per_chunk.sum() < count:
        raise Broken("as many places as frames are wanted")
    of = np.repeat(np.arange(len(firsts)), per_chunk)[:count]
    starts = np.cumsum(sizes) - sizes
    leading = (np.cumsum(per_chunk) - per_chunk)[of]
    return firsts[of] + starts - starts[leading], sizes


def chunks(parts: Parts) -> tuple[Ticks, Ticks]:
    """Give where each chunk begins, and how many frames it holds."""
    kind, tag = (">u8", b"co64") if b"co64" in parts else (">u4", b"stco")
    table, runs = parts.get(tag, bytes(8)), parts.get(b"stsc", bytes(8))
    firsts = np.frombuffer(table, kind, int.from_bytes(table[4:8]), 8).astype(np.int64)
    rows = np.frombuffer(runs, ">u4", 3 * int.from_bytes(runs[4:8]), 8).reshape(-1, 3)
    begins = rows[:, 0].astype(np.int64) - 1
    lengths = np.diff(np.append(begins, len(firsts)))
    if len(rows) and (begins[0] != 0 or (lengths < 0).any()):
        raise Broken("the chunks are not in order")
    return firsts[: lengths.sum()], np.repeat(rows[:, 1].astype(np.int64), lengths)


def _sizes(parts: Parts) -> Ticks:
    table = parts.get(b"stsz", b"")
    if not table:
        raise Broken("the sizes of the frames are wanted")
    same, count = struct.unpack_from(">2I", table, 4)
    if same:
        return np.full(count, same, dtype=np.int64)
    return np.frombuffer(table, ">u4", count, 12).astype(np.int64)


def plain_width(entry: bytes) -> int:
    """Give the bytes that one moment of an uncompressed sound takes, over all channels."""
    version, channels, bits = struct.unpack_from(">H6x2H", entry, 16)
    if version == 2:  # QuickTime File Format, sound sample description v2
        channels, bits = struct.unpack_from(">I4xI", entry, 48)
    name = entry[4:8]
    fixed = {b"in24": 24, b"in32": 32, b"fl32": 32, b"fl64": 64}
    return int(fixed.get(name, bits) // 8 * channels)
