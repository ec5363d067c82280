"""Every query of curation; each names its actor, and what you may not see is not there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    UnaryExpression,
    and_,
    cast,
    func,
    insert,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.operators import custom_op

from dure.catalog import Dataset, Record, RecordMark
from dure.core import Actor, DatasetId, RecordId
from dure.kit.db import Session, holds

from . import rules
from .model import Asked, Term
from .tables import BulkChange, ChangedRecord, SavedView

IN_ONE_QUERY = 500
Labels = Mapping[str, Sequence[str]]
NONE: Labels = {}
COLUMNS: dict[str, Any] = {
    "layer": Record.layer,
    "split": Record.split,
    "provider": Record.provider,
    "modality": Record.modality,
    "group": Record.group,
}
# What a record may have several of, as one text.
_TEXTS: dict[str, Any] = {
    "label": Record.labels,
    "finding": Record.finding,
    "condition": Record.levels,
}
_SORTS: dict[str, Any] = {
    "path": Record.path,
    "label": func.nullif(Record.label, ""),
    "confidence": Record.confidence,
    "provider": func.nullif(Record.provider, ""),
    "split": Record.split,
    "finding": func.nullif(Record.finding, ""),
    "created_at": Record.created_at,
}


def _asked(actor: Actor, dataset: DatasetId, asked: Asked, labels: Labels) -> ColumnElement[bool]:
    """Say in SQL which records are asked for; the withdrawn ones are shown to their owner alone.

    `labels` are for each text that is looked for the classes whose names hold it.
    """
    there = Record.withdrawn_at.is_(None)
    terms = [_term(dataset, term, labels) for term in asked.terms if term.key != "withdrawn"]
    if not rules.is_withdrawn(asked):
        return and_(Record.dataset == dataset, there, *terms)
    mine = select(Dataset.id).where(Dataset.organization == actor.organization)
    return and_(Record.dataset == dataset, Record.dataset.in_(mine), not_(there), *terms)


def _term(dataset: DatasetId, term: Term, labels: Labels) -> ColumnElement[bool]:
    found = or_(*_values(dataset, term, labels))
    return not_(func.coalesce(found, False)) if term.is_not else found


def _values(dataset: DatasetId, term: Term, labels: Labels) -> Sequence[ColumnElement[bool]]:
    if term.key == "text":
        return [_text(dataset, value, labels) for value in term.values]
    if term.key == "confidence":
        return [_stretch(value) for value in term.values]
    if term.key == "id":
        return [Record.id.in_([UUID(value) for value in term.values])]
    named = [value for value in term.values if value and value != "none"]
    lacking = len(named) < len(term.values)
    if term.key in COLUMNS:
        column = COLUMNS[term.key]
        absent = [column == "" if term.key == "provider" else column.is_(None)]
        return [*([column.in_(named)] if named else []), *(absent if lacking else [])]
    if term.key == "simulated":
        named, lacking = [v for v in named if v == "yes"], "no" in named
        marked = [Record.id.in_(_marked(dataset, "simulated", named))] if named else []
        return [*marked, *([Record.id.not_in(_marked(dataset, "simulated", ["yes"]))] * lacking)]
    absent = [_lacking(term.key)] if lacking else []
    return [*(_named(term.key, value) for value in named), *absent]


def _named(key: str, value: str) -> ColumnElement[bool]:
    if key == "finding":
        return holds("," + Record.finding + ",", f",{value},")
    if key == "label":
        return holds(Record.labels, f"\n{value}\n")
    factor = key.removeprefix(rules.CONDITION)
    return holds(Record.levels, f"\n{factor}\t{value}\n")


def _lacking(key: str) -> ColumnElement[bool]:
    if key == "label":
        return Record.layer.is_(None)
    if key == "finding":
        return Record.finding == ""
    factor = key.removeprefix(rules.CONDITION)
    return not_(holds(Record.levels, f"\n{factor}\t"))


def _marked(dataset: DatasetId, key: str, values: Sequence[str]) -> Select[UUID]:
    return select(RecordMark.record).where(
        RecordMark.dataset == dataset, RecordMark.key == key, RecordMark.value.in_(values)
    )


def _stretch(value: str) -> ColumnElement[bool]:
    if not value:
        return Record.confidence.is_(None)
    low, high = rules.stretch(value)
    return Record.confidence.between(low, high)


def _text(dataset: DatasetId, text: str, labels: Labels) -> ColumnElement[bool]:
    words = select(RecordMark.record).where(
        RecordMark.dataset == dataset,
        RecordMark.key == "words",
        holds(RecordMark.value, rules.searched(text)),
    )
    named = _marked(dataset, "label", labels.get(text, ()))
    return or_(Record.id.in_(words), Record.id.in_(named))


def total(
    db: Session, actor: Actor, dataset: DatasetId, asked: Asked, labels: Labels = NONE
) -> int:
    """Count the records that are asked for."""
    query = select(func.count()).select_from(Record).where(_asked(actor, dataset, asked, labels))
    return db.scalar(query) or 0


def size(db: Session, actor: Actor, dataset: DatasetId) -> int:
    """Add up the bytes of all media of the records in the lists."""
    query = select(func.coalesce(func.sum(Record.size), 0)).where(
        _asked(actor, dataset, Asked(), NONE)
    )
    return int(db.scalar(query) or 0)


def ids(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    asked: Asked,
    labels: Labels = NONE,
    *,
    window: tuple[int, int],
) -> Sequence[str]:
    """Give the ids of the records asked for, from an offset, as many as a limit says."""
    where = _asked(actor, dataset, asked, labels)
    offset, limit = window
    if asked.sort in _SORTS:
        by = _order(db, asked)
        first = by.desc() if asked.is_descending else by.asc()
        if asked.sort not in ("path", "created_at"):  # these are always there
            first = first.nulls_last()
        return _ids(db, select(_ID).where(where), (first, _last(asked)), window)
    level = and_(RecordMark.dataset == dataset, RecordMark.key == asked.sort)
    having = select(_ID).join(RecordMark, RecordMark.record == Record.id).where(level, where)
    by = RecordMark.value.desc() if asked.is_descending else RecordMark.value.asc()
    found = list(_ids(db, having, (by, _last(asked)), window))
    if len(found) == limit:
        return found
    # Those without a level come last, whichever way the others are sorted.
    before = db.scalar(select(func.count()).select_from(having.subquery())) or 0
    rest = (max(0, offset - before), limit - len(found))
    lacking = select(_ID).where(where, _lacking(asked.sort))
    return [*found, *_ids(db, lacking, (_last(asked),), rest)]


def _order(db: Session, asked: Asked) -> Any:  # noqa: ANN401  (an SQL expression)
    """Give what is sorted by.

    Where something is looked for, SQLite sorts what it finds in the index of all copies. Left to
    itself it would walk the records by path and look up each row until enough of them fit, which
    takes long where those that fit lie together at the end: most folders are named by class.
    """
    by = _SORTS[asked.sort]
    if asked.sort != "path" or not asked.terms or db.get_bind().dialect.name != "sqlite":
        return by
    return UnaryExpression(by, operator=custom_op("+"))


# As text: a hundred thousand UUIDs take longer to make than to find.
_ID = cast(Record.id, String)


def _last(asked: Asked) -> Any:  # noqa: ANN401  (an SQL expression)
    return Record.id.desc() if asked.is_descending else Record.id.asc()


def _ids(
    db: Session, query: Select[str], order: Sequence[Any], window: tuple[int, int]
) -> list[str]:
    found = db.scalars(query.order_by(*order).offset(window[0]).limit(window[1]))
    return [_dashed(id) for id in found]


def _dashed(id: str) -> str:
    """Write an id with its dashes, which SQLite keeps none of."""
    if len(id) != 32:
        return id
    return f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def rows(db: Session, actor: Actor, ids: Sequence[UUID]) -> list[Record]:
    """Give records by their ids, in this order."""
    found: dict[UUID, Record] = {}
    for at in range(0, len(ids), IN_ONE_QUERY):
        some = select(Record).where(Record.id.in_(ids[at : at + IN_ONE_QUERY]))
        found |= {row.id: row for row in db.scalars(some)}
    return [found[id] for id in ids if id in found]


def labels_of(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Give the classes that each record is marked with."""
    found: dict[UUID, list[str]] = {}
    query = select(RecordMark.record, RecordMark.value).where(
        RecordMark.record.in_(ids), RecordMark.key == "label"
    )
    for record, label in db.execute(query.order_by(RecordMark.value)):
        found.setdefault(record, []).append(label)
    return found


