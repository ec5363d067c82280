"""Nouns of the catalogue: data sets, records, annotation sets, and what is announced of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dure.core import Annotation, Conflict, Event, Layer, NotFound, RecordId, Stream


class Visibility(StrEnum):
    """Who may know that a data set exists; its content has terms of its own."""

    PRIVATE = "private"  # its organisation alone
    ALLIANCE = "alliance"  # every member of this platform


@dataclass(frozen=True, slots=True)
class Description:
    """What people read of a data set, and on what ground it was collected."""

    title: str = ""
    purpose: str = ""
    consent_basis: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record as ingest found it; the first stream is the one that the record is named by."""

    id: RecordId
    path: str
    streams: tuple[Stream, ...]
    conditions: dict[str, str] = field(default_factory=dict)
    provider: str = ""


@dataclass(frozen=True, slots=True)
class NewAnnotations:
    """One layer's word on one record.

    Attributes:
        author: who or what said it: a format and its file, an engine and its version, a member.
        detail: more that must stay with the labels up to the release: schema and guideline
            version, active time, the label file.
    """

    record: RecordId
    layer: Layer
    author: str
    annotations: tuple[Annotation, ...]
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facet:
    """A given split, group, provider, conditions or attributes that files tell of a record."""

    record: RecordId
    split: str | None = None
    group: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of a record, in short.

    Attributes:
        labels: classes that its annotations name, the path joined by ``/``, the foremost first.
        confidence: of its least sure annotation, 0 to 1; None where people or files said it.
    """

    labels: tuple[str, ...] = ()
    confidence: float | None = None

    @property
    def label(self) -> str:
        """Give the foremost class; empty where there is none."""
        return self.labels[0] if self.labels else ""


@dataclass(frozen=True, slots=True)
class DatasetSummary:
    """A data set with the numbers that a card shows."""

    id: UUID
    name: str
    title: str
    domain: str
    visibility: Visibility
    organization: UUID
    records: int
    labelled: int
    size: int
    issues: int
    latest_release: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DatasetRegistered(Event):
    dataset: UUID
    name: str


class NoSuchDataset(NotFound):
    """There is none of that name or id, or it is another organisation's."""


class NameTaken(Conflict):
    """The organisation has a data set of that name."""
