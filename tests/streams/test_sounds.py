"""Moments found in sounds and series, and two sounds of one room set right against one another."""

import numpy as np
import pytest

from dure.core import Invalid
from dure.streams.clocks import relate
from dure.streams.events import edges, onsets, sampling
from dure.streams.sounds import relate_sounds

RATE = 16_000


def room(seed, length=60.0):  # when something sounds in a room, and how loudly
    chance = np.random.default_rng(seed)
    return np.sort(chance.uniform(1, length - 1, int(length * 0.7))), chance.uniform(0.3, 1, 500)


def heard(moments, loudness, *, length=60.0, rate=RATE, noise=0.002, seed=0):
    chance = np.random.default_rng(seed)
    sound = chance.normal(0, noise, int(length * rate))
    for moment, level in zip(moments, loudness):
        first = int(np.ceil(moment * rate))
        since = (np.arange(first, min(first + rate // 8, len(sound))) - moment * rate) / rate
        if first >= 0 and len(since):
            sound[first : first + len(since)] += (
                level * np.exp(-since / 0.02) * np.sin(2 * np.pi * 900 * since)
            )
    return sound


@pytest.mark.parametrize(("offset", "drift"), [(1.37, 80.0), (-4.9, -200.0), (0.0, 0.0)])
def test_two_microphones_are_set_right_by_what_both_heard(offset, drift):
    moments, loudness = room(5)
    own = heard(moments, loudness, seed=1)
    other = heard((moments - offset) * (1 + drift / 1e6), loudness * 0.3, rate=22_050, seed=2)
    found = relate_sounds((own, RATE), (other, 22_050))

    assert found.offset_s == pytest.approx(offset, abs=max(0.002, 3 * found.offset_uncertainty_s))
    assert found.drift_ppm == pytest.approx(drift, abs=3 * found.drift_uncertainty_ppm)
    assert found.offset_uncertainty_s < 0.002
    assert found.drift_uncertainty_ppm < 40


def test_two_different_rooms_are_not_alike():
    own, other = (heard(*room(seed), seed=seed) for seed in (1, 2))

    with pytest.raises(Invalid, match="not alike"):
        relate_sounds((own, RATE), (other, RATE))
    with pytest.raises(Invalid, match="shorter than a second"):
        relate_sounds((own, RATE), (other[:100], RATE))


def test_claps_are_found_where_they_are():
    moments = np.array([0.5, 1.25, 3.003, 4.5])
    found = onsets(heard(moments, np.array([1, 0.2, 0.6, 0.4]), length=6.0), RATE)

    assert found.seconds == pytest.approx(moments, abs=2 * found.resolution_s)


def test_silence_and_next_to_nothing_have_no_onsets():
    assert not len(onsets(np.zeros(RATE), RATE).seconds)
    assert not len(onsets(np.zeros(3), RATE).seconds)


def test_the_edge_of_a_sampled_series_lies_between_two_rows():
    seconds = np.arange(100.0)
    door = (seconds >= 40) & (seconds < 70)
    found = edges(seconds, door.astype(float))

    assert found.seconds.tolist() == [39.5, 69.5]
    assert found.resolution_s == pytest.approx(1 / np.sqrt(12))
    assert sampling(seconds) == (1.0, True)


def test_the_edge_of_a_log_written_on_change_is_its_row():
    seconds = np.array([0.0, 7.25, 9.5, 31.75, 60.0])
    found = edges(seconds, np.array([0.0, 1, 0, 1, 0]))

    assert found.seconds.tolist() == [7.25, 9.5, 31.75, 60.0]
    assert found.resolution_s < 0.01


def test_noise_around_a_level_is_no_edge():
    chance = np.random.default_rng(3)
    power = np.where(np.arange(500) < 250, 40.0, 900.0) + chance.normal(0, 20, 500)

    assert edges(np.arange(500.0), power).seconds.tolist() == [249.5]
    assert not len(edges(np.arange(500.0), np.full(500, 3.0)).seconds)
    assert not len(edges(np.zeros(0), np.zeros(0)).seconds)


def test_a_door_is_set_right_against_the_sound_of_it():
    chance = np.random.default_rng(8)
    moved = np.sort(chance.uniform(5, 595, 24))
    sound = heard(moved, np.ones(24), length=600, rate=4000)
    clock = (moved - 1.37) * (1 + 80e-6)
    rows = np.arange(0, 600, 0.1)
    door = np.searchsorted(clock, rows) % 2
    found = relate(onsets(sound, 4000), edges(rows, door.astype(float)))

    assert found.offset_s == pytest.approx(1.37, abs=3 * found.offset_uncertainty_s)
    assert found.drift_ppm == pytest.approx(80, abs=3 * found.drift_uncertainty_ppm)
    assert found.offset_uncertainty_s < 0.03
