"""Offset and drift between two clocks: found from events, with an uncertainty that is true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.core import Invalid
from dure.streams.clocks import Events, relate

RESOLUTION = 0.003


def told_by_two(  # a scene of events, seen by two clocks that each miss some and see others
    seed, offset, drift_ppm, *, events=40, length=600.0, lost=0.2, false=0.2, jitter=RESOLUTION
):
    chance = np.random.default_rng(seed)
    true = np.sort(chance.uniform(0, length, events))

    def seen(moments):
        kept = moments[chance.random(len(moments)) >= lost]
        more = chance.uniform(moments.min(), moments.max(), int(false * len(moments)))
        heard = np.concatenate((kept + chance.normal(0, jitter, len(kept)), more))
        return Events(np.sort(heard), jitter)

    return seen(true), seen((true - offset) * (1 + drift_ppm / 1e6))


def test_an_offset_of_1370_ms_and_a_drift_of_80_ppm_are_found():
    found = relate(*told_by_two(1, 1.37, 80.0))

    assert found.offset_s == pytest.approx(1.37, abs=3 * found.offset_uncertainty_s)
    assert found.drift_ppm == pytest.approx(80.0, abs=3 * found.drift_uncertainty_ppm)
    assert found.offset_uncertainty_s < 0.003
    assert found.drift_uncertainty_ppm < 8
    assert found.accident < 1e-6


@settings(max_examples=40, deadline=None)
@given(st.floats(-5, 5), st.floats(-200, 200), st.integers(0, 2**32 - 1))
def test_any_offset_and_drift_is_found_although_events_are_missing_and_false(offset, drift, seed):
    found = relate(*told_by_two(seed, offset, drift))

    assert found.offset_s == pytest.approx(offset, abs=6 * found.offset_uncertainty_s)
    assert found.drift_ppm == pytest.approx(drift, abs=6 * found.drift_uncertainty_ppm)
    assert found.offset_uncertainty_s < 0.01


def test_the_stated_uncertainty_is_the_spread_of_the_errors():
    errors = []
    for seed in range(120):
        found = relate(*told_by_two(seed, 1.37, 80.0, events=25))
        errors.append(
            (
                (found.offset_s - 1.37) / found.offset_uncertainty_s,
                (found.drift_ppm - 80) / found.drift_uncertainty_ppm,
            )
        )
    spread = np.sqrt(np.mean(np.square(errors), axis=0))

    assert np.all((spread > 0.7) & (spread < 1.3)), spread


def test_events_close_together_tell_the_offset_and_leave_the_drift_to_its_limits():
    moments = np.array([1.0, 1.31, 2.2, 2.9, 3.05])
    found = relate(Events(moments + 1.37, 0.001), Events(moments, 0.001))

    assert found.offset_s == pytest.approx(1.37, abs=0.002)
    assert found.drift_uncertainty_ppm == pytest.approx(300 / np.sqrt(3), rel=0.1)


def test_a_late_event_makes_the_start_as_uncertain_as_the_drift_is():
    moments = 3600 + np.array([1.0, 1.31, 2.2, 2.9, 3.05])
    found = relate(Events(moments, 0.001), Events(moments, 0.001))

    assert found.offset_uncertainty_s == pytest.approx(3600 * 300e-6 / np.sqrt(3), rel=0.1)


def test_an_even_beat_is_refused_as_it_agrees_at_every_beat():
    beats = Events(np.arange(30.0), 0.003)

    with pytest.raises(Invalid, match="at several offsets"):
        relate(beats, beats)


@pytest.mark.parametrize("seed", range(10))
def test_events_that_have_nothing_in_common_are_refused(seed):
    chance = np.random.default_rng(seed)
    one, other = (Events(np.sort(chance.uniform(0, 300, 20)), 0.01) for _ in range(2))

    with pytest.raises(Invalid, match="agree"):
        relate(one, other)


def test_a_single_event_proves_nothing():
    one = Events(np.array([4.0]), 0.003)

    with pytest.raises(Invalid, match="accident"):
        relate(one, one)
    with pytest.raises(Invalid, match="no events"):
        relate(one, Events(np.array([]), 0.003))


def test_an_offset_far_away_is_found_around_what_is_declared():
    own, other = told_by_two(3, -600.4, -120.0)
    found = relate(own, other, around_s=-600.0)

    assert found.offset_s == pytest.approx(-600.4, abs=5 * found.offset_uncertainty_s)
    with pytest.raises(Invalid):
        relate(own, other)
