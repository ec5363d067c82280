"""Names that cannot leave the delivery, headers that say anything, and the last word on a path."""

import unicodedata
from pathlib import Path, PurePosixPath
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.delivery import rules
from dure.delivery.model import UnknownChecksum, UnsafeName

from .conftest import checksum, metadata


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a/.", "C:\\x", "c:x", "..\\a",
     "a\\..\\..\\b", "NUL", "com1.txt", "a/aux.jpg", "x.", "x ", " x", "a\nb", "a\0b", "\ud800",
     "a" * 300, "a/" * 40 + "b", "가" * 90, "\u202egnp.exe", "LPT¹"],
)  # fmt: skip
def test_a_name_that_is_refused(name):
    with pytest.raises(UnsafeName):
        rules.safe_path(name)


@pytest.mark.parametrize("name", ["사과/1.jpg", "a b/c-d_e (1).png", ".hidden", "consul.txt", "…"])
def test_a_name_that_is_taken(name):
    assert rules.safe_path(name) == name


DELIVERY = UUID("0b5e9c1e-3d52-4f0a-9a64-2f6d5c7a1b10")


def test_both_spellings_of_a_syllable_are_one_name():
    assert rules.safe_path(unicodedata.normalize("NFD", "각/사과.jpg")) == "각/사과.jpg"


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["..", ".", "", "a", "~", "\\"])).map("/".join)
)
def test_no_name_leads_out_and_a_safe_one_stays_as_it_is(raw):
    try:
        path = rules.safe_path(raw)
    except UnsafeName:
        return
    root = Path("/somewhere")
    assert (root / path).is_relative_to(root)
    assert ".." not in PurePosixPath(path).parts
    assert (root / path).as_posix() != "/somewhere"
    assert rules.safe_path(path) == path


def test_what_a_client_asks_for():
    delivery, digest = DELIVERY, "ab" * 32

    asked = rules.asked(
        metadata(delivery=delivery, filename="x.jpg", relativePath="사과/x.jpg", sha256=digest), 7
    )

    assert (asked.delivery, asked.path, asked.size, asked.sha256) == (
        delivery, "사과/x.jpg", 7, digest
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("", 1),
        ("delivery !!!", 1),
        (metadata(delivery="no-id", filename="x"), 1),
        (metadata(delivery=DELIVERY, filename="x"), -1),
        (metadata(delivery=DELIVERY, filename="x", sha256="no"), 1),
        ("delivery /w==", 1),
    ],
)
def test_metadata_that_cannot_be_read(header, length):
    with pytest.raises(Invalid):
        rules.asked(header, length)


@given(st.text())
def test_any_metadata_is_read_or_refused(header):
    with pytest.raises(Invalid):
        rules.asked(header, 1)


def test_checksums():
    assert rules.checksum(None) is None
    assert rules.checksum(checksum(b"x", "sha1")).algorithm == "sha1"
    for wrong in ("md5 abcd", "sha256 abcd", "sha256", "", "sha1 %%%"):
        with pytest.raises(UnknownChecksum):
            rules.checksum(wrong)


def _word(name):
    return {"digest": name, "size": 1, "mtime_ns": 1}


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_the_last_that_stands_has_the_word_on_a_path(stands):
    words = [_word(str(n)) for n in range(len(stands))]
    chain = [
        (words[n - 1] if n else _word("first"), word, s)
        for n, (word, s) in enumerate(zip(words, stands, strict=True))
    ]

    standing = [word for word, s in zip(words, stands, strict=True) if s]
    assert rules.word(chain) == (standing[-1] if standing else _word("first"))
