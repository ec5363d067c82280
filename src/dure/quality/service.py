"""Use cases of quality: keep a report, give the newest, and what releases take from it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dure import catalog
from dure.core import Actor, DatasetId, NotFound, Permission, Severity, say
from dure.kit.db import Session

from . import store
from .model import Finding, QualityReport
from .tables import QualityReportRow

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
    document: dict[str, Any],
) -> QualityReportRow:
    """Save a report; `document` is its stored form."""
    may_verify(actor)
    catalog.mine(db, actor, dataset)
    row = QualityReportRow(
        dataset=dataset,
        state=state,
        verdict=judged.verdict.value,
        report=document,
        near=[list(pair) for pair in _pairs(judged.findings)],
        flags=_flags(judged.findings),
    )
    db.add(row)
    db.flush()
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
