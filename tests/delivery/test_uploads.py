"""tus 1.0: pieces, breaks, kills, hostile clients; what arrives is what was sent."""

import hashlib
import os
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dure import delivery
from dure.delivery import service
from dure.kit import clock, growing

from .conftest import checksum, metadata, photo


@pytest.fixture
def person(site):
    return site.person()


@pytest.fixture
def open_id(site, person):
    return person.open(site.dataset)


def test_the_server_says_what_it_can(person):
    answer = person.ask("OPTIONS", "/uploads")

    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {
        "creation", "creation-with-upload", "checksum", "termination", "expiration",
    }  # fmt: skip
    assert answer.headers["tus-checksum-algorithm"] == "sha256,sha1"
    assert int(answer.headers["tus-max-size"]) > 0


def test_another_version_is_refused(person, open_id):
    answer = person.ask(
        "POST",
        "/uploads",
        headers={
            "Tus-Resumable": "0.2.2",
            "Upload-Length": "1",
            "Upload-Metadata": metadata(delivery=open_id, filename="x"),
        },
    )

    assert answer.status_code == 412
    assert answer.headers["tus-version"] == "1.0.0"


def test_a_wrong_offset_and_a_wrong_body(person, open_id):
    place = person.create(open_id, "x.bin", 10).headers["location"]

    assert person.patch(place, 3, b"abc").status_code == 409
    assert person.patch(place, 0, b"abc", Content_Type="text/plain").status_code == 415
    assert person.patch(place, 0, b"abc", Upload_Checksum="md5 xyz").status_code == 400
    assert person.patch(place, 0, b"x" * 11).status_code == 413
    assert person.head(place).headers["upload-offset"] == "0"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_that_changed_on_the_way_is_dropped(person, open_id, algorithm):
    place = person.create(open_id, "x.bin", 6).headers["location"]
    person.patch(place, 0, b"abc")

    spoilt = person.patch(place, 3, b"xyz", Upload_Checksum=checksum(b"def", algorithm))
    after = person.head(place).headers["upload-offset"]
    good = person.patch(place, 3, b"def", Upload_Checksum=checksum(b"def", algorithm))

    assert (spoilt.status_code, after, good.status_code) == (460, "3", 204)


def test_a_file_that_is_not_what_was_announced_starts_again(person, open_id):
    announced = hashlib.sha256(b"abcdef").hexdigest()
    place = person.create(open_id, "x.bin", 6, sha256=announced).headers["location"]

    assert person.patch(place, 0, b"abcdeX").status_code == 460
    assert person.head(place).headers["upload-offset"] == "0"
    assert person.patch(place, 0, b"abcdef").status_code == 204


def test_an_empty_file_is_whole_at_once(site, person, open_id):
    assert person.create(open_id, "empty.txt", 0).headers["upload-offset"] == "0"
    assert person.ask("POST", f"/deliveries/{open_id}/finish").status_code == 202


def test_what_is_unfinished_keeps_the_delivery_open(person, open_id):
    place = person.create(open_id, "x.bin", 6).headers["location"]

    waits = person.ask("POST", f"/deliveries/{open_id}/finish")
    [listed] = person.ask("GET", f"/deliveries/{open_id}/uploads").json()
    removed = person.ask("DELETE", place.removeprefix("/api"))

    assert (waits.status_code, removed.status_code) == (409, 204)
    assert (listed["path"], listed["offset"], listed["is_complete"]) == ("x.bin", 0, False)
    assert person.head(place).status_code == 404
    assert person.patch(place, 0, b"x").status_code == 404


def test_one_name_is_sent_once(person, open_id):
    first = person.create(open_id, "x.bin", 3)
    instead = person.create(open_id, "x.bin", 4)  # the unfinished one makes way
    person.patch(instead.headers["location"], 0, b"abcd")

    assert person.head(first.headers["location"]).status_code == 404
    assert person.create(open_id, "x.bin", 4).status_code == 409
    assert person.create(open_id, "x.bin/y", 1).status_code == 409  # a file is no folder
    assert person.create(open_id, "d/e", 1).status_code == 201
    assert person.create(open_id, "d", 1).status_code == 409


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a/../../x", "NUL", "a\0b"])
def test_a_hostile_name_writes_nothing(person, open_id, name, waiting):
    assert person.create(open_id, name, 1, b"x").status_code == 422
    assert waiting() == []


def test_a_size_over_the_limit_and_a_quota(site, person, open_id, http):
    tight = replace(site.workspace, upload_bytes=10, upload_quota_bytes=15)
    http.app.state.workspace = tight

    assert person.create(open_id, "a", 11).status_code == 413
    assert person.create(open_id, "a", 10).status_code == 201
    assert person.create(open_id, "b", 6).status_code == 413
    assert person.create(open_id, "b", 5).status_code == 201


