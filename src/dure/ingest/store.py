"""Every query of ingest; the data set was checked against the actor by the use case."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from .model import Known, Outcome
from .tables import SourceFile

MEDIA = (Outcome.RECORD, Outcome.DUPLICATE)
IN_ONE_QUERY = 500


def known(db: Session, actor: Actor, dataset: DatasetId, names: Sequence[str]) -> dict[str, Known]:
    """Give what is known of those files that came in before."""
    found = (
        SourceFile.path,
        SourceFile.size,
        SourceFile.mtime_ns,
        SourceFile.outcome,
        SourceFile.kind,
    )
    known: dict[str, Known] = {}
    for start in range(0, len(names), IN_ONE_QUERY):
        some = names[start : start + IN_ONE_QUERY]
        rows = db.execute(
            select(*found).where(SourceFile.dataset == dataset, SourceFile.path.in_(some))
        )
        known |= {path: (size, time, outcome, kind) for path, size, time, outcome, kind in rows}
    return known


def records_at(
    db: Session, actor: Actor, dataset: DatasetId, names: Sequence[str]
) -> dict[str, UUID]:
    """Give the record of each of these files that is, or tells of, exactly one."""
    found: dict[str, UUID] = {}
    for start in range(0, len(names), IN_ONE_QUERY):
        some = names[start : start + IN_ONE_QUERY]
        rows = db.execute(
            select(SourceFile.path, SourceFile.record).where(
                SourceFile.dataset == dataset, SourceFile.path.in_(some)
            )
        )
        found |= {path: record for path, record in rows if record is not None}
    return found


def keep(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write files' rows, in the place of those that are there."""
    if not rows:
        return
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(SourceFile)
    changed = {c.name: c for c in statement.excluded if c.name not in {"id", "dataset", "path"}}
    db.execute(statement.on_conflict_do_update(index_elements=[SourceFile.id], set_=changed), rows)


def media(db: Session, actor: Actor, dataset: DatasetId) -> list[tuple[str, str, UUID]]:
    """List (path, digest, record) of all media files."""
    rows = db.execute(
        select(SourceFile.path, SourceFile.digest, SourceFile.record).where(
            SourceFile.dataset == dataset, SourceFile.outcome.in_(MEDIA)
        )
    )
    return [(path, digest or "", record or UUID(int=0)) for path, digest, record in rows]


def shared_contents(
    db: Session, actor: Actor, dataset: DatasetId
) -> list[tuple[str, str, Outcome]]:
    """List (path, digest, outcome) of media whose content came in more than once, or once did."""
    several = (
        select(SourceFile.digest)
        .where(SourceFile.dataset == dataset, SourceFile.outcome.in_(MEDIA))
        .group_by(SourceFile.digest)
        .having(
            (func.count() > 1)
            | (func.sum(case((SourceFile.outcome == Outcome.DUPLICATE, 1), else_=0)) > 0)
        )
    )
    rows = db.execute(
        select(SourceFile.path, SourceFile.digest, SourceFile.outcome).where(
            SourceFile.dataset == dataset,
            SourceFile.outcome.in_(MEDIA),
            SourceFile.digest.in_(several),
        )
    )
    return [(path, digest or "", outcome) for path, digest, outcome in rows]


def records_of(
    db: Session, actor: Actor, dataset: DatasetId, digests: Sequence[str]
) -> dict[str, str]:
    """Give the path of the record with each of these contents."""
    found: dict[str, str] = {}
    for start in range(0, len(digests), IN_ONE_QUERY):
        some = digests[start : start + IN_ONE_QUERY]
        rows = db.execute(
            select(SourceFile.digest, SourceFile.path).where(
                SourceFile.dataset == dataset,
                SourceFile.digest.in_(some),
                SourceFile.outcome == Outcome.RECORD,
            )
        )
        found |= {digest or "": path for digest, path in rows}
    return found


def settle(db: Session, dataset: DatasetId, outcomes: Mapping[str, Outcome]) -> None:
    """Write which files are records and which are duplicates."""
    for path, outcome in outcomes.items():
        db.execute(
            update(SourceFile)
            .where(SourceFile.dataset == dataset, SourceFile.path == path)
            .values(outcome=outcome)
        )


def paths(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    *,
    kind: str | None = None,
    outcome: Outcome | None = None,
) -> list[str]:
    """List the paths of all files that came in, or of those with a reason or an outcome."""
    query = select(SourceFile.path).where(SourceFile.dataset == dataset)
    if kind is not None:
        query = query.where(SourceFile.kind == kind)
    return list(
        db.scalars(query if outcome is None else query.where(SourceFile.outcome == outcome))
    )


def forget(db: Session, dataset: DatasetId, gone: Sequence[str]) -> None:
    """Remove the rows of files that are gone."""
    for start in range(0, len(gone), IN_ONE_QUERY):
        some = gone[start : start + IN_ONE_QUERY]
        db.execute(
            delete(SourceFile).where(SourceFile.dataset == dataset, SourceFile.path.in_(some))
        )


def counts(db: Session, actor: Actor, dataset: DatasetId) -> dict[Outcome, int]:
    """Count files by outcome."""
    rows = db.execute(
        select(SourceFile.outcome, func.count())
        .where(SourceFile.dataset == dataset)
        .group_by(SourceFile.outcome)
    )
    return {outcome: count for outcome, count in rows}


def of_outcome(
    db: Session, actor: Actor, dataset: DatasetId, outcome: Outcome
) -> Sequence[SourceFile]:
    """List the files with an outcome, by path."""
    query = select(SourceFile).where(SourceFile.dataset == dataset, SourceFile.outcome == outcome)
    return db.scalars(query.order_by(SourceFile.path)).all()
