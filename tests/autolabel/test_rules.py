"""The promise is kept, nothing is promised from too little, and people get the hard ones first."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dure.autolabel import heads, rules
from dure.autolabel.model import Examples, Level, Promise
from dure.core import Invalid

PROMISE = Promise(0.9, 0.9)


def alone(n):
    """Every example its own group."""
    return np.arange(n)


# -- exact binomial numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "n", "share", "wanted"),
    [
        (0, 59, 0.05, 0.95**59),
        (1, 2, 0.5, 0.75),
        (3, 10, 0.2, 0.8791261184),
        (10, 10, 0.5, 1.0),
        (0, 0, 0.5, 1.0),
    ],
)
def test_the_chance_of_few_errors_is_that_of_the_books(wrong, n, share, wanted):
    assert rules.at_most(wrong, n, share) == pytest.approx(wanted)


def test_the_bound_is_that_of_clopper_and_pearson():
    assert rules.lower_bound(0, 59, 0.05) == pytest.approx(0.05 ** (1 / 59))
    assert rules.lower_bound(5, 100, 0.05) == pytest.approx(0.89775, abs=1e-4)
    assert rules.lower_bound(7, 7, 0.05) == 0


@given(st.integers(1, 500), st.data(), st.floats(0.001, 0.2))
def test_the_bound_lies_below_what_was_seen_and_falls_with_errors(n, data, alpha):
    wrong = data.draw(st.integers(0, n - 1))
    bound = rules.lower_bound(wrong, n, alpha)
    assert bound < 1 - wrong / n + 1e-12
    assert rules.lower_bound(wrong + 1, n, alpha) <= bound


# -- the promise ---------------------------------------------------------------------------------


def draw(random, n, ability, honest=1.0):
    """Draw scores and whether the guess was right; honest 1 means calibrated scores."""
    scores = random.beta(ability, 1, n)
    return scores, random.random(n) < scores**honest


@pytest.mark.parametrize(("ability", "honest"), [(8, 1), (4, 1), (12, 2), (6, 4), (2, 1)])
def test_the_promise_is_broken_no_more_often_than_allowed(ability, honest):
    random = np.random.default_rng(11)
    population = draw(random, 200_000, ability, honest)
    broken = 0
    for _ in range(300):
        scores, right = draw(random, 250, ability, honest)
        found = rules.accept(scores, right, alone(250), PROMISE)
        if found.threshold is not None:
            broken += population[1][population[0] >= found.threshold].mean() < PROMISE.share
    # 0.1 of 300 are allowed; three standard deviations of chance above that.
    assert broken <= 30 + 3 * np.sqrt(300 * 0.1 * 0.9)


def test_near_copies_do_not_lend_the_promise_false_strength():
    random = np.random.default_rng(5)
    population = draw(random, 200_000, 8)
    broken = {"groups": 0, "items": 0}
    for _ in range(300):
        scores, right = (np.repeat(part, 8) for part in draw(random, 60, 8))
        for name, groups in (("groups", np.repeat(alone(60), 8)), ("items", alone(480))):
            found = rules.accept(scores, right, groups, PROMISE)
            if found.threshold is not None:
                kept = population[1][population[0] >= found.threshold].mean()
                broken[name] += kept < PROMISE.share
    assert broken["groups"] <= 30 + 3 * np.sqrt(300 * 0.1 * 0.9)
    assert broken["items"] > broken["groups"]


def test_a_good_head_is_trusted_widely():
    scores, right = draw(np.random.default_rng(0), 1000, 30)
    found = rules.accept(scores, right, alone(1000), PROMISE)
    assert found.expected_share > 0.8
    assert found.bound >= PROMISE.share
    assert (found.labelled_used, found.groups_used) == (1000, 1000)


@given(st.integers(0, 2**32), st.integers(1, 400), st.floats(1, 40))
@settings(max_examples=60, deadline=None)
def test_who_asks_for_more_gets_less_accepted(seed, n, ability):
    random = np.random.default_rng(seed)
    scores, right = draw(random, n, ability)
    groups = random.integers(0, max(1, n // 2), n)
    found = [
        rules.accept(scores, right, groups, Promise(share, confidence))
        for share, confidence in ((0.6, 0.8), (0.8, 0.8), (0.9, 0.8), (0.9, 0.95), (0.97, 0.95))
    ]
    shares = [each.expected_share for each in found]
    assert shares == sorted(shares, reverse=True)
    for each in found:
        assert (each.threshold is None) == (each.bound is None) == (each.expected_share == 0)
        assert each.bound is None or each.bound >= each.promised - 1e-9


@pytest.mark.parametrize("n", [0, 1, 50, 79])
def test_from_too_few_examples_nothing_is_promised(n):
    found = rules.accept(np.ones(n), np.ones(n, bool), alone(n), Promise(0.95, 0.95))
    assert found.threshold is None
    assert "fewer than 80" in found.reason
    assert f"{n} independent" in found.reason


def test_eighty_flawless_examples_are_just_enough():
    found = rules.accept(np.ones(80), np.ones(80, bool), alone(80), Promise(0.95, 0.95))
    assert found.threshold == 1
    assert found.expected_share == 1


def test_where_even_the_surest_are_wrong_nothing_is_promised():
    scores = np.linspace(0, 1, 500)
    found = rules.accept(scores, scores < 0.9, alone(500), PROMISE)
    assert found.threshold is None
    assert "surest" in found.reason


# -- what is learned from ------------------------------------------------------------------------


@given(st.integers(2, 60), st.integers(1, 30), st.integers(2, 6), st.integers(0, 999))
def test_a_group_is_never_on_both_sides(n, n_groups, n_classes, seed):
    random = np.random.default_rng(seed)
    classes, groups = random.integers(0, n_classes, n), random.integers(0, n_groups, n)
    fold = rules.folds(classes, groups, n_classes, seed=seed)
    assert fold.min() >= 0
    assert fold.max() < rules.FOLDS
    assert all(len(np.unique(fold[groups == group])) == 1 for group in groups)


def test_classes_are_spread_over_the_folds():
    classes = np.repeat(np.arange(4), 10)
    fold = rules.folds(classes, alone(40), 4)
    assert all(np.bincount(fold[classes == label]).tolist() == [2] * 5 for label in range(4))


def test_copies_are_one_scene_and_other_pictures_are_not():
    random = np.random.default_rng(2)
    scenes = random.normal(size=(30, 40))
    features = np.repeat(scenes, 3, axis=0) + random.normal(0, 0.02, (90, 40))
    classes = np.repeat(np.arange(30) % 5, 3)
    groups = rules.near_copies(features, classes)
    assert len(np.unique(groups)) == 30
    assert (groups.reshape(30, 3) == groups.reshape(30, 3)[:, :1]).all()


def test_a_chain_of_likenesses_is_one_scene():
    turn = np.deg2rad(np.arange(0, 80, 20))
    chain = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    features = np.concatenate([chain, -chain])
    groups = rules.near_copies(features, np.repeat([0, 1], 4))
    assert groups.tolist() == [0] * 4 + [4] * 4


def world(random, per_class, n_classes=6, *, spread=1.3, width=30):
    centres = np.random.default_rng(77).normal(size=(n_classes, width))
    classes = np.repeat(np.arange(n_classes), per_class)
    features = centres[classes] + random.normal(0, spread, (len(classes), width))
    return features.astype(np.float32), classes


PARENTS = np.array([0, 0, 1, 1, 2, 2])


def test_an_example_is_tested_by_a_head_that_did_not_see_its_group():
    features, classes = world(np.random.default_rng(0), 10)
    groups, seen = alone(60) // 2, []

    class Watching:
        def __init__(self, learned):
            self.learned = learned

        def probabilities(self, tested):
            learned = {row.tobytes() for row in self.learned}
            seen.extend(row.tobytes() in learned for row in tested)
            return np.full((len(tested), 6), 1 / 6)

    _, tested = rules.cross_fitted(
        lambda f, c, k, *, seed: Watching(f), Examples(features, classes), groups, 6
    )
    assert tested.all()
    assert len(seen) == 60
    assert not any(seen)


def test_a_class_of_one_group_is_not_tested():
    features, classes = world(np.random.default_rng(0), 10)
    groups = np.where(classes == 3, 1000, alone(60))
    probabilities, tested = rules.cross_fitted(
        heads.learner(), Examples(features, classes), groups, 6
    )
    assert (tested == (classes != 3)).all()
    assert (probabilities[~tested] == 0).all()


# -- how sure a guess is -------------------------------------------------------------------------


@given(
    arrays.arrays(float, (5, 4), elements=st.floats(0, 1)),
    st.floats(0.2, 5),
)
def test_a_temperature_keeps_the_order_and_the_sum(probabilities, temperature):
    flat = rules.tempered(probabilities, temperature)
    whole = flat.sum(axis=1)
    assert np.isfinite(flat).all()
    assert all(total == pytest.approx(1) or total == 0 for total in whole)
    assert (np.take_along_axis(flat, probabilities.argmax(axis=1)[:, None], 1)[:, 0] + 1e-9
            >= flat.max(axis=1)).all()  # fmt: skip


def test_boasting_probabilities_are_brought_down():
    random = np.random.default_rng(1)
    honest = random.dirichlet(np.full(5, 0.5), 4000)
    classes = np.array([random.choice(5, p=row) for row in honest])
    boasting = rules.tempered(honest, 1 / 3)
    assert rules.best_temperature(boasting, classes) == pytest.approx(3, rel=0.15)
    assert rules.best_temperature(honest, classes) == pytest.approx(1, rel=0.1)


def test_the_reliability_counts_every_guess_once():
    probability = np.array([0.05, 0.5, 0.55, 0.999, 1.0])
    bins = rules.reliability(probability, np.array([False, True, False, True, True]))
    assert [(each.low, each.count, each.right) for each in bins] == [
        (0.0, 1, 0.0),
        (0.5, 2, 0.5),
        (0.9, 2, 1.0),
    ]


# -- the whole -----------------------------------------------------------------------------------


def whole(seed=0, per_class=60, promise=PROMISE, **changes):
    random = np.random.default_rng(seed)
    features, classes = world(random, per_class, **changes)
    new, truth = world(random, 200, **changes)
    outcome = rules.suggest(
        Examples(features, classes, alone(len(classes))),
        new,
        PARENTS,
        fit=heads.learner(),
        promise=promise,
    )
    return outcome, truth


def test_the_promise_holds_from_features_to_suggestions():
    broken = trusted = 0
    for seed in range(25):
        outcome, truth = whole(seed, per_class=25, spread=1.9)
        accepted = np.array([each.accepted is Level.FINE for each in outcome.suggestions])
        right = np.array([each.label for each in outcome.suggestions]) == truth
        trusted += accepted.any()
        broken += accepted.any() and right[accepted].mean() < PROMISE.share
    assert trusted >= 10
    assert broken <= 6  # 2.5 are allowed


def test_a_suggestion_hangs_together():
    outcome, _ = whole(spread=2.2)
    levels = {each.accepted for each in outcome.suggestions}
    assert levels == {Level.FINE, Level.PARENT, Level.NONE}
    for each, row in zip(outcome.suggestions, outcome.probabilities, strict=True):
        assert each.label == row.argmax()
        assert each.probability == row.max()
        if each.accepted is Level.FINE:
            assert each.parent == PARENTS[each.label]
            assert each.probability >= outcome.report.fine.threshold
        if each.accepted is Level.PARENT:
            assert each.parent_probability >= outcome.report.parent.threshold
        assert each.parent_probability >= each.probability - 1e-12


def test_the_report_says_what_was_measured():
    outcome, truth = whole()
    report = outcome.report
    assert [each.labelled for each in report.classes] == [60] * 6
    assert [each.groups for each in report.classes] == [60] * 6
    assert report.accuracy == pytest.approx(np.mean([each.right for each in report.classes]))
    found = np.array([each.label for each in outcome.suggestions])
    assert report.accuracy == pytest.approx((found == truth).mean(), abs=0.05)
    assert report.parent_accuracy >= report.accuracy
    assert sum(each.count for each in report.reliability) == 360
    _, classes = world(np.random.default_rng(0), 60)
    assert report.accuracy == (outcome.out_of_fold.argmax(axis=1) == classes).mean()


def test_a_class_that_is_often_wrong_goes_to_people():
    features, classes = world(np.random.default_rng(3), 80)
    spoilt = np.where((classes == 5) & (alone(480) % 3 == 0), 0, classes)
    outcome = rules.suggest(
        Examples(features, spoilt, alone(480)), features, PARENTS, fit=heads.learner(),
        promise=Promise(0.8, 0.9),
    )  # fmt: skip
    assert outcome.report.fine.refused == (5,)
    labels = {each.label for each in outcome.suggestions if each.accepted is Level.FINE}
    assert labels == {0, 1, 2, 3, 4}


def test_a_class_known_from_one_scene_goes_to_people():
    features, classes = world(np.random.default_rng(3), 60)
    groups = np.where(classes == 2, 1000, alone(360))
    outcome = rules.suggest(
        Examples(features, classes, groups), features, PARENTS, fit=heads.learner(), promise=PROMISE
    )
    assert 2 in outcome.report.fine.refused
    assert outcome.report.classes[2].right is None
    assert (np.isnan(outcome.out_of_fold).all(axis=1) == (classes == 2)).all()
    assert not any(each.label == 2 and each.accepted is Level.FINE for each in outcome.suggestions)


def test_the_same_input_gives_the_same_outcome():
    one, other = whole(1)[0], whole(1)[0]
    assert one.suggestions == other.suggestions
    assert one.report == other.report


def test_one_group_for_all_promises_nothing_and_still_suggests():
    features, classes = world(np.random.default_rng(3), 5)
    outcome = rules.suggest(
        Examples(features, classes, np.zeros(30, int)), features, PARENTS, fit=heads.learner()
    )
    assert outcome.report.accuracy is None
    assert outcome.report.fine.threshold is None
    assert {each.accepted for each in outcome.suggestions} == {Level.NONE}
    assert [each.label for each in outcome.suggestions] == classes.tolist()


def test_no_items_give_no_suggestions():
    features, classes = world(np.random.default_rng(3), 5)
    outcome = rules.suggest(Examples(features, classes), features[:0], PARENTS, fit=heads.learner())
    assert outcome.suggestions == ()


@pytest.mark.parametrize("share", [0, 1, 1.2, float("nan")])
def test_a_promise_that_no_one_can_keep_is_refused(share):
    features, classes = world(np.random.default_rng(3), 5)
    for promise in (Promise(share, 0.9), Promise(0.9, share)):
        with pytest.raises(Invalid, match="between 0 and 1"):
            rules.suggest(
                Examples(features, classes), features, PARENTS, fit=heads.learner(), promise=promise
            )


def test_groups_must_belong_to_the_examples():
    features, classes = world(np.random.default_rng(3), 5)
    examples = replace(Examples(features, classes), groups=np.arange(7))
    with pytest.raises(Invalid, match="one group for each"):
        rules.suggest(examples, features, PARENTS, fit=heads.learner())


# -- for people ----------------------------------------------------------------------------------


def test_people_get_the_hardest_of_each_class_in_turn():
    probabilities = np.array(
        [[0.9, 0.1, 0], [0.6, 0.4, 0], [0.55, 0.45, 0], [0, 0.2, 0.8], [0.3, 0.5, 0.2]]
    )
    assert rules.rank_for_people(probabilities).tolist() == [2, 4, 3, 1, 0]


@given(st.integers(0, 30), st.integers(1, 5), st.integers(0, 999))
def test_the_order_for_people_holds_every_item_once(n, k, seed):
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(k), n)
    assert sorted(rules.rank_for_people(probabilities)) == list(range(n))
