"""HTTP of delivery: hand over a folder or files (tus 1.0), and see what became of each."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Annotated, Any
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from dure import ingest
from dure.core import Actor, DatasetId, Invalid, say
from dure.kit.context import Workspace
from dure.kit.http import CurrentActor, Db, Home, problems, writers
from dure.kit.text import Language, preferred, translated

from . import jobs, rules, schemas, service, store
from .model import Checksum, Chosen, Kind, WrongBody, WrongVersion
from .tables import Delivery, Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
PIECES = "application/offset+octet-stream"
_ANY_SIZE = 1 << 62  # a piece goes to the disk as it comes; what was announced is its limit
IDLE_S = 60.0  # without a byte for so long, the sender has gone and the next may go on

router = APIRouter(tags=["delivery"])
AcceptLanguage = Annotated[str | None, Header()]
TusVersion = Annotated[str | None, Header(alias="Tus-Resumable", examples=[VERSION])]


def _checked(
    tus_resumable: TusVersion = None,
    upload_checksum: Annotated[
        str | None, Header(description="sha256 or sha1, and the digest in Base64")
    ] = None,
) -> Checksum | None:
    """Refuse another version of the protocol; read what the body must hash to."""
    _require_version(tus_resumable)
    return rules.checksum(upload_checksum)


@dataclass(frozen=True, slots=True)
class Window:
    """Which files are asked for."""

    outcome: Annotated[str | None, Query(max_length=32)] = None
    kind: Annotated[str | None, Query(max_length=64, description="kind of issue")] = None
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0
    limit: Annotated[int, Query(ge=1, le=500)] = 100


Checked = Annotated[Checksum | None, Depends(_checked)]
PIECE = {"content": {PIECES: {"schema": {"type": "string", "format": "binary"}}}}
BRINGS_BYTES: dict[str, Any] = {
    "response_class": Response,
    "responses": problems(400, 403, 404, 409, 412, 413, 415, 422, 423, 460),
    "openapi_extra": {"requestBody": PIECE},
    "max_body_size": _ANY_SIZE,
}


@router.post(
    "/datasets/{dataset}/deliveries", status_code=202, responses=problems(403, 404, 409, 422)
)
def deliver(
    db: Db, actor: CurrentActor, dataset: UUID, body: schemas.DeliveryCreate
) -> schemas.DeliveryRead:
    """Take a folder of the server in, as a job, or open a delivery for uploads."""
    expected = body.expected.noun() if body.expected else None
    if body.folder is None:
        row = service.open_for_uploads(db, actor, DatasetId(dataset), body.note, expected)
        return _read(db, actor, [row])[0]
    ingest.require_operator(actor)
    row = service.opened(
        db,
        actor,
        DatasetId(dataset),
        Kind.FOLDER,
        note=body.note,
        source=body.folder,
        mirrors=body.mirrors,
        expected=service.agreed(expected),
    )
    return _read(db, actor, [service.begin(db, actor, row)])[0]


@router.get("/datasets/{dataset}/deliveries", responses=problems(403, 404, 422))
def list_deliveries(
    db: Db, actor: CurrentActor, dataset: UUID, accept_language: AcceptLanguage = None
) -> list[schemas.DeliveryRead]:
    """List your organisation's deliveries to a data set, newest first."""
    rows = service.listed(db, actor, DatasetId(dataset))
    return _read(db, actor, rows, preferred(accept_language))


@router.get("/deliveries/{delivery}", responses=problems(403, 404, 422))
def read_delivery(
    db: Db, actor: CurrentActor, delivery: UUID, accept_language: AcceptLanguage = None
) -> schemas.DeliveryRead:
    """Give one delivery with its counts."""
    row = service.get(db, actor, delivery)
    return _read(db, actor, [row], preferred(accept_language))[0]


@router.post(
    "/deliveries/{delivery}/finish", status_code=202, responses=problems(403, 404, 409, 422)
)
def finish(db: Db, home: Home, actor: CurrentActor, delivery: UUID) -> schemas.DeliveryRead:
    """Take in what was uploaded, as a job; also tries a delivery again that failed."""
    return _read(db, actor, [service.finish(db, actor, home.home, delivery)])[0]


