"""Overlaps and stretches."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dure.engines import rules


def boxes(*edges):
    return np.array(edges, np.float32)


def test_a_box_overlaps_itself_wholly_and_a_stranger_not_at_all():
    found = rules.overlap(boxes((0, 0, 2, 2))[0], boxes((0, 0, 2, 2), (5, 5, 6, 6), (0, 0, 2, 1)))

    assert found.tolist() == [1.0, 0.0, 0.5]


def test_boxes_without_area_overlap_nothing():
    assert rules.overlap(boxes((1, 1, 1, 1))[0], boxes((1, 1, 1, 1))).tolist() == [0.0]


def test_of_two_boxes_on_one_thing_the_stronger_stays():
    edges = boxes((0, 0, 10, 10), (1, 1, 10, 10), (20, 20, 30, 30))

    chosen = rules.strongest(
        edges, np.array([0.5, 0.9, 0.7], np.float32), np.array([3, 3, 3]), most=0.5
    )

    assert chosen.tolist() == [1, 2]


def test_boxes_of_different_classes_do_not_suppress_one_another():
    edges = boxes((0, 0, 10, 10), (0, 0, 10, 10))

    chosen = rules.strongest(edges, np.array([0.5, 0.9], np.float32), np.array([1, 2]), most=0.5)

    assert chosen.tolist() == [1, 0]


def test_no_boxes_give_no_choice():
    nothing = rules.strongest(
        np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.intp), most=0.5
    )

    assert nothing.tolist() == []


@given(
    arrays(np.float32, st.tuples(st.integers(0, 12), st.just(4)), elements=st.integers(0, 20)),
    st.floats(0.1, 0.9),
    st.randoms(use_true_random=False),
)
def test_the_chosen_boxes_never_overlap_more_than_allowed(corners, most, random):
    edges = np.concatenate([corners[:, :2], corners[:, :2] + corners[:, 2:]], axis=1)
    scores = np.array([random.random() for _ in edges], np.float32)
    kinds = np.zeros(len(edges), np.intp)

    chosen = rules.strongest(edges, scores, kinds, most=most)

    for place, one in enumerate(chosen):
        assert (rules.overlap(edges[one], edges[chosen[place + 1 :]]) <= most).all()
    assert (np.diff(scores[chosen]) <= 0).all()


def stretches(*scores, gap=0, shortest=1):
    return rules.stretches(
        np.array(scores, np.float32), on=0.5, off=0.3, longest_gap=gap, shortest=shortest
    )


def test_a_score_between_the_thresholds_neither_begins_nor_ends_a_run():
    assert stretches(0.4, 0.6, 0.4, 0.4, 0.2, 0.4) == [(1, 4)]


def test_a_run_lasts_to_the_end_where_nothing_ends_it():
    assert stretches(0.1, 0.9, 0.9) == [(1, 3)]


def test_a_short_gap_joins_two_runs_and_a_longer_one_does_not():
    scores = (0.9, 0.1, 0.9, 0.1, 0.1, 0.9)

    assert stretches(*scores, gap=1) == [(0, 3), (5, 6)]


def test_a_run_that_is_too_short_is_dropped():
    assert stretches(0.9, 0.1, 0.9, 0.9, shortest=2) == [(2, 4)]


@given(st.lists(st.floats(0, 1, width=32)), st.integers(0, 3), st.integers(1, 4))
def test_runs_are_ordered_apart_long_enough_and_begin_loud(scores, gap, shortest):
    runs = stretches(*scores, gap=gap, shortest=shortest)

    assert all(end - start >= shortest and scores[start] >= 0.5 for start, end in runs)
    assert all(b[0] - a[1] > gap for a, b in pairwise(runs))
