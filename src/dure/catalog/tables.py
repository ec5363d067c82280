"""Tables of the catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import Layer, Modality, new_id
from dure.kit.clock import now
from dure.kit.db import Table

from .model import Visibility


class Dataset(Table):
    __tablename__ = "dataset"
    __table_args__ = (
        UniqueConstraint("organization", "name"),
        UniqueConstraint("organization", "origin"),
    )

    organization: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str]
    domain: Mapped[str]
    domain_version: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    consent_basis: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PRIVATE)
    origin: Mapped[str | None] = mapped_column(default=None)
    # Noted from what other stations announce, so that a list needs no question to them.
    issues: Mapped[int] = mapped_column(default=0)
    latest_release: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


_STANDING = text("withdrawn_at is null")


def _standing(name: str, *columns: str) -> Index:
    """Index the records that are in the lists."""
    return Index(
        f"ix_record_{name}",
        "dataset",
        *columns,
        "id",
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


# All that records are filtered, sorted and counted by, in a tenth of their rows' size: 100,000
# are gone through in some 15 ms. PostgreSQL goes through its rows as fast, and limits an index.
# `withdrawn_at` is null in all of it; without it SQLite would not see that the index is enough.
_BY_COPIES = _standing(
    "copies",
    *("withdrawn_at", "split", "layer", "provider", "modality", "labels", "finding", "group_key"),
    *("confidence", "levels", "label", "created_at", "path"),
).ddl_if(dialect="sqlite")


class Record(Table):
    """One collected moment.

    From `word` to `levels` stand copies, so that 100,000 records are filtered and sorted by
    them: of the annotation set that counts, the newest quality report and the conditions. A copy
    is written in the transaction of the change that it tells of, by the only functions that
    change what it is made of, and `jobs.rebuild` makes all of them again.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("dataset", "digest"),
        Index("ix_record_page", "dataset", "path", "id"),
        _standing("path", "path"),
        _BY_COPIES,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id"))
    path: Mapped[str]
    digest: Mapped[str]
    modality: Mapped[Modality]
    size: Mapped[int]
    streams: Mapped[list[Any]]
    conditions: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    attributes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    provider: Mapped[str] = mapped_column(default="")
    split: Mapped[str | None] = mapped_column(default=None)
    group: Mapped[str | None] = mapped_column("group_key", default=None)
    # The annotation set whose word counts, what it says first, whose word it is, how sure it is.
    word: Mapped[UUID | None] = mapped_column(default=None)
    label: Mapped[str] = mapped_column(default="", server_default="")
    # All that it says, each between two line breaks.
    labels: Mapped[str] = mapped_column(default="", server_default="")
    layer: Mapped[Layer | None] = mapped_column(default=None)
    confidence: Mapped[float | None] = mapped_column(default=None)
    # Kinds of what the newest quality report found, joined by commas.
    finding: Mapped[str] = mapped_column(default="", server_default="")
    # Conditions, factor, tab and level, each between two line breaks.
    levels: Mapped[str] = mapped_column(default="", server_default="")
    # A member chose the split, or took the record out: files that come in leave that as it is.
    split_chosen: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    withdrawn_by: Mapped[UUID | None] = mapped_column(default=None)
    # Counts the changes that people should not overlook before they change it themselves.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)


class RecordMark(Table):
    """One thing to find a record by: a label, a level of a condition, a kind of finding, words.

    Copies like those of `Record`, of what a record may have several of; a withdrawn record has
    none, so that counting marks needs no look at the records.
    """

    __tablename__ = "record_mark"
    __table_args__ = (
        Index("ix_record_mark_record", "record", "key"),
        {"sqlite_with_rowid": False},
    )

    dataset: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[UUID] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )


class AnnotationSet(Table):
    """One layer of labels on one record: one row a revision, and none is ever changed."""

    __tablename__ = "annotation_set"
    __table_args__ = (
        UniqueConstraint("record", "layer", "author", "revision"),
        Index("ix_annotation_set_current", "dataset", "is_current"),
    )

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id"))
    record: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    layer: Mapped[Layer]
    author: Mapped[str]
    annotations: Mapped[list[Any]]
    detail: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    revision: Mapped[int] = mapped_column(default=1)
    # The newest of its record, layer and author; kept here so that a scan needs no grouping.
    is_current: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class ClearedMedia(Table):
    """The form of a medium that may be shown and shared: what identifies is taken out."""

    __tablename__ = "cleared_media"

    digest: Mapped[str] = mapped_column(primary_key=True)
    cleared_digest: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
