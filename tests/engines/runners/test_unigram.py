"""The SentencePiece reader, on models made here."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.engines.runners._unigram import BEGIN, END, UNKNOWN, Normalizer, Tokenizer


def field(number, content):
    return bytes([number << 3 | 2]) + size(len(content)) + content


def size(value):
    return bytes([value & 0x7F | 0x80]) + size(value >> 7) if value > 0x7F else bytes([value])


def model(*pieces, rules=b""):
    content = b""
    for piece, score in pieces:
        inner = field(1, piece.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", score)
        content += field(1, inner)
    return content + field(3, field(2, rules))


@pytest.fixture
def load(tmp_path):
    def make(*pieces, rules=b""):
        marks = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
        (tmp_path / "sp.model").write_bytes(model(*marks, *pieces, rules=rules))
        return Tokenizer.load(tmp_path / "sp.model")

    return make


def test_the_most_probable_cut_wins_over_the_longest_piece(load):
    tokenizer = load(("▁", -2.0), ("▁ab", -9.0), ("a", -1.0), ("b", -1.0))

    assert tokenizer.ids("ab") == [BEGIN, 3, 5, 6, END]


def test_a_sign_that_is_no_piece_becomes_unknown(load):
    assert load(("▁", -1.0), ("문", -1.0)).ids("문ζ문") == [BEGIN, 3, 4, UNKNOWN, 4, END]


def test_nothing_to_say_is_one_unknown(load):
    assert load(("▁", -1.0)).ids("   ") == [BEGIN, UNKNOWN, END]


def test_spaces_are_one_mark_before_each_word():
    assert Normalizer(b"").normalized("  문을   열어 ") == "▁문을▁열어"


def test_signs_are_replaced_by_the_table():
    """A double array with the one key “A”: the root's child at its offset, then the value."""
    units = [0] * 256
    units[0] = 1 << 10  # the root: offset 1
    child = 1 ^ ord("A")
    leaf = child ^ 2
    units[child] = 2 << 10 | 0x100 | ord("A")  # offset 2, has a value, label A
    units[leaf] = 0x80000000 | 3  # the replacement begins at byte 3
    table = struct.pack("<I", 1024) + struct.pack("<256I", *units) + b"xy\0ab\0"

    assert Normalizer(table).normalized("A A-B") == "▁ab▁ab-B"


@given(st.text())
def test_any_text_has_a_normal_form_that_is_stable(text):
    once = Normalizer(b"").normalized(text)

    assert Normalizer(b"").normalized(once.replace("▁", " ")) == once


@pytest.mark.parametrize("content", [b"\x0a\xff", b"\x0f", b"\x0a", b""])
def test_what_is_no_model_is_invalid(tmp_path, content):
    (tmp_path / "sp.model").write_bytes(content)

    with pytest.raises(Invalid, match=r"sp\.model"):
        Tokenizer.load(tmp_path / "sp.model")
