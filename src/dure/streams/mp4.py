"""Read the tracks of MP4 and MOV files, whole or in fragments (ISO/IEC 14496-12)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from . import mp4_samples
from .container import CODECS, PLAIN, Broken, Container, Samples, Ticks, Track

_LARGEST = 256 << 20  # of what describes the media; an hour at 60 frames takes some 5 MB
_MOST_FRAMES = 1 << 24  # 77 hours at 60 a second
_MOST_EDITS = 1000  # each may show all frames once more
_KINDS = {b"vide": "video", b"soun": "sound"}
_ROTATIONS = {(0, 1): 90, (-1, 0): 180, (0, -1): 270}
_NOT_KEY = 0x0001_0000


@dataclass(slots=True)
class _Reading:
    """A track while it is read, with the defaults of its fragments."""

    track: Track
    timescale: int = 1
    edits: list[tuple[int, int]] = field(default_factory=list)  # duration, media time
    defaults: tuple[int, int, int] = (0, 0, 0)  # duration, size, flags
    pts: list[Ticks] = field(default_factory=list)
    lasting: list[Ticks] = field(default_factory=list)
    key: list[NDArray[np.bool_]] = field(default_factory=list)
    places: list[tuple[Ticks, Ticks]] = field(default_factory=list)  # offsets, sizes
    next_dts: int = 0


@dataclass(slots=True)
class _Movie:
    locate: bool
    timescale: int = 1000
    tracks: dict[int, _Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What a fragment says of the frames that say nothing themselves; `base` counts offsets."""

    duration: int
    size: int
    flags: int
    base: int


def read(file: BinaryIO, *, locate: bool = False) -> Container:
    """Read the tracks of a file, and with `locate` where their frames lie; raises `Broken`."""
    movie, media_type = _Movie(locate), "video/mp4"
    try:
        for tag, body, end in _top(file):
            if tag == b"ftyp":
                file.seek(body)
                media_type = "video/quicktime" if file.read(4) == b"qt  " else media_type
            elif tag in (b"moov", b"moof"):
                content = _content(file, body, end)
                if tag == b"moov":
                    _read_movie(movie, content)
                else:
                    _read_fragment(movie, content, body - 8)
    except (struct.error, LookupError, ValueError, StopIteration) as error:
        raise Broken(str(error)) from error
    return Container(media_type, [_finished(each, movie) for each in movie.tracks.values()])


