"""Decisions of auto-labelling: what is learned from, how sure a guess is, what is accepted. Pure.

The promise: among the labels accepted without a human at least a given share is right, with a
given confidence over draws of the labelled examples. Examples are predicted by heads that saw
neither them nor their near copies (`cross_fitted`). Thresholds are tried in an order fixed without
the labels until the first failure (fixed-sequence testing: Angelopoulos et al. 2021, *Learn then
Test*), each by an exact binomial test that counts a group of near copies once. It holds, scene by
scene, for items like the labelled ones; an item of a class that nobody has labelled is none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dure.core import Invalid, Sentence, say

from .model import (
    Acceptance,
    Bin,
    ClassReport,
    Level,
    Outcome,
    Promise,
    Report,
    Suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Examples, Fit, Floats, Places, Truths

FOLDS = 5
# Walks begin where these shares of the examples would be accepted, each with an equal part of the
# allowed error; the steps are shares as well.
STARTS = (0.2, 0.4, 0.7)
STEP = 0.02
NEAR_COPY = 0.9  # cosine below which two pictures are never one scene
GUARD = 0.1  # how unlikely a class's errors must be under the promise before it is refused
_LEAST = 1e-12


def suggest(
    examples: Examples,
    features: Floats,
    parents: Places,
    *,
    fit: Fit,
    promise: Promise | None = None,
    seed: int = 0,
) -> Outcome:
    """Learn from what people labelled and suggest classes for the rest.

    Args:
        examples: what people labelled.
        features: of the items without a label, shape (m, d).
        parents: shape (k,); for each class the class above it, which may be itself.
        fit: how to learn; one of `dure.autolabel.heads`.
        promise: what the labels that no human sees must keep, at each level.
        seed: the same seed gives the same outcome.

    Raises:
        Invalid: nothing can be learned from these features and classes, or promised so.
    """
    promise = promise or Promise()
    _check(examples, promise)
    head = fit(examples.features, examples.classes, len(parents), seed=seed)
    probabilities = head.probabilities(features)
    groups = examples.groups
    if groups is None:
        groups = near_copies(examples.features, examples.classes, seed=seed)
    raw, tested = cross_fitted(fit, examples, groups, len(parents), seed=seed)
    truth = examples.classes[tested]
    temperature = best_temperature(raw[tested], truth)
    out_of_fold = np.where(tested[:, None], tempered(raw, temperature), np.nan)
    guess = _Guess(out_of_fold[tested], parents)
    fine, parent = _acceptances(guess, truth, groups[tested], promise)
    probabilities = tempered(probabilities, temperature)
    report = Report(
        _class_reports(examples.classes, groups, tested, guess, len(parents)),
        _share(guess.label == truth),
        _share(guess.parent == parents[truth]),
        temperature,
        fine,
        parent,
        reliability(guess.probability, guess.label == truth),
    )
    found = _Guess(probabilities, parents)
    suggestions = _suggestions(found, fine, parent)
    return Outcome(suggestions, report, head, probabilities, out_of_fold)


def rank_for_people(probabilities: Floats) -> Places:
    """Order items for people, hardest first, a class in turn so that no class crowds the others.

    Hard is a small margin between the best two classes (Scheffer et al. 2001). The hardest item
    of each guessed class comes first, then the second of each, and so on.
    """
    n, k = probabilities.shape
    best = np.sort(probabilities, axis=1)[:, ::-1]
    margin = best[:, 0] - best[:, 1] if k > 1 else best[:, 0]
    label = probabilities.argmax(axis=1)
    order = np.lexsort((margin, label))
    firsts = np.searchsorted(label[order], label[order])
    turn = np.empty(n, np.intp)
    turn[order] = np.arange(n) - firsts
    return np.lexsort((margin, turn))


# -- what is learned from -------------------------------------------------------------------------


def _check(examples: Examples, promise: Promise) -> None:
    if not (0 < promise.share < 1 and 0 < promise.confidence < 1):
        raise Invalid(say("The promised share and its confidence must lie between 0 and 1."))
    if examples.groups is not None and examples.groups.shape != examples.classes.shape:
        raise Invalid(say("There must be one group for each labelled example, or none at all."))


def near_copies(features: Floats, classes: Places, *, seed: int = 0) -> Places:
    """Number the scenes: examples of one class that are linked by a likeness of near copies.

    Nine of ten examples are less like anything of another class than the limit, so what is more
    alike than that within a class shows the same thing again.
    """
    units = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), _LEAST)
    some = np.random.default_rng(seed).permutation(len(units))[:2000]
    other = np.where(classes[some][:, None] != classes, units[some] @ units.T, -1.0)
    limit = max(float(np.quantile(other.max(axis=1), 0.9)), NEAR_COPY)
    groups = np.zeros(len(classes), np.intp)
    for label in np.unique(classes):
        members = np.flatnonzero(classes == label)
        linked = units[members] @ units[members].T > limit
        groups[members] = members[_components(linked)]
    return groups


def _components(linked: Truths) -> Places:
    """Give for each member the first member that a chain of links leads to."""
    np.fill_diagonal(linked, val=True)
    first = np.arange(len(linked))
    while True:
        lower = np.where(linked, first, len(first)).min(axis=1)
        if (lower == first).all():
            return first
        first = lower


def cross_fitted(
    fit: Fit, examples: Examples, groups: Places, n_classes: int, *, seed: int = 0
) -> tuple[Floats, Truths]:
    """Predict each example by a head that saw neither it nor its group.

    Returns:
        Probabilities (n, k), and which examples were tested: not those whose class was then
        wholly unseen, for nothing can be learned about it.
    """
    fold = folds(examples.classes, groups, n_classes, seed=seed)
    probabilities = np.zeros((len(fold), n_classes))
    tested = np.zeros(len(fold), bool)
    for number in np.unique(fold):
        learned, held = fold != number, np.flatnonzero(fold == number)
        seen = np.unique(examples.classes[learned])
        held = held[np.isin(examples.classes[held], seen)]
        if len(seen) < 2 or not len(held):
            continue
        head = fit(examples.features[learned], examples.classes[learned], n_classes, seed=seed)
        probabilities[held] = head.probabilities(examples.features[held])
        tested[held] = True
    return probabilities, tested


def folds(classes: Places, groups: Places, n_classes: int, *, seed: int = 0) -> Places:
    """Deal whole groups to at most `FOLDS` folds so that each class is spread over them."""
    _, group = np.unique(groups, return_inverse=True)
    content = np.zeros((group.max() + 1, n_classes))
    np.add.at(content, (group, classes), 1)
    size = content.sum(axis=1)
    loads = np.zeros((min(FOLDS, len(content)), n_classes))
    dealt = np.empty(len(content), np.intp)
    shuffled = np.random.default_rng(seed).permutation(len(content))
    for place in shuffled[np.argsort(-size[shuffled], kind="stable")]:
        same, whole = loads @ content[place], loads.sum(axis=1)
        dealt[place] = np.lexsort((whole, same))[0]
        loads[dealt[place]] += content[place]
    return dealt[group]


# -- how sure a guess is --------------------------------------------------------------------------


def tempered(probabilities: Floats, temperature: float) -> Floats:
    """Flatten probabilities by a temperature above 1, or sharpen them below (Guo et al. 2017)."""
    powers = np.maximum(probabilities, 0) ** (1 / temperature)
    whole = powers.sum(axis=1, keepdims=True)
    flat: Floats = powers / np.where(whole > 0, whole, 1)
    return flat


def best_temperature(probabilities: Floats, classes: Places) -> float:
    """Choose the temperature under which the true classes were most probable."""
    if not len(classes):
        return 1.0
    rows, choices = np.arange(len(classes)), np.geomspace(0.2, 5, 49)

    def surprise(temperature: float) -> float:
        given = tempered(probabilities, temperature)[rows, classes]
        return float(-np.log(np.maximum(given, _LEAST)).mean())

    return float(min(choices, key=surprise))


def reliability(probability: Floats, right: Truths, bins: int = 10) -> tuple[Bin, ...]:
    """Compare what was expected with what was right, in ranges of the probability."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            number / bins,
            (number + 1) / bins,
            int(within.sum()),
            float(probability[within].mean()),
            float(right[within].mean()),
        )
        for number in range(bins)
        if (within := place == number).any()
    )


