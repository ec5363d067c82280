"""Take a delivery in through ingest, and note what became of each file."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import identity, ingest
from dure.core import Actor, DatasetId, Permission, derived_id
from dure.kit import growing, text
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.files import walk

from .. import checks, rules, service, store
from ..checks import evidence
from ..model import GONE, Found, Kind, State
from ..tables import Delivery, DeliveryFile, DeliveryFinding

CHUNK = 500
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
    _conclude(workspace, actor, row)
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


def _conclude(workspace: Workspace, actor: Actor, row: Delivery) -> None:
    """Note what became of each file, some in a transaction; once more changes nothing."""
    with workspace.reading() as db:
        paths = store.file_paths(db, actor, row.id)
        earlier = store.contents_before(db, actor, row.id)
    mine = frozenset(paths)
    for some in store.portions(paths):
        with workspace.unit_of_work() as db:
            _conclude_some(db, actor, row, some, _Before(mine, earlier))


@dataclass(frozen=True, slots=True)
class _Before:
    """What tells whether a content had come before a delivery.

    Attributes:
        mine: the paths of the delivery.
        replaced: where each content lay that the delivery replaced.
    """

    mine: frozenset[str]
    replaced: Mapping[str, str]


def _conclude_some(
    db: Session, actor: Actor, row: Delivery, paths: Sequence[str], before: _Before
) -> None:
    dataset = DatasetId(row.dataset)
    there = store.sources(db, actor, dataset, paths)
    digests = list({s.digest for s in there.values() if s.digest})
    earlier, firsts = dict[str, str](), dict[str, str]()
    for path, digest, outcome in store.contents(db, actor, dataset, digests):
        if path not in before.mine:
            earlier.setdefault(digest, path)
        elif outcome is ingest.Outcome.RECORD:
            firsts[digest] = path
    earlier |= {d: before.replaced[d] for d in digests if d in before.replaced}
    for file in store.files_at(db, actor, row.id, paths):
        source = there.get(file.path)
        if source is None:
            file.outcome = GONE
        elif file.outcome == GONE:  # it lies where the folder could not be read
            db.delete(file)
        else:
            digest = source.digest or ""
            _tell(file, source, earlier.get(digest), firsts.get(digest))


def _close(db: Session, actor: Actor, id: UUID, found: Sequence[Found]) -> None:
    """Keep what the checks found; then nothing of the delivery waits any more."""
    row = service.get(db, actor, id, locked=True)
    _keep_findings(db, row, found)
    counts = rules.counts(store.outcomes(db, actor, id))
    row.counts = {**counts, "findings": len(found)}
    row.state = State.DONE
    store.forget_uploads(db, row.id)
    identity.audit(db, actor, "delivery.taken_in", str(row.id), **row.counts)


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
