"""Tables of release."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import new_id
from dure.kit.clock import now
from dure.kit.db import Table


class ReleaseRow(Table):
    """One frozen version; its files lie in a folder that is never changed."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("dataset", "version"), UniqueConstraint("dataset", "state"))

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    version: Mapped[int]
    # Digest of what it holds, whatever its version and date.
    state: Mapped[str]
    # Below the home, so that a home may move; see `service.folder`.
    folder: Mapped[str]
    counts: Mapped[dict[str, Any]]
    splits: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
