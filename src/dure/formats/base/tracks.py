"""What moves through a film: boxes a frame in label files, key frames by time in ours. Pure.

Between two key frames a box moves in a straight line, and after the last there is nothing; where
the line leaves what a file says of a frame, the frame becomes a key frame.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dure.core import Keyframe, Track

from .geometry import on_grid
from .reading import Times

_SAME_S = 1e-4  # seconds by which a key frame may miss the frame that it means
# Pixels by which printed decimals (CVAT's two) may leave a straight line.
_STRAIGHT = 0.02

Numbers = tuple[float, float, float, float, float]


class Seen(NamedTuple):
    """Where something is on one frame; `outside` where it is not on the picture from here on.

    `key` says that a person set it, so that it stays a key frame.
    """

    frame: int
    box: Numbers
    outside: bool = False
    key: bool = False


def keyframes(seen: Iterable[Seen], times: Times) -> tuple[Keyframe, ...]:
    """Give the fewest key frames that say what a file says of every frame."""
    ordered = [one for one in sorted(seen) if one.frame < len(times)]
    turned = list(_unwound(ordered))
    return tuple(_keyframe(one, times) for one in _needed(turned, times))


def _keyframe(one: Seen, times: Times) -> Keyframe:
    x, y, width, height, turn = map(on_grid, one.box)
    return Keyframe(times[one.frame], x, y, width, height, turn, one.outside)


def _unwound(seen: Sequence[Seen]) -> Iterator[Seen]:
    """Let a rotation go on beyond 360 degrees instead of leaping back; leave out what repeats."""
    before: Seen | None = None
    for one in seen:
        again = before is not None and one.frame == before.frame
        if again or (before and one.outside and before.outside and not one.key):
            continue
        turn = one.box[4]
        if before:
            turn += 360 * round((before.box[4] - turn) / 360)
        before = one._replace(box=(*one.box[:4], turn))
        yield before


def _needed(seen: Sequence[Seen], times: Times) -> Iterator[Seen]:
    """Keep key frames and, between them, the frames at which a straight line ends."""
    start = 0
    while start < len(seen):
        yield seen[start]
        end = start + 1
        while end < len(seen) and not (seen[end].key or seen[end].outside):
            end += 1
        if end == len(seen):
            end -= 1
        start = _straight(seen, times, start, end) if end > start else len(seen)


def _straight(seen: Sequence[Seen], times: Times, start: int, end: int) -> int:
    """Give the last frame up to `end` to which a straight line from `start` passes all between."""
    low, high = [-float("inf")] * 5, [float("inf")] * 5
    origin, last = seen[start], start + 1
    for index in range(start + 1, end + 1):
        span = times[seen[index].frame] - times[origin.frame]
        if span <= 0 or origin.outside:
            return index
        slopes = [(b - a) / span for a, b in zip(origin.box, seen[index].box, strict=True)]
        if all(low[k] <= slope <= high[k] for k, slope in enumerate(slopes)):
            last = index
        margin = _STRAIGHT / span
        for k, slope in enumerate(slopes):
            low[k], high[k] = max(low[k], slope - margin), min(high[k], slope + margin)
        if any(map(float.__gt__, low, high)):
            return last
    return last


def frames(track: Track, times: Times) -> Iterator[Seen]:
    """Give where a track is on every frame on which it is shown, and from where it is not."""
    ordered = {frame_at(times, one.time_s): one for one in track.keyframes}
    numbers = sorted(ordered)
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        one = ordered[number]
        yield Seen(number, _numbers(one), one.outside, key=True)
        if one.outside:
            continue
        if following is not None:
            for between in range(number + 1, following):
                box = _between(one, ordered[following], times[between])
                yield Seen(between, box)
        elif number + 1 < len(times):
            yield Seen(number + 1, _numbers(one), outside=True, key=True)


def frame_at(times: Times, time_s: float) -> int:
    """Give the number of the frame that is shown at a time."""
    return max(bisect_right(times, time_s + _SAME_S) - 1, 0)


def on_frames(track: Track, times: Times) -> bool:
    """Tell whether every key frame stands on a frame of its own."""
    numbers = [frame_at(times, one.time_s) for one in track.keyframes]
    apart = len(set(numbers)) == len(numbers)
    return apart and all(
        abs(times[number] - one.time_s) <= _SAME_S
        for number, one in zip(numbers, track.keyframes, strict=True)
    )


def _numbers(one: Keyframe) -> Numbers:
    return one.x, one.y, one.width, one.height, one.rotation


def _between(one: Keyframe, other: Keyframe, time_s: float) -> Numbers:
    share = (time_s - one.time_s) / ((other.time_s - one.time_s) or 1.0)
    x, y, width, height, turn = (
        a + (b - a) * share for a, b in zip(_numbers(one), _numbers(other), strict=True)
    )
    return x, y, width, height, turn


def changing(values: Sequence[tuple[float, str]]) -> str | list[list[float | str]]:
    """Give one value that holds throughout, or the values with the times from which they hold."""
    changes: list[list[float | str]] = [
        [time, value]
        for i, (time, value) in enumerate(values)
        if i == 0 or values[i - 1][1] != value
    ]
    return str(changes[0][1]) if len(changes) == 1 else changes


def value_at(value: Any, time_s: float) -> Any:  # noqa: ANN401  (attributes hold any value)
    """Give what an attribute is at a time, where it changes; the inverse of `changing`."""
    pairs = value if isinstance(value, list | tuple) else ()
    if not pairs or not all(isinstance(p, list | tuple) and len(p) == 2 for p in pairs):
        return value
    return next((said for at, said in reversed(pairs) if at <= time_s + _SAME_S), pairs[0][1])
