"""What looks alike: the ranked neighbours of a picture, and the map of a data set."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from starlette.testclient import TestClient

from dure import autolabel, catalog, domains
from dure.app.server import create_app
from dure.autolabel import jobs
from dure.core import (
    Choice,
    DatasetId,
    Forbidden,
    Layer,
    Modality,
    NotFound,
    Permission,
    Probe,
    Stream,
)
from dure.core.ids import new_id

ENGINE = jobs.engine_of(domains.load("food"))


def silent(done, total, message=""):
    pass


def stream(name, modality=Modality.IMAGE):
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Stream("main", digest, 1, Probe(modality, "image/png", width=8, height=8))


@pytest.fixture
def dataset(workspace, operator):
    with workspace.unit_of_work() as db:
        return DatasetId(catalog.register(db, operator, name="fridge", domain=("food", "1.0.0")).id)


@pytest.fixture
def put(workspace, operator, dataset):
    """Put pictures with the vectors given: `put({"a": [1, 0]})` gives records by name."""

    def put(vectors, modality=Modality.IMAGE):
        streams = {name: stream(name, modality) for name in vectors}
        records = [catalog.NewRecord(new_id(), f"{n}.png", (s,)) for n, s in streams.items()]
        there = {n: v for n, v in vectors.items() if v is not None}
        if there:
            rows = np.array(list(there.values()), np.float32)
            workspace.columns.append(ENGINE, [streams[n].digest for n in there], rows)
        with workspace.unit_of_work() as db:
            catalog.add_records(db, operator, dataset, records)
        return dict(zip(vectors, [r.id for r in records], strict=True))

    return put


@pytest.fixture
def similar(workspace, operator):
    def similar(record, limit=10, actor=operator):
        with workspace.reading() as db:
            return autolabel.similar(workspace, db, actor, record, limit)[1]

    return similar


@pytest.fixture
def make(workspace, operator, dataset):
    return lambda: autolabel.lay_out(workspace, operator, dataset, silent)


@pytest.fixture
def seen(workspace, operator, dataset):
    def seen(actor=operator):
        with workspace.reading() as db:
            return autolabel.map_of(workspace, db, actor, dataset)

    return seen


def test_the_most_alike_come_first_by_their_angle(put, similar):
    ids = put({"a": [1, 0], "far": [0, 3], "near": [5, 1], "same": [2, 0]})

    found = similar(ids["a"])

    assert [n.record for n in found] == [ids["same"], ids["near"], ids["far"]]
    assert [round(n.distance, 4) for n in found] == [0, round(1 - 5 / 26**0.5, 4), 1]


def test_ranking_by_portions_is_ranking_at_once(put, similar, monkeypatch):
    rng = np.random.default_rng(0)
    ids = put({f"p{n}": v for n, v in enumerate(rng.normal(0, 1, (40, 6)))})
    at_once = similar(ids["p7"], 39)
    monkeypatch.setattr(jobs, "PORTION", 7)

    assert similar(ids["p7"], 39) == at_once
    assert len(at_once) == 39


def test_only_so_many_as_asked_for(put, similar):
    ids = put({"a": [1, 0], "b": [1, 1], "c": [0, 1]})

    assert [n.record for n in similar(ids["a"], 1)] == [ids["b"]]


def test_pictures_without_an_embedding_are_left_out(put, similar):
    ids = put({"a": [1, 0], "b": [1, 1], "bare": None})

    assert [n.record for n in similar(ids["a"])] == [ids["b"]]


def test_withdrawn_pictures_are_left_out(put, similar, workspace, operator, dataset):
    ids = put({"a": [1, 0], "b": [1, 1], "c": [0, 1]})
    with workspace.unit_of_work() as db:
        catalog.withdraw(db, operator, dataset, [ids["b"]])

    assert [n.record for n in similar(ids["a"])] == [ids["c"]]


def test_a_record_without_an_embedding_has_no_neighbours(put, similar):
    ids = put({"bare": None})

    with pytest.raises(NotFound, match="no embedding"):
        similar(ids["bare"])


def test_another_organisation_finds_no_such_record(put, similar, stranger):
    ids = put({"a": [1, 0], "b": [1, 1]})

    with pytest.raises(NotFound, match="no such record"):
        similar(ids["a"], actor=stranger)


def test_a_map_gives_every_picture_a_place(put, make, seen):
    rng = np.random.default_rng(0)
    ids = put({f"p{n}": v for n, v in enumerate(rng.normal(0, 1, (30, 6)))})

    told, found = make(), seen()

    assert told == {"records": 30}
    assert set(found.records) == set(ids.values())
    assert found.places.shape == (30, 2)
    assert not found.stale


def test_before_one_is_made_there_is_no_map_and_a_sentence_how_to_make_it(seen, dataset):
    with pytest.raises(NotFound, match=f"POST /api/datasets/{dataset}/map"):
        seen()


def test_a_map_is_stale_when_pictures_came_and_fresh_when_made_anew(put, make, seen):
    put({"a": [1, 0], "b": [1, 1]})
    make()
    later = put({"c": [0, 1]})

    before = seen()
    make()
    after = seen()

    assert (before.stale, later["c"] in before.records) == (True, False)
    assert (after.stale, later["c"] in after.records) == (False, True)


def test_a_withdrawn_picture_has_no_place(put, make, seen, workspace, operator, dataset):
    ids = put({"a": [1, 0], "b": [1, 1], "c": [0, 1]})
    make()
    with workspace.unit_of_work() as db:
        catalog.withdraw(db, operator, dataset, [ids["b"]])

    found = seen()

    assert set(found.records) == {ids["a"], ids["c"]}
    assert found.stale


def test_sounds_have_no_map_and_are_told_why(put, make):
    put({"a": None}, Modality.AUDIO)

    assert "Only pictures" in make()["reason"]["template"]


def test_who_may_not_run_engines_makes_no_map(workspace, operator, dataset):
    may = operator.permissions - {Permission.AUTOLABEL_RUN}

    with pytest.raises(Forbidden):
        autolabel.lay_out(workspace, replace(operator, permissions=may), dataset, silent)


def test_another_organisation_sees_no_map(put, make, seen, stranger):
    put({"a": [1, 0], "b": [1, 1]})
    make()

    with pytest.raises(NotFound, match="no such data set"):
        seen(stranger)


@pytest.fixture
def client(workspace, operator):
    app = create_app(workspace)
    app.state.authenticate = lambda request: operator
    return TestClient(app)


def test_the_wire_names_neighbours_in_the_words_of_their_domain(
    client, put, workspace, operator, dataset
):
    ids = put({"a": [1, 0], "b": [1, 1]})
    onion = catalog.NewAnnotations(
        ids["b"], Layer.IMPORTED, "files", (Choice("onion", ("vegetables", "onion")),), {}
    )
    with workspace.unit_of_work() as db:
        catalog.annotate(db, operator, dataset, [onion])

    answer = client.get(f"/api/records/{ids['a']}/similar", headers={"Accept-Language": "ko"})

    assert answer.status_code == 200
    [found] = answer.json()["items"]
    assert found["card"]["id"] == str(ids["b"])
    assert found["card"]["label"] == "vegetables/onion"
    assert "양파" in found["card"]["label_text"]
    assert found["distance"] == pytest.approx(1 - 0.5**0.5, abs=1e-4)


def test_the_wire_gives_places_in_one_order(client, put, make, dataset):
    put({"a": [1, 0], "b": [1, 1], "c": [0, 1]})
    make()

    found = client.get(f"/api/datasets/{dataset}/map").json()

    assert (len(found["ids"]), len(found["x"]), len(found["y"])) == (3, 3, 3)
    assert (found["engine"], found["method"], found["stale"]) == (ENGINE, "t-SNE", False)


def test_asking_twice_for_a_map_is_one_job(client, dataset):
    one, two = (client.post(f"/api/datasets/{dataset}/map") for _ in range(2))

    assert (one.status_code, one.json()) == (202, two.json())
