"""Korean morphemes, spacing, sentences and politeness: Kiwi, an ordinary dependency.

The speech level is told by the last ending (tag EF) of a sentence; which endings belong to which
level follows the National Institute of Korean Language's standard grammar (상대 높임법). Some
endings serve two levels in writing (가자, 하네); the commoner one for commands to machines wins.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiwipiepy import Kiwi

from ..model import Politeness, SpeechLevel, Token

_FINAL, _CONNECTIVE, _PRE_FINAL, _PARTICLE = "EF", "EC", "EP", "JX"
# Ways in which an ending of the most polite level stops.
_HASIPSIO = ("니다", "니까", "시오", "십시다", "읍시다", "소서")
_ENDINGS: dict[str, SpeechLevel] = {
    ending: level
    for level, endings in {
        SpeechLevel.HAO: "오 소 구려 는구려 시오 읍시다 ᆸ시다",
        SpeechLevel.HAERA: "다 ᆫ다 는다 어라 아라 여라 라 거라 너라 냐 니 으냐 느냐 자 려무나 으렴 "
        "렴 으라",
        SpeechLevel.HAE: "어 아 여 지 야 이야 ᆯ게 을게 ᆯ까 을까 거든 ᆫ데 는데 은데 네 군 구나 는구나 "
        "을래 ᆯ래 잖아 나",
        SpeechLevel.HAGE: "게 ᆯ세 을세 는가 ᆫ가 은가 ᆷ세 게나",
    }.items()
    for ending in endings.split()
}
_HONORIFIC_ENDINGS = frozenset({"시", "으시"})
_HONORIFIC_WORDS = frozenset(
    {"진지", "드시", "계시", "주무시", "잡수시", "여쭙", "모시", "께서", "께"}
)


def open(path: Path, *, threads: int = 2) -> "Analyser":
    """Load the dictionary of the package."""
    return Analyser(Kiwi(num_workers=threads))


class Analyser:
    """Answers about one Korean text at a time."""

    def __init__(self, kiwi: Any) -> None:  # noqa: ANN401  (kiwipiepy has no types)
        self._kiwi = kiwi

    def tokens(self, text: str) -> list[Token]:
        """Split into morphemes, with their places in the text."""
        found = self._kiwi.tokenize(text, normalize_coda=True)
        return [Token(t.form, t.tag, t.start, t.end) for t in found]

    def spaced(self, text: str) -> str:
        """Give the text with standard spacing, its own spaces forgotten."""
        return str(self._kiwi.space(text, reset_whitespace=True))

    def sentences(self, text: str) -> list[str]:
        """Split into sentences; a line end is one too."""
        lines = [line for line in text.splitlines() if line.strip()]
        return [s.text for line in lines for s in self._kiwi.split_into_sents(line)]

    def politeness(self, sentence: str) -> Politeness:
        """Tell the speech level and whether it honours its subject."""
        return politeness(self.tokens(sentence))


def politeness(tokens: Sequence[Token]) -> Politeness:
    """Tell the speech level and honorific of a sentence from its morphemes."""
    ending = _last_ending(tokens)
    polite = any(t.form == "요" and t.tag == _PARTICLE for t in tokens[-3:])
    return Politeness(_level(ending, polite=polite), _is_honorific(tokens), ending)


def _last_ending(tokens: Sequence[Token]) -> str:
    """Give the last final ending, or the connective one that ends the sentence in its place."""
    words = [t for t in tokens if not t.tag.startswith("S")]
    finals = [t.form for t in words if t.tag == _FINAL]
    if finals:
        return finals[-1]
    return words[-1].form if words and words[-1].tag == _CONNECTIVE else ""


def _level(ending: str, *, polite: bool) -> SpeechLevel | None:
    if ending.endswith(_HASIPSIO) and ending not in _ENDINGS:
        return SpeechLevel.HASIPSIO
    if polite or ending.endswith("요"):
        return SpeechLevel.HAEYO
    return _ENDINGS.get(ending)


def _is_honorific(tokens: Sequence[Token]) -> bool:
    return any(
        (t.tag == _PRE_FINAL and t.form in _HONORIFIC_ENDINGS)
        or t.form in _HONORIFIC_WORDS
        or (t.tag == _FINAL and t.form in {"세요", "으세요", "셔요", "십시오", "으십시오"})
        for t in tokens
    )
