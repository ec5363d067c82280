"""Changes of many records at once, each with the token by which it is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dure import catalog, identity
from dure.catalog import Record
from dure.core import (
    Actor,
    Choice,
    Conflict,
    DatasetId,
    Invalid,
    Layer,
    RecordId,
    from_json,
    say,
)
from dure.kit.clock import now
from dure.kit.db import Session

from . import rules, service, store
from .model import Action, Asked, NoSuchChange, Stale
from .tables import BulkChange

_SETTLED = (Layer.GOLD, Layer.CONSENSUS)


@dataclass(frozen=True, slots=True)
class Order:
    """What to do; `label` and `split` only where the action wants one."""

    action: Action
    label: str | None = None
    split: str | None = None


def author_of(actor: Actor) -> str:
    """Name a member as the author of labels."""
    return f"member:{actor.member}"


def chosen(
    db: Session, actor: Actor, dataset: DatasetId, ids: Sequence[UUID] | None, asked: Asked
) -> Sequence[UUID]:
    """Give the records that a change is about: those named, or those that a filter finds."""
    catalog.mine(db, actor, dataset)
    if ids is None:
        return [UUID(id) for id in service.ids(db, actor, dataset, asked)]
    found = list(dict.fromkeys(ids))
    if len(found) > service.MOST:
        raise Invalid(say("At most {count} records change at once.", count=service.MOST))
    return found


def change(
    db: Session, actor: Actor, dataset: DatasetId, ids: Sequence[UUID], order: Order
) -> tuple[int, UUID]:
    """Do one thing to many records; gives how many changed, and the token that undoes it."""
    rows = catalog.records(db, actor, dataset, ids)
    before = _before(db, actor, rows, order)
    _DO[order.action](db, actor, dataset, [rows[id] for id in before], order)
    row = BulkChange(
        dataset=dataset, organization=actor.organization, member=actor.member, action=order.action
    )
    db.add(row)
    db.flush()
    store.keep_changed(db, actor, row.id, before)
    identity.audit(
        db,
        actor,
        f"records.{order.action.value}",
        str(dataset),
        records=len(before),
        change=str(row.id),
        **({"label": order.label} if order.label else {}),
        **({"split": order.split} if order.split else {}),
    )
    return len(before), row.id


def _before(
    db: Session, actor: Actor, rows: Mapping[UUID, Record], order: Order
) -> dict[UUID, dict[str, Any]]:
    """Give what each record that will change is now."""
    if order.action in (Action.WITHDRAW, Action.RESTORE):
        is_gone = order.action is Action.RESTORE
        return {id: {} for id, row in rows.items() if (row.withdrawn_at is not None) is is_gone}
    if order.action is Action.SPLIT:
        wanted = (rules.check_split(order.split), True)
        return {
            id: {"split": row.split, "chosen": row.split_chosen}
            for id, row in rows.items()
            if (row.split, row.split_chosen) != wanted
        }
    said = {
        row.record: row.annotations
        for row in catalog.sets_on(db, actor, list(rows))
        if row.layer is Layer.MEMBER and row.author == author_of(actor)
    }
    return {id: {"said": said.get(id)} for id in rows}


def _label(
    db: Session, actor: Actor, dataset: DatasetId, rows: Sequence[Record], order: Order
) -> None:
    """Say as a member what the records show; shapes that others drew stay in the word."""
    choice: Choice | None = None
    if order.action is Action.LABEL:
        choice = service.choice_of(db, actor, dataset, order.label or "")
    if settled := sum(row.layer in _SETTLED for row in rows):
        raise Conflict(
            say(
                "{count} of the records have a label that reviewers settled; leave them out.",
                count=settled,
            )
        )
    words = catalog.word_on(db, actor, [row.id for row in rows])
    sets = []
    for row in rows:
        word = words.get(row.id)
        others = catalog.annotations_of(word) if word else ()
        kept = tuple(other for other in others if not isinstance(other, Choice))
        # To clear is to say that the record has no class, and nothing of its shapes either.
        said = (choice, *kept) if choice else ()
        record = RecordId(row.id)
        sets.append(catalog.NewAnnotations(record, Layer.MEMBER, author_of(actor), said))
    catalog.annotate(db, actor, dataset, sets)


def _split(
    db: Session, actor: Actor, dataset: DatasetId, rows: Sequence[Record], order: Order
) -> None:
    wanted = (rules.check_split(order.split), True)
    catalog.choose_splits(db, actor, dataset, {row.id: wanted for row in rows})


def _withdraw(
    db: Session, actor: Actor, dataset: DatasetId, rows: Sequence[Record], order: Order
) -> None:
    catalog.withdraw(db, actor, dataset, [row.id for row in rows], for_good=True)


def _restore(
    db: Session, actor: Actor, dataset: DatasetId, rows: Sequence[Record], order: Order
) -> None:
    catalog.restore(db, actor, dataset, [row.id for row in rows])


_DO = {
    Action.LABEL: _label,
    Action.CLEAR_LABEL: _label,
    Action.SPLIT: _split,
    Action.WITHDRAW: _withdraw,
    Action.RESTORE: _restore,
}


def undo(db: Session, actor: Actor, dataset: DatasetId, token: UUID) -> int:
    """Take a change back; raises `Stale` where a record was changed since by anybody."""
    catalog.mine(db, actor, dataset)
    row = store.change(db, actor, dataset, token)
    if row is None:
        raise NoSuchChange(say("There is no such change; it may be another organisation's."))
    if row.undone_at is not None:
        raise Conflict(say("This change has been taken back already."))
    changed = {each.record: each for each in store.changed(db, actor, row)}
    revisions = store.revisions(db, actor, list(changed))
    since = sum(revisions.get(id) != each.revision for id, each in changed.items())
    if since:
        raise Stale(
            say("{count} of the records were changed since; change them one by one.", count=since),
            count=since,
        )
    _take_back(db, actor, dataset, row, {id: each.before for id, each in changed.items()})
    row.undone_at = now()
    identity.audit(
        db, actor, "records.undone", str(dataset), records=len(changed), change=str(row.id)
    )
    return len(changed)


def _take_back(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    row: BulkChange,
    before: Mapping[UUID, dict[str, Any]],
) -> None:
    ids = list(before)
    if row.action is Action.WITHDRAW:
        catalog.restore(db, actor, dataset, ids)
    elif row.action is Action.RESTORE:
        catalog.withdraw(db, actor, dataset, ids, for_good=True)
    elif row.action is Action.SPLIT:
        splits = {id: (was["split"], was["chosen"]) for id, was in before.items()}
        catalog.choose_splits(db, actor, dataset, splits)
    else:
        _unsay(db, actor, dataset, f"member:{row.member}", before)


def _unsay(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    author: str,
    before: Mapping[UUID, dict[str, Any]],
) -> None:
    """Let an author's word be again what it was; where there was none, let it not count."""
    sets = [
        catalog.NewAnnotations(
            RecordId(id), Layer.MEMBER, author, tuple(from_json(value) for value in was["said"])
        )
        for id, was in before.items()
        if was["said"] is not None
    ]
    catalog.annotate(db, actor, dataset, sets)
    silent = [id for id, was in before.items() if was["said"] is None]
    others = {
        row.author
        for row in catalog.sets_on(db, actor, silent)
        if row.layer is Layer.MEMBER and row.author != author
    }
    catalog.retract(db, actor, dataset, silent, Layer.MEMBER, keep=frozenset(others))


def label_one(db: Session, actor: Actor, record: RecordId, label: str | None, version: str) -> None:
    """Set or clear the class of one record; raises `Stale` where that version is gone."""
    row = catalog.record(db, actor, record)
    dataset = DatasetId(row.dataset)
    catalog.mine(db, actor, dataset)
    db.refresh(row, with_for_update=True)  # of two at the same moment the second sees the first
    if str(row.revision) != version:
        raise Stale(say("Somebody changed this record since you read it; read it again."))
    order = Order(Action.LABEL if label else Action.CLEAR_LABEL, label)
    change(db, actor, dataset, [row.id], order)
