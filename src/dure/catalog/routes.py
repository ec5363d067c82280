"""HTTP of the catalogue: data sets, records, media."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from dure import domains, identity
from dure.core import Actor, DatasetId, NotFound, RecordId, say
from dure.kit.blobs import digest_of
from dure.kit.db import Session
from dure.kit.http import ASK_AGAIN, CurrentActor, Db, Home, IfNoneMatch, problems, unchanged

from . import service, store
from .model import DatasetSummary, Description
from .schemas import (
    DatasetCreate,
    DatasetList,
    DatasetRead,
    RecordList,
    RecordRead,
)

router = APIRouter(tags=["catalog"])
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/datasets", responses=problems(403, 422))
def list_datasets(
    db: Db,
    actor: CurrentActor,
    query: str = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> DatasetList:
    """List the data sets that you may know of, by name."""
    page = service.listed(db, actor, query=query, cursor=cursor, limit=limit)
    items = [_read(db, actor, item) for item in page.items]
    return DatasetList(items=items, next_cursor=page.next_cursor)


def _read(db: Session, actor: Actor, item: DatasetSummary) -> DatasetRead:
    told = asdict(item)
    owner = told.pop("organization")
    name = identity.organization(db, owner).name
    return DatasetRead(**told, owner=name, mine=owner == actor.organization)


@router.post("/datasets", status_code=201, responses=problems(403, 404, 409, 422))
def create_dataset(db: Db, actor: CurrentActor, body: DatasetCreate) -> DatasetRead:
    """Open an empty data set for your organisation."""
    pack = domains.named(body.domain)
    description = Description(body.title, body.purpose, body.consent_basis, body.licence)
    row = service.register(
        db, actor, name=body.name, domain=(pack.id, pack.version), description=description
    )
    return _read(db, actor, store.summary(row))


@router.get("/datasets/{dataset}/records", responses=problems(403, 404, 422))
def list_records(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    cursor: str | None = None,
    limit: Limit = 100,
) -> RecordList:
    """List the records of a data set, by path."""
    page = service.page(db, actor, DatasetId(dataset), cursor=cursor, limit=limit)
    items = [RecordRead.model_validate(row) for row in page.items]
    return RecordList(items=items, next_cursor=page.next_cursor)


@router.get(
    "/records/{record}/preview",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {}, "application/json": {}}},
        304: {"description": "the caller holds it already"},
        **problems(403, 404, 422),
    },
)
def read_preview(
    db: Db, home: Home, actor: CurrentActor, record: UUID, if_none_match: IfNoneMatch = None
) -> Response:
    """Give the small picture of a record, or the peaks of its sound."""
    row = service.record(db, actor, RecordId(record))
    content = home.blobs.read_derived("preview", row.digest)
    if content is None:
        raise NotFound(say("This record has no preview."))
    kind = "image/jpeg" if content[:2] == b"\xff\xd8" else "application/json"
    headers = {**ASK_AGAIN, "ETag": f'"{digest_of(content)}"'}
    return unchanged(if_none_match, headers) or Response(content, media_type=kind, headers=headers)