def test_a_colleague_sees_and_a_stranger_does_not(site, person, open_id, colleague, stranger):
    place = person.create(open_id, "x.bin", 3).headers["location"]
    beside, outside = site.person(colleague), site.person(stranger)

    assert beside.ask("GET", f"/deliveries/{open_id}").status_code == 200
    assert [u["mine"] for u in beside.ask("GET", f"/deliveries/{open_id}/uploads").json()] == [
        False
    ]
    assert beside.head(place).status_code == beside.patch(place, 0, b"abc").status_code == 403
    assert beside.ask("DELETE", place.removeprefix("/api")).status_code == 403
    for path in ("", "/uploads", "/files", "/contract"):
        assert outside.ask("GET", f"/deliveries/{open_id}{path}").status_code == 404
    for path in ("/finish", "/undo", "/redo"):
        assert outside.ask("POST", f"/deliveries/{open_id}{path}").status_code == 404
    assert outside.head(place).status_code == outside.patch(place, 0, b"abc").status_code == 404
    assert outside.create(open_id, "y", 1).status_code == 404
    assert outside.ask("GET", f"/datasets/{site.dataset}/deliveries").status_code == 404


def test_two_who_send_the_same_file_at_once(site, person, open_id):
    place = person.create(open_id, "x.bin", 3).headers["location"]
    with site.workspace.reading() as db:
        row = service.upload(db, site.actor, UUID(place.rpartition("/")[2]))
    first = service.receive(site.workspace, site.actor, row.id, 0, None)

    second = person.patch(place, 0, b"abc")
    first.write(b"ab")
    first.end(is_whole=True)

    assert second.status_code == 423
    assert person.head(place).headers["upload-offset"] == "2"


def test_an_upload_that_nobody_goes_on_with_expires(site, person, open_id, waiting):
    old = person.create(open_id, "old.bin", 3)
    with site.workspace.reading() as db:
        row = service.upload(db, site.actor, UUID(old.headers["location"].rpartition("/")[2]))
    part, _ = service.part_and_place(site.workspace.home, row)
    touched = (row.created_at + timedelta(days=1)).timestamp()
    os.utime(part, (touched, touched))

    def expire(days):
        with clock.frozen(row.created_at + service.EXPIRES + timedelta(days=days)):
            return delivery.expire(site.workspace, site.actor)

    assert "GMT" in old.headers["upload-expires"]
    assert (expire(0.9), waiting()) == (0, [part.name])
    assert (expire(1.1), waiting()) == (1, [])
    assert person.head(old.headers["location"]).status_code == 404


def test_expiry_is_planned(site, person, open_id):
    person.create(open_id, "x.bin", 3)
    person.create(open_id, "y.bin", 3)

    assert site.work() == []
    with clock.frozen(clock.now() + service.EXPIRES + timedelta(days=2)):
        assert [(job.name, job.result) for job in site.work()] == [("expire", {"removed": 2})]


def frozen(days):
    return clock.frozen(clock.now() + timedelta(days=days))


def test_a_delivery_that_nobody_goes_on_with_ends(site, person, open_id, waiting):
    person.send(open_id, {"1.png": photo(1)})
    with frozen(29):
        assert (delivery.expire(site.workspace, site.actor), len(waiting())) == (0, 1)

    with frozen(31):
        assert (delivery.expire(site.workspace, site.actor), waiting()) == (1, [])
        assert delivery.expire(site.workspace, site.actor) == 0

    told = site.read(open_id)
    assert (told["state"], told["files"]) == ("expired", 0)
    assert person.ask("GET", f"/deliveries/{open_id}/uploads").json() == []
    assert person.create(open_id, "2.png", 3).status_code == 409
    assert person.ask("POST", f"/deliveries/{open_id}/finish").status_code == 409
    assert site.audited()[-1] == "delivery.expired"


def test_a_piece_that_comes_keeps_a_delivery_open(site, person, open_id):
    place = person.create(open_id, "1.png", 6).headers["location"]
    with site.workspace.reading() as db:
        row = service.upload(db, site.actor, UUID(place.rpartition("/")[2]))
    part, _ = service.part_and_place(site.workspace.home, row)
    touched = (clock.now() + timedelta(days=20)).timestamp()
    os.utime(part, (touched, touched))

    with frozen(31):
        removed = delivery.expire(site.workspace, site.actor)

    assert (removed, site.read(open_id)["state"]) == (1, "open")  # the upload ended, no more


def test_looks_are_planned_until_nothing_waits(site, person, open_id):
    def work(days):
        with frozen(days):
            return [(job.name, job.result) for job in site.work()]

    person.send(open_id, {"1.png": photo(1)})

    assert work(2) == [("expire", {"removed": 0})]
    assert work(29) == []
    assert work(32) == [("expire", {"removed": 1})]
    assert work(400) == []


def test_what_is_taken_in_or_taken_up_does_not_expire(site, person):
    done = site.deliver({"1.png": photo(1)}, person)

    with frozen(99):
        delivery.expire(site.workspace, site.actor)

    assert site.read(done)["state"] == "done"
    assert site.records() == ["1.png"]


