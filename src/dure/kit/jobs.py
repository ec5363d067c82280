"""Durable jobs: a lease queue in the application's own database.

A job is enqueued in the same transaction as the change that wants it. A worker leases it,
renews the lease while it works, and finishes it; when the worker dies the lease ends and
another takes over. A job is done at least once, so its steps must be idempotent: they commit
in chunks and skip what is there already. A job that kills its workers is given up after
`max_attempts`.
"""

import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Engine, Index, and_, or_, select, update
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

_log = structlog.get_logger(__name__)
LEASE_S = 30.0


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


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
    __table_args__ = (Index("ix_job_claim", "state", "run_at"),)

    name: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    organization: Mapped[UUID] = mapped_column(index=True)
    member: Mapped[UUID]
    permissions: Mapped[list[Any]]
    key: Mapped[str | None] = mapped_column(default=None, index=True)
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
        self._worker = worker
        self._started = now()
        self._first_done: int | None = None

    def progress(self, done: int, total: int | None, *, unit: str = "", message: str = "") -> None:
        """Save how far the job is and renew the lease; raises `Cancelled` when asked to stop."""
        if self._first_done is None:
            self._first_done = done
        elapsed = max((now() - self._started).total_seconds(), 1e-6)
        rate = (done - self._first_done) / elapsed
        values = asdict(Progress(done, total, unit, round(rate, 2), message))
        if not self._renew(progress=values):
            raise Cancelled

    def _renew(self, **values: object) -> bool:
        with unit_of_work(self.engine) as db:
            row = db.execute(
                update(Job)
                .where(Job.id == self.job, Job.worker == self._worker)
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
                self._renew()

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
    if key is not None:
        unfinished = db.scalars(
            select(Job).where(
                Job.key == key,
                Job.organization == actor.organization,
                Job.state.not_in(FINISHED),
            )
        ).first()
        if unfinished is not None:
            return unfinished
    job = Job(
        name=name,
        arguments=arguments,
        organization=actor.organization,
        member=actor.member,
        permissions=sorted(actor.permissions),
        key=key,
    )
    db.add(job)
    db.flush()
    return job


def cancel(db: Session, job: Job) -> None:
    """Ask a job to stop; one that has not begun stops at once."""
    if job.state in FINISHED:
        raise Conflict(say("This job has finished already."))
    job.cancel_requested = True
    job.changed_at = now()
    if job.state is JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, now()


def worker_name() -> str:
    """Name this process so that others can tell whether it still lives."""
    return f"{socket.gethostname()}:{os.getpid()}:{_born(os.getpid())}"


def run_next(
    engine: Engine, works: Mapping[str, Work], *, worker: str, only: JobId | None = None
) -> Job | None:
    """Take the oldest job that waits (or `only` that one), do it, and give it back finished.

    Returns None where nothing waits. A failure is saved with the job, not raised.
    """
    job = _claim(engine, works, worker, only)
    if job is None:
        return None
    step = Step(engine, job, worker)
    try:
        with step.kept_alive():
            result = works[job.name](step, job.arguments)
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
    return found is not None and (
        found.state is JobState.QUEUED or (found.state is JobState.RUNNING and _abandoned(found))
    )


def _claim(
    engine: Engine, works: Mapping[str, Work], worker: str, only: JobId | None
) -> Job | None:
    waiting = or_(
        and_(Job.state == JobState.QUEUED, Job.run_at <= now()),
        and_(Job.state == JobState.RUNNING, Job.lease_until < now()),
    )
    if only is not None:
        waiting = and_(Job.id == only, Job.state.not_in(FINISHED))
    with unit_of_work(engine) as db:
        job = db.scalars(
            select(Job)
            .where(waiting, Job.name.in_(list(works)))
            .order_by(Job.run_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None or (job.state is JobState.RUNNING and not _abandoned(job)):
            return None
        job.attempts += 1
        job.changed_at = now()
        if job.attempts > job.max_attempts:
            job.state, job.finished_at = JobState.FAILED, now()
            told = say("Given up: its worker died {count} times.", count=job.max_attempts)
            job.error, job.error_values = _told(told).values()
            return job if only else None
        job.state, job.worker = JobState.RUNNING, worker
        job.started_at = job.started_at or now()
        job.lease_until = now() + timedelta(seconds=LEASE_S)
        return job


def _told(message: str) -> dict[str, Any]:
    if isinstance(message, Sentence):
        values = {name: str(value) for name, value in message.values.items()}
        return {"error": message.template, "error_values": values}
    return {"error": "{message}", "error_values": {"message": message}}


def _finish(engine: Engine, job: Job, worker: str, outcome: dict[str, Any]) -> Job:
    with unit_of_work(engine) as db:
        db.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == worker)
            .values(finished_at=now(), changed_at=now(), lease_until=None, **outcome)
        )
    with reading(engine) as db:
        return db.get_one(Job, job.id)


def _abandoned(job: Job) -> bool:
    """Its lease has ended, or its worker was a process of this machine that is no more."""
    if job.lease_until is None or job.lease_until < now():
        return True
    host, pid, born = (job.worker or "::").rsplit(":", 2)
    return host == socket.gethostname() and (not pid.isdigit() or _born(int(pid)) != born)


def _born(pid: int) -> str:
    """Give when a process began, so that a later process of the same number is told apart."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return _alive(pid)


def _alive(pid: int) -> str:
    if os.path.isdir("/proc/self"):  # noqa: PTH112  (this machine tells; the process is gone)
        return "gone"
    try:
        os.kill(pid, 0)
    except OSError:
        return "gone"
    return "0"
