"""The list of models, and taking one member out of an archive."""

import hashlib
import os

import pytest

from dure.core import Invalid, NotFound
from dure.engines import store
from dure.engines.model import PROTOCOLS


def test_every_model_says_where_it_comes_from_and_under_which_licence():
    for entry in store.catalogue():
        assert entry.kind in PROTOCOLS
        assert set(entry.description) == set(entry.licence.note) == {"en", "ko"}
        assert entry.licence.package
        assert entry.licence.weights
        assert entry.is_package or entry.members
        assert entry.is_package or entry.file
        assert all(len(m.sha256) == 64 and m.size > 0 for m in entry.members)


def test_names_of_models_are_used_once():
    names = [entry.name for entry in store.catalogue()]

    assert len(set(names)) == len(names)


def test_an_unknown_model_is_answered_with_those_that_are_known():
    with pytest.raises(NotFound, match="nanodet"):
        store.artefact("resnet")


def test_the_wanted_member_is_taken_and_nothing_else(tmp_path, make):
    archive = make.wheel(
        tmp_path / "in", {"toy/model.bin": make.content, "../evil": b"x", "toy/x.py": b"x"}
    )

    store.take(archive, make.artefact().members[0], tmp_path / "model.bin")

    assert (tmp_path / "model.bin").read_bytes() == make.content
    assert make.names(tmp_path) == ["in", "model.bin"]


def test_a_slice_of_a_member_is_taken(tmp_path, make):
    archive = make.tarball(tmp_path, {"package/all.data": b"head" + make.content + b"tail"})
    member = make.artefact(path="package/all.data", start=4).members[0]

    store.take(archive, member, tmp_path / "model.bin")

    assert (tmp_path / "model.bin").read_bytes() == make.content


@pytest.mark.parametrize(
    "spoil",
    [lambda c: c[:-1] + b"!", lambda c: c[:-1], lambda c: c + b"!", lambda c: b""],
    ids=["other", "short", "long", "empty"],
)
@pytest.mark.parametrize("pack", ["wheel", "tarball"])
def test_a_member_that_is_another_one_is_refused_and_not_kept(tmp_path, make, pack, spoil):
    archive = getattr(make, pack)(tmp_path / "in", {"toy/model.bin": spoil(make.content)})

    with pytest.raises(store.DigestMismatch):
        store.take(archive, make.artefact().members[0], tmp_path / "model.bin")

    assert make.names(tmp_path) == ["in"]


def test_no_more_of_a_huge_member_is_written_than_its_known_size(tmp_path, make, monkeypatch):
    archive = make.wheel(tmp_path / "in", {"toy/model.bin": make.content * 50})
    seen = []
    monkeypatch.setattr(
        type(tmp_path), "unlink", lambda self, **_: seen.append(self.stat().st_size)
    )

    with pytest.raises(store.DigestMismatch):
        store.take(archive, make.artefact().members[0], tmp_path / "model.bin")

    assert seen == [len(make.content) + 1]


@pytest.mark.parametrize("pack", ["wheel", "tarball"])
def test_a_package_without_the_member_is_refused(tmp_path, make, pack):
    archive = getattr(make, pack)(tmp_path, {"toy/other.bin": make.content})

    with pytest.raises(store.MemberMissing, match=r"toy/model\.bin"):
        store.take(archive, make.artefact().members[0], tmp_path / "model.bin")


def test_a_link_in_the_place_of_the_member_is_not_followed(tmp_path, make):
    archive = make.tarball(tmp_path, {"toy/model.bin": None})

    with pytest.raises(store.MemberMissing):
        store.take(archive, make.artefact().members[0], tmp_path / "model.bin")


@pytest.mark.parametrize("name", ["toy_model-1.0-py3-none-any.whl", "toy-model-1.0.tgz"])
@pytest.mark.parametrize("content", [b"", b"PK no archive", b"\x1f\x8b\x08" + bytes(40)])
def test_a_broken_archive_is_an_invalid_package(tmp_path, make, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Invalid):
        store.take(tmp_path / name, make.artefact().members[0], tmp_path / "model.bin")


def test_a_truncated_tarball_is_refused(tmp_path, make):
    archive = make.tarball(tmp_path, {"toy/model.bin": os.urandom(5000)})
    archive.write_bytes(archive.read_bytes()[:3000])

    with pytest.raises(Invalid):
        store.take(archive, make.artefact().members[0], tmp_path / "model.bin")


def test_a_card_that_cannot_be_read_is_no_card(tmp_path, make):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / store.CARD).write_text('{"name": "toy"')

    assert store.card(tmp_path, "toy") is None


def test_the_digest_of_a_file_is_its_sha256(tmp_path, make):
    (tmp_path / "x").write_bytes(make.content)

    assert store.digest(tmp_path / "x") == hashlib.sha256(make.content).hexdigest()
