"""Runs durable jobs, beside the server or alone, and delivers events."""

import threading
from collections.abc import Mapping

from dure.core import JobId
from dure.kit import events, jobs
from dure.kit.context import Workspace

IDLE_S = 0.5


class Worker:
    """One thread that does waiting jobs one after the other until it is stopped."""

    def __init__(self, workspace: Workspace, works: Mapping[str, jobs.Work]) -> None:
        self._workspace, self._works = workspace, works
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Begin no further job; one that runs is taken up again after a restart."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout_s)

    def run(self) -> None:
        """Work until stopped."""
        name = jobs.worker_name()
        while not self._stop.is_set():
            done = jobs.run_next(self._workspace.engine, self._works, worker=name)
            delivered = events.deliver(self._workspace.engine)
            if done is None and not delivered:
                self._stop.wait(IDLE_S)


def run_now(workspace: Workspace, works: Mapping[str, jobs.Work], job: jobs.Job) -> jobs.Job | None:
    """Do one job in this process; None where another process is doing it."""
    name = jobs.worker_name()
    done = jobs.run_next(workspace.engine, works, worker=name, only=JobId(job.id))
    events.deliver(workspace.engine)
    return done
