"""HTTP of the home page: numbers a station, what waits for a person, and the latest news."""

from collections import Counter
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import Field

from dure.core import Sentence
from dure.kit.http import CurrentActor, Db, Home, Wire, problems
from dure.kit.text import Language, called, preferred, translated

from . import demo, overview

router = APIRouter(tags=["system"])
AcceptLanguage = Annotated[str | None, Header()]


class IngestStation(Wire):
    files: int
    issues: int
    running: int


class AutolabelStation(Wire):
    suggested: int
    accepted: int
    running: int


class QualityStation(Wire):
    findings: int
    errors: int
    verdicts: dict[str, int] = Field(description="data sets by verdict: pass, warn, fail")
    running: int


class LatestRelease(Wire):
    name: str
    version: int
    at: datetime


class ReleaseStation(Wire):
    versions: int
    latest: list[LatestRelease]
    running: int


class CatalogStation(Wire):
    datasets: int
    records: int


class LabelStation(Wire):
    labelled: int
    unlabelled: int


class Stations(Wire):
    ingest: IngestStation
    autolabel: AutolabelStation
    quality: QualityStation
    release: ReleaseStation
    catalog: CatalogStation
    label: LabelStation


class WaitingRead(Wire):
    kind: str = Field(examples=["ingest", "quality", "autolabel", "label", "verify"])
    text: str
    dataset: UUID
    count: int
    href: str


class OverviewRead(Wire):
    datasets: int
    records: int
    labelled: int
    size: int
    providers: int
    simulated: bool = Field(description="whether this workspace is a demonstration")
    by_station: Stations
    waiting: list[WaitingRead]


class NewsRead(Wire):
    at: datetime
    kind: str
    station: str
    text: str
    dataset: UUID
    href: str
    is_notice: bool = Field(description="whether it is for your notices, not for the feed alone")


def _told(text: Sentence, language: Language) -> str:
    """Say it with the name of its data set as the reader's language has it."""
    values = dict(text.values)
    values["dataset"] = called(str(values["dataset"]), language)
    return translated(Sentence(text.template, **values), language)


@router.get("/overview", responses=problems(403, 422))
def read_overview(
    db: Db, actor: CurrentActor, home: Home, accept_language: AcceptLanguage = None
) -> OverviewRead:
    """Tell how the stations stand over all that you may see, and what waits for you."""
    seen, language = overview.overview(db, actor), preferred(accept_language)
    waiting = [
        WaitingRead(
            kind=each.kind,
            text=_told(each.text, language),
            dataset=each.dataset,
            count=each.count,
            href=each.href,
        )
        for each in overview.waiting(seen)
    ]
    return OverviewRead(
        datasets=len(seen.holdings),
        records=sum(each.records for each in seen.holdings),
        labelled=sum(each.labelled for each in seen.holdings),
        size=sum(each.size for each in seen.holdings),
        providers=seen.providers,
        simulated=demo.is_demo(home) and demo.result(home).simulated,
        by_station=_stations(seen),
        waiting=waiting,
    )


def _stations(seen: overview.Overview) -> Stations:
    holdings, running = seen.holdings, seen.running
    verdicts = Counter(each.verdict for each in holdings if each.verdict)
    return Stations(
        ingest=IngestStation(
            files=seen.files.total(), issues=overview.issues(seen), running=running["ingest"]
        ),
        autolabel=AutolabelStation(
            suggested=sum(each.suggested for each in holdings),
            accepted=sum(each.accepted for each in holdings),
            running=running["autolabel"],
        ),
        quality=QualityStation(
            findings=sum(each.findings for each in holdings),
            errors=sum(each.errors for each in holdings),
            verdicts={name: verdicts[name] for name in ("pass", "warn", "fail")},
            running=running["quality"],
        ),
        release=ReleaseStation(
            versions=seen.versions,
            latest=[
                LatestRelease(name=name, version=row.version, at=row.created_at)
                for name, row in seen.releases
            ],
            running=running["release"],
        ),
        catalog=CatalogStation(
            datasets=len(holdings), records=sum(each.records for each in holdings)
        ),
        label=LabelStation(
            labelled=sum(each.labelled for each in holdings),
            unlabelled=sum(each.unlabelled for each in holdings),
        ),
    )


@router.get("/activity", responses=problems(403, 422))
def list_activity(
    db: Db,
    actor: CurrentActor,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    accept_language: AcceptLanguage = None,
) -> list[NewsRead]:
    """List what happened to the data sets that you may see, the newest first."""
    language = preferred(accept_language)
    return [
        NewsRead(
            at=each.at,
            kind=each.kind,
            station=each.station,
            text=_told(each.text, language),
            dataset=each.dataset,
            href=each.href,
            is_notice=each.is_notice,
        )
        for each in overview.news(db, actor, limit)
    ]
