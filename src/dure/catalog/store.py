"""Every query of the catalogue; each names its actor, and what you may not see is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from dure.core import Actor, DatasetId, Layer, RecordId, from_json
from dure.kit.clock import now
from dure.kit.db import Session, Table
from dure.kit.paging import decode

from . import rules
from .model import Standing, Visibility
from .tables import AnnotationSet, ClearedMedia, Dataset, Record, RecordMark

IN_ONE_QUERY = 500
T = TypeVar("T")


def _portions(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split a list so that no query names more than a database takes."""
    for start in range(0, len(ids), IN_ONE_QUERY):
        yield ids[start : start + IN_ONE_QUERY]


def _visible(actor: Actor) -> ColumnElement[bool]:
    return or_(
        Dataset.organization == actor.organization, Dataset.visibility == Visibility.ALLIANCE
    )


def dataset(db: Session, actor: Actor, id: DatasetId) -> Dataset | None:
    """Find a data set that the actor may know of."""
    return db.scalars(select(Dataset).where(Dataset.id == id, _visible(actor))).one_or_none()


def dataset_named(db: Session, actor: Actor, name: str) -> Dataset | None:
    """Find by name, the actor's own organisation first."""
    own_first = (Dataset.organization == actor.organization).desc()
    query = select(Dataset).where(Dataset.name == name, _visible(actor)).order_by(own_first)
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
        .where(_visible(actor))
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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _records(actor: Actor, id: DatasetId) -> Select[Record]:
    return (
        select(Record)
        .join(Dataset, Dataset.id == Record.dataset)
        .where(Record.dataset == id, Record.withdrawn_at.is_(None), _visible(actor))
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
        rows.where(Record.dataset == id, Record.withdrawn_at.is_(None), _visible(actor))
    ).all()


def record(db: Session, actor: Actor, id: RecordId) -> Record | None:
    """Find a record of a data set that the actor may know of."""
    query = select(Record).join(Dataset, Dataset.id == Record.dataset)
    return db.scalars(query.where(Record.id == id, _visible(actor))).one_or_none()


def records(db: Session, actor: Actor, id: DatasetId, wanted: Sequence[UUID]) -> dict[UUID, Record]:
    """Give those of the records that are in the data set, withdrawn or not."""
    found: dict[UUID, Record] = {}
    for some in _portions(wanted):
        query = select(Record).join(Dataset, Dataset.id == Record.dataset)
        rows = query.where(Record.dataset == id, Record.id.in_(some), _visible(actor))
        found |= {row.id: row for row in db.scalars(rows)}
    return found


def count(db: Session, actor: Actor, id: DatasetId, wanted: Sequence[UUID]) -> int:
    """Count those of the records that are in the data set, withdrawn or not."""
    query = select(func.count(Record.id)).join(Dataset, Dataset.id == Record.dataset)
    inside = query.where(Record.dataset == id, _visible(actor))
    return sum(db.scalar(inside.where(Record.id.in_(some))) or 0 for some in _portions(wanted))


