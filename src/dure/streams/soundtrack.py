"""Split the sound off a video as a file of its own; its coded samples are copied, not decoded.

AAC becomes M4A, Opus and Vorbis become Ogg, FLAC and MP3 stand alone, and what is not compressed
becomes WAV. Where on the video's clock it begins is said, so that nothing needs to be added.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from dure.core import Invalid, Sentence, say

from . import frames, ogg, pcm
from .container import PLAIN, Samples, Ticks, Track
from .mp4_writing import aac_entry, coded, write

_LEAD_S = 0.2  # kept before what is shown: decoders of sound want to run in
_HOLE_S = 0.1  # a step by which the times of a sound may be off before it has a hole
_AAC_FRAME, _OPUS_RATE = 1024, 48_000
_MP4_AAC, _MP4_MP3 = {0x40, 0x66, 0x67, 0x68}, {0x69, 0x6B}


class CannotSplit(Invalid):
    """The sound cannot be copied out of its video; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """The sound of a video.

    Attributes:
        form: the format of the file that it becomes: ``m4a``, ``ogg``, ``wav``, ``flac``, ``mp3``.
        start_s: when it begins on the video's clock.
        further: sound tracks beside it, which stay in the video.
        write: writes the file, given the video.
    """

    form: str
    start_s: float
    further: int
    write: Callable[[BinaryIO, BinaryIO], None]


def find(file: BinaryIO) -> Soundtrack | None:
    """Give the first sound track of a video, None where it has none; raises `CannotSplit`."""
    tracks = [
        track for track in frames.container_of(file, locate=True).tracks if track.kind == "sound"
    ]
    if not tracks:
        return None
    track = tracks[0]
    if track.samples is None or not len(track.samples.sizes):
        raise _cannot(track)
    kept = replace(track, samples=_shown(track.samples, track.time_base))
    try:
        found = _WAYS[_kind(track)](kept, file)
    except (KeyError, ValueError, LookupError) as error:
        raise _cannot(track) from error
    return replace(found, further=len(tracks) - 1)


def _cannot(track: Track) -> CannotSplit:
    message = say(
        "The sound of the video ({codec}) cannot be split off without coding it anew; it stays in "
        "the video.",
        codec=track.coding or "?",
    )
    return CannotSplit(message)


def _kind(track: Track) -> str:
    """Name the way in which a sound is written, by the codec; raises `KeyError`."""
    coding = track.coding
    if coding == "mp4a":
        object_type, _ = _decoder(track.setup)
        return "aac" if object_type in _MP4_AAC else "mp3" if object_type in _MP4_MP3 else "?"
    if coding in PLAIN or coding.startswith("A_PCM/"):
        return "pcm"
    return {
        **dict.fromkeys(("Opus", "A_OPUS"), "opus"),
        **dict.fromkeys(("fLaC", "A_FLAC"), "flac"),
        **dict.fromkeys((".mp3", "A_MPEG/L3"), "mp3"),
        "A_AAC": "aac",
        "A_VORBIS": "vorbis",
    }[coding]


def _shown(samples: Samples, time_base: tuple[int, int]) -> Samples:
    """Leave out what an edit list leaves out, but for what a decoder needs to run in."""
    lead = round(_LEAD_S * time_base[1] / time_base[0])
    kept = samples.pts + samples.lasting > -lead
    if samples.end is not None:
        kept &= samples.pts < samples.end
    if kept.all() or not kept.any():
        return samples
    names = ("offsets", "sizes", "pts", "lasting", "key")
    return replace(samples, **{name: getattr(samples, name)[kept] for name in names})


def _samples(track: Track) -> Samples:
    if track.samples is None:
        raise ValueError("where the sound lies is wanted")
    return track.samples


def _first_s(track: Track) -> float:
    first = int(_samples(track).pts[0])
    return first * track.time_base[0] / track.time_base[1] - track.delay_s


