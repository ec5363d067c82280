"""The main job: folders in, a verified and versioned release out."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dure import autolabel, catalog, domains, engines, ingest, quality, release
from dure.core import DatasetId, Error, Invalid, Issue, Severity, say
from dure.kit.console import Meter
from dure.kit.context import Context
from dure.kit.text import Language, told

from .stages import Stage, alone, run


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
    title: str | None = None
    licence: str | None = None


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
    skipped: str | None = None
    next_steps: list[str] = field(default_factory=list)
    added: int = 0
    gone: int = 0

    @property
    def has_problems(self) -> bool:
        """Whether a file that should be data could not be taken."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def build(context: Context, wanted: Wanted, stage: Stage) -> Built:
    """Run the whole loop: ingest, suggestions, quality, release; a second run changes nothing."""
    pack = domains.adopt(wanted.domain)
    _check(wanted)
    dataset = _dataset(context, wanted, pack)
    with alone(context, dataset):
        with context.workspace.unit_of_work() as db:
            catalog.describe(db, context.actor, dataset, title=wanted.title, licence=wanted.licence)
        return _build(context, wanted, pack, dataset, stage)


def _build(
    context: Context, wanted: Wanted, pack: domains.Pack, dataset: DatasetId, stage: Stage
) -> Built:
    delivery = _delivery(wanted, release.places(wanted.to.resolve()))
    taken = run(context, stage, "ingest", dataset, delivery)
    skipped = _suggest(context, stage, pack, dataset, may_download=wanted.may_download)
    run(context, stage, "verify", dataset, {})
    frozen = run(context, stage, "freeze", dataset, {"formats": _listed(wanted.formats)})
    with context.workspace.reading() as db:
        reference = f"{catalog.get(db, context.actor, dataset).name}@{frozen['version']}"
        row = release.named(db, context.actor, reference)
        report = quality.latest(db, context.actor, dataset)
    release.hand_out(release.folder(context.workspace.home, row), wanted.to)
    autolabel.write_suggestions(
        context.workspace, context.actor, dataset, wanted.to / release.SUGGESTIONS
    )
    quality.write_report(
        context.workspace, context.actor, report, wanted.to / release.QUALITY, title=reference
    )
    return _summary(context, wanted, dataset, (taken, frozen, report.report), skipped)


def _listed(formats: tuple[str, ...] | None) -> list[str] | None:
    return None if formats is None else list(formats)


def _check(wanted: Wanted) -> None:
    """Refuse what cannot end well, before anything is begun."""
    _check_sources(wanted)
    target = wanted.to.resolve()
    if any(folder.resolve().is_relative_to(target) for folder in wanted.folders):
        raise Invalid(
            say("“{to}” holds the folder that is read; choose another for --to.", to=wanted.to)
        )
    release.Order(wanted.formats)
    release.may_replace(wanted.to)


def _check_sources(wanted: Wanted) -> None:
    for folder in wanted.folders:
        if not folder.is_dir():
            raise Invalid(say("There is no folder “{path}”; name one that exists.", path=folder))
    if wanted.labels is not None and not wanted.labels.is_file():
        raise Invalid(
            say("There is no label list “{path}”; name a CSV or JSONL file.", path=wanted.labels)
        )


def open_dataset(context: Context, wanted: Wanted) -> DatasetId:
    """Give the data set that a build of these folders goes into, before it begins."""
    return _dataset(context, wanted, domains.adopt(wanted.domain))


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


def _delivery(wanted: Wanted, leave_out: Sequence[Path]) -> dict[str, Any]:
    prefixes = ingest.prefixes([folder.resolve().name for folder in wanted.folders])
    roots = [
        [str(folder.resolve()), prefix]
        for folder, prefix in zip(wanted.folders, prefixes, strict=True)
    ]
    return {
        "roots": roots,
        "labels": str(wanted.labels.resolve()) if wanted.labels else None,
        "mirrors": True,
        "leave_out": [str(path) for path in leave_out],
    }


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
    result = run(context, stage, "suggest", dataset, {})
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
        finding_counts=_findings(report),
        skipped=skipped,
        added=taken["added"],
        gone=taken["gone"],
    )
    built.next_steps = list(_next_steps(built, context.language))
    return built


def _findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Count findings by kind, the worst first, each with how many records and one example."""
    order = [severity.value for severity in Severity][::-1]
    counts = sorted(report["counts"], key=lambda c: (order.index(c["severity"]), -c["count"]))
    told = []
    for count in counts:
        which = (count["check"], count["kind"], count["severity"])
        same = [f for f in report["findings"] if (f["check"], f["kind"], f["severity"]) == which]
        records = {record["id"] for finding in same for record in finding["records"]}
        example = same[0]["message"] if same else {"en": count["kind"], "ko": count["kind"]}
        told.append({**count, "records": len(records), "example": example})
    return told


def _next_steps(built: Built, language: Language) -> Iterator[str]:
    errors = [i for i in built.issues if i.severity is Severity.ERROR]
    if errors:
        yield say(
            "Mend the {count} files that were refused, then run the same command.",
            count=len(errors),
        )
    if built.labelled == 0 and built.records:
        yield say("Give labels: folders as classes, or --labels FILE.csv with path,label.")
    if built.skipped and 0 < built.labelled < built.records:
        yield built.skipped
    waiting = built.suggested - built.accepted
    if waiting:
        yield say(
            "Look at {count} suggestions that no bound accepts, the hardest first.", count=waiting
        )
    if built.findings:
        page = Path(built.folder) / release.QUALITY / f"report.{language}.html"
        yield say("Read what verification found: {path}", path=page)
    yield say('Train on it: dure.load("{path}")', path=built.folder)


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
    pack = domains.adopt(wanted.domain)
    _check_sources(wanted)
    dataset = _dataset(context, wanted, pack)
    with alone(context, dataset):
        taken = run(context, stage, "ingest", dataset, _delivery(wanted, ()))
    with context.workspace.reading() as db:
        tally = ingest.tally(db, context.actor, dataset)
        name = catalog.get(db, context.actor, dataset).name
    return Taken(
        dataset=name,
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
    with alone(context, dataset):
        reason = _suggest(context, stage, pack, dataset, may_download=True)
    with context.workspace.reading() as db:
        return autolabel.counts(db, context.actor, dataset), reason


def verify(context: Context, name: str, to: Path | None, stage: Stage) -> dict[str, Any]:
    """Verify a data set; gives the report, and writes its pages where wanted."""
    dataset, _ = _named(context, name)
    with alone(context, dataset):
        run(context, stage, "verify", dataset, {})
    with context.workspace.reading() as db:
        row = quality.latest(db, context.actor, dataset)
    if to is not None:
        quality.write_report(context.workspace, context.actor, row, to, title=name)
    return row.report


def freeze(
    context: Context, name: str, to: Path, formats: tuple[str, ...] | None, stage: Stage
) -> dict[str, Any]:
    """Freeze a data set and put the release into a folder."""
    dataset, _ = _named(context, name)
    release.Order(formats)
    release.may_replace(to, name)
    with alone(context, dataset):
        frozen = run(context, stage, "freeze", dataset, {"formats": _listed(formats)})
        reference = f"{name}@{frozen['version']}"
        with context.workspace.reading() as db:
            row = release.named(db, context.actor, reference)
        release.hand_out(release.folder(context.workspace.home, row), to)
    return {
        "release": reference,
        "is_new": frozen["is_new"],
        "folder": str(to),
        "counts": row.counts,
    }
