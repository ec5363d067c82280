"""Tables of the catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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


class Record(Table):
    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("dataset", "digest"),
        Index("ix_record_page", "dataset", "path", "id"),
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
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)


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
