"""HTTP of quality: the newest report, as JSON and as a page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from dure import catalog
from dure.core import DatasetId, RecordId
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.jobs import enqueue
from dure.kit.text import preferred

from . import service
from .schemas import RecordFinding, ReportRead, Verification, named, retold, to_html

router = APIRouter(tags=["quality"])


@router.post(
    "/datasets/{dataset}/verifications", status_code=202, responses=problems(403, 404, 422)
)
def verify(db: Db, actor: CurrentActor, dataset: UUID) -> Verification:
    """Run every check over a data set, as a job."""
    service.may_verify(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    job = enqueue(db, actor, "verify", {"dataset": str(found.id)}, key=f"verify:{found.id}")
    return Verification(job=job.id)


@router.get("/datasets/{dataset}/quality", responses=problems(403, 404, 422))
def report(
    db: Db, actor: CurrentActor, dataset: UUID, report: UUID | None = None
) -> dict[str, Any]:
    """Give the newest quality report, or an earlier one; the reference describes its keys."""
    id = DatasetId(dataset)
    row = service.latest(db, actor, id) if report is None else service.past(db, actor, id, report)
    return named(row.report, catalog.get(db, actor, id).domain)


@router.get("/datasets/{dataset}/quality/reports", responses=problems(403, 404, 422))
def list_reports(db: Db, actor: CurrentActor, dataset: UUID) -> list[ReportRead]:
    """List the reports on a data set, the newest first."""
    rows = service.history(db, actor, DatasetId(dataset))
    return [ReportRead.model_validate(row) for row in rows]


@router.get(
    "/datasets/{dataset}/quality.html",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}, **problems(403, 404, 422)},
)
def page(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Give the newest quality report as one page that stands alone."""
    row = service.latest(db, actor, DatasetId(dataset))
    found = catalog.get(db, actor, DatasetId(dataset))
    shown = named(row.report, found.domain)
    html = to_html(shown, preferred(accept_language), title=found.name)
    return Response(html, media_type="text/html")


@router.get("/records/{record}/findings", responses=problems(403, 404, 422))
def list_findings(
    db: Db,
    actor: CurrentActor,
    record: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> list[RecordFinding]:
    """List what the newest report found about one record."""
    found = service.findings_on(db, actor, RecordId(record))
    row = catalog.record(db, actor, RecordId(record))
    domain = catalog.get(db, actor, DatasetId(row.dataset)).domain
    shown = [retold(each, domain) for each in found]
    return [RecordFinding.of(each, preferred(accept_language)) for each in shown]
