"""A list of models of our own making, whose packages are tiny archives made here."""

import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from dure.engines import runners, store
from dure.engines.model import Artefact, Kind, Licence, Member, Source

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("DURE_MODELS", REPOSITORY / ".cache" / "models"))
SHARED = Path(os.environ.get("DURE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))

CONTENT = b"weights " * 1000


def artefact(content=CONTENT, **changes):
    member = Member(
        changes.pop("path", "toy/model.bin"),
        hashlib.sha256(content).hexdigest(),
        len(content),
        start=changes.pop("start", 0),
    )
    given = {
        "name": "toy",
        "kind": Kind.VOICE_ACTIVITY,
        "source": Source("pypi", "toy-model", "1.0", 1),
        "licence": Licence("MIT", "MIT"),
        "runner": "silero",
        "input": "",
        "output": "",
        "description": {"en": "", "ko": ""},
        "members": (member,),
        "file": "model.bin",
    }
    return Artefact(**given | changes)


def wheel(folder, members, name="toy_model-1.0-py3-none-any.whl"):
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return folder / name


def tarball(folder, members, name="toy-model-1.0.tgz"):
    folder.mkdir(exist_ok=True)
    with tarfile.open(folder / name, "w:gz") as archive:
        for path, content in members.items():
            info = tarfile.TarInfo(path)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content or b""))
    return folder / name


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="session")
def make():
    """Makers of artefacts and of the archives that they come in."""
    return SimpleNamespace(
        artefact=artefact, wheel=wheel, tarball=tarball, content=CONTENT, names=names
    )


@pytest.fixture(scope="session")
def models_dir():
    """The cache folder with real models, which may be empty."""
    return MODELS


@pytest.fixture(scope="session")
def shared_data():
    if not SHARED.is_dir():
        pytest.skip(f"no third-party data in {SHARED}")
    return SHARED


@pytest.fixture
def listed(monkeypatch):
    """Put artefacts of our own in the place of the list of models."""

    def use(*entries):
        monkeypatch.setattr(store, "catalogue", lambda: entries)
        return entries[0]

    return use


@pytest.fixture
def converters(monkeypatch):
    """Name the conversion that the runners offer."""

    def use(convert):
        runner = runners.Runner(open=lambda path, threads=2: path, convert=convert)
        monkeypatch.setattr(runners, "runner", lambda name: runner)

    return use
