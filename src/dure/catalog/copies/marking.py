"""Rows to copy from, and marks to copy to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from ..store import insert_into, visible
from ..tables import Dataset, Record, RecordMark


def rows(
    db: Session,
    actor: Actor,
    id: DatasetId,
    some: Sequence[UUID],
    *columns: Any,  # noqa: ANN401
) -> Sequence[Any]:
    """Give some columns of records of a data set, and whether they are withdrawn."""
    query = select(Record.id, Record.withdrawn_at, *columns).join(
        Dataset, Dataset.id == Record.dataset
    )
    return db.execute(query.where(Record.dataset == id, Record.id.in_(some), visible(actor))).all()


def mark(
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
