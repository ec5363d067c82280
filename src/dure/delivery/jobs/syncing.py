"""Bring what is new or changed in a place, and nothing else."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from dure import catalog, ingest
from dure.core import Actor, DatasetId, Permission, derived_id
from dure.kit.context import Workspace
from dure.kit.sources import Source

from .. import rules, service, store
from ..model import Kind
from ..tables import Delivery, SyncedFile

Report = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class Synced:
    """What a look at a place came to; there is no delivery where nothing changed."""

    delivery: Delivery | None
    files: int
    changed: int
    gone: int
    unsafe: tuple[str, ...] = ()


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
    wanted, unsafe = rules.safe_ones(changed, listed.keys())
    if not wanted:
        return Synced(None, len(listed), 0, len(gone), tuple(unsafe))
    with workspace.unit_of_work() as db:
        row = service.opened(db, actor, dataset, Kind.PREFIX, source=source.address)
    root = service.place(workspace.home, row.id) / "files"
    along, _ = rules.safe_ones(labels & listed.keys() & known.keys(), listed.keys())
    coming = sorted({*wanted, *along})
    _bring(source, coming, root, workspace.threads, report)
    with workspace.unit_of_work() as db:
        stamps = [_stamp(dataset, source.address, path, listed[path]) for path in changed]
        store.keep(db, SyncedFile, stamps, ("stamp",))
        store.forget_synced(db, dataset, source.address, gone)
        row = service.begin(db, actor, service.get(db, actor, row.id, locked=True))
    return Synced(row, len(listed), len(wanted), len(gone), tuple(unsafe))


def _bring(source: Source, paths: Sequence[str], root: Path, threads: int, report: Report) -> None:
    """Fetch files, several at a time, since a bucket is slow to begin each."""

    def bring(path: str) -> str:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        source.bring(path, root / path)
        return path

    number = count(1)
    with ThreadPoolExecutor(threads, thread_name_prefix="sync") as pool:
        for some in store.portions(paths):
            for path in pool.map(bring, some):
                report(next(number), len(paths), path)


def _stamp(dataset: DatasetId, source: str, path: str, value: str) -> dict[str, Any]:
    """Give the row that says what a file of a place was when it was brought."""
    id = derived_id(dataset, "synced", source, path)
    return {"id": id, "dataset": dataset, "source": source, "path": path, "stamp": value}
