"""A small formant synthesiser: sounds become samples, a glottal pulse at a time.

The vocal tract is Klatt's cascade of resonators (“Software for a cascade/parallel formant
synthesizer”, JASA 67, 1980) and the source his KLGLOTT88 pulse (Klatt & Klatt, JASA 87, 1990). Each
pulse is filtered in the frequency domain by the mouth's position of its moment and added to the
sound, and noise is shaped in the same way in short windows; so nothing runs sample by sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import speech_english, speech_korean
from .speech_sounds import Stretch, stretches

RATE = 16_000
"""Samples a second of all simulated speech."""

_FRAME = 80  # samples: 5 ms
_PULSE = 512  # samples: in 32 ms a resonance of 50 Hz has rung out to under 1 %
_WINDOW = 4 * _FRAME
_BINS = np.exp(-2j * np.pi * np.arange(_PULSE // 2 + 1) / _PULSE).astype(np.complex64)
_SQUARES = _BINS**2
_BANDWIDTHS = (70.0, 95.0, 150.0, 220.0, 280.0)
_HIGH = (3450.0, 4450.0)
_OPEN_SHARE = 0.62
_GLIDE_FRAMES, _LEVEL_FRAMES = 13, 3
_CLAUSE_END = "?"

Floats = NDArray[np.float64]
Complex = NDArray[np.complex64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody sounds.

    Attributes:
        name: a pseudonym that stands for the speaker.
        pitch_hz: mean of the voice.
        size: factor on the resonances: about 1 for men, 1.15 for women, 1.3 for children.
        pace: factor on the speed.
        breath: share of noise in the voice, 0 to 1.
        shake: irregularity from one pulse to the next.
        gender, age_band: levels of the voice domain's conditions.
    """

    name: str
    pitch_hz: float
    size: float
    pace: float = 1.0
    breath: float = 0.05
    shake: float = 0.008
    gender: str = "male"
    age_band: str = "adult"


