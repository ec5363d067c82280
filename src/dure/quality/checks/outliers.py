"""Records far from everything in their class: wrong uploads, broken pictures, rare finds.

A record's distance is the mean cosine distance to its nearest neighbours of the same label. Its
logarithm is compared with the class by median and median absolute deviation, which a few
outliers cannot move (Rousseeuw & Croux, JASA 88, 1993); small classes borrow the spread of all.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dure.core import Severity, say

from ..model import Facts, Finding
from . import _vectors

NAME = "outliers"
_MAD_TO_DEVIATION = 1.4826  # for normal values
_SMALL = 20  # a class with fewer records has no spread of its own
_LEAST = 5  # a class with fewer records has no inside to be outside of
_SAMPLE = 2_000
_FLOOR = 1e-4  # cosine distance below which float32 says nothing
_NARROWEST = 0.1  # spread of log distance below which neighbours are copies, not a class

Floats = NDArray[np.float32]


def find(facts: Facts) -> list[Finding]:
    """Find records far from their class, the farthest first."""
    if facts.embeddings is None or not facts.records:
        return []
    usable = _vectors.usable(facts.embeddings)
    found = [*_unusable(facts, usable)]
    deviations = _deviations(facts, usable)
    far = np.flatnonzero(deviations > facts.thresholds.outlier_deviations)
    order = far[np.argsort(-deviations[far], kind="stable")]
    return found + [_finding(facts, int(i), float(deviations[i])) for i in order]


def _deviations(facts: Facts, usable: NDArray[np.bool_]) -> Floats:
    """Give each record's robust deviations from its class; 0 where none can be told."""
    distances = _distances(facts, usable)
    result = np.zeros(len(facts.records), np.float32)
    classes = [rows for rows in _classes(facts, usable) if len(rows) >= _LEAST]
    if not classes:
        return result
    centres = [float(np.median(distances[rows])) for rows in classes]
    residuals = np.concatenate(
        [np.abs(distances[r] - c) for r, c in zip(classes, centres, strict=True)]
    )
    common = max(_NARROWEST, _MAD_TO_DEVIATION * float(np.median(residuals)))
    for rows, centre in zip(classes, centres, strict=True):
        own = _MAD_TO_DEVIATION * float(np.median(np.abs(distances[rows] - centre)))
        spread = common if len(rows) < _SMALL else max(own, common / 2)
        result[rows] = (distances[rows] - centre) / spread
    return result


def _distances(facts: Facts, usable: NDArray[np.bool_]) -> Floats:
    """Give each record's log mean cosine distance to its neighbours of the same label."""
    result = np.zeros(len(facts.records), np.float32)
    if facts.embeddings is None:
        return result
    for rows in _classes(facts, usable):
        vectors = _vectors.unit(facts.embeddings[rows])
        k = min(facts.thresholds.neighbours, max(1, len(rows) // 2))
        near = _vectors.nearest(vectors, k, _vectors.sample(len(rows), _SAMPLE))
        if near.cosines.shape[1]:
            result[rows] = np.log(np.maximum(1 - near.cosines.mean(axis=1), _FLOOR))
    return result


def _classes(facts: Facts, usable: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    members: dict[str, list[int]] = defaultdict(list)
    for i in np.flatnonzero(usable).tolist():
        members[facts.records[i].label or ""].append(i)
    return [np.array(rows, dtype=np.intp) for _, rows in sorted(members.items())]


def _finding(facts: Facts, i: int, deviations: float) -> Finding:
    record = facts.records[i]
    return Finding(
        check=NAME,
        kind="outlier",
        severity=Severity.WARNING,
        records=(record.id,),
        score=round(1 - facts.thresholds.outlier_deviations / (2 * deviations), 4),
        message=say("This record is far from all others of its class."),
        advice=say("See whether it belongs here; keep it if it is a rare but true case."),
        evidence={"label": record.label, "deviations": round(deviations, 2)},
    )


def _unusable(facts: Facts, usable: NDArray[np.bool_]) -> Iterator[Finding]:
    bad = np.flatnonzero(~usable).tolist()
    if bad:
        yield Finding(
            check=NAME,
            kind="embedding_missing",
            severity=Severity.NOTE,
            records=tuple(facts.records[i].id for i in bad),
            score=len(bad) / len(facts.records),
            message=say("{count} records have no usable embedding.", count=len(bad)),
            advice=say("Run the embedding engine again over them; they were not compared."),
            evidence={"count": len(bad)},
        )
