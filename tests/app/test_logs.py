"""Secrets never stand in logs, whatever fails."""

import pytest
from starlette.testclient import TestClient

from dure.app.server import create_app
from dure.identity import service

SECRET = "오늘은-비가-온다-9174"


@pytest.fixture
def failing(monkeypatch):
    def fail(db, *, email, password):
        typed = password
        raise RuntimeError(f"the database is away ({len(typed)})")

    monkeypatch.setattr(service, "sign_in", fail)


def test_a_failing_claim_tells_the_log_where_but_not_the_link(workspace, monkeypatch, capfd):
    monkeypatch.setattr(service, "claim", lambda *_, **__: 1 / 0)
    client = TestClient(create_app(workspace), raise_server_exceptions=False)
    body = {"email": "a@example.com", "name": "A", "password": SECRET}

    answer = client.post("/api/claims/one-time-link", json=body)

    written = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "/api/claims/…" in written
    assert "one-time-link" not in written


def test_a_failing_log_in_tells_the_log_where_but_not_the_password(workspace, failing, capfd):
    client = TestClient(create_app(workspace), raise_server_exceptions=False)

    answer = client.post("/api/session", json={"email": "a@example.com", "password": SECRET})

    written = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert answer.json()["type"] == "internal_error"
    assert "the database is away" in written
    assert SECRET not in written
    assert SECRET not in answer.text
