import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.simulation import speech, speech_english, speech_korean, speech_sounds, voice

HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=6)
SPEAKER = voice.VOICES[0]


@pytest.mark.parametrize(
    ("spelled", "said"),
    [
        ("식물이", "싱무리"),
        ("같이", "가치"),
        ("좋아", "조아"),
        ("않고", "안코"),
        ("읽는다", "잉는다"),
        ("낮춰", "낟춰"),
        ("독립", "동닙"),
        ("신라", "실라"),
        ("설날", "설랄"),
        ("국화", "구콰"),
        ("값을", "갑쓸"),
        ("앉고", "안꼬"),
        ("닭을", "달글"),
        ("괜찮아", "괜차나"),
        ("학교", "학꾜"),
        ("옷걸이", "옫꺼리"),
        ("넣어 줘", "너어 줘"),
        ("남았습니까", "나맏씀니까"),
    ],
)
def test_standard_pronunciation(spelled, said):
    assert speech_korean.pronounced(spelled) == said


@given(HANGUL)
def test_what_is_said_has_one_syllable_for_each_written_and_known_sounds_alone(word):
    said = speech_korean.pronounced(word)

    assert len(said) == len(word)
    for name in speech_korean.sounds(word)[0]:
        assert speech_sounds.stretches(name)


def test_every_english_word_has_known_sounds():
    for word in speech_english._WORDS:
        for name in speech_english.sounds(word)[0]:
            assert speech_sounds.stretches(name.rstrip(speech_english.STRESS)), word


def test_a_word_without_a_pronunciation_is_named():
    with pytest.raises(Invalid, match="xylophone"):
        speech_english.sounds("open the xylophone")


def test_the_same_seed_gives_the_same_samples():
    one = speech.speak("문 열어 줘", "ko", SPEAKER, 7)

    assert np.array_equal(one, speech.speak("문 열어 줘", "ko", SPEAKER, 7))
    assert not np.array_equal(one, speech.speak("문 열어 줘", "ko", SPEAKER, 8))


def _resonances(sound, pitch):
    """Centres of the spectrum's energy below and above 1 kHz; a vowel's first two formants."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / speech.RATE)
    low = (hertz > pitch * 1.5) & (hertz < 1000)
    high = (hertz > 1000) & (hertz < 2600)
    return [float(np.sum(hertz[band] * power[band]) / power[band].sum()) for band in (low, high)]


def test_vowels_have_their_resonances():
    vowels = {name: speech.speak(name, "ko", SPEAKER, 0)[800:2400] for name in ("아", "이")}
    a, i = (_resonances(sound, SPEAKER.pitch_hz) for sound in vowels.values())

    assert a[0] > i[0] + 150  # the mouth is open
    assert i[1] > a[1] + 400  # the tongue is at the front


@pytest.mark.parametrize("speaker", voice.VOICES, ids=lambda speaker: speaker.name)
def test_a_voice_has_its_pitch(speaker):
    vowel = speech.speak("아", "ko", speaker, 0)[600:2200].astype(np.float64)
    likeness = np.correlate(vowel, vowel, "full")[len(vowel) - 1 :]
    shortest = int(speech.RATE / (speaker.pitch_hz * 1.6))
    longest = int(speech.RATE / (speaker.pitch_hz * 0.6))
    period = shortest + int(np.argmax(likeness[shortest:longest]))

    assert speech.RATE / period == pytest.approx(speaker.pitch_hz, rel=0.2)


def test_a_child_is_higher_than_a_man_in_all_resonances():
    man = speech.speak("아", "ko", SPEAKER, 0)
    child = speech.speak("아", "ko", voice.VOICES[4], 0)

    assert _resonances(child[800:2400], 275)[1] > _resonances(man[800:2400], 118)[1]
