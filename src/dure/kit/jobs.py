"""Durable jobs: a lease queue in the application's own database.

A job is enqueued in the same transaction as the change that wants it. A worker leases it,
renews the lease while it works, and finishes it; when the worker dies another takes over: at
once on the same machine, which knows its processes, and elsewhere when the lease has ended. A
job is done at least once, so its steps must be idempotent: they commit in chunks and skip what
is there already. A job that kills its workers is given up after `max_attempts`.
"""

import json
import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Engine, Index, and_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import (
    Actor,
    Conflict,
    Error,
    JobId,
    MemberId,
    OrganizationId,
    Permission,
    Sentence,
    new_id,
    say,
)

from .clock import now
from .db import Session, Table, reading, unit_of_work
from .text import kept, storable

_log = structlog.get_logger(__name__)
LEASE_S = 30.0


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
_UNFINISHED = "state in ('queued', 'running')"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `total` is None while it is not known, `rate_per_s` since it started."""

    done: int = 0
    total: int | None = None
    unit: str = ""
    rate_per_s: float = 0.0
    message: str = ""


class Job(Table):
    """One piece of durable work."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_claim", "state", "run_at"),
        # One unfinished job a key, also where two ask for it at the same moment.
        Index(
            "uq_job_key",
            "organization",
            "key",
            unique=True,
            sqlite_where=text(_UNFINISHED),
            postgresql_where=text(_UNFINISHED),
        ),
    )

    name: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    organization: Mapped[UUID] = mapped_column(index=True)
    member: Mapped[UUID]
    permissions: Mapped[list[Any]]
    key: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    worker: Mapped[str | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default_factory=lambda: asdict(Progress()))
    result: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    # The sentence's template and values, so that it can be shown in either language.
    error: Mapped[str | None] = mapped_column(default=None)
    error_values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    run_at: Mapped[datetime] = mapped_column(default_factory=now)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(default_factory=now, index=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)

    @property
    def failure(self) -> Sentence | None:
        """Why the job failed."""
        return None if self.error is None else Sentence(self.error, **self.error_values)


class Cancelled(Exception):
    """Raised inside a job that was asked to stop; what is committed stays."""


class AlreadyRunning(Conflict):
    """A job with this key is being worked on."""


