"""A request's session: one transaction, and no writer that waits keeps the others from ending."""

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text

from dure.core import Conflict
from dure.kit.db import reading
from dure.kit.events import OutboxRow
from dure.kit.http import Db

pytestmark = pytest.mark.postgres
LOCK = text("select pg_advisory_xact_lock(7)")


@pytest.fixture
def app(workspace):
    app = FastAPI()
    app.state.workspace = workspace

    @app.post("/events")
    def publish(db: Db) -> int:
        if db.get_bind().dialect.name == "postgresql":
            db.execute(LOCK)  # as the audit trail takes it
        count = db.scalar(select(func.count()).select_from(OutboxRow)) or 0
        db.add(OutboxRow(name="Said", values={"n": count}))
        return count

    @app.post("/broken")
    def broken(db: Db) -> None:
        db.add(OutboxRow(name="Said", values={}))
        db.flush()
        raise Conflict("no")

    @app.get("/events")
    def look(db: Db) -> int:
        return db.scalar(select(func.count()).select_from(OutboxRow)) or 0

    return app


def together(app, *requests):
    """Ask all at once and give the answers."""
    answers = []

    async def ask(client, method, path):
        answers.append(await client.request(method, path))

    async def run():
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://dure") as client:
            with anyio.fail_after(30):
                async with anyio.create_task_group() as group:
                    for method, path in requests:
                        group.start_soon(ask, client, method, path)

    anyio.run(run)
    return answers


def test_more_writers_than_the_server_has_threads_all_come_to_an_end(app, workspace):
    answers = together(app, *[("POST", "/events")] * 60)

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json() for answer in answers) == list(range(60))
    assert together(app, ("GET", "/events"))[0].json() == 60


def test_a_request_that_fails_saves_nothing(app, workspace):
    (answer,) = together(app, ("POST", "/broken"))

    assert answer.status_code == 500
    with reading(workspace.engine) as db:
        assert db.scalars(select(OutboxRow)).all() == []
