"""The client of the SDK against the real routes: breaks on the way, going on, folders."""

import hashlib

import httpx2
import pytest

from dure.delivery import service
from dure.sdk import uploading
from dure.sdk.client import Client
from dure.sdk.errors import Refused, ServerUnreachable

from .conftest import photo


class Through(httpx2.BaseTransport):
    """Hands requests to the server in this process; some of them break."""

    def __init__(self, http, breaks=()):
        self.http, self.breaks, self.seen = http, list(breaks), []

    def handle_request(self, request):
        request.read()
        self.seen.append(request.method)
        if request.method == "PATCH" and self.breaks and self.breaks.pop(0):
            raise httpx2.ReadError("cut")
        answer = self.http.request(
            request.method,
            str(request.url.raw_path, "ascii"),
            headers={k: v for k, v in request.headers.items() if k != "host"},
            content=request.content,
        )
        headers = [(k, v) for k, v in answer.headers.items() if k not in {"content-encoding"}]
        return httpx2.Response(answer.status_code, headers=headers, content=answer.content)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(uploading, "WAIT_S", 0)
    monkeypatch.setattr(uploading, "PIECE", 100)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "photos"
    for name, seed in {"apple/1.png": 1, "사과/2.png": 2}.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_bytes(photo(seed))
    return root


@pytest.fixture
def connect(site, monkeypatch):
    """Open a client; the job is done as soon as it is asked for."""

    def open_client(*breaks):
        transport = Through(site.http, breaks)
        client = Client("http://server", site.person().token, transport=transport)
        real = uploading._done
        monkeypatch.setattr(uploading, "_done", lambda c, id: (site.work(), real(c, id))[1])
        return client, transport

    return open_client


def test_a_folder_is_sent_and_taken_in_in_spite_of_breaks(site, connect, folder):
    client, transport = connect(False, True, True, False, True)
    told = []

    done = client.upload("fridge", [folder], on_progress=told.append, note="first")

    assert (done["state"], done["records"], done["note"]) == ("done", 2, "first")
    assert site.records() == ["apple/1.png", "사과/2.png"]
    assert transport.seen.count("HEAD") == 3
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert told[-1].done == told[-1].total == sum(len(photo(n)) for n in (1, 2))
    for n in (1, 2):
        assert site.workspace.blobs.size(hashlib.sha256(photo(n)).hexdigest()) == len(photo(n))


def test_a_server_that_stays_away_names_the_delivery_to_go_on_with(site, connect, folder):
    client, _ = connect(False, *[True] * uploading.ATTEMPTS)
    with pytest.raises(ServerUnreachable) as away:
        client.upload("fridge", [folder])

    client, transport = connect()
    done = client.upload("fridge", [folder], delivery=away.value.details["delivery"])

    assert done["records"] == 2
    pieces = -(-len(photo(1)) // 100) + -(-len(photo(2)) // 100)
    assert transport.seen.count("PATCH") == pieces - 1  # the first one had come


def test_a_refusal_is_not_tried_again(site, connect, folder, monkeypatch):
    client, transport = connect()
    monkeypatch.setattr(service, "_require_room", _no_room)

    with pytest.raises(Refused, match="room"):
        client.upload("fridge", [folder / "apple" / "1.png"])
    assert "PATCH" not in transport.seen


def _no_room(*_):
    from dure.core import say
    from dure.delivery.model import TooLarge

    raise TooLarge(say("The server's disk has no room for this file; ask the operator."))
