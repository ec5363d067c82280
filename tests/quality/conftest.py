"""Fixtures of verification."""

import pytest

from . import making


@pytest.fixture(scope="session")
def clean():
    return making.clean()