def _require_whole(track: Track, lengths: Ticks, rate: float) -> None:
    """Refuse a sound with a hole: packets one after another would close it."""
    samples = _samples(track)
    told = (samples.pts - samples.pts[0]) * track.time_base[0] / track.time_base[1]
    heard = (np.cumsum(lengths) - lengths) / rate
    if len(told) and float(np.abs(told - heard).max()) > _HOLE_S:
        raise ValueError("the sound has a hole")


# The ways


def _aac(track: Track, file: BinaryIO) -> Soundtrack:
    samples = _samples(track)
    if track.coding == "A_AAC":
        # Matroska tells milliseconds; packets of AAC last exactly 1024 samples.
        rate = track.sample_rate
        lengths = np.full(len(samples.sizes), _AAC_FRAME, dtype=np.int64)
        _require_whole(track, lengths, rate)
        first = round(_first_s(track) * rate)
        even = replace(samples, pts=first + np.cumsum(lengths) - lengths, lasting=lengths)
        track = replace(track, time_base=(1, rate), delay_s=0.0, setup=aac_entry(track))
        samples = even
    else:
        _, config = _decoder(track.setup)
        track = replace(track, setup=aac_entry(replace(track, setup=config)))
    late = max(0, int(samples.pts[0]))
    end = None if samples.end is None else samples.end - late
    moved = replace(samples, pts=samples.pts - late, end=end)
    start_s = late * track.time_base[0] / track.time_base[1]
    return Soundtrack("m4a", start_s, 0, lambda file, out: write(track, moved, file, out))


def _opus(track: Track, file: BinaryIO) -> Soundtrack:
    head = track.setup if track.coding == "A_OPUS" else _opus_head(track.setup)
    if head[:8] != b"OpusHead":
        raise ValueError("the head of the sound is wanted")
    skipped = int.from_bytes(head[10:12], "little")
    lengths = _lengths(track, file, ogg.opus_length)
    _require_whole(track, lengths, _OPUS_RATE)
    start_s = _first_s(track) + skipped / _OPUS_RATE
    ends = np.cumsum(lengths)
    ends[-1] = min(ends[-1], _opus_end(track, int(ends[-1]), start_s, skipped))
    tags = b"OpusTags" + b"\x04\x00\x00\x00dure" + bytes(4)

    def written(file: BinaryIO, out: BinaryIO) -> None:
        ogg.write(
            [head, tags], zip(packets(file, _samples(track)), ends.tolist(), strict=True), out
        )

    return Soundtrack("ogg", start_s, 0, written)


def _opus_end(track: Track, whole: int, start_s: float, skipped: int) -> int:
    samples = _samples(track)
    if samples.end is None:
        return whole - samples.trimmed * _OPUS_RATE // 1_000_000_000
    end_s = samples.end * track.time_base[0] / track.time_base[1]
    return skipped + max(0, round((end_s - start_s) * _OPUS_RATE))


def _opus_head(entry: bytes) -> bytes:
    """Turn the box of MP4 into Ogg's head, whose numbers begin with their lowest byte."""
    at = entry.index(b"dOps") + 4
    version, channels = entry[at], entry[at + 1]
    skipped, rate, gain = entry[at + 2 : at + 4], entry[at + 4 : at + 8], entry[at + 8 : at + 10]
    mapping = entry[at + 10 : at + 11 + ((2 + channels) if entry[at + 10] else 0)]
    fixed = bytes([version + 1, channels]) + skipped[::-1] + rate[::-1] + gain[::-1]
    return b"OpusHead" + fixed + mapping


def _vorbis(track: Track, file: BinaryIO) -> Soundtrack:
    headers = _xiph(track.setup)
    clock = ogg.VorbisClock(headers[0], headers[2])
    lengths = _lengths(track, file, clock.length)
    _require_whole(track, lengths, track.sample_rate)
    ends = np.cumsum(lengths)
    ends[-1] -= _samples(track).trimmed * track.sample_rate // 1_000_000_000
    comment = b"\x03vorbis\x04\x00\x00\x00dure" + bytes(4) + b"\x01"

    def written(file: BinaryIO, out: BinaryIO) -> None:
        heads = [headers[0], comment, headers[2]]
        ogg.write(heads, zip(packets(file, _samples(track)), ends.tolist(), strict=True), out)

    # The first packet sounds only together with the second, from when that one is due.
    second = replace(track, samples=replace(_samples(track), pts=_samples(track).pts[1:]))
    return Soundtrack("ogg", _first_s(second), 0, written)


