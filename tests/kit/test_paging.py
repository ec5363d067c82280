"""Cursors: what went out comes back, and nothing else gets in."""

import base64
import contextlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.kit.paging import decode, encode

STORABLE = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@given(STORABLE, st.uuids(), st.integers(-(2**63) + 1, 2**63 - 1))
def test_a_cursor_comes_back_as_the_key_it_was_made_of(text, id, number):
    cursor = encode((text, str(id), number))

    assert cursor.isascii()
    assert decode(cursor, str, UUID, int) == (text, id, number)


def test_no_cursor_is_no_key():
    assert decode(None, str) is None


def packed(text):
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "가",
        packed("{}"),
        packed("17"),
        packed("null"),
        packed('["a"]'),
        packed('["a", "not an id"]'),
        packed('["a", 7]'),
        packed('[["a"], "00000000-0000-0000-0000-000000000000"]'),
        packed('[true, "00000000-0000-0000-0000-000000000000"]'),
        packed('["\\u0000", "00000000-0000-0000-0000-000000000000"]'),
        packed('["\\ud800", "00000000-0000-0000-0000-000000000000"]'),
        packed("[" * 100_000),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(Invalid, match="cursor"):
        decode(cursor, str, UUID)


@pytest.mark.parametrize("number", ["true", "1.5", str(2**63), '"1"'])
def test_a_number_is_a_whole_number_that_fits(number):
    with pytest.raises(Invalid):
        decode(packed(f"[{number}]"), int)


@given(st.text())
def test_any_text_is_a_key_or_refused(cursor):
    with contextlib.suppress(Invalid):
        text, id = decode(cursor, str, UUID)
        text.encode()
        assert isinstance(id, UUID)
