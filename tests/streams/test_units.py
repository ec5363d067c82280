"""Two units in one column are found in any scale, and one unit never is two."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dure.streams.units import celsius_and_fahrenheit

SCALES = st.sampled_from([1.0, 10.0, 100.0, 1000.0])


@given(st.floats(-25, 60), st.floats(0, 4), SCALES, st.integers(5, 50), st.integers(0, 99))
def test_celsius_that_becomes_fahrenheit_is_found(around, spread, scale, count, seed):
    random = np.random.default_rng(seed)
    celsius = (around + spread * random.uniform(-0.5, 0.5, count)) * scale
    later = (around + spread * random.uniform(-0.5, 0.5, count)) * scale

    found = celsius_and_fahrenheit(np.concatenate([celsius, later * 1.8 + 32 * scale]))

    apart = (around * 0.8 + 32) * scale  # how far the two readings of one temperature are apart
    if apart > 24 * scale:
        assert found


@given(st.floats(-30, 90), st.floats(0, 12), SCALES, st.integers(10, 80), st.integers(0, 99))
def test_one_unit_is_never_two(around, spread, scale, count, seed):
    values = np.random.default_rng(seed).uniform(around - spread, around + spread, count) * scale

    assert not celsius_and_fahrenheit(values)


def test_too_few_values_say_nothing():
    assert not celsius_and_fahrenheit(np.array([3.0] * 4 + [37.4] * 4))
    assert not celsius_and_fahrenheit(np.array([np.nan] * 30))
