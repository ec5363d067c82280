"""Every query of automatic labelling."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from dure import catalog
from dure.core import Actor, DatasetId, Modality
from dure.kit.db import Session

from .tables import MapRow, Run, SuggestionRow


def current(db: Session, actor: Actor, dataset: DatasetId) -> Run | None:
    """Find the newest run over a data set that the actor was given."""
    query = select(Run).where(Run.dataset == dataset, Run.is_current)
    return db.scalars(query).one_or_none()


def of_state(db: Session, actor: Actor, dataset: DatasetId, state: str) -> Run | None:
    """Find the run over exactly this state."""
    query = select(Run).where(Run.dataset == dataset, Run.state == state)
    return db.scalars(query).one_or_none()


def make_current(db: Session, dataset: DatasetId, run: Run | None) -> None:
    """Let one run count, and no other."""
    db.execute(update(Run).where(Run.dataset == dataset, Run.is_current).values(is_current=False))
    if run is not None:
        run.is_current = True
    db.flush()


def add(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write suggestions."""
    if rows:
        db.execute(insert(SuggestionRow), rows)


def suggestions(
    db: Session, actor: Actor, run: UUID, offset: int = 0, limit: int | None = None
) -> Sequence[SuggestionRow]:
    """List what a run suggested, the surest first, from an offset."""
    query = select(SuggestionRow).where(SuggestionRow.run == run)
    surest = query.order_by(SuggestionRow.probability.desc(), SuggestionRow.record)
    return db.scalars(surest.offset(offset).limit(limit)).all()


def counts(db: Session, actor: Actor, run: UUID) -> tuple[int, int]:
    """Count what a run suggested, and what of it is accepted as the class itself."""
    suggested = db.scalar(
        select(func.count()).select_from(SuggestionRow).where(SuggestionRow.run == run)
    )
    accepted = db.scalar(
        select(func.count())
        .select_from(SuggestionRow)
        .where(SuggestionRow.run == run, SuggestionRow.accepted)
    )
    return suggested or 0, accepted or 0


def pictures(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[tuple[UUID, str]]:
    """List the pictures of a data set that the actor was given: record and digest, by path."""
    row = catalog.Record
    mine = select(row.id, row.digest).where(
        row.dataset == dataset, row.withdrawn_at.is_(None), row.modality == Modality.IMAGE
    )
    return [(id, digest) for id, digest in db.execute(mine.order_by(row.path, row.id))]


def map_of(db: Session, actor: Actor, dataset: DatasetId) -> MapRow | None:
    """Find the newest map of a data set that the actor was given."""
    return db.get(MapRow, dataset)


def keep_map(db: Session, made: MapRow) -> None:
    """Let this map be the newest of its data set."""
    db.merge(made)
