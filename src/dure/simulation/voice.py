"""Spoken commands to appliances with their truth: who says what, where, and from when to when.

`render` gives an `Utterance`: the sound with the room and its noise, the transcript, the intent
with its slots, and the exact stretch of speech. The voices are synthetic (`speech`) and fool
nobody; they serve to try the platform, never to train on.
"""

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from dure.core import Intent, Segment, Transcript

from . import speech_korean
from .speech import RATE, Voice, speak

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]
_COMMANDS = Path(__file__).with_name("voice_commands.yaml")

VOICES = (
    Voice("speaker-01", 118, 1.0),
    Voice("speaker-02", 205, 1.15, gender="female"),
    Voice("speaker-03", 104, 0.97, pace=0.92, breath=0.12),
    Voice("speaker-04", 188, 1.12, pace=1.1, gender="female"),
    Voice("speaker-05", 275, 1.3, pace=0.9, gender="female", age_band="child"),
    Voice("speaker-06", 132, 1.04, pace=0.82, breath=0.2, shake=0.025, age_band="senior"),
    Voice("speaker-07", 176, 1.1, pace=0.85, breath=0.18, shake=0.02, gender="female",
          age_band="senior"),
    Voice("speaker-08", 152, 1.08, pace=1.15, age_band="teen"),
)  # fmt: skip

# Decibels of speech over the noise, and the noise's colour.
_NOISES = {"quiet": 38.0, "appliance": 17.0, "television": 15.0, "kitchen": 16.0, "talking": 15.0}
# Seconds until the room is silent (RT60), and the room's share of the sound.
_DISTANCES = {"near": (0.25, 0.08), "middle": (0.4, 0.25), "far": (0.55, 0.45)}
_LEVELS = {"near": 0.55, "middle": 0.35, "far": 0.2}
_BEFORE_S, _AFTER_S = (0.3, 0.9), (0.3, 0.7)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be said, with what it means."""

    text: str
    language: str
    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A recording with its truth.

    Attributes:
        samples: mono, -1 … 1, `speech.RATE` a second.
        command: what is said and meant.
        voice: who says it.
        start_s, end_s: from where to where somebody speaks, without the room's echo.
        conditions: factor → level, as in the voice domain pack.
    """

    samples: Samples
    command: Command
    voice: Voice
    start_s: float
    end_s: float
    conditions: Mapping[str, str]

    @property
    def annotations(self) -> tuple[Transcript | Intent | Segment, ...]:
        """Give the truth as annotations."""
        command = self.command
        said = speech_korean.pronounced(command.text) if command.language == "ko" else None
        return (
            Transcript(command.text, said, self.start_s, self.end_s, command.language),
            Intent(command.intent, dict(command.slots)),
            Segment("speech", self.start_s, self.end_s),
        )

    @property
    def duration_s(self) -> float:
        """Length of the recording."""
        return len(self.samples) / RATE


@cache
def commands() -> tuple[Command, ...]:
    """List what can be said without naming a food."""
    return tuple(_command(row) for row in _table()["commands"])


def about(item: str, number: int) -> Command | None:
    """Give the `number`-th way to speak of a food, by its id; None for one without a word."""
    table = _table()
    if item not in table["items"]:
        return None
    row = table["item_commands"][number % len(table["item_commands"])]
    language = "ko" if "ko" in row else "en"
    word = table["items"][item][language]
    slots = {**row.get("slots", {}), "item": word}
    return _command({**row, language: row[language].format(item=word), "slots": slots})


@cache
def _table() -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(_COMMANDS.read_text("utf-8")))


def _command(row: Mapping[str, Any]) -> Command:
    language = "ko" if "ko" in row else "en"
    slots = row.get("slots", {})
    return Command(row[language], language, row["intent"], slots, row.get("level"))


def render(
    seed: int,
    *,
    command: Command | None = None,
    voice: Voice | None = None,
    noise: str | None = None,
    distance: str | None = None,
) -> Utterance:
    """Make one recording; what is not given is drawn from the seed, and all else follows it."""
    random = np.random.default_rng((seed, 0x5EED))
    command = command or commands()[int(random.integers(len(commands())))]
    voice = voice or VOICES[int(random.integers(len(VOICES)))]
    noise = noise or list(_NOISES)[int(random.integers(len(_NOISES)))]
    distance = distance or list(_DISTANCES)[int(random.integers(len(_DISTANCES)))]
    said = speak(command.text, command.language, voice, seed)
    before, after = (int(random.uniform(*span) * RATE) for span in (_BEFORE_S, _AFTER_S))
    quiet = np.concatenate([np.zeros(before), said, np.zeros(after)])
    heard = _in_room(quiet, distance, random)
    mixed = heard + _background(noise, heard, random)
    level = {"speech_level": command.level} if command.level else {}
    return Utterance(
        (mixed * _LEVELS[distance] / max(1e-9, float(np.abs(mixed).max()))).astype(np.float32),
        command,
        voice,
        round(before / RATE, 4),
        round((before + len(said)) / RATE, 4),
        {
            "noise": noise,
            "distance": distance,
            "direction": "facing",
            "age_band": voice.age_band,
            "gender": voice.gender,
            "manner": "read",
            **level,
        },
    )


