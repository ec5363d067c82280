"""Every annotation has one stored form, and comes back from it as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import (
    Box,
    Choice,
    Intent,
    Invalid,
    Keyframe,
    Keypoints,
    Mask,
    Polygon,
    Polyline,
    Segment,
    Track,
    Transcript,
    from_json,
    to_json,
)

NUMBER = st.floats(allow_nan=False, allow_infinity=False)
SCORE = st.none() | st.floats(0, 1)
WORDS = st.dictionaries(st.text(), st.text() | st.integers() | st.booleans(), max_size=3)
ANY = st.one_of(
    st.builds(Choice, st.text(), st.lists(st.text()).map(tuple), SCORE, WORDS),
    st.builds(Box, st.text(), NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, SCORE, WORDS),
    st.builds(
        Polygon, st.text(), st.lists(st.lists(NUMBER).map(tuple), min_size=1).map(tuple), SCORE
    ),
    st.builds(
        Mask, st.text(), st.integers(1), st.integers(1), st.lists(st.integers(0)).map(tuple), SCORE
    ),
    st.builds(Keypoints, st.text(), st.lists(NUMBER, min_size=1).map(tuple)),
    st.builds(Polyline, st.text(), st.lists(NUMBER, min_size=1).map(tuple), SCORE, WORDS),
    st.builds(
        Track,
        st.text(),
        st.lists(
            st.builds(Keyframe, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, st.booleans()),
            min_size=1,
        ).map(tuple),
        SCORE,
        WORDS,
    ),
    st.builds(Segment, st.text(), NUMBER, NUMBER, SCORE, WORDS),
    st.builds(Transcript, st.text(), st.none() | st.text(), SCORE, SCORE, st.none() | st.text()),
    st.builds(Intent, st.text(), st.dictionaries(st.text(), st.text(), max_size=3), SCORE),
)


@given(ANY)
def test_an_annotation_comes_back_from_its_stored_form(annotation):
    stored = json.loads(json.dumps(to_json(annotation)))

    assert from_json(stored) == annotation


def test_the_stored_form_has_a_type_and_nothing_empty():
    assert to_json(Choice("apple")) == {"type": "choice", "label": "apple"}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"type": "cuboid"}, "no annotation type “cuboid”"),
        ({}, "no annotation type “None”"),
        ({"type": ["box"]}, "no annotation type"),
        ({"type": "choice", "label": "a", "colour": 1, "zeal": 2}, "choice has no field “colour”"),
        ({"type": "box", "label": "a"}, "box needs the field “height”"),
        (
            {"type": "track", "label": "a", "keyframes": [{"time_s": 0, "x": 1}]},
            "keyframe needs the field “height”",
        ),
    ],
)
def test_what_is_no_annotation_is_refused_with_a_sentence(value, sentence):
    with pytest.raises(Invalid, match=sentence):
        from_json(value)
