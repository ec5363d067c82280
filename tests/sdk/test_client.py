"""Every route from Python: what is sent, and what becomes of answers."""

import json

import httpx2
import pytest

import dure
from dure.sdk import Refused, ServerUnreachable
from dure.sdk.client import Client


def client(answer):
    return Client("http://server/", "secret", transport=httpx2.MockTransport(answer))


def test_a_call_carries_the_token_and_gives_the_json():
    def answer(request):
        assert request.headers["authorization"] == "Bearer secret"
        assert request.url == "http://server/api/datasets?query=%EA%B9%80%EC%B9%98"
        return httpx2.Response(200, json={"items": [], "next_cursor": None})

    assert client(answer).get("/datasets", query="김치") == {"items": [], "next_cursor": None}


def test_pages_go_on_until_there_is_no_cursor():
    pages = {
        None: {"items": [1, 2], "next_cursor": "b"},
        "b": {"items": [3], "next_cursor": None},
    }

    def answer(request):
        return httpx2.Response(200, json=pages[request.url.params.get("cursor")])

    assert list(client(answer).pages("/datasets")) == [1, 2, 3]


def test_a_body_is_sent_as_json_and_nothing_comes_back_as_none():
    def answer(request):
        assert (request.method, json.loads(request.content)) == ("POST", {"formats": ["coco"]})
        return httpx2.Response(204)

    assert client(answer).post("datasets/1/releases", {"formats": ["coco"]}) is None


def test_bytes_stay_bytes():
    def answer(request):
        return httpx2.Response(200, content=b"\xff\xd8", headers={"content-type": "image/jpeg"})

    assert client(answer).get("/records/1/preview") == b"\xff\xd8"


def test_a_refusal_gives_the_servers_sentence_and_its_problem():
    problem = {"type": "no_such_dataset", "status": 404, "detail": "There is no such data set."}

    def answer(request):
        return httpx2.Response(
            404, json=problem, headers={"content-type": "application/problem+json"}
        )

    with pytest.raises(Refused, match=r"There is no such data set\.") as refused:
        client(answer).get("/datasets/1/files")
    assert refused.value.details["problem"] == problem


def test_a_server_that_does_not_answer():
    def answer(request):
        raise httpx2.ConnectError("no")

    with pytest.raises(ServerUnreachable, match="http://server does not answer"):
        client(answer).delete("/session")


def test_without_a_server(monkeypatch):
    monkeypatch.delenv("DURE_SERVER", raising=False)

    with pytest.raises(ServerUnreachable, match="DURE_SERVER"):
        dure.connect()
