"""A folder or bucket is synced: what is new or changed comes, and nothing else is touched."""

import json
import os
import urllib.request
from uuid import UUID

import obstore
import pytest

from dure import delivery
from dure.adapters.access import Access
from dure.adapters.source_s3 import S3Source
from dure.core import Unavailable
from dure.delivery import Kind
from dure.kit.sources import FolderSource

from .conftest import photo


class Folder(FolderSource):
    """A folder that remembers what was brought from it."""

    def __init__(self, folder):
        super().__init__(folder)
        self.brought = []

    def bring(self, path, to):
        self.brought.append(path)
        super().bring(path, to)


class Bucket(S3Source):
    """A bucket that remembers what was brought from it."""

    def __init__(self, endpoint):
        super().__init__("s3://dure/in", Access(endpoint, key="t", secret="t"))
        self.brought = []

    def bring(self, path, to):
        self.brought.append(path)
        super().bring(path, to)


@pytest.fixture(scope="module")
def s3_server():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path):
    """A place to put files in, and the source that lists it."""
    if request.param == "folder":
        root = tmp_path / "in"
        root.mkdir()

        def put(name, content):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(content)

        return put, lambda: Folder(root)
    endpoint = request.getfixturevalue("s3_server")

    def ask(method, path):
        asked = urllib.request.Request(endpoint + path, method=method)
        urllib.request.urlopen(asked, timeout=10).close()

    ask("POST", "/moto-api/reset")
    ask("PUT", "/dure")
    bucket = Bucket(endpoint)
    return lambda name, content: obstore.put(bucket._store, name, content), lambda: Bucket(endpoint)


@pytest.fixture
def sync(site, place):
    def run():
        source = place[1]()
        found = delivery.sync(site.workspace, site.actor, site.dataset, source, lambda *_: None)
        assert all(job.failure is None for job in site.work())
        return found, sorted(source.brought)  # several at a time come in no order

    return run


def test_only_what_changed_is_touched(site, place, sync):
    put, _ = place
    for n in range(6):
        put(f"apple/{n}.png", photo(n))
    first, brought_first = sync()
    second, brought_second = sync()
    put("apple/2.png", photo(22, (64, 48)))
    put("apple/9.png", photo(9))
    third, brought_third = sync()

    assert (first.files, first.changed, len(brought_first)) == (6, 6, 6)
    assert (second.delivery, second.files, brought_second) == (None, 6, [])
    assert brought_third == ["apple/2.png", "apple/9.png"]
    told = site.read(str(third.delivery.id))
    assert (told["kind"], told["state"], told["files"], told["added"]) == (
        Kind.PREFIX.value, "done", 2, 2,
    )  # fmt: skip
    assert site.records() == [f"apple/{n}.png" for n in (0, 1, 2, 3, 4, 5, 9)]


class Shelf:
    """A bucket in memory, where a name may be a file and a folder at once."""

    address = "memory:/shelf"

    def __init__(self, files):
        self.files = files

    def entries(self):
        yield from ((path, str(hash(content))) for path, content in self.files.items())

    def bring(self, path, to):
        to.write_bytes(self.files[path])


def test_a_name_that_is_a_file_and_a_folder_is_told_and_the_rest_comes(site):
    files = {"a": b"no picture", "a/1.png": photo(1), "b/2.png": photo(2), "../3.png": photo(3)}

    found = delivery.sync(site.workspace, site.actor, site.dataset, Shelf(files), lambda *_: None)
    site.work()

    assert sorted(found.unsafe) == ["../3.png", "a/1.png"]
    assert site.records() == ["b/2.png"]


def test_labels_come_along_with_what_is_new(site, place, sync):
    put, _ = place
    put("1.png", photo(1))
    put("labels.csv", b"path,label\n1.png,apple\n2.png,onion\n")
    sync()
    put("2.png", photo(2))

    found, brought = sync()

    assert (found.changed, brought) == (1, ["2.png", "labels.csv"])
    assert site.files(str(found.delivery.id))["labels.csv"]["outcome"] == "labels"


def test_what_is_gone_is_counted_and_stays(site, tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    for n in (1, 2):
        (root / f"{n}.png").write_bytes(photo(n))

    def sync():
        return delivery.sync(
            site.workspace, site.actor, site.dataset, FolderSource(root), lambda *_: None
        )

    sync()
    site.work()
    (root / "1.png").unlink()
    (root / "3.png").write_bytes(photo(3))
    found = sync()
    site.work()

    assert (found.changed, found.gone) == (1, 1)
    assert site.records() == ["1.png", "2.png", "3.png"]


def test_a_name_that_cannot_be_kept_stays_where_it_is(site, tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "1.png").write_bytes(photo(1))
    (root / "NUL.png").write_bytes(photo(2))

    found = delivery.sync(
        site.workspace, site.actor, site.dataset, FolderSource(root), lambda *_: None
    )

    assert (found.changed, found.unsafe) == (1, ("NUL.png",))


def test_files_of_the_folder_are_as_they_were(site, tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "1.png").write_bytes(photo(1))
    before = (root / "1.png").stat()

    delivery.sync(site.workspace, site.actor, site.dataset, FolderSource(root), lambda *_: None)
    site.work()

    after = (root / "1.png").stat()
    assert (after.st_mtime_ns, after.st_size, after.st_nlink) == (
        before.st_mtime_ns, before.st_size, 1,
    )  # fmt: skip
    assert (root / "1.png").read_bytes() == photo(1)


def test_a_copy_is_made_where_no_link_can_be(site, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.png").write_bytes(photo(1))

    source = FolderSource(tmp_path / "in")
    assert [path for path, _ in source.entries()] == ["1.png"]
    source.bring("1.png", tmp_path / "copy.png")

    assert (tmp_path / "copy.png").read_bytes() == photo(1)
    assert (tmp_path / "copy.png").stat().st_mtime_ns == (
        tmp_path / "in" / "1.png"
    ).stat().st_mtime_ns


def test_a_bucket_that_is_not_there(s3_server):
    source = S3Source("s3://none/in", Access(s3_server, key="t", secret="t"))

    with pytest.raises(Unavailable, match="s3://none/in"):
        list(source.entries())


def test_the_command_syncs_and_tells(tmp_path, capsys):
    from tests.app.conftest import make_tables

    from dure.app import cli

    home = make_tables(tmp_path / "home")
    (tmp_path / "in" / "apple").mkdir(parents=True)
    (tmp_path / "in" / "apple" / "1.png").write_bytes(photo(1))

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            cli.main(["--home", str(home), *map(str, words), "--json"])
        return ended.value.code or 0, json.loads(capsys.readouterr().out)

    run("ingest", tmp_path / "in", "--domain", "food", "--name", "x")
    (tmp_path / "in" / "apple" / "2.png").write_bytes(photo(2))
    code, first = run("sync", tmp_path / "in", "--dataset", "x")
    _, second = run("sync", tmp_path / "in", "--dataset", "x")
    _, indexed = run("delivery", "index", tmp_path / "in", "--name", "open")

    assert (code, first["state"], first["changed"], first["added"]) == (0, "done", 2, 1)
    assert UUID(first["delivery"])
    assert second == {"files": 2, "changed": 0, "gone": 0, "unsafe": []}
    assert indexed == {"name": "open", "files": 2}
