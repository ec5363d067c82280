"""The reference pages say what the commands and routes are."""

from pathlib import Path

import pytest

from dure.app import reference
from dure.app.openapi import document

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "made"), [("cli", reference.commands), ("http", reference.routes)]
)
def test_the_page_is_up_to_date(name, made):
    kept = (PAGES / f"{name}.md").read_text("utf-8")

    assert kept == made(), "run: python -m dure.app.reference"


def test_every_route_has_its_heading_and_its_errors():
    page = reference.routes()

    for path, methods in document()["paths"].items():
        for method in methods:
            assert page.count(f"## {method.upper()} {path}\n") == 1


@pytest.mark.parametrize(
    "command",
    ["build", "ingest", "autolabel", "quality", "release", "convert", "serve", "worker",
     "openapi", "jobs list", "jobs cancel", "domain list", "models install"],
)  # fmt: skip
def test_every_command_has_its_heading(command):
    assert reference.commands().count(f"## dure {command}\n") == 1
