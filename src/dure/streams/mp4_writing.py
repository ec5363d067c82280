"""Write one track as an MP4 file, its coded frames copied as they are (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .container import Samples, Ticks, Track

_MATRIX = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
_TURNED = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
_RATES = (
    *(96000, 88200, 64000, 48000, 44100, 32000, 24000),
    *(22050, 16000, 12000, 11025, 8000, 7350),
)
_MOST = 1 << 22  # bytes copied at once


def write(track: Track, samples: Samples, file: BinaryIO, out: BinaryIO) -> None:
    """Write a track; each frame is shown when it was.

    What comes before 0 is decoded and not shown, as an edit list says; where the first frame
    comes later, the edit list begins with nothing.

    Args:
        track: its `setup` is a sample entry of MP4 (`picture_entry`, `aac_entry`, or a copy).
        samples: its frames; the ticks are the track's.
        file: where they lie.
        out: where the MP4 goes, from where it stands.
    """
    brands = (b"M4A ", b"isomM4A mp42") if track.kind == "sound" else (b"isom", b"isomiso2mp41")
    head = _box(b"ftyp", brands[0], bytes(4), brands[1])
    whole = int(samples.sizes.sum())
    start = (whole + 8).to_bytes(4) + b"mdat"
    if whole + 8 >= 1 << 32:
        start = b"\x00\x00\x00\x01mdat" + (whole + 16).to_bytes(8)
    at = len(head) + len(_movie(track, samples, 0)) + len(start)
    out.write(head + _movie(track, samples, at) + start)
    for piece in coded(file, samples):
        out.write(piece)


def coded(file: BinaryIO, samples: Samples) -> Iterator[bytes]:
    """Give the frames of a track, those that lie one after another together."""
    ends = samples.offsets + samples.sizes
    parted = np.flatnonzero(samples.offsets[1:] != ends[:-1]) + 1
    for part in np.split(np.arange(len(ends)), parted):
        if len(part):
            at, end = int(samples.offsets[part[0]]), int(ends[part[-1]])
            file.seek(at)
            while at < end:
                piece = file.read(min(_MOST, end - at))
                if not piece:
                    raise ValueError("the file ends before its frames do")
                yield piece
                at += len(piece)


def picture_entry(track: Track, tag: bytes, setup: bytes) -> bytes:
    """Make the sample entry of a coded picture from what its decoder must know."""
    size = struct.pack(">2H", track.width, track.height)
    fixed = bytes(6) + b"\x00\x01" + bytes(16) + size + b"\x00\x48\x00\x00" * 2 + bytes(4)
    return _box(tag, fixed, b"\x00\x01", bytes(32), b"\x00\x18\xff\xff", setup)


def avc_entry(track: Track) -> bytes:
    """Make the sample entry of H.264 from Matroska's CodecPrivate, which is an avcC."""
    return picture_entry(track, b"avc1", _box(b"avcC", track.setup))


def aac_entry(track: Track) -> bytes:
    """Make the sample entry of AAC from its AudioSpecificConfig (ISO/IEC 14496-14 §5.6)."""
    config = track.setup or _aac_config(track)
    decoder = b"\x40\x15" + bytes(11) + _described(5, config)
    stream = _described(3, bytes(3), _described(4, decoder), _described(6, b"\x02"))
    fixed = bytes(6) + b"\x00\x01" + bytes(8)
    sound = struct.pack(">2H4xI", track.channels, 16, (track.sample_rate & 0xFFFF) << 16)
    return _box(b"mp4a", fixed, sound, _box(b"esds", bytes(4), stream))


def _aac_config(track: Track) -> bytes:
    rate = _RATES.index(track.sample_rate)
    return (2 << 11 | rate << 7 | track.channels << 3).to_bytes(2)


