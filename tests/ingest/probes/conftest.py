"""What the tests of examination share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import probe_samples


@pytest.fixture(scope="session")
def samples():
    """Tiny files of every kind by name."""
    return probe_samples.build()
