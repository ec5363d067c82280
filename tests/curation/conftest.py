"""A data set of foods with labels, conditions, findings, and the server over it."""

import pytest
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.core import (
    Box,
    Choice,
    DatasetId,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    derived_id,
)
from dure.kit.blobs import digest_of
from dure.kit.db import unit_of_work

ONION = Choice("Onion", ("Vegetables", "Onion"))
APPLE = Choice("Apple", ("Fruit", "Apple"))


def new_record(dataset, number, **more):
    digest = digest_of(f"{dataset}{number}".encode())
    probe = Probe(Modality.IMAGE, "image/jpeg", width=640, height=480)
    return catalog.NewRecord(
        id=RecordId(derived_id(dataset, digest)),
        path=f"냉장고/{number:04d}.jpg",
        streams=(Stream("main", digest, 10, probe),),
        conditions={"lamp": "on" if number % 2 else "off"},
        provider=("맑은가전", "Saebom")[number % 2],
        **more,
    )


@pytest.fixture
def foods(engine, operator):
    """Six records: two onions by files, an apple by an engine, boxes of both, two unlabelled."""
    with unit_of_work(engine) as db:
        row = catalog.register(db, operator, name="foods", domain=("food", "1.0.0"))
        id = DatasetId(row.id)
        new = [new_record(id, number) for number in range(6)]
        catalog.add_records(db, operator, id, new)
        said = [
            (Layer.IMPORTED, (ONION,)),
            (Layer.IMPORTED, (ONION,)),
            (Layer.ENGINE, (Choice("Apple", ("Fruit", "Apple"), score=0.9),)),
            (
                Layer.IMPORTED,
                (Box("Onion", 0, 0, 9, 9), Box("Onion", 9, 9, 9, 9), Box("Egg", 1, 1, 2, 2)),
            ),
        ]
        sets = [
            catalog.NewAnnotations(record.id, layer, "files", annotations)
            for record, (layer, annotations) in zip(new, said, strict=False)
        ]
        catalog.annotate(db, operator, id, sets)
        facets = [
            catalog.Facet(
                record.id,
                split=("train", "test", None)[n % 3],
                group=f"h{n // 2}",
                attributes={"memo": "양념 통"} if n == 5 else {},
                conditions=record.conditions,
                provider=record.provider,
            )
            for n, record in enumerate(new)
        ]
        catalog.describe_records(db, operator, id, facets)
        catalog.note_findings(
            db, operator, id, {new[1].id: ["near_duplicate", "blurry"], new[4].id: ["blurry"]}
        )
    return id, [record.id for record in new]


@pytest.fixture
def client(workspace):
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def call(client, workspace):
    """Call a route as an actor: `call(actor, "GET", "/datasets")`."""

    def call(actor, method, path, *, lang="en", **more):
        with workspace.unit_of_work() as db:
            secret = identity.issue_token(db, actor, name="tests", lifetime_s=3600).secret
        headers = {"Authorization": f"Bearer {secret}", "Accept-Language": lang}
        return client.request(method, f"/api{path}", headers=headers, **more)

    return call
