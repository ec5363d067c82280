"""How one clock stands to another: offset and drift from events that both streams saw.

The clock of a stream shows ``u`` seconds since the stream's start. On the record's clock that is
``t = offset + u / (1 + drift)``. Both are fitted to events: a clap, a door's edge, a beep. Which
event of one stream is which of the other is not told, some are missing and some are false, so the
line on which most of them agree is looked for first (a Hough vote over offset and drift), and
then fitted by least squares.

Uncertainties are standard uncertainties (GUM, JCGM 100:2008). What the events do not tell is
filled by what is known of clocks: a drift lies within the limits that were asked for, as a
rectangular distribution (GUM 4.3.7), so few events close together leave the drift uncertain
instead of wrong.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

Floats = NDArray[np.float64]
MAX_OFFSET_S, MAX_DRIFT_PPM = 10.0, 300.0
# Two agreements among many events happen by accident; this share of accidents is let pass.
_ACCIDENTS = 0.01
_RUNNER_UP = 0.75
_TOLERANCE = 4.0  # standard uncertainties of a pair
_MOST_PAIRS = 2_000_000
_STEPS_OF_FIT = 20


@dataclass(frozen=True, slots=True)
class Events:
    """Moments that a stream saw, in seconds of its own clock, ascending.

    Attributes:
        resolution_s: standard uncertainty of one moment.
    """

    seconds: Floats
    resolution_s: float


@dataclass(frozen=True, slots=True)
class Relation:
    """How a stream's clock stands to the record's.

    Attributes:
        offset_s: the stream's start on the record's clock.
        offset_uncertainty_s: standard uncertainty of it.
        drift_ppm: how much faster the stream's clock runs.
        drift_uncertainty_ppm: standard uncertainty of it.
        matched: events, or stretches of sound, that agree.
        residual_s: root mean square of what they disagree by.
        accident: bound on the probability that as many agree by accident.
    """

    offset_s: float
    offset_uncertainty_s: float
    drift_ppm: float
    drift_uncertainty_ppm: float
    matched: int
    residual_s: float
    accident: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A guess: the moment on the record's clock of the middle of the stream, and the drift."""

    middle_s: float
    drift: float
    votes: int


def relate(
    own: Events,
    other: Events,
    *,
    around_s: float = 0.0,
    max_offset_s: float = MAX_OFFSET_S,
    max_drift_ppm: float = MAX_DRIFT_PPM,
) -> Relation:
    """Estimate how the clock of `other` stands to the clock that `own` is told on.

    Args:
        own: events on the record's clock.
        other: events on the stream's clock.
        around_s: the offset that is expected.
        max_offset_s: how far from it the offset may be.
        max_drift_ppm: the most that the clocks may drift.

    Raises:
        Invalid: too few events agree, or they agree as well at another offset.
    """
    tolerance = _TOLERANCE * math.hypot(own.resolution_s, other.resolution_s)
    limit = max_drift_ppm / 1e6
    first, second = _pairs(own.seconds, other.seconds, around_s, max_offset_s, limit)
    if not len(first):
        raise Invalid(say("The streams saw no events that could be the same; align them by hand."))
    middle = float(np.mean(second))
    lines = _voted(first, second - middle, tolerance, limit)
    best = next(lines)
    accident = _accident(best, first, second, tolerance, max_offset_s, limit)
    if accident > _ACCIDENTS:
        raise Invalid(
            say(
                "Only {count} events of the two streams agree, which may be an accident; "
                "align them by a clap, three times.",
                count=best.votes,
            )
        )
    rival = next((x.votes for x in lines if abs(x.middle_s - best.middle_s) > 3 * tolerance), 0)
    if rival >= _RUNNER_UP * best.votes:
        raise Invalid(
            say(
                "The events agree at several offsets ({count} and {other} of them); "
                "use events that do not repeat evenly.",
                count=best.votes,
                other=rival,
            )
        )
    return _settled(own, other, best, middle, limit, accident)


def fit(
    first: Floats, second: Floats, resolution_s: float, max_drift_ppm: float = MAX_DRIFT_PPM
) -> tuple[float, float, Floats]:
    """Fit the record's moments `first` to the stream's moments `second`, pair by pair.

    Returns:
        The record's moment of the stream's start, the drift (not in millionths), and their
        covariance, 2 × 2.
    """
    limit = max(max_drift_ppm, 1e-3) / 1e6 / math.sqrt(3)
    middle = float(second.mean())
    spread, apart = second - middle, first - second
    level, power = float(apart.mean()), float(spread @ spread)
    slope = float(spread @ apart) / power if power > 0 else 0.0
    left = apart - level - slope * spread
    noise = resolution_s
    if len(first) > 2:
        noise = max(noise, math.sqrt(float(left @ left) / (len(first) - 2)))
    # apart = level - drift · spread, and what is known of drifts as one row more
    weight = power / noise**2 + 1 / limit**2
    drift, variance = -slope * power / noise**2 / weight, 1 / weight
    start = level + middle * drift
    covariance = np.array(
        [
            [noise**2 / len(first) + middle**2 * variance, middle * variance],
            [middle * variance, variance],
        ]
    )
    return start, drift, covariance


