"""`dure models` as people and programs use it."""

import json
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from dure.core import Actor, Box, Forbidden, Invalid, Permission, Segment
from dure.engines import commands, service
from dure.engines.model import Kind
from dure.kit.context import Context


@pytest.fixture
def run(tmp_path):
    """Run a command for someone who may do everything, or what is named."""

    def invoke(*words, may=tuple(Permission), language="en"):
        actor = Actor(uuid4(), uuid4(), frozenset(may))
        workspace = SimpleNamespace(models=tmp_path / "models", threads=1)
        context = Context(workspace, actor, language)
        return CliRunner().invoke(
            commands.app, [str(w) for w in words], obj=context, catch_exceptions=True
        )

    return invoke


@pytest.fixture
def packages(tmp_path, make, listed):
    listed(make.artefact())
    return make.wheel(tmp_path / "in", {"toy/model.bin": make.content}).parent


@pytest.fixture
def opened(monkeypatch, make, listed):
    """Open an engine of our own in the place of a real one."""

    def use(kind, engine):
        listed(make.artefact(kind=kind))
        monkeypatch.setattr(service, "open_engine", lambda *_: engine)

    return use


def test_the_list_says_what_is_installed_and_under_which_licence(run):
    listed = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}

    assert listed["kiwi"]["installed"] is True
    assert listed["nanodet"]["installed"] is False
    assert listed["silero"]["licence"]["weights"] == "MIT"
    assert listed["nanodet"]["digest"] is None


@pytest.mark.parametrize(("language", "word"), [("en", "licence"), ("ko", "라이선스")])
def test_the_list_for_people_speaks_their_language(run, language, word):
    shown = run("list", language=language)

    assert shown.exit_code == 0
    assert word in shown.output
    assert "nanodet" in shown.output


def test_a_model_shows_its_classes_in_the_reader_s_language(run):
    assert "refrigerator" in run("show", "nanodet").output.replace("\n", "")
    assert "냉장고" in run("show", "nanodet", language="ko").output
    assert json.loads(run("show", "nanodet", "--json").stdout)["labels"]["cat"] == "고양이"


def test_a_model_is_installed_verified_and_removed(run, packages, make, tmp_path):
    done = json.loads(run("install", "toy", "--from", packages, "--json").stdout)
    listed = json.loads(run("list", "--json").stdout)
    verified = run("verify", "--json")
    removed = run("remove", "toy", "--json")

    assert done[0]["size"] == len(make.content)
    assert listed[0]["installed"] is True
    assert listed[0]["bytes"] == len(make.content)
    assert (json.loads(verified.stdout), verified.exit_code) == ({"toy": []}, 0)
    assert json.loads(removed.stdout) == {"removed": "toy"}
    assert not (tmp_path / "models" / "toy").exists()


def test_all_means_every_model_of_the_list(run, packages):
    done = json.loads(run("install", "--all", "--from", packages, "--json").stdout)

    assert [entry["name"] for entry in done] == ["toy"]


def test_the_licence_is_shown_to_people_who_install(run, packages):
    shown = run("install", "toy", "--from", packages)

    assert shown.exit_code == 0
    assert "toy: MIT; MIT." in shown.output


def test_nothing_named_is_wrong_use(run):
    shown = run("install")

    assert shown.exit_code == 2
    assert "--all" in shown.output


def test_damage_ends_with_1(run, packages, make, tmp_path):
    run("install", "toy", "--from", packages)
    (tmp_path / "models" / "toy" / "model.bin").write_bytes(make.content[::-1])

    shown = run("verify")

    assert shown.exit_code == 1
    assert "model.bin" in shown.output


@pytest.mark.parametrize("words", [("install", "silero"), ("remove", "silero")])
def test_who_may_only_read_changes_nothing(run, words):
    shown = run(*words, may=[Permission.ENGINES_READ])

    assert isinstance(shown.exception, Forbidden)


def test_who_may_not_read_sees_nothing(run):
    assert isinstance(run("list", may=[]).exception, Forbidden)


def test_a_detector_is_tried_on_a_picture_as_it_is_shown(run, opened, tmp_path):
    """The EXIF orientation is applied: a picture taken on its side stands upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (40, 20)).save(tmp_path / "p.jpg", exif=exif)
    engine = SimpleNamespace(detect=lambda p: [Box("cup", 0, 0, p.shape[1], p.shape[0], score=1)])
    opened(Kind.OBJECT_BOXES, engine)

    said = json.loads(run("try", "toy", tmp_path / "p.jpg", "--json").stdout)

    (box,) = said[str(tmp_path / "p.jpg")]
    assert (box["label"], box["width"], box["height"]) == ("cup", 20, 40)


def test_a_voice_detector_gets_mono_sound_of_16_kilohertz(run, opened, tmp_path):
    import soundfile

    soundfile.write(tmp_path / "s.wav", np.zeros((8000, 2)), 8000)
    engine = SimpleNamespace(segments=lambda s: [Segment("voice", 0, len(s) / 16_000)])
    opened(Kind.VOICE_ACTIVITY, engine)

    said = json.loads(run("try", "toy", tmp_path / "s.wav", "--json").stdout)

    assert said[str(tmp_path / "s.wav")][0]["end_s"] == 1.0


def test_lines_of_a_text_are_compared(run, opened, tmp_path):
    (tmp_path / "t.txt").write_text("one\n\ntwo\n", "utf-8")
    vectors = np.array([[1, 0], [0.6, 0.8]], np.float32)
    opened(Kind.TEXT_EMBEDDING, SimpleNamespace(embed=lambda texts: vectors[: len(texts)]))

    said = json.loads(run("try", "toy", tmp_path / "t.txt", "--json").stdout)

    assert said == {
        "one": [{"dimensions": 2, "near": "two", "cosine": 0.6}],
        "two": [{"dimensions": 2, "near": "one", "cosine": 0.6}],
    }


def test_a_file_in_which_nothing_is_found_is_still_named(run, opened, tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "empty.png")
    opened(Kind.OBJECT_BOXES, SimpleNamespace(detect=lambda p: []))

    shown = run("try", "toy", tmp_path / "empty.png")

    assert shown.exit_code == 0
    assert "empty.png" in shown.output


def test_the_korean_analyser_is_tried_on_a_text(run, tmp_path):
    (tmp_path / "t.txt").write_text("문을열어주세요. 불 꺼.", "utf-8")

    first, second = json.loads(run("try", "kiwi", tmp_path / "t.txt", "--json").stdout)[
        str(tmp_path / "t.txt")
    ]

    assert (first["spaced"], first["level"]) == ("문을 열어 주세요.", "해요체")
    assert second["level"] == "해체"
    assert "불/NNG" in second["tokens"]


@pytest.mark.parametrize("kind", [Kind.OBJECT_BOXES, Kind.VOICE_ACTIVITY, Kind.TEXT_EMBEDDING])
def test_a_file_of_another_kind_is_refused_by_name(run, opened, tmp_path, kind):
    (tmp_path / "x.bin").write_bytes(b"\xff\xfe\x00 no such thing")
    opened(kind, SimpleNamespace(detect=len, segments=len, embed=len))

    shown = run("try", "toy", tmp_path / "x.bin")

    assert isinstance(shown.exception, Invalid)
    assert "x.bin" in str(shown.exception)
