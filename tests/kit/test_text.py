"""Korean and English: languages, sentences, syllable pairs, text of unknown encoding."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Sentence, say
from dure.kit.text import bigrams, called, kept, preferred, storable, told, translated

KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)


def test_a_word_is_found_where_it_carries_a_particle():
    pairs = bigrams("냉장고에서 양파를 꺼내").split()

    assert set(bigrams("양파").split()) <= set(pairs)
    assert set(bigrams("냉장고").split()) <= set(pairs)
    assert not set(bigrams("파를꺼").split()) <= set(pairs)


@given(KOREAN, KOREAN, st.text(st.sampled_from("가나다라 \n"), max_size=20))
def test_every_word_of_two_syllables_or_more_is_found_inside_others(word, before, after):
    if len(word) < 2:
        word += "파"

    assert set(bigrams(word).split()) <= set(bigrams(f"{after} {before}{word}를").split())


@given(st.text())
def test_both_ways_of_writing_a_syllable_give_the_same_pairs(text):
    assert bigrams(unicodedata.normalize("NFD", text)) == bigrams(
        unicodedata.normalize("NFC", text)
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ko_KR.UTF-8", "ko"),
        ("C.UTF-8", "en"),
        ("fr, ko;q=0.8, en;q=0.5", "ko"),
        ("en;q=0.1, ko;q=0.9", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("de;q=x, ko", "ko"),
        ("*", "en"),
    ],
)
def test_the_language_that_is_preferred_is_spoken(header, language):
    assert preferred(header) == language


def test_a_sentence_is_given_in_both_languages():
    sentence = say("This job has finished already.")

    assert translated(sentence, "ko") == "이미 끝난 작업입니다."
    assert translated(sentence, "en") == sentence
    assert translated("plain {text}", "ko") == "plain {text}"


@given(st.text(st.characters(codec=None)), st.floats() | st.integers() | st.text())
def test_a_sentence_that_was_kept_says_the_same_and_can_be_stored(path, other):
    stored = kept(say("“{path}” {other}", path=path, other=other))
    again = told(json.loads(json.dumps(stored, allow_nan=False)))

    assert again.template == "“{path}” {other}"
    assert str(again) == storable(f"“{path}” {other}")
    str(again).encode()


def test_plain_text_is_kept_as_it_is():
    assert told(kept("a {brace")) == "a {brace"
    assert isinstance(told(kept("x")), Sentence)


@pytest.mark.parametrize(
    ("name", "korean", "english"),
    [
        ("가전 상태 2주 · Two weeks of status", "가전 상태 2주", "Two weeks of status"),
        ("Voice commands · 음성 명령", "음성 명령", "Voice commands"),
        ("의류 · 원단", "의류 · 원단", "의류 · 원단"),
        ("Garments · Fabrics", "Garments · Fabrics", "Garments · Fabrics"),
        ("LG 전자", "LG 전자", "LG 전자"),
        ("가 · B · C", "가 · B · C", "가 · B · C"),
        ("가 · ", "가 · ", "가 · "),
    ],
)
def test_a_name_in_two_languages_is_called_by_the_half_that_the_reader_reads(name, korean, english):
    assert called(name, "ko") == korean
    assert called(name, "en") == english
