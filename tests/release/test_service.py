"""What a release page reads: where it lies, what it holds, what changed, what is in the way."""

import io
import shutil
import tarfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dure import catalog, ingest, release
from dure.core import Choice, Conflict, DatasetId, Layer, NotFound, RecordId
from dure.release import rules, schemas, service
from dure.release.model import Held, NoSuchRelease, Outcome, Readiness
from dure.release.writers import manifest, pack

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def silent(done, total, message=""):
    pass


def save(folder, label, number):
    blocks = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    place = folder / label / f"{number:02}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.kron(blocks, np.ones((8, 8, 1), np.uint8))).save(place)


@pytest.fixture
def folder(tmp_path):
    for n in range(8):
        save(tmp_path / "fridge", "apple" if n % 2 else "banana", n)
    return tmp_path / "fridge"


@pytest.fixture
def dataset(workspace, operator):
    with workspace.unit_of_work() as db:
        return DatasetId(catalog.register(db, operator, name="fridge", domain=("food", "1.0.0")).id)


@pytest.fixture
def take_in(workspace, operator, dataset, folder):
    def run():
        delivery = ingest.Delivery((ingest.Root(folder),), mirrors=True)
        ingest.take_in(workspace, operator, dataset, delivery, silent)

    return run


@pytest.fixture
def freeze(workspace, operator, dataset):
    return lambda: release.freeze(workspace, operator, dataset, release.Order(()), silent).row


@pytest.fixture
def frozen(take_in, freeze):
    take_in()
    return freeze()


@pytest.fixture
def described(workspace, operator):
    def run(reference):
        with workspace.reading() as db:
            found = service.describe(db, operator, workspace.home, reference)
            return schemas.release_detail(found)

    return run


# Where it lies


def test_a_release_is_kept_by_its_place_below_the_home(frozen):
    assert frozen.folder == "releases/fridge@1"


def test_a_home_that_moved_still_gives_its_files(workspace, operator, frozen, tmp_path, described):
    before = described("fridge@1")
    moved = tmp_path / "elsewhere"
    shutil.move(workspace.home / "releases", moved / "releases")

    with workspace.reading() as db:
        row = service.named(db, operator, "fridge@1")
        after = schemas.release_detail(service.describe(db, operator, moved, "fridge@1"))

    assert after == before
    assert release.verify(service.folder(moved, row)) == []


def test_a_whole_path_of_an_older_dure_is_found_in_the_home_of_today(workspace, frozen):
    frozen.folder = "/somewhere/else/home/releases/fridge@1"

    assert manifest.read(release.folder(workspace.home, frozen))["name"] == "fridge"


def test_a_list_still_shows_a_version_whose_files_are_gone(workspace, frozen):
    shutil.rmtree(workspace.home / "releases")

    line = schemas.release_read(frozen, manifest.read(service.folder(workspace.home, frozen)))

    assert (line.reference, line.files, line.size) == ("fridge@1", 0, 0)


# What it holds


def test_the_page_says_what_the_files_say(workspace, frozen, described):
    found = described("fridge@1")

    folder = release.folder(workspace.home, frozen)
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert {f.path for f in found.contents} == set(there) - {"manifest.json"}
    assert all(there[f.path].stat().st_size == f.size for f in found.contents)
    assert found.size == sum(f.size for f in found.contents)
    assert sum(split.records for split in found.splits) == found.counts["records"] == 8
    assert sum(split.size for split in found.splits) == sum(
        p.stat().st_size for p in folder.glob("data/*.parquet")
    )


def test_classes_are_counted_by_split_and_add_up(frozen, described):
    classes = {one.name: one.records for one in described("fridge@1").classes}
    kinds = {kind for one in described("fridge@1").classes for kind in one.kinds}

    assert kinds == {"choice"}
    assert {name: sum(by.values()) for name, by in classes.items()} == {"apple": 4, "banana": 4}
    in_splits = {s.name: s.records for s in described("fridge@1").splits}
    for split, records in in_splits.items():
        assert sum(by.get(split, 0) for by in classes.values()) == records


def test_the_card_comes_without_the_header_for_programs(workspace, frozen, described):
    card = described("fridge@1").card

    written = (release.folder(workspace.home, frozen) / "README.md").read_text("utf-8")
    assert card.startswith("# fridge")
    assert written.startswith("---\n")
    assert card in written


# What changed


def changes(workspace, operator, reference, since=None):
    with workspace.reading() as db:
        return service.changes(db, operator, workspace.home, reference, since)


def test_of_a_first_version_everything_is_new(workspace, operator, frozen):
    since, found = changes(workspace, operator, "fridge@1")

    assert since is None
    assert set(found.added) == set(frozen.splits)