class _Guess:
    """The best class of each item, the best class above, and their probabilities."""

    def __init__(self, probabilities: Floats, parents: Places) -> None:
        summed = np.zeros((len(probabilities), int(parents.max()) + 1))
        np.add.at(summed.T, parents, probabilities.T)
        self.label = probabilities.argmax(axis=1)
        self.probability = probabilities.max(axis=1)
        self.parent = summed.argmax(axis=1)
        self.parent_probability = summed.max(axis=1)
        self.parents, self.above = parents, summed.shape[1]


# -- what is accepted -----------------------------------------------------------------------------


def accept(scores: Floats, right: Truths, groups: Places, promise: Promise) -> Acceptance:
    """Choose the lowest score from which on the promise can be given; see the top of the module.

    Args:
        scores: how sure the guesses for labelled examples were, shape (n,).
        right: whether they were right.
        groups: near copies share a number and count once.
        promise: what must be kept.
    """
    alpha = (1 - promise.confidence) / len(STARTS)
    cuts = list(_cuts(scores, right, groups))
    passed = [at_most(wrong, n, 1 - promise.share) <= alpha for _, wrong, n in cuts]
    last = -1
    for start in STARTS:
        place = round(start / STEP) - 1
        while place < len(cuts) and passed[place]:
            last = max(last, place)
            place += 1
    used = (promise.share, promise.confidence, len(scores), len(np.unique(groups)))
    if last < 0:
        return Acceptance(None, *used, 0.0, None, _refusal(cuts, promise, alpha))
    threshold, wrong, n = cuts[last]
    bound = lower_bound(wrong, n, alpha)
    reason = say(
        "Of {n} independent labelled examples that are at least {threshold:.0%} sure, {wrong} "
        "were wrong: at least {bound:.1%} are right, with {confidence:.0%} confidence.",
        n=n,
        threshold=threshold,
        wrong=wrong,
        bound=bound,
        confidence=promise.confidence,
    )
    return Acceptance(threshold, *used, float((scores >= threshold).mean()), bound, reason)


