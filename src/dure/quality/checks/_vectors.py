"""Nearest neighbours among embeddings, block by block so that memory stays bounded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1024
_SAMPLE = 10_000  # references at most: 100,000 rows cost 10^9 products instead of 10^10

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Per row its nearest references, best first: positions (n, k) and cosines (n, k)."""

    positions: Positions
    cosines: Floats


def usable(embeddings: NDArray[np.generic]) -> Bools:
    """Tell which rows are finite and not zero."""
    rows = embeddings.astype(np.float32, copy=False)
    # One number a row, without a second table: NaN or infinity makes the largest entry so too.
    peaks = np.maximum(rows.max(axis=1), -rows.min(axis=1)) if rows.size else np.zeros(len(rows))
    return np.asarray(np.isfinite(peaks) & (peaks > 0))


def unit(rows: NDArray[np.generic]) -> Floats:
    """Scale rows to length 1; call with usable rows only."""
    # By the largest entry first, so that the squares of huge entries do not overflow.
    scaled = rows.astype(np.float32) / np.abs(rows).max(axis=1, keepdims=True)
    return np.asarray(scaled / np.linalg.norm(scaled, axis=1, keepdims=True), dtype=np.float32)


def sample(count: int, most: int = _SAMPLE) -> Positions:
    """Choose evenly spread positions, the same ones every time."""
    if count <= most:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, most).astype(np.intp))


def nearest(vectors: Floats, k: int, among: Positions | None = None) -> Neighbours:
    """Find the k nearest other rows of unit vectors, by cosine, among the given positions."""
    count = len(vectors)
    references = sample(count) if among is None else among
    k = max(0, min(k, len(references) - 1))
    positions = np.zeros((count, k), dtype=np.intp)
    cosines = np.zeros((count, k), dtype=np.float32)
    if k == 0:
        return Neighbours(positions, cosines)
    table = np.ascontiguousarray(vectors[references].T)
    own = np.full(count, -1, dtype=np.intp)
    own[references] = np.arange(len(references))
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        products = vectors[block] @ table
        rows = np.flatnonzero(own[block] >= 0)
        products[rows, own[block][rows]] = -np.inf
        best = np.argpartition(-products, k - 1, axis=1)[:, :k]
        found = np.take_along_axis(products, best, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        positions[block] = references[np.take_along_axis(best, order, axis=1)]
        cosines[block] = np.take_along_axis(found, order, axis=1)
    return Neighbours(positions, cosines)
