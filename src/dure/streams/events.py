"""Find moments that another stream may have seen as well: onsets of sound, edges of a series."""

import math

import numpy as np
from numpy.typing import NDArray

from .clocks import Events, Floats

_HOP_S, _AROUND_S, _REST_S = 0.001, 0.5, 0.15
_LOUDER = 4.0  # times what is usual around it: 12 dB
_ONSET_S = 0.003  # a clap rises within a few milliseconds, and sound takes 2.9 ms a metre
_EVEN, _EVEN_SHARE = 0.1, 0.9
_SHARPEST_S = 0.001


def envelope(samples: NDArray[np.floating], rate: float, hop_s: float = _HOP_S) -> Floats:
    """Give the root mean square of each stretch of a sound of one channel."""
    hop = max(1, round(rate * hop_s))
    count = len(samples) // hop
    whole = np.asarray(samples[: count * hop], dtype=np.float64).reshape(count, hop)
    return np.asarray(np.sqrt(np.mean(whole**2, axis=1)))


def onsets(samples: NDArray[np.floating], rate: float) -> Events:
    """Find where a sound begins of a sudden: claps, beeps, doors, words after a pause."""
    hop_s = max(1, round(rate * _HOP_S)) / rate
    loud = envelope(samples, rate)
    if len(loud) < 3:
        return Events(np.zeros(0), _ONSET_S)
    usual = _usual(loud, round(_AROUND_S / hop_s)) + 1e-5 * float(loud.max()) + 1e-12
    is_loud = loud > _LOUDER * usual
    rises = np.flatnonzero(is_loud & ~np.concatenate(([False], is_loud[:-1])))
    kept: list[int] = []
    for at in rises:
        if not kept or (at - kept[-1]) * hop_s >= _REST_S:
            kept.append(int(at))
    return Events(np.array(kept, dtype=np.float64) * hop_s, _ONSET_S)


def _usual(loud: Floats, reach: int) -> Floats:
    """Give how loud it was at each moment before: the median of the stretch that led to it."""
    part = max(1, reach // 8)
    count = math.ceil(len(loud) / part)
    padded = np.pad(loud, (0, count * part - len(loud)), mode="edge").reshape(count, part)
    each = np.median(padded, axis=1)
    before = np.concatenate((np.repeat(each[:1], 8), each))
    ahead = np.lib.stride_tricks.sliding_window_view(before, 8)[:count]
    return np.repeat(np.median(ahead, axis=1), part)[: len(loud)]


def edges(seconds: Floats, values: Floats) -> Events:
    """Find where a series goes from its lower to its upper level or back: a door, a lamp.

    A sampled series tells an edge as lying between two rows: the middle, with the standard
    uncertainty of a rectangular distribution (GUM 4.3.7). A log written on change tells the
    moment itself, to the last digit of its clock.
    """
    told = np.isfinite(values) & np.isfinite(seconds)
    seconds, values = seconds[told], values[told]
    step, is_even = sampling(seconds)
    resolution = step / math.sqrt(12) if is_even else _tick(seconds) / math.sqrt(12)
    low, high = np.quantile(values, (0.02, 0.98)) if len(values) else (0.0, 0.0)
    if high <= low:
        low, high = (values.min(), values.max()) if len(values) else (0.0, 0.0)
    if high <= low:
        return Events(np.zeros(0), max(resolution, _SHARPEST_S))
    state = _levels(values, low + 0.4 * (high - low), low + 0.6 * (high - low))
    changes = np.flatnonzero(np.diff(state.astype(np.int8))) + 1
    moments = seconds[changes]
    if is_even:
        moments = (moments + seconds[changes - 1]) / 2
    return Events(moments, max(resolution, _SHARPEST_S))


def _levels(values: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Tell upper from lower; between the two marks a value is what the last one was."""
    clear = np.where(values >= high, 1, np.where(values <= low, 0, -1))
    last = np.maximum.accumulate(np.where(clear >= 0, np.arange(len(clear)), -1))
    first = int(np.argmax(clear >= 0))
    return np.asarray(clear[np.where(last < 0, first, last)] == 1)


def sampling(seconds: Floats) -> tuple[float, bool]:
    """Give the usual step of a series in seconds, and whether it is sampled evenly."""
    steps = np.diff(seconds)
    steps = steps[steps > 0]
    if not len(steps):
        return 0.0, False
    usual = float(np.median(steps))
    even = np.abs(steps - usual) <= _EVEN * usual
    return usual, len(steps) >= 4 and float(even.mean()) >= _EVEN_SHARE


def _tick(seconds: Floats) -> float:
    """Give the smallest unit that a clock's moments are written in, from 1 s down to 1 µs."""
    since = seconds - seconds[0] if len(seconds) else seconds
    for digits in range(6):
        if np.all(np.abs(since - np.round(since, digits)) < 1e-7):
            return float(10.0**-digits)
    return 1e-6
