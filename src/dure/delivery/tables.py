"""Tables of delivery: who handed over what and when, and what became of every file of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import Severity, new_id
from dure.kit.clock import now
from dure.kit.db import Table

from .model import Kind, State


class Delivery(Table):
    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_dataset", "dataset", "at"),)

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    organization: Mapped[UUID] = mapped_column(index=True)
    member: Mapped[UUID]
    kind: Mapped[Kind]
    state: Mapped[State] = mapped_column(default=State.OPEN)
    note: Mapped[str] = mapped_column(default="")
    # The folder or prefix that it came from; for people, and to know a source again.
    source: Mapped[str] = mapped_column(default="")
    mirrors: Mapped[bool] = mapped_column(default=False)
    expected: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    job: Mapped[UUID | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class Upload(Table):
    """A file that is coming or has come and waits; gone when its delivery has been taken in."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("delivery", "path"),)

    delivery: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    organization: Mapped[UUID] = mapped_column(index=True)
    member: Mapped[UUID]
    path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class DeliveryFile(Table):
    """What one delivery did to one path of the data set."""

    __tablename__ = "delivery_file"
    __table_args__ = (
        UniqueConstraint("delivery", "path"),
        Index("ix_delivery_file_path", "dataset", "path"),
        Index("ix_delivery_file_digest", "dataset", "digest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    delivery: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    dataset: Mapped[UUID]
    path: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(default=None)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str | None] = mapped_column(default=None)
    record: Mapped[UUID | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)
    severity: Mapped[Severity | None] = mapped_column(default=None)
    message: Mapped[str | None] = mapped_column(default=None)
    message_values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    duplicate_of: Mapped[str | None] = mapped_column(default=None)
    # What ingest kept of the path before this delivery; empty where there was nothing.
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    # What ingest kept of it after; empty where the delivery took it out.
    after: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    # Its record was taken out by the delivery's undoing, and so comes back by its redoing.
    is_withdrawn: Mapped[bool] = mapped_column(default=False)


class DeliveryFinding(Table):
    """One disagreement of a delivery with its contract."""

    __tablename__ = "delivery_finding"
    __table_args__ = (Index("ix_delivery_finding", "delivery", "number"),)

    delivery: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    severity: Mapped[Severity]
    path: Mapped[str]
    message: Mapped[str]
    message_values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class SyncedFile(Table):
    """What a folder or prefix held when it was last looked at."""

    __tablename__ = "synced_file"
    __table_args__ = (Index("ix_synced_file_source", "dataset", "source"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    source: Mapped[str]
    path: Mapped[str]
    # Size and modification time of a file; size, time and entity tag of an object.
    stamp: Mapped[str]
