"""Use cases of quality: keep a report, give the newest, and what releases take from it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from dure import catalog
from dure.core import Actor, DatasetId, NotFound, Permission, RecordId, Severity, say
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.text import kept, translated

from . import store
from .model import DIMENSIONS, Finding, Measure, QualityReport, Score
from .tables import QualityReportRow

VERSION = 2
_FINDINGS = 10_000  # in the JSON; the counts are always of all
_RECORDS = 200  # of one finding in the JSON
Json = dict[str, Any]
_SAME = frozenset({"exact_duplicate", "near_duplicate"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the quality table (구분, 항목, 목표, 결과), as a release shows it."""

    axis_ko: str
    axis_en: str
    item_ko: str
    item_en: str
    target: str
    result: str
    met: bool | None


class NotVerified(NotFound):
    """No verification has run over the data set."""


def may_verify(actor: Actor) -> None:
    """Refuse whoever may not run checks."""
    actor.require(Permission.QUALITY_RUN)


def keep(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    state: str,
    judged: QualityReport,
) -> QualityReportRow:
    """Save a report."""
    may_verify(actor)
    catalog.mine(db, actor, dataset)
    row = QualityReportRow(
        dataset=dataset,
        state=state,
        verdict=judged.verdict.value,
        report=to_json(judged),
        near=[list(pair) for pair in _pairs(judged.findings)],
        flags=_flags(judged.findings),
    )
    db.add(row)
    db.flush()
    _note(db, actor, dataset, row)
    return row


def _note(db: Session, actor: Actor, dataset: DatasetId, row: QualityReportRow) -> None:
    """Let the catalogue find records by what the newest report says of them."""
    kinds = {UUID(record): found for record, found in row.flags.items()}
    catalog.note_findings(db, actor, dataset, kinds)


def again(db: Session, actor: Actor, dataset: DatasetId, row: QualityReportRow) -> QualityReportRow:
    """Let a report count as the newest, because its state is there again."""
    may_verify(actor)
    catalog.mine(db, actor, dataset)
    newest = store.latest(db, actor, dataset)
    if newest is None or newest.id != row.id:
        row = db.merge(row)
        row.created_at = now()
        db.flush()
    _note(db, actor, dataset, row)
    return row


