"""What Label Studio says of a video: boxes on numbered frames, and ranges of frames.

Frames count from 1, and Label Studio tells them from the time by the frame rate of its
configuration: frame n is shown from (n - 1) / rate seconds on. A key frame that is not `enabled`
is the last of a stretch in which the thing is seen; otherwise it is seen to the end.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dure.core import Keyframe, Labelled, Segment, Track

from ..base.geometry import Size, number, on_grid
from ..base.reading import Times
from ..base.times import on_us
from ..base.tracks import Seen
from .label_studio_places import from_corner, percent, to_corner

# Label Studio's own rate where a configuration states none.
DEFAULT_RATE = 24.0
_RATES = (24.0, 25.0, 30.0, 50.0, 60.0, 24000 / 1001, 30000 / 1001, 60000 / 1001, 100.0, 1000.0)
_NEAR_S, _MEETS_S = 2e-6, 1e-4


def rate_of(value: dict[str, Any]) -> float | None:
    """Give the frames a second that a result states by its count of frames and its duration."""
    count, duration = number(value.get("framesCount")), number(value.get("duration"))
    rate = count / duration if count and duration and duration > 0 else None
    return rate if rate and 0 < rate < 10_000 else None


def keyframes(value: dict[str, Any], size: Size, rate: float) -> tuple[Keyframe, ...] | None:
    """Read a sequence; None where it is none."""
    sequence = value.get("sequence")
    found: list[Keyframe] = []
    for raw in sequence if isinstance(sequence, list) else [None]:
        numbers = [number(raw.get(key)) for key in _KEYS] if isinstance(raw, dict) else [None]
        if not isinstance(raw, dict) or None in numbers:
            return None
        frame, *edges = (value or 0.0 for value in numbers)
        box = _box([v * size[i & 1] / 100 for i, v in enumerate(edges)], raw)
        one = Keyframe(on_us(max(frame - 1, 0) / rate), *box)
        while found and found[-1].time_s >= one.time_s:
            found.pop()
        found.append(one)
        if raw.get("enabled") is False:
            found.append(replace(one, time_s=on_us(max(frame, 1) / rate), outside=True))
    if found and found[-1].outside:
        return tuple(found[:-1])
    last = number(value.get("framesCount")) or 0.0
    end = on_us(max(last - 1, 0) / rate)
    if found and end > found[-1].time_s:  # it is seen to the end
        found.append(replace(found[-1], time_s=end))
    return tuple(found) or None


def seen(found: Sequence[Keyframe], times: Times) -> Iterator[Seen]:
    """Give where a track is on the frames of a film, whose times its key frames may miss."""
    known = [one.time_s for one in found]
    for frame, time in enumerate(times):
        index = bisect_right(known, time + _NEAR_S) - 1
        if index < 0:
            continue
        one, meets = found[index], abs(known[index] - time) < _MEETS_S
        following = found[index + 1] if index + 1 < len(found) else None
        if following is None and not meets:
            return
        hidden = one.outside or following is None or meets
        at = one if hidden or following is None else _between(one, following, time)
        box = (at.x, at.y, at.width, at.height, at.rotation)
        yield Seen(frame, box, one.outside, key=meets)


def _box(edges: list[float], raw: dict[str, Any]) -> tuple[float, float, float, float, float]:
    x, y, width, height = edges
    turn = number(raw.get("rotation")) or 0.0
    left, top = from_corner(x, y, width, height, turn) if turn % 360 else (x, y)
    return on_grid(left), on_grid(top), on_grid(width), on_grid(height), turn


_KEYS = ("frame", "x", "y", "width", "height")


def segments(value: dict[str, Any], label: str, rate: float) -> Iterator[tuple[str, float, float]]:
    """Give the stretches that ranges of frames, both ends included, mean."""
    ranges = value.get("ranges")
    for one in ranges if isinstance(ranges, list) else ():
        start = number(one.get("start")) if isinstance(one, dict) else None
        end = number(one.get("end")) if isinstance(one, dict) else None
        if start is not None and end is not None and 1 <= start <= end:
            yield label, on_us((start - 1) / rate), on_us(end / rate)


def rate_for(labelled: Labelled, *, is_film: bool, shown: Times | None = None) -> float:
    """Choose the frame rate on whose grid all times of a video lie, or else the finest.

    The film's own comes first, where it is known and steady.
    """
    times = [k.time_s for a in labelled.annotations if isinstance(a, Track) for k in a.keyframes]
    if is_film:
        ends = (a for a in labelled.annotations if isinstance(a, Segment))
        times += [time for one in ends for time in (one.start_s, one.end_s)]
    own = (len(shown) - 1) / (shown[-1] - shown[0]) if shown and shown[-1] > shown[0] else 0.0
    steady = own and all(_on_grid(time, own) for time in shown or ())
    rates = (own, *_RATES) if steady else _RATES
    fits = (rate for rate in rates if all(_on_grid(time, rate) for time in times))
    return next(fits, _RATES[-1])


def _on_grid(time: float, rate: float) -> bool:
    return abs(time - round(time * rate) / rate) < _NEAR_S


def sequence(track: Track, size: Size, rate: float) -> list[dict[str, Any]]:
    """Give the key frames of a track as Label Studio writes them."""
    found: list[dict[str, Any]] = []
    for before, one in pairwise((None, *track.keyframes)):
        if one is None:
            continue
        frame = round(one.time_s * rate) + 1
        if not one.outside:
            found.append(_entry(one, frame, size, rate))
        elif before is not None and not before.outside:
            if found[-1]["frame"] < frame - 1:
                at = (frame - 2) / rate
                found.append(_entry(_between(before, one, at), frame - 1, size, rate))
            found[-1]["enabled"] = False
    if found:
        found[-1]["enabled"] = False
    return found


def _between(a: Keyframe, b: Keyframe, time_s: float) -> Keyframe:
    part = (time_s - a.time_s) / (b.time_s - a.time_s) if b.time_s > a.time_s else 0.0
    sides = ("x", "y", "width", "height", "rotation")
    moved = {s: getattr(a, s) + part * (getattr(b, s) - getattr(a, s)) for s in sides}
    return replace(a, time_s=time_s, **moved)


def _entry(one: Keyframe, frame: int, size: Size, rate: float) -> dict[str, Any]:
    corner = to_corner(one.x, one.y, one.width, one.height, one.rotation)
    (place,), (extent,) = percent(corner, size), percent((one.width, one.height), size)
    return {
        "frame": frame,
        "enabled": True,
        "rotation": one.rotation,
        "x": place[0],
        "y": place[1],
        "width": extent[0],
        "height": extent[1],
        "time": frame / rate,
    }


def changed(labelled: Labelled, *, is_film: bool) -> Iterable[str]:
    """Name what changes: times beside the frames, and key frames that are added."""
    rate, size = rate_for(labelled, is_film=is_film), (100, 100)
    for one in labelled.annotations:
        if isinstance(one, Track):
            value = {"sequence": sequence(one, size, rate)}
            read = keyframes(value, size, rate) or ()
            if _times(read) != _times(one.keyframes):
                yield "keyframes"
        elif isinstance(one, Segment) and is_film:
            start, end = ranged(one, rate)
            back = (on_us((start - 1) / rate), on_us(end / rate))
            if back != (one.start_s, one.end_s):
                yield "times_rounded"


def _times(frames: Iterable[Keyframe]) -> list[tuple[float, bool]]:
    return [(one.time_s, one.outside) for one in frames]


def ranged(segment: Segment, rate: float) -> tuple[int, int]:
    """Give the first and last frame of a stretch; at least one."""
    start = round(segment.start_s * rate) + 1
    return start, max(round(segment.end_s * rate), start)
