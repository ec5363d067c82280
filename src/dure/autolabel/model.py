"""Nouns of auto-labelling: what is learned from, what is promised, what is suggested."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from dure.core import RecordId, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Places = NDArray[np.integer]
    Truths = NDArray[np.bool_]


class Level(StrEnum):
    """How far a suggestion is accepted without a human."""

    FINE = "fine"  # the class itself
    PARENT = "parent"  # only the class above it
    NONE = "none"  # goes to people


class Head(Protocol):
    """A classifier on top of frozen features."""

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of every class, shape (n, k); a class never seen has 0."""

    def arrays(self) -> dict[str, Floats]:
        """Give all that the head is, so that it can be kept without pickle."""


class Fit(Protocol):
    """Learns a head."""

    def __call__(self, features: Floats, classes: Places, n_classes: int, *, seed: int = 0) -> Head:
        """Learn from features (n, d) and classes (n,) in 0 … n_classes - 1; raises `Invalid`."""


@dataclass(frozen=True, slots=True)
class Examples:
    """What people have labelled.

    Attributes:
        features: shape (n, d).
        classes: shape (n,).
        groups: shape (n,); what shares a number is one scene, speaker or garment and is never
            learned from and tested on at once. None: near copies are found by their features.
    """

    features: Floats
    classes: Places
    groups: Places | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the labels that no human sees must keep.

    Attributes:
        share: the least share of them that is right.
        confidence: how often this holds, over draws of the labelled examples.
    """

    share: float = 0.95
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What may be accepted without a human, and the evidence for it.

    Attributes:
        threshold: the least calibrated probability; None where nothing can be promised.
        promised, confidence: as asked for.
        labelled_used: labelled examples that were predicted by a head that had not seen them.
        groups_used: groups among them; near copies count once.
        expected_share: the share of them that would be accepted.
        bound: lower confidence bound of the share right among the accepted.
        reason: one sentence on how it was decided.
        refused: classes that always go to people.
    """

    threshold: float | None
    promised: float
    confidence: float
    labelled_used: int
    groups_used: int
    expected_share: float
    bound: float | None
    reason: Sentence
    refused: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for one item: its class, the class above, and how sure this is."""

    label: int
    parent: int
    probability: float
    parent_probability: float
    accepted: Level


@dataclass(frozen=True, slots=True)
class Bin:
    """Examples with a calibrated probability in one range: what was expected, what was right."""

    low: float
    high: float
    count: int
    expected: float
    right: float


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One class: labelled examples, groups of them, and the share found right (None: untested)."""

    label: int
    labelled: int
    groups: int
    right: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """How good the suggestions are, measured on examples that the head had not seen.

    Attributes:
        accuracy, parent_accuracy: None where nothing could be tested.
        temperature: what the head's probabilities were flattened by; 1 changes nothing.
    """

    classes: tuple[ClassReport, ...]
    accuracy: float | None
    parent_accuracy: float | None
    temperature: float
    fine: Acceptance
    parent: Acceptance
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Suggestions in the order of the unlabelled items, the report, and the head behind them.

    Attributes:
        probabilities: calibrated, of the unlabelled items, shape (m, k).
        out_of_fold: calibrated, of the labelled examples by heads that had not seen them,
            shape (n, k); rows of NaN where none could be made.
    """

    suggestions: tuple[Suggestion, ...]
    report: Report
    head: Head
    probabilities: Floats = field(repr=False)
    out_of_fold: Floats = field(repr=False)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record that resembles another; `distance` is 1 minus the cosine of their embeddings."""

    record: RecordId
    distance: float


@dataclass(frozen=True, slots=True)
class Map:
    """Where the records of a data set lie in the unit square, those that are alike side by side.

    Attributes:
        stale: records came or went since it was made.
    """

    records: tuple[RecordId, ...]
    places: Floats
    engine: str
    method: str
    stale: bool
