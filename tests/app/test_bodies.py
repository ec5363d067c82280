"""What is sent to the server: too much of it, or nothing that can be read."""

import base64

import pytest

from dure.app.server import LARGEST_BODY
from dure.delivery.routes import PIECES

JSON = {"Content-Type": "application/json"}


def test_a_request_that_is_too_large_is_refused_before_it_is_read_or_anybody_is_known(client):
    read = 0

    def endless():
        nonlocal read
        while read < 100 * LARGEST_BODY:
            read += 1 << 20
            yield bytes(1 << 20)

    answer = client.post("/api/session", content=endless(), headers=JSON)

    assert read <= LARGEST_BODY + (2 << 20)
    assert answer.status_code == answer.json()["status"] == 413
    assert "larger than this server takes" in answer.json()["detail"]


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


def _b64(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_body_that_cannot_be_read_is_told_so(client, language):
    headers = {**JSON, "Accept-Language": language}

    told = client.post("/api/session", content=b"\xff{", headers=headers).json()

    assert told["status"] == 400
    assert "UTF-8" in told["detail"]