def _pairs(
    own: Floats, other: Floats, around_s: float, max_offset_s: float, limit: float
) -> tuple[Floats, Floats]:
    """List all events that could be one and the same, as the offset and the drift are limited."""
    reach = max_offset_s + limit * np.abs(other)
    low = np.searchsorted(own, other + around_s - reach, "left")
    high = np.searchsorted(own, other + around_s + reach, "right")
    counts = high - low
    if counts.sum() > _MOST_PAIRS:
        raise Invalid(say("The streams have too many events to compare; align a part of them."))
    starts = np.repeat(low - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return own[starts + np.arange(counts.sum())], np.repeat(other, counts)


def _voted(first: Floats, spread: Floats, tolerance: float, limit: float) -> Iterator[_Line]:
    """Give lines on which pairs agree, the one with the most events first."""
    reach = float(np.abs(spread).max()) if len(spread) else 0.0
    steps = max(1, math.ceil(limit * reach / (tolerance / 2)))
    found: list[_Line] = []
    for drift in np.linspace(-limit, limit, 2 * steps + 1):
        moved = first - spread * (1 - drift)
        order = np.argsort(moved)
        ranked = moved[order]
        votes = np.searchsorted(ranked, ranked + 2 * tolerance, "right") - np.arange(len(ranked))
        # The best of each neighbourhood is enough, of every drift.
        for at in np.argsort(-votes, kind="stable")[:64]:
            inside = order[at : at + votes[at]]
            told = min(len(np.unique(first[inside])), len(np.unique(spread[inside])))
            found.append(_Line(float(np.mean(moved[inside])), float(drift), told))
    found.sort(key=lambda line: (-line.votes, abs(line.drift)))
    return iter(found)


def _accident(
    best: _Line,
    first: Floats,
    second: Floats,
    tolerance: float,
    max_offset_s: float,
    limit: float,
) -> float:
    """Bound the probability that so many events agree by accident.

    One pair sets the line, the others would have to fall on it: a Poisson tail, times the lines
    that were tried (Bonferroni).
    """
    lines = len(first) * max(1.0, limit * float(np.ptp(second)) / tolerance)
    mean = len(first) * 2 * tolerance / max(2 * max_offset_s, 2 * tolerance)
    missed = sum(
        math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(best.votes - 1)
    )
    tail = max(1 - missed, 0.0)
    if tail < 1e-9:  # below what the sum can tell: the first term of the tail bounds it
        k = best.votes - 1
        tail = 2 * math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))
    return min(1.0, lines * tail)


def _settled(
    own: Events, other: Events, best: _Line, middle: float, limit: float, accident: float
) -> Relation:
    """Match events one to one along a line and fit it anew, until the matches stay."""
    resolution = math.hypot(own.resolution_s, other.resolution_s)
    drift = best.drift
    start = best.middle_s - middle * (1 - drift)
    tolerance, matched = 2 * _TOLERANCE * resolution, (np.array([-1]), np.array([-1]))
    covariance = np.zeros((2, 2))
    for _ in range(_STEPS_OF_FIT):
        now = _matched(own.seconds, start + other.seconds * (1 - drift), tolerance)
        if all(np.array_equal(a, b) for a, b in zip(now, matched, strict=True)):
            break
        matched, tolerance = now, _TOLERANCE * resolution
        pairs = own.seconds[now[0]], other.seconds[now[1]]
        start, drift, covariance = fit(*pairs, resolution, limit * 1e6)
    left = own.seconds[matched[0]] - start - other.seconds[matched[1]] * (1 - drift)
    return Relation(
        offset_s=start,
        offset_uncertainty_s=math.sqrt(covariance[0, 0]),
        drift_ppm=(1 / (1 - drift) - 1) * 1e6,
        drift_uncertainty_ppm=math.sqrt(covariance[1, 1]) * 1e6,
        matched=len(matched[0]),
        residual_s=math.sqrt(float(np.mean(left**2))),
        accident=accident,
    )


def _matched(
    own: Floats, moved: Floats, tolerance: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair events that are nearest to one another, both ways, within the tolerance."""
    mine = _nearest(own, moved)
    back = _nearest(moved, own)
    each = np.arange(len(moved))
    good = (back[mine] == each) & (np.abs(own[mine] - moved) <= tolerance)
    return mine[good], each[good]


def _nearest(among: Floats, moments: Floats) -> NDArray[np.int64]:
    after = np.clip(np.searchsorted(among, moments), 1, max(1, len(among) - 1))
    if len(among) < 2:
        return np.zeros(len(moments), dtype=np.int64)
    earlier = moments - among[after - 1] <= among[after] - moments
    return np.asarray(after - earlier, dtype=np.int64)