def _cuts(scores: Floats, right: Truths, groups: Places) -> Iterator[tuple[float, int, int]]:
    """Give threshold, groups wrong and groups in all, where growing shares would be accepted."""
    order = np.sort(scores)[::-1]
    _, group = np.unique(groups, return_inverse=True)
    for step in range(1, round(1 / STEP) + 1) if len(order) else ():
        threshold = order[int(np.ceil(step * STEP * len(order) - 1e-9)) - 1]
        taken = scores >= threshold
        sizes = np.bincount(group[taken])
        wrong = np.bincount(group[taken], ~right[taken])
        shares = wrong[sizes > 0] / sizes[sizes > 0]
        yield float(threshold), int(np.ceil(shares.sum() - 1e-9)), len(shares)


def _refusal(cuts: list[tuple[float, int, int]], promise: Promise, alpha: float) -> Sentence:
    needed = int(np.ceil(np.log(alpha) / np.log(promise.share)))
    most = cuts[-1][2] if cuts else 0
    if most < needed:
        return say(
            "{count} independent labelled examples could be tested, and {share:.0%} right cannot "
            "be promised from fewer than {needed}; label more, from different scenes.",
            count=most,
            share=promise.share,
            needed=needed,
        )
    return say(
        "Even among the surest guesses for labelled examples too many were wrong to promise "
        "{share:.0%} right; label more, or correct doubtful labels.",
        share=promise.share,
    )


def at_most(wrong: int, n: int, share: float) -> float:
    """Give the chance of at most so many errors among n, each with the chance `share`."""
    if wrong >= n:
        return 1.0
    errors = np.arange(wrong + 1)
    ways = np.append(0.0, np.cumsum(np.log(n - errors[:-1]) - np.log(errors[1:])))
    logs = ways + errors * np.log(share) + (n - errors) * np.log1p(-share)
    return float(min(1.0, np.exp(logs).sum()))


def lower_bound(wrong: int, n: int, alpha: float) -> float:
    """Give the one-sided lower bound of the share right (Clopper and Pearson 1934)."""
    low, high = 0.0, 1.0  # of the share wrong
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(wrong, n, middle) > alpha else (low, middle)
    return 1 - high


def _acceptances(
    guess: _Guess, truth: Places, groups: Places, promise: Promise
) -> tuple[Acceptance, Acceptance]:
    """Decide for the classes, and for the classes above whatever was decided for the classes."""
    above = guess.parents[truth]
    return (
        _guarded((guess.label, guess.probability), truth, groups, promise, len(guess.parents)),
        _guarded((guess.parent, guess.parent_probability), above, groups, promise, guess.above),
    )


def _guarded(
    guessed: tuple[Places, Floats], truth: Places, groups: Places, promise: Promise, n_classes: int
) -> Acceptance:
    """Accept, and refuse classes never tested, or wrong among the accepted beyond chance."""
    label, probability = guessed
    whole = accept(probability, label == truth, groups, promise)
    taken = probability >= (2 if whole.threshold is None else whole.threshold)
    refused = []
    for each in range(n_classes):
        right = truth[taken & (label == each)] == each
        wrong = int((~right).sum())
        chance = 1 - at_most(wrong - 1, len(right), 1 - promise.share) if wrong else 1.0
        if chance <= GUARD or not (truth == each).any():
            refused.append(each)
    kept = taken & ~np.isin(label, refused)
    return replace(whole, refused=tuple(refused), expected_share=_share(kept) or 0.0)


def _accepted(label: Places, probability: Floats, acceptance: Acceptance) -> Truths:
    if acceptance.threshold is None:
        return np.zeros(len(label), bool)
    return (probability >= acceptance.threshold) & ~np.isin(label, acceptance.refused)


def _suggestions(guess: _Guess, fine: Acceptance, parent: Acceptance) -> tuple[Suggestion, ...]:
    """Put the decisions together; an accepted class brings the class above it along."""
    exact = _accepted(guess.label, guess.probability, fine)
    above = ~exact & _accepted(guess.parent, guess.parent_probability, parent)
    return tuple(
        Suggestion(
            int(label),
            int(guess.parents[label] if exact[place] else guess.parent[place]),
            float(guess.probability[place]),
            float(guess.parent_probability[place]),
            Level.FINE if exact[place] else Level.PARENT if above[place] else Level.NONE,
        )
        for place, label in enumerate(guess.label)
    )


def _class_reports(
    classes: Places, groups: Places, tested: Truths, guess: _Guess, n_classes: int
) -> tuple[ClassReport, ...]:
    truth = classes[tested]
    return tuple(
        ClassReport(
            label,
            int((classes == label).sum()),
            len(np.unique(groups[classes == label])),
            _share(guess.label[truth == label] == label),
        )
        for label in range(n_classes)
    )


def _share(right: Truths) -> float | None:
    return float(right.mean()) if len(right) else None
