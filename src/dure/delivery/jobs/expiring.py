"""End what nobody went on with: uploads that stand still, deliveries that were never finished."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from dure import identity
from dure.core import Actor
from dure.kit import growing
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.jobs import Job

from .. import rules, service, store
from ..model import State
from ..tables import Delivery

LEFT = timedelta(days=1)  # what is younger may belong to a request that has not ended


@dataclass(slots=True)
class _Look:
    """What one look came to: how much was removed, and when what waits still will end."""

    removed: int = 0
    due: list[datetime] = field(default_factory=list)


def expire(workspace: Workspace, actor: Actor) -> int:
    """Remove uploads and end deliveries that nobody went on with in time; counts them.

    The next look is planned for when the first of what waits still will end.
    """
    look = _Look()
    _end_deliveries(workspace, actor, look)  # first, since an upload that ends touches them
    _end_uploads(workspace, actor, look)
    _sweep(workspace, actor)
    if look.due:
        with workspace.unit_of_work() as db:
            service.plan_expiry(db, actor, min(look.due))
    return look.removed


def _end_uploads(workspace: Workspace, actor: Actor, look: _Look) -> None:
    with workspace.unit_of_work() as db:
        for row in store.unfinished(db, actor):
            found = service.progress(workspace.home, row)
            if found.expires_at > now():
                look.due.append(found.expires_at)
                continue
            growing.remove(service.part_and_place(workspace.home, row)[0])
            db.delete(row)
            look.removed += 1


def _end_deliveries(workspace: Workspace, actor: Actor, look: _Look) -> None:
    with workspace.reading() as db:
        waiting = store.waiting(db, actor)
    for id in waiting:
        with workspace.unit_of_work() as db:
            row = service.get(db, actor, id, locked=True)
            job = db.get(Job, row.job) if row.job else None
            if not rules.may_finish(service.state_of(row, job)):
                continue
            due = _touched_at(db, actor, workspace.home, row, job) + workspace.delivery_lifetime
            if due > now():
                look.due.append(due)
                continue
            row.state = State.EXPIRED
            store.forget_uploads(db, id)
            identity.audit(db, actor, "delivery.expired", str(id), dataset=str(row.dataset))
        shutil.rmtree(service.place(workspace.home, id), ignore_errors=True)
        look.removed += 1


def _touched_at(db: Session, actor: Actor, home: Path, row: Delivery, job: Job | None) -> datetime:
    """Give when something last came to a delivery, or its job ended."""
    uploads = [service.progress(home, one).touched_at for one in store.uploads(db, actor, row.id)]
    ended = [job.finished_at] if job and job.finished_at else []
    place = service.place(home, row.id)
    return max(row.at, *uploads, *ended, *map(_changed_at, (place, *_folders(place))))


def _folders(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_dir())


def _changed_at(path: Path) -> datetime:
    """Give when a folder last changed; one that is not there never did."""
    return growing.touched_at(path) or datetime.min.replace(tzinfo=UTC)


def _sweep(workspace: Workspace, actor: Actor) -> None:
    """Remove what a kill left: folders whose deliveries wait no more, parts that nobody knows."""
    root = service.place(workspace.home, UUID(int=0)).parent
    folders = _left(root.glob("*"), LEFT)
    parts = _left(root.glob("*/parts/*"), service.EXPIRES)
    with workspace.reading() as db:
        kept = store.kept_open(db, actor, list(folders)) | store.known(db, actor, list(parts))
    for id, path in folders.items():
        if id not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for id, path in parts.items():
        if id not in kept:
            growing.remove(path)


def _left(paths: Iterator[Path], age: timedelta) -> dict[UUID, Path]:
    """Give by id what nothing has changed for so long."""
    found: dict[UUID, Path] = {}
    for path in paths:
        try:
            id = UUID(path.name)
        except ValueError:
            continue
        if _changed_at(path) < now() - age:
            found[id] = path
    return found
