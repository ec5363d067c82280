"""One station of the loop as a durable job that the command line runs, or watches."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dure.core import Conflict, DatasetId, Error, Unavailable, say
from dure.kit import jobs
from dure.kit.console import Meter
from dure.kit.context import Context

from .worker import run_now
from .works import works

Stage = Callable[[str], AbstractContextManager[Meter]]
FOLLOW_S = 0.3


class StageFailed(Unavailable):
    """One station broke off for a reason that is not the user's."""


@contextmanager
def alone(context: Context, dataset: DatasetId) -> Iterator[None]:
    """Let one command at a time work on a data set; the lock ends with its process."""
    place = context.workspace.home / "locks" / str(dataset)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                say("Another process is at this data set; wait until it has finished.")
            ) from None
        yield


def run(
    context: Context, stage: Stage, name: str, dataset: DatasetId, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Do one station as a durable job; raises what it raises.

    A server on the same home may take the job first; then its progress is shown here.
    """
    given = {"dataset": str(dataset), **arguments}
    with context.workspace.unit_of_work() as db:
        job = jobs.enqueue(db, context.actor, name, given, key=f"{name}:{dataset}")
        if job.state is jobs.JobState.QUEUED:
            job.arguments = given
    failures: list[Error] = []
    with stage(name) as meter:
        done = _finished(context, job, meter, failures)
    if done.arguments != given:  # somebody else's job had to end first
        return run(context, stage, name, dataset, arguments)
    if done.state is jobs.JobState.DONE:
        return done.result or {}
    if failures:
        raise failures[-1]
    raise StageFailed(done.failure or say("The stage was cancelled."))


def _finished(context: Context, job: jobs.Job, meter: Meter, failures: list[Error]) -> jobs.Job:
    """Do the job, or wait for the process that does it."""
    kinds = {
        kind: _witnessed(work, failures) for kind, work in works(context.workspace, meter).items()
    }
    while (done := run_now(context.workspace, kinds, job)) is None:
        with context.workspace.reading() as db:
            seen = db.get_one(jobs.Job, job.id)
        if seen.state in jobs.FINISHED:
            return seen
        meter(seen.progress["done"], seen.progress["total"], seen.progress["message"])
        time.sleep(FOLLOW_S)
    return done


def _witnessed(work: jobs.Work, failures: list[Error]) -> jobs.Work:
    """Keep the error that ends a job, since its row keeps only the sentence."""

    def watched(step: jobs.Step, given: dict[str, Any]) -> dict[str, Any]:
        try:
            return work(step, given)
        except Error as error:
            failures.append(error)
            raise

    return watched
