"""Bytes become text in whichever encoding Korean files come in, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure import formats

KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)


def read(content):
    found = formats.decode(content)
    return found and found.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949", "utf-32"])
def test_korean_is_read_in_every_usual_encoding(encoding):
    text = "파일명,라벨\n사과.jpg,사과\n"

    assert read(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["ab", "path,label\na.jpg,apple\n" * 50])
def test_latin_text_in_two_bytes_is_read_without_a_mark(encoding, text):
    assert read(text.encode(encoding)) == text


@given(st.text())
def test_utf_8_with_a_mark_is_read_as_it_was_written(text):
    assert read(text.encode("utf-8-sig")) == text


@given(KOREAN)
def test_utf_8_korean_is_read_as_it_was_written(text):
    assert read(text.encode()) == text


@given(st.binary(max_size=200))
def test_bytes_that_are_no_text_give_text_or_nothing(content):
    assert isinstance(read(content), str | None)


def test_what_is_no_text_in_any_encoding_is_nothing():
    assert read(b"\xff\xd8\xff\xe0\x10JFIF\x80\x81") is None
    assert read(b"") == ""
