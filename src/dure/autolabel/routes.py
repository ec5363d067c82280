"""HTTP of automatic labelling: run it, what it suggests, what looks alike, and the map of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from dure import autolabel, catalog
from dure.core import DatasetId, RecordId
from dure.kit.http import CurrentActor, Db, Home, problems
from dure.kit.jobs import enqueue
from dure.kit.text import preferred

from . import service
from .schemas import (
    MapJob,
    MapRead,
    SimilarCard,
    SimilarList,
    SimilarRead,
    SuggestionJob,
    SuggestionList,
    SuggestionRead,
)

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
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    accept_language: Annotated[str | None, Header()] = None,
) -> SuggestionList:
    """List what the newest run suggests, the surest first, with how good it is."""
    run, found = service.offered(db, actor, DatasetId(dataset), offset, limit)
    return SuggestionList(
        engine=run.engine if run else None,
        report=service.spoken(run.report, preferred(accept_language)) if run else {},
        items=[SuggestionRead.model_validate(row) for row in found],
        total=service.counts(db, actor, DatasetId(dataset)).suggested,
    )


@router.get("/records/{record}/similar", responses=problems(403, 404, 422))
def list_similar(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    accept_language: Annotated[str | None, Header()] = None,
) -> SimilarList:
    """Rank the pictures of the same data set by how much they look like this one."""
    engine, near = autolabel.similar(home, db, actor, RecordId(record), limit)
    cards = service.cards(db, actor, [one.record for one in near], preferred(accept_language))
    return SimilarList(
        engine=engine,
        items=[
            SimilarRead(card=SimilarCard.model_validate(cards[n.record]), distance=n.distance)
            for n in near
        ],
    )


@router.get("/datasets/{dataset}/map", responses=problems(403, 404, 422))
def read_map(db: Db, home: Home, actor: CurrentActor, dataset: UUID) -> MapRead:
    """Give where the pictures of a data set lie in the plane, those alike side by side."""
    found = autolabel.map_of(home, db, actor, DatasetId(dataset))
    x, y = found.places.round(5).T.tolist() if found.records else ([], [])
    return MapRead(
        ids=list(found.records),
        x=x,
        y=y,
        engine=found.engine,
        method=found.method,
        stale=found.stale,
    )


@router.post("/datasets/{dataset}/map", status_code=202, responses=problems(403, 404, 422))
def make_map(db: Db, actor: CurrentActor, dataset: UUID) -> MapJob:
    """Make the map of a data set anew, as a job; embeds first what has no embedding."""
    service.may_run(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    job = enqueue(db, actor, "map", {"dataset": str(found.id)}, key=f"map:{found.id}")
    return MapJob(job=job.id)
