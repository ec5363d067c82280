"""HTTP of curation: the overview of a data set, its grid of records, and changes of many."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from dure import catalog, identity
from dure.core import Actor, DatasetId, Invalid, RecordId, say
from dure.kit.db import Session
from dure.kit.http import CurrentActor, Db, problems
from dure.kit.text import Language, preferred

from . import jobs, rules, service
from .model import View
from .schemas import (
    BulkDone,
    BulkOrder,
    ClassCount,
    DatasetDetail,
    DatasetPatch,
    Direction,
    FacetList,
    GridQuery,
    LabelOrder,
    OwnerRead,
    ProviderCount,
    RecordCard,
    RecordGrid,
    RecordIds,
    Undone,
    ViewOrder,
    ViewRead,
)
from .tables import SavedView

router = APIRouter(tags=["catalog"])
AcceptLanguage = Annotated[str | None, Header()]
Where = Annotated[list[str] | None, Query(description="`key:value` or `-key:value`")]
_TEXTS = ("title", "purpose", "consent_basis", "licence")


@router.get("/datasets/{dataset}", responses=problems(403, 404, 422))
def read_dataset(
    db: Db, actor: CurrentActor, dataset: UUID, accept_language: AcceptLanguage = None
) -> DatasetDetail:
    """Tell all about a data set: what it is, whose it is, what it is made of."""
    return _detail(db, actor, DatasetId(dataset), preferred(accept_language))


@router.patch("/datasets/{dataset}", responses=problems(403, 404, 422))
def describe_dataset(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    body: DatasetPatch,
    accept_language: AcceptLanguage = None,
) -> DatasetDetail:
    """Change what is told of a data set, and who may know of it."""
    told = {name: getattr(body, name) for name in _TEXTS}
    catalog.describe(db, actor, DatasetId(dataset), **told)
    if body.visibility is not None:
        catalog.show_to(db, actor, DatasetId(dataset), body.visibility)
    db.flush()
    return _detail(db, actor, DatasetId(dataset), preferred(accept_language))


def _detail(db: Session, actor: Actor, dataset: DatasetId, language: Language) -> DatasetDetail:
    row = catalog.get(db, actor, dataset)
    owner = identity.organization(db, row.organization)
    made_of = service.composition(db, actor, dataset, language)
    classes = [
        ClassCount(
            label=each.labels[0],
            labels=list(each.labels),
            label_text=each.text,
            records=each.records,
            borrowed=each.is_borrowed,
        )
        for each in made_of.classes
    ]
    return DatasetDetail(
        **{name: getattr(row, name) for name in _TEXTS},
        id=row.id,
        name=row.name,
        domain=row.domain,
        visibility=row.visibility,
        records=made_of.records,
        labelled=made_of.labelled,
        size=made_of.size,
        issues=row.issues,
        latest_release=row.latest_release,
        provider_counts=[ProviderCount(name=n, records=c) for n, c in made_of.providers],
        modality_counts=made_of.modalities,
        class_counts=classes,
        split_counts=made_of.splits,
        layer_counts=made_of.layers,
        simulated=made_of.simulated,
        owner=OwnerRead.model_validate(owner, extra="ignore"),
        mine=row.organization == actor.organization,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


@router.get("/datasets/{dataset}/grid", responses=problems(403, 404, 422))
def list_cards(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    query: Annotated[GridQuery, Query()],
    accept_language: AcceptLanguage = None,
) -> RecordGrid:
    """List records by any filter and in any order, by their place in the list."""
    asked = rules.asked(query.where, query.sort, query.order)
    window, language = (query.offset, query.limit), preferred(accept_language)
    cards, total = service.grid(db, actor, DatasetId(dataset), asked, window, language)
    items = [RecordCard.model_validate(card) for card in cards]
    return RecordGrid(items=items, total=total, offset=query.offset)


@router.get("/datasets/{dataset}/facets", responses=problems(403, 404, 422))
def count_facets(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    where: Where = None,
    accept_language: AcceptLanguage = None,
) -> FacetList:
    """Count how the records asked for spread over each key, under the other keys' filters."""
    asked, language = rules.asked(where or ()), preferred(accept_language)
    return FacetList.model_validate(service.facets(db, actor, DatasetId(dataset), asked, language))


