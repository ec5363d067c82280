"""Undo a delivery and redo it.

What stands in a data set is the last word on each path of the deliveries that are not undone,
over what was there before them. An undo therefore brings back what the delivery had replaced.
"""

from uuid import UUID

from dure import catalog, identity, ingest
from dure.core import Actor, DatasetId, Permission, say
from dure.kit.db import Session

from .. import rules, service, store
from ..model import NotOpen, State
from ..tables import Delivery


def undo(db: Session, actor: Actor, id: UUID) -> int:
    """Take out what only this delivery brought, and bring back what it replaced.

    Returns how many records were taken out. Releases stay as they are.
    """
    row = _changing(db, actor, id, State.DONE)
    row.state = State.UNDONE
    db.flush()
    had, has = _restack(db, actor, row, stood=True)
    lost = had - has
    catalog.restore(db, actor, DatasetId(row.dataset), sorted(has - had))
    for file in store.every_file(db, actor, id):
        file.is_withdrawn = file.record in lost
    identity.audit(db, actor, "delivery.undone", str(id), withdrawn=len(lost))
    return len(lost)


def redo(db: Session, actor: Actor, id: UUID) -> int:
    """Bring back what undoing a delivery took out; gives how many records came back."""
    row = _changing(db, actor, id, State.UNDONE)
    row.state = State.DONE
    db.flush()
    _, has = _restack(db, actor, row, stood=False)
    files = store.every_file(db, actor, id)
    back = has & {file.record for file in files if file.is_withdrawn}
    catalog.restore(db, actor, DatasetId(row.dataset), sorted(back))
    for file in files:
        file.is_withdrawn = False
    identity.audit(db, actor, "delivery.redone", str(id), restored=len(back))
    return len(back)


def _changing(db: Session, actor: Actor, id: UUID, wanted: State) -> Delivery:
    actor.require(Permission.INGEST_WRITE)
    row = service.get(db, actor, id, locked=True)
    if row.state is not wanted:
        raise NotOpen(
            say("Only a delivery that was taken in can be undone, and only an undone one redone.")
        )
    return row


def _restack(
    db: Session, actor: Actor, row: Delivery, *, stood: bool
) -> tuple[set[UUID], set[UUID]]:
    """Let each path of a delivery be what the last standing one says of it.

    What something else changed since, such as a build on the command line, is left alone.
    Gives the live records behind the paths before, and those that have a file after.
    """
    dataset = DatasetId(row.dataset)
    paths = [file.path for file in store.every_file(db, actor, row.id)]
    held = store.sources(db, actor, dataset, paths)
    put, gone, touched = [], [], set[UUID]()
    for path, chain in store.chains(db, actor, dataset, paths).items():
        was = rules.word([(b, a, stood if of == row.id else done) for of, b, a, done in chain])
        is_now = rules.word([(b, a, done) for _, b, a, done in chain])
        touched |= {UUID(word["record"]) for word in (was, is_now) if word.get("record")}
        if not rules.same(was, rules.kept(store.columns(held[path])) if path in held else {}):
            continue
        if is_now:
            put.append(is_now)
        elif path in held:
            gone.append(path)
    live = {id for id, r in catalog.records(db, actor, dataset, sorted(touched)).items()
            if r.withdrawn_at is None}  # fmt: skip
    had = store.with_files(db, actor, dataset, touched) & live
    store.put_sources(db, put)
    ingest.settle(db, actor, dataset, gone)
    return had, store.with_files(db, actor, dataset, touched)
