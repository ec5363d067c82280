"""Tables of quality."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import new_id
from dure.kit.clock import now
from dure.kit.db import Table


class QualityReportRow(Table):
    """What one verification came to; a report is never changed, a new one stands beside it."""

    __tablename__ = "quality_report"
    __table_args__ = (UniqueConstraint("dataset", "state"),)

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    # Digest of everything that was looked at: the same state has the same report.
    state: Mapped[str]
    verdict: Mapped[str]
    report: Mapped[dict[str, Any]]
    # Pairs of records that show the same, and the kinds of findings by record.
    near: Mapped[list[Any]]
    flags: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
