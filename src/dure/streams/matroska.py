"""Read the tracks of WebM and Matroska files, whole or as they are streamed (RFC 9559)."""

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from .container import CODECS, Broken, Container, Samples, Track

SIGNATURE = b"\x1a\x45\xdf\xa3"
_EBML, _DOCTYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _CLUSTER, _INFO, _TRACKS, _ENTRY = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
_SCALE, _CLUSTER_TIME, _SIMPLE, _GROUP, _BLOCK = 0x2AD7B1, 0xE7, 0xA3, 0xA0, 0xA1
_REFERENCE, _LASTING, _TRIMMED = 0xFB, 0x9B, 0x75A2
_PRIVATE, _DELAY, _ENCODINGS = 0x63A2, 0x56AA, 0x6D80
_NUMBER, _KIND, _CODEC, _USUAL = 0xD7, 0x83, 0x86, 0x23E383
_VIDEO, _WIDTH, _HEIGHT, _PROJECTION, _ROLL = 0xE0, 0xB0, 0xBA, 0x7670, 0x7675
_AUDIO, _SAMPLING, _CHANNELS, _DEPTH = 0xE1, 0xB5, 0x9F, 0x6264
_ENTERED = frozenset({_SEGMENT, _CLUSTER})
_KEPT = frozenset({_EBML, _INFO, _TRACKS, _CLUSTER_TIME, _GROUP})
_KINDS = {1: "video", 2: "sound"}
_LARGEST = 64 << 20
_BLOCK_HEAD = 16  # bytes that hold the number of the track, the time and the flags
_KEY, _UNSEEN, _LACING = 0x80, 0x08, 0x06


class _Frames:
    """The blocks of one track, as they come; places are of all blocks, also of those unseen."""

    def __init__(self) -> None:
        self.pts: list[int] = []
        self.lasting: list[int] = []
        self.key: list[bool] = []
        self.places: list[tuple[int, int, int, int, bool]] = []  # offset, size, pts, lasting, key
        self.trimmed = 0
        self.is_laced = False


def read(file: BinaryIO, *, locate: bool = False) -> Container:
    """Read the tracks of a file, and with `locate` where their frames lie; raises `Broken`."""
    scale, kind, cluster = 1_000_000, "video/x-matroska", 0
    tracks: dict[int, Track] = {}
    frames: dict[int, _Frames] = {}
    try:
        for id, content, body, size in _elements(file):
            if id == _EBML:
                kind = _media_type(content)
            elif id == _INFO:
                scale = _number(dict(_inner(content)).get(_SCALE, b"")) or scale
            elif id == _TRACKS:
                tracks |= dict(_track(entry) for tag, entry in _inner(content) if tag == _ENTRY)
            elif id == _CLUSTER_TIME:
                cluster = _number(content)
            else:
                _add(frames, cluster, (id, content, body, size))
    except (struct.error, LookupError, ValueError, OverflowError) as error:
        raise Broken(str(error)) from error
    for number, track in tracks.items():
        found = frames.get(number, _Frames())
        usual = _finish(track, found, scale)
        track.samples = _samples(found, usual) if locate and not track.is_packed else None
    return Container(kind, list(tracks.values()))


