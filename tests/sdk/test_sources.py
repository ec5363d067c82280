"""Finding a release, and saying in one sentence why it cannot be had."""

import json

import pytest

import dure
from dure.sdk import FileDamaged, ReleaseNotFound, SplitNotFound, WrongVersion


def test_a_folder_is_loaded(write):
    found = dure.load(write("choices"))

    assert (found.name, found.version, len(found)) == ("food", 3, 10)


def test_a_name_is_found_in_dures_folder(write, tmp_path, monkeypatch):
    write("choices", "home/releases/food@3")

    assert len(dure.load("food@3", home=tmp_path / "home")) == 10
    assert dure.load("food", home=tmp_path / "home").version == 3
    monkeypatch.setenv("DURE_HOME", str(tmp_path / "home"))
    assert len(dure.load("food@3", split="train")) == 6


def test_a_name_without_version_is_the_latest(make, write, tmp_path):
    from dure.release.writers import write_release

    write("choices", "home/releases/food@3")
    newer = make.snapshot(version=12)
    write_release(newer, make.choices().rows, tmp_path / "home" / "releases" / "food@12")

    assert dure.load("food", home=tmp_path / "home").version == 12


def test_a_version_that_is_not_there_lists_those_that_are(write, tmp_path):
    write("choices", "home/releases/food@3")

    with pytest.raises(WrongVersion, match=r"no version 4 here; there is 3\."):
        dure.load("food@4", home=tmp_path / "home")


@pytest.mark.parametrize("reference", ["food@3", "food", "없는것@1"])
def test_a_release_that_is_nowhere_says_where_to_look(reference):
    with pytest.raises(ReleaseNotFound, match="DURE_SERVER"):
        dure.load(reference)


def test_a_path_that_is_no_folder_is_named():
    with pytest.raises(ReleaseNotFound, match="no folder “out/food”"):
        dure.load("out/food")


@pytest.mark.parametrize("content", [None, "not json", "[]", '{"format": "other"}'])
def test_a_folder_that_is_no_release_is_named(tmp_path, content):
    folder = tmp_path / "photos"
    folder.mkdir()
    if content is not None:
        (folder / "manifest.json").write_text(content)

    with pytest.raises(ReleaseNotFound, match="photos"):
        dure.load(folder)


def test_a_release_of_a_newer_dure_asks_for_an_upgrade(write):
    folder = write("choices")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format_version": 2}))

    with pytest.raises(WrongVersion, match="pip install -U dure"):
        dure.load(folder)


def test_a_split_that_is_not_there_lists_those_that_are(write):
    with pytest.raises(SplitNotFound, match="train, validation, test"):
        dure.load(write("choices"), split="dev")


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1])])
def test_a_damaged_shard_is_never_read(write, change):
    folder = write("choices")
    shard = folder / "data" / "test-00000-of-00001.parquet"
    shard.write_bytes(change(shard.read_bytes()))

    assert dure.load(folder, split="train")[0]["split"] == "train"
    with pytest.raises(FileDamaged, match="test-00000-of-00001"):
        dure.load(folder, split="test")[0]


def test_a_missing_shard_is_named(write):
    folder = write("choices")
    (folder / "data" / "test-00000-of-00001.parquet").unlink()

    with pytest.raises(FileDamaged, match=r"test-00000-of-00001\.parquet” is missing"):
        _ = dure.load(folder).table


def test_a_file_that_has_not_changed_is_checked_once(write, monkeypatch):
    from dure.sdk import cache

    folder = write("choices")
    _ = dure.load(folder, split="test")[0]

    def again(path: object) -> str:
        raise AssertionError(path)

    monkeypatch.setattr(cache, "digest_of", again)

    assert dure.load(folder, split="test")[0]["split"] == "test"


def test_a_cache_that_cannot_be_written_costs_only_time(write, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DURE_CACHE", str(tmp_path / "file" / "cache"))

    assert len(dure.load(write("choices")).table) == 10
