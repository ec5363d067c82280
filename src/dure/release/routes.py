"""HTTP of release: freeze a version, list versions, fetch their files."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import FileResponse

from dure import catalog
from dure.core import DatasetId
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.jobs import enqueue

from . import service
from .schemas import ReleaseJob, ReleaseOrder, ReleaseRead
from .writers import manifest

router = APIRouter(tags=["release"])


@router.post("/datasets/{dataset}/releases", status_code=202, responses=problems(403, 404, 422))
def freeze(db: Db, actor: CurrentActor, dataset: UUID, body: ReleaseOrder) -> ReleaseJob:
    """Freeze a data set as a new version, as a job; the same content is the same version."""
    service.may_publish(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    arguments = {"dataset": str(found.id), "formats": body.formats}
    job = enqueue(db, actor, "freeze", arguments, key=f"freeze:{found.id}")
    return ReleaseJob(job=job.id)


@router.get("/datasets/{dataset}/releases", responses=problems(403, 404, 422))
def list_releases(db: Db, actor: CurrentActor, dataset: UUID) -> list[ReleaseRead]:
    """List the versions of a data set, the oldest first."""
    rows = service.listed(db, actor, DatasetId(dataset))
    return [
        ReleaseRead(
            id=row.id,
            dataset=row.dataset,
            version=row.version,
            counts=row.counts,
            created_at=row.created_at,
        )
        for row in rows
    ]


@router.get("/releases/{reference}/manifest", responses=problems(403, 404, 422))
def read_manifest(db: Db, actor: CurrentActor, reference: str) -> dict[str, Any]:
    """Give the manifest of a release by ``name@version``: every file with size and SHA-256."""
    row = service.named(db, actor, reference)
    return dict(manifest.read(service.file(row, manifest.NAME).parent) or {})


@router.get(
    "/releases/{reference}/files/{path:path}",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}},
        206: {"description": "The range that was asked for"},
        416: {"description": "The range is outside the file"},
        **problems(403, 404, 422),
    },
)
def read_file(db: Db, actor: CurrentActor, reference: str, path: str) -> FileResponse:
    """Give one file of a release; takes byte ranges."""
    row = service.named(db, actor, reference)
    return FileResponse(service.file(row, path), media_type="application/octet-stream")
