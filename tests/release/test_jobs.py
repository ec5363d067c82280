"""Freezing as durable work: versions, what the numbers say, splits without leaks, hand-out."""

import io
import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from dure import catalog, ingest, quality, release
from dure.core import (
    Choice,
    Conflict,
    DatasetId,
    Forbidden,
    Invalid,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    derived_id,
)
from dure.core.actor import Permission
from dure.kit.blobs import digest_of
from dure.release import jobs
from dure.release.writers import manifest


def silent(done, total, message=""):
    pass


def pixels(number):
    blocks = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    return np.kron(blocks, np.ones((8, 8, 1), np.uint8))


def save(place, picture, **how):
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(place, **how)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "fridge"
    for n in range(20):
        save(place / ("apple" if n % 2 else "banana") / f"{n:02}.png", pixels(n))
    return place


@pytest.fixture
def dataset(workspace, operator, folder):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="fridge", domain=("food", "1.0.0"))
    take_in(workspace, operator, DatasetId(row.id), folder)
    return DatasetId(row.id)


def take_in(workspace, actor, dataset, folder):
    delivery = ingest.Delivery((ingest.Root(folder),), mirrors=True)
    return ingest.take_in(workspace, actor, dataset, delivery, silent)


@pytest.fixture
def freeze(workspace, operator, dataset):
    def run(*formats, actor=operator):
        order = release.Order(formats or None)
        return release.freeze(workspace, actor, dataset, order, silent)

    return run


def relabel(workspace, actor, dataset, label="apple"):
    with workspace.unit_of_work() as db:
        record = next(iter(catalog.every_record(db, actor, dataset)))
        new = catalog.NewAnnotations(
            RecordId(record.id), Layer.MEMBER, "a person", (Choice(label),), {}
        )
        catalog.annotate(db, actor, dataset, [new])


@pytest.fixture
def place(workspace):
    return lambda row: release.folder(workspace.home, row)


def shards(folder):
    tables = [pq.read_table(p) for p in sorted((folder / "data").glob("*.parquet"))]
    return [record for table in tables for record in table.to_pylist()]


def test_the_same_content_is_the_same_version(freeze):
    first, second = freeze(), freeze()

    assert (first.is_new, second.is_new) == (True, False)
    assert first.row.id == second.row.id
    assert first.row.version == 1


def test_changed_content_is_the_next_version_and_back_again_the_first(
    workspace, operator, dataset, freeze
):
    freeze()
    relabel(workspace, operator, dataset, "cucumber")
    changed = freeze()
    with workspace.unit_of_work() as db:
        records = [r.id for r in catalog.every_record(db, operator, dataset)]
        catalog.retract(db, operator, dataset, records, Layer.MEMBER)

    assert (changed.row.version, freeze().row.version) == (2, 1)


def test_the_version_says_its_content_digest(freeze, place):
    row = freeze().row

    described = manifest.read(place(row))
    assert row.state.split("+")[0] == described["digest"]
    assert (described["name"], described["version"]) == ("fridge", 1)


def test_the_numbers_are_those_of_the_database(workspace, operator, dataset, freeze, place):
    row = freeze().row

    with workspace.reading() as db:
        records = list(catalog.every_record(db, operator, dataset))
        words = catalog.word_on(db, operator, [r.id for r in records])
        tally = ingest.tally(db, operator, dataset)
    rows = shards(place(row))
    described = manifest.read(place(row))
    assert row.counts["records"] == len(rows) == len(records) == tally.records == 20
    assert row.counts["labelled"] == len(words)
    assert {r["record_id"] for r in rows} == {str(r.id) for r in records}
    assert row.counts["splits"] == {n: s["records"] for n, s in described["splits"].items()}
    assert row.splits == {r["record_id"]: r["split"] for r in rows}
    assert described["outcomes"] == {"records": 20, "duplicates": 0, "issues": 0}


def test_a_record_keeps_its_split_in_the_next_version(workspace, operator, dataset, freeze, folder):
    before = freeze().row.splits
    for n in range(100, 120):
        save(folder / "apple" / f"{n}.png", pixels(n))
    take_in(workspace, operator, dataset, folder)

    after = freeze().row.splits

    assert len(after) == 40
    assert {id: after[id] for id in before} == before


def test_near_copies_never_straddle_splits_though_nobody_asked_for_a_report(
    workspace, operator, dataset, freeze, folder
):
    for n in range(20):
        save(folder / "apple" / f"{n:02} again.jpg", pixels(n), quality=85)
    take_in(workspace, operator, dataset, folder)

    splits = freeze().row.splits

    with workspace.reading() as db:
        pairs = quality.near_pairs(db, operator, dataset)
    assert len(pairs) >= 20
    assert [pair for pair in pairs if splits[pair[0]] != splits[pair[1]]] == []


def test_an_empty_data_set_cannot_be_frozen(workspace, operator):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="empty", domain=("food", "1.0.0"))

    with pytest.raises(Conflict, match="no records"):
        release.freeze(workspace, operator, DatasetId(row.id), release.Order(), silent)


def test_an_unknown_format_is_refused_before_anything_is_done():
    with pytest.raises(Invalid, match="cocoo"):
        release.Order(("cocoo",))


def test_a_format_that_cannot_hold_the_records_is_refused_and_leaves_nothing(workspace, freeze):
    with pytest.raises(Invalid, match="yolo"):
        freeze("yolo")

    assert list((workspace.home / "releases").glob("*")) == []


