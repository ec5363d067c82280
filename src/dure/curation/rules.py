"""Decisions of curation: what a filter means, and what a class is called."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from dure.core import Invalid, Layer, Modality, say

from .model import Asked, Term

CONDITION = "condition."
KEYS = (
    "label",
    "layer",
    "split",
    "provider",
    "finding",
    "modality",
    "group",
    "simulated",
    "withdrawn",
    "confidence",
    "text",
    "id",
)
SORTS = ("path", "label", "confidence", "provider", "split", "finding", "created_at")
SPLITS = ("train", "validation", "test")
_SAME = {"household": "group"}
_MANY = 200  # values of one request: more would not fit an address anyway


def asked(where: Sequence[str], sort: str = "path", order: str = "asc") -> Asked:
    """Read filters ``key:value`` and ``-key:value``; raises `Invalid` for what is not known.

    The same key repeated is an OR, different keys are an AND.
    """
    if len(where) > _MANY:
        raise Invalid(say("There are more than {count} filters; leave some out.", count=_MANY))
    if sort not in SORTS and not (sort.startswith(CONDITION) and len(sort) > len(CONDITION)):
        raise Invalid(
            say("Records cannot be sorted by “{sort}”; sort by {known}.", sort=sort, known=_sorts())
        )
    found: dict[tuple[str, bool], list[str]] = {}
    for word in where:
        key, value, is_not = _term(word)
        found.setdefault((key, is_not), []).append(value)
    terms = tuple(Term(key, tuple(values), is_not) for (key, is_not), values in found.items())
    for term in terms:
        _check(term)
    return Asked(terms, sort, order == "desc")


def _sorts() -> str:
    return ", ".join((*SORTS, f"{CONDITION}…"))


def _term(word: str) -> tuple[str, str, bool]:
    key, colon, value = word.removeprefix("-").partition(":")
    key = _SAME.get(key, key)
    known = key in KEYS or (key.startswith(CONDITION) and len(key) > len(CONDITION))
    if not (colon and known) or "\0" in word:
        raise Invalid(
            say(
                "“{word}” is no filter; write key:value with one of {known}.",
                word=word[:80],
                known=", ".join((*KEYS, f"{CONDITION}…")),
            )
        )
    return key, value, word.startswith("-")


def _check(term: Term) -> None:
    """Refuse values that no record can have."""
    choices: dict[str, Iterable[str]] = {
        "layer": [*Layer, "none", ""],
        "modality": list(Modality),
        "withdrawn": ["yes", "no"],
        "simulated": ["yes", "no"],
    }
    for value in term.values:
        if term.key in choices and value not in choices[term.key]:
            raise Invalid(
                say(
                    "“{value}” is no value of “{key}”; there are {known}.",
                    value=value[:80],
                    key=term.key,
                    known=", ".join(filter(None, choices[term.key])),
                )
            )
        if term.key == "confidence" and value:
            stretch(value)
        if term.key == "id":
            _id(value)


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid(say("“{value}” is no id of a record.", value=value[:80])) from None


def stretch(value: str) -> tuple[float, float]:
    """Read ``0.5..0.9``, ``..0.9`` or ``0.5..``; both ends belong to it."""
    low, dots, high = value.partition("..")
    try:
        found = float(low or "-inf"), float(high or "inf")
    except ValueError:
        found = math.nan, math.nan
    if not dots or math.isnan(found[0]) or math.isnan(found[1]):
        raise Invalid(
            say("“{value}” is no stretch of confidence; write 0.5..0.9.", value=value[:80])
        )
    return found


def is_withdrawn(asked: Asked) -> bool:
    """Tell whether the withdrawn records are asked for instead of the others."""
    terms = [term for term in asked.terms if term.key == "withdrawn"]
    return any(("yes" in term.values) is not term.is_not for term in terms)


def has_facet(key: str) -> bool:
    """Tell whether the values of a key are counted."""
    return key not in ("simulated", "withdrawn", "confidence", "text", "id")


def check_split(split: str | None) -> str | None:
    """Refuse a split that no tool knows; None takes a record out of every split."""
    if split and split not in SPLITS:
        raise Invalid(
            say(
                "“{split}” is no split; choose one of {known}.",
                split=split[:80],
                known=", ".join(SPLITS),
            )
        )
    return split or None


def searched(text: str) -> str:
    """Give a text in the form in which records are marked with their words."""
    return unicodedata.normalize("NFC", text).casefold()
