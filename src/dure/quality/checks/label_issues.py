"""Labels that the data itself contradicts: confident learning, and the neighbours' vote.

Confident learning: Northcutt, Jiang, Chuang, “Confident Learning: Estimating Uncertainty in
Dataset Labels”, JAIR 70 (2021). The off-diagonal of the confident joint says *how many* labels are
doubtful; they are taken in the order of the odds of the given class against the best other one.
With random and with neighbour-class noise this beats pruning cell by cell: figures stand in
docs/reference/quality.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dure.core import Severity, say

from ..model import Facts, Finding
from . import _vectors

NAME = "label_issues"
_TINY = 1e-9
_MAJORITY = 0.6
_FEW = 5  # a class with fewer records has no confidence of its own

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Judged:
    """Labelled records that have a prediction, as arrays.

    Attributes:
        rows: positions in the facts.
        given: index of the given class.
        probabilities: (rows, classes), each row summing to 1.
        classes: label paths.
        vote: share of neighbours that agree with the given label; NaN where nobody votes.
    """

    rows: Positions
    given: Positions
    probabilities: Floats
    classes: tuple[str, ...]
    vote: Floats


def find(facts: Facts) -> list[Finding]:
    """Find labels that are probably wrong, the surest first."""
    judged = judge(facts)
    if judged is None:
        return []
    doubtful = issues(judged.given, judged.probabilities)
    odds = _odds(judged.given, judged.probabilities)
    if facts.probabilities is None:  # neighbours alone must speak clearly
        doubtful = doubtful[judged.probabilities[doubtful].max(axis=1) >= _MAJORITY]
    order = doubtful[np.argsort(odds[doubtful], kind="stable")]
    return [_finding(facts, judged, int(row), float(odds[row])) for row in order]


def judge(facts: Facts) -> Judged | None:
    """Bring labels and predictions together; None where there are too few to say anything.

    Without probabilities the neighbours' labels stand in for them: a record is never its own
    neighbour, so they are out of fold.
    """
    classes = facts.classes if facts.probabilities is not None else _used(facts)
    index = {name: i for i, name in enumerate(classes)}
    given = np.array([index.get(r.label or "", -1) for r in facts.records], dtype=np.intp)
    vote = _votes(facts, given, len(classes))
    source = vote if facts.probabilities is None else facts.probabilities
    if source is None or len(classes) < 2:
        return None
    rows = np.flatnonzero((given >= 0) & np.isfinite(source).all(axis=1))
    rows = rows[np.clip(source[rows], 0, None).sum(axis=1) > 0]
    if len(rows) == 0:
        return None
    known = np.clip(source[rows], 0, None).astype(np.float32)
    agree = np.full(len(rows), np.nan, np.float32) if vote is None else vote[rows, given[rows]]
    return Judged(
        rows, given[rows], known / known.sum(axis=1, keepdims=True), tuple(classes), agree
    )


def issues(given: Positions, probabilities: Floats) -> Positions:
    """Give the rows whose labels are doubtful, as many as the confident joint counts."""
    joint = confident_joint(given, probabilities)
    count = int(joint.sum() - np.trace(joint))
    odds = _odds(given, probabilities)
    worst = np.argsort(odds, kind="stable")[:count]
    return np.sort(worst[odds[worst] < 1])


def confident_joint(given: Positions, probabilities: Floats) -> NDArray[np.int64]:
    """Count given class × confidently predicted class (k, k).

    A prediction is confident where it reaches the mean probability of its class among the records
    that carry that class's label. Rows without any confident class are not counted.
    """
    k = probabilities.shape[1]
    counts = np.bincount(given, minlength=k)
    own = probabilities[np.arange(len(given)), given]
    means = np.bincount(given, weights=own, minlength=k) / np.maximum(counts, 1)
    bar = np.where(counts > 0, means, np.inf).astype(np.float32)
    confident = np.where(probabilities >= bar - 1e-6, probabilities, -1.0)
    rows = np.flatnonzero(confident.max(axis=1) >= 0)
    joint = np.zeros((k, k), dtype=np.int64)
    np.add.at(joint, (given[rows], confident[rows].argmax(axis=1)), 1)
    return joint


def _odds(given: Positions, probabilities: Floats) -> Floats:
    rows = np.arange(len(given))
    others = probabilities.copy()
    others[rows, given] = -1.0
    best = np.maximum(others.max(axis=1), _TINY)
    return np.asarray(probabilities[rows, given] / best, dtype=np.float32)


def _used(facts: Facts) -> tuple[str, ...]:
    return tuple(sorted({r.label for r in facts.records if r.label}))


def _votes(facts: Facts, given: Positions, k: int) -> Floats | None:
    """Let each record's nearest labelled neighbours vote, weighted by cosine: (n, k)."""
    if facts.embeddings is None or k == 0:
        return None
    usable = _vectors.usable(facts.embeddings) & (given >= 0)
    rows = np.flatnonzero(usable)
    votes = np.full((len(given), k), np.nan, np.float32)
    vectors = _vectors.unit(facts.embeddings[rows]) if len(rows) else np.zeros((0, 1), np.float32)
    found = _vectors.nearest(vectors, facts.thresholds.neighbours)
    if found.positions.shape[1] < min(facts.thresholds.neighbours, _FEW):
        return None
    weights = np.clip(found.cosines, 0, None) + _TINY
    tally = np.zeros((len(rows), k), np.float32)
    for column in range(weights.shape[1]):
        voters = given[rows[found.positions[:, column]]]
        np.add.at(tally, (np.arange(len(rows)), voters), weights[:, column])
    votes[rows] = tally / tally.sum(axis=1, keepdims=True)
    return votes


def _finding(facts: Facts, judged: Judged, row: int, odds: float) -> Finding:
    record = facts.records[int(judged.rows[row])]
    probabilities = judged.probabilities[row].copy()
    own = float(probabilities[judged.given[row]])
    probabilities[judged.given[row]] = -1
    best = int(probabilities.argmax())
    vote = float(judged.vote[row])
    contested = bool(np.isnan(vote)) or vote < 0.5
    return Finding(
        check=NAME,
        kind="label_issue",
        severity=Severity.WARNING if contested else Severity.NOTE,
        records=(record.id,),
        score=round(1 / (1 + odds), 4),
        message=say(
            "The label “{given}” looks wrong; “{suggested}” fits better.",
            given=record.label,
            suggested=judged.classes[best],
        ),
        advice=say("Look at the record again and keep or change its label."),
        evidence={
            "given": record.label,
            "suggested": judged.classes[best],
            "given_probability": round(own, 4),
            "suggested_probability": round(float(probabilities[best]), 4),
            "neighbours_agree": None if np.isnan(vote) else round(vote, 4),
        },
    )