@router.get("/deliveries/{delivery}/uploads", responses=problems(403, 404, 422))
def list_uploads(
    db: Db, home: Home, actor: CurrentActor, delivery: UUID
) -> list[schemas.UploadRead]:
    """List the files that wait in an open delivery and how far each is, to go on after a break."""
    service.get(db, actor, delivery)
    found = (service.progress(home.home, row) for row in store.uploads(db, actor, delivery))
    return [
        schemas.UploadRead(
            id=one.row.id,
            path=one.row.path,
            size=one.row.size,
            offset=one.offset,
            is_complete=one.row.completed_at is not None,
            mine=one.row.member == actor.member,
        )
        for one in found
    ]


@router.get("/deliveries/{delivery}/files", responses=problems(403, 404, 422))
def list_files(
    db: Db,
    actor: CurrentActor,
    delivery: UUID,
    window: Annotated[Window, Depends()],
    accept_language: AcceptLanguage = None,
) -> schemas.DeliveredFiles:
    """Tell what became of each file of a delivery."""
    service.get(db, actor, delivery)
    chosen = Chosen(window.outcome, window.kind)
    rows, total = store.files(db, actor, delivery, chosen, window.offset, window.limit)
    language = preferred(accept_language)
    items = [
        schemas.DeliveredFile(
            path=row.path,
            size=row.size,
            outcome=row.outcome,
            kind=row.kind,
            message=translated(said, language) if (said := service.told(row)) else None,
            severity=row.severity,
            record=row.record,
            duplicate_of=row.duplicate_of,
        )
        for row in rows
    ]
    kinds = store.kinds(db, actor, delivery, chosen)
    return schemas.DeliveredFiles(items=items, total=total, kinds=kinds)


@router.get("/deliveries/{delivery}/contract", responses=problems(403, 404, 422))
def read_contract(
    db: Db, actor: CurrentActor, delivery: UUID, accept_language: AcceptLanguage = None
) -> schemas.ContractRead:
    """Tell how a delivery agrees with its manifests, and with what was expected of it."""
    row = service.get(db, actor, delivery)
    language = preferred(accept_language)
    found = [
        schemas.FindingRead(
            kind=one.kind,
            severity=one.severity,
            path=one.path,
            message=translated(service.told(one) or "", language),
        )
        for one in store.findings(db, actor, delivery)
    ]
    return schemas.ContractRead(
        expected=schemas.ExpectedCounts(**row.expected),
        verdict=rules.verdict(one.severity for one in found),
        counts=rules.counted(one.kind for one in found),
        findings=found,
    )


@router.post("/deliveries/{delivery}/undo", responses=problems(403, 404, 409, 422))
def undo(db: Db, actor: CurrentActor, delivery: UUID) -> schemas.Undone:
    """Take out the records that only this delivery brought; releases stay as they are."""
    return schemas.Undone(withdrawn=jobs.undo(db, actor, delivery))


@router.post("/deliveries/{delivery}/redo", responses=problems(403, 404, 409, 422))
def redo(db: Db, actor: CurrentActor, delivery: UUID) -> schemas.Redone:
    """Bring back what undoing this delivery took out."""
    return schemas.Redone(restored=jobs.redo(db, actor, delivery))


def _read(
    db: Db, actor: Actor, rows: Sequence[Delivery], language: Language = "en"
) -> list[schemas.DeliveryRead]:
    found = store.jobs(db, actor, [row.job for row in rows if row.job])
    names = service.names(db, actor)
    return [
        schemas.DeliveryRead(
            id=row.id,
            dataset=row.dataset,
            at=row.at,
            by=names.get(row.member, ""),
            kind=row.kind,
            state=service.state_of(row, job := found.get(row.job) if row.job else None),
            note=row.note,
            source=row.source,
            **service.counts(db, actor, row),
            job=row.job,
            error=translated(job.failure, language) if job and job.failure else None,
        )
        for row in rows
    ]


@router.options("/uploads", status_code=204, responses=problems())
def describe_uploads(home: Home, actor: CurrentActor) -> Response:
    """Tell what this server can do of tus 1.0."""
    return Response(
        status_code=204,
        headers={
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(home.upload_bytes),
            "Tus-Checksum-Algorithm": ",".join(rules.ALGORITHMS),
        },
    )


