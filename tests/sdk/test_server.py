"""Releases from a server: by range, resumed, held against their digests, kept."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

import dure
from dure.core import Forbidden
from dure.sdk import FileDamaged, ReleaseNotFound, ServerUnreachable, WrongVersion, cache
from dure.sdk.dataset import open_dataset
from dure.sdk.server import ServerSource

ROOT = "/api/releases/food@3/"


class Server:
    """A Dure server as far as the SDK sees it, with the faults of real networks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str | None]] = []
        self.breaks = 0
        self.down = self.ignores_range = False
        self.status = 200
        self.token: str | None = None

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("no route", request=request)
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return httpx2.Response(401)
        if self.status != 200 or not request.url.path.startswith(ROOT):
            return httpx2.Response(self.status if self.status != 200 else 404)
        place = request.url.path.removeprefix(ROOT)
        wanted = request.headers.get("Range")
        self.asked.append((place, wanted))
        content = self._content(place)
        start = 0 if self.ignores_range or not wanted else int(wanted[6:-1])
        body = content[start:]
        if place.startswith("files/") and self.breaks:
            self.breaks -= 1
            return httpx2.Response(206 if start else 200, content=_breaking(body))
        return httpx2.Response(206 if start else 200, content=body)

    def _content(self, place: str) -> bytes:
        if place == "manifest":
            return (self.folder / "manifest.json").read_bytes()
        return (self.folder / place.removeprefix("files/")).read_bytes()

    def open(self, **how: object) -> ServerSource:
        return ServerSource("https://dure.test/", "food", 3, transport=self.transport, **how)

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self)


def _breaking(body: bytes):
    yield body[: len(body) // 2]
    raise httpx2.ReadError("cut off")


@pytest.fixture
def server(write) -> Server:
    return Server(write("choices"))


SHARD = "data/test-00000-of-00001.parquet"


def test_rows_from_a_server_are_rows_from_the_folder(server):
    far, near = open_dataset(server.open()), dure.load(server.folder)

    assert far.table == near.table
    assert [r["image"].tobytes() for r in far] == [r["image"].tobytes() for r in near]


def test_only_the_split_that_is_read_is_fetched(server):
    found = open_dataset(server.open(), "test")
    _ = found[0], found[1], found.table

    assert server.asked == [("manifest", None), (f"files/{SHARD}", None)]


def test_a_file_is_fetched_once(server):
    server.open().file(SHARD)
    server.asked.clear()

    server.open().file(SHARD)

    assert server.asked == [("manifest", None)]


def test_a_download_that_breaks_off_goes_on_where_it_was(server):
    server.breaks = 2
    size = (server.folder / SHARD).stat().st_size

    path = server.open().file(SHARD)

    assert path.read_bytes() == (server.folder / SHARD).read_bytes()
    half = size // 2
    assert [wanted for place, wanted in server.asked if place != "manifest"] == [
        None,
        f"bytes={half}-",
        f"bytes={half + (size - half) // 2}-",
    ]


def test_a_download_that_keeps_breaking_off_is_resumed_by_the_next_call(server):
    source = server.open()
    server.breaks = 3
    with pytest.raises(ServerUnreachable, match=r"https://dure\.test"):
        source.file(SHARD)
    server.asked.clear()

    path = source.file(SHARD)

    assert path.read_bytes() == (server.folder / SHARD).read_bytes()
    assert server.asked[0][1].startswith("bytes=")


def test_a_server_without_ranges_sends_all_of_it_again(server):
    server.breaks, server.ignores_range = 1, True

    assert server.open().file(SHARD).read_bytes() == (server.folder / SHARD).read_bytes()


def test_a_file_that_does_not_match_is_refused_and_not_kept(server):
    source = server.open()
    content = (server.folder / SHARD).read_bytes()
    (server.folder / SHARD).write_bytes(content[:-1] + b"?")
    with pytest.raises(FileDamaged, match="test-00000-of-00001"):
        source.file(SHARD)

    (server.folder / SHARD).write_bytes(content)

    assert source.file(SHARD).read_bytes() == content


def test_a_longer_answer_than_was_promised_is_refused(server):
    source = server.open()
    (server.folder / SHARD).write_bytes((server.folder / SHARD).read_bytes() + b"more")

    with pytest.raises(FileDamaged):
        source.file(SHARD)


def test_a_digest_that_is_a_path_writes_nowhere(server, tmp_path):
    manifest = json.loads((server.folder / "manifest.json").read_text())
    manifest["files"] = [{"path": SHARD, "size": 1, "sha256": "../../escaped"}]
    (server.folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(FileDamaged):
        server.open().file(SHARD)

    assert not list(tmp_path.rglob("escaped*"))


def test_what_is_in_the_cache_is_there_without_a_network(server):
    before = open_dataset(server.open(), "test").table
    server.down = True

    assert open_dataset(server.open(), "test").table == before


def test_no_network_and_nothing_kept_is_one_sentence(server):
    server.down = True

    with pytest.raises(ServerUnreachable, match="cannot be reached; check the address"):
        server.open()


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, Forbidden, "DURE_TOKEN"),
        (403, Forbidden, "DURE_TOKEN"),
        (404, ReleaseNotFound, "food@3"),
        (500, ServerUnreachable, "500"),
    ],
)
def test_what_the_server_refuses_is_one_sentence(server, status, error, words):
    server.status = status

    with pytest.raises(error, match=words):
        server.open()


def test_the_token_is_sent(server):
    server.token = "secret"

    assert open_dataset(server.open(token="secret")).name == "food"
    with pytest.raises(Forbidden):
        server.open(token="wrong")


def test_a_server_wants_a_version():
    with pytest.raises(WrongVersion, match="food@1"):
        dure.load("food", server="https://dure.test")


def test_a_part_that_is_too_long_is_begun_again(server):
    source = server.open()
    entry = next(e for e in source.manifest["files"] if e["path"] == SHARD)
    part = cache.place(entry["sha256"]).with_name(f"{entry['sha256']}.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(entry["size"] + 10))

    assert source.file(SHARD).read_bytes() == (server.folder / SHARD).read_bytes()


class _Quiet(SimpleHTTPRequestHandler):
    """A release folder behind the routes of a Dure server."""

    def translate_path(self, path: str) -> str:
        place = path.removeprefix(ROOT).replace("manifest", "manifest.json", 1)
        return str(Path(self.directory) / place.removeprefix("files/"))

    def log_message(self, *_: object) -> None:
        return


def test_load_speaks_to_a_real_server_named_by_the_environment(write, monkeypatch):
    handler = partial(_Quiet, directory=str(write("choices")))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        monkeypatch.setenv("DURE_SERVER", f"http://127.0.0.1:{running.server_port}")
        try:
            found = dure.load("food@3", split="train")
            sizes = [row["image"].size for row in found]
        finally:
            running.shutdown()

    assert sizes == [(40, 30)] * 6
