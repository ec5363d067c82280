"""What is sent to the server: too much of it, or nothing that can be read."""

import base64
import json

import anyio
import pytest

from dure.app.server import LARGEST_BODY
from dure.delivery.routes import PIECES

JSON = {"Content-Type": "application/json"}


def test_a_request_without_an_end_is_refused_before_anybody_is_known(client):
    taken, answer = 0, []

    async def receive():
        nonlocal taken
        taken += 1 << 20
        return {"type": "http.request", "body": bytes(1 << 20), "more_body": taken < 1 << 28}

    async def send(message):
        answer.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/session", "raw_path": b"/api/session",
        "query_string": b"", "headers": [(b"content-type", b"application/json")],
        "http_version": "1.1", "scheme": "http", "server": ("testserver", 80),
    }  # fmt: skip
    anyio.run(client.app, scope, receive, send)

    assert answer[0]["status"] == 413
    assert "larger than this server takes" in json.loads(answer[1]["body"])["detail"]
    assert taken <= LARGEST_BODY + (2 << 20)


def test_a_request_that_says_it_is_too_large_is_refused(client):
    headers = {**JSON, "Content-Length": str(LARGEST_BODY + 1)}

    assert client.post("/api/session", content=b"{}", headers=headers).status_code == 413


def test_a_piece_of_an_upload_may_be_larger(client, caller, operator):
    headers = {**caller(operator), "Tus-Resumable": "1.0.0"}
    made = client.post(
        "/api/datasets", json={"name": "mine", "domain": "food"}, headers=headers
    ).json()
    opened = client.post(
        f"/api/datasets/{made['id']}/deliveries", json={"uploads": True}, headers=headers
    ).json()
    told = f"delivery {_b64(opened['id'])},filename {_b64('a.bin')}"
    piece = bytes(LARGEST_BODY + 1)
    begin = {"Upload-Length": str(len(piece)), "Upload-Metadata": told}
    upload = client.post("/api/uploads", headers=headers | begin).headers["location"]

    sent = client.patch(
        upload, content=piece, headers=headers | {"Upload-Offset": "0", "Content-Type": PIECES}
    )

    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(piece)))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/datasets", {"name": "mine", "domain": "food", "title": "a\0b"}),
        ("POST", "/tokens", {"name": "\0"}),
        ("GET", "/datasets?query=%00", None),
        ("GET", "/audit?q=%00&action=%00", None),
        ("GET", "/releases/a%00@1", None),
    ],
)
def test_signs_that_a_database_cannot_hold_are_no_failure_of_the_server(
    client, caller, operator, engine, method, path, body
):
    answer = client.request(method, f"/api{path}", json=body, headers=caller(operator))

    if engine.dialect.name == "postgresql" and "releases" not in path:
        assert answer.status_code == answer.json()["status"] == 422
    else:
        assert answer.status_code in {200, 201, 404}


def _b64(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_body_that_cannot_be_read_is_told_so(client, language):
    headers = {**JSON, "Accept-Language": language}

    told = client.post("/api/session", content=b"\xff{", headers=headers).json()

    assert told["status"] == 400
    assert "UTF-8" in told["detail"]
