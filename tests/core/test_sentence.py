"""A sentence stays translatable until the edge shows it."""

from dure.core import say


def test_a_sentence_within_a_sentence_is_translated_too():
    inner = say("{count} boxes", count=3)
    whole = say("Refused: {reason}", reason=inner)

    korean = {"{count} boxes": "상자 {count}개", "Refused: {reason}": "거절: {reason}"}
    assert whole.translated(korean) == "거절: 상자 3개"
