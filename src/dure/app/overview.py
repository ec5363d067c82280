"""The whole platform at a glance, as one organisation sees it: numbers a station, what waits, news.

Numbers and news are of every data set that the actor may see, the alliance's too; what waits is
of the actor's own organisation, for only there can the actor do it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select

from dure import autolabel, catalog, delivery, quality, release
from dure.catalog import Dataset, Record
from dure.core import Actor, DatasetId, Layer, Sentence, say
from dure.ingest import Outcome, SourceFile
from dure.kit.db import Session
from dure.kit.jobs import FINISHED, Job

_STATIONS = {
    "ingest": "ingest",
    "sync": "ingest",
    "suggest": "autolabel",
    "map": "autolabel",
    "verify": "quality",
    "freeze": "release",
}
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a person should do; `href` is the page where it is done."""

    kind: str
    text: Sentence
    dataset: UUID
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened.

    `is_notice` says whether the reader should be told: what another member brought, how one's
    own data set was judged, and every version that can now be used.
    """

    at: datetime
    kind: str
    station: str
    text: Sentence
    dataset: UUID
    href: str
    is_notice: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """One data set in numbers.

    Attributes:
        mine: whether the actor's organisation brought it.
        labelled: records of which people or files said something.
        unlabelled: records of which nobody, an engine neither, said anything.
        suggested, accepted: what the newest run offers, and what its bound accepts of it.
        errors: findings of the newest report that must be mended; `findings` counts all.
        verdict: of the newest report; None where nothing was verified.
    """

    dataset: Dataset
    mine: bool = True
    records: int = 0
    labelled: int = 0
    unlabelled: int = 0
    size: int = 0
    suggested: int = 0
    accepted: int = 0
    findings: int = 0
    errors: int = 0
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What an organisation sees, and how its stations stand."""

    holdings: Sequence[Holding]
    providers: int
    files: Counter[str]
    running: Counter[str]
    releases: Sequence[tuple[str, release.ReleaseRow]] = field(default_factory=tuple)
    versions: int = 0


def overview(db: Session, actor: Actor) -> Overview:
    """Gather the numbers of what the actor may see."""
    published = (
        select(Dataset.name, release.ReleaseRow)
        .join(Dataset, Dataset.id == release.ReleaseRow.dataset)
        .where(catalog.visible(actor))
        .order_by(release.ReleaseRow.created_at.desc(), release.ReleaseRow.id)
    )
    versions = select(func.count()).select_from(published.order_by(None).subquery())
    return Overview(
        holdings=list(_holdings(db, actor)),
        providers=db.scalar(_standing(func.count(Record.provider.distinct()), actor)) or 0,
        files=_files(db, actor),
        running=_running(db, actor),
        releases=[(name, row) for name, row in db.execute(published.limit(_LATEST))],
        versions=db.scalar(versions) or 0,
    )


def _standing(counted: Any, actor: Actor) -> Select[Any]:  # noqa: ANN401  (an SQL expression)
    return (
        select(counted)
        .join(Dataset, Dataset.id == Record.dataset)
        .where(
            catalog.visible(actor),
            Record.withdrawn_at.is_(None),
            Record.provider != "",
        )
    )


def _holdings(db: Session, actor: Actor) -> Iterator[Holding]:
    said = and_(Record.layer.is_not(None), Record.layer != Layer.ENGINE)
    counts = (
        select(
            Dataset,
            func.count(Record.id),
            func.count(case((said, 1))),
            func.count(case((and_(Record.id.is_not(None), Record.layer.is_(None)), 1))),
            func.coalesce(func.sum(Record.size), 0),
        )
        .outerjoin(Record, and_(Record.dataset == Dataset.id, Record.withdrawn_at.is_(None)))
        .where(catalog.visible(actor))
        .group_by(Dataset.id)
        .order_by(Dataset.name)
    )
    for row, records, labelled, unlabelled, size in db.execute(counts).all():
        offered = autolabel.counts(db, actor, DatasetId(row.id))
        verdict, findings = _verdict(db, row.id)
        yield Holding(
            dataset=row,
            mine=row.organization == actor.organization,
            records=records,
            labelled=labelled,
            unlabelled=unlabelled,
            size=int(size),
            suggested=offered.suggested,
            accepted=offered.accepted,
            findings=sum(findings.values()),
            errors=findings["error"],
            verdict=verdict,
        )


def _verdict(db: Session, dataset: UUID) -> tuple[str | None, Counter[str]]:
    """Read the newest report's verdict and counts, and not its ten thousand findings."""
    row = quality.QualityReportRow
    query = select(row.verdict, row.report["counts"]).where(row.dataset == dataset)
    newest = db.execute(query.order_by(row.created_at.desc(), row.id).limit(1)).first()
    found: Counter[str] = Counter()
    for count in newest[1] if newest else ():
        found[count["severity"]] += count["count"]
    return (newest[0] if newest else None), found


def _files(db: Session, actor: Actor) -> Counter[str]:
    query = (
        select(SourceFile.outcome, func.count())
        .join(Dataset, Dataset.id == SourceFile.dataset)
        .where(catalog.visible(actor))
        .group_by(SourceFile.outcome)
    )
    return Counter({outcome.value: count for outcome, count in db.execute(query)})


def _running(db: Session, actor: Actor) -> Counter[str]:
    query = select(Job.name, func.count()).where(
        Job.organization == actor.organization, Job.state.not_in(FINISHED), Job.name.in_(_STATIONS)
    )
    found: Counter[str] = Counter()
    for name, count in db.execute(query.group_by(Job.name)):
        found[_STATIONS[name]] += count
    return found


