"""The tree under test: the repository's, or a copy of it with a seeded fault."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The package's folder; DURE_TREE names another one, for the seeded faults."""
    return Path(os.environ.get("DURE_TREE", REPOSITORY / "src")) / "dure"
