"""Propose attributes for fields that no table knows, ranked by likeness, for a person to confirm.

With a text engine the likeness is the cosine of sentence embeddings; without one it is the
cosine of the counts of letter trigrams in the names, rarer trigrams counting more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from . import vocabulary
from .model import Attribute, Embed, Proposal, Role, Standard

Vectors = npt.NDArray[np.float32]
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[가-힣]+")
_PROPOSED, _LEAST = 3, 0.2


def proposed(standard: Standard, embed: Embed | None = None) -> Standard:
    """Give the document with proposals at every field that nobody has reviewed."""
    asked = [a for a in standard.unmapped if _is_asked(a)]
    texts = list(dict.fromkeys(_said(a.name.partition(":")[2]) for a in asked))
    if not texts:
        return standard
    found = dict(zip(texts, _ranked(texts, embed), strict=True))
    unmapped = tuple(
        replace(a, proposals=found[_said(a.name.partition(":")[2])]) if _is_asked(a) else a
        for a in standard.unmapped
    )
    return replace(standard, unmapped=unmapped)


def _is_asked(a: Attribute) -> bool:
    return not a.is_reviewed and a.role is Role.STATE


def _said(name: str) -> str:
    """Write a name as words: ``airFlow.windStrength`` is “air flow wind strength”."""
    return " ".join(_WORDS.findall(name)).lower()


def _ranked(texts: Sequence[str], embed: Embed | None) -> list[tuple[Proposal, ...]]:
    names, ours = _known(embed) if embed else _known_by_trigrams()
    theirs = embed(texts) if embed else _trigrams(texts, _rarity())
    likeness = _unit(theirs) @ _unit(ours).T
    best = np.argsort(-likeness, axis=1, kind="stable")[:, :_PROPOSED]
    return [
        tuple(Proposal(names[n], round(float(row[n]), 3)) for n in order if float(row[n]) >= _LEAST)
        for row, order in zip(likeness, best, strict=True)
    ]


@cache
def _names() -> tuple[str, ...]:
    shared = vocabulary.table("matter.json")["global"]
    return tuple(n for n in vocabulary.terms() if n.partition(".")[2] not in shared)


@cache
def _known(embed: Embed) -> tuple[tuple[str, ...], Vectors]:
    return _names(), embed([_said(name) for name in _names()])


@cache
def _known_by_trigrams() -> tuple[tuple[str, ...], Vectors]:
    return _names(), _trigrams([_said(name) for name in _names()], _rarity())


@cache
def _rarity() -> dict[str, float]:
    """Give the weight of each trigram: the logarithm of how few names hold it."""
    texts = [_said(name) for name in _names()]
    held = Counter(gram for text in texts for gram in set(_grams(text)))
    return {gram: float(np.log(len(texts) / count)) + 0.1 for gram, count in held.items()}


def _trigrams(texts: Iterable[str], rarity: dict[str, float]) -> Vectors:
    place = {gram: n for n, gram in enumerate(rarity)}
    rows = [Counter(_grams(text)) for text in texts]
    vectors = np.zeros((len(rows), len(place)), np.float32)
    for vector, row in zip(vectors, rows, strict=True):
        for gram, count in row.items():
            if gram in place:
                vector[place[gram]] = count * rarity[gram]
    return vectors


def _grams(text: str) -> list[str]:
    padded = f" {text} "
    return [padded[n : n + 3] for n in range(len(padded) - 2)]


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length == 0, 1, length), np.float32)
