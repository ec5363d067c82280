"""Releases to load: those that the tests of release write."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dure.release.writers import write_release


def _material() -> ModuleType:
    """Give tests/release/conftest.py, whichever way pytest was told to import."""
    name = "release_material"
    if name not in sys.modules:
        path = Path(__file__).parent.parent / "release" / "conftest.py"
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def make() -> ModuleType:
    """The makers of rows and snapshots."""
    return _material()


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """Its own cache, and nothing from the environment of whoever runs the tests."""
    monkeypatch.setenv("DURE_CACHE", str(tmp_path / "cache"))
    for name in ("DURE_HOME", "DURE_SERVER", "DURE_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write(make, tmp_path):
    """Write a sample release and give its folder."""

    def write(name: str, place: str = "release", *, count: int = 10, **formats: object) -> Path:
        release = make.SAMPLES[name](count)
        return write_release(release.snapshot, release.rows, tmp_path / place, **formats)

    return write
