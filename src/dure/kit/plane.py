"""Lay many vectors out in a plane so that neighbours stay neighbours: t-SNE, in numpy alone.

The method is t-SNE (van der Maaten & Hinton, JMLR 9, 2008) as it is run on many points today: it
starts from the principal axes, so that the large picture is kept and equal input gives an equal
map (Kobak & Berens, Nature Communications 10, 2019); affinities are equal over the nearest
neighbours (Böhm, Berens & Kobak, JMLR 23, 2022); the learning rate is n over the exaggeration
(Belkina et al., Nature Communications 10, 2019); and repulsion is a convolution on a grid
(Linderman et al., Nature Methods 16, 2019), here with linear weights.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .columns import Matrix
from .neighbours import neighbours

METHOD = "t-SNE"
NEIGHBOURS = 15
EXAGGERATED, PLAIN = 120, 330  # rounds
_EXAGGERATION = 12.0
_FEW = 500  # places whose pushes are summed pair by pair
_NODES = 256  # of the grid, a side
_FINEST = 0.02
_LEAST = 1e-12

Report = Callable[[int, int], None]
Spectrum = NDArray[np.complexfloating]


def plane(points: Matrix, report: Report = lambda done, total: None) -> Matrix:
    """Lay points (n, d), widest axis first, out in the unit square, shape (n, 2)."""
    start = _start(points)
    if len(points) < 4 or not start.any():
        return fitted(start)
    pairs = _pairs(neighbours(points, NEIGHBOURS), len(points))
    return fitted(_descended(start, pairs, report))


def fitted(places: Matrix) -> Matrix:
    """Move and scale places into the unit square, both axes by the same factor."""
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    scale = max(float((high - low).max()), _LEAST)
    centred: Matrix = (places - (low + high) / 2) / np.float32(scale)
    found: Matrix = np.clip(centred + np.float32(0.5), 0, 1)
    return found


def _start(points: Matrix) -> Matrix:
    """Take the first two axes, small, as attraction needs room to sort things out."""
    places = np.zeros((len(points), 2), dtype=np.float32)
    places[:, : points.shape[1]] = points[:, :2]
    spread = float(places[:, 0].std()) if len(points) else 0.0
    return places * (1e-4 / spread) if spread > 0 else places


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of neighbours, each once, and how much of all attraction each has."""

    ones: NDArray[np.intp]
    others: NDArray[np.intp]
    weights: Matrix

    def attraction(self, places: Matrix) -> Matrix:
        """Give the pull on each place, shape (n, 2)."""
        apart = places[self.ones] - places[self.others]
        pull = (self.weights / (1 + (apart**2).sum(axis=1)))[:, None] * apart
        n = len(places)
        summed = [
            np.bincount(self.ones, axis, n) - np.bincount(self.others, axis, n) for axis in pull.T
        ]
        return np.stack(summed, axis=1).astype(np.float32)


def _pairs(near: NDArray[np.intp], n: int) -> _Pairs:
    here = np.repeat(np.arange(n), near.shape[1])
    there = near.ravel()
    keys, times = np.unique(
        np.minimum(here, there) * n + np.maximum(here, there), return_counts=True
    )
    weights = (times / (2 * near.size)).astype(np.float32)
    return _Pairs(keys // n, keys % n, weights)


def _descended(places: Matrix, pairs: _Pairs, report: Report) -> Matrix:
    """Follow the gradient with momentum and gains (Jacobs 1988), exaggerated at first."""
    moved, gains = np.zeros_like(places), np.ones_like(places)
    field = _Field()
    push = _pushed if len(places) <= _FEW else field.repulsion
    total = EXAGGERATED + PLAIN
    for number in range(total):
        early = number < EXAGGERATED
        factor, momentum = (_EXAGGERATION, 0.5) if early else (1.0, 0.8)
        slope = 4 * (factor * pairs.attraction(places) - push(places))
        against = (slope > 0) != (moved > 0)
        gains = np.maximum(np.where(against, gains + 0.2, gains * 0.8), 0.01)
        moved = momentum * moved - (len(places) / _EXAGGERATION) * gains * slope
        places = places + moved
        if number % 10 == 9:
            report(number + 1, total)
    return places


def _pushed(places: Matrix) -> Matrix:
    """Give the push on each place, shape (n, 2): sum of w² (y - y') over the sum of w."""
    apart = places[:, None] - places
    weight = 1 / (1 + (apart**2).sum(axis=2))
    push: Matrix = (weight[:, :, None] ** 2 * apart).sum(axis=1)
    return push / np.float32(max(float(weight.sum()) - len(places), _LEAST))


@dataclass(slots=True)
class _Field:
    """The push of all places on each, by convolution over a grid; kernels are kept by its step."""

    kernels: dict[int, tuple[Spectrum, ...]] = field(default_factory=dict)

    def repulsion(self, places: Matrix) -> Matrix:
        """Give the push on each place as `_pushed` does, close to it and for any number."""
        low = places.min(axis=0)
        size = max(float((places.max(axis=0) - low).max()) / (_NODES - 2), _FINEST)
        # Steps grow by an eighth of an octave, so that kernels serve many rounds.
        notch = int(np.ceil(np.log2(size) * 8))
        step = 2.0 ** (notch / 8)
        corners, shares = _corners((places - low) / step)
        mass = np.bincount(corners.ravel(), shares.ravel(), _NODES**2).astype(np.float32)
        whole = (2 * _NODES, 2 * _NODES)
        spectrum = np.fft.rfft2(mass.reshape(_NODES, _NODES), whole)
        fields = [
            np.fft.irfft2(spectrum * kernel, whole)[:_NODES, :_NODES].ravel()
            for kernel in self._kernels(notch, step)
        ]
        weight, *push = [(field[corners] * shares).sum(axis=0) for field in fields]
        total = max(float(weight.sum()) - _upon_themselves(shares, step), _LEAST)
        return (np.stack(push, axis=1) / total).astype(np.float32)

    def _kernels(self, notch: int, step: float) -> tuple[Spectrum, ...]:
        if notch not in self.kernels:
            side = np.fft.fftfreq(2 * _NODES, 1 / (2 * _NODES)).astype(np.float32) * step
            rows, columns = np.meshgrid(side, side, indexing="ij")
            weight = 1 / (1 + rows**2 + columns**2)
            waves = (weight, weight**2 * rows, weight**2 * columns)
            self.kernels = {notch: tuple(np.fft.rfft2(w.astype(np.float32)) for w in waves)}
        return self.kernels[notch]


def _upon_themselves(shares: Matrix, step: float) -> float:
    """Give what of the sum of weights comes from each place's own four nodes."""
    beside, across = 1 / (1 + step**2), 1 / (1 + 2 * step**2)
    weights = np.array(
        [
            [1, beside, beside, across],
            [beside, 1, across, beside],
            [beside, across, 1, beside],
            [across, beside, beside, 1],
        ]
    )
    return float(((shares @ shares.T) * weights).sum())


def _corners(places: Matrix) -> tuple[NDArray[np.intp], Matrix]:
    """Give the four nodes around each place and its share in each, both of shape (4, n)."""
    floor = np.minimum(places.astype(np.intp), _NODES - 2)
    right = (places - floor).astype(np.float32)
    left = 1 - right
    first = floor[:, 0] * _NODES + floor[:, 1]
    nodes = np.stack([first, first + 1, first + _NODES, first + _NODES + 1])
    shares = np.stack(
        [left[:, 0] * left[:, 1], left[:, 0] * right[:, 1],
         right[:, 0] * left[:, 1], right[:, 0] * right[:, 1]]
    )  # fmt: skip
    return nodes, shares
