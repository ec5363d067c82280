"""From Korean spelling to sounds: the standard pronunciation rules that commands need.

Rules by their articles of the standard pronunciation (표준 발음법, 2017): codas 8–11, ㅎ 12,
liaison 13–15, palatalisation 17, nasals 18–19, laterals 20, tense sounds 23–25.
"""

from dataclasses import dataclass

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
NUCLEI = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = 0xAC00, 0xD7A3

_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_KEPT = {"ㄺ": "ㄱ", "ㄻ": "ㅁ", "ㄿ": "ㅂ"}  # of the other clusters the first letter is said
_NEUTRAL = {
    **dict.fromkeys("ㄱㄲㅋ", "ㄱ"), **dict.fromkeys("ㄷㅅㅆㅈㅊㅌㅎ", "ㄷ"),
    **dict.fromkeys("ㅂㅍ", "ㅂ"),
}  # fmt: skip
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
_BREATHED = dict(zip("ㄱㄷㅂㅈ", "ㅋㅌㅍㅊ", strict=True))
_PALATAL = {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}

_ONSET_SOUNDS = {
    "ㄱ": "k", "ㄲ": "k=", "ㄴ": "n", "ㄷ": "t", "ㄸ": "t=", "ㄹ": "r", "ㅁ": "m", "ㅂ": "p",
    "ㅃ": "p=", "ㅅ": "s", "ㅆ": "s=", "ㅈ": "c", "ㅉ": "c=", "ㅊ": "ch", "ㅋ": "kh", "ㅌ": "th",
    "ㅍ": "ph", "ㅎ": "h",
}  # fmt: skip
_VOICED = {"k": "g", "t": "d", "p": "b", "c": "J"}
_CODA_SOUNDS = {
    "ㄱ": "K_", "ㄴ": "n", "ㄷ": "T_", "ㄹ": "l", "ㅁ": "m", "ㅂ": "P_", "ㅇ": "N",
}  # fmt: skip
_NUCLEUS_SOUNDS = {
    "ㅏ": ("a",), "ㅐ": ("E",), "ㅑ": ("j", "a"), "ㅒ": ("j", "E"), "ㅓ": ("v",), "ㅔ": ("e",),
    "ㅕ": ("j", "v"), "ㅖ": ("j", "e"), "ㅗ": ("o",), "ㅘ": ("w", "a"), "ㅙ": ("w", "E"),
    "ㅚ": ("w", "e"), "ㅛ": ("j", "o"), "ㅜ": ("u",), "ㅝ": ("w", "v"), "ㅞ": ("w", "e"),
    "ㅟ": ("w", "i"), "ㅠ": ("j", "u"), "ㅡ": ("U",), "ㅢ": ("U", "i"), "ㅣ": ("i",),
}  # fmt: skip


@dataclass(slots=True)
class Syllable:
    """One syllable as its letters: onset (``ㅇ`` is none), nucleus, coda (empty is none)."""

    onset: str
    nucleus: str
    coda: str = ""


def pronounced(text: str) -> str:
    """Write a phrase as it is said: 식물이 → 싱무리; spaces stay, what is no Hangul is dropped."""
    return " ".join("".join(map(_written, word)) for word in _said(text))


def sounds(text: str) -> list[list[str]]:
    """Give for each word of a phrase its sounds, as `speech_sounds` names them."""
    found = []
    for word in _said(text):
        names: list[str] = []
        for syllable in word:
            names += _onset(syllable, names)
            names += _NUCLEUS_SOUNDS[syllable.nucleus]
            names += [_CODA_SOUNDS[syllable.coda]] if syllable.coda else []
        found.append(names)
    return found


def _said(text: str) -> list[list[Syllable]]:
    words = [[_letters(sign) for sign in word if _is_syllable(sign)] for word in text.split()]
    kept = [word for word in words if word]
    whole = [syllable for word in kept for syllable in word]
    for here, after in zip(whole, [*whole[1:], None], strict=True):
        _meet(here, after)
    return kept