def waiting(seen: Overview) -> list[Waiting]:
    """Say what a person should do next, what concerns the most records first."""
    found = [each for one in seen.holdings if one.mine for each in _waiting(one)]
    return sorted(found, key=lambda each: (-each.count, each.kind, each.href))


def _waiting(holding: Holding) -> Iterator[Waiting]:
    row = holding.dataset
    page, name = f"/datasets/{row.id}", row.title or row.name
    review = holding.suggested - holding.accepted
    if row.issues:
        text = say("“{dataset}” has {count} files to mend.", dataset=name, count=row.issues)
        yield Waiting("ingest", text, row.id, row.issues, f"{page}?tab=deliveries")
    if holding.errors:
        text = say("“{dataset}” has {count} findings to mend.", dataset=name, count=holding.errors)
        yield Waiting("quality", text, row.id, holding.errors, f"{page}?tab=quality")
    if review > 0:
        text = say("“{dataset}” has {count} suggestions to look at.", dataset=name, count=review)
        yield Waiting("autolabel", text, row.id, review, f"{page}?tab=records&where=label:")
    elif holding.unlabelled:
        count = holding.unlabelled
        text = say("“{dataset}” has {count} records without a label.", dataset=name, count=count)
        yield Waiting("label", text, row.id, count, f"{page}?tab=records&where=label:")
    if holding.records and holding.verdict is None:
        text = say("“{dataset}” has not been verified.", dataset=name)
        yield Waiting("verify", text, row.id, holding.records, f"{page}?tab=quality")


def news(db: Session, actor: Actor, limit: int) -> list[News]:
    """Tell what happened to the data sets that the actor may see, the newest first."""
    found = [
        *_opened(db, actor, limit),
        *_delivered(db, actor, limit),
        *_suggested(db, actor, limit),
        *_verified(db, actor, limit),
        *_released(db, actor, limit),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]


def _of(actor: Actor, row: Any, at: Any, limit: int) -> Select[Any]:  # noqa: ANN401  (tables)
    query = select(Dataset, row).join(Dataset, Dataset.id == row.dataset)
    return query.where(catalog.visible(actor)).order_by(at.desc(), row.id).limit(limit)


def _opened(db: Session, actor: Actor, limit: int) -> Iterator[News]:
    seen = select(Dataset).where(catalog.visible(actor))
    for row in db.scalars(seen.order_by(Dataset.created_at.desc()).limit(limit)):
        text = say("Data set “{dataset}” was opened.", dataset=row.title or row.name)
        yield News(row.created_at, "opened", "catalog", text, row.id, f"/datasets/{row.id}")


def _delivered(db: Session, actor: Actor, limit: int) -> Iterator[News]:
    table = delivery.Delivery
    query = _of(actor, table, table.taken_at, limit).where(table.taken_at.is_not(None))
    for dataset, row in db.execute(query):
        text = say("A delivery to “{dataset}” came in.", dataset=dataset.title or dataset.name)
        mine = dataset.organization == actor.organization
        href = f"/deliveries/{row.id}" if mine else f"/datasets/{dataset.id}"
        told = mine and row.member != actor.member
        yield News(row.taken_at, "delivered", "ingest", text, dataset.id, href, told)


def _suggested(db: Session, actor: Actor, limit: int) -> Iterator[News]:
    for dataset, row in db.execute(_of(actor, autolabel.Run, autolabel.Run.created_at, limit)):
        text = say("Labels were suggested for “{dataset}”.", dataset=dataset.title or dataset.name)
        href = f"/datasets/{dataset.id}?tab=records&where=layer:engine"
        yield News(row.created_at, "suggested", "autolabel", text, dataset.id, href)


def _verified(db: Session, actor: Actor, limit: int) -> Iterator[News]:
    table = quality.QualityReportRow
    query = select(Dataset, table.created_at, table.verdict)
    seen = query.join(Dataset, Dataset.id == table.dataset).where(catalog.visible(actor))
    for dataset, at, verdict in db.execute(seen.order_by(table.created_at.desc()).limit(limit)):
        text = _judged(verdict, dataset.title or dataset.name)
        href = f"/datasets/{dataset.id}?tab=quality"
        told = dataset.organization == actor.organization
        yield News(at, f"verified_{verdict}", "quality", text, dataset.id, href, told)


def _judged(verdict: str, name: str) -> Sentence:
    match verdict:
        case "pass":
            return say("“{dataset}” was verified and passed.", dataset=name)
        case "warn":
            return say("“{dataset}” was verified and passed with warnings.", dataset=name)
        case "fail":
            return say("“{dataset}” was verified and did not pass.", dataset=name)
        case _:
            return say("“{dataset}” was verified.", dataset=name)


def _released(db: Session, actor: Actor, limit: int) -> Iterator[News]:
    table = release.ReleaseRow
    query = select(Dataset, table.created_at, table.version)
    seen = query.join(Dataset, Dataset.id == table.dataset).where(catalog.visible(actor))
    for dataset, at, version in db.execute(seen.order_by(table.created_at.desc()).limit(limit)):
        text = say(
            "Version {version} of “{dataset}” was released.",
            version=version,
            dataset=dataset.title or dataset.name,
        )
        href = f"/releases/{dataset.name}@{version}"
        yield News(at, "released", "release", text, dataset.id, href, is_notice=True)


def issues(seen: Overview) -> int:
    """Count the files that could not be taken in."""
    return seen.files[Outcome.ISSUE.value]