def _xiph(setup: bytes) -> list[bytes]:
    """Part the three headers that Matroska keeps together (Xiph lacing)."""
    count, at, sizes = setup[0], 1, list[int]()
    for _ in range(count):
        size = 0
        while setup[at] == 255:
            size, at = size + 255, at + 1
        sizes.append(size + setup[at])
        at += 1
    found = []
    for size in sizes:
        found.append(setup[at : at + size])
        at += size
    return [*found, setup[at:]]


def _plain(track: Track, file: BinaryIO) -> Soundtrack:
    is_mp4 = track.coding in PLAIN
    samples = _samples(track)
    found = pcm.of_mp4(track) if is_mp4 else pcm.of_matroska(track, track.depth)
    if found is None:
        raise ValueError("how the sound is written is wanted")
    _require_whole(track, samples.sizes // found.width, found.rate)
    size = int(samples.sizes.sum())
    start_s = _first_s(track)
    return Soundtrack(
        "wav", start_s, 0, lambda file, out: pcm.write(found, size, coded(file, samples), out)
    )


def _flac(track: Track, file: BinaryIO) -> Soundtrack:
    setup = track.setup
    if track.coding == "fLaC":
        at = setup.index(b"dfLa")
        setup = b"fLaC" + setup[at + 8 : at - 4 + int.from_bytes(setup[at - 4 : at])]
    if setup[:4] != b"fLaC":
        raise ValueError("the head of the sound is wanted")
    return _bare(track, "flac", setup)


def _mp3(track: Track, file: BinaryIO) -> Soundtrack:
    return _bare(track, "mp3", b"")


def _bare(track: Track, form: str, head: bytes) -> Soundtrack:
    """Write frames one after another, as formats want them whose frames tell their own length."""
    samples = _samples(track)
    steps = np.diff(samples.pts) * track.time_base[0] / track.time_base[1]
    if len(steps) and steps.max() > np.median(steps) + _HOLE_S:
        raise ValueError("the sound has a hole")

    def written(file: BinaryIO, out: BinaryIO) -> None:
        out.write(head)
        for piece in coded(file, samples):
            out.write(piece)

    return Soundtrack(form, _first_s(track), 0, written)


_WAYS: dict[str, Callable[[Track, BinaryIO], Soundtrack]] = {
    "aac": _aac,
    "opus": _opus,
    "vorbis": _vorbis,
    "pcm": _plain,
    "flac": _flac,
    "mp3": _mp3,
}


def packets(file: BinaryIO, samples: Samples, most: int | None = None) -> Iterator[bytes]:
    """Give the coded frames one by one, or their first bytes."""
    for at, size in zip(samples.offsets.tolist(), samples.sizes.tolist(), strict=True):
        file.seek(at)
        yield file.read(size if most is None else min(size, most))


def _lengths(track: Track, file: BinaryIO, length: Callable[[bytes], int]) -> Ticks:
    heads = packets(file, _samples(track), 2)
    return np.array([length(head) for head in heads], dtype=np.int64)


def _decoder(entry: bytes) -> tuple[int, bytes]:
    """Give the kind of object of an MPEG-4 sound, and what its decoder must know."""
    at = entry.index(b"esds") + 8
    found: dict[int, bytes] = {}
    while at < len(entry) and entry[at] in (3, 4, 5):
        tag, at, size = entry[at], at + 1, 0
        while entry[at] & 0x80:
            size, at = size << 7 | entry[at] & 0x7F, at + 1
        size, at = size << 7 | entry[at] & 0x7F, at + 1
        found[tag] = entry[at : at + size]
        at += {3: 3, 4: 13, 5: size}[tag]
    return found[4][0], found.get(5, b"")
