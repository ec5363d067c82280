"""A walk through a folder that may hold anything."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.kit.files import name_of, walk


def touch(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def found(root, **options):
    return {e.name: e.refusal and e.refusal[0] for e in walk(root, **options)}


def test_files_come_in_the_order_of_their_names_with_forward_slashes(tmp_path):
    touch(tmp_path, "b/2.jpg", "b/10.jpg", "a.jpg", "c/d/e.txt")

    assert [entry.name for entry in walk(tmp_path)] == ["a.jpg", "b/10.jpg", "b/2.jpg", "c/d/e.txt"]


def test_size_and_time_are_those_of_the_file(tmp_path):
    touch(tmp_path, "a.jpg")
    (entry,) = walk(tmp_path)
    stat = (tmp_path / "a.jpg").stat()

    assert (entry.path, entry.size, entry.mtime_ns) == (tmp_path / "a.jpg", 1, stat.st_mtime_ns)


def test_what_is_no_folder_is_refused_before_anything_is_read(tmp_path):
    touch(tmp_path, "a.jpg")

    for path in (tmp_path / "a.jpg", tmp_path / "none"):
        with pytest.raises(Invalid, match="is not a folder"):
            next(walk(path))


def test_a_folder_of_a_hundred_thousand_names_begins_at_once(monkeypatch, tmp_path):
    looked_at = []
    lstat = Path.lstat
    monkeypatch.setattr(os, "listdir", lambda _: [f"{n:06d}.jpg" for n in range(100_000)])
    monkeypatch.setattr(Path, "lstat", lambda path: looked_at.append(path) or lstat(Path(__file__)))

    first = next(walk(tmp_path))

    assert first.name == "000000.jpg"
    assert len(looked_at) <= 1


def test_what_is_left_out_is_not_gone_into(tmp_path):
    touch(tmp_path, "a.jpg", "out/b.jpg", "in/out/c.jpg")
    (tmp_path / "way").symlink_to(tmp_path / "out")

    names = found(tmp_path, leave_out=[tmp_path / "way"])

    assert names == {"a.jpg": None, "in/out/c.jpg": None, "way": "link_to_folder"}


def test_links_are_followed_to_files_inside_and_nowhere_else(tmp_path):
    root = tmp_path / "given"
    touch(root, "a.jpg", "folder/b.jpg")
    touch(tmp_path, "secret.txt", "given-too/c.jpg")
    for name, target in {
        "to_file": "a.jpg",
        "to_folder": "folder",
        "to_itself": "to_itself",
        "round_1": "round_2",
        "round_2": "round_1",
        "up": "..",
        "out": "../secret.txt",
        "neighbour": "../given-too/c.jpg",
        "nowhere": "gone.jpg",
        "through": "folder/../../secret.txt",
    }.items():
        (root / name).symlink_to(target)
    (root / "folder" / "loop").symlink_to(root)

    names = found(root)

    assert names == {
        "a.jpg": None,
        "folder/b.jpg": None,
        "folder/loop": "link_to_folder",
        "neighbour": "link_outside",
        "nowhere": "broken_link",
        "out": "link_outside",
        "round_1": "broken_link",
        "round_2": "broken_link",
        "through": "link_outside",
        "to_file": None,
        "to_folder": "link_to_folder",
        "to_itself": "broken_link",
        "up": "link_outside",
    }


def test_a_folder_that_is_itself_given_by_a_link_is_read(tmp_path):
    touch(tmp_path, "real/a.jpg")
    (tmp_path / "given").symlink_to("real")

    assert found(tmp_path / "given") == {"a.jpg": None}


def test_a_pipe_is_named_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert found(tmp_path) == {"pipe": "not_a_file"}


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_goes_on(monkeypatch, tmp_path):
    touch(tmp_path, "a.jpg", "closed/b.jpg", "open/c.jpg")
    listdir = os.listdir

    def refuse(folder):
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", refuse)

    assert found(tmp_path) == {"a.jpg": None, "closed": "unreadable_folder", "open/c.jpg": None}


def test_a_file_that_goes_while_it_is_looked_for_is_named(tmp_path):
    touch(tmp_path, "a.jpg", "b.jpg")
    entries = walk(tmp_path)
    first = next(entries)
    (tmp_path / "b.jpg").unlink()

    assert first.name == "a.jpg"
    assert [(e.name, e.refusal and e.refusal[0]) for e in entries] == [("b.jpg", "unreadable")]


def test_names_that_are_no_text_can_be_stored_told_apart_and_opened(tmp_path):
    raw = [
        b"\xff.jpg",
        b"\\xff.jpg",
        b"two\nlines.jpg",
        unicodedata.normalize("NFD", "사과.jpg").encode(),
        unicodedata.normalize("NFC", "사과.jpg").encode(),
        "사과.jpg".encode("cp949"),
    ]
    for name in raw:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)

    entries = list(walk(tmp_path))

    assert {os.fsencode(e.path.name): e.path.read_bytes() for e in entries} == {n: n for n in raw}
    assert len({e.name for e in entries}) == len(raw)
    for entry in entries:
        entry.name.encode()


@given(st.lists(st.binary(min_size=1, max_size=12), min_size=2, max_size=2, unique=True))
def test_different_names_stay_different(names):
    one, other = (name_of(os.fsdecode(name)) for name in names)

    assert one != other


@given(st.binary(max_size=40))
def test_every_name_can_be_stored(name):
    name_of(os.fsdecode(name)).encode()


@given(
    st.text(
        st.characters(
            min_codepoint=0x20, max_codepoint=0xD7A3, exclude_categories=["Cc", "Zl", "Zp"]
        )
    )
)
def test_a_name_that_is_text_stays_as_it_is_but_for_what_looks_like_an_escape(name):
    if "\\" not in name:
        assert name_of(name) == name


def test_folders_may_lie_deeper_than_calls(tmp_path):
    deep = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=deep)
        deeper = os.open("d", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = deeper
    os.close(os.open("a.jpg", os.O_CREAT | os.O_WRONLY, dir_fd=deep))
    os.close(deep)

    names = list(found(tmp_path))
    subprocess.run(
        ["rm", "-rf", tmp_path / "d"], check=True
    )  # pytest's own cleaning is not so deep

    assert names == ["d/" * 1200 + "a.jpg"]
