import json

import pytest

from dure import formats
from dure.core import Box, Labelled, Polygon

from .making import kinds, names_of, put, read_one, sized

ONE = {"label": "문", "coordinates": {"x": 20, "y": 10.5, "width": 10, "height": 5}}


def read(tmp_path, document, name="train/_annotations.createml.json"):
    return read_one(put(tmp_path, {name: document, "train/a.jpg": b"", "train/b.jpg": b""}))


def test_boxes_are_told_by_their_centres(tmp_path):
    document = [{"image": "a.jpg", "annotations": [ONE]}, {"image": "b.jpg", "annotations": []}]
    reading = read(tmp_path, document)

    box = Box("문", 15.0, 8.0, 10.0, 5.0)
    source = "train/_annotations.createml.json"
    assert reading.labelled == (
        Labelled("train/a.jpg", (box,), split="train", source=source),
        Labelled("train/b.jpg", (), split="train", source=source),
    )
    assert (reading.issues, reading.categories) == ((), ("문",))


def test_a_list_under_another_name_is_known_by_its_words(tmp_path):
    document = [{"imagefilename": "a.jpg", "annotation": [ONE]}]

    assert len(read(tmp_path, document, "labels.json").labelled[0].annotations) == 1


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({**ONE, "label": None}, "wrong_type"),
        ({"label": "x", "coordinates": {"x": 1, "y": 1, "width": 1}}, "wrong_type"),
        ({"label": "x", "coordinates": [1, 1, 2, 2]}, "wrong_type"),
        ("x", "wrong_type"),
        ({"label": "x", "coordinates": dict.fromkeys(ONE["coordinates"], 0)}, "empty_box"),
    ],
)
def test_what_is_no_box_is_told_and_the_rest_is_read(tmp_path, wrong, kind):
    reading = read(tmp_path, [{"image": "a.jpg", "annotations": [wrong, ONE]}, {"x": 1}])

    assert len(reading.labelled[0].annotations) == 1
    assert kinds(reading)[kind] >= 1
    assert kinds(reading)["wrong_type"] >= 1


def test_a_list_a_split_is_written_beside_its_pictures(tmp_path):
    ring = (0.0, 0.0, 8.0, 0.0, 8.0, 4.0)
    labelled = [
        Labelled("a.jpg", (Box("x", 1.0, 2.0, 3.0, 4.0),), split="validation"),
        Labelled("c.jpg", (Polygon("y", (ring,)),)),
    ]
    formats.write(sized(*labelled), tmp_path, "createml")

    assert names_of(tmp_path) == ["_annotations.createml.json", "val/_annotations.createml.json"]
    assert formats.places(labelled, "createml") == {"a.jpg": "val/a.jpg", "c.jpg": "c.jpg"}
    assert json.loads((tmp_path / "val/_annotations.createml.json").read_text("utf-8")) == [
        {
            "image": "a.jpg",
            "annotations": [
                {
                    "label": "x",
                    "coordinates": {"x": 2.5, "y": 4.0, "width": 3.0, "height": 4.0},
                }
            ],
        }
    ]
    assert [loss.kind for loss in formats.losses(labelled, "createml")] == ["polygon_as_box"]
