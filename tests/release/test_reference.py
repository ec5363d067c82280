"""docs/reference/release.md names every writer, file and column."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from dure.release.writers import OPTIONAL, WRITERS, write_release
from dure.release.writers._columns import columns
from dure.release.writers._survey import survey

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "release.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


def test_every_writer_has_its_heading(page):
    headings = re.findall(r"^## (\w+)$", page, re.MULTILINE)

    assert headings == list(WRITERS)


def test_what_is_optional_is_called_so(page):
    sections = dict(re.findall(r"^## (\w+)$(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL))

    assert [name for name, text in sections.items() if "*Optional" in text] == list(OPTIONAL)


def test_every_column_has_its_line(page, samples, make):
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    found = {
        column.name
        for maker in samples.values()
        for release in [maker()]
        for column in columns(release.snapshot, survey(release.rows))
    }

    assert found <= documented
    assert documented - found <= {"video", "labels", "splits", "files"}


def test_every_file_of_a_release_is_named(page, sample, tmp_path):
    formats = [n for n in OPTIONAL if WRITERS[n].suits(survey(sample.rows))]
    folder = write_release(sample.snapshot, sample.rows, tmp_path / "out", formats=formats)
    named = [
        re.sub(r"<[^>]+>|0000N|00000", "*", place)
        for place in re.findall(r"`([\w./<>-]+\.[\w<>]+)`", page)
    ]

    nameless = [
        place
        for path in folder.rglob("*")
        if path.is_file()
        and not any(fnmatch(place := path.relative_to(folder).as_posix(), n) for n in named)
    ]

    assert nameless == []


def test_every_key_of_the_manifest_is_explained(page, samples, tmp_path):
    import json

    release = samples["choices"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "out")

    section = page.partition("## manifest")[2].partition("\n## ")[0]
    keys = json.loads((folder / "manifest.json").read_text("utf-8"))

    assert [key for key in keys if f"`{key}`" not in section] == []
