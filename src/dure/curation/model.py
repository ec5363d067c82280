"""Nouns of curation: what is asked of a data set's records, and what a person changed in them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dure.core import Conflict, Layer, Modality, NotFound


class Action(StrEnum):
    """What may be done to many records at once."""

    LABEL = "label"
    CLEAR_LABEL = "clear_label"
    SPLIT = "split"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the record has one of these values, or with `is_not` none of them.

    Attributes:
        key: one of `rules.KEYS`, or ``condition.`` and the name of a factor.
        values: as they are asked; an empty one means that the record has no value.
    """

    key: str
    values: tuple[str, ...]
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records, in which order."""

    terms: tuple[Term, ...] = ()
    sort: str = "path"
    is_descending: bool = False

    def without(self, key: str) -> "Asked":
        """Ask the same, but for one key."""
        rest = tuple(term for term in self.terms if term.key != key)
        return Asked(rest, self.sort, self.is_descending)


@dataclass(frozen=True, slots=True)
class Card:
    """What the grid shows of a record.

    Attributes:
        label: the foremost class, its path joined by ``/``; `labels` has all of them.
        label_text: the same with the names that the domain's pack gives.
        version: changes whenever somebody changes what the card says.
    """

    id: UUID
    path: str
    modality: Modality
    label: str
    label_text: str
    labels: tuple[str, ...]
    layer: Layer | None
    confidence: float | None
    split: str | None
    provider: str
    group: str | None
    findings: tuple[str, ...]
    conditions: dict[str, Any]
    stream_roles: tuple[str, ...]
    width: int | None
    height: int | None
    duration_s: float | None
    simulated: bool
    withdrawn: bool
    version: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet, and how many records have it."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one key; `more` tells that there are others, with fewer records."""

    key: str
    name: str
    values: tuple[Value, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """How many records are asked for, and how they spread over each key."""

    total: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A filter and an order under a name; `shared` shows it to the whole organisation."""

    name: str
    where: tuple[str, ...] = ()
    sort: str = "path"
    order: str = "asc"
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A class that records carry.

    Attributes:
        labels: its spellings in the data set, the most frequent first.
        text: its path in the words of the domain.
        records: that carry it in any spelling.
        is_borrowed: it is a word of another domain, as a spoken intent beside a picture is.
    """

    labels: tuple[str, ...]
    text: str
    records: int
    is_borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """What a data set is made of; each list has the most frequent first."""

    providers: tuple[tuple[str, int], ...] = ()
    modalities: dict[str, int] = field(default_factory=dict)
    classes: tuple[Class, ...] = ()
    splits: dict[str, int] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)
    simulated: bool = False
    size: int = 0

    @property
    def records(self) -> int:
        """Count the records."""
        return sum(self.layers.values())

    @property
    def labelled(self) -> int:
        """Count the records of which people or files said something."""
        return self.records - self.layers.get("none", 0) - self.layers.get(Layer.ENGINE, 0)


class Stale(Conflict):
    """It was changed since it was read."""


class NoSuchChange(NotFound):
    """There is no such change of one's organisation."""


class NoSuchView(NotFound):
    """There is no such saved view that one may see."""