def test_a_version_tells_what_came_went_and_was_labelled_anew(
    workspace, operator, dataset, take_in, freeze, folder, frozen
):
    with workspace.reading() as db:
        by_path = {r.path: str(r.id) for r in catalog.every_record(db, operator, dataset)}
    (folder / "apple" / "01.png").unlink()
    save(folder, "banana", 77)
    relabelled = by_path["banana/02.png"]
    new = catalog.NewAnnotations(
        RecordId(UUID(relabelled)), Layer.MEMBER, "a person", (Choice("cucumber"),), {}
    )
    with workspace.unit_of_work() as db:
        catalog.annotate(db, operator, dataset, [new])
    take_in()
    freeze()

    since, found = changes(workspace, operator, "fridge@2")

    assert since == 1
    assert found.removed == (by_path["apple/01.png"],)
    assert len(found.added) == 1
    assert found.relabelled == (relabelled,)
    assert (found.moved, found.replaced) == ((), ())
    assert changes(workspace, operator, "fridge@1", 2)[1].added == found.removed


def test_a_version_that_is_not_there_cannot_be_compared_with(workspace, operator, frozen):
    with pytest.raises(NoSuchRelease, match="no version 9"):
        changes(workspace, operator, "fridge@1", 9)


_HELD = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(
        Held, st.sampled_from(("train", "test")), st.sampled_from("12"), st.sampled_from("xy")
    ),
)


@given(_HELD, _HELD)
def test_comparing_the_other_way_round_swaps_what_came_and_went(before, after):
    there, back = rules.compare(before, after), rules.compare(after, before)

    assert (there.added, there.removed) == (back.removed, back.added)
    assert replace(there, added=(), removed=()) == replace(back, added=(), removed=())
    assert len(before) + len(there.added) - len(there.removed) == len(after)


# What is in the way


def outcomes(workspace, actor, dataset):
    with workspace.reading() as db:
        return {g.name: g.outcome for g in service.gates(db, actor, dataset)}


def test_a_shut_gate_is_what_freezing_refuses(workspace, operator, dataset, take_in, freeze):
    assert outcomes(workspace, operator, dataset)["records"] is Outcome.BLOCK
    with pytest.raises(Conflict):
        freeze()

    take_in()

    assert Outcome.BLOCK not in outcomes(workspace, operator, dataset).values()
    assert freeze().version == 1


def test_what_the_owner_has_not_said_is_a_warning_until_it_is_said(
    workspace, operator, dataset, take_in
):
    take_in()
    before = outcomes(workspace, operator, dataset)
    with workspace.unit_of_work() as db:
        catalog.describe(db, operator, dataset, licence="CC-BY-4.0", consent_basis="contract")

    after = outcomes(workspace, operator, dataset)

    assert (before["licence"], before["consent"]) == (Outcome.WARN, Outcome.WARN)
    assert (after["licence"], after["consent"]) == (Outcome.PASS, Outcome.PASS)
    assert after["labels"] is Outcome.PASS


def test_every_warning_says_what_to_do_but_the_one_that_freezing_sees_to():
    bare = Readiness(False, 3, 1, 2, "", "", "")

    open_ended = [g.name for g in rules.gates(bare) if g.outcome != "pass" and not g.advice]

    assert [g.name for g in rules.gates(bare) if g.outcome is Outcome.BLOCK] == ["permission"]
    assert open_ended == ["quality"]


# Everything at once


@pytest.fixture
def files(tmp_path):
    names = {
        "food@1/a.json": 0,
        "food@1/데이터/긴 이름" + "하" * 60: 512,
        "food@1/b.bin": 1_500_001,
    }
    found = {}
    for number, (name, size) in enumerate(names.items()):
        found[name] = tmp_path / str(number)
        found[name].write_bytes(np.random.default_rng(number).bytes(size))
    return found


def test_a_tar_holds_the_same_bytes_and_is_as_long_as_it_said(files):
    whole = b"".join(pack.tar(files, AT))

    assert len(whole) == pack.tar_size(files, AT)
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        held = {m.name: archive.extractfile(m).read() for m in archive.getmembers()}
        assert {m.mtime for m in archive.getmembers()} == {int(AT.timestamp())}
    assert held == {name: path.read_bytes() for name, path in files.items()}


def test_a_zip_holds_the_same_bytes_and_comes_in_pieces(files):
    pieces = list(pack.zipped(files, AT))

    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == {
            name: path.read_bytes() for name, path in files.items()
        }
    assert max(map(len, pieces)) < 1_200_000


def test_an_archive_names_every_file_of_the_release_once(workspace, frozen):
    found = service.files(workspace.home, frozen)

    folder = release.folder(workspace.home, frozen)
    assert sorted(found) == sorted(
        f"fridge@1/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*") if p.is_file()
    )


def test_an_archive_of_a_damaged_release_is_refused_before_it_begins(workspace, frozen):
    next(release.folder(workspace.home, frozen).glob("data/*.parquet")).unlink()

    with pytest.raises(NotFound, match="no file"):
        service.files(workspace.home, frozen)
