"""The sounds of speech as a formant synthesiser needs them: stretches with their targets.

Vowels: Korean after Yang, “A comparative study of American English and Korean vowels produced by
male and female speakers”, J. Phonetics 24 (1996); English after Peterson & Barney, “Control
methods used in a study of the vowels”, JASA 24 (1952); men's values, which a voice scales.
Consonants: loci, bursts and voice onset times as in Klatt, “Software for a cascade/parallel
formant synthesizer”, JASA 67 (1980).
"""

from dataclasses import dataclass, replace

Formants = tuple[float, float | None, float | None]
"""Hertz of the first three resonances; None: as in the sound that follows."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A short time during which the mouth aims at one position.

    Attributes:
        duration_ms: at the speed of an ordinary speaker.
        formants: what the vocal tract aims at.
        voice: strength of the glottal pulses, 0 to 1.
        breath: strength of the noise made at the glottis.
        noise: strength of the noise made at a narrow place in the mouth.
        noise_hz, noise_width_hz: where that noise has its energy.
        damping: factor on the resonances' bandwidths; nasal sounds are strongly damped.
        is_nucleus: carries pitch and length of its syllable.
    """

    duration_ms: float
    formants: Formants
    voice: float = 0.0
    breath: float = 0.0
    noise: float = 0.0
    noise_hz: float = 0.0
    noise_width_hz: float = 1000.0
    damping: float = 1.0
    is_nucleus: bool = False


VOWELS: dict[str, Formants] = {
    # Korean
    "a": (738, 1372, 2573), "E": (591, 1849, 2597), "e": (490, 1968, 2644),
    "v": (608, 1121, 2683), "o": (453, 945, 2674), "u": (369, 981, 2565),
    "U": (405, 1488, 2497), "i": (341, 2219, 3047),
    # English, in the letters of the CMU dictionary
    "IY": (270, 2290, 3010), "IH": (390, 1990, 2550), "EH": (530, 1840, 2480),
    "AE": (660, 1720, 2410), "AH": (640, 1190, 2390), "AA": (730, 1090, 2440),
    "AO": (570, 840, 2410), "UH": (440, 1020, 2240), "UW": (300, 870, 2240),
    "ER": (490, 1350, 1690),
}  # fmt: skip
DIPHTHONGS = {
    "EY": ("EH", "IY"), "AY": ("AA", "IY"), "OW": ("AO", "UW"), "AW": ("AA", "UW"),
    "OY": ("AO", "IY"),
}  # fmt: skip
_VOWEL_MS = 105.0
_GLIDES: dict[str, Formants] = {
    "j": (290, 2250, 3000), "w": (310, 750, 2350), "R": (350, 1150, 1600),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the mouth closes: its formants, and the noise of its opening."""

    formants: Formants
    burst_hz: float
    width_hz: float


_LABIAL = _Place((260, 900, 2300), 900, 900)
_ALVEOLAR = _Place((260, 1750, 2700), 4000, 1600)
_PALATAL = _Place((260, 2150, 2850), 3500, 1300)
_VELAR = _Place((260, None, 2350), 1800, 700)
_PLACES = {"p": _LABIAL, "t": _ALVEOLAR, "c": _PALATAL, "k": _VELAR}
# Onset of voice after the opening, and strength of the breath until then.
_PHONATIONS = {"": (45.0, 0.35), "=": (8.0, 0.0), "h": (75.0, 0.6)}
_HISSES = {
    # strength, Hertz, width, voice, duration in ms
    "s": (0.42, 5400, 1500, 0.0, 90), "s=": (0.55, 5800, 1500, 0.0, 115),
    "sj": (0.42, 3900, 1300, 0.0, 90), "SH": (0.5, 3200, 1300, 0.0, 100),
    "F": (0.1, 5000, 4500, 0.0, 80), "TH": (0.08, 6000, 3500, 0.0, 70),
    "z": (0.22, 5400, 1500, 0.45, 70), "ZH": (0.25, 3200, 1300, 0.45, 70),
    "V": (0.05, 5000, 4000, 0.5, 55), "DH": (0.05, 5500, 3500, 0.5, 40),
}  # fmt: skip
_NASALS: dict[str, Formants] = {
    "m": (270, 1000, 2200), "n": (270, 1600, 2600), "N": (270, None, 2400),
}  # fmt: skip


def stretches(sound: str) -> tuple[Stretch, ...]:
    """Give the stretches of one sound; raises `KeyError` for one that there is not.

    Names: vowels and diphthongs as above; ``j w R`` glides; ``m n N`` nasals; ``l`` and the
    tapped ``r``; ``h``; hisses; stops and affricates ``p t c k`` bare (lax), with ``=`` (tense)
    or ``h`` (aspirated); ``b d J g`` voiced; ``P_ T_ K_`` closed without opening; ``_`` a pause.
    """
    if sound in VOWELS:
        return (_vowel(sound),)
    if sound in DIPHTHONGS:
        first, last = map(_vowel, DIPHTHONGS[sound])
        ending = replace(last, duration_ms=60, is_nucleus=False)
        return replace(first, duration_ms=85), ending
    if sound in _GLIDES:
        return (Stretch(45, _GLIDES[sound], voice=0.8),)
    if sound in _NASALS:
        return (Stretch(70, _NASALS[sound], voice=0.55, damping=2.2),)
    if sound in _HISSES:
        return (_hiss(sound),)
    return _SINGLE.get(sound) or _stop(sound)


def _vowel(name: str) -> Stretch:
    return Stretch(_VOWEL_MS, VOWELS[name], voice=1.0, is_nucleus=True)


def _hiss(name: str) -> Stretch:
    noise, hertz, width, voice, duration = _HISSES[name]
    place = (300.0, 1700.0, 2700.0) if hertz > 3000 else (300.0, 1000.0, 2400.0)
    return Stretch(duration, place, voice, 0.0, noise, hertz, width)


_SINGLE: dict[str, tuple[Stretch, ...]] = {
    "l": (Stretch(65, (360, 1250, 2750), voice=0.6, damping=1.4),),
    "r": (Stretch(28, (340, 1650, 2600), voice=0.35, damping=1.6),),
    "h": (Stretch(60, (450, None, None), breath=0.5),),
    "_": (Stretch(170, (500, 1500, 2500)),),
    "P_": (Stretch(75, _LABIAL.formants),),
    "T_": (Stretch(75, _ALVEOLAR.formants),),
    "K_": (Stretch(75, _VELAR.formants),),
}
_VOICED = {"b": "p", "d": "t", "J": "c", "g": "k"}


def _stop(name: str) -> tuple[Stretch, ...]:
    if name in _VOICED:
        place = _PLACES[_VOICED[name]]
        shut = Stretch(45, place.formants, voice=0.22, damping=3.0)
        return (shut, *_opening(name == "J", place, 0.12, 0.4))
    place = _PLACES[name[0]]
    wait_ms, breath = _PHONATIONS[name[1:]]
    shut = Stretch(95 if name[1:] == "=" else 65, place.formants)
    after = Stretch(wait_ms, (450, place.formants[1], place.formants[2]), breath=breath)
    return (shut, *_opening(name[0] == "c", place, 0.4, 0.0), after)


def _opening(hisses: bool, place: _Place, noise: float, voice: float) -> tuple[Stretch, ...]:
    """Give the burst, which at the palate goes on as a hiss."""
    duration = 55 if hisses else 10
    return (
        Stretch(
            duration,
            place.formants,
            voice=voice,
            noise=noise,
            noise_hz=place.burst_hz,
            noise_width_hz=place.width_hz,
        ),
    )
