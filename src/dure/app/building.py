"""The main job: folders in, a verified and versioned release out."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dure import autolabel, catalog, domains, engines, ingest, quality, release
from dure.core import Conflict, DatasetId, Error, Invalid, Issue, Severity, say
from dure.kit import jobs
from dure.kit.console import Meter
from dure.kit.context import Context
from dure.kit.text import told

from .worker import run_now
from .works import works

Stage = Callable[[str], AbstractContextManager[Meter]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be built, as the command line says it."""

    folders: tuple[Path, ...]
    domain: str
    to: Path
    labels: Path | None = None
    name: str | None = None
    formats: tuple[str, ...] | None = None
    may_download: bool = True


@dataclass(slots=True)
class Built:
    """What a build came to; ``files = sources + duplicates + issues``."""

    dataset: str
    domain: str
    release: str
    folder: str
    is_new: bool
    files: int
    records: int
    sources: int
    duplicates: int
    issues: list[Issue]
    labelled: int
    suggested: int
    accepted: int
    findings: int
    verdict: str
    duplicate_files: list[dict[str, str]] = field(default_factory=list)
    label_issues: list[Issue] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    suggestion_report: dict[str, Any] = field(default_factory=dict)
    finding_counts: list[dict[str, Any]] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)
    added: int = 0
    gone: int = 0

    @property
    def has_problems(self) -> bool:
        """Whether a file that should be data could not be taken."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def build(context: Context, wanted: Wanted, stage: Stage) -> Built:
    """Run the whole loop: ingest, suggestions, quality, release; a second run changes nothing."""
    pack = domains.load(wanted.domain)
    _check(wanted)
    release.may_replace(wanted.to)
    dataset = _dataset(context, wanted, pack)
    taken = _run(context, stage, "ingest", dataset, _delivery(wanted))
    skipped = _suggest(context, stage, pack, dataset, may_download=wanted.may_download)
    _run(context, stage, "verify", dataset, {})
    formats = wanted.formats if wanted.formats is not None else ("coco",)
    frozen = _run(context, stage, "freeze", dataset, {"formats": list(formats)})
    reference = f"{_name(context, dataset)}@{frozen['version']}"
    with context.workspace.reading() as db:
        row = release.named(db, context.actor, reference)
        report = quality.latest(db, context.actor, dataset)
    release.hand_out(Path(row.folder), wanted.to)
    autolabel.write_suggestions(
        context.workspace, context.actor, dataset, wanted.to / "suggestions.parquet"
    )
    quality.write_report(
        context.workspace, context.actor, report, wanted.to / "quality", title=reference
    )
    return _summary(context, wanted, dataset, (taken, frozen, report.report), skipped)


def _check(wanted: Wanted) -> None:
    for folder in wanted.folders:
        if not folder.is_dir():
            raise Invalid(say("There is no folder “{path}”; name one that exists.", path=folder))
    if wanted.labels is not None and not wanted.labels.is_file():
        raise Invalid(
            say("There is no label list “{path}”; name a CSV or JSONL file.", path=wanted.labels)
        )
    target = wanted.to.resolve()
    if any(folder.resolve().is_relative_to(target) for folder in wanted.folders):
        raise Invalid(
            say("“{to}” holds the folder that is read; choose another for --to.", to=wanted.to)
        )


def _dataset(context: Context, wanted: Wanted, pack: domains.Pack) -> DatasetId:
    """Give the data set of these folders: the same words find the same one again."""
    labels = str(wanted.labels.resolve()) if wanted.labels else ""
    parts = [pack.id, labels, wanted.name or "", *(str(f.resolve()) for f in wanted.folders)]
    origin = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    name = wanted.name or wanted.folders[0].resolve().name
    with context.workspace.unit_of_work() as db:
        found = catalog.of_origin(
            db, context.actor, origin=origin, name=name, domain=(pack.id, pack.version)
        )
        return DatasetId(found.id)


def _name(context: Context, dataset: DatasetId) -> str:
    with context.workspace.reading() as db:
        return catalog.get(db, context.actor, dataset).name


def _delivery(wanted: Wanted) -> dict[str, Any]:
    prefixes = ingest.prefixes([folder.resolve().name for folder in wanted.folders])
    roots = [
        [str(folder.resolve()), prefix]
        for folder, prefix in zip(wanted.folders, prefixes, strict=True)
    ]
    return {
        "roots": roots,
        "labels": str(wanted.labels.resolve()) if wanted.labels else None,
        "mirrors": True,
        "leave_out": [str(wanted.to.resolve())],
    }


def _run(
    context: Context, stage: Stage, name: str, dataset: DatasetId, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Do one stage as a durable job in this process; raises where it fails."""
    given = {"dataset": str(dataset), **arguments}
    key = f"{name}:{dataset}"
    with context.workspace.unit_of_work() as db:
        job = jobs.enqueue(db, context.actor, name, given, key=key)
        job.arguments = given
    with stage(name) as meter:
        done = run_now(context.workspace, works(context.workspace, meter), job)
    if done is None:
        raise Conflict(say("Another process is at this data set; wait until it has finished."))
    if done.state is not jobs.JobState.DONE:
        raise StageFailed(done.failure or say("The stage was cancelled."))
    return done.result or {}


class StageFailed(Invalid):
    """One stage of a build ended with an error, which is its message."""