class Step:
    """What a running job may do: report progress, and learn that it should stop."""

    def __init__(self, engine: Engine, job: Job, worker: str) -> None:
        self.engine = engine
        self.job = JobId(job.id)
        self.actor = Actor(
            MemberId(job.member),
            OrganizationId(job.organization),
            frozenset(Permission(p) for p in job.permissions),
        )
        # A job that was taken over has one attempt more; its former worker no longer counts.
        self._mine = _held(job, worker)
        self._started = now()
        self._first_done: int | None = None

    def progress(self, done: int, total: int | None, *, unit: str = "", message: str = "") -> None:
        """Save how far the job is and renew the lease; raises `Cancelled` when asked to stop."""
        if self._first_done is None:
            self._first_done = done
        elapsed = max((now() - self._started).total_seconds(), 1e-6)
        rate = (done - self._first_done) / elapsed
        values = asdict(Progress(done, total, unit, round(rate, 2), storable(message)))
        if not self._renew(progress=values):
            raise Cancelled

    def _renew(self, **values: object) -> bool:
        with unit_of_work(self.engine) as db:
            row = db.execute(
                update(Job)
                .where(self._mine)
                .values(lease_until=now() + timedelta(seconds=LEASE_S), changed_at=now(), **values)
                .returning(Job.cancel_requested)
            ).first()
        return row is not None and not row.cancel_requested

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Renew the lease from a thread of its own, for steps that take long between reports."""
        stop = threading.Event()

        def renew() -> None:
            while not stop.wait(LEASE_S / 3):
                try:
                    self._renew()
                except Exception:  # noqa: BLE001  (the next try may find the database again)
                    trace = traceback.format_exc()
                    _log.error("lease_not_renewed", job=str(self.job), trace=trace)

        thread = threading.Thread(target=renew, name="job-lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


Work = Callable[[Step, dict[str, Any]], dict[str, Any]]


def enqueue(
    db: Session, actor: Actor, name: str, arguments: dict[str, Any], *, key: str | None = None
) -> Job:
    """Ask for a job, in the caller's transaction.

    With a `key`, a job of that key that is not finished is given back instead of a new one.
    """
    known = unfinished(db, actor, key)
    if known is not None:
        return known
    job = Job(
        name=name,
        arguments=arguments,
        organization=actor.organization,
        member=actor.member,
        permissions=sorted(actor.permissions),
        key=key,
    )
    try:
        with db.begin_nested():
            db.add(job)
    except IntegrityError:
        known = unfinished(db, actor, key)
        if known is None:
            raise
        return known
    return job


def unfinished(db: Session, actor: Actor, key: str | None) -> Job | None:
    """Give the job of a key that is not finished, if there is one."""
    if key is None:
        return None
    mine = select(Job).where(Job.key == key, Job.organization == actor.organization)
    return db.scalars(mine.where(Job.state.not_in(FINISHED))).first()


def cancel(db: Session, job: Job) -> None:
    """Ask a job to stop; one that has not begun stops at once."""
    db.refresh(job, with_for_update=True)
    if job.state in FINISHED:
        raise Conflict(say("This job has finished already."))
    job.cancel_requested = True
    job.changed_at = now()
    if job.state is JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, now()


def worker_name() -> str:
    """Name this process so that others can tell whether it still lives."""
    return f"{_machine()}:{os.getpid()}:{_born(os.getpid())}"


def run_next(
    engine: Engine, works: Mapping[str, Work], *, worker: str, only: JobId | None = None
) -> Job | None:
    """Take the oldest job that waits (or `only` that one), do it, and give it back finished.

    Returns None where nothing waits. A failure is saved with the job, not raised.
    """
    job = _claim(engine, works, worker, only)
    if job is None or job.state in FINISHED:
        return job
    try:
        step = Step(engine, job, worker)
        with step.kept_alive():
            result = works[job.name](step, job.arguments)
        json.dumps(result, allow_nan=False)  # what cannot be saved is a failure of the work
        outcome: dict[str, Any] = {"state": JobState.DONE, "result": result, "error": None}
    except Cancelled:
        outcome = {"state": JobState.CANCELLED}
    except Error as error:
        outcome = {"state": JobState.FAILED, **_told(error.message)}
    except Exception as error:  # noqa: BLE001  (a job must never take its worker down)
        _log.error("job_failed", job=str(job.id), name=job.name, trace=traceback.format_exc())
        told = say("The work broke off ({reason}).", reason=f"{type(error).__name__}: {error}")
        outcome = {"state": JobState.FAILED, **_told(told)}
    return _finish(engine, job, worker, outcome)


def claimable(db: Session, job: JobId) -> bool:
    """Tell whether a job waits, or was left by a worker that has died."""
    found = db.get(Job, job)
    return found is not None and (found.state is JobState.QUEUED or _orphaned(found))


def _claim(
    engine: Engine, works: Mapping[str, Work], worker: str, only: JobId | None
) -> Job | None:
    asked = Job.id == only if only is not None else Job.name.in_(list(works))
    with unit_of_work(engine) as db:
        job = _left(db, asked) or _queued(db, asked)
        if job is None:
            return None
        job.changed_at = now()
        if job.cancel_requested:
            job.state, job.finished_at = JobState.CANCELLED, now()
        elif job.attempts >= job.max_attempts:
            job.state, job.finished_at = JobState.FAILED, now()
            told = say("Given up: its worker died {count} times.", count=job.max_attempts)
            job.error, job.error_values = _told(told).values()
        else:
            job.attempts += 1
            job.state, job.worker = JobState.RUNNING, worker
            job.started_at = job.started_at or now()
            job.lease_until = now() + timedelta(seconds=LEASE_S)
        return job


def _queued(db: Session, asked: ColumnElement[bool]) -> Job | None:
    """Take the oldest job that waits."""
    waiting = select(Job).where(asked, Job.state == JobState.QUEUED, Job.run_at <= now())
    oldest = waiting.order_by(Job.run_at, Job.id).limit(1)
    return db.scalars(oldest.with_for_update(skip_locked=True)).first()


def _left(db: Session, asked: ColumnElement[bool]) -> Job | None:
    """Take the oldest job that a dead worker left."""
    running = select(Job).where(asked, Job.state == JobState.RUNNING)
    for seen in db.scalars(running.order_by(Job.run_at, Job.id)).all():
        if not _orphaned(seen):
            continue
        again = running.where(Job.id == seen.id).with_for_update(skip_locked=True)
        job = db.scalars(again.execution_options(populate_existing=True)).first()
        if job is not None and _orphaned(job):
            return job
    return None


def _held(job: Job, worker: str) -> ColumnElement[bool]:
    return and_(Job.id == job.id, Job.worker == worker, Job.attempts == job.attempts)


def _told(message: str) -> dict[str, Any]:
    stored = kept(message)
    return {"error": stored["template"], "error_values": stored["values"]}


def _finish(engine: Engine, job: Job, worker: str, outcome: dict[str, Any]) -> Job:
    with unit_of_work(engine) as db:
        db.execute(
            update(Job)
            .where(_held(job, worker))
            .values(finished_at=now(), changed_at=now(), lease_until=None, **outcome)
        )
    with reading(engine) as db:
        return db.get_one(Job, job.id)


def _orphaned(job: Job) -> bool:
    """Its lease has ended, or its worker was a process of this machine that is no more."""
    if job.state is not JobState.RUNNING:
        return False
    if job.lease_until is None or job.lease_until < now():
        return True
    machine, pid, born = (job.worker or "::").rsplit(":", 2)
    return machine == _machine() and (not pid.isdigit() or _born(int(pid)) != born)


@cache
def _machine() -> str:
    """Name what shares our process numbers; a container has its own, whatever its host name."""
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{''.join(filter(str.isdigit, space))}"


def _born(pid: int) -> str:
    """Give when a process began, so that a later process of the same number is told apart."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:  # noqa: PTH123
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return _alive(pid)
    return "gone" if fields[0] in "ZX" else fields[19]  # killed, though nobody took note of it


def _alive(pid: int) -> str:
    if os.path.isdir("/proc/self"):  # noqa: PTH112  (this machine tells; the process is gone)
        return "gone"
    try:
        os.kill(pid, 0)
    except OSError:
        return "gone"
    return "0"
