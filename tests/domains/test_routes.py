"""The domain packs over HTTP."""

from dataclasses import fields
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dure import domains
from dure.core import Actor, NotFound
from dure.domains import model, schemas
from dure.domains.routes import router


@pytest.fixture
def client():
    app = FastAPI()
    app.include_router(router)
    app.state.authenticate = lambda request: Actor(uuid4(), uuid4(), frozenset())
    return TestClient(app)


def test_every_member_may_list_the_domains(client):
    listed = client.get("/domains").json()

    assert [pack["id"] for pack in listed] == domains.shipped()
    assert set(listed[0]) == {
        "id", "version", "name", "description", "aliases", "modalities",
    }  # fmt: skip


def test_a_pack_is_given_whole(client):
    given = client.get("/domains/device_status").json()

    assert given["id"] == "device"
    assert given["taxonomy"][0]["children"][0]["children"][0]["codes"] == {"matter": "0x0070"}
    assert given["quality"]["promised_accuracy"] == 0.95
    assert given["conditions"]["constraints"][0]["then"] == {"period": ["irregular"]}


def test_a_request_can_not_open_a_file_of_the_server(client, sound, written, monkeypatch):
    file = written(sound, "secret.yaml")
    monkeypatch.chdir(file.parent)

    with pytest.raises(NotFound):
        client.get("/domains/secret.yaml")
    assert client.get(f"/domains/{str(file).replace('/', '%2F')}").status_code == 404


@pytest.mark.parametrize(
    ("noun", "wire"),
    [
        (model.Pack, schemas.DomainRead),
        (model.Node, schemas.NodeRead),
        (model.Slot, schemas.SlotRead),
        (model.Question, schemas.QuestionRead),
        (model.Factor, schemas.FactorRead),
        (model.Level, schemas.LevelRead),
        (model.Constraint, schemas.ConstraintRead),
        (model.QualityRules, schemas.QualityRead),
        (model.Entity, schemas.EntityRead),
        (model.Engines, schemas.EnginesRead),
        (model.IngestHints, schemas.IngestRead),
    ],
)
def test_the_wire_carries_every_field_of_the_noun(noun, wire):
    assert set(wire.model_fields) == {field.name for field in fields(noun)}
