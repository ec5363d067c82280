"""What each kind of durable job does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import autolabel, delivery, ingest, quality, release, viewing
from dure.core import DatasetId
from dure.kit import jobs
from dure.kit.console import Meter
from dure.kit.context import Workspace

Arguments = dict[str, Any]


def works(workspace: Workspace, watch: Meter | None = None) -> Mapping[str, jobs.Work]:
    """Give the work of each kind of job; `watch` is told of progress as well, for a terminal."""

    def report(step: jobs.Step) -> "_Report":
        return _Report(step, watch)

    def take_in(step: jobs.Step, given: Arguments) -> Arguments:
        return _take_in(workspace, step, given, report(step))

    def expire(step: jobs.Step, given: Arguments) -> Arguments:
        return {"removed": delivery.expire(workspace, step.actor)}

    def suggest(step: jobs.Step, given: Arguments) -> Arguments:
        return autolabel.suggest(workspace, step.actor, _dataset(given), report(step))

    def lay_out(step: jobs.Step, given: Arguments) -> Arguments:
        return autolabel.lay_out(workspace, step.actor, _dataset(given), report(step))

    def verify(step: jobs.Step, given: Arguments) -> Arguments:
        row = quality.verify(workspace, step.actor, _dataset(given), report(step))
        return {"verdict": row.verdict, "report": str(row.id)}

    def freeze(step: jobs.Step, given: Arguments) -> Arguments:
        formats = given.get("formats")
        order = release.Order(None if formats is None else tuple(formats))
        frozen = release.freeze(workspace, step.actor, _dataset(given), order, report(step))
        return {"version": frozen.row.version, "is_new": frozen.is_new}

    return {
        "ingest": take_in,
        "expire": expire,
        "sweep": lambda step, given: viewing.sweep(workspace),
        "proxy": lambda step, given: viewing.make(workspace, step.actor, given, report(step)),
        "suggest": suggest,
        "map": lay_out,
        "verify": verify,
        "freeze": freeze,
    }


def _take_in(workspace: Workspace, step: jobs.Step, given: Arguments, report: Meter) -> Arguments:
    if "delivery" in given:
        return delivery.take(workspace, step.actor, UUID(given["delivery"]), report)
    wanted = ingest.Delivery(
        roots=tuple(ingest.Root(Path(path), prefix) for path, prefix in given["roots"]),
        labels=Path(given["labels"]) if given.get("labels") else None,
        mirrors=given.get("mirrors", False),
        leave_out=tuple(Path(path) for path in given.get("leave_out", ())),
    )
    return ingest.told(ingest.take_in(workspace, step.actor, _dataset(given), wanted, report))


class _Report:
    """Tells a job's row, and a terminal where there is one, how far the work is."""

    def __init__(self, step: jobs.Step, watch: Meter | None) -> None:
        self._step, self._watch = step, watch

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        if self._watch:
            self._watch(done, total, message)
        self._step.progress(done, total, message=message)


def _dataset(given: Arguments) -> DatasetId:
    return DatasetId(UUID(given["dataset"]))