def _suggest(
    context: Context,
    stage: Stage,
    pack: domains.Pack,
    dataset: DatasetId,
    *,
    may_download: bool,
) -> str | None:
    """Suggest labels where the domain has an engine; give the reason where it cannot be done."""
    name = autolabel.engine_of(pack)
    models = context.workspace.models
    if name is not None and name not in {found.name for found in engines.installed(models)}:
        if not may_download:
            return say("The engine {name} is missing; run: dure models install {name}", name=name)
        try:
            with stage("model") as meter:
                engines.install(models, [name], progress=_phases(meter))
        except Error as error:
            return error.message
    result = _run(context, stage, "suggest", dataset, {})
    reason = result.get("reason")
    return told(reason) if reason else None


def _phases(meter: Meter) -> Callable[..., None]:
    def tell(name: str, phase: object, done: int, total: int | None) -> None:
        meter(done, total, f"{name}: {phase}")

    return tell


def _summary(
    context: Context,
    wanted: Wanted,
    dataset: DatasetId,
    results: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
    skipped: str | None,
) -> Built:
    taken, frozen, report = results
    with context.workspace.reading() as db:
        tally = ingest.tally(db, context.actor, dataset)
        found = catalog.get(db, context.actor, dataset)
        row = release.named(db, context.actor, f"{found.name}@{frozen['version']}")
        offered = autolabel.counts(db, context.actor, dataset)
    built = Built(
        dataset=found.name,
        domain=found.domain,
        release=f"{found.name}@{row.version}",
        folder=str(wanted.to),
        is_new=frozen["is_new"],
        files=tally.files,
        records=tally.records,
        sources=tally.sources,
        duplicates=len(tally.duplicates),
        issues=tally.issues,
        labelled=taken["labelled"],
        suggested=offered.suggested,
        accepted=offered.accepted,
        findings=sum(count["count"] for count in report["counts"]),
        verdict=report["verdict"],
        duplicate_files=[{"path": p, "first": first} for p, first in tally.duplicates],
        label_issues=ingest.warnings_told(taken),
        counts=row.counts,
        suggestion_report=offered.report,
        finding_counts=report["counts"],
        added=taken["added"],
        gone=taken["gone"],
    )
    built.next_steps = list(_next_steps(built, skipped))
    return built


def _next_steps(built: Built, skipped: str | None) -> Iterator[str]:
    errors = [i for i in built.issues if i.severity is Severity.ERROR]
    if errors:
        yield say(
            "Mend the {count} files that were refused, then run the same command.",
            count=len(errors),
        )
    if built.labelled == 0 and built.records:
        yield say("Give labels: folders as classes, or --labels FILE.csv with path,label.")
    if skipped:
        yield skipped
    waiting = built.suggested - built.accepted
    if waiting:
        yield say(
            "Look at {count} suggestions that no bound accepts, the hardest first.", count=waiting
        )
    if built.findings:
        yield say(
            "Read what verification found: {path}", path=f"{built.folder}/quality/report.ko.html"
        )
    yield say("Train on it: dure.load(“{path}”)", path=built.folder)


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking folders in came to."""

    dataset: str
    files: int
    records: int
    sources: int
    duplicates: int
    labelled: int
    issues: list[Issue]
    label_issues: list[Issue]


def take_in(context: Context, wanted: Wanted, stage: Stage) -> Taken:
    """Take folders into a data set, and do nothing else."""
    pack = domains.load(wanted.domain)
    _check(replace(wanted, to=Path("nowhere")))
    dataset = _dataset(context, wanted, pack)
    taken = _run(context, stage, "ingest", dataset, _delivery(replace(wanted, to=Path("nowhere"))))
    with context.workspace.reading() as db:
        tally = ingest.tally(db, context.actor, dataset)
    return Taken(
        dataset=_name(context, dataset),
        files=tally.files,
        records=tally.records,
        sources=tally.sources,
        duplicates=len(tally.duplicates),
        labelled=taken["labelled"],
        issues=tally.issues,
        label_issues=ingest.warnings_told(taken),
    )


def _named(context: Context, name: str) -> tuple[DatasetId, domains.Pack]:
    with context.workspace.reading() as db:
        found = catalog.named(db, context.actor, name)
    return DatasetId(found.id), domains.load(found.domain)


def suggest(context: Context, name: str, stage: Stage) -> tuple[autolabel.Counts, str | None]:
    """Suggest labels for a data set; gives the counts, or why there are none."""
    dataset, pack = _named(context, name)
    reason = _suggest(context, stage, pack, dataset, may_download=True)
    with context.workspace.reading() as db:
        return autolabel.counts(db, context.actor, dataset), reason


def verify(context: Context, name: str, to: Path | None, stage: Stage) -> dict[str, Any]:
    """Verify a data set; gives the report, and writes its pages where wanted."""
    dataset, _ = _named(context, name)
    _run(context, stage, "verify", dataset, {})
    with context.workspace.reading() as db:
        row = quality.latest(db, context.actor, dataset)
    if to is not None:
        quality.write_report(context.workspace, context.actor, row, to, title=name)
    return row.report


def freeze(
    context: Context, name: str, to: Path, formats: tuple[str, ...], stage: Stage
) -> dict[str, Any]:
    """Freeze a data set and put the release into a folder."""
    dataset, _ = _named(context, name)
    release.may_replace(to)
    frozen = _run(context, stage, "freeze", dataset, {"formats": list(formats)})
    reference = f"{name}@{frozen['version']}"
    with context.workspace.reading() as db:
        row = release.named(db, context.actor, reference)
    release.hand_out(Path(row.folder), to)
    return {"release": reference, "is_new": frozen["is_new"], "counts": row.counts}