def added(db: Session, row: Dataset) -> bool:
    """Add a data set; False where its name or origin was taken at the same moment."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return False
    return True


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
    for some in _portions(records):
        db.execute(
            update(Record)
            .where(Record.dataset == id, Record.id.in_(some), Record.withdrawn_at.is_(None))
            .values(withdrawn_at=now(), withdrawn_by=by, revision=Record.revision + 1)
        )
        db.execute(delete(RecordMark).where(RecordMark.dataset == id, RecordMark.record.in_(some)))


def stand(
    db: Session, actor: Actor, id: DatasetId, records: Sequence[UUID], *, anew: bool = False
) -> None:
    """Copy to the records what the word that counts says of them, where that has changed.

    `anew` marks the others as well, whose marks may have gone with their withdrawal.
    """
    for some in _portions(records):
        words = word_on(db, actor, some)
        changed: list[dict[str, Any]] = []
        labels: dict[UUID, set[tuple[str, str]]] = {}
        for row in _copied(db, actor, id, some):
            told, after = _said(words.get(row.id))
            if after != (row.word, row.label, row.layer, row.confidence):
                names = ("word", "label", "layer", "confidence", "revision")
                values = (*after, row.revision + 1)
                changed.append({"id": row.id, **dict(zip(names, values, strict=True))})
            elif not anew:
                continue
            labels[row.id] = rules.label_marks(told.labels) if row.withdrawn_at is None else set()
        if changed:
            db.execute(update(Record), changed)
        _mark(db, id, labels, RecordMark.key == "label")


def _copied(db: Session, actor: Actor, id: DatasetId, some: Sequence[UUID]) -> Sequence[Any]:
    copies = (Record.word, Record.label, Record.layer, Record.confidence)
    query = select(Record.id, *copies, Record.revision, Record.withdrawn_at).join(
        Dataset, Dataset.id == Record.dataset
    )
    return db.execute(query.where(Record.dataset == id, Record.id.in_(some), _visible(actor))).all()


def _said(word: AnnotationSet | None) -> tuple[Standing, tuple[Any, ...]]:
    """Give what a word says in short, and the values copied of it; an empty one says nothing."""
    told = rules.standing([from_json(value) for value in word.annotations]) if word else Standing()
    layer = word.layer if word and word.annotations else None
    return told, (word.id if word else None, told.label, layer, told.confidence)


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


def tell(db: Session, actor: Actor, id: DatasetId, records: Sequence[UUID]) -> None:
    """Mark records with what they are found by beside their labels; withdrawn ones with nothing."""
    columns = (Record.path, Record.conditions, Record.attributes, Record.finding)
    for some in _portions(records):
        query = select(Record.id, *columns, Record.withdrawn_at).join(
            Dataset, Dataset.id == Record.dataset
        )
        rows = db.execute(query.where(Record.dataset == id, Record.id.in_(some), _visible(actor)))
        marks = {
            row.id: rules.marks(row.path, row.conditions, row.attributes, row.finding)
            if row.withdrawn_at is None
            else set()
            for row in rows
        }
        _mark(db, id, marks, RecordMark.key != "label")


def _mark(
    db: Session,
    id: DatasetId,
    marks: Mapping[UUID, set[tuple[str, str]]],
    kinds: ColumnElement[bool],
) -> None:
    """Let records have these marks of some kinds, and no other of them."""
    if not marks:
        return
    mine = and_(RecordMark.dataset == id, RecordMark.record.in_(list(marks)), kinds)
    columns = (RecordMark.record, RecordMark.key, RecordMark.value)
    there = {tuple(row) for row in db.execute(select(*columns).where(mine))}
    wanted = {(record, key, value) for record, found in marks.items() for key, value in found}
    if gone := there - wanted:
        touched = [record for record, _, _ in gone]
        db.execute(delete(RecordMark).where(mine, RecordMark.record.in_(touched)))
        there = {row for row in there if row[0] not in set(touched)}
    if new := wanted - there:
        rows = [{"dataset": id, "record": r, "key": k, "value": v} for r, k, v in sorted(new)]
        db.execute(insert_into(db, RecordMark), rows)


def insert_into(db: Session, table: type[Table]) -> Any:  # noqa: ANN401  (of two dialects)
    """Give the database's own insert."""
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgresql_insert
    return insert(table)


def note_findings(
    db: Session, actor: Actor, id: DatasetId, kinds: Mapping[UUID, str]
) -> list[UUID]:
    """Copy the kinds of findings to the records; gives those whose kinds have changed."""
    query = select(Record.id, Record.finding).join(Dataset, Dataset.id == Record.dataset)
    rows = db.execute(query.where(Record.dataset == id, _visible(actor)))
    changed = [
        {"id": record, "finding": after}
        for record, before in rows
        if before != (after := kinds.get(record, ""))
    ]
    if changed:
        db.execute(update(Record), changed)
    return [row["id"] for row in changed]


def current(
    db: Session, actor: Actor, records: Sequence[UUID], layers: Sequence[Layer] = tuple(Layer)
) -> Sequence[AnnotationSet]:
    """Give the newest annotation sets of these records."""
    found: list[AnnotationSet] = []
    for some in _portions(records):
        found += db.scalars(
            select(AnnotationSet)
            .join(Dataset, Dataset.id == AnnotationSet.dataset)
            .where(
                AnnotationSet.record.in_(some),
                AnnotationSet.is_current,
                AnnotationSet.layer.in_(layers),
                _visible(actor),
            )
        )
    return found


def newest(db: Session, actor: Actor, records: Sequence[UUID]) -> Sequence[AnnotationSet]:
    """Give the newest revision of each layer and author, also where it counts no more."""
    found: list[AnnotationSet] = []
    for some in _portions(records):
        newest = (
            select(
                AnnotationSet.record,
                AnnotationSet.layer,
                AnnotationSet.author,
                func.max(AnnotationSet.revision).label("revision"),
            )
            .where(AnnotationSet.record.in_(some))
            .group_by(AnnotationSet.record, AnnotationSet.layer, AnnotationSet.author)
            .subquery()
        )
        query = (
            select(AnnotationSet)
            .join(Dataset, Dataset.id == AnnotationSet.dataset)
            .join(
                newest,
                and_(
                    AnnotationSet.record == newest.c.record,
                    AnnotationSet.layer == newest.c.layer,
                    AnnotationSet.author == newest.c.author,
                    AnnotationSet.revision == newest.c.revision,
                ),
            )
        )
        found += db.scalars(query.where(_visible(actor)))
    return found


def cleared(db: Session, actor: Actor, digests: Sequence[str]) -> dict[str, ClearedMedia]:
    """Give the cleared forms of media that the actor named by digest, and so has seen."""
    found: dict[str, ClearedMedia] = {}
    for some in _portions(digests):
        rows = db.scalars(select(ClearedMedia).where(ClearedMedia.digest.in_(some)))
        found |= {row.digest: row for row in rows}
    return found


def keep_cleared(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write cleared forms; one that is there already stays."""
    if rows:
        db.execute(insert_into(db, ClearedMedia).on_conflict_do_nothing(), rows)
