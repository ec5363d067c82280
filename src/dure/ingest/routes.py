"""HTTP of ingest: take a folder in, and what became of every file."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from dure import catalog
from dure.core import DatasetId
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.jobs import enqueue
from dure.kit.text import preferred, translated

from . import service
from .schemas import DuplicateRead, FolderDelivery, IssueRead, JobStarted, TallyRead

router = APIRouter(tags=["ingest"])


@router.post("/datasets/{dataset}/deliveries", status_code=202, responses=problems(403, 404, 422))
def take_in_folder(db: Db, actor: CurrentActor, dataset: UUID, body: FolderDelivery) -> JobStarted:
    """Take a folder of the server in, as a job; every file ends as record, duplicate or issue."""
    service.require_operator(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    arguments = {
        "dataset": str(found.id),
        "roots": [[body.folder, ""]],
        "mirrors": body.mirrors,
    }
    job = enqueue(db, actor, "ingest", arguments, key=f"ingest:{found.id}")
    return JobStarted(job=job.id)


@router.get("/datasets/{dataset}/files", responses=problems(403, 404, 422))
def files(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> TallyRead:
    """Tell what became of every file that came in; the counts add up to the files."""
    tally = service.tally(db, actor, DatasetId(dataset))
    language = preferred(accept_language)
    return TallyRead(
        files=tally.files,
        records=tally.records,
        sources=tally.sources,
        duplicates=[DuplicateRead(path=p, first=f) for p, f in tally.duplicates],
        issues=[
            IssueRead(
                path=issue.path,
                kind=issue.kind,
                message=translated(issue.message, language),
                severity=issue.severity,
            )
            for issue in tally.issues
        ],
    )
