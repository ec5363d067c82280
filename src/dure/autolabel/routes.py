"""HTTP of automatic labelling: run it, and what it suggests."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from dure import catalog
from dure.core import DatasetId
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.jobs import enqueue
from dure.kit.text import preferred

from . import service
from .schemas import SuggestionJob, SuggestionList, SuggestionRead

router = APIRouter(tags=["autolabel"])


@router.post("/datasets/{dataset}/suggestions", status_code=202, responses=problems(403, 404, 422))
def suggest(db: Db, actor: CurrentActor, dataset: UUID) -> SuggestionJob:
    """Suggest classes for the records without a label, as a job."""
    service.may_run(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    job = enqueue(db, actor, "suggest", {"dataset": str(found.id)}, key=f"suggest:{found.id}")
    return SuggestionJob(job=job.id)


@router.get("/datasets/{dataset}/suggestions", responses=problems(403, 404, 422))
def list_suggestions(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> SuggestionList:
    """List what the newest run suggests, the surest first, with how good it is."""
    run, found = service.offered(db, actor, DatasetId(dataset))
    return SuggestionList(
        engine=run.engine if run else None,
        report=service.spoken(run.report, preferred(accept_language)) if run else {},
        items=[SuggestionRead.model_validate(row) for row in found],
    )
