"""Tables of ingest: one row a file that came in, so that nothing is lost and nothing is silent."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import Severity
from dure.kit.db import Table

from .model import Outcome


class SourceFile(Table):
    __tablename__ = "source_file"
    __table_args__ = (
        UniqueConstraint("dataset", "path"),
        Index("ix_source_file_digest", "dataset", "digest"),
        Index("ix_source_file_outcome", "dataset", "outcome"),
    )

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[Outcome]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str | None] = mapped_column(default=None)
    record: Mapped[UUID | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)
    severity: Mapped[Severity | None] = mapped_column(default=None)
    # The sentence's template and values, so that it can be shown in either language.
    message: Mapped[str | None] = mapped_column(default=None)
    message_values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
