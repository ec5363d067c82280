"""What the documents tell people to run, runs."""

import json
import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from dure.app import settings

from .conftest import REPOSITORY, blocks

ENGINE = REPOSITORY / ".cache" / "models" / "efficientnet_lite0"
RUNNABLE = ("sh", "python")


def _runnable(document: str):
    return [
        block
        for block in blocks(document)
        if block.language in RUNNABLE and not block.note.startswith("not run")
    ]


def _reference(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return f"{manifest['name']}@{manifest['version']}"


@pytest.mark.slow
def test_the_readme_builds_a_release_and_trains_on_it_in_ten_lines(place, photographs):
    photographs.rename(place.folder / "DIR")
    build = next(b for b in blocks("README.md") if "dev.py build" in b.code)
    train = next(b for b in blocks("README.md") if b.language == "python")

    place.run(build)
    said = place.run(train)

    assert len([line for line in train.code.splitlines() if line]) == 10
    assert int(said.removesuffix("% right\n")) > 60  # three classes of different colours


def test_the_readme_names_only_words_that_dev_py_has(repository):
    first = next(blocks("README.md"))
    usage = (repository / "dev.py").read_text("utf-8").split('"""')[1]

    for line in first.code.splitlines():
        command = line.partition("#")[0].strip()
        assert any(said.partition("  ")[0].startswith(command) for said in usage.splitlines())


@pytest.mark.slow
def test_the_tutorial_goes_from_photographs_to_a_trained_model(place):
    said = [place.run(block) for block in _runnable("docs/tutorial/first-release.md")]

    assert _reference(place.folder / "OUT") == "photos@2"
    assert "@2" in said[-2]
    assert int(said[-1].partition("%")[0]) > 60


@pytest.mark.slow
@pytest.mark.models
def test_a_part_is_labelled_and_the_rest_suggested(place, photographs):
    if not ENGINE.is_dir():
        pytest.skip("the engine is not installed: dure models install efficientnet_lite0")
    place.settings["DURE_MODELS"] = str(ENGINE.parent)

    build, look = _runnable("docs/howto/label-a-part.md")
    place.run(build)
    said = place.run(look)

    assert len(said.splitlines()) == 20
    assert all(line.endswith("False") for line in said.splitlines())  # six labels promise nothing


@pytest.mark.slow
def test_a_mended_label_makes_a_new_version(place, photographs):
    build, look, mend = _runnable("docs/howto/mend-labels.md")

    place.run(build)
    place.run(look)
    before = _reference(place.folder / "OUT")
    place.run(mend)

    assert (before, _reference(place.folder / "OUT")) == ("photos@1", "photos@2")


@pytest.mark.slow
def test_everything_but_suggestions_works_without_engines(place, photographs):
    for block in _runnable("docs/howto/air-gapped.md"):
        place.run(block)

    assert _reference(place.folder / "OUT") == "photos@1"


@pytest.mark.slow
def test_labels_convert_from_one_format_to_another(place):
    for block in _runnable("docs/howto/convert.md"):
        place.run(block)

    assert (place.folder / "kitchen-cvat" / "annotations.xml").is_file()
    assert not (place.folder / "kitchen-strict").exists()


def test_a_domain_is_a_file(place, photographs, repository):
    (place.folder / "docs").mkdir()
    shutil.copytree(repository / "docs" / "howto", place.folder / "docs" / "howto")
    (place.folder / "tools").mkdir()
    (photographs / "apple").rename(place.folder / "tools" / "Spoon")
    (photographs / "onion").rename(place.folder / "tools" / "포크")
    (photographs / "milk").rename(place.folder / "tools" / "something else")

    for block in _runnable("docs/howto/write-a-domain-pack.md"):
        place.run(block)

    manifest = json.loads((place.folder / "OUT" / "manifest.json").read_text("utf-8"))
    assert manifest["domain"] == {"id": "drawer", "version": "1.0.0"}
    assert {c["ko"] for c in manifest["classes"]} >= {"숟가락", "포크"}


def test_the_settings_for_postgresql_and_s3_are_read(tmp_path, monkeypatch):
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"DURE_{name.upper()}", raising=False)
    told = next(b for b in blocks("docs/howto/postgresql-and-s3.md") if b.language == "ini")
    (tmp_path / "dure.env").write_text(told.code, "utf-8")

    read = settings.load(tmp_path)

    assert read.database_url == "postgresql+psycopg://dure:PASSWORD@db.example/dure"
    assert read.storage == "s3://BUCKET/PREFIX"
    assert read.s3_endpoint == "https://storage.example"
    assert (read.s3_key, read.s3_secret) == (SecretStr("KEY"), SecretStr("SECRET"))
