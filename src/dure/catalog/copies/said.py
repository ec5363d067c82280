"""What the word that counts says of a record: label, layer, confidence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update

from dure.core import Actor, DatasetId, from_json
from dure.kit.db import Session

from .. import rules
from ..model import Standing
from ..store import portions, word_on
from ..tables import AnnotationSet, Record, RecordMark
from .marking import mark, rows


def refresh(
    db: Session, actor: Actor, id: DatasetId, records: Sequence[UUID], *, anew: bool = False
) -> None:
    """Copy to the records what the word that counts says of them, where that has changed.

    `anew` marks the others as well, whose marks may have gone with their withdrawal.
    """
    copies = (Record.word, Record.label, Record.labels, Record.layer, Record.confidence)
    for some in portions(records):
        words = word_on(db, actor, some)
        changed: list[dict[str, Any]] = []
        labels: dict[UUID, set[tuple[str, str]]] = {}
        for row in rows(db, actor, id, some, *copies, Record.revision):
            told, after = _said(words.get(row.id))
            if after != (row.word, row.label, row.labels, row.layer, row.confidence):
                names = ("word", "label", "labels", "layer", "confidence", "revision")
                values = (*after, row.revision + 1)
                changed.append({"id": row.id, **dict(zip(names, values, strict=True))})
            elif not anew:
                continue
            labels[row.id] = rules.label_marks(told.labels) if row.withdrawn_at is None else set()
        if changed:
            db.execute(update(Record), changed)
        mark(db, id, labels, RecordMark.key == "label")


def _said(word: AnnotationSet | None) -> tuple[Standing, tuple[Any, ...]]:
    """Give what a word says in short, and the values copied of it; an empty one says nothing."""
    told = rules.standing([from_json(value) for value in word.annotations]) if word else Standing()
    layer = word.layer if word and word.annotations else None
    labels = rules.joined(told.labels)
    return told, (word.id if word else None, told.label, labels, layer, told.confidence)
