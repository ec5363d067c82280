"""Nearest neighbours and principal axes, against what the definition says."""

import numpy as np

from dure.kit import neighbours as near


def exact(points, count):
    distances = ((points[:, None] - points[None]) ** 2).sum(-1)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :count]


def test_few_vectors_are_compared_each_with_each():
    points = np.random.default_rng(0).normal(0, 1, (700, 8)).astype(np.float32)

    found = near.neighbours(points, 7)

    assert [set(row) for row in found] == [set(row) for row in exact(points, 7)]


def test_of_many_vectors_nearly_all_neighbours_are_found(monkeypatch):
    monkeypatch.setattr(near, "EXACT", 100)
    rng = np.random.default_rng(1)
    points = (rng.normal(0, 1, (40, 16))[rng.integers(0, 40, 1500)]).astype(np.float32)
    points += rng.normal(0, 0.3, points.shape).astype(np.float32)

    found, truth = near.neighbours(points, 10), exact(points, 10)

    shared = [len(set(a) & set(b)) / 10 for a, b in zip(found, truth, strict=True)]
    assert np.mean(shared) > 0.95
    assert not (found == np.arange(len(points))[:, None]).any()


def test_there_are_at_most_as_many_neighbours_as_others():
    assert near.neighbours(np.eye(3, dtype=np.float32), 15).shape == (3, 2)


def test_many_equal_vectors_have_neighbours(monkeypatch):
    monkeypatch.setattr(near, "EXACT", 10)
    points = np.zeros((200, 3), np.float32)
    points[100:, 0] = 1

    found = near.neighbours(points, 5)

    assert (points[found, 0] == points[:, None, 0]).all()


def test_the_axes_are_those_of_the_singular_values():
    rng = np.random.default_rng(2)
    vectors = (rng.normal(0, 1, (400, 30)) * np.geomspace(4, 0.05, 30)).astype(np.float32)
    centred = near.units(vectors) - near.units(vectors).mean(axis=0)
    truth = np.linalg.svd(centred, full_matrices=False)[2][:5]

    axes = near.principal_axes(vectors, 5)

    assert np.abs((axes.directions * truth).sum(axis=1)).min() > 0.999
    assert np.allclose(axes.directions @ axes.directions.T, np.eye(5), atol=1e-5)
    assert (np.abs(axes.directions).argmax(1) == axes.directions.argmax(1)).all()


def test_a_vector_of_length_0_stays():
    assert near.units(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
