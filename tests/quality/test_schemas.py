"""The report as JSON and as a page."""

import ast
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dure.quality
from dure import domains
from dure.core import Severity, say
from dure.kit.text import catalogue
from dure.quality import checks, rules, schemas, service
from dure.quality.model import Finding

from .making import scene

HERE = Path(dure.quality.__file__).parent


@pytest.fixture(scope="module")
def document(clean):
    evil = "<script>alert(1)</script>"
    rows = list(clean.records)
    for i in (0, 4, 8):
        rows[i] = replace(rows[i], digest="same", path=f"{evil}{i}.jpg")
    rows[2] = replace(rows[2], label=evil)
    rows[3] = replace(rows[3], label="a")
    facts = replace(clean, records=tuple(rows))
    return service.to_json(rules.judge(facts, checks.run(facts), checks.CHECKS))


class Strict(HTMLParser):
    """Collects what a page asks for, and whether its elements nest."""

    VOID = ("meta", "img", "br", "rect", "line", "circle", "polyline")

    def __init__(self):
        super().__init__()
        self.open, self.outside, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.outside += [v for k, v in attrs if k in ("src", "href") and v and v[:5] != "data:"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)


def test_the_report_survives_json_and_has_its_keys(document):
    again = json.loads(json.dumps(document))

    assert again == document
    assert set(document) == {
        "version",
        "verdict",
        "checks",
        "scores",
        "measures",
        "counts",
        "findings",
        "profile",
    }
    assert set(document["findings"][0]["message"]) == {"en", "ko"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_is_well_formed_self_contained_and_escapes_names(document, language):
    page = schemas.to_html(document, language, title="<b>T", thumbnail=lambda _: scene(1))

    reader = Strict()
    reader.feed(page)
    assert reader.open == []
    assert reader.outside == []
    assert "script" not in reader.tags
    assert f'<html lang="{language}">' in page
    assert "url(" not in page
    assert "&lt;b&gt;T" in page
    assert len(page) < 500_000


def test_the_korean_page_speaks_korean(document):
    page = schemas.to_html(document, "ko")

    assert "구문 정확성" in page
    assert "검증 항목" in page
    for english in ("Quality report", "What to do", "Records without"):
        assert english not in page


def test_every_sentence_has_its_korean():
    templates = {
        node.args[0].value
        for path in HERE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    }
    korean = catalogue("ko")

    assert templates - set(korean) == set()
    for template in templates:
        names = re.findall(r"{(\w+)", template)
        assert sorted(re.findall(r"{(\w+)", korean[template])) == sorted(names)


def test_an_empty_report_still_makes_a_page(clean):
    empty = replace(clean, records=(), embeddings=None, probabilities=None)

    page = schemas.to_html(service.to_json(rules.judge(empty, [], [])), "en")

    assert "Nothing was found." in page
    assert "Not measured" in page


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100 %"), (0.9999, "99.9 %"), (0.29, "29 %"), (None, "–")]
)
def test_a_share_is_never_rounded_up_to_all(share, text):
    assert schemas.percent(share) == text


def kept_finding(message, **evidence):
    finding = Finding("c", "k", Severity.WARNING, (), 0.5, message, say("Note"), evidence)
    return service._finding(finding, {})


def test_a_doubtful_label_is_called_by_its_name_in_each_language():
    message = say(
        "The label “{given}” looks wrong; “{suggested}” fits better.",
        given="Food/Fruit/banana",
        suggested="lemon",
    )

    shown = schemas.retold(kept_finding(message), "food")

    assert shown["message"]["en"] == "The label “Banana” looks wrong; “Lemon” fits better."
    assert "“바나나”" in shown["message"]["ko"]
    assert "“레몬”" in shown["message"]["ko"]
    assert "said" not in shown


def test_what_the_log_contradicts_is_told_in_the_words_of_the_domain():
    message = say(
        "The record says {factor} = {told}, and the device's log at that moment says {level}.",
        factor="door",
        told="open",
        level="closed",
    )
    door = next(one for one in domains.load("food").conditions.factors if one.id == "door")
    level = {one.id: one for one in door.levels}

    shown = schemas.retold(kept_finding(message), "food")["message"]

    for word in (door.ko, level["open"].ko, level["closed"].ko):
        assert word in shown["ko"]
    assert f"{door.en} = {level['open'].en}" in shown["en"]


def test_a_level_of_loudness_is_no_level_of_a_condition():
    message = say("The sound is below {level} dBFS: silence.", level="-60")

    assert "-60 dBFS" in schemas.retold(kept_finding(message), "food")["message"]["en"]


def test_a_report_of_an_older_edition_is_shown_as_it_was_kept():
    older = kept_finding(say("{count} records have no label.", count=2))
    del older["said"]

    assert schemas.retold(older, "food") == older


def test_a_report_names_its_classes_and_pairs_of_conditions(document):
    pair = "door=open × lamp=on"
    finding = kept_finding(say("Note"), pairs=[pair])
    report = document | {
        "findings": [finding],
        "profile": document["profile"] | {"classes": {"Food/Fruit/banana": 3, "mystery": 1}},
    }

    names = schemas.named(report, "food")["names"]
    page = schemas.to_html(schemas.named(report, "food"), "ko")

    assert names["Food/Fruit/banana"] == {"ko": "바나나", "en": "Banana"}
    assert names["mystery"] == {"ko": "mystery", "en": "mystery"}
    assert "=" not in names[pair]["ko"]
    assert " × " in names[pair]["ko"]
    assert ">바나나<" in page


def test_an_issue_of_ingest_is_called_by_its_name():
    message = say("{count} files had the issue “{kind}” at ingest.", count=1, kind="not_a_picture")

    shown = schemas.retold(kept_finding(message), "food")["message"]

    assert "“No picture”" in shown["en"]
    assert "“사진이 아님”" in shown["ko"]


def test_spellings_of_one_class_stand_on_one_line_of_the_page(document):
    classes = {"Food/Fruit/banana": 3, "banana": 2}
    report = document | {"findings": [], "profile": document["profile"] | {"classes": classes}}

    page = schemas.to_html(schemas.named(report, "food"), "en")

    assert page.count(">Banana<") == 1
    assert '<span class="number">5</span>' in page
