"""What becomes of a channel of MCAP: rows of a table, a film or pictures, a sound.

Each part takes the messages of one channel as they come and writes its files when it is closed.
"""

import base64
import io
import json
import math
import wave
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image

from dure.core import Issue, Sentence, Severity, say

from .container import Samples, Track
from .mp4_writing import picture_entry, write

LONGEST = 16 << 20  # bytes of a message
_DEEPEST, _MOST_IN_LIST = 16, 64
_MOST_PICTURES = 64
_MOST_APART_S = 0.05  # between a block of sound and the end of the one before
_SUFFIXES = {"jpeg": ".jpg", "jpg": ".jpg", "png": ".png", "webp": ".webp", "avif": ".avif"}


@dataclass(frozen=True, slots=True)
class Made:
    """One stream that was written; `began` is the log time of its start, in nanoseconds."""

    role: str
    path: str
    began: int


class Unfit(Exception):
    """A message is not what its channel says."""


class Part(Protocol):
    """Takes the messages of one channel."""

    def add(self, log_time: int, value: Any, size: int) -> None:  # noqa: ANN401  (JSON)
        """Take a message; raises `Unfit` for what cannot be taken."""

    def close(self) -> tuple[list[Made], list[tuple[str, Sentence]]]:
        """Write what is left, and give the streams and what is to be told of them."""


def said(data: bytes) -> Any:  # noqa: ANN401  (JSON)
    """Read one message in JSON; raises what JSON raises, and `Unfit` for an endless one."""
    if len(data) > LONGEST:
        raise Unfit
    return json.loads(data)


