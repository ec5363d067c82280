"""The contract of every check, over data with nothing in it and nothing wrong with it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dure.core import NotFound
from dure.quality import checks
from dure.quality.model import Facts, Finding

from .making import blobs, record, records, scene

ALL = list(checks.CHECKS.values())
each = pytest.mark.parametrize("check", ALL, ids=lambda c: c.name)


@each
def test_clean_data_has_no_findings(check, clean):
    assert check.find(clean) == []


@each
def test_no_records_have_no_findings(check):
    assert check.find(Facts(())) == []
    assert check.find(Facts((), embeddings=np.zeros((0, 8), np.float32))) == []


@each
def test_one_record_is_not_compared_with_itself(check):
    facts = Facts(
        records(1),
        thumbnail=scene,
        embeddings=np.ones((1, 8), np.float32),
        probabilities=np.ones((1, 1), np.float32),
        classes=("a",),
    )

    assert [f for f in check.find(facts) if f.kind != "scarce_class"] == []


@each
def test_identical_records_give_well_formed_findings_only_about_copies(check):
    count = 30
    one = tuple(record(i, digest="same") for i in range(count))
    facts = Facts(one, thumbnail=lambda _: scene(1), embeddings=np.ones((count, 8), np.float32))

    found = check.find(facts)

    assert {f.kind for f in found} == ({"exact_duplicate"} if check.name == "duplicates" else set())


@each
def test_embeddings_of_nan_are_left_out(check):
    vectors, kinds, _ = blobs(60)
    vectors[::3] = np.nan
    facts = Facts(tuple(record(i, "abcd"[k]) for i, k in enumerate(kinds)), embeddings=vectors)

    found = check.find(facts)

    assert {f.kind for f in found} == ({"embedding_missing"} if check.name == "outliers" else set())


@each
def test_embeddings_of_nothing_but_nan_do_not_stop_a_check(check):
    facts = Facts(records(20), embeddings=np.full((20, 4), np.nan, np.float32))

    assert {f.kind for f in check.find(facts)} <= {"embedding_missing", "scarce_class"}


@each
def test_one_class_is_enough(check):
    vectors, _, _ = blobs(50, classes=1)
    facts = Facts(
        records(50, classes=("a",)),
        embeddings=vectors,
        probabilities=np.ones((50, 1), np.float32),
        classes=("a",),
    )

    assert check.find(facts) == []


def test_findings_name_their_check_and_carry_json(clean):
    messy = replace(
        clean, records=tuple(replace(r, label="e", digest="d", group="g") for r in clean.records)
    )

    found = checks.run(messy)

    assert {f.check for f in found} >= {"duplicates", "consistency", "balance"}
    for finding in found:
        assert isinstance(finding, Finding)
        assert finding.check in checks.CHECKS
        assert 0 <= finding.score <= 1
        json.dumps(finding.evidence)


def test_only_the_named_checks_run(clean):
    messy = replace(clean, records=tuple(replace(r, digest="d") for r in clean.records))

    assert {f.check for f in checks.run(messy, ["duplicates"])} == {"duplicates"}


def test_an_unknown_check_is_refused(clean):
    with pytest.raises(NotFound, match="no quality check “taste”"):
        checks.run(clean, ["taste"])
