"""Wrong labels planted among right ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.core import Severity
from dure.quality.checks import label_issues
from dure.quality.model import Facts

from .making import blobs, record

NAMES = tuple("abcdef")


def planted(rate, seed=0, count=600, **blob):
    """Flip labels of a share of the records: facts' records, positions flipped, vectors, odds."""
    vectors, kinds, probabilities = blobs(count, classes=6, seed=seed, **blob)
    random = np.random.default_rng(seed + 1)
    flipped = random.choice(count, int(rate * count), replace=False)
    kinds = kinds.copy()
    kinds[flipped] = (kinds[flipped] + random.integers(1, 6, len(flipped))) % 6
    rows = tuple(record(i, NAMES[k]) for i, k in enumerate(kinds))
    return rows, set(flipped.tolist()), vectors, probabilities


def found_in(facts, findings):
    position = {r.id: i for i, r in enumerate(facts.records)}
    return {position[f.records[0]] for f in findings}


@pytest.mark.parametrize("rate", [0.05, 0.1])
def test_flipped_labels_are_found_by_their_predictions(rate):
    rows, flipped, _, probabilities = planted(rate)
    facts = Facts(rows, probabilities=probabilities, classes=NAMES)

    found = found_in(facts, label_issues.find(facts))

    assert len(found & flipped) >= 0.9 * len(flipped)
    assert len(found & flipped) >= 0.9 * len(found)


def test_neighbours_stand_in_where_there_are_no_predictions():
    rows, flipped, vectors, _ = planted(0.05)
    facts = Facts(rows, embeddings=vectors)

    found = found_in(facts, label_issues.find(facts))

    assert len(found & flipped) >= 0.75 * len(flipped)
    assert len(found & flipped) >= 0.9 * len(found)


def test_neighbours_that_agree_with_the_label_make_a_finding_a_note():
    rows, _, vectors, probabilities = planted(0.0)
    wrong = probabilities.copy()
    wrong[0] = np.roll(wrong[0], 1)  # one bad prediction for a good label
    facts = Facts(rows, embeddings=vectors, probabilities=wrong, classes=NAMES)

    found = label_issues.find(facts)

    assert [f.severity for f in found] == [Severity.NOTE]
    assert found[0].evidence["neighbours_agree"] > 0.9


def test_the_surest_come_first_and_say_what_fits_better():
    rows, _flipped, _, probabilities = planted(0.05)
    facts = Facts(rows, probabilities=probabilities, classes=NAMES)

    found = label_issues.find(facts)

    scores = [f.score for f in found]
    assert scores == sorted(scores, reverse=True)
    first = found[0].evidence
    assert found[0].message == (
        f"The label “{first['given']}” looks wrong; “{first['suggested']}” fits better."
    )
    assert first["suggested_probability"] > first["given_probability"]


def test_labels_outside_the_classes_and_rows_of_nan_are_not_judged():
    rows, _, _, probabilities = planted(0.0, count=60)
    strange = (record(0, "z"), *rows[1:])
    probabilities[5] = np.nan
    judged = label_issues.judge(Facts(strange, probabilities=probabilities, classes=NAMES))

    assert judged is not None
    assert set(range(60)) - set(judged.rows.tolist()) == {0, 5}


def test_the_confident_joint_is_counted_as_in_the_paper():
    given_labels = np.array([0, 0, 0, 1, 1, 1])
    probabilities = np.array(
        [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]], np.float32
    )

    # Thresholds: class 0 → 0.6, class 1 → 0.7; the last row reaches neither.
    joint = label_issues.confident_joint(given_labels, probabilities)

    assert joint.tolist() == [[2, 1], [0, 2]]
    assert label_issues.issues(given_labels, probabilities).tolist() == [2]


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 80))
@settings(max_examples=50, deadline=None)
def test_an_issue_is_always_a_label_that_is_not_the_best_guess(seed, k, n):
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.ones(k), n).astype(np.float32)
    labels = random.integers(0, k, n)

    found = label_issues.issues(labels, probabilities)

    assert all(probabilities[i].argmax() != labels[i] for i in found)
