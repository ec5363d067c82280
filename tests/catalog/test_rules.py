"""Which layer's word counts, and what a data set may be called."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.catalog.rules import free_name, rank, single_choice, slug
from dure.core import Box, Choice, Layer


def test_people_who_settled_it_come_first_and_engines_last():
    assert sorted(Layer, key=rank) == [
        Layer.GOLD,
        Layer.CONSENSUS,
        Layer.MEMBER,
        Layer.IMPORTED,
        Layer.ENGINE,
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("식재료 사진 2026", "식재료-사진-2026"),
        (unicodedata.normalize("NFD", "식재료"), "식재료"),
        ("  Food / Ingredients!  ", "food-ingredients"),
        ("../..", "dataset"),
        ("", "dataset"),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_a_name_is_made_of_any_text(text, name):
    assert slug(text) == name


@given(st.text())
def test_a_name_stays_when_it_is_made_again(text):
    name = slug(text)

    assert slug(name) == name
    assert 0 < len(name) <= 80
    assert not set("/\\ @.\0\n") & set(name)


@given(st.sets(st.sampled_from(["a", *[f"a-{n}" for n in range(2, 9)]])))
def test_a_free_name_is_free(taken):
    assert free_name("a", taken) not in taken
    assert free_name("a", set()) == "a"


def test_the_one_class_of_a_record():
    apple, pear = Choice("apple"), Choice("pear")

    assert single_choice([apple, Box("x", 0, 0, 1, 1)]) == apple
    assert single_choice([apple, Choice("apple", score=0.5)]) == apple
    assert single_choice([apple, pear]) is None
    assert single_choice([]) is None
