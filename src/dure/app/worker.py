"""Runs durable jobs, beside the server or alone, and delivers events."""

import threading
from collections.abc import Callable, Mapping

from sqlalchemy import update

from dure.core import JobId
from dure.kit import events, jobs
from dure.kit.clock import now
from dure.kit.console import Meter
from dure.kit.context import Workspace

from .works import works

IDLE_S = 0.5
Works = Mapping[str, jobs.Work]


class BrokenOff(BaseException):
    """The process ends while a job runs; no failure of the job, and so no `Exception`."""


class Worker:
    """One thread that does waiting jobs one after the other until it is stopped."""

    def __init__(
        self, workspace: Workspace, make: Callable[[Workspace, Meter], Works] = works
    ) -> None:
        self._workspace, self._works = workspace, make(workspace, self._watch)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def _watch(self, done: int, total: int | None, message: str = "") -> None:
        if self._stop.is_set():
            raise BrokenOff

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def begin_no_more(self) -> None:
        """Begin no further job, and break the running one off where it next reports."""
        self._stop.set()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Begin no further job; one that runs is taken up again after a restart."""
        self.begin_no_more()
        if self._thread:
            self._thread.join(timeout_s)

    def run(self) -> None:
        """Work until stopped."""
        name = jobs.worker_name()
        while not self._stop.is_set():
            try:
                done = jobs.run_next(self._workspace.engine, self._works, worker=name)
            except BrokenOff:
                _give_back(self._workspace, name)
                return
            delivered = events.deliver(self._workspace.engine)
            if done is None and not delivered:
                self._stop.wait(IDLE_S)


def _give_back(workspace: Workspace, worker: str) -> None:
    """Let the job wait again, as if it had not been begun; what it has done stays."""
    waits = {"state": jobs.JobState.QUEUED, "worker": None, "lease_until": None}
    with workspace.unit_of_work() as db:
        db.execute(
            update(jobs.Job)
            .where(jobs.Job.worker == worker, jobs.Job.state == jobs.JobState.RUNNING)
            .values(**waits, attempts=jobs.Job.attempts - 1, changed_at=now())
        )


def run_now(workspace: Workspace, works: Works, job: jobs.Job) -> jobs.Job | None:
    """Do one job in this process; None where another process is doing it."""
    name = jobs.worker_name()
    done = jobs.run_next(workspace.engine, works, worker=name, only=JobId(job.id))
    events.deliver(workspace.engine)
    return done