def encode(samples: Samples, rate: int = RATE) -> bytes:
    """Write mono samples as a WAV file of 16 bits that calls itself simulated."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return _marked(out.getvalue())


def _marked(wav: bytes) -> bytes:
    """Append a LIST/INFO chunk with the comment and the software (RIFF MCI 1991)."""
    chunks = b""
    for name, text in ((b"ICMT", b"simulated\0"), (b"ISFT", b"Dure simulation\0")):
        chunks += name + len(text).to_bytes(4, "little") + text + b"\0" * (len(text) % 2)
    told = b"LIST" + (len(chunks) + 4).to_bytes(4, "little") + b"INFO" + chunks
    body = wav[8:] + told
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _in_room(sound: Floats, distance: str, random: np.random.Generator) -> Floats:
    """Add the echo of a room: noise that dies away, behind the direct sound."""
    silent_s, share = _DISTANCES[distance]
    count = int(silent_s * RATE)
    t = np.arange(count) / RATE
    tail = random.standard_normal(count) * 10 ** (-3 * t / silent_s)
    tail[: int(0.004 * RATE)] = 0
    tail *= np.sqrt(share / (1 - share) / np.sum(tail**2))
    tail[0] = 1.0
    size = _even(len(sound) + count)
    whole = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return whole[: len(sound)]


def _background(noise: str, heard: Floats, random: np.random.Generator) -> Floats:
    """Give the noise of a place, so loud that the speech stands over it as wanted."""
    sound = _COLOURS[noise](len(heard), random)
    ratio = 10 ** (_NOISES[noise] / 20)
    loud = heard[np.abs(heard) > 0.05 * np.abs(heard).max()]
    return sound * float(np.std(loud)) / ratio / max(1e-9, float(np.std(sound)))


def _coloured(count: int, random: np.random.Generator, low: float, high: float) -> Floats:
    """Give noise between two frequencies in Hertz, falling by 6 dB an octave."""
    size = _even(count)
    spectrum = np.fft.rfft(random.standard_normal(size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    shape = np.where((hertz > low) & (hertz < high), 1 / np.maximum(hertz, 50), 0)
    return np.fft.irfft(spectrum * shape, size)[:count]


def _even(count: int) -> int:
    """Round up to a length whose spectrum is quick to compute."""
    return -(-count // 4096) * 4096


def _appliance(count: int, random: np.random.Generator) -> Floats:
    t = np.arange(count) / RATE
    hum = sum(np.sin(2 * np.pi * 60 * k * t + random.uniform(0, 6)) / k for k in (1, 2, 3, 4, 6))
    hiss = _coloured(count, random, 80, 3000)
    return hum / np.std(hum) + 0.8 * hiss / np.std(hiss)


def _television(count: int, random: np.random.Generator) -> Floats:
    """Give music: chords of decaying tones, two a second."""
    sound, step = np.zeros(count), RATE // 2
    for start in range(0, count, step):
        t = np.arange(min(step, count - start)) / RATE
        for semitone in random.choice([0, 3, 5, 7, 10, 12, 15], 3, replace=False):
            tone = 2 * np.pi * 220 * 2 ** (semitone / 12) * t
            sound[start : start + len(t)] += (np.sin(tone) + 0.4 * np.sin(2 * tone)) * np.exp(
                -2 * t
            )
    return sound


def _kitchen(count: int, random: np.random.Generator) -> Floats:
    water = _coloured(count, random, 600, 7500)
    clinks = np.zeros(count)
    for _ in range(1 + count // RATE):
        start, hertz = int(random.integers(count)), random.uniform(1800, 4200)
        t = np.arange(min(count - start, RATE // 4)) / RATE
        clinks[start : start + len(t)] += np.sin(2 * np.pi * hertz * t) * np.exp(-25 * t)
    return water / np.std(water) + 2 * clinks


def _talking(count: int, random: np.random.Generator) -> Floats:
    """Give somebody else's talk, over and over, through a wall."""
    said = _behind_a_wall(int(random.integers(len(VOICES))))
    return np.resize(np.roll(said, int(random.integers(len(said)))), count)


@cache
def _behind_a_wall(number: int) -> Floats:
    said = speak("빨래 얼마나 남았어요", "ko", VOICES[number], number)
    talk = np.concatenate([said, np.zeros(RATE // 3, np.float32)])
    size = _even(len(talk))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    return np.fft.irfft(np.fft.rfft(talk, size) / (1 + (hertz / 700) ** 2), size)


def _quiet(count: int, random: np.random.Generator) -> Floats:
    return _coloured(count, random, 40, 4000)


_COLOURS = {
    "quiet": _quiet,
    "appliance": _appliance,
    "television": _television,
    "kitchen": _kitchen,
    "talking": _talking,
}
