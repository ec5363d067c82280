"""What the tests of ingest share."""

import pytest

from .making import site


@pytest.fixture
def shop(workspace, operator, tmp_path):
    """A data set of food, which takes folders for classes, and its folder."""
    return site(workspace, operator, tmp_path / "in")


@pytest.fixture
def studio(workspace, operator, tmp_path):
    """A data set of voice commands, and its folder."""
    return site(workspace, operator, tmp_path / "in", domain="voice")
