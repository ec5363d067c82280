"""The engines over HTTP."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dure.core import Actor, Forbidden, NotFound, Permission
from dure.engines import install
from dure.engines.routes import router


@pytest.fixture
def client(tmp_path):
    def make(*may):
        app = FastAPI()
        app.include_router(router)
        app.state.workspace = SimpleNamespace(models=tmp_path / "models")
        actor = Actor(uuid4(), uuid4(), frozenset(may))
        app.state.authenticate = lambda request: actor
        return TestClient(app)

    return make


def test_engines_are_listed_installed_or_not(client):
    listed = client(Permission.ENGINES_READ).get("/engines").json()

    assert {e["name"]: e["installed"] for e in listed}["kiwi"] is True
    assert {e["name"]: e["installed"] for e in listed}["nanodet"] is False


def test_an_installed_engine_names_the_digest_of_its_file(client, tmp_path, make, listed):
    listed(make.artefact())
    packages = make.wheel(tmp_path / "in", {"toy/model.bin": make.content}).parent
    card = install(tmp_path / "models", ["toy"], from_folder=packages)[0].card

    shown = client(Permission.ENGINES_READ).get("/engines/toy").json()

    assert shown["digest"] == card.files["model.bin"][0]
    assert shown["bytes"] == len(make.content)
    assert shown["installed_at"] == card.installed_at


def test_an_engine_that_nobody_knows_is_not_found(client):
    with pytest.raises(NotFound):
        client(Permission.ENGINES_READ).get("/engines/none")


@pytest.mark.parametrize("path", ["/engines", "/engines/nanodet"])
def test_engines_are_shown_to_those_who_may_read_them(client, path):
    with pytest.raises(Forbidden):
        client().get(path)
