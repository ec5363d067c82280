"""A server as a program of its own: deliveries, progress, releases in training, and its end."""

import json
import re
import signal
import threading
import time
import urllib.request

import pytest

import dure as sdk

from .test_build import rows  # isort: skip

PASSWORD = "a long way to the sea"


class Served:
    """A running server and its operator's token."""

    def __init__(self, program, address, secret):
        self.program, self.address = program, address
        self.token = None
        answer = self._open("POST", f"/api/claims/{secret}", _person())
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.token = self.ask("POST", "/api/tokens", {"name": "journey"}, Cookie=cookie)["secret"]

    def _open(self, method, path, body=None, **headers):
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path,
            content,
            {"Content-Type": "application/json", **headers},
            method=method,
        )
        return urllib.request.urlopen(request, timeout=30)

    def ask(self, method, path, body=None, **headers):
        with self._open(method, path, body, **headers) as answer:
            return json.loads(answer.read() or "null")

    def finish(self, id):
        """Read the stream of changes until this job has ended."""
        with self._open("GET", "/api/jobs/events") as stream:
            kind = b""
            for line in stream:
                if line.startswith(b"event: "):
                    kind = line.removeprefix(b"event: ").strip()
                if kind == b"job" and line.startswith(b"data: "):
                    job = json.loads(line.removeprefix(b"data: "))
                    if job["id"] == id and job["state"] in {"done", "failed", "cancelled"}:
                        return job
        raise AssertionError("the stream ended before the job")


def _person():
    return {"email": "owner@example.com", "name": "Owner", "password": PASSWORD}


@pytest.fixture
def served(start):
    with start("serve", "--port", "0") as program:
        first, _, link = (program.stdout.readline() for _ in range(3))
        address = re.search(r"http://\S+", first)[0]
        yield Served(program, address, link.strip().rpartition("/")[2])
        program.terminate()
        program.communicate(timeout=20)


def test_a_folder_of_the_server_becomes_a_release_in_training(served, pictures, tmp_path, home):
    made = served.ask("POST", "/api/datasets", {"name": "Fridge", "domain": "food"})
    address = f"/api/datasets/{made['id']}"

    taken = served.ask("POST", f"{address}/deliveries", {"folder": str(pictures)})
    assert served.finish(taken["job"])["state"] == "done"
    checked = served.ask("POST", f"{address}/verifications")
    assert served.finish(checked["job"])["state"] == "done"
    frozen = served.ask("POST", f"{address}/releases", {})
    assert served.finish(frozen["job"])["state"] == "done"
    again = served.ask("POST", f"{address}/releases", {})
    assert served.finish(again["job"])["state"] == "done"

    [version] = served.ask("GET", f"{address}/releases")
    files = served.ask("GET", f"{address}/files")
    report = served.ask("GET", f"{address}/quality")
    from_server = sdk.load("fridge@1", server=served.address, token=served.token)
    from_home = sdk.load("fridge@1", home=home)
    assert (version["version"], version["counts"]["records"]) == (1, 24)
    assert files["files"] == files["sources"] + len(files["duplicates"]) + len(files["issues"])
    assert report["profile"]["records"] == 24
    assert rows(from_server) == rows(from_home) != []


def test_a_data_set_lists_what_came_of_it(served, pictures):
    made = served.ask("POST", "/api/datasets", {"name": "fridge", "domain": "food"})
    address = f"/api/datasets/{made['id']}"

    served.finish(served.ask("POST", f"{address}/deliveries", {"folder": str(pictures)})["job"])
    served.finish(served.ask("POST", f"{address}/releases", {})["job"])
    # The next job begins only after the events of the last were delivered.
    served.finish(served.ask("POST", f"{address}/verifications")["job"])

    [listed] = served.ask("GET", "/api/datasets")["items"]
    assert (listed["records"], listed["labelled"], listed["latest_release"]) == (24, 24, 1)
    assert listed["issues"] > 0


def test_a_folder_that_is_not_there_fails_with_a_sentence(served, tmp_path):
    made = served.ask("POST", "/api/datasets", {"name": "fridge", "domain": "food"})

    started = served.ask(
        "POST", f"/api/datasets/{made['id']}/deliveries", {"folder": str(tmp_path / "gone")}
    )
    job = served.finish(started["job"])

    assert job["state"] == "failed"
    assert "gone" in job["error"]


def test_the_server_ends_at_once_though_a_stream_is_open(served):
    greeted, ended = threading.Event(), threading.Event()

    def listen():
        with served._open("GET", "/api/jobs/events") as stream:
            stream.readline()
            greeted.set()
            stream.read()
        ended.set()

    reader = threading.Thread(target=listen, daemon=True)
    reader.start()
    assert greeted.wait(20)

    told = time.monotonic()
    served.program.send_signal(signal.SIGTERM)
    served.program.wait(timeout=20)

    assert time.monotonic() - told < 4
    assert ended.wait(5)


def test_the_command_line_and_a_server_share_a_home(served, dure, pictures, tmp_path):
    built = dure(
        "build", pictures, "--domain", "food", "--to", tmp_path / "out", "--no-download", code=1
    )

    [listed] = served.ask("GET", "/api/datasets")["items"]
    assert (built["release"], listed["latest_release"]) == ("pictures@1", 1)


def test_a_taken_port_is_one_sentence(served, start):
    port = served.address.rpartition(":")[2]

    with start("serve", "--port", port) as second:
        _, err = second.communicate(timeout=60)

    assert second.returncode == 1
    assert err.startswith("✗ The server cannot listen on 127.0.0.1:")
    assert len(err.strip().splitlines()) == 1
