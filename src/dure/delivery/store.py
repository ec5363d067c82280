"""Every query of delivery; what belongs to another organisation is not there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Enum,
    Select,
    Uuid,
    and_,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from dure.core import Actor, DatasetId
from dure.ingest import Outcome, SourceFile
from dure.kit.db import Session, Table
from dure.kit.jobs import Job

from .model import Chosen, State
from .tables import Delivery, DeliveryFile, DeliveryFinding, SyncedFile, Upload

IN_ONE_QUERY = 500
MEDIA = (Outcome.RECORD, Outcome.DUPLICATE)
_WAITING = (State.OPEN, State.RUNNING)
T = TypeVar("T")


def portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split a list so that no query names more than a database takes."""
    for start in range(0, len(items), IN_ONE_QUERY):
        yield items[start : start + IN_ONE_QUERY]


def _mine(actor: Actor) -> Select[Delivery]:
    return select(Delivery).where(Delivery.organization == actor.organization)


def delivery(db: Session, actor: Actor, id: UUID, *, locked: bool = False) -> Delivery | None:
    """Find a delivery of the actor's organisation; `locked` keeps others from changing it."""
    query = _mine(actor).where(Delivery.id == id)
    return db.scalars(query.with_for_update() if locked else query).one_or_none()


def deliveries(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[Delivery]:
    """List the deliveries to a data set, newest first."""
    query = _mine(actor).where(Delivery.dataset == dataset)
    return db.scalars(query.order_by(Delivery.at.desc(), Delivery.id).limit(1000)).all()


def jobs(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Job]:
    """Give the jobs of deliveries."""
    found: dict[UUID, Job] = {}
    for some in portions(ids):
        rows = db.scalars(
            select(Job).where(Job.id.in_(some), Job.organization == actor.organization)
        )
        found |= {row.id: row for row in rows}
    return found


def upload(db: Session, actor: Actor, id: UUID) -> Upload | None:
    """Find an upload of the actor's organisation."""
    query = select(Upload).where(Upload.id == id, Upload.organization == actor.organization)
    return db.scalars(query).one_or_none()


def uploads(db: Session, actor: Actor, delivery: UUID) -> Sequence[Upload]:
    """List the uploads of a delivery, by path."""
    mine = select(Upload).where(Upload.organization == actor.organization)
    return db.scalars(mine.where(Upload.delivery == delivery).order_by(Upload.path)).all()


def totals(db: Session, actor: Actor, delivery: UUID) -> tuple[int, int]:
    """Give how many files an open delivery has, and their bytes."""
    mine = select(func.count(Upload.id), func.coalesce(func.sum(Upload.size), 0)).where(
        Upload.organization == actor.organization, Upload.delivery == delivery
    )
    count, size = db.execute(mine).one()
    return count, int(size)


def waiting_bytes(db: Session, actor: Actor) -> int:
    """Sum what the organisation has announced and what has not been taken in."""
    query = select(func.sum(Upload.size)).where(Upload.organization == actor.organization)
    return int(db.scalar(query) or 0)


def uploads_at(
    db: Session, actor: Actor, delivery: UUID, path: str, folders: Sequence[str]
) -> Sequence[Upload]:
    """List uploads that cannot stand beside one of this path: the same, above it, or below it."""
    mine = select(Upload).where(
        Upload.organization == actor.organization, Upload.delivery == delivery
    )
    below = Upload.path.startswith(f"{path}/", autoescape=True)
    return db.scalars(mine.where(or_(Upload.path.in_([path, *folders]), below))).all()


def added(db: Session, row: Upload) -> bool:
    """Add an upload; False where its path was taken at the same moment."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return False
    return True


def unfinished(db: Session, actor: Actor) -> Sequence[Upload]:
    """List the organisation's uploads that have not come whole."""
    mine = select(Upload).where(Upload.organization == actor.organization)
    return db.scalars(mine.where(Upload.completed_at.is_(None))).all()


def waiting(db: Session, actor: Actor) -> Sequence[UUID]:
    """List the organisation's deliveries that have not been taken in."""
    query = _mine(actor).where(Delivery.state.in_(_WAITING)).with_only_columns(Delivery.id)
    return db.scalars(query).all()


def kept_open(db: Session, actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Give those of the deliveries, whosever they are, whose files are needed still."""
    found: set[UUID] = set()
    for some in portions(ids):
        open_ones = Delivery.state.in_(_WAITING)
        found |= set(db.scalars(select(Delivery.id).where(Delivery.id.in_(some), open_ones)))
    return found


def known(db: Session, actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Give those of the uploads, whosever they are, that there are."""
    found: set[UUID] = set()
    for some in portions(ids):
        found |= set(db.scalars(select(Upload.id).where(Upload.id.in_(some))))
    return found


def complete(db: Session, id: UUID, at: datetime) -> None:
    """Note that an upload has come whole."""
    db.execute(update(Upload).where(Upload.id == id).values(completed_at=at))


def forget_uploads(db: Session, delivery: UUID) -> None:
    """Remove the rows of a delivery's uploads."""
    db.execute(delete(Upload).where(Upload.delivery == delivery))


def _of(actor: Actor, delivery: UUID) -> ColumnElement[bool]:
    mine = _mine(actor).with_only_columns(Delivery.id)
    return (DeliveryFile.delivery == delivery) & DeliveryFile.delivery.in_(mine)


def files(
    db: Session, actor: Actor, delivery: UUID, chosen: Chosen, offset: int, limit: int
) -> tuple[Sequence[DeliveryFile], int]:
    """Give a page of a delivery's files by path, and how many there are."""
    which = _of(actor, delivery) & _is(chosen)
    query = select(DeliveryFile).where(which).order_by(DeliveryFile.path)
    total = db.scalar(select(func.count(DeliveryFile.id)).where(which)) or 0
    return db.scalars(query.offset(offset).limit(limit)).all(), total


def kinds(db: Session, actor: Actor, delivery: UUID, chosen: Chosen) -> dict[str, int]:
    """Count a delivery's files by the kind of what is said of them, the most frequent first."""
    which = _of(actor, delivery) & _is(replace(chosen, kind=None))
    files = func.count(DeliveryFile.id)
    query = select(DeliveryFile.kind, files).where(which, DeliveryFile.kind.is_not(None))
    rows = db.execute(query.group_by(DeliveryFile.kind).order_by(files.desc(), DeliveryFile.kind))
    return {kind or "": count for kind, count in rows}


def _is(chosen: Chosen) -> ColumnElement[bool]:
    outcome, kind = chosen.outcome, chosen.kind
    return and_(
        true() if outcome is None else DeliveryFile.outcome == outcome,
        true() if kind is None else DeliveryFile.kind == kind,
    )


def file_paths(db: Session, actor: Actor, delivery: UUID) -> Sequence[str]:
    """List the paths of a delivery's files, in their order."""
    query = select(DeliveryFile.path).where(_of(actor, delivery))
    return db.scalars(query.order_by(DeliveryFile.path)).all()


def files_at(
    db: Session, actor: Actor, delivery: UUID, paths: Sequence[str]
) -> Sequence[DeliveryFile]:
    """List the files of a delivery at some paths; at most as many as one query may name."""
    return db.scalars(
        select(DeliveryFile).where(_of(actor, delivery), DeliveryFile.path.in_(paths))
    ).all()


def contents_before(db: Session, actor: Actor, delivery: UUID) -> dict[str, str]:
    """Give by digest the path whose content a delivery replaced."""
    digest = DeliveryFile.before["digest"].as_string()
    query = select(digest, DeliveryFile.path).where(_of(actor, delivery), digest.is_not(None))
    return {digest: path for digest, path in db.execute(query)}


def outcomes(db: Session, actor: Actor, delivery: UUID) -> Iterator[Mapping[str, Any]]:
    """Give outcome, size and record of each file of a delivery."""
    columns = (DeliveryFile.outcome, DeliveryFile.size, DeliveryFile.record)
    query = select(*columns).where(_of(actor, delivery)).execution_options(yield_per=IN_ONE_QUERY)
    yield from db.execute(query).mappings()  # type: ignore[misc]


def every_file(db: Session, actor: Actor, delivery: UUID) -> Sequence[DeliveryFile]:
    """List all files of a delivery, by path."""
    which = _of(actor, delivery)
    return db.scalars(select(DeliveryFile).where(which).order_by(DeliveryFile.path)).all()


def chains(
    db: Session, actor: Actor, dataset: DatasetId, paths: Sequence[str]
) -> dict[str, list[tuple[UUID, dict[str, Any], dict[str, Any], bool]]]:
    """List by path what each delivery found there, what it made of it, and whether it stands.

    They come in the order in which the deliveries were taken in.
    """
    found: dict[str, list[tuple[UUID, dict[str, Any], dict[str, Any], bool]]] = defaultdict(list)
    touched = (DeliveryFile.path, DeliveryFile.before, DeliveryFile.after)
    for some in portions(paths):
        query = (
            select(Delivery.id, Delivery.state, *touched)
            .join(Delivery, Delivery.id == DeliveryFile.delivery)
            .where(
                DeliveryFile.dataset == dataset,
                DeliveryFile.path.in_(some),
                DeliveryFile.outcome.is_not(None),
                Delivery.organization == actor.organization,
                Delivery.state.in_((State.DONE, State.UNDONE)),
            )
            .order_by(Delivery.taken_at, Delivery.id)
        )
        for id, state, path, before, after in db.execute(query):
            found[path].append((id, before, after, state is State.DONE))
    return found


def columns(row: Table) -> dict[str, Any]:
    """Give the columns of a row by name."""
    return {column.name: getattr(row, column.name) for column in type(row).__table__.columns}


def sources(
    db: Session, actor: Actor, dataset: DatasetId, paths: Sequence[str]
) -> dict[str, SourceFile]:
    """Give what ingest keeps of these paths; the data set was checked against the actor."""
    found: dict[str, SourceFile] = {}
    for some in portions(paths):
        rows = db.scalars(
            select(SourceFile).where(SourceFile.dataset == dataset, SourceFile.path.in_(some))
        )
        found |= {row.path: row for row in rows}
    return found


def source_paths(
    db: Session, actor: Actor, dataset: DatasetId, outcome: Outcome | None = None
) -> set[str]:
    """List the paths that ingest knows of a data set, or those with an outcome."""
    query = select(SourceFile.path).where(SourceFile.dataset == dataset)
    return set(db.scalars(query if outcome is None else query.where(SourceFile.outcome == outcome)))


def contents(
    db: Session, actor: Actor, dataset: DatasetId, digests: Sequence[str]
) -> list[tuple[str, str, Outcome]]:
    """List (path, digest, outcome) of the files with these contents, by path."""
    found: list[tuple[str, str, Outcome]] = []
    for some in portions(digests):
        query = select(SourceFile.path, SourceFile.digest, SourceFile.outcome).where(
            SourceFile.dataset == dataset, SourceFile.digest.in_(some)
        )
        found += [(path, digest or "", outcome) for path, digest, outcome in db.execute(query)]
    return sorted(found)


def with_files(db: Session, actor: Actor, dataset: DatasetId, records: Iterable[UUID]) -> set[UUID]:
    """Give those of the records whose media a file holds."""
    found: set[UUID] = set()
    for some in portions(sorted(records)):
        query = select(SourceFile.record).where(
            SourceFile.dataset == dataset,
            SourceFile.record.in_(some),
            SourceFile.outcome.in_(MEDIA),
        )
        found |= {record for record in db.scalars(query) if record}
    return found


def put_sources(db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write ingest's rows as they were kept."""
    table = SourceFile.__table__
    told = [{name: _read(table.c[name].type, row[name]) for name in row} for row in rows]
    keep(db, SourceFile, told, [c.name for c in table.columns if c.name != "id"])


def _read(kind: TypeEngine[Any], value: Any) -> Any:  # noqa: ANN401  (a column's value)
    if value is None:
        return None
    if isinstance(kind, Enum) and kind.enum_class:
        return kind.enum_class(value)
    return UUID(value) if isinstance(kind, Uuid) else value


def findings(db: Session, actor: Actor, delivery: UUID) -> Sequence[DeliveryFinding]:
    """List what disagrees with the contract of a delivery, as it was found."""
    mine = _mine(actor).with_only_columns(Delivery.id)
    query = select(DeliveryFinding).where(
        DeliveryFinding.delivery == delivery, DeliveryFinding.delivery.in_(mine)
    )
    return db.scalars(query.order_by(DeliveryFinding.number)).all()


def replace_findings(db: Session, delivery: UUID, rows: Sequence[DeliveryFinding]) -> None:
    """Write the findings of a delivery in the place of earlier ones."""
    db.execute(delete(DeliveryFinding).where(DeliveryFinding.delivery == delivery))
    db.add_all(rows)


def synced(db: Session, actor: Actor, dataset: DatasetId, source: str) -> dict[str, str]:
    """Give the stamps by path that a source had when it was last taken in."""
    rows = db.execute(
        select(SyncedFile.path, SyncedFile.stamp).where(
            SyncedFile.dataset == dataset, SyncedFile.source == source
        )
    )
    return {path: stamp for path, stamp in rows}


def forget_synced(db: Session, dataset: DatasetId, source: str, paths: Sequence[str]) -> None:
    """Remove the stamps of files that a source holds no more."""
    for some in portions(paths):
        db.execute(
            delete(SyncedFile).where(
                SyncedFile.dataset == dataset,
                SyncedFile.source == source,
                SyncedFile.path.in_(some),
            )
        )


def keep(
    db: Session, table: type[Table], rows: Sequence[dict[str, Any]], changed: Sequence[str]
) -> None:
    """Write rows with an id; of one that is there, only the columns `changed` are written."""
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    for some in portions(rows):
        statement = insert(table)
        values = {name: statement.excluded[name] for name in changed}
        db.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
            if values
            else statement.on_conflict_do_nothing(index_elements=["id"]),
            list(some),
        )
