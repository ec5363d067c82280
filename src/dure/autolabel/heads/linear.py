"""Logistic regression on centred unit vectors: the usual baseline on frozen features."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from ._features import check_width, checked, units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ..model import Floats, Places

STRENGTH, ROUNDS = 100.0, 500  # inverse of the regularisation; the most steps of the solver


@dataclass(frozen=True, slots=True)
class Linear:
    """A learned head: `weights` (c, d) and `offsets` (c,) for the classes that were seen."""

    mean: Floats
    weights: Floats
    offsets: Floats
    classes: Places
    n_classes: int

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of every class, shape (n, k); a class never seen has 0."""
        check_width(features, len(self.mean))
        scores = (units(features - self.mean) @ self.weights.T + self.offsets).astype(np.float64)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        whole = np.zeros((len(features), self.n_classes))
        whole[:, self.classes] = scores / scores.sum(axis=1, keepdims=True)
        return whole

    def arrays(self) -> dict[str, Floats]:
        """Give all that the head is."""
        return {
            "mean": self.mean,
            "weights": self.weights,
            "offsets": self.offsets,
            "classes": self.classes,
            "n_classes": np.array(self.n_classes),
        }


def fit(features: Floats, classes: Places, n_classes: int, *, seed: int = 0) -> Linear:
    """Learn a head; the solver is not random, and one stopped early is good enough."""
    checked(features, classes, n_classes)
    mean = features.mean(axis=0)
    vectors = units((features - mean).astype(np.float64))
    # With fewer examples than dimensions the weights lie in the examples' span: learn them there.
    wide = len(vectors) < vectors.shape[1]
    basis = np.linalg.svd(vectors, full_matrices=False)[2] if wide else None
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(vectors if basis is None else vectors @ basis.T, classes)
    weights, offsets = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # sklearn then keeps only the second class's
        weights, offsets = np.concatenate([-weights, weights]) / 2, np.append(-offsets, offsets) / 2
    if basis is not None:
        weights = weights @ basis
    return Linear(
        mean.astype(np.float32),
        weights.astype(np.float32),
        offsets.astype(np.float32),
        model.classes_,
        n_classes,
    )


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Linear:
    """Make the head again."""
    given = dict(arrays)
    return Linear(n_classes=int(given.pop("n_classes")), **given)
