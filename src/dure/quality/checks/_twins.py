"""Pairs of pictures that show nearly the same: found by hash, confirmed by eye or embedding."""

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ..model import Facts
from . import _pictures, _vectors

_BANDS = 4  # of 16 bits: two hashes that differ in at most 7 bits differ in at most 1 in some band
_CHUNK = 1 << 21
_FLAT = 0.02  # contrast below which a hash is noise

Positions = NDArray[np.intp]
Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Twins:
    """Pairs of positions (first < second), bits that differ, correlation, cosine or NaN."""

    first: Positions
    second: Positions
    bits: NDArray[np.uint8]
    correlation: Floats
    cosine: Floats


_kept: WeakKeyDictionary[Facts, Twins] = WeakKeyDictionary()


def twins(facts: Facts) -> Twins:
    """Find the near-duplicate pictures once; pairs with the same digest are left out."""
    known = _kept.get(facts)
    if known is None:
        known = _kept[facts] = _found(facts)
    return known


def _found(facts: Facts) -> Twins:
    traits = _pictures.traits(facts)
    firsts = {r.digest: i for i, r in reversed(list(enumerate(facts.records)))}
    rows = np.array(sorted(firsts.values()), dtype=np.intp)
    rows = rows[traits.seen[rows] & (traits.contrast[rows] > _FLAT)]
    parts = [_confirmed(facts, rows[a], rows[b]) for a, b in close(traits.hashes[rows], facts)]
    return _joined(parts)


def close(hashes: Hashes, facts: Facts) -> Iterator[tuple[Positions, Positions]]:
    """Give every pair of hashes that differ in few enough bits, each once, in chunks.

    Multi-index hashing (Norouzi, Punjani, Fleet 2014): exact up to 7 bits, and near linear where
    hashes are spread; identical hashes are chained instead of squared.
    """
    limit = min(facts.thresholds.hash_bits, 2 * _BANDS - 1)
    order = np.argsort(hashes, kind="stable")
    same = hashes[order][1:] == hashes[order][:-1]
    yield (
        np.minimum(order[1:][same], order[:-1][same]),
        np.maximum(order[1:][same], order[:-1][same]),
    )
    distinct, where = np.unique(hashes, return_index=True)
    for a, b in _candidates(distinct, limit):
        yield np.minimum(where[a], where[b]), np.maximum(where[a], where[b])


def _candidates(hashes: Hashes, limit: int) -> Iterator[tuple[Positions, Positions]]:
    """Probe each 16-bit band with every change of at most one bit; skip pairs met before."""
    probes = [0] + [1 << bit for bit in range(16)] if limit >= _BANDS else [0]
    for band in range(_BANDS):
        keys = _band(hashes, band)
        order = np.argsort(keys, kind="stable")
        starts = np.searchsorted(keys[order], np.arange((1 << 16) + 1))
        for probe in probes:
            # A pair that differs by `probe` is met from its smaller key only.
            left = np.flatnonzero((keys & probe) == 0) if probe else np.arange(len(keys))
            wanted = keys[left] ^ probe
            for i, j in _expanded(left, starts[wanted], starts[wanted + 1]):
                a, b = i, order[j]
                keep = (a < b) if probe == 0 else np.ones(len(a), bool)
                keep &= np.bitwise_count(hashes[a] ^ hashes[b]) <= limit
                a, b = a[keep], b[keep]
                fresh = ~_met_before(hashes, a, b, band, len(probes) > 1)
                yield a[fresh], b[fresh]


def _band(hashes: Hashes, band: int) -> NDArray[np.int64]:
    return ((hashes >> np.uint64(16 * band)) & np.uint64(0xFFFF)).astype(np.int64)


def _met_before(
    hashes: Hashes, a: Positions, b: Positions, band: int, probed: bool
) -> NDArray[np.bool_]:
    met = np.zeros(len(a), bool)
    for earlier in range(band):
        apart = np.bitwise_count(_band(hashes[a], earlier) ^ _band(hashes[b], earlier))
        met |= apart <= (1 if probed else 0)
    return met


def _expanded(
    left: Positions, starts: Positions, ends: Positions
) -> Iterator[tuple[Positions, Positions]]:
    """Pair each left with every position in its range, at most about `_CHUNK` pairs at a time."""
    counts = ends - starts
    left, starts, counts = left[counts > 0], starts[counts > 0], counts[counts > 0]
    cuts = np.flatnonzero(np.diff(np.cumsum(counts) // _CHUNK)) + 1
    for part in np.split(np.arange(len(left)), cuts):
        size = counts[part]
        total = int(size.sum())
        offsets = np.arange(total) - np.repeat(np.cumsum(size) - size, size)
        yield np.repeat(left[part], size), np.repeat(starts[part], size) + offsets


def _confirmed(facts: Facts, a: Positions, b: Positions) -> Twins:
    traits, limits = _pictures.traits(facts), facts.thresholds
    correlation = _correlation(traits.small, a, b)
    cosine = _cosine(facts, a, b)
    keep = (correlation >= limits.twin_correlation) | (cosine >= limits.twin_cosine)
    bits = np.bitwise_count(traits.hashes[a] ^ traits.hashes[b])
    return Twins(a[keep], b[keep], bits[keep], correlation[keep], cosine[keep])


def _correlation(small: NDArray[np.uint8], a: Positions, b: Positions) -> Floats:
    result = np.zeros(len(a), np.float32)
    for start in range(0, len(a), 16_384):
        block = slice(start, start + 16_384)
        x = small[a[block]].astype(np.float32)
        y = small[b[block]].astype(np.float32)
        x -= x.mean(axis=1, keepdims=True)
        y -= y.mean(axis=1, keepdims=True)
        scale = np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1)
        result[block] = (x * y).sum(axis=1) / np.maximum(scale, 1e-6)
    return result


def _cosine(facts: Facts, a: Positions, b: Positions) -> Floats:
    result = np.full(len(a), np.nan, np.float32)
    if facts.embeddings is None:
        return result
    for start in range(0, len(a), 16_384):
        block = np.arange(start, min(start + 16_384, len(a)))
        x, y = facts.embeddings[a[block]], facts.embeddings[b[block]]
        good = _vectors.usable(x) & _vectors.usable(y)
        result[block[good]] = (_vectors.unit(x[good]) * _vectors.unit(y[good])).sum(axis=1)
    return result


def _joined(parts: list[Twins]) -> Twins:
    return Twins(
        np.concatenate([p.first for p in parts]),
        np.concatenate([p.second for p in parts]),
        np.concatenate([p.bits for p in parts]),
        np.concatenate([p.correlation for p in parts]),
        np.concatenate([p.cosine for p in parts]),
    )
