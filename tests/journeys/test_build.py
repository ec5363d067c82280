"""`dure build` from folders to a release in training, with the real program."""

import json
import shutil
import signal
import sqlite3

import pyarrow.parquet as pq
import pytest

import dure as sdk
from dure import release

from .conftest import MODELS, picture, put  # isort: skip

WITHOUT_ENGINE = "--no-download"


@pytest.fixture
def build(dure, tmp_path):
    """Build a folder into `tmp_path / out` without fetching an engine."""

    def run(folder, domain, *more, code=0, **environment):
        words = ["build", folder, "--domain", domain, "--to", tmp_path / "out", WITHOUT_ENGINE]
        return dure(*words, *more, code=code, **environment)

    return run


def rows(loaded):
    """What training sees: every row, with the bytes of its picture."""
    return [{k: v.tobytes() if hasattr(v, "tobytes") else v for k, v in r.items()} for r in loaded]


def manifest(folder):
    return (folder / "manifest.json").read_bytes()


def test_every_file_is_a_source_a_duplicate_or_an_issue(build, pictures):
    built = build(pictures, "food", code=1)

    assert built["files"] == len([p for p in pictures.rglob("*") if p.is_file()]) == 27
    assert built["files"] == built["sources"] + built["duplicates"] + len(built["issues"])
    assert {(i["path"], i["severity"]) for i in built["issues"]} == {
        ("apple/cut.png", "error"),
        ("LICENSE", "note"),
    }
    assert built["duplicate_files"] == [{"path": "apple/copy of 01.png", "first": "apple/01.png"}]
    assert (built["records"], built["labelled"], built["added"]) == (24, 24, 27)


def test_without_an_engine_the_build_says_so_and_goes_on(build, pictures, tmp_path):
    put(pictures, {"unlabelled.png": picture(99)})

    built = build(pictures, "food", code=1)

    assert built["suggested"] == 0
    assert "dure models install" in built["skipped"]
    assert built["skipped"] in built["next_steps"]
    assert (built["release"], built["records"]) == ("pictures@1", 25)


def test_building_again_changes_nothing(build, pictures, tmp_path):
    first = build(pictures, "food", code=1)
    before = manifest(tmp_path / "out")

    second = build(pictures, "food", code=1)

    assert manifest(tmp_path / "out") == before
    assert (second["release"], second["is_new"]) == ("pictures@1", False)
    assert (second["added"], second["gone"]) == (0, 0)
    differing = {k for k in first if first[k] != second[k]}
    assert differing == {"is_new", "added"}


def test_a_corrected_label_makes_the_second_version(build, pictures, tmp_path):
    build(pictures, "food", code=1)
    (pictures / "apple" / "03.png").rename(pictures / "banana" / "03.png")

    built = build(pictures, "food", code=1)

    loaded = sdk.load(tmp_path / "out")
    assert (built["release"], built["is_new"], built["records"]) == ("pictures@2", True, 24)
    assert len(loaded) == 24
    assert json.loads(manifest(tmp_path / "out"))["version"] == 2


def test_a_removed_file_is_gone_from_the_next_version(build, pictures, tmp_path):
    build(pictures, "food", code=1)
    (pictures / "apple" / "03.png").unlink()

    built = build(pictures, "food", code=1)

    assert (built["records"], built["gone"], built["release"]) == (23, 1, "pictures@2")


def test_the_release_verifies_and_a_changed_file_is_found(build, pictures, tmp_path):
    build(pictures, "food", code=1)
    out = tmp_path / "out"

    assert release.verify(out) == []
    assert (out / "quality" / "report.ko.html").is_file()
    assert pq.read_table(out / "suggestions.parquet").num_rows == 0

    (out / "README.md").write_text("changed")
    (out / "mine.txt").write_text("foreign")
    assert {(i.path, i.kind) for i in release.verify(out)} == {
        ("README.md", "damaged"),
        ("mine.txt", "foreign"),
    }


def test_the_release_in_the_home_is_untouched_by_what_lies_beside_the_copy(
    build, pictures, tmp_path, home
):
    build(pictures, "food", code=1)

    kept = home / "releases" / "pictures@1"
    assert release.verify(kept) == []
    assert not (kept / "quality").exists()


