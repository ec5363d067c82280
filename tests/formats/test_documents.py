"""One list of a JSON object, record by record."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.formats.base.documents import parted

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
_KEYS = st.sampled_from(["images", "categories", "annotations", "info", 'a"b', ""])
_NEEDED = frozenset(("images", "categories"))


@given(st.dictionaries(_KEYS, st.lists(_VALUES, max_size=3)), st.sampled_from([None, 1]))
def test_what_is_taken_apart_is_what_json_says(document, indent):
    members, values = parted(json.dumps(document, indent=indent), "annotations", _NEEDED)
    taken = list(values)
    assert taken == document.pop("annotations", [])
    assert members.keys() >= _NEEDED & document.keys()
    assert all(members[key] == document[key] for key in members)


@pytest.mark.parametrize(
    "text",
    [
        '{"images": [], "annotations": [{"bbox": ["categories", "images"]}], "categories": [1]}',
        '{"annotations": [{"images": [0], "categories": [0]}], "images": [], "categories": [1]}',
        '{"annotations": [], "images": [], "categories": [1], "info": {"categories": [0]}}',
        '{"annotations": [], "images": [], "categories": [{"name": "categories"}, {"images": 1}]}',
    ],
)
def test_a_word_is_not_taken_for_the_member_of_the_same_name(text):
    members, values = parted(text, "annotations", _NEEDED)
    whole = json.loads(text)
    assert list(values) == whole["annotations"]
    assert {key: members[key] for key in _NEEDED} == {key: whole[key] for key in _NEEDED}


def test_records_are_given_before_the_text_behind_them_is_read():
    text = '{"images": [], "categories": [], "annotations": [{"id": 1}, {"id": 2}, nonsense'
    _, values = parted(text, "annotations", _NEEDED)
    assert [next(values), next(values)] == [{"id": 1}, {"id": 2}]
    with pytest.raises(ValueError, match="Expecting value"):
        next(values)


@given(st.integers(0, 90), st.sampled_from(["", "]", "}", ",", '"', "{", " 1", "annotations"]))
def test_a_damaged_object_is_refused_as_json_refuses_it(at, put_in):
    text = '{"info": {}, "annotations": [{"id": 1}, {"id": "2"}], "images": [], "categories": []}'
    damaged = text[:at] + put_in + text[at + 1 :]
    try:
        whole = json.loads(damaged)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011  (any words will do)
            list(parted(damaged, "annotations", _NEEDED)[1])
    else:
        values = whole.get("annotations", [])
        taken = list(parted(damaged, "annotations", _NEEDED)[1])
        assert taken == (values if isinstance(values, list) else [values])


def test_a_list_that_stands_there_twice_is_refused():
    text = '{"images": [], "categories": [], "annotations": [1], "annotations": [2]}'
    with pytest.raises(ValueError, match="twice"):
        list(parted(text, "annotations", _NEEDED)[1])
