"""`dure domains` as people and programs use it."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from dure import domains
from dure.core import NotFound
from dure.domains import commands


@pytest.fixture
def run():
    def invoke(*words, language="en"):
        context = SimpleNamespace(language=language)
        return CliRunner().invoke(commands.app, [str(word) for word in words], obj=context)

    return invoke


def test_the_list_names_every_domain(run):
    listed = json.loads(run("list", "--json").stdout)

    assert [pack["id"] for pack in listed] == domains.shipped()
    assert listed[2]["name"] == {"ko": "식재료", "en": "Food ingredients"}
    assert all(pack["classes"] > 100 for pack in listed)


@pytest.mark.parametrize(("language", "word"), [("ko", "식재료"), ("en", "Device status")])
def test_the_list_speaks_the_language_of_the_context(run, language, word):
    assert word in run("list", language=language).stdout


def test_without_a_context_the_environment_decides(monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")

    assert "식재료" in CliRunner().invoke(commands.app, ["list"]).stdout


def test_a_pack_is_shown_whole_to_programs(run):
    shown = json.loads(run("show", "fabrics", "--json").stdout)

    assert shown["id"] == "fabric"
    assert shown["taxonomy"][0]["children"][0]["children"][0]["en"] == "T-Shirt"
    assert shown["conditions"]["constraints"][0]["when"] == {"placement": "in_drum"}


def test_a_pack_is_shown_to_people_with_every_class(run):
    text = run("show", "food", language="ko").stdout

    assert all(word in text for word in ("kkakdugi", "깍두기", "food_class", "작업 지침"))


def test_an_unknown_domain_is_not_found(run):
    assert isinstance(run("show", "foood").exception, NotFound)


def test_checking_ends_with_one_only_where_something_is_wrong(run, sound, written):
    good = run("check", written(sound), "--json")
    broken = written(sound.replace("ass: 30", "ass: many"), "broken.yaml")
    bad = run("check", broken, "--json")

    assert (good.exit_code, json.loads(good.stdout)["sound"]) == (0, True)
    assert bad.exit_code == 1
    assert [(i["kind"], i["line"]) for i in json.loads(bad.stdout)["issues"]] == [
        ("wrong_type", 40)
    ]


def test_people_read_the_file_the_line_and_the_sentence_in_korean(run, sound, written):
    broken = written(sound.replace("ass: 30", "ass: many"))

    text = run("check", broken, language="ko").stdout

    assert f"{broken}:40" in text
    assert "quality.min_per_class 항목은 정수여야 합니다." in text


def test_a_sound_file_is_said_to_be_sound(run, sound, written):
    assert "문제가 없습니다." in run("check", written(sound), language="ko").stdout
