"""Runs durable jobs, beside the server or alone, and delivers events."""

import threading
import traceback
from collections.abc import Callable, Mapping

import structlog
from sqlalchemy import update

from dure.core import JobId
from dure.kit import events, jobs
from dure.kit.clock import now
from dure.kit.console import Meter
from dure.kit.context import Workspace

from .works import works

IDLE_S = 0.5
AGAIN_S = 2.0  # after a failure that is not of the job
Works = Mapping[str, jobs.Work]
_log = structlog.get_logger(__name__)


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
                is_idle = self._turn(name)
            except BrokenOff:
                _give_back(self._workspace, name)
                return
            except Exception:  # noqa: BLE001  (the database may be there again in a moment)
                _log.error("worker_failed", trace=traceback.format_exc())
                self._stop.wait(AGAIN_S)
            else:
                self._stop.wait(IDLE_S if is_idle else 0)

    def _turn(self, name: str) -> bool:
        """Do one job and deliver what is due; tells whether there was nothing to do."""
        done = jobs.run_next(self._workspace.engine, self._works, worker=name)
        return not events.deliver(self._workspace.engine) and done is None


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