def _described(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([tag, 0x80, 0x80, 0x80 | len(body) >> 7, len(body) & 0x7F]) + body


def _box(tag: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return (len(body) + 8).to_bytes(4) + tag + body


def _table(tag: bytes, rows: NDArray[np.int64]) -> bytes:
    return _box(tag, bytes(4), len(rows).to_bytes(4), rows.astype(">u4").tobytes())


def _movie(track: Track, samples: Samples, at: int) -> bytes:
    """Give the movie header; `at` is where the first frame will lie."""
    decoded, shift = _decoding(samples, track)
    end = int((samples.pts + _lasting(samples, track)).max())
    end = min(end, samples.end) if samples.end is not None else end
    scale = track.time_base[1] // track.time_base[0]
    lasting = max(0, end)
    times = bytes(16) + scale.to_bytes(4) + lasting.to_bytes(8)
    played = b"\x00\x01\x00\x00\x01\x00" + bytes(10)  # rate and volume
    last = bytes(24) + b"\x00\x00\x00\x02"
    header = _box(b"mvhd", b"\x01\x00\x00\x00", times, played, _MATRIX, last)
    return _box(
        b"moov",
        header,
        _box(
            b"trak",
            _track_header(track, lasting),
            _box(b"edts", _edits(samples, shift, lasting)),
            _box(b"mdia", *_media(track, samples, decoded, at)),
        ),
    )


def _decoding(samples: Samples, track: Track) -> tuple[Ticks, int]:
    """Give when each frame is decoded: as they are shown, early enough; and by how much earlier."""
    order = np.sort(samples.pts)
    early = int((order - samples.pts).max())
    return order - order[0], int(order[0]) - early


def _lasting(samples: Samples, track: Track) -> Ticks:
    """Give for how long each frame is shown: until the next, the last as long as it says."""
    order = np.argsort(samples.pts, kind="stable")
    steps = np.diff(samples.pts[order])
    usual = int(np.median(steps)) if len(steps) else track.time_base[1] // track.time_base[0] // 25
    lasting = np.empty(len(order), np.int64)
    lasting[order] = np.append(steps, int(samples.lasting[order[-1]]) or usual)
    return lasting


def _track_header(track: Track, lasting: int) -> bytes:
    a, b, c, d = _TURNED.get(track.rotation, _TURNED[0])
    matrix = struct.pack(
        ">9i", a * 65536, b * 65536, 0, c * 65536, d * 65536, 0, *_moved(track), 1 << 30
    )
    volume = b"\x01\x00" if track.kind == "sound" else bytes(2)
    size = struct.pack(">2I", track.width << 16, track.height << 16)
    ids = bytes(16) + b"\x00\x00\x00\x01" + bytes(4)
    return _box(
        b"tkhd", b"\x01\x00\x00\x03", ids, lasting.to_bytes(8), bytes(12), volume, bytes(2), matrix,
        size,
    )  # fmt: skip


def _moved(track: Track) -> tuple[int, int]:
    """Give where the turned picture must be moved so that it begins at 0, 0."""
    width, height = track.width << 16, track.height << 16
    return {90: (height, 0), 180: (width, height), 270: (0, width)}.get(track.rotation, (0, 0))


def _edits(samples: Samples, shift: int, lasting: int) -> bytes:
    """Write the edit list: what is decoded before 0 is left out, what begins later waits."""
    first = max(0, int(samples.pts.min()))
    rows = [(first, -1)] if first else []
    rows.append((max(0, lasting - first), max(0, int(-shift) + first)))
    packed = b"".join(struct.pack(">Qq2H", each, at, 1, 0) for each, at in rows)
    return _box(b"elst", b"\x01\x00\x00\x00", len(rows).to_bytes(4), packed)


def _media(track: Track, samples: Samples, decoded: Ticks, at: int) -> Iterator[bytes]:
    scale = track.time_base[1] // track.time_base[0]
    is_sound = track.kind == "sound"
    whole = int(decoded[-1] + _lasting(samples, track)[np.argmax(samples.pts)])
    yield _box(
        b"mdhd", b"\x01\x00\x00\x00", bytes(16), scale.to_bytes(4), whole.to_bytes(8),
        b"\x55\xc4\x00\x00",
    )  # fmt: skip
    yield _box(b"hdlr", bytes(8), b"soun" if is_sound else b"vide", bytes(12), b"\x00")
    about = _box(b"smhd", bytes(8)) if is_sound else _box(b"vmhd", b"\x00\x00\x00\x01", bytes(8))
    here = _box(b"url ", b"\x00\x00\x00\x01")
    place = _box(b"dinf", _box(b"dref", bytes(4), b"\x00\x00\x00\x01", here))
    yield _box(b"minf", about, place, _box(b"stbl", *_tables(track, samples, decoded, at)))


def _tables(track: Track, samples: Samples, decoded: Ticks, at: int) -> Iterator[bytes]:
    yield _box(b"stsd", bytes(4), b"\x00\x00\x00\x01", track.setup)
    last = _lasting(samples, track)[np.argmax(samples.pts)]
    yield _table(b"stts", _runs(np.append(np.diff(decoded), last)))
    ahead = samples.pts - decoded
    ahead -= ahead.min()
    if ahead.any():
        yield _table(b"ctts", _runs(ahead))
    if not samples.key.all():
        yield _table(b"stss", np.flatnonzero(samples.key) + 1)
    yield _table(b"stsc", np.array([[1, len(samples.sizes), 1]]))
    sizes = samples.sizes.astype(">u4").tobytes()
    yield _box(b"stsz", bytes(8), len(samples.sizes).to_bytes(4), sizes)
    yield _box(b"co64", bytes(4), b"\x00\x00\x00\x01", at.to_bytes(8))


def _runs(values: Ticks) -> NDArray[np.int64]:
    """Give how often each value follows itself, and the value."""
    begins = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    counts = np.diff(np.append(begins, len(values)))
    return np.stack((counts, values[begins]), axis=1)
