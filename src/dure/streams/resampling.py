"""Bring series onto one even grid of time, by a stated rule, without filling any gap."""

import math
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

from .window import Floats, Series

_MOST_ROWS = 50_000_000
_SAME = 1e-9  # of a step: 0.3 / 0.1 is a little less than 3


class Rule(StrEnum):
    """What one row of the grid says of the rows that fall into it; NaN where none does."""

    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    LAST = "last"


def resample(
    series: Series,
    step_s: float,
    rule: Rule,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
) -> Series:
    """Give a series on the grid ``start, start + step, …``; NaN where it has no row.

    A row of the grid at ``t`` stands for the stretch from `t` up to, not including, ``t + step``.

    Args:
        series: rows that ascend in time.
        step_s: seconds between rows of the grid.
        rule: what a stretch with several rows says.
        start_s: where the grid begins; else at the multiple of the step at or before the first.
        end_s: where it ends, not included; else after the last row.
    """
    if not step_s > 0:
        raise Invalid(say("The step of a grid is a number of seconds above 0."))
    seconds = series.seconds
    first, last = (float(seconds[0]), float(seconds[-1])) if len(seconds) else (0.0, -step_s)
    begin = float(_place(first, step_s)) * step_s if start_s is None else start_s
    if end_s is None:
        rows = int(_place(last - begin, step_s)) + 1
    else:
        rows = max(0, math.ceil((end_s - begin) / step_s - _SAME))
    if rows > _MOST_ROWS:
        raise Invalid(say("The grid would have {rows} rows; take a longer step.", rows=rows))
    place = _place(seconds - begin, step_s).astype(np.int64)
    inside = (place >= 0) & (place < rows)
    values = tuple(_one(v[inside], place[inside], rows, rule) for v in series.values)
    grid = begin + np.arange(rows, dtype=np.float64) * step_s
    return Series(series.columns, np.asarray(grid, dtype=np.float64), values)


def _place(seconds: Any, step_s: float) -> Any:  # noqa: ANN401  (numbers or arrays of them)
    return np.floor(seconds / step_s + _SAME)


def _one(values: Floats, place: NDArray[np.int64], rows: int, rule: Rule) -> Floats:
    told = np.isfinite(values)
    values, place = values[told], place[told]
    if rule is Rule.MEAN:
        counts = np.bincount(place, minlength=rows)[:rows]
        sums = np.bincount(place, values, minlength=rows)[:rows]
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    out = np.full(rows, np.nan)
    if rule is Rule.LAST:
        out[place] = values  # rows ascend in time: the last one stays
    elif rule is Rule.MIN:
        np.fmin.at(out, place, values)
    else:
        np.fmax.at(out, place, values)
    return out


def on_clock(series: Series, start_s: float, drift_ppm: float = 0.0) -> Series:
    """Give a series on the record's clock; see `dure.core.Stream` for both numbers."""
    return Series(series.columns, start_s + series.seconds / (1 + drift_ppm / 1e6), series.values)


def side_by_side(one: Series, other: Series, step_s: float, rule: Rule) -> Series:
    """Give two series on one clock as the columns of one grid, where both of them last."""
    if not len(one.seconds) or not len(other.seconds):
        raise Invalid(say("A series without rows cannot be laid beside another."))
    if not step_s > 0:
        raise Invalid(say("The step of a grid is a number of seconds above 0."))
    latest = float(max(one.seconds[0], other.seconds[0]))
    start = float(_place(latest, step_s)) * step_s
    end = float(min(one.seconds[-1], other.seconds[-1]))
    if end < latest:
        raise Invalid(say("The two series do not overlap in time; align their clocks first."))
    stretch = {"start_s": start, "end_s": start + step_s * (1 + float(_place(end - start, step_s)))}
    left, right = (resample(each, step_s, rule, **stretch) for each in (one, other))
    return Series(left.columns + right.columns, left.seconds, left.values + right.values)