def test_boxes_come_through(build, boxes, tmp_path):
    built = build(boxes, "obstacle")

    coco = json.loads(next((tmp_path / "out").rglob("*annotations*/*.json")).read_text())
    assert (built["records"], built["labelled"]) == (6, 6)
    assert built["files"] == built["sources"] + built["duplicates"] + len(built["issues"]) == 13
    assert {"sock", "cable"} >= {c["name"] for c in coco["categories"]}
    assert len(sdk.load(tmp_path / "out")) == 6


def test_sounds_come_with_what_is_said(build, voices, tmp_path):
    built = build(voices, "voice")

    texts = [row["transcript"] for row in sdk.load(tmp_path / "out")]
    assert (built["records"], built["labelled"], built["sources"]) == (6, 6, 12)
    assert sorted(texts) == [f"에어컨 {n}도로 맞춰 줘" for n in range(6)]


def test_device_states_come_through(build, states, tmp_path):
    built = build(states, "device")

    assert built["records"] == 4
    assert built["files"] == built["sources"] + built["duplicates"] + len(built["issues"])
    assert len(sdk.load(tmp_path / "out")) == 4


def test_the_folder_and_the_home_give_the_same_rows(build, pictures, tmp_path, home):
    build(pictures, "food", code=1)

    from_folder = sdk.load(tmp_path / "out")
    from_home = sdk.load("pictures@1", home=home)

    assert rows(from_folder) == rows(from_home) != []


def test_a_killed_build_is_finished_by_the_next(start, build, pictures, tmp_path, home):
    put(pictures, {f"apple/{n}.png": picture(n) for n in range(100, 400)})
    words = ["build", pictures, "--domain", "food", "--to", tmp_path / "out", WITHOUT_ENGINE]

    with start(*words) as program:
        wait_until_some_are_in(home, program)
        program.send_signal(signal.SIGKILL)
        program.communicate()
    killed = build(pictures, "food", code=1)
    digest = json.loads(manifest(tmp_path / "out"))["digest"]
    counted = {k: killed[k] for k in ("files", "records", "sources", "duplicates", "counts")}

    # What an undisturbed home makes of the same folder.
    shutil.rmtree(tmp_path / "out")
    with sqlite3.connect(home / "dure.db") as db:
        files = db.execute("select count(*), count(distinct path) from source_file").fetchone()
    assert files == (killed["files"], killed["files"])
    assert build(pictures, "food", code=1)["is_new"] is False
    assert json.loads(manifest(tmp_path / "out"))["digest"] == digest
    assert counted["records"] == 324


def wait_until_some_are_in(home, program):
    """Look at the database until the first chunk is saved; the program must still run."""
    with sqlite3.connect(f"file:{home / 'dure.db'}?mode=ro", uri=True) as db:
        while program.poll() is None:
            if db.execute("select count(*) from source_file").fetchone()[0]:
                return
    raise AssertionError(f"the build ended before it could be killed: {program.communicate()}")


@pytest.mark.models
@pytest.mark.skipif(
    not (MODELS / "efficientnet_lite0").is_dir(), reason="efficientnet_lite0 is not installed"
)
def test_with_the_engine_unlabelled_pictures_get_suggestions(build, pictures, tmp_path):
    put(pictures, {f"{n}.png": picture(n) for n in range(200, 204)})

    built = build(pictures, "food", code=1, DURE_MODELS=str(MODELS))

    told = pq.read_table(tmp_path / "out" / "suggestions.parquet").to_pylist()
    assert (built["skipped"], built["labelled"], built["suggested"]) == (None, 24, 4)
    assert {row["path"] for row in told} == {f"{n}.png" for n in range(200, 204)}
    assert {row["label"] for row in told} <= {"apple", "banana"}
    assert all(0 <= row["probability"] <= 1 for row in told)
    # Noise has no classes: nothing of it may be accepted without a person.
    assert built["accepted"] == 0
    assert "{" not in built["suggestion_report"]["fine"]["reason"]
    assert build(pictures, "food", code=1, DURE_MODELS=str(MODELS))["is_new"] is False
