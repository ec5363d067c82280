"""HTTP of ingest: what became of every file."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from dure.core import DatasetId
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.text import preferred, translated

from . import service
from .schemas import DuplicateRead, IssueRead, TallyRead

router = APIRouter(tags=["ingest"])


@router.get("/datasets/{dataset}/files", responses=problems(403, 404, 422))
def files(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
    accept_language: Annotated[str | None, Header()] = None,
) -> TallyRead:
    """Tell its owner what became of every file that came in, listing as many as asked for."""
    service.require_own(db, actor, DatasetId(dataset))
    tally = service.tally(db, actor, DatasetId(dataset))
    language = preferred(accept_language)
    return TallyRead(
        files=tally.files,
        records=tally.records,
        sources=tally.sources,
        duplicates=[DuplicateRead(path=p, first=f) for p, f in tally.duplicates[:limit]],
        duplicates_total=len(tally.duplicates),
        issues=[
            IssueRead(
                path=issue.path,
                kind=issue.kind,
                message=translated(issue.message, language),
                severity=issue.severity,
            )
            for issue in tally.issues[:limit]
        ],
        issues_total=len(tally.issues),
    )
