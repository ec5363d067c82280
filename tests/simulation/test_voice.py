import io
import os
import wave
from pathlib import Path

import numpy as np
import pytest

from dure import domains, engines
from dure.core import Intent, NotFound, Segment, Transcript
from dure.simulation import speech, voice, voice_defects

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("DURE_MODELS", REPOSITORY / ".cache" / "models"))


def _read(content):
    with wave.open(io.BytesIO(content)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return samples, file.getframerate()


def test_the_same_seed_gives_the_same_file():
    one, other = (voice.encode(voice.render(11).samples) for _ in range(2))

    assert one == other
    assert one != voice.encode(voice.render(12).samples)


def test_speech_stands_where_the_truth_says():
    said = voice.render(3, noise="quiet", distance="near")
    power = said.samples.astype(np.float64) ** 2
    start, end = (int(t * speech.RATE) for t in (said.start_s, said.end_s))

    assert power[start:end].mean() > 100 * power[: start - 200].mean()
    assert 0 < said.start_s < said.end_s < said.duration_s


@pytest.mark.parametrize("noise", ["appliance", "television", "kitchen", "talking"])
def test_noise_is_louder_than_a_quiet_room(noise):
    def before(kind):
        said = voice.render(5, noise=kind, distance="near")
        return float(np.std(said.samples[: int(said.start_s * speech.RATE)]))

    assert before(noise) > 3 * before("quiet")


def test_every_command_can_be_said_and_its_words_are_those_of_the_voice_pack():
    pack = domains.load("voice")
    slots = {slot.id for slot in pack.slots}

    assert len(voice.commands()) > 40
    for command in voice.commands():
        assert domains.find(pack, command.intent), command
        assert set(command.slots) <= slots, command
        for slot in ("target", "part", "room", "course"):
            assert slot not in command.slots or domains.find(pack, command.slots[slot]), command
        assert speech.speak(command.text, command.language, voice.VOICES[0], 0).any()


def test_conditions_are_levels_of_the_voice_pack():
    levels = {
        f.id: {level.id for level in f.levels} for f in domains.load("voice").conditions.factors
    }

    for seed in range(12):
        for factor, level in voice.render(seed).conditions.items():
            assert level in levels[factor]


def test_a_command_about_a_food_names_it_in_its_slot():
    command = voice.about("yellow_onion", 0)

    assert command.text == "장보기 목록에 양파 넣어 줘"
    assert command.slots["item"] == "양파"
    assert voice.about("durian", 0) is None


def test_the_truth_is_told_in_annotations():
    transcript, intent, segment = voice.render(2, command=voice.commands()[10]).annotations

    assert isinstance(transcript, Transcript)
    assert transcript.pronunciation == "냉장고 무 녀러 줘"
    assert isinstance(intent, Intent)
    assert isinstance(segment, Segment)
    assert segment.label == "speech"


def test_a_file_calls_itself_simulated_and_is_a_whole_wav_file():
    said = voice.render(1)
    content = voice.encode(said.samples)
    samples, rate = _read(content)

    assert rate == speech.RATE
    assert len(samples) == len(said.samples)
    assert b"simulated" in content
    assert int.from_bytes(content[4:8], "little") == len(content) - 8


def test_defects_are_what_they_are_called():
    said = voice.render(4).samples
    clipped, _ = _read(voice_defects.damaged(said, "clipped"))
    silent, _ = _read(voice_defects.damaged(said, "silent"))
    slower, rate = _read(voice_defects.damaged(said, "sample_rate"))

    assert np.mean(np.abs(clipped) > 0.999) > 0.02
    assert 20 * np.log10(np.std(silent) + 1e-12) < -70
    assert rate == 8_000
    assert len(slower) == len(said) // 2
    with pytest.raises(NotFound):
        voice_defects.damaged(said, "whistling")


@pytest.mark.skipif(
    not (MODELS / "silero").is_dir(), reason="wants the engine silero: dure models install silero"
)
@pytest.mark.parametrize("noise", ["quiet", "appliance", "television", "kitchen"])
def test_an_engine_for_voice_finds_speech_where_the_truth_says(noise):
    detector = engines.open_engine(MODELS, "silero", 1)
    for seed in range(6):
        said = voice.render(seed, noise=noise, distance="middle")
        found = detector.segments(said.samples)

        assert found, seed
        both = sum(max(0.0, min(s.end_s, said.end_s) - max(s.start_s, said.start_s)) for s in found)
        assert both > 0.8 * (said.end_s - said.start_s), seed
