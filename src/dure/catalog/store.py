"""Every query of the catalogue; each names its actor, and what you may not see is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from dure.core import Actor, DatasetId, Layer, RecordId
from dure.kit.clock import now
from dure.kit.db import Session, Table
from dure.kit.paging import decode

from . import rules
from .model import DatasetSummary, NewRecord, Visibility
from .tables import AnnotationSet, ClearedMedia, Dataset, Record, RecordMark

IN_ONE_QUERY = 500
T = TypeVar("T")


def portions(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split a list so that no query names more than a database takes."""
    for start in range(0, len(ids), IN_ONE_QUERY):
        yield ids[start : start + IN_ONE_QUERY]


def visible(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL which data sets the actor may know of."""
    return or_(
        Dataset.organization == actor.organization, Dataset.visibility == Visibility.ALLIANCE
    )


def dataset(db: Session, actor: Actor, id: DatasetId) -> Dataset | None:
    """Find a data set that the actor may know of."""
    return db.scalars(select(Dataset).where(Dataset.id == id, visible(actor))).one_or_none()


def dataset_named(db: Session, actor: Actor, name: str) -> Dataset | None:
    """Find by name, the actor's own organisation first."""
    own_first = (Dataset.organization == actor.organization).desc()
    query = select(Dataset).where(Dataset.name == name, visible(actor)).order_by(own_first)
    return db.scalars(query.limit(1)).first()


def dataset_of_origin(db: Session, actor: Actor, origin: str) -> Dataset | None:
    """Find the organisation's data set that was built from these folders."""
    mine = select(Dataset).where(Dataset.organization == actor.organization)
    return db.scalars(mine.where(Dataset.origin == origin)).one_or_none()


def names(db: Session, actor: Actor) -> set[str]:
    """Give the names that the actor's organisation uses."""
    return set(db.scalars(select(Dataset.name).where(Dataset.organization == actor.organization)))


def datasets(
    db: Session, actor: Actor, *, query: str, cursor: str | None, limit: int
) -> Sequence[Any]:
    """List visible data sets with their numbers; one row too many tells of a next page."""
    said = and_(Record.layer.is_not(None), Record.layer != Layer.ENGINE)
    records = (
        select(
            Record.dataset,
            func.count().label("records"),
            func.count(case((said, 1))).label("labelled"),
            func.coalesce(func.sum(Record.size), 0).label("size"),
        )
        .where(Record.withdrawn_at.is_(None))
        .group_by(Record.dataset)
        .subquery()
    )
    found = (
        select(
            Dataset,
            func.coalesce(records.c.records, 0),
            func.coalesce(records.c.labelled, 0),
            func.coalesce(records.c.size, 0),
        )
        .outerjoin(records, records.c.dataset == Dataset.id)
        .where(visible(actor))
        .order_by(Dataset.name, Dataset.id)
        .limit(limit + 1)
    )
    if query:
        like = f"%{_escaped(query)}%"
        found = found.where(
            or_(Dataset.name.ilike(like, escape="\\"), Dataset.title.ilike(like, escape="\\"))
        )
    if (after := decode(cursor, str, UUID)) is not None:
        found = found.where(tuple_(Dataset.name, Dataset.id) > (after[0], after[1]))
    return db.execute(found).all()


def summary(row: Dataset, records: int = 0, labelled: int = 0, size: int = 0) -> DatasetSummary:
    """Give a data set with its numbers; a new one has none."""
    return DatasetSummary(
        id=row.id,
        name=row.name,
        title=row.title,
        domain=row.domain,
        visibility=row.visibility,
        organization=row.organization,
        records=records,
        labelled=labelled,
        size=int(size),
        issues=row.issues,
        latest_release=row.latest_release,
        updated_at=row.updated_at,
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _records(actor: Actor, id: DatasetId) -> Select[Record]:
    return (
        select(Record)
        .join(Dataset, Dataset.id == Record.dataset)
        .where(Record.dataset == id, Record.withdrawn_at.is_(None), visible(actor))
        .order_by(Record.path, Record.id)
    )


def page(
    db: Session, actor: Actor, id: DatasetId, *, cursor: str | None, limit: int
) -> Sequence[Record]:
    """List records by path; one row too many tells of a next page."""
    query = _records(actor, id).limit(limit + 1)
    if (after := decode(cursor, str, UUID)) is not None:
        query = query.where(tuple_(Record.path, Record.id) > (after[0], after[1]))
    return db.scalars(query).all()


def every(db: Session, actor: Actor, id: DatasetId) -> Iterator[Record]:
    """Go through all records by path, some hundred at a time."""
    query = _records(actor, id).execution_options(yield_per=IN_ONE_QUERY)
    with db.scalars(query) as rows:  # closed when left early too
        yield from rows


def ids(db: Session, actor: Actor, id: DatasetId) -> Sequence[UUID]:
    """List the ids of all records."""
    rows = select(Record.id).join(Dataset, Dataset.id == Record.dataset)
    return db.scalars(
        rows.where(Record.dataset == id, Record.withdrawn_at.is_(None), visible(actor))
    ).all()


def whole(db: Session, actor: Actor, id: DatasetId) -> Sequence[Any]:
    """List the ids of all records, withdrawn or not."""
    rows = select(Record.id).join(Dataset, Dataset.id == Record.dataset)
    return db.execute(rows.where(Record.dataset == id, visible(actor))).all()


def record(db: Session, actor: Actor, id: RecordId) -> Record | None:
    """Find a record of a data set that the actor may know of; a withdrawn one is its owner's."""
    query = select(Record).join(Dataset, Dataset.id == Record.dataset)
    shown = or_(Record.withdrawn_at.is_(None), Dataset.organization == actor.organization)
    return db.scalars(query.where(Record.id == id, visible(actor), shown)).one_or_none()


def records(db: Session, actor: Actor, id: DatasetId, wanted: Sequence[UUID]) -> dict[UUID, Record]:
    """Give those of the records that are in the data set, withdrawn or not."""
    found: dict[UUID, Record] = {}
    for some in portions(wanted):
        query = select(Record).join(Dataset, Dataset.id == Record.dataset)
        rows = query.where(Record.dataset == id, Record.id.in_(some), visible(actor))
        found |= {row.id: row for row in db.scalars(rows)}
    return found


def count(db: Session, actor: Actor, id: DatasetId, wanted: Sequence[UUID]) -> int:
    """Count those of the records that are in the data set, withdrawn or not."""
    query = select(func.count(Record.id)).join(Dataset, Dataset.id == Record.dataset)
    inside = query.where(Record.dataset == id, visible(actor))
    return sum(db.scalar(inside.where(Record.id.in_(some))) or 0 for some in portions(wanted))


def added(db: Session, row: Dataset) -> bool:
    """Add a data set; False where its name or origin was taken at the same moment."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return False
    return True


def row_of(dataset: DatasetId, record: NewRecord) -> dict[str, Any]:
    """Give a new record as a row."""
    main = record.streams[0]
    return {
        "id": record.id,
        "dataset": dataset,
        "path": record.path,
        "digest": main.digest,
        "modality": main.probe.modality,
        "size": sum(stream.size for stream in record.streams),
        "streams": [asdict(stream) for stream in record.streams],
        "conditions": record.conditions,
        "levels": rules.levels(record.conditions),
        "attributes": {},
        "provider": record.provider,
        "created_at": now(),
    }


def add(db: Session, id: DatasetId, rows: Sequence[dict[str, Any]]) -> None:
    """Write records; one that is there already is brought back if it was withdrawn."""
    if not rows:
        return
    statement = insert_into(db, Record).on_conflict_do_update(
        index_elements=[Record.id],
        set_={"withdrawn_at": None},
        where=and_(Record.dataset == id, Record.withdrawn_by.is_(None)),
    )
    db.execute(statement, rows)


def restream(db: Session, id: DatasetId, rows: Sequence[dict[str, Any]]) -> None:
    """Write the streams of records that are there."""
    for row in rows:
        db.execute(
            update(Record)
            .where(Record.id == row["id"], Record.dataset == id)
            .values(streams=row["streams"], size=row["size"])
        )


def rename(db: Session, id: DatasetId, paths: Iterable[tuple[UUID, str]]) -> None:
    """Give records the path by which they are known."""
    for record, path in paths:
        db.execute(
            update(Record)
            .where(Record.id == record, Record.dataset == id, Record.path != path)
            .values(path=path)
        )


def withdraw(db: Session, id: DatasetId, records: Sequence[UUID], by: UUID | None = None) -> None:
    """Take records out of every list; releases that hold them stay as they are."""
    there = Record.withdrawn_at.is_(None)
    _change(db, id, records, there, {"withdrawn_at": now(), "withdrawn_by": by})
    for some in portions(records):
        mine = and_(RecordMark.dataset == id, RecordMark.record.in_(some))
        db.execute(delete(RecordMark).where(mine))


def restore(db: Session, id: DatasetId, records: Sequence[UUID]) -> None:
    """Bring withdrawn records back into the lists, without their marks."""
    gone = Record.withdrawn_at.is_not(None)
    _change(db, id, records, gone, {"withdrawn_at": None, "withdrawn_by": None})


def choose_splits(
    db: Session, id: DatasetId, splits: Mapping[UUID, tuple[str | None, bool]]
) -> None:
    """Set the split of records that are in the data set, and whether it was chosen."""
    for split, is_chosen in set(splits.values()):
        records = [record for record, value in splits.items() if value == (split, is_chosen)]
        _change(db, id, records, true(), {"split": split, "split_chosen": is_chosen})


def _change(
    db: Session,
    id: DatasetId,
    records: Sequence[UUID],
    which: ColumnElement[bool],
    values: dict[str, Any],
) -> None:
    for some in portions(records):
        mine = and_(Record.dataset == id, Record.id.in_(some), which)
        db.execute(update(Record).where(mine).values(**values, revision=Record.revision + 1))


def word_on(db: Session, actor: Actor, records: Sequence[UUID]) -> dict[UUID, AnnotationSet]:
    """Give for each record the annotation set whose word counts."""
    best: dict[UUID, AnnotationSet] = {}
    for row in current(db, actor, records):
        standing = best.get(row.record)
        if standing is None or _order(row) < _order(standing):
            best[row.record] = row
    return best


def _order(row: AnnotationSet) -> tuple[int, float, str]:
    # Of members, who spoke last; files and engines have no last word, so their names decide.
    spoken = -row.created_at.timestamp() if row.layer is Layer.MEMBER else 0.0
    return rules.rank(row.layer), spoken, row.author


def insert_into(db: Session, table: type[Table]) -> Any:  # noqa: ANN401  (of two dialects)
    """Give the database's own insert."""
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    return insert(table)


def current(
    db: Session, actor: Actor, records: Sequence[UUID], layers: Sequence[Layer] = tuple(Layer)
) -> Sequence[AnnotationSet]:
    """Give the newest annotation sets of these records."""
    found: list[AnnotationSet] = []
    for some in portions(records):
        found += db.scalars(
            select(AnnotationSet)
            .join(Dataset, Dataset.id == AnnotationSet.dataset)
            .where(
                AnnotationSet.record.in_(some),
                AnnotationSet.is_current,
                AnnotationSet.layer.in_(layers),
                visible(actor),
            )
        )
    return found


def history(db: Session, actor: Actor, record: RecordId) -> Sequence[AnnotationSet]:
    """Give every revision of every layer and author on a record, the earliest first."""
    query = select(AnnotationSet).join(Dataset, Dataset.id == AnnotationSet.dataset)
    mine = query.where(AnnotationSet.record == record, visible(actor))
    return db.scalars(mine.order_by(AnnotationSet.created_at, AnnotationSet.id)).all()


def newest(db: Session, actor: Actor, records: Sequence[UUID]) -> Sequence[AnnotationSet]:
    """Give the newest revision of each layer and author, also where it counts no more."""
    key = (AnnotationSet.record, AnnotationSet.layer, AnnotationSet.author)
    last = func.max(AnnotationSet.revision).label("revision")
    found: list[AnnotationSet] = []
    for some in portions(records):
        newest = select(*key, last).where(AnnotationSet.record.in_(some)).group_by(*key).subquery()
        same = (column == newest.c[column.key] for column in (*key, AnnotationSet.revision))
        query = select(AnnotationSet).join(Dataset, Dataset.id == AnnotationSet.dataset)
        found += db.scalars(query.join(newest, and_(*same)).where(visible(actor)))
    return found


def cleared(db: Session, actor: Actor, digests: Sequence[str]) -> dict[str, ClearedMedia]:
    """Give the cleared forms of media that the actor named by digest, and so has seen."""
    found: dict[str, ClearedMedia] = {}
    for some in portions(digests):
        rows = db.scalars(select(ClearedMedia).where(ClearedMedia.digest.in_(some)))
        found |= {row.digest: row for row in rows}
    return found


def keep_cleared(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write cleared forms; one that is there already stays."""
    if rows:
        db.execute(insert_into(db, ClearedMedia).on_conflict_do_nothing(), rows)
