"""Examine sound: decode all of it, in pieces, into the peaks of its waveform."""

import io
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import soundfile
from tinytag import TinyTag

from dure.core import Invalid, Modality, Probe, say
from dure.streams import pictures

from . import Examined, Note, Refused, Source
from .parts import box_parts, damaged, riff_parts, truncated

_FILE_LIMIT = 512 << 20  # where the whole file is needed at once
_PEAKS, _BLOCK = 1024, 65536
_MP3_FRAME = 1152  # samples; what a decoder may rightly lack at the end
_STREAMED = 0x7FFFFF00  # data sizes that recorders write before they know better
_AAC_RATES = (
    96000,
    88200,
    64000,
    48000,
    44100,
    32000,
    24000,
    22050,
    16000,
    12000,
    11025,
    8000,
    7350,
)
_MEDIA_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4"}


class _Bytes(io.BytesIO):
    """Bytes that forgive libsndfile a seek to before their start."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        start = (0, self.tell(), len(self.getbuffer()))[whence]
        return super().seek(max(0, start + offset))


def examine(source: Source) -> Examined:
    """Examine a sound; M4A and AAC are measured from their structure, and drawn with `video`."""
    if source.format == "m4a":
        return _drawn(source, _examine_m4a(source))
    if source.format == "aac":
        return _drawn(source, _examine_aac(source.read(_FILE_LIMIT)))
    notes: tuple[Note, ...] = ()
    content = source.content
    if source.format == "wav":
        notes, unmarked = _wav_header(source)
        content = _marked(source.read(_FILE_LIMIT), unmarked) if unmarked else content
    elif source.format == "ogg":
        _check_ogg_end(source)
    try:
        return _decoded(source, content, notes)
    except soundfile.LibsndfileError as error:
        raise damaged() from error


def _decoded(source: Source, content: bytes | None, notes: tuple[Note, ...]) -> Examined:
    opened = source.path if content is None else _Bytes(content)
    with soundfile.SoundFile(opened) as sound:
        peaks = _Peaks(sound.frames, sound.channels)
        for block in _blocks(sound, peaks.step):
            peaks.add(block)
        rate, channels, declared = int(sound.samplerate), int(sound.channels), int(sound.frames)
    if not peaks.frames:
        raise Refused(
            "no_samples", say("The recording has no samples; record it again or leave it out.")
        )
    if peaks.frames + _MP3_FRAME < declared:
        raise truncated()
    probe = Probe(
        Modality.AUDIO,
        _MEDIA_TYPES.get(source.format, f"audio/{source.format}"),
        duration_s=peaks.frames / rate,
        sample_rate=rate,
        channels=channels,
    )
    if peaks.not_finite:
        notes = (*notes, _not_finite(peaks.not_finite))
    return Examined(probe, peaks.to_json(rate), "application/json", notes)


def _blocks(sound: Any, step: int) -> Iterator[Any]:  # noqa: ANN401  (soundfile is untyped)
    count = max(1, _BLOCK // (step * sound.channels)) * step
    while len(block := sound.read(count, dtype="float32", always_2d=True)):
        yield block


class _Peaks:
    """Lowest and highest sample of about a thousand equal stretches, over all channels."""

    def __init__(self, frames: int, channels: int) -> None:
        # A header may lie: no stretch is longer than a block, and `to_json` merges them.
        self.step = max(1, min(math.ceil(frames / _PEAKS), _BLOCK // channels))
        self.frames = 0
        self.not_finite = 0
        self._pairs: list[Any] = []

    def add(self, block: Any) -> None:  # noqa: ANN401
        self.frames += len(block)
        if not np.isfinite(block.sum(dtype=np.float64)):
            self.not_finite += int(np.count_nonzero(~np.isfinite(block)))
            block = np.nan_to_num(block, posinf=0.0, neginf=0.0)
        starts = np.arange(0, len(block), self.step)
        low = np.minimum.reduceat(block, starts).min(axis=1)
        high = np.maximum.reduceat(block, starts).max(axis=1)
        self._pairs.append(np.stack((low, high), axis=1))

    def to_json(self, rate: int) -> bytes:
        """Give the peaks in the layout of BBC audiowaveform, version 2, 8 bits."""
        pairs, step = np.concatenate(self._pairs), self.step
        while len(pairs) > 2 * _PEAKS:  # the header promised fewer samples than came
            starts = np.arange(0, len(pairs), 2)
            low = np.minimum.reduceat(pairs[:, 0], starts)
            pairs = np.stack((low, np.maximum.reduceat(pairs[:, 1], starts)), axis=1)
            step *= 2
        bits = np.clip(np.round(pairs * 127), -128, 127).astype(np.int8)
        peaks = {
            "version": 2,
            "channels": 1,
            "sample_rate": rate,
            "samples_per_pixel": step,
            "bits": 8,
            "length": len(bits),
            "data": bits.ravel().tolist(),
        }
        return json.dumps(peaks, separators=(",", ":")).encode()


def _not_finite(count: int) -> Note:
    return Note(
        "not_finite",
        say("{count} samples are no numbers; they are read as silence.", count=count),
    )


# WAV


def _wav_header(source: Source) -> tuple[tuple[Note, ...], int]:
    """Hold the sizes that a WAV declares against the file.

    Returns notes, and the offset of a data size left 0 by a recorder that was cut off.
    """
    with source.open() as file:
        head = file.read(12)
        if head[:4] != b"RIFF":  # RF64 keeps its sizes elsewhere, and libsndfile checks them
            return (), 0
        parts = riff_parts(file, source.size)
        data = next((part for part in parts if part.tag == b"data"), None)
    if data is None:
        raise truncated()
    declared, missing = data.end - data.body, data.end - source.size
    if declared == 0 and source.size - data.body > 8 and head[4:8] == b"\x00\x00\x00\x00":
        return (_wrong_header(),), data.start + 4
    if missing <= 0:
        return (), 0
    riff_end = int.from_bytes(head[4:8], "little") + 8
    if declared < _STREAMED and riff_end > source.size + 1 and missing > 1:
        raise truncated()
    return (_wrong_header(),), 0


def _marked(content: bytes, at: int) -> bytes:
    """Write the mark of a streamed file where the data size is 0; libsndfile understands it."""
    return b"".join((content[:at], b"\xff\xff\xff\xff", content[at + 4 :]))


def _wrong_header() -> Note:
    return Note(
        "wrong_header",
        say("The header declares another length than the file has; the file's own was taken."),
    )


# Ogg, MPEG-4, AAC


def _check_ogg_end(source: Source) -> None:
    """Refuse a stream whose last page is cut or not marked as the last (RFC 3533 §6)."""
    with source.open() as file:
        file.seek(max(0, source.size - 2 * 65307))
        tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27:
        raise truncated()
    sizes = tail[at + 27 : at + 27 + tail[at + 26]]
    if not tail[at + 5] & 4 or at + 27 + len(sizes) + sum(sizes) > len(tail):
        raise truncated()


def _examine_m4a(source: Source) -> Examined:
    content = source.read(_FILE_LIMIT)
    tags = {part.tag for part in box_parts(content, 0, len(content))}
    if not {b"moov", b"mdat"} <= tags:
        raise truncated()
    file: BinaryIO = _Bytes(content)
    tag = TinyTag.get(filename="sound.m4a", file_obj=file, tags=False)
    return _measured("audio/mp4", tag.duration, tag.samplerate, tag.channels)


def _examine_aac(content: bytes) -> Examined:
    """Count the frames of an ADTS stream (ISO/IEC 13818-7 §6.2)."""
    at = _id3_end(content)
    rate = channels = samples = 0
    while at + 7 <= len(content) and content[at] == 0xFF and content[at + 1] & 0xF6 == 0xF0:
        number = content[at + 2] >> 2 & 15
        if number >= len(_AAC_RATES):
            raise damaged()
        rate = _AAC_RATES[number]
        channels = (content[at + 2] & 1) << 2 | content[at + 3] >> 6
        size = (content[at + 3] & 3) << 11 | content[at + 4] << 3 | content[at + 5] >> 5
        if size < 7:
            raise damaged()
        samples += 1024 * ((content[at + 6] & 3) + 1)
        at += size
    if at > len(content):
        raise truncated()
    return _measured("audio/aac", samples / rate if rate else None, rate, channels)


def _drawn(source: Source, measured: Examined) -> Examined:
    """Draw what only the extra ``video`` decodes, where it is installed; nothing is refused."""
    probe = measured.probe
    if not pictures.can_decode():
        return measured
    rate, channels = probe.sample_rate or 1, probe.channels or 1
    peaks = _Peaks(round((probe.duration_s or 0) * rate), channels)
    with source.open() as file:
        try:
            for block in pictures.sounds(
                file, max(1, _BLOCK // (peaks.step * channels)) * peaks.step
            ):
                peaks.add(block)
        except Invalid:
            return measured
    if not peaks.frames:
        return measured
    return replace(measured, preview=peaks.to_json(rate), preview_type="application/json")


def _id3_end(content: bytes) -> int:
    if content[:3] != b"ID3":
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10


def _measured(
    media_type: str, duration_s: float | None, rate: int | None, channels: int | None
) -> Examined:
    if not duration_s or not math.isfinite(duration_s) or not rate:
        raise Refused(
            "no_samples", say("The recording has no samples; record it again or leave it out.")
        )
    return Examined(
        Probe(
            Modality.AUDIO,
            media_type,
            duration_s=float(duration_s),
            sample_rate=int(rate),
            channels=channels or None,
        )
    )
