"""Korean and English: which one to speak, and the Korean of our sentences."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

import yaml

from dure.core import Sentence

Language = Literal["ko", "en"]
_HANGUL = re.compile("[\uac00-\ud7a3]")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Give the translations of all capabilities, template to template."""
    if language == "en":
        return {}
    merged: dict[str, str] = {}
    for folder in files("dure").iterdir():
        source = folder / f"{language}.yaml"
        if source.is_file():
            merged |= yaml.safe_load(source.read_text("utf-8")) or {}
    return merged


def translated(text: str, language: Language) -> str:
    """Give a sentence in a language; text that is not a `Sentence` stays as it is."""
    return text.translated(catalogue(language)) if isinstance(text, Sentence) else text


def kept(text: str) -> dict[str, Any]:
    """Give a sentence as JSON from which `told` makes it again, translatable."""
    sentence = text if isinstance(text, Sentence) else Sentence("{message}", message=text)
    values = {name: _kept(value) for name, value in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def _kept(value: object) -> int | float | str:
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return storable(str(value))


def storable(text: str) -> str:
    """Give text that any database can hold: half characters and NUL are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def told(stored: Mapping[str, Any]) -> Sentence:
    """Read what `kept` stored."""
    return Sentence(stored["template"], **stored["values"])


def called(name: str, language: Language) -> str:
    """Give the half of a two-language name that a reader wants.

    “가전 상태 · Device status” is “가전 상태” in Korean; a name in one language stays whole.
    """
    halves = [half.strip() for half in name.split(" · ")]
    korean = [half for half in halves if _HANGUL.search(half)]
    if len(halves) != 2 or len(korean) != 1 or not all(halves):
        return name
    return korean[0] if language == "ko" else next(half for half in halves if half != korean[0])


def preferred(accept_language: str | None) -> Language:
    """Choose by an Accept-Language header or a LANG variable; English by default."""
    parts = (accept_language or "").replace("_", "-").lower().split(",")
    for tag in sorted((part.strip() for part in parts), key=_weight, reverse=True):
        if tag.startswith("ko"):
            return "ko"
        if tag.startswith("en"):
            return "en"
    return "en"


def _weight(tag: str) -> float:
    _, _, weight = tag.partition("q=")
    try:
        return float(weight or 1)
    except ValueError:
        return 0.0


def bigrams(text: str) -> str:
    """Split text into syllable pairs, so that an index finds 양파 in 양파를.

    Word tokenisers miss Korean words that carry particles, and trigram indexes miss words of
    two syllables. Each word gives its pairs; a word of one sign gives itself.
    """
    words = unicodedata.normalize("NFC", text).casefold().split()
    return " ".join(pair for word in words for pair in _pairs(word))


def _pairs(word: str) -> Iterable[str]:
    return (word,) if len(word) < 2 else (a + b for a, b in pairwise(word))
