"""What commands print: hostile names stay on their line, JSON is one document."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dure.core import Issue, Severity, say
from dure.kit import console

HOSTILE = [
    "[red]빨강[/red].jpg",
    "[/]",
    "[/bold]x",
    "\\[red]x",
    "ends with \\",
    ":smile:.jpg",
    "two\nlines.jpg",
    "\x1b[2J\x07clear",
    "\u202egpj.exe",
    "\udcff.jpg",
    "[link=file:///etc/passwd]click[/link]",
    "한글 [1].jpg",
]


@pytest.fixture
def printed(monkeypatch):
    """What is printed for people, on a wide terminal."""
    text = io.StringIO()
    wide = Console(file=text, width=200, highlight=False, emoji=False)
    monkeypatch.setattr(console, "out", wide)
    return lambda: text.getvalue()


def visible(name):
    """The name as it should be seen."""
    seen = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in seen)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_seen_as_it_is_in_a_table(printed, name):
    console.table(name, [name], [[name], [None], [3]])

    seen = visible(name)
    lines = [line.rstrip() for line in printed().splitlines()]
    assert lines == [seen, f" {seen}", f" {seen}", "", " 3"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_seen_as_it_is_among_problems(printed, name):
    issue = Issue(name, "truncated", say("“{name}” is cut off.", name=name), line=3)
    console.problems([issue], "en")

    place, told = printed().splitlines()
    assert place == f"{'truncated':<18} {visible(name)}:3"
    assert told == f"{'':<18} “{visible(name)}” is cut off."


def test_the_worst_problems_come_first_and_the_rest_is_counted(printed):
    several = [Issue(f"{n}", "k", "m", severity) for n, severity in enumerate(Severity)]
    console.problems(several * 2, "en", at_most=3)

    lines = printed().splitlines()
    assert [line.split()[1] for line in lines[:-1:2]] == ["2", "2", "1"]
    assert lines[-1].split() == ["…", "+3"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_does_not_break_the_bar(monkeypatch, name):
    text = io.StringIO()
    terminal = Console(file=text, width=200, force_terminal=True, emoji=False)
    monkeypatch.setattr(console, "err", terminal)
    with console.progress("ingest") as meter:
        meter(1, 2, name)

    assert visible(name) in text.getvalue()


class Colour(StrEnum):
    RED = "red"


@dataclass
class Noun:
    id: UUID
    at: datetime
    colours: set[Colour]
    where: Path
    share: float


def test_nouns_become_one_json_document(capsys):
    noun = Noun(
        UUID(int=1),
        datetime(2026, 11, 22, tzinfo=UTC),
        {Colour.RED},
        Path("가/\udcff.jpg"),
        float("nan"),
    )
    console.print_json({"noun": noun, 3: say("“{x}”", x="y")})

    text = capsys.readouterr().out
    assert text.endswith("}\n")
    assert "가" in text
    assert json.loads(text) == {
        "noun": {
            "id": "00000000-0000-0000-0000-000000000001",
            "at": "2026-11-22T00:00:00+00:00",
            "colours": ["red"],
            "where": "가/\udcff.jpg",
            "share": None,
        },
        "3": "“y”",
    }


@given(st.frozensets(st.text(), max_size=5))
def test_a_set_comes_out_in_one_order(words):
    assert console.plain(words) == sorted(words)


@given(st.text(st.characters(codec=None)))
def test_any_name_is_shown_on_one_line_as_it_is(name):
    text = io.StringIO()
    out = Console(file=text, width=10_000, highlight=False, emoji=False)
    out.print(f"[bold]{console.shown(name)}[/]", soft_wrap=True)

    assert text.getvalue() == visible(name) + "\n"
