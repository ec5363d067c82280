"""Korean politeness, told from morphemes and from sentences."""

import pytest

from dure.engines import runners
from dure.engines.model import Politeness, SpeechLevel, Token
from dure.engines.runners import kiwi

L = SpeechLevel
SENTENCES = [
    ("냉장고 문을 열어 주십시오.", L.HASIPSIO, True),
    ("세탁기가 끝났습니다", L.HASIPSIO, False),
    ("필터를 교체해야 합니까?", L.HASIPSIO, False),
    ("전원을 끄시기 바랍니다", L.HASIPSIO, True),
    ("에어컨 좀 켜 주시겠어요?", L.HAEYO, True),
    ("지금 몇 시예요?", L.HAEYO, False),
    ("청소 시작하세요", L.HAEYO, True),
    ("빨래 다 됐나요?", L.HAEYO, False),
    ("불 꺼 줘", L.HAE, False),
    ("볼륨 높여 줄래?", L.HAE, False),
    ("선생님이 오셨어", L.HAE, True),
    ("불 꺼라", L.HAERA, False),
    ("밥 먹었니?", L.HAERA, False),
    ("할머니께서 주무신다", L.HAERA, True),
    ("창문을 닫으시오", L.HAO, True),
    ("내가 하겠소", L.HAO, False),
    ("비가 오는구려", L.HAO, False),
    ("이리 앉게나", L.HAGE, False),
    ("냉장고", None, False),
    ("", None, False),
]


@pytest.fixture(scope="module")
def analyser(tmp_path_factory):
    return runners.runner("kiwi").open(tmp_path_factory.mktemp("none"))


@pytest.mark.parametrize(("sentence", "level", "honorific"), SENTENCES)
def test_a_sentence_tells_its_level_and_whom_it_honours(analyser, sentence, level, honorific):
    said = analyser.politeness(sentence)

    assert (said.level, said.honorific) == (level, honorific)


def test_words_that_were_written_together_are_spaced(analyser):
    assert analyser.spaced("냉장고문좀열어주시겠어요?") == "냉장고 문 좀 열어 주시겠어요?"


def test_sentences_are_split_at_their_ends(analyser):
    found = analyser.sentences("불을 켜 줘. 그리고 문을 닫아 주세요!\n\n불 꺼\n끝")

    assert found == ["불을 켜 줘.", "그리고 문을 닫아 주세요!", "불 꺼", "끝"]


def test_morphemes_know_their_places(analyser):
    text = "양파를 씻어"

    for token in analyser.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
    assert analyser.tokens(text)[0] == Token("양파", "NNG", 0, 2)


def test_the_last_ending_decides():
    tokens = [Token("니", "EF", 0, 1), Token("ᆸ니다", "EF", 2, 4), Token(".", "SF", 4, 5)]

    assert kiwi.politeness(tokens) == Politeness(L.HASIPSIO, honorific=False, ending="ᆸ니다")
