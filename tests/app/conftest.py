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
from sqlalchemy import select, text
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app import cli, tables
from dure.app.migrate import HEAD
from dure.app.server import create_app
from dure.app.wiring import listen
from dure.app.works import works
from dure.core import DatasetId
from dure.identity import routes
from dure.kit import console, events, jobs
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
    # The console asked for its width when it was first imported, perhaps by another test.
    monkeypatch.setattr(console.out, "_width", 200)
    monkeypatch.setattr(console.err, "_width", 200)

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


@pytest.fixture
def token(workspace):
    """Make a token for a member's program."""

    def make(actor):
        with workspace.unit_of_work() as db:
            return identity.issue_token(db, actor, name="tests", lifetime_s=3600).secret

    return make


@pytest.fixture
def client(workspace):
    """The server in this process, for a browser that keeps cookies; nobody is signed in."""
    routes._attempts.storage.reset()
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def caller(client, token):
    """Give headers by which a member's program signs in."""
    return lambda actor: {"Authorization": f"Bearer {token(actor)}"}


@pytest.fixture
def holding(workspace, operator, pictures):
    """A data set of the operator with records, a report, a release and a finished job."""
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="fridge", domain=("food", "1.0.0"))
        jobs.enqueue(db, operator, "ingest", _folder(row.id, pictures))
        jobs.enqueue(db, operator, "freeze", {"dataset": str(row.id)})
    listen()
    while (done := jobs.run_next(workspace.engine, works(workspace), worker="t:1:0")) is not None:
        assert done.failure is None
    events.deliver(workspace.engine)
    with workspace.reading() as db:
        record = next(iter(catalog.every_record(db, operator, DatasetId(row.id))))
    return {
        "dataset": str(row.id),
        "record": str(record.id),
        "reference": "fridge@1",
        "path": "manifest.json",
        "id": str(_last_job(workspace)),
        "kind": "zip",
    }


def _folder(dataset, folder):
    return {"dataset": str(dataset), "roots": [[str(folder), ""]]}


def _last_job(workspace):
    with workspace.reading() as db:
        return db.scalars(select(jobs.Job.id)).first()
