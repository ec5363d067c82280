"""Clocks of devices: moments that go back, periods that end early, gaps in a row of moments."""

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dure.core import Issue, Sentence, Severity, say

from . import times
from .model import Attribute, Path
from .tree import pointer

_TIME_KEYS = {"timestamp", "time", "useddate", "at", "eventtime", "occurredat"}
_DAY = {8: "%Y%m%d", 6: "%Y%m"}
_GAP = 1.75  # times the usual step: a month of 31 days after one of 28 is no gap
_UNSET = datetime(2000, 1, 1, tzinfo=UTC)  # before it, the clock had not been set


def examined(attributes: Sequence[Attribute]) -> Iterator[Issue]:
    """Find what the clocks of one document contradict."""
    yield from _periods(attributes)
    yield from _ends(attributes)
    yield from _unset(attributes)
    for path, moments in _rows(attributes).items():
        yield from row(pointer(path), moments)


def row(path: str, moments: Sequence[tuple[str, datetime]]) -> Iterator[Issue]:
    """Find steps back and gaps in moments that should follow one another.

    Each moment stands with the pointer or the file that told it.
    """
    steps = [times.seconds_between(a, b) for (_, a), (_, b) in pairwise(moments)]
    forward = [step for step in steps if step is not None and step > 0]
    usual = statistics.median(forward) if len(forward) > 1 else None
    for step, (_, before), (place, after) in zip(steps, moments, moments[1:], strict=False):
        if step is None:
            continue
        if step < 0:
            message = say(
                "The clock goes back from {before} to {after}; check the order and the clock.",
                before=times.utc(before),
                after=times.utc(after),
            )
            yield Issue(place or path, "clock_back", message, Severity.WARNING)
        elif usual is not None and step > usual * _GAP:
            yield Issue(place or path, "gap", _of_gap(before, after, usual), Severity.WARNING)


def _of_gap(before: datetime, after: datetime, usual: float) -> Sentence:
    return say(
        "Between {before} and {after} something is missing; the usual step is {step}.",
        before=times.utc(before),
        after=times.utc(after),
        step=timedelta(seconds=usual),
    )


def moment(value: object) -> datetime | None:
    """Read a moment: ISO 8601, milliseconds since 1970, or a bare day or month (``20241001``)."""
    if isinstance(value, int):
        return times.read(times.from_epoch_ms(value))
    if isinstance(value, str) and value.isdecimal() and len(value) in _DAY:
        try:
            return datetime.strptime(value, _DAY[len(value)])  # noqa: DTZ007  (no zone is told)
        except ValueError:
            return None
    return times.read(value)


def _rows(attributes: Sequence[Attribute]) -> dict[Path, list[tuple[str, datetime]]]:
    """Collect the moments of the entries of each list."""
    rows: dict[Path, list[tuple[str, datetime]]] = defaultdict(list)
    for a in attributes:
        if len(a.path) < 2 or str(a.path[-1]).lower() not in _TIME_KEYS:
            continue
        when = moment(a.raw)
        if when is not None and isinstance(a.path[-2], int):
            rows[a.path[:-2]].append((pointer(a.path), when))
    return {path: sorted(found, key=_place) for path, found in rows.items()}


def _place(told: tuple[str, datetime]) -> int:
    return int(told[0].split("/")[-2])


def _periods(attributes: Sequence[Attribute]) -> Iterator[Issue]:
    by_path = {a.path: a for a in attributes}
    for path, start in by_path.items():
        end = by_path.get((*path[:-1], "end")) if path and path[-1] == "start" else None
        begun, ended = times.read(start.raw), times.read(end.raw if end else None)
        length = times.seconds_between(begun, ended) if begun and ended else None
        if length is not None and length < 0:
            message = say(
                "The period ends at {end}, before it starts at {start}; check the clock.",
                end=times.utc(ended or _UNSET),
                start=times.utc(begun or _UNSET),
            )
            yield Issue(pointer(path), "clock_back", message, Severity.WARNING)


def _ends(attributes: Sequence[Attribute]) -> Iterator[Issue]:
    """Find ends that lay in the past when they were told."""
    for a in attributes:
        if not str(a.path[-1] if a.path else "").endswith("completionTime") or a.shown is None:
            continue
        end, told = times.read(a.shown["value"]), times.read(a.at)
        left = times.seconds_between(told, end) if end and told else None
        if left is not None and left < -1:
            message = say(
                "{field} tells the end {end}, which was over when it was told at {at}; "
                "the time left counts as 0.",
                field=a.name,
                end=times.utc(end or _UNSET),
                at=a.at,
            )
            yield Issue(pointer(a.path), "clock_back", message, Severity.NOTE)


def _unset(attributes: Sequence[Attribute]) -> Iterator[Issue]:
    for a in attributes:
        for value in _texts(a.raw):
            when = times.read(value)
            if when is not None and when.tzinfo is not None and when < _UNSET:
                message = say(
                    "{field} tells the time {time}: the clock was not set.",
                    field=a.name,
                    time=value,
                )
                yield Issue(pointer(a.path), "clock_unset", message, Severity.NOTE)


def _texts(raw: object) -> Iterator[str]:
    """Give the texts in a field, two levels deep: a moment stands no deeper."""
    level = [raw]
    for _ in range(3):
        yield from (x for x in level if isinstance(x, str))
        level = [part for x in level if isinstance(x, dict) for part in x.values()]