def boxes(content: bytes, at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Give the boxes of a part of a file: tag, start and end of the body."""
    file = io.BytesIO(content)
    yield from _walk(file, at, len(content) if end is None else end)


def _top(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    yield from _walk(file, 0, file.seek(0, io.SEEK_END))


def _walk(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, tag, body = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), at + 16
        upto = end if size == 0 else at + size
        if upto > end or upto < body:
            raise Broken(f"{tag!r} at {at} ends outside")
        yield tag, body, upto
        at = upto


def _content(file: BinaryIO, body: int, end: int) -> bytes:
    if end - body > _LARGEST:
        raise Broken("too much of it")
    file.seek(body)
    return file.read(end - body)


def _numbers(content: bytes, at: int, count: int, kind: str = ">u4", width: int = 1) -> Ticks:
    """Read a table of numbers of four bytes, `width` a row."""
    found = np.frombuffer(content, kind, count * width, at)
    return found.astype(np.int64).reshape(count, width) if width > 1 else found.astype(np.int64)


def _read_movie(movie: _Movie, content: bytes) -> None:
    for tag, body, end in boxes(content):
        if tag == b"mvhd":
            movie.timescale = _timescale(content, body)
        elif tag == b"trak":
            number, reading = _read_track(content[body:end], locate=movie.locate)
            movie.tracks[number] = reading
    for tag, part in _flat(content, (b"mvex",)):
        if tag == b"trex":
            number, _, duration, size, flags = struct.unpack_from(">5I", part, 4)
            if number in movie.tracks:
                movie.tracks[number].defaults = (duration, size, flags)


def _timescale(content: bytes, at: int) -> int:
    return int.from_bytes(content[at + 20 : at + 24] if content[at] else content[at + 12 : at + 16])


def _read_track(content: bytes, *, locate: bool) -> tuple[int, _Reading]:
    # The first of each counts: QuickTime has a second handler, of the data.
    parts = dict(reversed(list(_flat(content, (b"mdia", b"minf", b"stbl", b"edts")))))
    header = parts[b"tkhd"]
    wide = 12 if header[0] else 0  # version 1 writes its times in 64 bits
    number = int.from_bytes(header[12 + wide - 4 * bool(wide) :][:4])
    kind = _KINDS.get(parts.get(b"hdlr", b"")[8:12], "other")
    reading = _Reading(Track(kind), _timescale(parts[b"mdhd"], 0) or 1)
    matrix = struct.unpack_from(">9i", header, 40 + wide)
    a, b = (round(x / 65536) for x in matrix[:2])
    reading.track.rotation = _ROTATIONS.get((a, b), 0)
    _read_description(reading.track, parts.get(b"stsd", b""))
    reading.edits = _edits(parts.get(b"elst", b""))
    if reading.track.kind == "video" or locate:
        _read_samples(reading, parts, locate=locate)
    return number, reading


def _flat(content: bytes, inner: tuple[bytes, ...]) -> Iterator[tuple[bytes, bytes]]:
    for tag, body, end in boxes(content):
        if tag in inner:
            yield from _flat(content[body:end], inner)
        else:
            yield tag, content[body:end]


def _read_description(track: Track, content: bytes) -> None:
    """Read the first sample entry: the codec, and the size or the sampling."""
    entry = content[8:]
    name = entry[4:8].decode("latin-1").strip()
    track.codec, track.coding = CODECS.get(name, name), name
    track.setup = entry[: int.from_bytes(entry[:4])]
    if track.kind == "video":
        track.width, track.height = struct.unpack_from(">2H", entry, 32)
    elif track.kind == "sound":
        track.channels = int.from_bytes(entry[24:26])
        track.sample_rate = int.from_bytes(entry[32:34])
        if int.from_bytes(entry[16:18]) == 2:  # QuickTime's second version
            rate, track.channels = struct.unpack_from(">dI", entry, 40)
            track.sample_rate = round(rate)


def _edits(content: bytes) -> list[tuple[int, int]]:
    if not content:
        return []
    row = ">Qq4x" if content[0] else ">Ii4x"
    count, size = int.from_bytes(content[4:8]), struct.calcsize(row)
    found = [struct.unpack_from(row, content, 8 + n * size) for n in range(count)]
    return [(int(duration), int(start)) for duration, start in found]


def _read_samples(reading: _Reading, parts: dict[bytes, bytes], *, locate: bool) -> None:
    """Read the tables of a file that is not fragmented."""
    if reading.track.coding in PLAIN and reading.track.kind == "sound":
        _read_plain(reading, parts)
        return
    steps = _runs(parts.get(b"stts", b""), ">u4")
    if not len(steps):
        return
    dts = np.concatenate(([0], np.cumsum(steps)[:-1]))
    ahead = _runs(parts.get(b"ctts", b""), ">i4")
    if len(ahead) and len(ahead) != len(dts):
        raise Broken("as many offsets as frames are wanted")
    key = np.ones(len(dts), dtype=bool)
    if (table := parts.get(b"stss")) is not None:
        key[:] = False
        key[_numbers(table, 8, int.from_bytes(table[4:8])) - 1] = True
    reading.pts.append(dts + ahead if len(ahead) else dts)
    reading.lasting.append(steps)
    reading.key.append(key)
    reading.next_dts = int(dts[-1] + steps[-1])
    if locate:
        reading.places.append(mp4_samples.located(parts, len(dts)))


def _read_plain(reading: _Reading, parts: dict[bytes, bytes]) -> None:
    """Read a sound that is not compressed chunk by chunk: it has a sample for every sound's."""
    offsets, counts = mp4_samples.chunks(parts)
    width = mp4_samples.plain_width(reading.track.setup)
    if not len(offsets) or not width:
        return
    reading.pts.append(np.cumsum(counts) - counts)
    reading.lasting.append(counts)
    reading.key.append(np.ones(len(counts), dtype=bool))
    reading.places.append((offsets, counts * width))


def _runs(table: bytes, kind: str) -> Ticks:
    """Read a table of runs: how many, and the value of each."""
    if not table:
        return np.zeros(0, dtype=np.int64)
    rows = int.from_bytes(table[4:8])
    counts = _numbers(table, 8, rows, ">u4", 2)[:, 0] if rows else np.zeros(0, np.int64)
    if counts.sum() > _MOST_FRAMES:
        raise Broken("too many frames")
    return np.repeat(_numbers(table, 8, rows, kind, 2)[:, 1] if rows else counts, counts)


def _read_fragment(movie: _Movie, content: bytes, start: int) -> None:
    for tag, body, end in boxes(content):
        if tag == b"traf":
            parts = [(inner, content[at:upto]) for inner, at, upto in boxes(content, body, end)]
            header = next(part for inner, part in parts if inner == b"tfhd")
            reading = movie.tracks.get(int.from_bytes(header[4:8]))
            if reading is not None and (reading.track.kind == "video" or movie.locate):
                _read_runs(reading, _defaults(header, reading.defaults, start), parts)


def _defaults(header: bytes, usual: tuple[int, int, int], start: int) -> _Defaults:
    """Read the header of a track's fragment; offsets count from the fragment's start (§8.8.7)."""
    flags, at = int.from_bytes(header[1:4]), 8
    base = int.from_bytes(header[at : at + 8]) if flags & 1 else start
    at += 8 * bool(flags & 1) + 4 * bool(flags & 2)
    told = list(usual)
    for n, bit in enumerate((8, 16, 32)):
        if flags & bit:
            told[n] = int.from_bytes(header[at : at + 4])
            at += 4
    duration, size, each = told
    return _Defaults(duration, size, each, base)


def _read_runs(reading: _Reading, told: _Defaults, parts: list[tuple[bytes, bytes]]) -> None:
    at = told.base
    for tag, part in parts:
        if tag == b"tfdt":
            reading.next_dts = int.from_bytes(part[4:12] if part[0] else part[4:8])
        elif tag == b"trun":
            at = _read_run(reading, part, told, at)


def _read_run(reading: _Reading, part: bytes, told_once: _Defaults, at_byte: int) -> int:
    """Read a run of frames that lie one after another; gives where the next may begin."""
    flags, count = int.from_bytes(part[1:4]), int.from_bytes(part[4:8])
    if count > _MOST_FRAMES:
        raise Broken("too many frames")
    first_at = 8 + 4 * bool(flags & 1)
    at = first_at + 4 * bool(flags & 4)
    told = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    table = _numbers(part, at, count, ">u4", max(1, len(told))) if told and count else None
    if table is not None:
        table = table.reshape(count, len(told))

    def column(bit: int, otherwise: int) -> Ticks:
        if table is None or bit not in told:
            return np.full(count, otherwise, dtype=np.int64)
        return np.asarray(table[:, told.index(bit)])

    steps, each = column(0x100, told_once.duration), column(0x400, told_once.flags)
    sizes = column(0x200, told_once.size)
    if flags & 1:
        at_byte = told_once.base + int.from_bytes(part[8:12], signed=True)
    reading.places.append((at_byte + np.cumsum(sizes) - sizes, sizes))
    if flags & 4 and count:
        each[0] = int.from_bytes(part[first_at : first_at + 4])
    ahead = column(0x800, 0)
    ahead = np.where(ahead >= 1 << 31, ahead - (1 << 32), ahead) if part[0] else ahead
    dts = reading.next_dts + np.concatenate(([0], np.cumsum(steps)[:-1])) if count else steps
    reading.pts.append(dts + ahead)
    reading.lasting.append(steps)
    reading.key.append((each & _NOT_KEY) == 0)
    reading.next_dts += int(steps.sum())
    return at_byte + int(sizes.sum())


def _finished(reading: _Reading, movie: _Movie) -> Track:
    track = reading.track
    track.time_base = (1, reading.timescale)
    if reading.pts:
        track.pts, track.lasting = np.concatenate(reading.pts), np.concatenate(reading.lasting)
        track.key = np.concatenate(reading.key)
        if movie.locate:
            track.samples = _samples(reading, movie.timescale or 1)
        _edit(track, reading, movie.timescale or 1)
    return track


def _samples(reading: _Reading, movie_timescale: int) -> Samples | None:
    """Say where the frames lie and when each is shown; None where the edits are several."""
    shown = [n for n, (_, start) in enumerate(reading.edits) if start >= 0]
    if len(shown) > 1 or len(reading.places) != len(reading.pts):
        return None
    track, shift, end = reading.track, 0, None
    if shown:
        before = sum(duration for duration, _ in reading.edits[: shown[0]])
        duration, start = reading.edits[shown[0]]
        begin = before * reading.timescale // movie_timescale
        shift = begin - start
        end = begin + duration * reading.timescale // movie_timescale if duration else None
    offsets, sizes = (np.concatenate(each) for each in zip(*reading.places, strict=True))
    return Samples(offsets, sizes, track.pts + shift, track.lasting.copy(), track.key, end)


def _edit(track: Track, reading: _Reading, movie_timescale: int) -> None:
    """Show what the edit list shows, when it shows it (ISO/IEC 14496-12 §8.6.6)."""
    if not any(start >= 0 for _, start in reading.edits):
        return
    if len(reading.edits) > _MOST_EDITS:
        raise Broken("too many edits")
    shown, moments, begin, room = [], [], 0, _MOST_FRAMES
    for duration, start in reading.edits:
        length = duration * reading.timescale // movie_timescale
        if start >= 0:
            last = start + length if length else np.iinfo(np.int64).max
            inside = np.flatnonzero((track.pts >= start) & (track.pts < last))
            room -= len(inside)
            if room < 0:
                raise Broken("too many frames")
            shown.append(inside)
            moments.append(track.pts[inside] - start + begin)
            if length:  # rounded to the movie's ticks
                left = last - track.pts[inside] + reading.timescale // movie_timescale
                track.lasting[inside] = np.minimum(track.lasting[inside], left)
        begin += length
    order = np.concatenate(shown)
    track.pts = np.concatenate(moments)
    track.lasting, track.key = track.lasting[order], track.key[order]