def labels(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[str]:
    """Give every class that some record of the data set is marked with."""
    query = select(RecordMark.value).distinct()
    return db.scalars(query.where(RecordMark.dataset == dataset, RecordMark.key == "label")).all()


def spread(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    keys: Sequence[str],
    asked: Asked,
    labels: Labels = NONE,
) -> Iterator[tuple[Mapping[str, str], int]]:
    """Count the records asked for by the values of several keys at once.

    A key's value is '' where a record has none; a text holds several (see `parts`).
    """
    columns = [(COLUMNS | _TEXTS)[key] for key in keys]
    query = select(*columns, func.count()).where(_asked(actor, dataset, asked, labels))
    for *values, count in db.execute(query.group_by(*columns)):
        yield dict(zip(keys, map(_plain, values), strict=True)), count


def parts(key: str, value: str) -> Sequence[str]:
    """Give the several values that a key's text holds."""
    if key not in _TEXTS:
        return (value,)
    return value.split(",") if key == "finding" else value.split("\n")[1:-1] or ("",)


def _plain(value: Any) -> str:  # noqa: ANN401  (a column's)
    return "" if value is None else str(getattr(value, "value", value))


def is_simulated(db: Session, actor: Actor, dataset: DatasetId) -> bool:
    """Tell whether some record of a data set is simulated."""
    return db.scalar(_marked(dataset, "simulated", ["yes"]).limit(1)) is not None


def view(db: Session, actor: Actor, dataset: DatasetId, id: UUID) -> SavedView | None:
    """Find a saved view that the actor may see."""
    return db.scalars(_views(actor, dataset).where(SavedView.id == id)).one_or_none()


def views(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[SavedView]:
    """List the actor's views and those shared in the organisation, by name."""
    return db.scalars(_views(actor, dataset).order_by(SavedView.name, SavedView.id)).all()


def _views(actor: Actor, dataset: DatasetId) -> Select[SavedView]:
    return select(SavedView).where(
        SavedView.dataset == dataset,
        SavedView.organization == actor.organization,
        or_(SavedView.member == actor.member, SavedView.shared),
    )


def change(db: Session, actor: Actor, dataset: DatasetId, id: UUID) -> BulkChange | None:
    """Find a change that the actor's organisation made."""
    query = select(BulkChange).where(BulkChange.id == id, BulkChange.dataset == dataset)
    mine = query.where(BulkChange.organization == actor.organization)
    return db.scalars(mine.with_for_update()).one_or_none()


def changed(db: Session, actor: Actor, change: BulkChange) -> Sequence[ChangedRecord]:
    """Give what a change of the actor's organisation did to each record."""
    return db.scalars(select(ChangedRecord).where(ChangedRecord.change == change.id)).all()


def revisions(db: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Give the revision of each record."""
    found: dict[UUID, int] = {}
    for at in range(0, len(ids), IN_ONE_QUERY):
        query = select(Record.id, Record.revision)
        rows = db.execute(query.where(Record.id.in_(ids[at : at + IN_ONE_QUERY])))
        found |= {row.id: row.revision for row in rows}
    return found


def keep_changed(
    db: Session, actor: Actor, change: UUID, before: Mapping[UUID, dict[str, Any]]
) -> None:
    """Write what records were before a change, and their revision after it."""
    after = revisions(db, actor, list(before))
    rows = [
        {"change": change, "record": id, "before": was, "revision": after[id]}
        for id, was in before.items()
    ]
    if rows:
        db.execute(insert(ChangedRecord), rows)


def changes_of(db: Session, actor: Actor, record: RecordId) -> list[tuple[BulkChange, int]]:
    """Give what the actor's organisation changed in a record, and in how many at once."""
    together = select(func.count()).where(ChangedRecord.change == BulkChange.id).scalar_subquery()
    query = select(BulkChange, together).where(
        BulkChange.organization == actor.organization,
        BulkChange.id.in_(select(ChangedRecord.change).where(ChangedRecord.record == record)),
    )
    return [(row, count) for row, count in db.execute(query.order_by(BulkChange.at))]
