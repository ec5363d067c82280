"""From findings to a verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Issue, say
from dure.quality import checks, rules
from dure.quality.model import Dimension, Facts, Goal, Verdict

from .making import record


def report_of(facts, names=tuple(checks.CHECKS)):
    return rules.judge(facts, checks.run(facts, names), names)


def measure(report, name):
    return next(m for m in report.measures if m.name == name)


def test_clean_data_passes_everything_it_can_be_measured_by(clean):
    report = report_of(clean)

    assert report.findings == ()
    assert {m.name: m.verdict for m in report.measures} == dict.fromkeys(rules.GOALS, Verdict.PASS)
    assert report.verdict is Verdict.PASS


def test_no_records_are_unmeasured_and_not_passed():
    report = report_of(Facts(()))

    assert report.verdict is Verdict.UNMEASURED
    assert {s.share for s in report.scores} == {None}


def test_a_check_that_did_not_run_measures_nothing(clean):
    report = report_of(clean, ("balance",))

    measured = {m.dimension for m in report.measures if m.share is not None}
    assert measured == {Dimension.DIVERSITY}


def test_copies_are_counted_less_the_one_that_stays(clean):
    rows = [replace(r, digest="same") if i in (0, 4, 8) else r for i, r in enumerate(clean.records)]

    unique = measure(report_of(replace(clean, records=tuple(rows))), "unique")

    assert (unique.good, unique.total) == (238, 240)


def test_one_leak_is_enough_to_warn_and_more_fail(clean):
    rows = list(clean.records)
    rows[1] = replace(rows[1], digest=rows[5].digest, label=rows[5].label)
    assert {rows[1].split, rows[5].split} == {"test", "train"}

    report = report_of(replace(clean, records=tuple(rows)), ("duplicates",))

    assert measure(report, "independence").good == 238
    assert report.verdict is Verdict.WARN
    assert report.findings[0].kind == "leak"


def test_refused_files_lower_what_was_taken_in(clean):
    issues = (Issue("x.jpg", "truncated", say("Broken.")), Issue("x.jpg", "again", say("Broken.")))
    facts = replace(clean, outcomes={"record": 240, "issue": 1}, issues=issues)

    intake = measure(report_of(facts, ("format",)), "intake")

    assert (intake.good, intake.total) == (240, 241)


def test_a_dimension_is_as_good_as_its_weakest_measure(clean):
    thin = replace(clean, records=clean.records[:-16], thumbnail=clean.thumbnail)
    thin = replace(
        thin,
        embeddings=None,
        probabilities=None,
        thresholds=replace(thin.thresholds, taxonomy=("a", "b", "c", "d", "e", "f")),
    )

    score = next(s for s in report_of(thin).scores if s.dimension is Dimension.DIVERSITY)

    assert (score.measure, score.verdict) == ("class_supply", Verdict.FAIL)
    assert score.share == pytest.approx(4 / 6)


def test_a_domain_may_set_its_own_goals(clean):
    goals = {"evenness": Goal(1.1, 1.05)}
    facts = replace(clean, thresholds=replace(clean.thresholds, goals=goals))

    assert measure(report_of(facts), "evenness").verdict is Verdict.FAIL


def test_reliability_counts_every_judged_record(clean):
    bins = rules.reliability(clean)

    assert sum(b.records for b in bins) == 240
    assert all(b.low <= b.confidence <= b.high for b in bins)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_effective_classes_lie_between_one_and_all(counts):
    classes = {str(i): c for i, c in enumerate(counts)}

    assert 1 - 1e-9 <= rules.effective(classes) <= len(counts) + 1e-9
    assert rules.overlap(classes, {n: float(c) for n, c in classes.items()}) == pytest.approx(1)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_share_never_has_a_worse_verdict(one, other, bar):
    goal = Goal(passes=max(bar, 0.5), fails=min(bar, 0.5))
    order = [Verdict.FAIL, Verdict.WARN, Verdict.PASS]
    low, high = (order.index(rules.verdict(s, goal)) for s in sorted((one, other)))

    assert low <= high


def test_label_accuracy_leaves_out_what_neighbours_defend():
    facts = Facts((record(0),))

    assert measure(report_of(facts), "label_accuracy").verdict is Verdict.UNMEASURED
