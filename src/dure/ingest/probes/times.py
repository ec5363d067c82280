"""Read the time columns of tables, in the spellings that devices and loggers use."""

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

_NAMED = re.compile(
    r"^(.*[_ .])?(time|timestamp|datetime|date|ts|epoch|일시|시간|시각|날짜|측정일시)([_ .(].*)?$"
    r"|^(time|timestamp|elapsed|seconds|sec|t)(_?m?s)?$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})\.?"
    r"(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?$"
)
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_EPOCHS = ((1e18, 1e9), (1e15, 1e6), (1e12, 1e3), (1e9, 1.0))
_EPOCH_SPAN = 3.0  # of the first second of each unit: 2001 to 2065
_REGULAR_SHARE, _TOLERANCE = 0.9, 0.1


@dataclass(frozen=True, slots=True)
class Clock:
    """How one column of a table tells the time: seconds from its spelling."""

    column: int
    seconds: Callable[[str], float]
    absolute: bool


def find_clock(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Clock | None:
    """Find the column that tells the time; a numeric one only by its name or as epoch time."""
    for column in range(len(rows[0]) if rows else 0):
        cells = [row[column].strip() for row in rows if column < len(row)]
        name = names[column].strip() if column < len(names) else ""
        if clock := _clock(column, name, [cell for cell in cells if cell]):
            return clock
    return None


def _clock(column: int, name: str, cells: list[str]) -> Clock | None:
    if not cells:
        return None
    if all(_NUMBER.match(cell) for cell in cells):
        return _numeric_clock(column, name, [float(cell) for cell in cells])
    day_first = not any(_must_be_month_first(cell) for cell in cells)
    for seconds in (_iso, lambda cell: _dated(cell, day_first=day_first)):
        try:
            for cell in cells:
                seconds(cell)
        except ValueError:
            continue
        return Clock(column, seconds, absolute=True)
    return None


def _numeric_clock(column: int, name: str, values: list[float]) -> Clock | None:
    rises, named = all(a <= b for a, b in pairwise(values)), bool(_NAMED.match(name))
    if not (rises or named):
        return None
    for start, unit in _EPOCHS:
        if all(start <= value < start * _EPOCH_SPAN for value in values):
            return Clock(column, _divided(unit), absolute=True)
    if named and rises and len(values) > 1:
        return Clock(column, _divided(1e3 if name.lower().endswith("ms") else 1.0), absolute=False)
    return None


def _divided(unit: float) -> Callable[[str], float]:
    return lambda cell: float(cell) / unit


def _iso(cell: str) -> float:
    moment = datetime.fromisoformat(cell)
    if len(cell) < 8 or cell.isdecimal():
        raise ValueError(cell)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _must_be_month_first(cell: str) -> bool:
    found = _SPLIT.match(cell)
    return found is not None and len(found[3]) == 4 and int(found[2]) > 12


def _dated(cell: str, *, day_first: bool) -> float:
    """Read 18/01/2012 00:00:01, 2012.1.18 00:00, 1/18/2012; Korean and European order first."""
    found = _SPLIT.match(cell)
    if found is None:
        raise ValueError(cell)
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    else:
        year, day, month = third, *((first, second) if day_first else (second, first))
    hour, minute, second = (int(found[group] or 0) for group in (4, 5, 6))
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return moment.timestamp() + float(f"0.{found[7] or 0}")


def sampling(seconds: Sequence[float]) -> int | None:
    """Give rows a second where at least nine in ten steps are equal and no longer than 1 s."""
    steps = [b - a for a, b in pairwise(seconds)]
    middle = statistics.median(steps) if steps else 0.0
    if not 0 < middle <= 1:
        return None
    even = sum(abs(step - middle) <= _TOLERANCE * middle for step in steps)
    return round(1 / middle) if even >= _REGULAR_SHARE * len(steps) else None


def iso(seconds: float) -> str | None:
    """Write epoch seconds as the clock showed them; files rarely name a zone, so none is given."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return moment.replace(tzinfo=None).isoformat()
