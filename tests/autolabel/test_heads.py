"""What every head must do, and how a head is kept."""

import numpy as np
import pytest

from dure.autolabel import heads
from dure.core import Invalid, NotFound


def blobs(per_class=8, classes=4, width=12, seed=0, spread=0.3):
    """Draw classes around far corners, with one strong direction that says nothing."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(classes), per_class)
    features = np.eye(classes, width)[truth] + random.normal(0, spread, (len(truth), width))
    features[:, -1] += random.normal(0, 2, len(truth))
    return features.astype(np.float32), truth


@pytest.fixture(params=heads.NAMES)
def fit(request):
    return heads.learner(request.param)


def test_probabilities_sum_to_one_and_find_the_classes(fit):
    features, truth = blobs(per_class=20)
    probabilities = fit(features, truth, 4).probabilities(features)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.argmax(axis=1) == truth).mean() > 0.9


@pytest.mark.parametrize("per_class", [2, 3, 40])
def test_it_learns_with_fewer_and_with_more_examples_than_dimensions(fit, per_class):
    features, truth = blobs(per_class)
    new, wanted = blobs(30, seed=1)
    found = fit(features, truth, 4).probabilities(new).argmax(axis=1)
    assert (found == wanted).mean() > 0.4


def test_a_class_never_seen_has_no_probability(fit):
    features, truth = blobs()
    probabilities = fit(features, truth * 2, 8).probabilities(features)
    assert probabilities.shape == (32, 8)
    assert (probabilities[:, 1::2] == 0).all()


def test_classes_of_one_example_are_learned_from(fit):
    features, truth = blobs(per_class=1, spread=0.01)
    found = fit(features, truth, 4).probabilities(features)
    assert np.isfinite(found).all()
    assert (found.argmax(axis=1) == truth).all()


def test_two_classes_are_learned(fit):
    features, truth = blobs(classes=2, per_class=20)
    found = fit(features, truth, 2).probabilities(features)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found.argmax(axis=1) == truth).mean() > 0.9


def test_the_same_examples_give_the_same_head(fit):
    features, truth = blobs()
    one, other = (fit(features, truth, 4, seed=3).arrays() for _ in range(2))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_the_order_of_the_examples_does_not_matter(fit):
    features, truth = blobs()
    order = np.random.default_rng(0).permutation(len(truth))
    one = fit(features, truth, 4).probabilities(features)
    other = fit(features[order], truth[order], 4).probabilities(features)
    np.testing.assert_allclose(one, other, atol=2e-3)


def test_nothing_to_predict_gives_nothing(fit):
    features, truth = blobs()
    assert fit(features, truth, 4).probabilities(features[:0]).shape == (0, 4)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f, t: (f, np.zeros_like(t)), "all of one class"),
        (lambda f, t: (f[:0], t[:0]), "all of one class"),
        (lambda f, t: (np.ones_like(f), t), "are equal"),
        (lambda f, t: (np.where(f == f[3, 2], np.nan, f), t), "first at place 3"),
        (lambda f, t: (np.where(f == f[3, 2], np.inf, f), t), "NaN or infinity"),
        (lambda f, t: (f, t + 1), "outside the 4 classes"),
        (lambda f, t: (f, t - 1), "outside the 4 classes"),
        (lambda f, t: (f, t[:-1]), "32 feature vectors and 31 labels"),
        (lambda f, t: (f[:, 0], t), "one vector an item"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused(fit, change, sentence):
    features, truth = change(*blobs())
    with pytest.raises(Invalid, match=sentence):
        fit(features, truth, 4)


@pytest.mark.parametrize("shape", [(3, 11), (12,), (0, 5)])
def test_features_of_another_embedding_are_refused(fit, shape):
    head = fit(*blobs(), 4)
    with pytest.raises(Invalid, match="by one embedding"):
        head.probabilities(np.zeros(shape, np.float32))


def test_a_kept_head_predicts_the_same(fit, tmp_path):
    features, truth = blobs()
    head = fit(features, truth, 5)
    heads.save(head, tmp_path / "head.npz")
    again = heads.load(tmp_path / "head.npz")
    assert type(again) is type(head)
    assert np.array_equal(again.probabilities(features), head.probabilities(features))


def write_nothing(path, fit):
    path.write_bytes(b"")


def write_half(path, fit):
    heads.save(fit(*blobs(), 4), path)
    path.write_bytes(path.read_bytes()[:400])


def write_pickle(path, fit):
    np.savez(path, head=np.array([{"a": 1}], dtype=object))


def write_other_arrays(path, fit):
    np.savez(path, head="linear", format=1, weights=np.zeros(3))


def write_newer(path, fit):
    np.savez(path, head="linear", format=99, **fit(*blobs(), 4).arrays())


def write_unknown(path, fit):
    np.savez(path, head="os", format=1)


@pytest.mark.parametrize(
    "write",
    [write_nothing, write_half, write_pickle, write_other_arrays, write_newer, write_unknown],
)
def test_a_file_that_is_no_head_is_refused(write, tmp_path):
    path = tmp_path / "head.npz"
    write(path, heads.learner("linear"))
    with pytest.raises(Invalid, match=r"head\.npz"):
        heads.load(path)


def test_an_unknown_head_is_refused_with_the_known_ones():
    with pytest.raises(NotFound, match="whitened, linear"):
        heads.learner("forest")


def test_whitening_beats_the_linear_head_where_noise_is_shared_by_the_classes():
    random = np.random.default_rng(5)
    mixing = random.normal(size=(10, 60)) / 2

    def draw(per_class):
        truth = np.repeat(np.arange(10), per_class)
        noise = random.normal(size=(len(truth), 10)) @ mixing
        return np.eye(10, 60)[truth] * 3 + noise + random.normal(0, 0.5, noise.shape), truth

    (features, truth), (new, wanted) = draw(6), draw(30)
    right = {
        name: (
            heads.learner(name)(features, truth, 10).probabilities(new).argmax(axis=1) == wanted
        ).mean()
        for name in heads.NAMES
    }
    assert right["whitened"] > right["linear"] + 0.1