def _elements(file: BinaryIO) -> Iterator[tuple[int, bytes, int, int]]:
    """Give what matters of a file, and where it lies; of blocks only their heads are read."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    while at < end:
        file.seek(at)
        head = file.read(12 + _BLOCK_HEAD)
        id, after = _id(head, 0)
        size, after = _size(head, after)
        body = at + after
        if id in _ENTERED and (size is None or body + size <= end):
            at = body
            continue
        if size is None or body + size > end:
            raise Broken(f"element {id:x} at {at} ends outside")
        if id == _SIMPLE:
            yield id, head[after : after + min(size, _BLOCK_HEAD)], body, size
        elif id in _KEPT:
            if size > _LARGEST:
                raise Broken("too much of it")
            file.seek(body)
            yield id, file.read(size), body, size
        at = body + size


def _id(content: bytes, at: int) -> tuple[int, int]:
    length = 9 - content[at].bit_length()
    if length > 4:
        raise Broken(f"no element at {at}")
    return int.from_bytes(content[at : at + length]), at + length


def _size(content: bytes, at: int) -> tuple[int | None, int]:
    length = 9 - content[at].bit_length()
    if length > 8:
        raise Broken(f"no size at {at}")
    value = int.from_bytes(content[at : at + length]) & ((1 << 7 * length) - 1)
    return None if value == (1 << 7 * length) - 1 else value, at + length


def _inner(content: bytes) -> Iterator[tuple[int, bytes]]:
    for id, at, end in _inside(content):
        yield id, content[at:end]


def _inside(content: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(content):
        id, at = _id(content, at)
        size, at = _size(content, at)
        if size is None or at + size > len(content):
            raise Broken(f"element {id:x} ends outside")
        yield id, at, at + size
        at += size


def _number(content: bytes) -> int:
    return int.from_bytes(content)


def _float(content: bytes) -> float:
    return float(struct.unpack(">f" if len(content) == 4 else ">d", content)[0]) if content else 0.0


def _media_type(content: bytes) -> str:
    name = dict(_inner(content)).get(_DOCTYPE, b"").rstrip(b"\x00")
    return "video/webm" if name == b"webm" else "video/x-matroska"


def _track(content: bytes) -> tuple[int, Track]:
    parts = dict(_inner(content))
    name = parts.get(_CODEC, b"").rstrip(b"\x00").decode("latin-1")
    track = Track(_KINDS.get(_number(parts.get(_KIND, b"")), "other"), CODECS.get(name, name), name)
    track.setup, track.delay_s = parts.get(_PRIVATE, b""), _number(parts.get(_DELAY, b"")) / 1e9
    track.is_packed = _ENCODINGS in parts  # compressed again, or encrypted
    video, audio = dict(_inner(parts.get(_VIDEO, b""))), dict(_inner(parts.get(_AUDIO, b"")))
    track.width, track.height = _number(video.get(_WIDTH, b"")), _number(video.get(_HEIGHT, b""))
    # The roll turns against the clock.
    roll = _float(dict(_inner(video.get(_PROJECTION, b""))).get(_ROLL, b""))
    track.rotation = round(-roll / 90) * 90 % 360
    track.sample_rate = round(_float(audio.get(_SAMPLING, b""))) or 8000
    track.channels = _number(audio.get(_CHANNELS, b"\x01"))
    track.depth = _number(audio.get(_DEPTH, b""))
    # For a while the usual duration waits here, in nanoseconds.
    track.lasting = np.array([_number(parts.get(_USUAL, b""))], dtype=np.int64)
    return _number(parts[_NUMBER]) if _NUMBER in parts else 0, track


def _add(frames: dict[int, _Frames], cluster: int, element: tuple[int, bytes, int, int]) -> None:
    """Take up a block: its track, its time after the cluster's, and its flags."""
    id, content, body, size = element
    lasting, is_key, trimmed, block = 0, None, 0, content
    if id == _GROUP:
        parts = {tag: (at, end) for tag, at, end in _inside(content)}
        at, end = parts.get(_BLOCK, (0, 0))
        block, body, size = content[at:end], body + at, end - at
        lasting = _number(content[slice(*parts.get(_LASTING, (0, 0)))])
        trimmed = int.from_bytes(content[slice(*parts.get(_TRIMMED, (0, 0)))], signed=True)
        is_key = _REFERENCE not in parts
    number, at = _size(block, 0)
    moment, flags = struct.unpack_from(">hB", block, at)
    if number is None:
        return
    found = frames.setdefault(number, _Frames())
    key = bool(flags & _KEY) if is_key is None else is_key
    found.places.append((body + at + 3, size - at - 3, cluster + moment, lasting, key))
    found.trimmed, found.is_laced = trimmed, found.is_laced or bool(flags & _LACING)
    if not flags & _UNSEEN:
        found.pts.append(cluster + moment)
        found.lasting.append(lasting)
        found.key.append(key)


def _samples(frames: _Frames, usual: int) -> Samples:
    rows = np.array(frames.places, dtype=np.int64).reshape(-1, 5)
    offsets, sizes, pts, lasting, key = rows.T
    lasting = np.where(lasting > 0, lasting, usual)
    return Samples(offsets, sizes, pts, lasting, key.astype(bool), trimmed=frames.trimmed)


def _finish(track: Track, frames: _Frames, scale: int) -> int:
    """Tell a track what came of it; gives for how many ticks its frames usually last."""
    usual = round(int(track.lasting[0]) / scale) if len(track.lasting) else 0
    track.time_base = (scale, 1_000_000_000)
    track.pts = np.array(frames.pts, dtype=np.int64)
    told = np.array(frames.lasting, dtype=np.int64)
    track.lasting = np.where(told > 0, told, usual)
    track.is_packed |= frames.is_laced
    track.key = np.array(frames.key, dtype=bool)
    return usual
