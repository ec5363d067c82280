"""Splits without leaks, versions by content, and rows that may be written."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.core import Box, Choice, Invalid, Modality
from dure.release import rules
from dure.release.model import SPLITS, Assignment, Bilingual, Candidate

IDS = st.integers(0, 400).map(lambda n: f"r{n:03d}")
SPLIT = st.sampled_from([*SPLITS, None, None, None])


@st.composite
def pools(draw, *, fixed=True):
    """Candidates with shared media, groups and classes, and near-duplicate pairs among them."""
    ids = draw(st.lists(IDS, min_size=1, max_size=60, unique=True))
    candidates = [
        Candidate(
            record_id=record,
            digest=draw(st.one_of(st.just(record), st.sampled_from("abc"))),
            group=draw(st.sampled_from([None, None, "h1", "h2", "h3"])),
            labels=tuple(draw(st.lists(st.sampled_from("xyz"), max_size=2))),
            split=draw(SPLIT) if fixed else None,
        )
        for record in ids
    ]
    near = draw(st.lists(st.tuples(IDS, IDS), max_size=8))
    return candidates, near


@given(pools(), st.integers(0, 3))
def test_every_record_has_one_split_and_no_kin_straddle(pool, seed):
    candidates, near = pool

    found = rules.assign(candidates, near=near, seed=seed)

    assert set(found.splits) == {c.record_id for c in candidates}
    assert set(found.splits.values()) <= set(SPLITS)
    assert rules.check_no_straddle(candidates, found.splits, near) == []


@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(pool, random):
    candidates, near = pool
    mixed = candidates[:]
    random.shuffle(mixed)

    assert rules.assign(mixed, near=near[::-1]) == rules.assign(candidates, near=near)


@given(pools(fixed=False))
def test_shares_are_met_as_closely_as_the_largest_kin_allows(pool):
    candidates, near = pool
    largest = max(Counter(rules.kin(candidates, near).values()).values())

    counts = Counter(rules.assign(candidates, near=near).splits.values())

    for split, share in rules.DEFAULT_SHARES.items():
        assert abs(counts[split] - share * len(candidates)) <= 2 * largest + 1e-6


@given(pools(), st.integers(0, 3))
def test_a_version_that_grows_moves_nothing(pool, seed):
    candidates, _ = pool
    apart = [replace(c, digest=c.record_id, group=None) for c in candidates]
    half = apart[: len(apart) // 2]
    before = rules.assign(half, seed=seed).splits

    again = rules.assign(
        [replace(c, split=before.get(c.record_id, c.split)) for c in apart], seed=seed
    )

    assert {r: again.splits[r] for r in before} == before
    assert again.moved == ()


def test_kin_that_already_straddle_go_where_they_may_have_been_trained_on():
    pool = [Candidate("a", "1", split="test"), Candidate("b", "2", split="train")]

    found = rules.assign(pool, near=[("a", "b")])

    assert found == Assignment({"a": "train", "b": "train"}, moved=("a",))


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_classes_are_spread_as_the_records_are(seed):
    pool = [Candidate(f"{n:04d}", str(n), labels=("xyz"[n % 3],)) for n in range(300)]

    found = rules.assign(pool, seed=seed).splits

    for label in "xyz":
        counts = Counter(found[c.record_id] for c in pool if c.labels == (label,))
        assert abs(counts["train"] - 80) <= 2
        assert abs(counts["test"] - 10) <= 2


def test_another_seed_gives_other_splits():
    pool = [Candidate(f"{n:04d}", str(n)) for n in range(100)]

    assert rules.assign(pool, seed=1).splits != rules.assign(pool, seed=2).splits


def test_kin_of_kin_are_kin():
    pool = [
        Candidate("a", "1", group="kim"),
        Candidate("b", "1"),
        Candidate("c", "2", group="kim"),
        Candidate("d", "3"),
        Candidate("e", "4"),
    ]

    assert rules.kin(pool, [("d", "c"), ("e", "gone")]) == {
        "a": "a", "b": "a", "c": "a", "d": "a", "e": "e",
    }  # fmt: skip


def test_straddling_kin_are_one_issue_each():
    pool = [Candidate("a", "1"), Candidate("b", "1"), Candidate("c", "2")]

    (issue,) = rules.check_no_straddle(pool, {"a": "train", "b": "test", "c": "train"})

    assert (issue.path, issue.kind) == ("a", "straddles")
    assert "test, train" in issue.message


@pytest.mark.parametrize("shares", [{"dev": 1.0}, {"train": -0.1, "test": 1.0}, {"train": 0.0}])
def test_shares_that_make_no_sense_are_refused(shares):
    with pytest.raises(Invalid):
        rules.assign([Candidate("a", "1")], shares=shares)


def test_a_split_without_share_stays_empty():
    pool = [Candidate(f"{n:04d}", str(n)) for n in range(40)]

    found = rules.assign(pool, shares={"train": 3, "test": 1, "validation": 0})

    assert Counter(found.splits.values()) == {"train": 30, "test": 10}


def test_the_content_digest_follows_what_is_held_and_not_when_or_in_which_order(sample):
    digest = rules.content_digest(sample.snapshot, sample.rows)
    later = replace(
        sample.snapshot,
        version=9,
        created_at=datetime(2027, 1, 1, tzinfo=UTC),
        title=Bilingual("새", "New"),
    )

    assert rules.content_digest(later, sample.rows[::-1]) == digest
    assert rules.content_digest(later, sample.rows[1:]) != digest
    assert rules.content_digest(replace(later, licence="MIT"), sample.rows) != digest


@pytest.mark.parametrize(
    "change",
    [
        {"split": "test"},
        {"annotations": ()},
        {"digest": "0" * 64},
        {"group": None},
        {"attributes": {"shelf": "top"}},
        {"conditions": {}},
        {"flags": ("dark",)},
    ],
)
def test_any_change_of_a_row_changes_the_digest(samples, change):
    release = samples["choices"]()
    changed = [replace(release.rows[0], **change), *release.rows[1:]]

    assert rules.content_digest(release.snapshot, changed) != rules.content_digest(
        release.snapshot, release.rows
    )


def test_the_same_content_is_the_same_version():
    assert rules.next_version("a", {}) == 1
    assert rules.next_version("b", {1: "a"}) == 2
    assert rules.next_version("a", {1: "a", 2: "b"}) == 1


def test_rows_that_cannot_be_written_are_named(make):
    row = make.row(0, Modality.IMAGE, Choice("pear"), Box("onion", 0, 0, 1, 1))
    rows = [
        replace(row, split="dev"),
        make.row(1, Modality.IMAGE),
        make.row(1, Modality.IMAGE),
        replace(make.row(2, Modality.IMAGE), record_id="../up"),
    ]

    found = [(i.path, i.kind) for i in rules.check_rows(make.snapshot(), rows)]

    assert found == [
        ("찍은 것 0.bin", "unknown_split"),
        ("찍은 것 0.bin", "unknown_class"),
        ("찍은 것 1.bin", "record_twice"),
        ("찍은 것 2.bin", "bad_record_id"),
    ]


def test_good_rows_have_no_issues(sample):
    assert rules.check_rows(sample.snapshot, sample.rows) == []
