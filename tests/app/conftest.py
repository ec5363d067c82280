"""The command line in this process and in one of its own, and the server as clients see it."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from dure.app import cli, tables
from dure.app.migrate import HEAD
from dure.kit.db import connect, unit_of_work

PROGRAM = "from dure.app.cli import main; main()"


def make_tables(home: Path) -> Path:
    """Make a home whose database is at the present schema, without running migrations."""
    home.mkdir(parents=True, exist_ok=True)
    engine = connect(f"sqlite:///{home / 'dure.db'}")
    tables.metadata.create_all(engine)
    with unit_of_work(engine) as db:
        db.execute(text("create table alembic_version(version_num varchar(32))"))
        db.execute(text("insert into alembic_version values (:head)"), {"head": HEAD})
    engine.dispose()
    return home


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path):
    return make_tables(tmp_path / "home")


@pytest.fixture
def dure(home, capsys, monkeypatch):
    """Run a command in this process: `dure("build", folder, …)`."""
    for name in [n for n in os.environ if n.startswith(("DURE_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words, at=home, lang=()):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(["--home", str(at), *lang, *map(str, words)])
        out, err = capsys.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def apart(home):
    """Run a command in a process of its own."""

    def run(*words, at=home, python=(), **environment):
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("DURE_", "LC_"))}
        program = python or ("-c", PROGRAM, "--home", str(at))
        done = subprocess.run(
            [sys.executable, *program, *map(str, words)],
            capture_output=True,
            text=True,
            timeout=60,
            env={**plain, "LANG": "en_US.UTF-8", **environment},
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


def picture(number: int, side: int = 64) -> bytes:
    """A small picture with structure of its own, the same for the same number."""
    blocks = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.kron(blocks, np.ones((side // 8, side // 8, 1), np.uint8))).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def pictures(tmp_path):
    """Two classes of pictures as folders."""
    folder = tmp_path / "pictures"
    for number in range(12):
        place = folder / ("apple" if number % 2 else "banana") / f"{number:02}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(picture(number))
    return folder