def _pairs(findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """Link the records of each cluster of copies, so that none of them straddles splits."""
    for finding in findings:
        if finding.kind in _SAME:
            yield from pairwise(str(record) for record in finding.records)


def _flags(findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Give the kinds of what was found about each record, but for notes."""
    flags: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            for record in finding.records:
                flags[str(record)].add(finding.kind)
    return {record: sorted(kinds) for record, kinds in flags.items()}


def latest(db: Session, actor: Actor, dataset: DatasetId) -> QualityReportRow:
    """Give the newest report; raises `NotVerified`."""
    catalog.get(db, actor, dataset)
    row = store.latest(db, actor, dataset)
    if row is None:
        raise NotVerified(say("The data set has not been verified; run: dure quality NAME"))
    return row


def newest(db: Session, actor: Actor, dataset: DatasetId) -> QualityReportRow | None:
    """Give the newest report, or None before one."""
    catalog.get(db, actor, dataset)
    return store.latest(db, actor, dataset)


def history(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[QualityReportRow]:
    """List the reports on a data set, the newest first."""
    catalog.get(db, actor, dataset)
    return store.reports(db, actor, dataset)


def past(db: Session, actor: Actor, dataset: DatasetId, report: UUID) -> QualityReportRow:
    """Give one report of a data set; raises `NotVerified` where there is no such report."""
    found = next((row for row in history(db, actor, dataset) if row.id == report), None)
    if found is None:
        raise NotVerified(say("There is no such report on the data set; see the list of reports."))
    return found


def findings_on(db: Session, actor: Actor, record: RecordId) -> list[Json]:
    """Give what the newest report says of one record, in both languages; none before one."""
    found = catalog.record(db, actor, record)
    row = store.latest(db, actor, DatasetId(found.dataset))
    if row is None:
        return []
    return [f for f in row.report["findings"] if any(r["id"] == str(record) for r in f["records"])]


def near_pairs(db: Session, actor: Actor, dataset: DatasetId) -> list[tuple[str, str]]:
    """Give the pairs of records that show the same, by the newest report; none before one."""
    row = store.latest(db, actor, dataset)
    return [(one, other) for one, other in row.near] if row else []


def flags(db: Session, actor: Actor, dataset: DatasetId) -> dict[str, tuple[str, ...]]:
    """Give the kinds of what was found about each record; none before a report."""
    row = store.latest(db, actor, dataset)
    return {record: tuple(kinds) for record, kinds in row.flags.items()} if row else {}


def table(db: Session, actor: Actor, dataset: DatasetId) -> list[TableRow]:
    """Give the quality table, target and result, by the newest report."""
    row = store.latest(db, actor, dataset)
    if row is None:
        return []
    titles = {score["dimension"]: score["title"] for score in row.report["scores"]}
    return [_line(measure, titles[measure["dimension"]]) for measure in row.report["measures"]]


def _line(measure: dict[str, Any], axis: dict[str, str]) -> TableRow:
    share = measure["share"]
    return TableRow(
        axis_ko=axis["ko"],
        axis_en=axis["en"],
        item_ko=measure["item"]["ko"],
        item_en=measure["item"]["en"],
        target=f"{measure['goal']['passes']:.1%}",
        result="" if share is None else f"{share:.1%}",
        met=None if share is None else share >= measure["goal"]["passes"],
    )


def to_json(report: QualityReport) -> Json:
    """Give the report as JSON values; every sentence in English and in Korean."""
    return {
        "version": VERSION,
        "verdict": report.verdict.value,
        "checks": list(report.checks),
        "scores": [_score(score) for score in report.scores],
        "measures": [_measure(measure) for measure in report.measures],
        "counts": [
            {"check": c, "kind": k, "severity": s, "count": n}
            for (c, k, s), n in Counter(
                (f.check, f.kind, f.severity.value) for f in report.findings
            ).items()
        ],
        "findings": [_finding(f, report.paths) for f in report.findings[:_FINDINGS]],
        "profile": _profile(report),
    }


def _both(text: str) -> Json:
    return {"en": str(text), "ko": translated(text, "ko")}


def _score(score: Score) -> Json:
    return {
        "dimension": score.dimension.value,
        "title": _both(DIMENSIONS[score.dimension]),
        "measure": score.measure,
        "good": score.good,
        "total": score.total,
        "share": score.share,
        "verdict": score.verdict.value,
    }


def _measure(measure: Measure) -> Json:
    return {
        "name": measure.name,
        "dimension": measure.dimension.value,
        "item": _both(measure.item),
        "indicator": _both(measure.indicator),
        "good": measure.good,
        "total": measure.total,
        "share": measure.share,
        "goal": {"passes": measure.goal.passes, "fails": measure.goal.fails},
        "verdict": measure.verdict.value,
    }


def _finding(finding: Finding, paths: Mapping[RecordId, str]) -> Json:
    return {
        "check": finding.check,
        "kind": finding.kind,
        "severity": finding.severity.value,
        "score": finding.score,
        "message": _both(finding.message),
        "said": kept(finding.message),
        "advice": _both(finding.advice),
        "count": len(finding.records),
        "records": [
            {"id": str(id), "path": paths.get(id, "")} for id in finding.records[:_RECORDS]
        ],
        "evidence": dict(finding.evidence),
    }


def _profile(report: QualityReport) -> Json:
    profile = report.profile
    return {
        "records": profile.records,
        "labelled": profile.labelled,
        "classes": dict(profile.classes),
        "splits": dict(profile.splits),
        "providers": dict(profile.providers),
        "outcomes": dict(profile.outcomes),
        "reliability": [
            {
                "low": r.low,
                "high": r.high,
                "records": r.records,
                "confidence": r.confidence,
                "right": r.right,
            }
            for r in profile.reliability
        ],
    }


def digests(workspace: Workspace, actor: Actor, row: QualityReportRow) -> dict[str, str]:
    """Give the media's digest of each record of the report's data set."""
    with workspace.reading() as db:
        records = catalog.every_record(db, actor, DatasetId(row.dataset))
        return {str(record.id): record.digest for record in records}
