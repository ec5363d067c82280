"""Whatever stands in a label file, reading it ends with issues and never with a traceback."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure import formats
from dure.core import Box, Choice, Keypoints, Labelled, Mask, Polygon, Segment, Transcript
from dure.formats.registry import FOLDERS

from .making import media_of, names_of, sized

SHAPES = (
    Box("문", 1.0, 1.0, 5.0, 5.0, attributes={"a": "b"}),
    Polygon("b", ((0.0, 0.0, 5.0, 0.0, 5.0, 5.0),)),
    Mask("c", 480, 640, (0, 10, 307_190)),
    Keypoints("d", (1.0, 1.0, 2.0)),
    Choice("e", ("x", "e")),
    Segment("f", 0.0, 1.0),
    Transcript("g", start_s=0.0, end_s=1.0, attributes={"speaker": "h", "tier": "i"}),
)
MEDIA = ("images/a.jpg", "a.jpg", "JPEGImages/a.jpg")
value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def files_of(format):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        formats.write(sized(Labelled("a.jpg", SHAPES, {"k": "v"}, "train", "g")), root, format)
        return {name: (root / name).read_bytes() for name in names_of(root)}


def read(format, files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        formats.recognise(root, [*files, *MEDIA])
        word = "yolo" if format == "darknet" else format
        single = word != "voc" and not word.startswith("yolo")
        sets = [(name,) for name in files] if single else [tuple(files)]
        found = [formats.Found(word, names) for names in sets]
        return [formats.read(root, one, media_of(*MEDIA)) for one in found]


@pytest.mark.parametrize("format", sorted(formats.FORMATS.keys() - FOLDERS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_files_never_raise(format, data):
    files = files_of(format)
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 9)))
    files[name] = content[:start] + data.draw(st.binary(max_size=9)) + content[end:]

    for reading in read(format, files):
        assert set(reading.files) <= set(files)
        assert all(issue.message and issue.path in files for issue in reading.issues)


def replaced(document, path, new):
    if not path:
        return new
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


def places(document, at=()):
    yield at
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from places(inner, (*at, key))
        else:
            yield (*at, key)


@pytest.mark.parametrize("format", ["coco", "datumaro", "label_studio", "labelme"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_of_a_json_file_never_raises(format, data):
    files = files_of(format)
    name = data.draw(st.sampled_from(sorted(n for n in files if n.endswith(".json"))))
    document = json.loads(files[name])
    place = data.draw(st.sampled_from(list(places(document))))
    changed = replaced(document, place, data.draw(value))
    files[name] = json.dumps(changed).encode()

    for reading in read(format, files):
        for one in reading.labelled:
            assert not one.path.startswith(("/", ".."))
        formats.losses(reading.labelled, "coco")


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from(["path", "label", "xmin", "split"]), value)))
def test_any_json_lines_never_raise(rows):
    text = "\n".join(json.dumps(row) for row in rows)

    (reading,) = read("manifest", {"l.jsonl": text.encode()})
    assert reading.files == ("l.jsonl",)
