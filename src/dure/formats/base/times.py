"""Times in a recording: clocks as written, spans that fit, and where they do not."""

import math
import re
from typing import NamedTuple

from dure.core import Segment, Transcript, say

from .reading import Issues

# What rounding in a label file and the padding of coders explain; kept as it stands.
TOLERANCE_S = 0.05
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?")
_LONGEST_S = 1e9


class Span(NamedTuple):
    """From when to when, in seconds from the start of the recording."""

    start: float
    end: float


class Where(NamedTuple):
    """What a label says and where it stands in a label file, for messages."""

    label: str
    place: object
    line: int | None = None


def on_ms(value: float) -> float:
    """Round to the milliseconds that captions and ELAN keep."""
    return round(value, 3) + 0.0


def on_us(value: float) -> float:
    """Round to the microseconds that survive a start and a duration being added."""
    return round(value, 6) + 0.0


def seconds(value: object) -> float | None:
    """Give a number of seconds as written, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) < _LONGEST_S else None


def clock(text: str) -> float | None:
    """Read ``01:02:03.456``, ``02:03.456`` or SubRip's ``01:02:03,456`` as seconds."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, whole, part = match.groups()
    return float(f"{int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)}.{part or 0}")


def clocked(value: float, digits: int = 3) -> str:
    """Write seconds as ``01:02:03.456``."""
    parts = 10**digits
    minutes, rest = divmod(round(value * parts), 60 * parts)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // parts:02}.{rest % parts:0{digits}}"


def plain(value: float) -> str:
    """Write seconds to the microsecond, without an exponent and without needless digits."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def fit_span(
    start: float | None, end: float | None, length: float | None, issues: Issues, where: Where
) -> Span | None:
    """Cut a span to the recording; None (and an error) where nothing of it remains."""
    if start is None or end is None or start < 0 or end < start:
        _refuse(issues, where)
        return None
    if length is None or end <= length + TOLERANCE_S:
        return Span(start, end)
    beyond = start > length or start == end
    message = _beyond(where, length) if beyond else _cut(where, length)
    if beyond:
        issues.add("beyond_end", message, line=where.line)
        return None
    issues.warn("beyond_end", message, where.line)
    return Span(start, length)


def _refuse(issues: Issues, where: Where) -> None:
    message = say(
        "“{label}” ({where}) has no times, or ends before it begins; correct its times.",
        label=where.label,
        where=where.place,
    )
    issues.add("wrong_times", message, line=where.line)


def _beyond(where: Where, length: float) -> str:
    return say(
        "“{label}” ({where}) lies beyond the end of its recording ({length} s); check which "
        "recording it belongs to.",
        label=where.label,
        where=where.place,
        length=round(length, 3),
    )


def _cut(where: Where, length: float) -> str:
    return say(
        "“{label}” ({where}) reaches beyond the end of its recording ({length} s) and was cut.",
        label=where.label,
        where=where.place,
        length=round(length, 3),
    )


def span_of(annotation: object) -> Span | None:
    """Give the span of what is said at a time; None for what is said of the whole."""
    match annotation:
        case Segment(start_s=start, end_s=end):
            return Span(start, end)
        case Transcript(start_s=float(start), end_s=float(end)):
            return Span(start, end)
        case _:
            return None
