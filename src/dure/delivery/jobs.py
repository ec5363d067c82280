"""Take a delivery in through ingest, note what became of each file; undo it and redo it.

What stands in a data set is the last word on each path of the deliveries that are not undone,
over what was there before them. An undo therefore brings back what the delivery had replaced.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import catalog, identity, ingest
from dure.core import Actor, DatasetId, Permission, derived_id, say
from dure.kit import growing, text
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.files import walk
from dure.kit.sources import Source

from . import checks, rules, service, store
from .checks import evidence
from .model import GONE, Found, Kind, NotOpen, State
from .tables import Delivery, DeliveryFile, DeliveryFinding, SyncedFile

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Synced:
    """What a look at a place came to; there is no delivery where nothing changed."""

    delivery: Delivery | None
    files: int
    changed: int
    gone: int
    unsafe: tuple[str, ...] = ()


Report = Callable[[int, int | None, str], None]


def take(workspace: Workspace, actor: Actor, id: UUID, report: Report) -> dict[str, Any]:
    """Take a delivery in; a run that broke off is taken up where it was left."""
    actor.require(Permission.INGEST_WRITE)
    with workspace.unit_of_work() as db:
        row = service.get(db, actor, id, locked=True)
        row.taken_at = row.taken_at or now()
        root = service.root(workspace.home, row)
        uploads = [service.part_and_place(workspace.home, u) for u in store.uploads(db, actor, id)]
    for part, to in uploads:
        if part.exists():
            growing.move(part, to)
    _note(workspace, actor, row, root)
    given = ingest.Delivery((ingest.Root(root),), mirrors=row.mirrors)
    tally = ingest.take_in(workspace, actor, DatasetId(row.dataset), given, report)
    declared = evidence.declared(root)
    with workspace.unit_of_work() as db:
        _conclude(db, actor, row)
    found = list(checks.all_of(evidence.gather(workspace, actor, row, declared)))
    with workspace.unit_of_work() as db:
        _close(db, actor, id, found)
    if row.kind is not Kind.FOLDER:
        shutil.rmtree(service.place(workspace.home, id), ignore_errors=True)
    return ingest.told(tally)


def _note(workspace: Workspace, actor: Actor, row: Delivery, root: Path) -> None:
    """Write down what comes, and what it takes the place of, before anything is changed."""
    names: Iterator[str] = (entry.name for entry in walk(root))
    seen = set()
    while some := list(islice(names, CHUNK)):
        seen.update(some)
        with workspace.unit_of_work() as db:
            _note_some(db, actor, row, some, None)
    if row.mirrors:
        with workspace.unit_of_work() as db:
            held = store.source_paths(db, actor, DatasetId(row.dataset))
            _note_some(db, actor, row, sorted(held - seen), GONE)


def _note_some(
    db: Session, actor: Actor, row: Delivery, paths: Sequence[str], outcome: str | None
) -> None:
    before = store.sources(db, actor, DatasetId(row.dataset), paths)
    rows = [
        {
            "id": derived_id(row.id, path),
            "delivery": row.id,
            "dataset": row.dataset,
            "path": path,
            "outcome": outcome,
            "after": {},
            "message_values": {},
            "before": rules.kept(store.columns(before[path])) if path in before else {},
        }
        for path in paths
    ]
    store.keep(db, DeliveryFile, rows, ())


def _conclude(db: Session, actor: Actor, given: Delivery) -> None:
    """Note what became of each file, and that the delivery is done."""
    row = service.get(db, actor, given.id, locked=True)
    files = store.every_file(db, actor, row.id)
    paths = [file.path for file in files]
    there = store.sources(db, actor, DatasetId(row.dataset), paths)
    earlier = _earlier(db, actor, row, there, files)
    firsts = {s.digest: s.path for s in there.values() if s.outcome is ingest.Outcome.RECORD}
    for file in files:
        source = there.get(file.path)
        if source is None:
            file.outcome = GONE
        elif file.outcome == GONE:  # it lies where the folder could not be read
            db.delete(file)
        else:
            _tell(file, source, earlier.get(source.digest), firsts.get(source.digest))
    db.flush()
    row.counts = rules.counts(map(store.columns, store.every_file(db, actor, row.id)))


def _close(db: Session, actor: Actor, id: UUID, found: Sequence[Found]) -> None:
    """Keep what the checks found; then nothing of the delivery waits any more."""
    row = service.get(db, actor, id, locked=True)
    _keep_findings(db, row, found)
    row.counts = {**row.counts, "findings": len(found)}
    row.state = State.DONE
    store.forget_uploads(db, row.id)
    identity.audit(db, actor, "delivery.taken_in", str(row.id), **row.counts)


def _earlier(
    db: Session,
    actor: Actor,
    row: Delivery,
    there: Mapping[str, ingest.SourceFile],
    files: Sequence[DeliveryFile],
) -> dict[str | None, str]:
    """Give where each content lay before this delivery came."""
    digests = list({s.digest for s in there.values() if s.digest})
    mine = {file.path for file in files}
    found: dict[str | None, str] = {
        file.before["digest"]: file.path for file in files if file.before.get("digest")
    }
    for path, digest in store.contents(db, actor, DatasetId(row.dataset), digests):
        if path not in mine:
            found.setdefault(digest, path)
    return found


def _tell(
    file: DeliveryFile, source: ingest.SourceFile, earlier: str | None, first: str | None
) -> None:
    """Copy what ingest keeps of a file; content that was there before is a duplicate."""
    file.after = rules.kept(store.columns(source))
    file.outcome, file.size = source.outcome.value, source.size
    file.digest, file.record = source.digest, source.record
    file.kind, file.severity = source.kind, source.severity
    file.message, file.message_values = source.message, source.message_values
    if source.digest and source.outcome in store.MEDIA:
        same = earlier or first
        is_first = earlier is None and source.path == first
        file.outcome = ingest.Outcome.RECORD if is_first else ingest.Outcome.DUPLICATE
        file.duplicate_of = None if is_first else same


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


def sync(
    workspace: Workspace, actor: Actor, dataset: DatasetId, source: Source, report: Report
) -> Synced:
    """Deliver what is new or changed in a place since it was last synced; reads nothing else.

    Label files come along whenever anything changed, since they may tell of what is new. What the
    place holds no more is counted and stays. The delivery's job is enqueued, not done.
    """
    actor.require(Permission.INGEST_WRITE)
    listed = dict(source.entries())
    with workspace.reading() as db:
        catalog.mine(db, actor, dataset)
        known = store.synced(db, actor, dataset, source.address)
        labels = store.source_paths(db, actor, dataset, ingest.Outcome.LABELS)
    changed, gone = rules.changes(listed, known)
    wanted, unsafe = rules.safe_ones(changed)
    if not wanted:
        return Synced(None, len(listed), 0, len(gone), tuple(unsafe))
    with workspace.unit_of_work() as db:
        row = service.opened(db, actor, dataset, Kind.PREFIX, source=source.address)
    root = service.place(workspace.home, row.id) / "files"
    coming = sorted({*wanted, *(labels & listed.keys() & known.keys())})
    for number, path in enumerate(coming, 1):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        source.bring(path, root / path)
        report(number, len(coming), path)
    with workspace.unit_of_work() as db:
        stamps = [_stamp(dataset, source.address, path, listed[path]) for path in changed]
        store.keep(db, SyncedFile, stamps, ("stamp",))
        store.forget_synced(db, dataset, source.address, gone)
        row = service.begin(db, actor, service.get(db, actor, row.id, locked=True))
    return Synced(row, len(listed), len(wanted), len(gone), tuple(unsafe))


def _stamp(dataset: DatasetId, source: str, path: str, value: str) -> dict[str, Any]:
    """Give the row that says what a file of a place was when it was brought."""
    id = derived_id(dataset, "synced", source, path)
    return {"id": id, "dataset": dataset, "source": source, "path": path, "stamp": value}


def _keep_findings(db: Session, row: Delivery, found: Sequence[Found]) -> None:
    """Keep what disagrees with a delivery's contract, in the place of what was found before."""
    rows = []
    for number, one in enumerate(found):
        stored = text.kept(one.message)
        rows.append(
            DeliveryFinding(
                delivery=row.id,
                number=number,
                kind=one.kind,
                severity=one.severity,
                path=one.path,
                message=stored["template"],
                message_values=stored["values"],
            )
        )
    store.replace_findings(db, row.id, rows)
