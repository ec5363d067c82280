"""Cosine to the class means after whitening what varies within a class; good with few examples.

Directions in which pictures of one class differ (light, pose, background) say little about the
class, so they are divided by their spread, and what is left is compared by its angle alone: the
within-class covariance normalisation of Hatch et al. 2006, with a shrunken covariance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._features import LEAST, check_width, checked, units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ..model import Floats, Places

# Chosen by cross-validation inside the training part of the grocery photographs, where anything
# from 0.1 to 0.5 and from 20 to 30 was within 0.5 points.
SHRINKAGE, SHARPNESS = 0.2, 25.0


@dataclass(frozen=True, slots=True)
class Whitened:
    """A learned head.

    Attributes:
        mean: shape (d,).
        directions: orthonormal directions within classes, shape (r, d).
        gains: by how much each is scaled, beside everything else which is scaled by 1, (r,).
        prototypes: unit vectors of the classes in the whitened space, (c, d).
        classes: the numbers of those classes, (c,).
        n_classes: of all classes.
    """

    mean: Floats
    directions: Floats
    gains: Floats
    prototypes: Floats
    classes: Places
    n_classes: int

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of every class, shape (n, k); a class never seen has 0."""
        check_width(features, len(self.mean))
        cosines = self.whitened(units(features - self.mean)) @ self.prototypes.T
        scores = np.exp(
            SHARPNESS
            * (cosines.astype(np.float64) - cosines.max(axis=1, keepdims=True, initial=-1.0))
        )
        whole = np.zeros((len(features), self.n_classes))
        whole[:, self.classes] = scores / scores.sum(axis=1, keepdims=True)
        return whole

    def whitened(self, vectors: Floats) -> Floats:
        """Bring centred unit vectors into the whitened space, as unit vectors."""
        along = vectors @ self.directions.T
        return units(vectors + (along * (self.gains - 1)) @ self.directions)

    def arrays(self) -> dict[str, Floats]:
        """Give all that the head is."""
        return {
            "mean": self.mean,
            "directions": self.directions,
            "gains": self.gains,
            "prototypes": self.prototypes,
            "classes": self.classes,
            "n_classes": np.array(self.n_classes),
        }


def fit(features: Floats, classes: Places, n_classes: int, *, seed: int = 0) -> Whitened:
    """Learn a head; nothing in it is random."""
    checked(features, classes, n_classes)
    mean = features.mean(axis=0)
    vectors = units((features - mean).astype(np.float64))
    seen, place = np.unique(classes, return_inverse=True)
    spread = vectors - _means(vectors, place, len(seen))[place]
    directions, gains = _whitening(spread)
    bare = Whitened(mean, directions, gains, np.empty((0, 0)), seen, n_classes)
    prototypes = units(_means(bare.whitened(vectors), place, len(seen)))
    return Whitened(
        mean.astype(np.float32),
        directions.astype(np.float32),
        gains.astype(np.float32),
        prototypes.astype(np.float32),
        seen,
        n_classes,
    )


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Whitened:
    """Make the head again."""
    given = dict(arrays)
    return Whitened(n_classes=int(given.pop("n_classes")), **given)


def _whitening(spread: Floats) -> tuple[Floats, Floats]:
    """Give the directions of the within-class spread (n, d) and their gains.

    The covariance is (1 - s) C + s t I with t the mean variance; where C is 0 the gain is 1.
    """
    n, d = spread.shape
    floor = SHRINKAGE * (spread**2).sum() / d
    if floor <= LEAST:  # one example a class, or equal ones: nothing to learn from
        return np.zeros((0, d)), np.zeros(0)
    if n < d:
        values, left = np.linalg.eigh(spread @ spread.T)
    else:
        values, left = np.linalg.eigh(spread.T @ spread)
    kept = values > LEAST * values[-1]
    values = values[kept]
    directions = (
        (spread.T @ left[:, kept]).T / np.sqrt(values)[:, None] if n < d else left[:, kept].T
    )
    return directions, np.sqrt(floor / ((1 - SHRINKAGE) * values + floor))


def _means(vectors: Floats, place: Places, count: int) -> Floats:
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, place, vectors)
    means: Floats = sums / np.bincount(place, minlength=count)[:, None]
    return means