def test_what_a_kill_left_is_swept(site, person, open_id, waiting):
    person.send(open_id, {"1.png": photo(1)})
    root = site.workspace.home / "deliveries"
    (kept,) = waiting()
    for stray in (
        root / str(uuid4()) / "files" / "old.png",
        root / open_id / "parts" / str(uuid4()),
    ):
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"old")
    (root / "notes").mkdir()

    with frozen(0.5):
        delivery.expire(site.workspace, site.actor)
    early = len(waiting())
    with frozen(8):
        delivery.expire(site.workspace, site.actor)

    assert (early, waiting()) == (3, [kept])
    assert (root / "notes").is_dir()


def test_another_organisations_delivery_is_left_alone(site, person, open_id, member, waiting):
    person.send(open_id, {"1.png": photo(1)})

    with frozen(99):
        removed = delivery.expire(site.workspace, member("other-home"))

    assert (removed, len(waiting())) == (0, 1)


def test_nothing_is_there_for_a_made_up_id(person):
    assert person.head(f"/api/uploads/{uuid4()}").status_code == 404
    assert person.ask("GET", f"/deliveries/{uuid4()}").status_code == 404


class Sending(RuleBasedStateMachine):
    """A client that sends pieces, is cut off, killed, and asks; the model is the bytes proven."""

    site = None
    content = photo(9) * 3

    def __init__(self):
        super().__init__()
        self.person = self.site.person()
        self.delivery = self.person.open(self.site.dataset)
        digest = hashlib.sha256(self.content).hexdigest()
        answer = self.person.create(self.delivery, "x.png", len(self.content), sha256=digest)
        self.place, self.sent = answer.headers["location"], 0
        self.id = UUID(self.place.rpartition("/")[2])

    def _next(self, size):
        return self.content[self.sent : self.sent + size]

    @property
    def is_open(self):
        return self.sent < len(self.content)

    @precondition(lambda self: self.is_open)
    @rule(size=st.integers(0, 900), algorithm=st.sampled_from([None, "sha256", "sha1"]))
    def send(self, size, algorithm):
        piece = self._next(size)
        headers = {"Upload_Checksum": checksum(piece, algorithm)} if algorithm else {}
        answer = self.person.patch(self.place, self.sent, piece, **headers)
        assert answer.status_code == 204
        self.sent += len(piece)
        assert answer.headers["upload-offset"] == str(self.sent)

    @precondition(lambda self: self.is_open)
    @rule(size=st.integers(1, 900))
    def send_spoilt(self, size):
        piece = self._next(size)
        spoilt = bytes([piece[0] ^ 1]) + piece[1:]
        answer = self.person.patch(self.place, self.sent, spoilt, Upload_Checksum=checksum(piece))
        assert answer.status_code == 460

    @rule(offset=st.integers(0, 5000))
    def send_elsewhere(self, offset):
        if offset != self.sent:
            assert self.person.patch(self.place, offset, b"x").status_code in {404, 409}

    @precondition(lambda self: self.is_open)
    @rule(size=st.integers(1, 900), proven=st.booleans(), cut=st.integers(0, 900))
    def kill(self, size, proven, cut):
        """The process dies between two writes: the lock goes, the bytes written stay."""
        receiving = self._receive(checksum(self._next(size)) if proven else None)
        piece = self._next(size)[:cut]
        receiving.write(piece)
        os.close(receiving._part._file)  # what a kill does
        if not proven:
            self.sent += len(piece)

    @precondition(lambda self: self.is_open)
    @rule(size=st.integers(1, 900), proven=st.booleans())
    def cut(self, size, proven):
        """The connection breaks: the server notices."""
        piece = self._next(size)
        if len(piece) + self.sent == len(self.content):
            return
        receiving = self._receive(checksum(piece + b"?") if proven else None)
        receiving.write(piece)
        receiving.end(is_whole=False)
        if not proven:
            self.sent += len(piece)

    def _receive(self, header):
        from dure.delivery import rules

        proof = rules.checksum(header)
        return service.receive(self.site.workspace, self.site.actor, self.id, self.sent, proof)

    @invariant()
    def the_offset_is_what_is_proven(self):
        assert self.person.head(self.place).headers["upload-offset"] == str(self.sent)

    def teardown(self):
        if self.is_open:
            self.send(len(self.content), None)
        answer = self.person.ask("POST", f"/deliveries/{self.delivery}/finish")
        assert answer.status_code == 202
        self.site.work()
        file = self.site.files(self.delivery)["x.png"]
        assert file["outcome"] in {"record", "duplicate"}
        assert self.site.workspace.blobs.size(hashlib.sha256(self.content).hexdigest()) == len(
            self.content
        )


def test_whatever_happens_on_the_way_the_bytes_are_those_that_were_sent(site):
    machine = type("Machine", (Sending,), {"site": site}).TestCase
    machine.settings = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    machine("runTest").runTest()


def test_a_growing_file_that_is_gone(tmp_path):
    assert growing.offset(tmp_path / "none") is None
    with pytest.raises(growing.Gone):
        growing.Growing(tmp_path / "none")
