"""Nouns of viewing: what happened to a record, and how a medium is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

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


class Shown(StrEnum):
    """What a browser is given of a film."""

    ORIGINAL = "original"
    PROXY = "proxy"  # its frames in another container or codec, each at its time
    MAKING = "making"  # a proxy is being made
    UNMADE = "unmade"  # a proxy can be made
    NONE = "none"  # nothing that it could play


@dataclass(frozen=True, slots=True)
class Playing:
    """How a film is played in a browser, and why not as it is."""

    shown: Shown
    message: Sentence | None = None
    job: UUID | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A medium on its way to a browser.

    Attributes:
        content: gives the bytes from one place up to, not including, another.
        size: bytes of the whole medium.
        digest: what changes where the medium does.
    """

    content: Callable[[int, int], Iterator[bytes]]
    media_type: str
    size: int
    digest: str


class NoSuchStream(NotFound):
    """The record has no stream of that number."""
