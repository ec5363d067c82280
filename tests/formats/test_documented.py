import re
from pathlib import Path

import pytest

from dure import formats

PAGE = Path(__file__).parents[2] / "docs/reference/formats.md"


@pytest.mark.parametrize("format", [*formats.FORMATS, "folder"])
def test_every_format_has_its_heading(format):
    text = PAGE.read_text("utf-8")
    (section,) = re.findall(rf"^## [^\n]*\(`{format}`\)\n(.*?)(?=^## |\Z)", text, re.M | re.S)

    for word in ("**Read:**", "**Written:**", "**Lost:**"):
        assert word in section


def test_every_kind_of_issue_is_explained():
    source = "\n".join(p.read_text("utf-8") for p in Path(formats.__file__).parent.rglob("*.py"))
    calls = r"(?:add|warn|_refuse|Refused|_note)\(\s*\"(\w+)\""
    kinds = set(re.findall(calls, source))

    assert len(kinds) > 30
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE.read_text("utf-8")} == set()