class Rows:
    """Messages as rows: JSON lines with the dotted path of each value as its column."""

    def __init__(self, folder: Path, role: str) -> None:
        self._role, self._path = role, folder / f"{role}.jsonl"
        self._began: int | None = None
        self._lowest = 0
        self._lines: list[str] = []

    def add(self, log_time: int, value: Any, size: int) -> None:  # noqa: ANN401  (JSON)
        if self._began is None:
            self._began = self._lowest = log_time
        self._lowest = min(self._lowest, log_time)
        row: dict[str, Any] = {"time_s": (log_time - self._began) / 1e9}
        for name, cell in _flat(value, "", 0):
            row["message.time_s" if name == "time_s" else name or "value"] = cell
        self._lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        if len(self._lines) >= 1000 or size > 1 << 16:
            self._flush()

    def _flush(self) -> None:
        with self._path.open("ab") as file:
            file.write("".join(self._lines).encode("utf-8", "backslashreplace"))
        self._lines.clear()

    def close(self) -> tuple[list[Made], list[tuple[str, Sentence]]]:
        self._flush()
        return [Made(self._role, self._path.name, self._lowest)], []


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Give each value by its dotted path; long lists and what lies too deep stay JSON."""
    if isinstance(value, dict) and value and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key, depth + 1)
    elif isinstance(value, list) and 0 < len(value) <= _MOST_IN_LIST and depth < _DEEPEST:
        for at, inner in enumerate(value):
            yield from _flat(inner, f"{name}.{at}" if name else str(at), depth + 1)
    elif isinstance(value, dict | list):
        yield name, json.dumps(value, ensure_ascii=False)
    elif isinstance(value, float) and not math.isfinite(value):
        yield name, None
    elif isinstance(value, int) and abs(value) >= 1 << 63:
        yield name, str(value)
    else:
        yield name, value


@dataclass(slots=True)
class Pictures:
    """Compressed pictures: JPEGs of one size become a film, others a stream each."""

    folder: Path
    role: str
    _times: "array[int]" = field(default_factory=lambda: array("q"))
    _sizes: "array[int]" = field(default_factory=lambda: array("q"))
    _kinds: set[tuple[str, int, int]] = field(default_factory=set)
    _suffixes: list[str] = field(default_factory=list)

    @property
    def _raw(self) -> Path:
        return self.folder / f"{self.role}.pictures"

    def add(self, log_time: int, value: Any, size: int) -> None:  # noqa: ANN401  (JSON)
        content = _decoded(value)
        suffix = _suffix(str(value.get("format", "")))
        try:
            with Image.open(io.BytesIO(content)) as picture:
                kind = (suffix, *picture.size)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise Unfit from error
        with self._raw.open("ab") as file:
            file.write(content)
        self._times.append(min(log_time, (1 << 63) - 1))
        self._sizes.append(len(content))
        self._suffixes.append(suffix)
        if len(self._kinds) < 2:
            self._kinds.add(kind)

    def close(self) -> tuple[list[Made], list[tuple[str, Sentence]]]:
        """Write the film or the pictures."""
        if not self._times:
            return [], []
        ((suffix, width, height), *others) = sorted(self._kinds)
        times, sizes = np.array(self._times), np.array(self._sizes)
        is_film = len(times) > 1 and not others and suffix == ".jpg" and max(width, height) < 65536
        with self._raw.open("rb") as file:
            if is_film:
                made = [self._film(file, (width, height), times, sizes)]
            else:
                made = list(self._each(file, self._times, self._sizes))
        self._raw.unlink()
        left = 0 if is_film else len(times) - len(made)
        return made, [("too_many_pictures", _too_many(left))] if left else []

    def _film(self, file: Any, size: tuple[int, int], times: Any, sizes: Any) -> Made:  # noqa: ANN401
        order = np.argsort(times, kind="stable")
        ticks = (times[order] - times[order[0]]) // 1000
        nothing = np.zeros(len(ticks), np.int64)
        offsets = (np.cumsum(sizes) - sizes)[order]
        samples = Samples(offsets, sizes[order], ticks, nothing, np.ones(len(ticks), bool))
        track = Track("video", "mjpeg", "jpeg", width=size[0], height=size[1])
        track.time_base, track.setup = (1, 1_000_000), picture_entry(track, b"jpeg", b"")
        path = self.folder / f"{self.role}.mp4"
        with path.open("wb") as out:
            write(track, samples, file, out)
        return Made(self.role, path.name, int(times[order[0]]))

    def _each(self, file: Any, times: Sequence[int], sizes: Sequence[int]) -> Iterator[Made]:  # noqa: ANN401
        for at, (time, size, suffix) in enumerate(zip(times, sizes, self._suffixes, strict=True)):
            if at >= _MOST_PICTURES:
                return
            role = f"{self.role}_{at + 1}" if len(times) > 1 else self.role
            (self.folder / f"{role}{suffix}").write_bytes(file.read(int(size)))
            yield Made(role, f"{role}{suffix}", int(time))


def _suffix(told: str) -> str:
    """Give the suffix of a picture; ROS writes ``rgb8; jpeg compressed bgr8``."""
    found = next((s for name, s in _SUFFIXES.items() if name in told.lower()), None)
    if found is None:
        raise Unfit
    return found


def _decoded(value: Any) -> bytes:  # noqa: ANN401  (JSON)
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, str):
        raise Unfit
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise Unfit from error


class Sound:
    """Blocks of sound, one after another in a WAV."""

    def __init__(self, folder: Path, role: str) -> None:
        self._role, self._path = role, folder / f"{role}.wav"
        self._out: wave.Wave_write | None = None
        self._layout = (0, 0)
        self._began = self._frames = self._apart = 0

    def add(self, log_time: int, value: Any, size: int) -> None:  # noqa: ANN401  (JSON)
        content = _decoded(value)
        layout = value.get("sample_rate"), value.get("number_of_channels")
        if not _is_layout(layout) or value.get("format") != "pcm-s16":
            raise Unfit
        if len(content) % (2 * layout[1]):
            raise Unfit
        if self._out is None:
            self._open(layout, log_time)
        elif layout != self._layout:
            raise Unfit
        expected = self._began + self._frames * 1_000_000_000 // layout[0]
        self._apart += abs(log_time - expected) > _MOST_APART_S * 1e9
        self._frames += len(content) // (2 * layout[1])
        if self._out is not None:
            self._out.writeframesraw(content)

    def _open(self, layout: tuple[int, int], log_time: int) -> None:
        self._out = wave.open(str(self._path), "wb")  # noqa: SIM115  (closed with the part)
        self._out.setframerate(layout[0])
        self._out.setnchannels(layout[1])
        self._out.setsampwidth(2)
        self._layout, self._began = layout, log_time

    def close(self) -> tuple[list[Made], list[tuple[str, Sentence]]]:
        """Finish the sound."""
        if self._out is None:
            return [], []
        self._out.close()
        made = [Made(self._role, self._path.name, self._began)]
        return made, [("sound_with_gaps", _apart(self._apart))] if self._apart else []


def _is_layout(layout: tuple[Any, Any]) -> bool:
    rate, channels = layout
    return type(rate) is int and type(channels) is int and 0 < rate < 1 << 20 and 0 < channels <= 64


def _apart(count: int) -> Sentence:
    return say(
        "{count} blocks of the sound do not begin where the one before ends; nothing was filled "
        "in, so look at its times.",
        count=count,
    )


def _too_many(count: int) -> Sentence:
    return say(
        "{count} pictures were left out: only JPEGs of one size become a film, of others the "
        "first 64 are taken.",
        count=count,
    )


def told(topic: str, kind: str, message: Sentence) -> Issue:
    """Give what is to be told of a channel, where something of it was left out."""
    return Issue(topic, kind, message, Severity.WARNING)