@router.post("/uploads", status_code=201, **BRINGS_BYTES)
async def create_upload(
    request: Request,
    home: Home,
    actor: CurrentActor,
    upload_length: Annotated[int, Header(alias="Upload-Length")],
    upload_metadata: Annotated[str, Header(alias="Upload-Metadata", max_length=8192)],
    checksum: Checked,
) -> Response:
    """Announce a file (tus: creation); its first bytes may come along."""
    asked = rules.asked(upload_metadata, upload_length)

    def create() -> Upload:
        with home.unit_of_work() as db:
            return service.create_upload(db, actor, home, asked)

    async with writers(request):
        row = await run_in_threadpool(create)
    offset = 0
    if _brings_bytes(request) or not row.size:
        receiving = await run_in_threadpool(service.receive, home, actor, row.id, 0, checksum)
        offset = await _received(request, home, receiving)
    headers = {"Location": f"/api/uploads/{row.id}", **_progress(home, row, offset)}
    return Response(status_code=201, headers=headers)


@router.head("/uploads/{upload}", response_class=Response, responses=problems(403, 404, 412, 422))
def ask_offset(
    db: Db, home: Home, actor: CurrentActor, upload: UUID, tus_resumable: TusVersion = None
) -> Response:
    """Tell how many bytes of a file have come."""
    _require_version(tus_resumable)
    row = service.own_upload(db, actor, upload)
    headers = {"Cache-Control": "no-store", "Upload-Length": str(row.size)}
    return Response(headers={**headers, **_progress(home, row)})


@router.patch("/uploads/{upload}", status_code=204, **BRINGS_BYTES)
async def append(
    request: Request,
    home: Home,
    actor: CurrentActor,
    upload: UUID,
    upload_offset: Annotated[int, Header(alias="Upload-Offset", ge=0)],
    checksum: Checked,
) -> Response:
    """Send the next bytes of a file; what came before a break stands."""
    if not _brings_bytes(request):
        raise WrongBody(say("Send bytes as {kind}.", kind=PIECES))
    receiving = await run_in_threadpool(
        service.receive, home, actor, upload, upload_offset, checksum
    )
    offset = await _received(request, home, receiving)
    return Response(status_code=204, headers=_progress(home, receiving.row, offset))


@router.delete("/uploads/{upload}", status_code=204, responses=problems(403, 404, 409, 412, 422))
def end_upload(
    db: Db, home: Home, actor: CurrentActor, upload: UUID, tus_resumable: TusVersion = None
) -> Response:
    """End an upload and forget what came of it."""
    _require_version(tus_resumable)
    service.remove_upload(db, actor, home.home, upload)
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


def _require_version(spoken: str | None) -> None:
    if spoken != VERSION:
        raise WrongVersion(
            say("This server speaks tus {version}; send it as Tus-Resumable.", version=VERSION)
        )


def _brings_bytes(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == PIECES


def _progress(home: Workspace, row: Upload, offset: int | None = None) -> dict[str, str]:
    found = service.progress(home.home, row)
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(found.offset if offset is None else offset),
        "Upload-Expires": format_datetime(found.expires_at, usegmt=True),
    }


async def _received(request: Request, home: Workspace, receiving: service.Receiving) -> int:
    """Write the body as it comes; whatever ends it, what came is settled and the lock let go."""
    is_whole = False
    try:
        with suppress(ClientDisconnect, TimeoutError):
            async with aclosing(_pieces(request)) as pieces:
                async for piece in pieces:
                    await run_in_threadpool(receiving.write, piece)
            is_whole = True
    finally:
        with anyio.CancelScope(shield=True):
            offset = await run_in_threadpool(receiving.end, is_whole=is_whole)
    if offset == receiving.row.size:
        async with writers(request):
            await run_in_threadpool(service.complete, home, receiving.row)
    if not is_whole:
        raise Invalid(say("The request broke off; ask how far the file is, and go on from there."))
    return offset


async def _pieces(request: Request) -> AsyncGenerator[bytes]:
    """Give the body in pieces that are worth a write; what came before a break comes first."""
    stream, waiting = request.stream(), bytearray()
    try:
        while True:
            with anyio.fail_after(IDLE_S):
                some = await anext(stream, None)
            if some is None:
                break
            waiting += some
            if len(waiting) >= service.PIECE:
                yield bytes(waiting)
                waiting.clear()
    except (ClientDisconnect, TimeoutError):
        if waiting:
            yield bytes(waiting)
        raise
    if waiting:
        yield bytes(waiting)
