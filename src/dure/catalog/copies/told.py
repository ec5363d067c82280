"""What files and checks tell of a record: its path and attributes, conditions, findings."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from .. import rules
from ..store import portions, visible
from ..tables import Dataset, Record, RecordMark
from .marking import mark, rows


def refresh(
    db: Session, actor: Actor, id: DatasetId, records: Sequence[UUID], *, anew: bool = False
) -> None:
    """Mark records with what they are found by beside their labels; withdrawn ones with nothing."""
    columns = (Record.path, Record.conditions, Record.attributes, Record.finding, Record.levels)
    for some in portions(records):
        found = rows(db, actor, id, some, *columns)
        changed = [
            {"id": row.id, "levels": levels}
            for row in found
            if row.levels != (levels := rules.levels(row.conditions))
        ]
        if changed:
            db.execute(update(Record), changed)
        marks = {
            row.id: rules.marks(row.path, row.conditions, row.attributes, row.finding)
            if row.withdrawn_at is None
            else set()
            for row in found
        }
        mark(db, id, marks, RecordMark.key != "label")


def note_findings(
    db: Session, actor: Actor, id: DatasetId, kinds: Mapping[UUID, str]
) -> list[UUID]:
    """Copy the kinds of findings to the records; gives those whose kinds have changed."""
    query = select(Record.id, Record.finding).join(Dataset, Dataset.id == Record.dataset)
    rows = db.execute(query.where(Record.dataset == id, visible(actor)))
    changed = {
        record: after for record, before in rows if before != (after := kinds.get(record, ""))
    }
    if changed:
        db.execute(update(Record), [{"id": id, "finding": text} for id, text in changed.items()])
    return list(changed)
