"""How the clocks of two sounds of one room stand, from all that both heard.

The envelopes are correlated: first whole and coarse for the offset, then stretch by stretch for
what the offset is there, which a drift lets wander. The stretches that lie on one line are kept.
"""

import math

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

from .clocks import MAX_DRIFT_PPM, MAX_OFFSET_S, Floats, Relation, fit
from .events import envelope

_COARSE_S, _FINE_S = 0.02, 0.001
_STRETCH_S, _MOST_STRETCHES = 8.0, 120
_LEAST_LIKENESS = 0.3
_NOISE_S = 0.0005
_LEAST_STRETCHES = 3


def relate_sounds(
    own: tuple[NDArray[np.floating], float],
    other: tuple[NDArray[np.floating], float],
    *,
    around_s: float = 0.0,
    max_offset_s: float = MAX_OFFSET_S,
    max_drift_ppm: float = MAX_DRIFT_PPM,
) -> Relation:
    """Estimate how the clock of one sound stands to another's; each is samples and their rate.

    Raises:
        Invalid: the two sounds are not alike.
    """
    if min(len(own[0]) / own[1], len(other[0]) / other[1]) < 1.0:
        raise Invalid(say("A sound shorter than a second cannot be aligned."))
    coarse = _coarse(own, other, around_s, max_offset_s)
    mine, step = _sharp(*own, _FINE_S)
    theirs, other_step = _sharp(*other, _FINE_S)
    moments = np.arange(len(theirs)) * other_step
    theirs = np.interp(np.arange(0, moments[-1], step), moments, theirs)
    slack = 3 * _COARSE_S + max_drift_ppm / 1e6 * len(theirs) * step
    found = _stretches(mine, theirs, step, coarse, slack)
    return _agreed(found, max_drift_ppm, slack)


def _sharp(samples: NDArray[np.floating], rate: float, hop_s: float) -> tuple[Floats, float]:
    """Give how loudness rises, on a scale on which a distant microphone rises alike."""
    hop = max(1, round(rate * hop_s))
    loud = envelope(samples, rate, hop_s)
    floor = 3 * float(np.median(loud)) + 1e-3 * float(loud.max()) + 1e-12
    rise = np.diff(np.log(loud + floor), prepend=math.log(loud[0] + floor))
    return np.convolve(rise, np.hanning(9), mode="same"), hop / rate


def _coarse(
    own: tuple[NDArray[np.floating], float],
    other: tuple[NDArray[np.floating], float],
    around_s: float,
    max_offset_s: float,
) -> float:
    mine, step = _sharp(*own, _COARSE_S)
    theirs, other_step = _sharp(*other, _COARSE_S)
    moments = np.arange(len(theirs)) * other_step
    theirs = np.interp(np.arange(0, moments[-1], step), moments, theirs)
    alike, first = _correlated(mine, theirs)
    lags = (first + np.arange(len(alike))) * step
    alike = np.where(np.abs(lags - around_s) <= max_offset_s + step, alike, -np.inf)
    return float(lags[int(np.argmax(alike))])


def _correlated(mine: Floats, theirs: Floats) -> tuple[Floats, int]:
    """Correlate by FFT; element n is for theirs beginning at mine's index ``first + n``."""
    size = 1 << (len(mine) + len(theirs) - 1).bit_length()
    product = np.fft.rfft(mine, size) * np.conj(np.fft.rfft(theirs, size))
    turned = np.fft.irfft(product, size)
    first = 1 - len(theirs)
    return np.concatenate((turned[first:], turned[: len(mine)])) if first else turned, first


def _stretches(
    mine: Floats, theirs: Floats, step: float, coarse: float, slack: float
) -> list[tuple[float, float, float]]:
    """Give for stretches of the other sound: its middle there, in one's own time, the likeness."""
    length, reach = round(_STRETCH_S / step), math.ceil(slack / step)
    length = min(length, len(theirs))
    count = min(_MOST_STRETCHES, max(1, 2 * len(theirs) // length - 1))
    found = []
    for at in np.linspace(0, len(theirs) - length, count).astype(int):
        low = round(at + coarse / step) - reach
        part = mine[max(0, low) : max(0, low + length + 2 * reach)]
        lag, likeness = _best(part, theirs[at : at + length])
        if likeness >= _LEAST_LIKENESS:
            middle = (at + length / 2) * step
            found.append((middle, middle + (max(0, low) + lag - at) * step, likeness))
    return found


def _best(part: Floats, piece: Floats) -> tuple[float, float]:
    """Find where a piece lies in a part of the other sound, between two samples, and how alike."""
    if len(part) < len(piece) or not piece.any():
        return 0.0, 0.0
    alike, first = _correlated(part, piece)
    inside = alike[-first : -first + len(part) - len(piece) + 1]
    power = np.concatenate(([0.0], np.cumsum(part**2)))
    power = power[len(piece) :] - power[: -len(piece)]
    inside = inside / np.sqrt(np.maximum(power, 1e-9) * (piece @ piece))
    at = int(np.argmax(inside))
    if not 0 < at < len(inside) - 1:
        return float(at), 0.0  # the best lies at the border: it is none
    left, top, right = inside[at - 1 : at + 2]
    bend = left - 2 * top + right
    return at + (0.5 * (left - right) / bend if bend else 0.0), float(top)


def _agreed(
    found: list[tuple[float, float, float]], max_drift_ppm: float, slack: float
) -> Relation:
    """Fit a line to the stretches that lie on one; the others heard something else."""
    few = Invalid(say("The two sounds are not alike; align them by another stream or by hand."))
    if len(found) < _LEAST_STRETCHES:
        raise few
    second, first, _ = np.array(found).T
    limit = max_drift_ppm / 1e6
    drifts = np.linspace(-limit, limit, 61)
    moved = first - second + drifts[:, None] * (second - second.mean())
    levels = np.median(moved, axis=1, keepdims=True)
    spread = np.median(np.abs(moved - levels), axis=1)
    best = int(np.argmin(spread))
    near = max(5 * 1.4826 * float(spread[best]), 4 * _NOISE_S)
    good = np.abs(moved[best] - levels[best]) <= near
    if good.sum() < max(_LEAST_STRETCHES, len(found) // 2):
        raise few
    start, drift, covariance = fit(first[good], second[good], _NOISE_S, max_drift_ppm)
    left = first[good] - start - second[good] * (1 - drift)
    # Neighbouring stretches overlap by half, so they tell less than their number says.
    covariance = covariance * 2
    chance = float(min(1.0, (2 * near / max(2 * slack, 2 * near)) ** (int(good.sum()) - 1)))
    return Relation(
        offset_s=start,
        offset_uncertainty_s=math.sqrt(covariance[0, 0]),
        drift_ppm=(1 / (1 - drift) - 1) * 1e6,
        drift_uncertainty_ppm=math.sqrt(covariance[1, 1]) * 1e6,
        matched=int(good.sum()),
        residual_s=math.sqrt(float(np.mean(left**2))),
        accident=chance,
    )
