"""Tables of automatic labelling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import new_id
from dure.kit.clock import now
from dure.kit.db import Table


class Run(Table):
    """One training of a head and what it suggested; runs on the same state are the same run."""

    __tablename__ = "autolabel_run"
    __table_args__ = (UniqueConstraint("dataset", "state"),)

    dataset: Mapped[UUID] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    # Digest of the engine, the labels and the records that went in.
    state: Mapped[str]
    engine: Mapped[str]
    classes: Mapped[list[Any]]
    report: Mapped[dict[str, Any]]
    is_current: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class SuggestionRow(Table):
    """What an engine offers for one record, to be accepted by its bound or by a person."""

    __tablename__ = "suggestion"
    __table_args__ = (Index("ix_suggestion_run", "run", "record"),)

    run: Mapped[UUID] = mapped_column(ForeignKey("autolabel_run.id", ondelete="CASCADE"))
    record: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    label: Mapped[str]
    parent: Mapped[str | None]
    probability: Mapped[float]
    parent_probability: Mapped[float | None]
    accepted: Mapped[bool]
    # Which of the two is accepted: "fine", "parent" or "none".
    level: Mapped[str]
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class MapRow(Table):
    """The newest map of a data set; where its records lie is a column of its state."""

    __tablename__ = "embedding_map"

    dataset: Mapped[UUID] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True
    )
    # Digest of the engine, the method and the pictures that went in.
    state: Mapped[str]
    engine: Mapped[str]
    method: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
