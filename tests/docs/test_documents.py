"""The documents hold together: links lead somewhere, nothing that a user meets is left out."""

import re
from pathlib import Path

import pytest
import typer

from dure.app.cli import app
from dure.app.settings import Settings

from .conftest import REPOSITORY

HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "What enforces it"]
DECISIONS = sorted((REPOSITORY / "docs" / "adr").glob("*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def _prose(document: Path) -> str:
    return _FENCE.sub("", document.read_text("utf-8"))


def _headings(document: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", _prose(document), re.M)


def _anchor(heading: str) -> str:
    """Give the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_link_between_documents_leads_somewhere(repository, tracked):
    dead = []
    documents = [repository / name for name in tracked if name.endswith(".md")]
    for document in documents:
        for link in _LINK.findall(_prose(document)):
            if "://" in link:
                continue
            path, _, anchor = link.partition("#")
            target = (document.parent / path) if path else document
            is_there = target.exists() and (not anchor or anchor in map(_anchor, _headings(target)))
            if not is_there:
                dead.append(f"{document.relative_to(repository)}: {link}")

    assert len(documents) > 15
    assert dead == []


def test_the_index_names_every_document(repository):
    docs = repository / "docs"
    linked = {(docs / link.partition("#")[0]).resolve() for link in _LINK.findall(
        _prose(docs / "README.md"))}  # fmt: skip
    there = {path.resolve() for path in docs.rglob("*.md")} - {(docs / "README.md").resolve()}

    assert sorted(str(path.relative_to(docs)) for path in there - linked) == []


def test_there_are_decisions():
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    assert len(DECISIONS) >= 6


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_five_headings_and_one_screen(decision):
    text = decision.read_text("utf-8")

    assert re.findall(r"^## (.+)$", text, re.M) == HEADINGS
    assert re.findall(r"^# (\d+)\. \S", text, re.M) == [str(int(decision.name[:4]))]
    assert "\n> **" in text  # the line that people will quote
    assert len(text.splitlines()) <= 60


def test_the_alternatives_of_a_decision_are_told_in_a_line_each():
    for decision in DECISIONS:
        part = decision.read_text("utf-8").partition("## Alternatives\n\n")[2].partition("\n\n")[0]
        assert len(re.findall(r"^- \*\*.+?:\*\*", part, re.M)) >= 3, decision.name


def _class_names(repository: Path) -> set[str]:
    return {
        name
        for path in (repository / "src" / "dure").rglob("*.py")
        for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.M)
    }


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|\n").split("|")]


def test_every_class_in_the_glossary_is_in_the_code(repository):
    rows = [
        _cells(line)
        for line in (repository / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    named = {name for row in rows for name in re.findall(r"`([A-Z]\w+)`", row[0])}
    unknown = named - _class_names(repository)

    assert len(named) > 50
    assert unknown == set()


def test_every_word_of_the_glossary_has_its_korean_meaning_and_source(repository):
    text = (repository / "docs" / "glossary.md").read_text("utf-8")
    rows = [_cells(line) for line in text.splitlines() if line.startswith("| ")]
    lacking = [row[0] for row in rows if len(row) != 4 or not all(row)]
    not_korean = [row[0] for row in rows if row[1] != "Korean" and not re.search("[가-힣]", row[1])]

    assert len(rows) > 100
    assert (lacking, not_korean) == ([], [])


@pytest.mark.parametrize("name", ["catalog", "ingest", "quality", "release", "autolabel"])
def test_every_noun_of_a_table_is_in_the_glossary(repository, name):
    """A table's class is a noun that users meet; `…Row` stands for the noun without it."""
    text = (repository / "docs" / "glossary.md").read_text("utf-8").lower()
    tables = (repository / "src" / "dure" / name / "tables.py").read_text("utf-8")
    nouns = [
        noun.removesuffix("Row") for noun in re.findall(r"^class (\w+)\(Table\)", tables, re.M)
    ]

    assert nouns
    for noun in nouns:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", noun).lower()
        assert words in text or f"`{noun.lower()}`" in text, noun


def _commands(group: typer.Typer, before: str = "dure") -> list[str]:
    own = [f"{before} {command.name or command.callback.__name__}"
           for command in group.registered_commands]  # fmt: skip
    inner = [
        name
        for sub in group.registered_groups
        for name in _commands(sub.typer_instance, f"{before} {sub.name}")
    ]
    return own + inner


def test_every_command_has_its_heading(repository):
    headings = [
        heading
        for document in (repository / "docs" / "reference").glob("*.md")
        for heading in _headings(document)
    ]
    found = (re.match(r"`?(dure(?: [a-z]+)+)", heading) for heading in headings)
    told = {match[1] for match in found if match}
    commands = _commands(app)

    assert len(commands) > 15
    assert sorted(told ^ set(commands)) == []


def test_every_setting_has_its_heading_and_default(repository):
    text = (repository / "docs" / "reference" / "settings.md").read_text("utf-8")
    sections = dict(re.findall(r"^## `(DURE_\w+)`\n(.*?)(?=^#|\Z)", text, re.M | re.S))
    fields = {f"DURE_{name.upper()}" for name in Settings.model_fields}
    elsewhere = {
        name
        for path in (repository / "src" / "dure").rglob("*.py")
        for name in re.findall(r"environ(?:\.get\(|\[)\"(DURE_\w+)\"", path.read_text("utf-8"))
    }

    assert set(sections) == fields | elsewhere
    assert [name for name in fields if "Default: " not in sections[name]] == []
