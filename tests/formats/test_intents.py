import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure import formats
from dure.core import Intent, Labelled, Severity

from .making import kinds, media_of, names_of, put, read_one, sized
from .test_laws import label

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
intents = st.builds(
    Intent,
    label,
    st.dictionaries(texts, texts, max_size=3),
    st.none() | st.floats(0, 1),
    st.dictionaries(texts, st.booleans() | texts, max_size=2),
)
said = st.builds(
    Labelled,
    st.sampled_from(["명령 1.wav", "a/b.wav", "c.flac"]),
    st.lists(intents, min_size=1, max_size=3).map(tuple),
    st.dictionaries(
        texts.filter(
            lambda k: k not in ("intent", "slots", "score", "attributes", "split", "group")
        ),
        texts,
        max_size=2,
    ),
    st.sampled_from([None, "train", "validation", "test"]),
    st.none() | texts,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(said, min_size=1, unique_by=lambda one: one.path))
def test_what_is_written_and_read_again_is_the_same(labelled):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        count = formats.write(sized(*labelled), root, "intents")
        paths = [one.path for one in labelled]
        (found,) = formats.recognise(root, [*names_of(root), *paths])
        reading = formats.read(root, found, media_of(*paths))

    assert (found.format, reading.issues) == ("intents", ())
    assert count == sum(len(one.annotations) for one in labelled)
    again = {one.path: one for one in reading.labelled}
    for one in labelled:
        read = again[one.path]
        assert (read.annotations, read.attributes, read.split, read.group) == (
            one.annotations,
            one.attributes,
            one.split,
            one.group,
        )


def test_slots_of_other_types_are_kept_as_text(tmp_path):
    slots = {"size": 3, "extras": ["milk"], "none": None, "roast": " dark"}
    put(tmp_path, {"a.wav": b"", "label.json": {"a.wav": {"intent": "order", "slots": slots}}})
    (one,) = read_one(tmp_path).labelled

    assert one.annotations == (
        Intent("order", {"size": "3", "extras": '["milk"]', "roast": " dark"}),
    )


def test_what_is_no_intent_is_told_and_the_rest_is_read(tmp_path):
    document = {
        "a.wav": {"intent": "order", "slots": {}},
        "b.wav": {"slots": {}, "intent": ""},
        "c.wav": "order",
        "d.wav": {"intent": "order", "slots": "milk"},
        "../../e.wav": {"intent": "order"},
    }
    media = {f"{stem}.wav": b"" for stem in "abcd"}
    reading = read_one(put(tmp_path, {**media, "label.json": document}))

    assert [one.path for one in reading.labelled] == ["a.wav", "e.wav"]
    assert kinds(reading, Severity.ERROR) == {"wrong_object": 3}
    assert kinds(reading, Severity.WARNING) == {"missing_media": 1}
    assert reading.categories == ("order",)


@pytest.mark.parametrize(
    "other",
    [
        {"components": {"main": {"switch": {"intent": {"value": "on"}}}}},
        {"intent": "order", "slots": {}},
        {"a.wav": {"label": "x"}},
        {"settings.json": {"nested": {"intent": "x"}}},
        [{"intent": "x"}],
    ],
)
def test_other_json_is_not_taken_for_intents(tmp_path, other):
    put(tmp_path, {"a.wav": b"", "x.json": other})

    assert formats.recognise(tmp_path, ["a.wav", "x.json"]) == []


@pytest.mark.parametrize("content", ['{"a.wav": {"intent": "x", "slots"', "[]", "7"])
def test_a_broken_file_is_one_finding(tmp_path, content):
    put(tmp_path, {"a.wav": b"", "l.json": content})
    reading = formats.read(tmp_path, formats.Found("intents", ("l.json",)), media_of("a.wav"))

    assert len(reading.issues) == 1
    assert not reading.labelled


DATA = Path(os.environ.get("DURE_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


@pytest.mark.shared_data
@pytest.mark.skipif(not (DATA / "coffee_commands").is_dir(), reason="no third-party data here")
def test_the_coffee_commands_read(tmp_path):
    root = DATA / "coffee_commands"
    names = names_of(root)
    (found,) = formats.recognise(root, names)
    reading = formats.read(root, found, formats.FolderMedia(names))
    present = [one for one in reading.labelled if one.path in names]

    assert found.format == "intents"
    assert len(present) == sum(name.endswith(".wav") for name in names)
    assert all(one.annotations[0].label == "orderDrink" for one in present)
    assert set(kinds(reading)) <= {"missing_media"}
