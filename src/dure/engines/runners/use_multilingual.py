"""Sentence embedding in 16 languages: Universal Sentence Encoder Multilingual v3.

Yang et al. 2019 (arXiv:1907.04307), the convolutional variant: token embeddings, three branches
of n-gram convolutions (2, 3 and 5 tokens), a sum over the tokens divided by the root of their
number, and a residual network of four layers. The weights are read from an ``.npz`` in which the
table of token embeddings lies in 17 quantised pieces, token t in piece t mod 17.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._unigram import Tokenizer

DIMENSIONS = 512
_PIECES, _BRANCH = 17, 256
# Tokens an n-gram covers, and how many of them stand before the token itself.
_NGRAMS = ((2, 0), (3, 1), (5, 2))
_TOKENS_AT_ONCE = 512

Floats = NDArray[np.float32]


def open(path: Path, *, threads: int = 2) -> "Embedder":
    """Open the weights; the tokenizer lies beside them. numpy chooses its own threads."""
    with np.load(path, allow_pickle=False) as archive:
        return Embedder(Weights(archive), Tokenizer.load(path.with_name("sp.model")))


class Weights:
    """The arrays of the model; the table of embeddings stays quantised until it is read."""

    def __init__(self, arrays: Any) -> None:  # noqa: ANN401  (a mapping or numpy's archive)
        rows, width = arrays["q1"].shape
        self._table = np.empty((rows * _PIECES, width), np.uint8)
        for piece in range(_PIECES):
            self._table[piece::_PIECES] = arrays[f"q{piece + 1}"]
        self._scale, self._low = arrays["scale"], arrays["lo"]
        quantised = {f"q{piece + 1}" for piece in range(_PIECES)}
        self._arrays = {name: arrays[name] for name in set(arrays) - quantised}
        for name in ("proj", "proj_b"):
            self._arrays[name] = self._joined(name)
        self._arrays["branch_g"], self._arrays["branch_b"] = map(self._joined, ("ln_g", "ln_b"))
        self.least = float(arrays["eps"])

    def _joined(self, name: str) -> Floats:
        return np.concatenate([self._arrays[f"{name}{count}"] for count, _ in _NGRAMS], axis=-1)

    def __getitem__(self, name: str) -> Floats:
        value: Floats = self._arrays[name]
        return value

    def tokens(self, ids: NDArray[np.int64]) -> Floats:
        """Give the embeddings of tokens, shape (n, 512)."""
        piece = ids % _PIECES
        rows = self._table[ids].astype(np.float32)
        values: Floats = rows * self._scale[piece, None] + self._low[piece, None]
        return values


class Embedder:
    """Turns sentences into vectors of length 1."""

    def __init__(self, weights: Weights, tokenizer: Tokenizer) -> None:
        self._weights = weights
        self._tokenizer = tokenizer

    def embed(self, texts: Sequence[str]) -> Floats:
        """Give one vector a text, shape (n, 512); a text does not depend on its neighbours."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        ids = [self._tokenizer.ids(text) for text in texts]
        for start, end in _groups([len(i) for i in ids]):
            vectors[start:end] = self._embedded(ids[start:end])
        return vectors

    def _embedded(self, ids: list[list[int]]) -> Floats:
        lengths = np.array([len(i) for i in ids])
        starts = np.cumsum(lengths) - lengths
        tokens = self._weights.tokens(np.concatenate([np.array(i, np.int64) for i in ids]))
        features = self._features(tokens, starts, lengths)
        root = np.sqrt(lengths, dtype=np.float32)[:, None]
        summed = np.add.reduceat(features, starts, axis=0)
        sentence = summed @ self._weights["cnn_W"] / root + self._weights["cnn_b"] * root
        return self._projected(sentence.astype(np.float32))

    def _features(
        self, tokens: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> Floats:
        """Give each token its embedding and its three n-gram features, normalised."""
        parts = [tokens]
        for (count, before), own in zip(_NGRAMS, self._branches(tokens), strict=True):
            seen = windows(starts, lengths, before=before, count=count)
            first = self._convolved(own, seen, f"1_{count}") + own
            parts.append(self._convolved(first, seen, f"2_{count}") + first)
        weights = self._weights
        return self._normalised(np.concatenate(parts, axis=1), weights["ln_g"], weights["ln_b"])

    def _branches(self, tokens: Floats) -> list[Floats]:
        """Give the inputs of the three branches, normalised together."""
        weights = self._weights
        rows = tokens @ weights["proj"] + weights["proj_b"]
        normal = self._normalised(rows, weights["branch_g"], weights["branch_b"])
        return np.split(normal, len(_NGRAMS), axis=1)

    def _convolved(self, rows: Floats, seen: NDArray[np.int64], layer: str) -> Floats:
        silent = np.zeros((1, _BRANCH), np.float32)
        gathered = np.concatenate([rows, silent])[seen].reshape(len(rows), -1)
        result: Floats = np.maximum(
            gathered @ self._weights[f"w{layer}"] + self._weights[f"b{layer}"], 0
        )
        return result

    def _normalised(self, rows: Floats, gain: Floats, shift: Floats) -> Floats:
        centred = rows - rows.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self._weights.least)
        result: Floats = centred / deviation * gain + shift
        return result

    def _projected(self, sentence: Floats) -> Floats:
        weights = self._weights
        first = np.maximum(sentence @ weights["d0"], 0)
        second = np.maximum(sentence @ weights["p1"] + first @ weights["d1"], 0)
        third = np.maximum(second @ weights["d2"], 0)
        out = np.tanh(second @ weights["p3"] + third @ weights["d3"])
        length = np.sqrt(np.maximum((out**2).sum(axis=1, keepdims=True), weights.least))
        result: Floats = out / length
        return result


def windows(
    starts: NDArray[np.int64], lengths: NDArray[np.int64], *, before: int, count: int
) -> NDArray[np.int64]:
    """Give for each token the places of the tokens of its n-gram, all sentences in one row.

    A place outside the token's own sentence is the number of tokens, where a row of zeros stands.
    """
    total = int(lengths.sum())
    places = np.arange(total)[:, None] + np.arange(-before, count - before)
    first, last = np.repeat(starts, lengths)[:, None], np.repeat(starts + lengths, lengths)[:, None]
    return np.where((places >= first) & (places < last), places, total)


def _groups(lengths: list[int]) -> list[tuple[int, int]]:
    """Cut a list of sentences into runs of about as many tokens as stay in the cache."""
    groups: list[tuple[int, int]] = []
    start = tokens = 0
    for place, length in enumerate(lengths):
        if place > start and tokens + length > _TOKENS_AT_ONCE:
            groups.append((start, place))
            start, tokens = place, 0
        tokens += length
    return [*groups, (start, len(lengths))] if lengths else []
