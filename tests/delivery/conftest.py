"""A data set, people around it, and the server as clients of tus see it."""

import base64
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.app.works import works
from dure.catalog.tables import Record
from dure.core import DatasetId
from dure.delivery import tables
from dure.identity import Role
from dure.ingest.tables import SourceFile
from dure.kit import jobs


def photo(seed=0, size=(32, 24), kind="PNG"):
    """A picture unlike that of any other seed."""
    blocks = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    picture = Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def metadata(**told):
    return ",".join(
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in told.items()
    )


def checksum(content, algorithm="sha256"):
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


@dataclass
class Person:
    """A member's program, which speaks tus."""

    http: TestClient
    token: str

    def ask(self, method, path, **given):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Tus-Resumable": "1.0.0",
            **given.pop("headers", {}),
        }
        return self.http.request(method, f"/api{path}", headers=headers, **given)

    def open(self, dataset, **body):
        answer = self.ask("POST", f"/datasets/{dataset}/deliveries", json={"uploads": True} | body)
        assert answer.status_code == 202, answer.text
        return answer.json()["id"]

    def create(self, delivery, name, size, content=None, **told):
        headers = {
            "Upload-Length": str(size),
            "Upload-Metadata": metadata(delivery=delivery, relativePath=name, **told),
        }
        if content is not None:
            headers["Content-Type"] = "application/offset+octet-stream"
        return self.ask("POST", "/uploads", headers=headers, content=content)

    def patch(self, place, offset, content, **headers):
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.ask("PATCH", place.removeprefix("/api"), headers=headers, content=content)

    def head(self, place):
        return self.ask("HEAD", place.removeprefix("/api"))

    def send(self, delivery, files):
        """Upload whole files."""
        for name, content in files.items():
            answer = self.create(delivery, name, len(content), content)
            assert answer.status_code == 201, answer.text
            assert answer.headers["upload-offset"] == str(len(content))


@dataclass
class Site:
    """A data set, and what lies in it."""

    workspace: object
    actor: object
    dataset: DatasetId
    http: TestClient

    def person(self, actor=None):
        with self.workspace.unit_of_work() as db:
            issued = identity.issue_token(db, actor or self.actor, name="t", lifetime_s=3600)
        return Person(self.http, issued.secret)

    def work(self):
        """Do all jobs that wait; none may fail."""
        done = []
        while job := jobs.run_next(
            self.workspace.engine, works(self.workspace), worker="tests:1:0"
        ):
            done.append(job)
        return done

    def deliver(self, files, person=None, **body):
        """Upload files and take them in; gives the delivery's id."""
        person = person or self.person()
        id = person.open(self.dataset, **body)
        person.send(id, files)
        assert person.ask("POST", f"/deliveries/{id}/finish").status_code == 202
        assert [job.failure for job in self.work()] == [None]
        return id

    def read(self, id):
        return self.person().ask("GET", f"/deliveries/{id}").json()

    def files(self, id):
        page = self.person().ask("GET", f"/deliveries/{id}/files").json()
        return {item["path"]: item for item in page["items"]}

    def records(self):
        """The paths of the records that stand."""
        return sorted(r.path for r in self.rows(Record) if r.withdrawn_at is None)

    def rows(self, table):
        with self.workspace.reading() as db:
            return [r for r in db.scalars(select(table)) if r.dataset == self.dataset]

    def sources(self):
        return {r.path: (r.digest, r.outcome, r.size, r.record) for r in self.rows(SourceFile)}

    def audited(self):
        with self.workspace.reading() as db:
            actions = [entry.action for entry in identity.trail(db, self.actor)][::-1]
        return [action for action in actions if action.startswith("delivery.")]


@pytest.fixture
def curator(operator, member):
    return member("clear-home", Role.CURATOR)


@pytest.fixture
def colleague(member, curator):
    return member("clear-home", Role.PROVIDER)


@pytest.fixture
def http(workspace):
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def site(workspace, curator, http):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, curator, name="fridge", domain=("food", "1.0.0"))
        dataset = DatasetId(row.id)
    return Site(workspace, curator, dataset, http)


@pytest.fixture
def waiting(workspace):
    """List the files that lie in the home for deliveries."""

    def look():
        root = Path(workspace.home) / "deliveries"
        return sorted(p.name for p in root.rglob("*") if p.is_file())

    return look


__all__ = ["Person", "Site", "tables"]