def test_further_formats_are_a_further_version_of_the_same_content(freeze):
    plain, packed, both = freeze(), freeze("webdataset"), freeze("webdataset")

    assert [f.row.version for f in (plain, packed, both)] == [1, 2, 2]
    assert len({f.row.state.split("+")[0] for f in (plain, packed)}) == 1


def test_who_may_not_publish_freezes_nothing(workspace, operator, dataset, stranger, freeze):
    reader = replace(operator, permissions=operator.permissions - {Permission.RELEASE_PUBLISH})

    with pytest.raises(Forbidden):
        freeze(actor=reader)
    with pytest.raises(catalog.NoSuchDataset):
        freeze(actor=stranger)
    with workspace.reading() as db:
        assert release.listed(db, operator, dataset) == []


def test_freezing_is_in_the_audit_trail(workspace, operator, freeze):
    from dure import identity

    freeze()

    with workspace.reading() as db:
        [entry] = [e for e in identity.trail(db, operator) if e.action == "release.published"]
    assert entry.subject == "fridge@1"


# Handing out


def test_a_copy_holds_the_same_and_can_be_taken_again(freeze, tmp_path, place):
    folder = place(freeze().row)
    out = tmp_path / "deep" / "out"

    release.hand_out(folder, out)
    release.hand_out(folder, out)

    assert release.verify(out) == []
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_changing_the_copys_descriptions_leaves_the_release_as_it_was(freeze, tmp_path, place):
    folder = place(freeze().row)
    release.hand_out(folder, tmp_path / "out")

    for place in (tmp_path / "out").rglob("*"):
        if place.is_file() and place.suffix != ".parquet":
            place.write_text("changed")

    assert release.verify(folder) == []


def test_a_foreign_folder_or_file_is_refused_and_stays(freeze, tmp_path, place):
    folder = place(freeze().row)
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter.txt").write_text("mine")

    for target in (foreign, foreign / "chapter.txt"):
        with pytest.raises(Conflict):
            release.hand_out(folder, target)

    assert (foreign / "chapter.txt").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_copy_that_breaks_off_leaves_the_older_release(freeze, tmp_path, monkeypatch, place):
    folder = place(freeze().row)
    out = tmp_path / "out"
    release.hand_out(folder, out)
    before = (out / "manifest.json").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs.shutil, "copytree", full)
    with pytest.raises(OSError, match="No space"):
        release.hand_out(folder, out)

    assert (out / "manifest.json").read_bytes() == before
    assert release.verify(out) == []


def test_another_data_sets_release_is_refused(freeze, tmp_path, place):
    folder = place(freeze().row)
    out = tmp_path / "out"
    out.mkdir()
    described = {**manifest.read(folder), "name": "other"}
    (out / "manifest.json").write_text(json.dumps(described))

    with pytest.raises(Conflict, match="other"):
        release.hand_out(folder, out)


def test_media_in_the_release_are_the_cleared_ones(freeze, folder, place):
    row = next(r for r in shards(place(freeze().row)) if r["file_name"] == "01.png")
    content = row["image"]["bytes"]

    with Image.open(io.BytesIO(content)) as shown:
        assert np.array_equal(np.asarray(shown.convert("RGB")), pixels(1))


def test_two_organisations_freeze_data_sets_of_one_name(
    workspace, freeze, stranger, tmp_path, place
):
    save(other := tmp_path / "other" / "apple" / "1.png", pixels(99))
    with workspace.unit_of_work() as db:
        row = catalog.register(db, stranger, name="fridge", domain=("food", "1.0.0"))
    take_in(workspace, stranger, DatasetId(row.id), other.parent.parent)
    mine = freeze().row

    theirs = release.freeze(workspace, stranger, DatasetId(row.id), release.Order(), silent).row

    assert (mine.version, theirs.version) == (1, 1)
    assert [len(shards(place(r))) for r in (mine, theirs)] == [20, 1]
    with workspace.reading() as db:
        assert release.named(db, stranger, "fridge@1").id == theirs.id


def test_a_freezing_that_was_killed_does_not_stand_in_the_way_of_the_next(
    workspace, operator, dataset, freeze, folder, monkeypatch, place
):
    for number in (50, 51):  # killed twice, between the files and the row, with ever new content
        with monkeypatch.context() as broken:
            broken.setattr(jobs.service, "keep", _killed)
            with pytest.raises(KeyboardInterrupt):
                freeze()
        save(folder / "apple" / f"{number}.png", pixels(number))
        take_in(workspace, operator, dataset, folder)

    row = freeze().row

    assert row.version == 1
    assert len(shards(place(row))) == 22


def _killed(*_):
    raise KeyboardInterrupt


def test_a_medium_that_cannot_be_cleared_is_named_and_can_be_withdrawn(
    workspace, operator, dataset, freeze
):
    broken = b"\xff\xd8 no picture"
    digest = digest_of(broken)
    workspace.blobs.put(digest, broken)
    stream = Stream("main", digest, len(broken), Probe(Modality.IMAGE, "image/jpeg", 8, 8))
    record = catalog.NewRecord(RecordId(derived_id(dataset, digest)), "cut/short.jpg", (stream,))
    with workspace.unit_of_work() as db:
        catalog.add_records(db, operator, dataset, [record])

    with pytest.raises(Conflict, match=r"cut/short\.jpg.*withdraw"):
        freeze()
    with workspace.unit_of_work() as db:
        catalog.withdraw(db, operator, dataset, [record.id], for_good=True)

    assert freeze().row.version == 1
