"""The sentence encoder on small weights made here, against the formula written plainly."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.engines.runners import use_multilingual as use

ROWS = 3


def arrays():
    random = np.random.default_rng(5)

    def values(*shape):
        return (random.normal(size=shape) / np.sqrt(shape[0])).astype(np.float32)

    made = {f"q{i}": random.integers(0, 64, (ROWS, 512)).astype(np.uint8) for i in range(1, 18)}
    made |= {"scale": values(17), "lo": values(17), "eps": np.float64(1e-6)}
    for n in (2, 3, 5):
        made |= {f"proj{n}": values(512, 256), f"proj_b{n}": values(256)}
        made |= {f"ln_g{n}": values(256), f"ln_b{n}": values(256)}
        for layer in (1, 2):
            made |= {f"w{layer}_{n}": values(n * 256, 256), f"b{layer}_{n}": values(256)}
    made |= {"ln_g": values(1280), "ln_b": values(1280)}
    made |= {"cnn_W": values(1280, 512), "cnn_b": values(512)}
    made |= {"d0": values(512, 320), "p1": values(512, 320), "d1": values(320, 320)}
    return made | {"d2": values(320, 512), "p3": values(320, 512), "d3": values(512, 512)}


class Letters:
    """A tokenizer that gives a number to each letter."""

    def ids(self, text):
        return [1, *(ord(sign) % (17 * ROWS) for sign in text), 2]


@cache
def made():
    return use.Embedder(use.Weights(arrays()), Letters())


@pytest.fixture
def embedder():
    return made()


def plain(ids):
    """The same network, one sentence and one token at a time."""
    w = arrays()

    def normal(rows, gain, shift):
        middle = rows - rows.mean(1, keepdims=True)
        return middle / np.sqrt((middle**2).mean(1, keepdims=True) + 1e-6) * gain + shift

    def convolved(rows, n, before, layer):
        padded = np.pad(rows, ((before, n - 1 - before), (0, 0)))
        seen = np.stack([padded[i : i + n].reshape(-1) for i in range(len(rows))])
        return np.maximum(seen @ w[f"w{layer}_{n}"] + w[f"b{layer}_{n}"], 0) + rows

    tokens = np.stack(
        [w[f"q{i % 17 + 1}"][i // 17] * w["scale"][i % 17] + w["lo"][i % 17] for i in ids]
    )
    three = [tokens @ w[f"proj{n}"] + w[f"proj_b{n}"] for n in (2, 3, 5)]
    gain, shift = (np.concatenate([w[f"ln_{k}{n}"] for n in (2, 3, 5)]) for k in "gb")
    three = np.split(normal(np.concatenate(three, 1), gain, shift), 3, 1)
    parts = [tokens]
    for rows, n, before in zip(three, (2, 3, 5), (0, 1, 2)):
        parts.append(convolved(convolved(rows, n, before, 1), n, before, 2))
    features = normal(np.concatenate(parts, 1), w["ln_g"], w["ln_b"])
    sentence = (features @ w["cnn_W"] + w["cnn_b"]).sum(0) / np.sqrt(len(ids))
    first = np.maximum(sentence @ w["d0"], 0)
    second = np.maximum(sentence @ w["p1"] + first @ w["d1"], 0)
    out = np.tanh(second @ w["p3"] + np.maximum(second @ w["d2"], 0) @ w["d3"])
    return out / np.linalg.norm(out)


@pytest.mark.parametrize("text", ["", "a", "door", "a rather long sentence about doors"])
def test_a_sentence_gets_the_vector_of_the_formula(embedder, text):
    given_vector = embedder.embed([text])[0]

    np.testing.assert_allclose(given_vector, plain(Letters().ids(text)), atol=2e-5)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_a_sentence_does_not_depend_on_its_neighbours(texts):
    embedder = made()

    together = embedder.embed(texts)

    assert together.shape == (len(texts), 512)
    for vector, text in zip(together, texts):
        np.testing.assert_allclose(vector, embedder.embed([text])[0], atol=2e-5)
        assert abs(np.linalg.norm(vector) - 1) < 1e-5


def test_many_sentences_are_cut_into_runs_without_losing_one():
    lengths = [300, 300, 5, 600, 1]

    assert use._groups(lengths) == [(0, 1), (1, 3), (3, 4), (4, 5)]
    assert use._groups([]) == []
