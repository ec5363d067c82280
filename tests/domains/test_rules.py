"""Names, paths in the taxonomy, combinations."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure import domains
from dure.domains import Constraint, Text
from dure.domains.rules import nearest

REASON = Text("까닭", "reason")


@given(st.text())
def test_normalising_twice_changes_nothing(name):
    once = domains.normalise(name)

    assert domains.normalise(once) == once


@given(st.lists(st.sampled_from(["Granny", "SMITH", "사과", "é"]), min_size=1), st.data())
def test_spelling_of_gaps_and_case_does_not_matter(words, draw):
    gaps = st.sampled_from(["-", "_", " ", "", "　", "\t"])
    spelled = "".join(word + draw.draw(gaps) for word in words)

    assert domains.normalise(spelled) == domains.normalise("".join(words).swapcase())


def test_decomposed_hangul_is_the_same_name():
    assert domains.normalise("사과") == domains.normalise("사과")


@pytest.fixture
def pack(sound, written):
    return domains.load(written(sound))


@pytest.mark.parametrize(
    "label",
    ["apple", "APPLES", "사과", "food/apple", "식품/Apples", " Food / apple ", "/food//apple/"],
)
def test_a_label_in_any_spelling_finds_its_path(pack, label):
    assert domains.find(pack, label) == ("food", "apple")


@pytest.mark.parametrize(
    "label", ["plum", "", "/", "apple/food", "pear/apple", "plum/apple", "apple/plum"]
)
def test_an_unknown_label_or_a_path_that_does_not_descend_finds_nothing(pack, label):
    assert domains.find(pack, label) == ()


def test_a_node_that_names_its_parent_hangs_below_it(pack):
    assert domains.find(pack, "food/Quince") == ("food", "quince")
    assert [node.id for node in domains.below(pack, "food")] == ["food", "apple", "pear", "quince"]
    assert [root.id for root in pack.taxonomy] == ["food", "intent"]


def test_parents(pack):
    assert domains.parent_of(pack, "quince") == "food"
    assert domains.parent_of(pack, "food") is None
    assert domains.parent_of(pack, "Apples") is None  # an id, not any name
    assert domains.node_of(pack, "apple").ko == "사과"
    assert domains.node_of(pack, "Apples") is None
    assert list(domains.below(pack, "plum")) == []


LAMP = Constraint({"door": "open"}, {"lamp": ("on",)}, REASON)
BOTH = Constraint({"door": "closed", "lamp": "off"}, {"camera": ("built_in", "none")}, REASON)


@pytest.mark.parametrize(
    ("levels", "possible"),
    [
        ({}, True),
        ({"door": "open"}, True),
        ({"door": "open", "lamp": "on"}, True),
        ({"door": "open", "lamp": "off"}, False),
        ({"door": "closed", "lamp": "off", "camera": "phone"}, False),
        ({"door": "closed", "lamp": "off", "camera": "none"}, True),
        ({"door": "closed", "lamp": "on", "camera": "phone"}, True),
    ],
)
def test_combinations_that_can_exist(levels, possible):
    assert domains.satisfies([LAMP, BOTH], levels) is possible


@given(
    st.dictionaries(
        st.sampled_from(["door", "lamp", "camera"]), st.sampled_from(["open", "on", "off", "x"])
    )
)
def test_leaving_a_factor_open_never_breaks_a_combination(levels):
    if domains.satisfies([LAMP, BOTH], levels):
        for size in range(len(levels)):
            for kept in itertools.combinations(levels.items(), size):
                assert domains.satisfies([LAMP, BOTH], dict(kept))


def test_the_nearest_word_or_none():
    assert nearest("taxonmy", ["taxonomy", "slots"]) == "taxonomy"
    assert nearest("zzz", ["taxonomy", "slots"]) is None
