"""The main job's JSON and table are documented key for key."""

from dataclasses import fields
from pathlib import Path

import pytest

from dure.app.building import Built

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/build.md").read_text("utf-8")


@pytest.mark.parametrize("key", [field.name for field in fields(Built)])
def test_every_key_is_documented(key):
    assert f"`{key}`" in PAGE
