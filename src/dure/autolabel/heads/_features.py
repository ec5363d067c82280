"""What every head asks of its features before it learns or predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dure.core import Invalid, say

if TYPE_CHECKING:
    from ..model import Floats, Places


LEAST = 1e-6


def units(vectors: Floats) -> Floats:
    """Bring vectors to length 1; one of length 0 stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.maximum(lengths, LEAST)
    return scaled


def checked(features: Floats, classes: Places, n_classes: int) -> None:
    """Raise `Invalid` where nothing can be learned from these examples."""
    check_width(features, None)
    if classes.shape != (len(features),):
        raise Invalid(
            say(
                "There are {features} feature vectors and {classes} labels; give one label for "
                "each.",
                features=len(features),
                classes=classes.size,
            )
        )
    seen = np.unique(classes)
    if len(seen) and (seen[0] < 0 or seen[-1] >= n_classes):
        raise Invalid(
            say("A label is outside the {count} classes of the taxonomy.", count=n_classes)
        )
    if len(seen) < 2:
        raise Invalid(
            say("The labelled examples are all of one class; label examples of two or more.")
        )
    if (features == features[0]).all():
        raise Invalid(
            say("All feature vectors are equal, so nothing can be learned; check the embedding.")
        )


def check_width(features: Floats, width: int | None) -> None:
    if features.ndim != 2 or width not in (None, features.shape[1]):
        raise Invalid(
            say(
                "Feature vectors have the shape {shape}; give one vector an item, all of one "
                "length and by one embedding.",
                shape=features.shape,
            )
        )
    bad = np.flatnonzero(~np.isfinite(features).all(axis=1))
    if len(bad):
        raise Invalid(
            say(
                "{count} feature vectors hold NaN or infinity, the first at place {first}; embed "
                "these items again or leave them out.",
                count=len(bad),
                first=int(bad[0]),
            )
        )