@router.get("/datasets/{dataset}/ids", response_model=RecordIds, responses=problems(403, 404, 422))
def list_ids(
    db: Db,
    actor: CurrentActor,
    dataset: UUID,
    sort: str = "path",
    order: Direction = "asc",
    where: Where = None,
) -> Response:
    """List the ids of all records asked for, at most 100,000."""
    asked = rules.asked(where or (), sort, order)
    # Written as it is: to check a hundred thousand ids that are ours takes longer than all else.
    return JSONResponse({"ids": service.ids(db, actor, DatasetId(dataset), asked)})


@router.post("/datasets/{dataset}/bulk", responses=problems(403, 404, 409, 422))
def change_many(db: Db, actor: CurrentActor, dataset: UUID, body: BulkOrder) -> BulkDone:
    """Do one thing to many records: those named, or all that a filter finds."""
    if (body.records is None) == (body.where is None):
        raise Invalid(say("Give either the records or a filter, and not both."))
    asked, id = rules.asked(body.where or ()), DatasetId(dataset)
    chosen = jobs.chosen(db, actor, id, body.records, asked)
    order = jobs.Order(body.action, body.label, body.split)
    changed, token = jobs.change(db, actor, id, chosen, order)
    return BulkDone(changed=changed, undo=token)


@router.post("/datasets/{dataset}/bulk/{token}/undo", responses=problems(403, 404, 409, 422))
def undo_change(db: Db, actor: CurrentActor, dataset: UUID, token: UUID) -> Undone:
    """Take a change back, unless one of its records was changed since."""
    return Undone(changed=jobs.undo(db, actor, DatasetId(dataset), token))


@router.put("/records/{record}/label", responses=problems(403, 404, 409, 422))
def label_record(
    db: Db,
    actor: CurrentActor,
    record: UUID,
    body: LabelOrder,
    accept_language: AcceptLanguage = None,
) -> RecordCard:
    """Set or clear the class of one record, as a member's word."""
    jobs.label_one(db, actor, RecordId(record), body.label, body.version)
    db.flush()
    db.expire_all()
    card = service.card(db, actor, RecordId(record), preferred(accept_language))
    return RecordCard.model_validate(card)


@router.get("/datasets/{dataset}/views", responses=problems(403, 404, 422))
def list_views(db: Db, actor: CurrentActor, dataset: UUID) -> list[ViewRead]:
    """List your saved views of a data set, and those that colleagues share."""
    return [_view(actor, row) for row in service.views(db, actor, DatasetId(dataset))]


@router.post("/datasets/{dataset}/views", status_code=201, responses=problems(403, 404, 422))
def save_view(db: Db, actor: CurrentActor, dataset: UUID, body: ViewOrder) -> ViewRead:
    """Save a filter and an order under a name; your view of the same name is replaced."""
    view = View(body.name, tuple(body.where), body.sort, body.order, body.shared)
    row = service.save_view(db, actor, DatasetId(dataset), view)
    return _view(actor, row)


@router.delete(
    "/datasets/{dataset}/views/{view}", status_code=204, responses=problems(403, 404, 422)
)
def remove_view(db: Db, actor: CurrentActor, dataset: UUID, view: UUID) -> None:
    """Remove one of your saved views."""
    service.remove_view(db, actor, DatasetId(dataset), view)


def _view(actor: Actor, row: SavedView) -> ViewRead:
    return ViewRead(
        id=row.id,
        name=row.name,
        where=row.where,
        sort=row.sort,
        order="desc" if row.order == "desc" else "asc",
        shared=row.shared,
        mine=row.member == actor.member,
    )
