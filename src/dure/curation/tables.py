"""Tables of curation: saved views, and what people changed in many records at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import new_id
from dure.kit.clock import now
from dure.kit.db import Table

from .model import Action


class SavedView(Table):
    """A filter and an order with a name, for its member or for the organisation."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("dataset", "organization", "member", "name"),)

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    organization: Mapped[UUID]
    member: Mapped[UUID]
    name: Mapped[str]
    where: Mapped[list[Any]] = mapped_column(default_factory=list)
    sort: Mapped[str] = mapped_column(default="path")
    order: Mapped[str] = mapped_column(default="asc")
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class BulkChange(Table):
    """One change of many records; its id is the token by which it is undone."""

    __tablename__ = "bulk_change"

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    organization: Mapped[UUID]
    member: Mapped[UUID]
    action: Mapped[Action]
    at: Mapped[datetime] = mapped_column(default_factory=now)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class ChangedRecord(Table):
    """What one record was before a change, and its revision after it."""

    __tablename__ = "changed_record"

    change: Mapped[UUID] = mapped_column(
        ForeignKey("bulk_change.id", ondelete="CASCADE"), primary_key=True
    )
    record: Mapped[UUID] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[dict[str, Any]]
    revision: Mapped[int]
