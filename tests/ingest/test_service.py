import errno
import hashlib
import os
from dataclasses import replace

import pytest

from dure import catalog, ingest
from dure.core import Choice, Forbidden, Labelled, Permission
from dure.ingest import probes, service
from dure.ingest.jobs import examining
from dure.ingest.probes import reading
from dure.kit.files import Entry, walk

from .making import photo, put


@pytest.fixture
def entry(tmp_path):
    def make(content, name="a.jpg"):
        put(tmp_path / "in", {name: content})
        return next(e for e in walk(tmp_path / "in") if e.name == name)

    return make


def examined(shop, entry):
    return examining.examine(shop.workspace.blobs, shop.dataset, entry).file


def test_the_blob_is_the_file_and_the_record_is_named_by_its_content(shop, entry):
    content = photo()
    found = examining.examine(shop.workspace.blobs, shop.dataset, entry(content))
    digest = hashlib.sha256(content).hexdigest()

    assert found.file.digest == found.record.streams[0].digest == digest
    assert shop.workspace.blobs.read(digest) == content
    assert (
        found.record.id
        == examining.examine(shop.workspace.blobs, shop.dataset, entry(content, "b.jpg")).record.id
    )


def test_a_file_that_grew_since_it_was_found_is_changing(shop, entry):
    found = entry(photo())
    with found.path.open("ab") as file:
        file.write(b"more")

    assert examined(shop, found).kind == "changing"


def test_a_file_that_grows_while_it_is_read_is_changing(shop, entry, monkeypatch):
    found = entry(photo())
    real = probes.examine

    def growing(name, path, content):
        with path.open("ab") as file:
            file.write(b"more")
        return real(name, path, content)

    monkeypatch.setattr(probes, "examine", growing)

    assert examined(shop, found).kind == "changing"
    assert shop.workspace.blobs.size(hashlib.sha256(photo()).hexdigest()) is None


def test_no_more_is_read_than_the_file_had(entry, monkeypatch):
    found = entry(b"12345678")
    monkeypatch.setattr(reading, "refuse_if_changed", lambda *_: None)
    with found.path.open("ab") as file:
        file.write(b"x" * 1000)

    assert reading.read(found)[1] == b"12345678"


def test_a_file_that_vanished_or_became_a_pipe_is_told(shop, entry):
    vanished, piped = entry(photo(1), "a.jpg"), entry(photo(2), "b.jpg")
    vanished.path.unlink()
    piped.path.unlink()
    os.mkfifo(piped.path)

    assert examined(shop, vanished).kind == "unreadable"
    assert examined(shop, piped).kind == "changing"


@pytest.fixture
def tiny_memory(monkeypatch):
    """Every file is a large one, which is read in pieces and copied from its place."""
    monkeypatch.setattr(reading, "IN_MEMORY", 1)


@pytest.mark.usefixtures("tiny_memory")
def test_a_large_file_is_stored_from_its_place(shop, entry):
    found = examined(shop, entry(photo()))

    assert shop.workspace.blobs.read(found.digest) == photo()


@pytest.mark.usefixtures("tiny_memory")
def test_a_large_file_that_changes_while_it_is_copied_leaves_no_wrong_blob(
    shop, entry, monkeypatch
):
    found = entry(photo())
    blobs = shop.workspace.blobs
    real = type(blobs).put_file

    def late(self, digest, path):
        path.write_bytes(photo(7))
        real(self, digest, path)

    monkeypatch.setattr(type(blobs), "put_file", late)

    assert examined(shop, found).kind == "changing"
    assert blobs.size(hashlib.sha256(photo()).hexdigest()) is None


@pytest.mark.usefixtures("tiny_memory")
def test_a_blob_that_was_right_stays_when_its_file_changes(shop, entry, monkeypatch):
    found = entry(photo())
    blobs, digest = shop.workspace.blobs, hashlib.sha256(photo()).hexdigest()
    blobs.put(digest, photo())
    real = type(blobs).put_file

    def late(self, digest, path):
        path.write_bytes(photo(7))
        real(self, digest, path)

    monkeypatch.setattr(type(blobs), "put_file", late)

    assert examined(shop, found).kind == "changing"
    assert blobs.read(digest) == photo()


def test_a_full_storage_is_no_fault_of_the_file(shop, entry, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(type(shop.workspace.blobs), "put", full)

    with pytest.raises(ingest.StorageFull, match="make room"):
        examined(shop, entry(photo()))


@pytest.mark.usefixtures("tiny_memory")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_failing_copy_is_the_storages_fault_only_where_room_is_wanting(
    shop, entry, monkeypatch, number
):
    def failing(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(type(shop.workspace.blobs), "put_file", failing)

    if number == errno.ENOSPC:
        with pytest.raises(ingest.StorageFull):
            examined(shop, entry(photo()))
    else:
        assert examined(shop, entry(photo())).kind == "unreadable"


def test_a_class_gets_its_place_in_the_taxonomy(shop):
    shop.put({"a.jpg": photo()}).take()
    with shop.workspace.unit_of_work() as db:
        held = service.holdings(db, shop.actor, shop.dataset)
        (record,) = held.own
        pack = service.domains.load("food")
        word = Labelled("a.jpg", (Choice("Granny Smith"), Choice("no such thing")))
        service.apply_labels(db, shop.actor, pack, held, [record], lambda _: [word])
        (row,) = catalog.word_on(db, shop.actor, [record]).values()
    known, unknown = catalog.annotations_of(row)

    assert known.path[-1] == "Granny Smith"
    assert len(known.path) > 2
    assert known.attributes["class"]
    assert unknown == Choice("no such thing")


def test_only_who_runs_the_server_names_its_folders(member):
    operator = member("x")
    with_it = replace(operator, permissions=operator.permissions | {Permission.SERVER_FOLDERS})
    without = replace(operator, permissions=operator.permissions - {Permission.SERVER_FOLDERS})

    service.require_operator(with_it)
    with pytest.raises(Forbidden):
        service.require_operator(without)


def test_what_a_delivery_came_to_survives_json(shop):
    shop.put({"a/1.jpg": photo(), "b/2.jpg": photo(), "b/3.jpg": photo(3)})
    tally = shop.take()
    (warning,) = service.warnings_told(ingest.told(tally))

    assert (warning.kind, str(warning.message)) == (
        tally.warnings[0].kind,
        str(tally.warnings[0].message),
    )


def test_the_text_of_a_transcript_is_bounded(tmp_path):
    long = Entry(tmp_path / "a.txt", "a.txt", size=reading.TRANSCRIPT_BYTES + 1)

    assert reading.transcript_text(long).kind == "too_large"
