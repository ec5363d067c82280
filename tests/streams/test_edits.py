"""Edit lists of MP4: what they show, and what no file may make us do."""

import io
import struct

import pytest

from dure.core import Invalid
from dure.streams.frames import read_video


def box(tag, *parts):
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + tag + content


def film(frames, edits):
    """A film of so many frames of a millisecond; `edits` are (duration, start) of what is shown."""
    header = struct.pack(">5I", 0, 0, 0, 1000, 0)
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
    entry = box(b"avc1", bytes(24), struct.pack(">HH", 64, 64), bytes(50))
    listed = b"".join(struct.pack(">IiHH", *edit, 1, 0) for edit in edits)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">2I", 0, 1), entry),
        box(b"stts", struct.pack(">4I", 0, 1, frames, 1)),
        box(b"stsz", struct.pack(">3I", 0, 10, frames)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", header, bytes(4)),
        box(b"hdlr", bytes(8), b"vide", bytes(13)),
        box(b"minf", table),
    )
    track = box(
        b"trak",
        box(b"tkhd", struct.pack(">6I", 0, 0, 0, 1, 0, 0), bytes(16), matrix, bytes(8)),
        box(b"edts", box(b"elst", struct.pack(">2I", 0, len(edits)), listed)),
        media,
    )
    return io.BytesIO(box(b"ftyp", b"isom0000") + box(b"moov", box(b"mvhd", header), track))


def test_an_edit_list_shows_some_frames_and_others_twice():
    found = read_video(film(10, [(3, 2), (5, -1), (4, 0)]))

    assert found.index.pts.tolist() == [0, 1, 2, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("frames", "edits"),
    [
        (1 << 16, [(0, 0)] * 1000),  # 65 million frames of a file of 12 KB
        (1, [(1, 5)] * 100_000),
    ],
)
def test_a_small_file_cannot_ask_for_more_than_memory_holds(frames, edits):
    with pytest.raises(Invalid):
        read_video(film(frames, edits))