def speak(text: str, language: str, voice: Voice, seed: int) -> NDArray[np.float32]:
    """Say a phrase: samples from its first sound to its last, in -1 … 1, peak 0.7.

    Args:
        text: words of Hangul (`ko`), or of the table of words (`en`).
        language: ``ko`` or ``en``.
        voice: who says it.
        seed: of the noise; the same gives the same samples.
    """
    random = np.random.default_rng(seed)
    track = _Track(_plan(text, language), voice)
    sound = _voiced(track, voice, random) + _noisy(track, random)
    peak = float(np.abs(sound).max())
    return (sound * (0.7 / peak if peak else 0.0)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Aim:
    """A stretch with its pitch as a factor on the voice's mean."""

    stretch: Stretch
    pitch: float


@lru_cache(maxsize=256)
def _plan(text: str, language: str) -> tuple[_Aim, ...]:
    words = (speech_korean if language == "ko" else speech_english).sounds(text)
    spoken = [name for word in words for name in word]
    tones = [tone for word in words for tone in _tones(word, language)]
    last = max((i for i, name in enumerate(spoken) if _is_nucleus(name)), default=0)
    asks = text.rstrip().endswith(_CLAUSE_END)
    found: list[_Aim] = []
    for i, (name, tone) in enumerate(zip(spoken, tones, strict=True)):
        falling = 1.1 - 0.22 * i / max(1, len(spoken) - 1)
        end = (1.32 if asks else 0.9) if i >= last else 1.0
        slow = 1.45 if i >= last else 1.0
        for one in stretches(name.rstrip(speech_english.STRESS)):
            longer = slow * (1.2 if name.endswith(speech_english.STRESS) else 1.0)
            aim = replace(one, duration_ms=one.duration_ms * longer) if one.voice > 0.9 else one
            found.append(_Aim(aim, falling * tone * end))
    return tuple(_settled(found))


def _is_nucleus(name: str) -> bool:
    return any(one.is_nucleus for one in stretches(name.rstrip(speech_english.STRESS)))


def _tones(word: Sequence[str], language: str) -> list[float]:
    """Give each sound its height: Korean phrases rise from their first syllable, English stress."""
    if language == "en":
        return [1.12 if name.endswith(speech_english.STRESS) else 0.97 for name in word]
    high = word[0].endswith(("=", "h")) or word[0] in ("s", "sj", "h")
    heights = (1.1, 1.12, 1.0, 0.95) if high else (0.94, 1.08, 1.02, 0.96)
    tones, syllable = [], -1
    for name in word:
        syllable += _is_nucleus(name)
        tones.append(heights[min(max(syllable, 0), len(heights) - 1)])
    return tones


def _settled(aims: list[_Aim]) -> list[_Aim]:
    """Give resonances that are open to the next sound the values of the next vowel."""
    ahead: tuple[float, float, float] = (500.0, 1500.0, 2500.0)
    settled = []
    for aim in reversed(aims):
        one, two, three = aim.stretch.formants
        shape = (one, ahead[1] if two is None else two, ahead[2] if three is None else three)
        settled.append(replace(aim, stretch=replace(aim.stretch, formants=shape)))
        ahead = shape if aim.stretch.is_nucleus else ahead
    return settled[::-1]


class _Track:
    """What the mouth and the larynx do, every 5 ms.

    Attributes:
        length: samples.
        pitch: Hertz; formants: (frames, 5) Hertz; damping, voice, breath, noise: (frames,).
        noise_hz, noise_width_hz: of the noise made in the mouth.
    """

    def __init__(self, aims: Sequence[_Aim], voice: Voice) -> None:
        counts = [
            max(1, round(a.stretch.duration_ms / voice.pace * RATE / 1000 / _FRAME)) for a in aims
        ]

        def held(values: Sequence[float]) -> Floats:
            return np.repeat(np.asarray(values, dtype=np.float64), counts)

        each = [a.stretch for a in aims]
        self.length = sum(counts) * _FRAME
        lowest = [held([one.formants[k] or 0.0 for one in each]) * voice.size for k in range(3)]
        highest = [np.full(sum(counts), hertz * voice.size) for hertz in _HIGH]
        smooth = [_smoothed(row, _GLIDE_FRAMES) for row in lowest]
        self.formants = np.minimum(np.stack([*smooth, *highest], axis=1), RATE / 2 - 300)
        self.pitch = _smoothed(held([a.pitch for a in aims]), 21) * voice.pitch_hz
        self.voice = _smoothed(held([one.voice for one in each]), _LEVEL_FRAMES)
        self.damping = _smoothed(held([one.damping for one in each]), _LEVEL_FRAMES)
        self.breath = _smoothed(held([one.breath for one in each]), _LEVEL_FRAMES)
        self.breath += voice.breath * self.voice
        self.noise = held([one.noise for one in each])
        self.noise_hz = held([one.noise_hz for one in each]) * voice.size**0.5
        self.noise_width_hz = held([one.noise_width_hz for one in each])


def _smoothed(row: Floats, frames: int) -> Floats:
    weights = np.hanning(frames + 2)[1:-1]
    wide = np.pad(row, frames // 2, mode="edge")
    return np.convolve(wide, weights / weights.sum(), mode="valid")


def _tract(formants: Floats, damping: Floats) -> Complex:
    """Give the cascade's response (rows, bins), with unity gain at 0 Hz (Klatt 1980, eq. 2)."""
    gain = np.ones((len(formants), 1), np.float32)
    under = np.ones((len(formants), len(_BINS)), np.complex64)
    for k, width in enumerate(_BANDWIDTHS):
        radius = np.exp(-np.pi * width * damping / RATE)
        turn = 2 * radius * np.cos(2 * np.pi * formants[:, k] / RATE)
        gain *= _column(1 - turn + radius**2)
        under *= 1 - _column(turn) * _BINS + _column(radius**2) * _SQUARES
    return gain / under


def _column(row: Floats) -> Singles:
    return row.astype(np.float32)[:, None]


def _voiced(track: _Track, voice: Voice, random: np.random.Generator) -> Floats:
    """Add up the vocal tract's answers to the glottal pulses."""
    sound = np.zeros(track.length + _PULSE)
    pitch = np.interp(np.arange(track.length) / _FRAME, np.arange(len(track.pitch)), track.pitch)
    turns = np.cumsum(pitch) / RATE
    starts = np.searchsorted(turns, np.arange(1, int(turns[-1])))
    frames = np.minimum(starts // _FRAME, len(track.voice) - 1)
    loud = track.voice[frames] > 0.01
    starts, frames = starts[loud], frames[loud]
    if not len(starts):
        return sound[: track.length]
    shaken = 1 + voice.shake * random.standard_normal((2, len(starts)))
    pulses = _pulses(pitch[starts] * shaken[0])
    spectra = np.fft.rfft(pulses, axis=1) * _tract(track.formants[frames], track.damping[frames])
    answers = np.fft.irfft(spectra, _PULSE, axis=1)
    answers *= _column(track.voice[frames] * shaken[1])
    for start, answer in zip(starts.tolist(), answers, strict=True):
        sound[start : start + _PULSE] += answer
    return sound[: track.length]


def _pulses(pitch: Floats) -> Singles:
    """Give the derivative of the glottal flow t² - t³/T while the glottis is open (KLGLOTT88)."""
    t = np.arange(_PULSE, dtype=np.float32)[None, :] * _column(pitch / (_OPEN_SHARE * RATE))
    return np.where(t < 1, t * (2 - 3 * t), np.float32(0))


def _noisy(track: _Track, random: np.random.Generator) -> Floats:
    """Shape noise by the mouth (breath) and by the narrow place that makes it (frication)."""
    sound = np.zeros(track.length + _PULSE)
    window = np.hanning(_WINDOW).astype(np.float32)
    loud = np.flatnonzero((track.breath > 0.002) | (track.noise > 0.002))
    if not len(loud):
        return sound[: track.length]
    grains = random.standard_normal((len(loud), _WINDOW), np.float32) * window
    spectra = np.fft.rfft(grains, _PULSE, axis=1)
    hertz = np.arange(len(_BINS), dtype=np.float32) * (RATE / _PULSE)
    away = (hertz - _column(track.noise_hz[loud])) / _column(track.noise_width_hz[loud])
    mouth = _column(0.35 * track.noise[loud]) / (1 + away * away)
    larynx = _tract(track.formants[loud], 1 + 2 * track.breath[loud])
    shaped = np.fft.irfft(spectra * (mouth + _column(0.05 * track.breath[loud]) * larynx))
    for frame, grain in zip(loud.tolist(), shaped, strict=True):
        start = frame * _FRAME
        sound[start : start + _PULSE] += grain
    return sound[: track.length]
