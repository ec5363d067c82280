"""Nouns of viewing: what happened to a record, and how a medium is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dure.core import NotFound, Sentence


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a record.

    Attributes:
        kind: ``delivered``, ``labelled``, ``revised``, ``changed`` or ``released``.
        text: one sentence.
        actor: who did it, as people know them.
    """

    at: datetime
    kind: str
    text: Sentence
    actor: str


@dataclass(frozen=True, slots=True)
class Part:
    """A medium, or a part of it, on its way to a browser.

    Attributes:
        start, end: the bytes from `start` up to, not including, `end`.
        size: bytes of the whole medium.
        digest: SHA-256 of the whole medium, as it is shown.
    """

    content: Iterator[bytes]
    media_type: str
    start: int
    end: int
    size: int
    digest: str


class NoSuchStream(NotFound):
    """The record has no stream of that number."""
