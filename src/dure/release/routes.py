"""HTTP of release: freeze a version, list and describe versions, fetch their files."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import FileResponse, StreamingResponse

from dure import catalog
from dure.core import DatasetId
from dure.kit.http import ASK_AGAIN, CurrentActor, Db, Home, problems
from dure.kit.jobs import enqueue
from dure.kit.text import preferred

from . import service
from .model import Outcome
from .schemas import (
    ChangesRead,
    Kind,
    ReadinessRead,
    ReleaseDetail,
    ReleaseJob,
    ReleaseOrder,
    ReleaseRead,
    changes_read,
    gate_read,
    release_detail,
    release_read,
)
from .writers import manifest, pack

router = APIRouter(tags=["release"])
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}},
    206: {"description": "The range that was asked for"},
    416: {"description": "The range is outside the file"},
}
_ARCHIVE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}, "application/x-tar": {}}}
}


@router.post("/datasets/{dataset}/releases", status_code=202, responses=problems(403, 404, 422))
def freeze(db: Db, actor: CurrentActor, dataset: UUID, body: ReleaseOrder) -> ReleaseJob:
    """Freeze a data set as a new version, as a job; the same content is the same version."""
    service.may_publish(actor)
    found = catalog.mine(db, actor, DatasetId(dataset))
    arguments = {"dataset": str(found.id), "formats": body.formats}
    job = enqueue(db, actor, "freeze", arguments, key=f"freeze:{found.id}")
    return ReleaseJob(job=job.id)


@router.get("/datasets/{dataset}/releases", responses=problems(403, 404, 422))
def list_releases(db: Db, actor: CurrentActor, home: Home, dataset: UUID) -> list[ReleaseRead]:
    """List the versions of a data set, the oldest first."""
    rows = service.listed(db, actor, DatasetId(dataset))
    return [release_read(row, manifest.read(service.folder(home.home, row))) for row in rows]


@router.get("/datasets/{dataset}/releases/gates", responses=problems(403, 404, 422))
def read_gates(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> ReadinessRead:
    """Say what would keep the data set from being frozen now, and what to know before."""
    found = service.gates(db, actor, DatasetId(dataset))
    return ReadinessRead(
        may_freeze=all(gate.outcome is not Outcome.BLOCK for gate in found),
        gates=[gate_read(gate, preferred(accept_language)) for gate in found],
    )


@router.get("/releases/{reference}", responses=problems(403, 404, 422))
def read_release(db: Db, actor: CurrentActor, home: Home, reference: str) -> ReleaseDetail:
    """Give a release by ``name@version`` with its card, splits, classes and files."""
    return release_detail(service.describe(db, actor, home.home, reference))


@router.get("/releases/{reference}/changes", responses=problems(403, 404, 422))
def read_changes(
    db: Db,
    actor: CurrentActor,
    home: Home,
    reference: str,
    since: Annotated[int | None, Query(ge=1, description="else the version before")] = None,
) -> ChangesRead:
    """Tell which records a release added, removed, labelled anew or moved since another."""
    return changes_read(*service.changes(db, actor, home.home, reference, since))


@router.get("/releases/{reference}/manifest", responses=problems(403, 404, 422))
def read_manifest(db: Db, actor: CurrentActor, home: Home, reference: str) -> dict[str, Any]:
    """Give the manifest of a release by ``name@version``: every file with size and SHA-256."""
    return dict(service.described(home.home, service.named(db, actor, reference)))


@router.get(
    "/releases/{reference}/archive.{kind}",
    response_class=StreamingResponse,
    responses={**_ARCHIVE, **problems(403, 404, 422)},
)
def read_archive(
    db: Db, actor: CurrentActor, home: Home, reference: str, kind: Kind
) -> StreamingResponse:
    """Give all files of a release as one archive, made while it is sent."""
    row = service.named(db, actor, reference)
    found = service.files(home.home, row)
    name = next(iter(found)).partition("/")[0]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.{kind}"}
    if kind == "zip":
        body, media_type = pack.zipped(found, row.created_at), "application/zip"
    else:
        body, media_type = pack.tar(found, row.created_at), "application/x-tar"
        headers["Content-Length"] = str(pack.tar_size(found, row.created_at))
    return StreamingResponse(body, media_type=media_type, headers=headers)


@router.get(
    "/releases/{reference}/files/{path:path}",
    response_class=FileResponse,
    responses={**_BYTES, **problems(403, 404, 422)},
)
def read_file(db: Db, actor: CurrentActor, home: Home, reference: str, path: str) -> FileResponse:
    """Give one file of a release; takes byte ranges."""
    row = service.named(db, actor, reference)
    found = service.file(home.home, row, path)
    return FileResponse(found, media_type="application/octet-stream", headers=ASK_AGAIN)
