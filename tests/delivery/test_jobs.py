"""Deliveries are taken in, undone and redone; what stands is the last word on each path."""

import pytest

from dure.core import DatasetId
from dure.delivery.tables import Upload
from dure.ingest.tables import SourceFile

from .conftest import photo

pytestmark = pytest.mark.postgres


def undo(site, id, how="undo"):
    answer = site.person().ask("POST", f"/deliveries/{id}/{how}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_undo_takes_out_what_only_this_delivery_brought(site):
    site.deliver({"a.png": photo(1), "b.png": photo(2)})
    second = site.deliver({"c.png": photo(3), "again.png": photo(1)})
    before = site.sources()

    told = site.read(second)
    undone = undo(site, second)
    after_undo = site.records()
    redone = undo(site, second, "redo")

    assert (told["records"], told["duplicates"], told["added"]) == (1, 1, 1)
    assert site.files(second)["again.png"]["duplicate_of"] == "a.png"
    assert (undone, after_undo) == ({"withdrawn": 1}, ["a.png", "b.png"])
    assert redone == {"restored": 1}
    assert site.sources() == before
    assert site.records() == ["a.png", "b.png", "c.png"]
    assert site.audited()[-2:] == ["delivery.undone", "delivery.redone"]


def test_what_a_delivery_replaced_comes_back(site):
    site.deliver({"a.png": photo(1)})
    first = site.sources()
    second = site.deliver({"a.png": photo(2)})
    replaced = site.sources()

    undo(site, second)
    assert site.sources() == first
    assert site.records() == ["a.png"]
    undo(site, second, "redo")
    assert site.sources() == replaced
    assert site.records() == ["a.png"]


def test_deliveries_are_undone_in_any_order(site):
    ids = [site.deliver({"a.png": photo(n)}) for n in (1, 2, 3)]
    third = site.sources()

    undo(site, ids[0])
    assert site.sources() == third
    undo(site, ids[2])
    second = site.sources()["a.png"]
    undo(site, ids[1])
    assert (site.sources(), site.records()) == ({}, [])
    undo(site, ids[1], "redo")
    assert site.sources()["a.png"] == second


def test_the_same_again_brings_nothing(site):
    first = site.deliver({"a.png": photo(1)})
    again = site.deliver({"a.png": photo(1)})

    told = site.read(again)
    assert (told["duplicates"], told["added"]) == (1, 0)
    assert undo(site, again) == {"withdrawn": 0}
    assert site.records() == ["a.png"]
    assert undo(site, first) == {"withdrawn": 1}


def test_an_open_or_undone_delivery_is_not_undone(site):
    person = site.person()
    id = person.open(site.dataset)

    assert person.ask("POST", f"/deliveries/{id}/undo").status_code == 409
    done = site.deliver({"a.png": photo(1)})
    assert person.ask("POST", f"/deliveries/{done}/redo").status_code == 409
    assert person.ask("POST", f"/deliveries/{done}/finish").status_code == 409


def test_an_empty_delivery_fails_and_may_be_finished_later(site):
    person = site.person()
    id = person.open(site.dataset)
    person.ask("POST", f"/deliveries/{id}/finish")
    site.work()
    failed = site.read(id)

    assert failed["state"] == "failed"
    assert failed["error"]


def test_nothing_waits_after_a_delivery(site, waiting):
    site.deliver({"a/b/c.png": photo(1), "notes.pdf": b"%PDF-1.4"})

    assert waiting() == []
    with site.workspace.reading() as db:
        assert db.query(Upload).count() == 0


def test_deliveries_are_listed_newest_first(site):
    ids = [site.deliver({f"{n}.png": photo(n)}, note=str(n)) for n in (1, 2)]

    listed = site.person().ask("GET", f"/datasets/{site.dataset}/deliveries").json()
    assert [(d["id"], d["note"], d["by"]) for d in listed] == [
        (ids[1], "2", "curator of clear-home"),
        (ids[0], "1", "curator of clear-home"),
    ]


@pytest.fixture
def run_by_operator(site, operator, workspace):
    from dure import catalog

    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="ours", domain=("food", "1.0.0"))
        dataset = DatasetId(row.id)
    return type(site)(workspace, operator, dataset, site.http)


def test_a_mirroring_folder_takes_out_what_is_gone_and_an_undo_brings_it_back(
    run_by_operator, tmp_path
):
    site, folder = run_by_operator, tmp_path / "in"
    folder.mkdir()
    for n in (1, 2):
        (folder / f"{n}.png").write_bytes(photo(n))

    def take():
        person = site.person()
        body = {"folder": str(folder), "mirrors": True}
        answer = person.ask("POST", f"/datasets/{site.dataset}/deliveries", json=body)
        assert answer.status_code == 202, answer.text
        assert [job.failure for job in site.work()] == [None]
        return answer.json()["id"]

    take()
    (folder / "1.png").unlink()
    (folder / "3.png").write_bytes(photo(3))
    second = take()

    told = site.read(second)
    assert (told["kind"], told["gone"], told["added"]) == ("folder", 1, 1)
    assert site.records() == ["2.png", "3.png"]
    undo(site, second)
    assert site.records() == ["1.png", "2.png"]
    undo(site, second, "redo")
    assert site.records() == ["2.png", "3.png"]


def test_a_member_may_not_name_a_folder_of_the_server(site, tmp_path):
    person = site.person()

    answer = person.ask(
        "POST", f"/datasets/{site.dataset}/deliveries", json={"folder": str(tmp_path)}
    )
    assert answer.status_code == 403
    assert person.ask("POST", f"/datasets/{site.dataset}/deliveries", json={}).status_code == 422


def test_a_job_that_was_cut_off_is_taken_up_again(site, monkeypatch):
    from dure import ingest

    person = site.person()
    id = person.open(site.dataset)
    person.send(id, {"a.png": photo(1), "b.png": photo(2)})
    person.ask("POST", f"/deliveries/{id}/finish")
    real = ingest.take_in

    def cut(*given):
        real(*given)
        raise OSError("cut")

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "take_in", cut)
        site.work()
    failed = site.read(id)["state"]
    person.ask("POST", f"/deliveries/{id}/finish")
    site.work()

    told = site.read(id)
    assert (failed, told["state"]) == ("failed", "done")
    assert (told["records"], told["added"]) == (2, 2)
    assert len(site.rows(SourceFile)) == 2
