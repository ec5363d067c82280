"""Cutting sound into steps, and scores into segments."""

import numpy as np
import pytest

from dure.core import Invalid, Segment
from dure.engines.runners import silero


class Loudness:
    """Scores a step by its loudest sample, and keeps what it was given."""

    def __init__(self):
        self.pieces, self.states = [], []

    def run(self, _, inputs):
        self.pieces.append(inputs["input"][0])
        self.states.append(float(inputs["state"][0, 0, 0]))
        score = np.abs(inputs["input"][0, silero.CONTEXT :]).max()
        return np.array([[score]], np.float32), inputs["state"] + 1


def sound(*steps, rest=0):
    return np.repeat(np.array(steps, np.float32), silero.STEP)[: len(steps) * silero.STEP + rest]


def test_a_stretch_of_voice_is_a_segment_with_its_mean_score():
    found = silero.Detector(Loudness()).segments(sound(0, 0, 0.8, 0.9, 0.7, 0.8, 0, 0, 0, 0, 0))

    assert found == [Segment("voice", 0.064, 0.192, score=0.8)]


def test_less_than_a_tenth_of_a_second_is_no_voice():
    assert silero.Detector(Loudness()).segments(sound(0, 0.9, 0.9, 0.9, 0, 0)) == []


def test_a_breath_does_not_cut_a_sentence():
    steps = [0.9] * 5 + [0.1] * 3 + [0.9] * 5 + [0.1] * 4 + [0.9] * 5

    found = silero.Detector(Loudness()).segments(sound(*steps))

    assert [(s.start_s, s.end_s) for s in found] == [(0.0, 0.416), (0.544, 0.704)]


def test_voice_never_ends_after_the_sound():
    samples = sound(*[0.9] * 5)[:-200]

    (segment,) = silero.Detector(Loudness()).segments(samples)

    assert segment.end_s == round(len(samples) / silero.RATE, 3)


def test_each_step_sees_the_end_of_the_one_before_and_the_state_goes_on():
    network = Loudness()

    silero.Detector(network).scores(sound(0.1, 0.2, 0.3))

    assert [float(p[0]) for p in network.pieces] == pytest.approx([0.0, 0.1, 0.2])
    assert [len(p) for p in network.pieces] == [silero.CONTEXT + silero.STEP] * 3
    assert network.states == [0.0, 1.0, 2.0]


def test_silence_of_no_length_has_no_voice():
    assert silero.Detector(Loudness()).segments(np.zeros(0, np.float32)) == []


def test_sound_of_two_channels_is_refused():
    with pytest.raises(Invalid, match="mono"):
        silero.Detector(Loudness()).segments(np.zeros((100, 2), np.float32))
