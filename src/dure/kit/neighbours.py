"""Principal axes and nearest neighbours of many vectors: exact for few, by cells for many."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Matrix

Places = NDArray[np.intp]
EXACT = 4096  # so many vectors are compared with one another, each with each
LOOKED_INTO = 12  # cells beside which a vector's neighbours are looked for
_BLOCK = 512
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Axes:
    """The directions in which unit vectors differ most: mean (d,) and orthonormal rows (w, d)."""

    mean: Matrix
    directions: Matrix

    def applied(self, vectors: Matrix) -> Matrix:
        """Give the coordinates of vectors along the axes, shape (n, w)."""
        centred: Matrix = units(vectors) - self.mean
        found: Matrix = (centred @ self.directions.T).astype(np.float32, copy=False)
        return found


def units(vectors: Matrix) -> Matrix:
    """Bring vectors to length 1; one of length 0 stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Matrix = vectors / np.maximum(lengths, np.float32(_LEAST))
    return scaled


def principal_axes(vectors: Matrix, width: int, *, seed: int = 0) -> Axes:
    """Find the first `width` principal axes of unit vectors (n, d).

    By a random range with two power steps: Halko, Martinsson & Tropp, SIAM Review 53 (2011).
    """
    mean = units(vectors).mean(axis=0)
    centred = units(vectors) - mean
    width = min(width, *centred.shape)
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((centred.shape[1], min(width + 10, min(centred.shape))))
    sketch = centred @ drawn.astype(np.float32)
    for _ in range(2):
        sketch = centred @ (centred.T @ np.linalg.qr(sketch)[0])
    basis = np.linalg.qr(sketch)[0]
    directions = np.linalg.svd(basis.T @ centred, full_matrices=False)[2][:width]
    # An axis may point either way; the larger side is put first, so that equal input gives equal.
    signs = np.sign(directions[np.arange(width), np.abs(directions).argmax(axis=1)])
    return Axes(mean, (directions * np.where(signs == 0, 1, signs)[:, None]).astype(np.float32))


def neighbours(points: Matrix, count: int, *, seed: int = 0) -> Places:
    """Give for each of the points (n, d) the places of its `count` nearest others, (n, count).

    Up to `EXACT` points exactly. Beyond, each looks into the cells (Voronoi cells of some means,
    as an inverted file does) whose centres lie nearest to its own cell's.
    """
    count = min(count, len(points) - 1)
    found = np.empty((len(points), count), dtype=np.intp)
    for asked, candidates in _cells(points, count, seed):
        for rows in np.array_split(asked, max(1, len(asked) // _BLOCK)):
            distances = squared_distances(points[rows], points[candidates])
            distances[rows[:, None] == candidates] = np.inf  # nobody is its own neighbour
            nearest = np.argpartition(distances, count - 1, axis=1)[:, :count]
            found[rows] = candidates[nearest]
    return found


def squared_distances(ones: Matrix, others: Matrix) -> Matrix:
    """Give the squared distance of each to each, shape (len(ones), len(others))."""
    lengths = (ones**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    between: Matrix = (lengths - 2 * (ones @ others.T)).astype(np.float32, copy=False)
    return between


def _cells(points: Matrix, count: int, seed: int) -> Iterator[tuple[Places, Places]]:
    """Give the places of each cell, and those among which their neighbours are looked for."""
    everything = np.arange(len(points))
    if len(points) <= EXACT:
        yield everything, everything
        return
    centres = _means(points, round(len(points) ** 0.5), seed)
    cell = _nearest(points, centres)
    members = np.split(np.argsort(cell, kind="stable"), np.cumsum(np.bincount(cell))[:-1])
    order = squared_distances(centres, centres).argsort(axis=1)
    for number, mine in enumerate(members):
        look = LOOKED_INTO
        while sum(len(members[c]) for c in order[number, :look]) <= count:
            look *= 2
        if len(mine):
            yield mine, np.concatenate([members[c] for c in order[number, :look]])


def _means(points: Matrix, wanted: int, seed: int) -> Matrix:
    """Give the centres of cells: a few rounds of Lloyd's algorithm over a sample."""
    rng = np.random.default_rng(seed)
    sample = points[rng.permutation(len(points))[: 40 * wanted]]
    centres = sample[:wanted].copy()
    for _ in range(6):
        cell = _nearest(sample, centres)
        size = np.bincount(cell, minlength=wanted)
        sums = np.zeros_like(centres)
        np.add.at(sums, cell, sample)
        kept = size > 0
        centres[kept] = sums[kept] / size[kept, None]
    # Cells that nobody is nearest to would only be looked into for nothing.
    found: Matrix = centres[np.unique(_nearest(points, centres))]
    return found


def _nearest(points: Matrix, centres: Matrix) -> Places:
    portions = np.array_split(points, max(1, len(points) // 4096))
    return np.concatenate([squared_distances(p, centres).argmin(axis=1) for p in portions])
