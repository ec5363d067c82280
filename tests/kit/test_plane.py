"""Maps in the plane: neighbours stay neighbours, better than along the two widest axes."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from dure.kit import neighbours as near
from dure.kit.plane import _Field, _pushed, fitted, plane


def clusters(count, each, width=32, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 1, (count, width))
    which = np.repeat(np.arange(count), each)
    return (centres[which] + rng.normal(0, 0.25, (len(which), width))).astype(np.float32), which


def kept(points, places, count=10):
    """Give the share of the nearest neighbours that are still among the nearest."""
    before, after = near.neighbours(points, count), near.neighbours(places, count)
    return np.mean([len(set(a) & set(b)) / count for a, b in zip(before, after, strict=True)])


def test_neighbours_are_kept_far_better_than_by_two_axes():
    vectors, _ = clusters(12, 40)
    points = near.principal_axes(vectors, 20).applied(vectors)

    assert kept(points, plane(points)) > 1.5 * kept(points, points[:, :2])


def test_classes_lie_apart_in_the_plane():
    vectors, which = clusters(6, 30)

    places = plane(near.principal_axes(vectors, 20).applied(vectors))

    nearest = near.neighbours(places, 5)
    assert (which[nearest] == which[:, None]).mean() > 0.98


def test_equal_input_gives_an_equal_map():
    vectors, _ = clusters(4, 30)

    ours, again = (plane(near.principal_axes(vectors, 10).applied(vectors)) for _ in range(2))

    assert np.array_equal(ours, again)


def test_progress_reaches_its_total():
    told = []

    plane(clusters(3, 20)[0], lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_few_points_have_places_in_the_unit_square(count):
    points = np.random.default_rng(0).normal(0, 1, (count, 8)).astype(np.float32)

    places = plane(points)

    assert places.shape == (count, 2)
    assert ((places >= 0) & (places <= 1)).all()


def test_points_that_are_all_equal_lie_in_the_middle():
    assert (plane(np.ones((30, 4), np.float32) * 0) == 0.5).all()


@settings(max_examples=25)
@given(st.integers(4, 60), st.integers(0, 2**31), st.booleans())
def test_every_map_is_finite_and_within_the_unit_square(count, seed, doubled):
    points = np.random.default_rng(seed).normal(0, 1, (count, 6)).astype(np.float32)
    points = np.concatenate([points, points]) if doubled else points

    places = plane(points)

    assert places.shape == (len(points), 2)
    assert ((places >= 0) & (places <= 1)).all()


def test_the_grid_pushes_as_all_pairs_do():
    places = np.random.default_rng(3).normal(0, 4, (600, 2)).astype(np.float32)

    exact, found = _pushed(places), _Field().repulsion(places)

    assert np.abs(found - exact).max() < 0.02 * np.abs(exact).max()


def test_many_points_are_laid_out_as_few_are(monkeypatch):
    monkeypatch.setattr("dure.kit.plane._FEW", 10)
    vectors, which = clusters(5, 24)

    places = plane(near.principal_axes(vectors, 20).applied(vectors))

    assert (which[near.neighbours(places, 5)] == which[:, None]).mean() > 0.95


def test_fitting_keeps_the_proportions():
    places = fitted(np.array([[0, 0], [4, 2]], np.float32))

    assert places.tolist() == [[0, 0.25], [1, 0.75]]