def _is_syllable(sign: str) -> bool:
    return _FIRST <= ord(sign) <= _LAST


def _letters(sign: str) -> Syllable:
    rest, coda = divmod(ord(sign) - _FIRST, len(CODAS))
    onset, nucleus = divmod(rest, len(NUCLEI))
    return Syllable(ONSETS[onset], NUCLEI[nucleus], CODAS[coda])


def _written(syllable: Syllable) -> str:
    onset, nucleus = ONSETS.index(syllable.onset), NUCLEI.index(syllable.nucleus)
    coda = CODAS.index(syllable.coda)
    return chr(_FIRST + (onset * len(NUCLEI) + nucleus) * len(CODAS) + coda)


def _meet(here: Syllable, after: Syllable | None) -> None:
    """Let a coda and the onset that follows change one another."""
    if after is None or not here.coda:
        here.coda = _final(here.coda)
        return
    if after.onset == "ㅇ" and here.coda != "ㅇ":
        _link(here, after)
        return
    stopped = _CLUSTERS.get(here.coda, here.coda)[-1] in _NEUTRAL
    _breathe(here, after)
    here.coda = _final(here.coda)
    if stopped:
        after.onset = _TENSE.get(after.onset, after.onset)
    _assimilate(here, after)


def _link(here: Syllable, after: Syllable) -> None:
    """Carry the coda over to a syllable that begins with its vowel."""
    stays, goes = "", here.coda
    if here.coda in _CLUSTERS:
        stays, goes = tuple(_CLUSTERS[here.coda])
    if goes == "ㅎ":
        after.onset = stays if stays else "ㅇ"
        here.coda = ""
        return
    if after.nucleus == "ㅣ":
        goes = _PALATAL.get(goes, goes)
    here.coda = _final(stays)
    after.onset = _TENSE.get(goes, goes) if stays and goes == "ㅅ" else goes


def _breathe(here: Syllable, after: Syllable) -> None:
    """Merge ㅎ with a lax stop before or after it."""
    last = _CLUSTERS.get(here.coda, here.coda)[-1]
    if last == "ㅎ" and after.onset in _BREATHED:
        after.onset = _BREATHED[after.onset]
        here.coda = _CLUSTERS[here.coda][0] if here.coda in _CLUSTERS else ""
    elif after.onset == "ㅎ" and (lax := _NEUTRAL.get(last, last)) in _BREATHED:
        after.onset = _BREATHED["ㅈ" if last == "ㅈ" else lax]
        here.coda = _CLUSTERS[here.coda][0] if here.coda in _CLUSTERS else ""


def _assimilate(here: Syllable, after: Syllable) -> None:
    """Make stops nasal before nasals, and ㄴ lateral beside ㄹ."""
    if after.onset == "ㄹ" and here.coda not in ("", "ㄹ", "ㄴ"):
        after.onset = "ㄴ"
    if after.onset in "ㄴㅁ":
        here.coda = _NASAL.get(here.coda, here.coda)
    if (here.coda, after.onset) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        here.coda = after.onset = "ㄹ"


def _final(coda: str) -> str:
    """Give the one of seven sounds that a coda is said as where nothing follows."""
    if coda in _CLUSTERS:
        coda = _KEPT.get(coda, _CLUSTERS[coda][0])
    return _NEUTRAL.get(coda, coda)


_RINGING = frozenset({"n", "m", "N", "l"})


def _onset(syllable: Syllable, before: list[str]) -> list[str]:
    """Give the sounds of an onset: lax stops are voiced between ringing sounds, ㅅ softens."""
    if syllable.onset == "ㅇ":
        return []
    name = _ONSET_SOUNDS[syllable.onset]
    if name == "r" and before[-1:] == ["l"]:
        return ["l"]
    if name == "s" and _NUCLEUS_SOUNDS[syllable.nucleus][0] in ("i", "j"):
        return ["sj"]
    rings = bool(before) and (before[-1] in _RINGING or before[-1] in "aEevouUi")
    return [_VOICED.get(name, name)] if rings else [name]
