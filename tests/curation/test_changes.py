"""One label or many records changed, and taken back."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from dure import catalog, identity
from dure.core import Choice, Layer
from dure.curation import jobs
from dure.curation.model import Stale
from dure.identity import Role
from dure.kit.db import reading, unit_of_work

pytestmark = pytest.mark.postgres


@pytest.fixture
def cards(call, operator, foods):
    def cards(**params):
        items = call(operator, "GET", f"/datasets/{foods[0]}/grid", params=params).json()["items"]
        volatile = ("version",)
        return [{k: v for k, v in item.items() if k not in volatile} for item in items]

    return cards


@pytest.fixture
def bulk(call, operator, foods):
    def bulk(**order):
        return call(operator, "POST", f"/datasets/{foods[0]}/bulk", json=order)

    return bulk


@pytest.fixture
def undo(call, operator, foods):
    def undo(answer):
        token = answer.json()["undo"]
        return call(operator, "POST", f"/datasets/{foods[0]}/bulk/{token}/undo")

    return undo


@pytest.mark.parametrize(
    ("order", "changed"),
    [
        ({"action": "label", "label": "Vegetables/Onion"}, 6),
        ({"action": "label", "label": "egg"}, 6),
        ({"action": "clear_label"}, 6),
        ({"action": "split", "split": "validation"}, 6),
        ({"action": "split"}, 6),
        ({"action": "withdraw"}, 6),
        ({"action": "restore"}, 0),
    ],
)
def test_what_was_done_to_many_is_taken_back(cards, bulk, undo, order, changed):
    before = cards()
    done = bulk(where=[], **order)

    assert done.json()["changed"] == changed, done.text
    assert (cards() != before) is (changed > 0)
    assert undo(done).json() == {"changed": changed}
    assert cards() == before
    assert undo(done).status_code == 409


def test_a_label_keeps_the_spelling_of_the_data_set(cards, bulk, foods):
    bulk(records=[str(foods[1][4])], action="label", label="양파")
    bulk(records=[str(foods[1][5])], action="label", label="tomato")

    *_, one, other = cards()
    assert (one["label"], one["layer"]) == ("Vegetables/Onion", "member")
    assert other["label"].endswith("Tomato")
    assert bulk(records=[str(foods[1][5])], action="label", label="zzz").status_code == 422


def test_a_label_leaves_the_shapes_that_others_drew(engine, operator, bulk, foods):
    record = foods[1][3]
    bulk(records=[str(record)], action="label", label="Fruit/Apple")

    with reading(engine) as db:
        word = catalog.word_on(db, operator, [record])[record]
        said = catalog.annotations_of(word)
    assert word.layer is Layer.MEMBER
    assert [type(a).__name__ for a in said] == ["Choice", "Box", "Box", "Box"]


def test_a_change_is_not_taken_back_over_another(bulk, undo, cards, foods):
    ids = [str(id) for id in foods[1]]
    done = bulk(records=ids, action="split", split="test")
    bulk(records=ids[:2], action="split", split="train")

    refused = undo(done)
    assert refused.status_code == 409
    assert refused.json()["details"] == {"count": "2"}
    assert [card["split"] for card in cards()] == ["train", "train", "test", "test", "test", "test"]


def test_what_reviewers_settled_is_not_relabelled_in_passing(engine, operator, bulk, foods):
    dataset, records = foods
    with unit_of_work(engine) as db:
        gold = catalog.NewAnnotations(records[0], Layer.GOLD, "panel", (Choice("Egg"),))
        catalog.annotate(db, operator, dataset, [gold])

    answer = bulk(where=[], action="label", label="Fruit/Apple")
    assert answer.status_code == 409
    assert "1 of the records" in answer.json()["detail"]


def test_withdrawn_records_are_listed_apart_and_come_back(cards, bulk, foods):
    bulk(where=["label:"], action="withdraw")

    assert len(cards()) == 4
    gone = cards(where="withdrawn:yes")
    assert [card["withdrawn"] for card in gone] == [True, True]
    assert bulk(where=["withdrawn:yes"], action="restore").json()["changed"] == 2
    assert len(cards()) == 6


def test_one_label_is_changed_by_whoever_has_read_it_last(call, operator, foods):
    address = f"/records/{foods[1][4]}/label"
    card = call(
        operator, "GET", f"/datasets/{foods[0]}/grid", params={"where": f"id:{foods[1][4]}"}
    ).json()["items"][0]
    order = {"label": "Vegetables/Onion", "version": card["version"]}

    done = call(operator, "PUT", address, json=order, lang="ko")
    late = call(operator, "PUT", address, json={**order, "label": "Egg"})
    cleared = call(
        operator, "PUT", address, json={"label": None, "version": done.json()["version"]}
    )

    assert (done.json()["label"], done.json()["layer"]) == ("Vegetables/Onion", "member")
    assert late.status_code == 409
    assert (cleared.json()["label"], cleared.json()["layer"]) == ("", None)


def test_every_change_stands_in_the_trail(engine, operator, bulk, undo):
    done = bulk(where=["label:"], action="split", split="train")
    undo(done)

    with reading(engine) as db:
        trail = identity.trail(db, operator)
        last, before = [entry for entry in trail if entry.action.startswith("records.")]
    assert (last.action, before.action) == ("records.undone", "records.split")
    assert before.detail["records"] == 2


@pytest.mark.parametrize("order", [{}, {"records": [], "where": []}])
def test_a_change_names_its_records_in_one_way(bulk, order):
    assert bulk(action="withdraw", **order).status_code == 422


def test_records_of_another_data_set_do_not_change(engine, operator, bulk, foods):
    answer = bulk(records=["00000000-0000-0000-0000-000000000001"], action="withdraw")
    assert answer.status_code == 404


def test_who_only_reads_changes_nothing(call, member, engine):
    owner, reader = member("home"), member("home", Role.ANNOTATOR)
    with unit_of_work(engine) as db:
        id = catalog.register(db, owner, name="x", domain=("food", "1.0.0")).id

    order = {"action": "withdraw", "where": []}
    assert call(reader, "GET", f"/datasets/{id}/grid").status_code == 200
    assert call(reader, "POST", f"/datasets/{id}/bulk", json=order).status_code == 403


def test_of_two_who_label_at_the_same_moment_the_second_is_told(engine, operator, foods, member):
    record = foods[1][4]
    colleague = replace(operator, member=member("operator-mate").member)
    begun = threading.Event()

    def second():
        with unit_of_work(engine) as db:
            begun.set()
            jobs.label_one(db, colleague, record, "Onion", version)

    with reading(engine) as db:
        version = str(catalog.record(db, operator, record).revision)
    with ThreadPoolExecutor(1) as pool:
        with unit_of_work(engine) as db:
            jobs.label_one(db, operator, record, "Apple", version)
            late = pool.submit(second)
            assert begun.wait(10)
            assert not wait([late], timeout=0.2).done
        with pytest.raises(Stale):
            late.result(20)

    with reading(engine) as db:
        assert catalog.record(db, operator, record).label.endswith("Apple")
