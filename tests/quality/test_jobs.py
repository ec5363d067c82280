"""Verification as durable work: one report a state, and the newest is the present state's."""

import numpy as np
import pytest
from PIL import Image

from dure import catalog, ingest, quality
from dure.core import Box, Choice, DatasetId, Forbidden, Layer, RecordId
from dure.identity import Role


def silent(done, total, message=""):
    pass


def save(place, number, **how):
    place.parent.mkdir(parents=True, exist_ok=True)
    blocks = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    Image.fromarray(np.kron(blocks, np.ones((8, 8, 1), np.uint8))).save(place, **how)


@pytest.fixture
def dataset(workspace, operator, tmp_path):
    for n in range(8):
        save(tmp_path / "fridge" / ("apple" if n % 2 else "banana") / f"{n}.png", n)
    save(tmp_path / "fridge" / "apple" / "again.jpg", 1, quality=85)
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="fridge", domain=("food", "1.0.0"))
    delivery = ingest.Delivery((ingest.Root(tmp_path / "fridge"),))
    ingest.take_in(workspace, operator, DatasetId(row.id), delivery, silent)
    return DatasetId(row.id)


@pytest.fixture
def verify(workspace, operator, dataset):
    return lambda actor=operator: quality.verify(workspace, actor, dataset, silent)


@pytest.fixture
def latest(workspace, operator, dataset):
    def read():
        with workspace.reading() as db:
            return quality.latest(db, operator, dataset)

    return read


def relabel(workspace, actor, dataset):
    with workspace.unit_of_work() as db:
        record = next(iter(catalog.every_record(db, actor, dataset)))
        new = catalog.NewAnnotations(
            RecordId(record.id), Layer.MEMBER, "a person", (Choice("cucumber"),), {}
        )
        catalog.annotate(db, actor, dataset, [new])


def unlabel(workspace, actor, dataset):
    with workspace.unit_of_work() as db:
        records = [r.id for r in catalog.every_record(db, actor, dataset)]
        catalog.retract(db, actor, dataset, records, Layer.MEMBER)


def test_before_the_first_verification_there_is_no_report(latest):
    with pytest.raises(quality.NotVerified):
        latest()


def test_the_same_state_has_the_same_report(verify, latest):
    first, second = verify(), verify()

    assert first.id == second.id == latest().id


def test_a_changed_state_has_a_report_of_its_own(workspace, operator, dataset, verify, latest):
    first = verify()
    relabel(workspace, operator, dataset)

    second = verify()

    assert first.id != second.id == latest().id


def test_an_earlier_state_that_is_there_again_has_the_newest_report(
    workspace, operator, dataset, verify, latest
):
    first = verify()
    relabel(workspace, operator, dataset)
    verify()
    unlabel(workspace, operator, dataset)

    again = verify()

    assert again.id == first.id == latest().id


def test_the_report_counts_the_records_that_there_are(workspace, operator, dataset, verify):
    report = verify().report

    with workspace.reading() as db:
        records = list(catalog.every_record(db, operator, dataset))
        tally = ingest.tally(db, operator, dataset)
    assert report["profile"]["records"] == len(records) == tally.records == 9
    assert sum(report["profile"]["outcomes"].values()) == tally.files
    assert sum(c["count"] for c in report["counts"]) == len(report["findings"])


def test_near_copies_are_paired_for_releases(workspace, operator, dataset, verify):
    verify()

    with workspace.reading() as db:
        pairs = quality.near_pairs(db, operator, dataset)
        paths = {str(r.id): r.path for r in catalog.every_record(db, operator, dataset)}
        flags = quality.flags(db, operator, dataset)
    assert {frozenset(paths[id] for id in pair) for pair in pairs} == {
        frozenset({"apple/1.png", "apple/again.jpg"})
    }
    assert all("near_duplicate" in flags[id] for pair in pairs for id in pair)


def test_the_table_says_target_and_result(workspace, operator, dataset, verify):
    report = verify().report

    with workspace.reading() as db:
        lines = quality.table(db, operator, dataset)
    assert len(lines) == len(report["measures"])
    assert all(line.target.endswith("%") and line.item_ko and line.item_en for line in lines)
    assert {line.met for line in lines if not line.result} <= {None}


def test_the_pages_stand_alone_in_both_languages(workspace, operator, verify, tmp_path):
    row = verify()

    written = quality.write_report(workspace, operator, row, tmp_path / "pages", title="fridge@1")

    korean, english = (
        (tmp_path / "pages" / f"report.{language}.html").read_text() for language in ("ko", "en")
    )
    assert sorted(p.name for p in written) == ["report.en.html", "report.json", "report.ko.html"]
    assert 'lang="ko"' in korean
    assert 'lang="en"' in english
    assert "http://" not in english.replace("http://www.w3.org", "")


def test_who_may_not_verify_makes_no_report(workspace, member, dataset, stranger, verify):
    with pytest.raises(catalog.NoSuchDataset):
        verify(stranger)
    with pytest.raises((Forbidden, catalog.NoSuchDataset)):
        verify(member("elsewhere", Role.CONSUMER))


def test_two_spellings_of_a_class_are_one_class(workspace, operator, dataset, verify, latest):
    with workspace.unit_of_work() as db:
        records = [RecordId(row.id) for row in catalog.every_record(db, operator, dataset)]
        boxes = (Box("banana", 1, 1, 9, 9), Box("Food/Fruit/banana", 20, 20, 9, 9))
        new = [
            catalog.NewAnnotations(one, Layer.MEMBER, "a person", boxes, {}) for one in records[:2]
        ]
        catalog.annotate(db, operator, dataset, new)
    verify()

    scarce = [f for f in latest().report["findings"] if f["kind"] == "scarce_class"]
    assert len([f for f in scarce if "banana" in str(f["message"])]) == 1
