"""Media with a metadata list beside them, as Hugging Face's loaders read them."""

import json

import pytest

from dure import formats
from dure.core import Box, Choice, Labelled, Transcript

from .making import kinds, labels, put, read_one, sized

BOXES = {"bbox": [[1, 2, 3, 4], [5, 6, 7, 8]], "categories": ["cup", 0]}


def lines(*rows):
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def test_boxes_texts_and_fields_of_a_split_are_read(tmp_path):
    row = {"file_name": "a.jpg", "objects": BOXES, "text": "컵 하나", "lux": 40, "group": "house 1"}
    put(tmp_path, {"train/a.jpg": b"x", "train/metadata.jsonl": lines(row)})
    (one,) = read_one(tmp_path).labelled
    assert one.annotations == (
        Box("cup", 1.0, 2.0, 3.0, 4.0),
        Box("0", 5.0, 6.0, 7.0, 8.0),
        Transcript("컵 하나"),
    )
    assert (one.path, one.split, one.group) == ("train/a.jpg", "train", "house 1")
    assert one.attributes == {"lux": "40"}


def test_a_table_is_read_too(tmp_path):
    objects = json.dumps(BOXES).replace('"', '""')
    table = f'file_name,label,objects\nb.jpg,cup,\na.jpg,,"{objects}"\n'
    put(tmp_path, {"a.jpg": b"x", "b.jpg": b"x", "metadata.csv": table})
    assert labels(read_one(tmp_path)) == {"b.jpg": ["cup"], "a.jpg": ["cup", "0"]}


def test_what_is_said_in_a_recording_is_read(tmp_path):
    row = {"file_name": "a.wav", "transcription": "불 켜", "text": "other"}
    put(tmp_path, {"test/a.wav": b"x", "test/metadata.jsonl": lines(row)})
    (one,) = read_one(tmp_path).labelled
    assert {a.text for a in one.annotations} | set(one.attributes.values()) == {"불 켜", "other"}


@pytest.mark.parametrize(
    "objects",
    [
        {"bbox": [[1, 2, 3, 4]], "categories": []},
        {"bbox": [[1, 2, 3]], "categories": ["cup"]},
        {"bbox": [[1, 2, 3, "4"]], "categories": ["cup"]},
        {"bbox": [[1, 2, 3, 4]]},
        {"bbox": 1, "categories": ["cup"]},
        [1],
        "none",
    ],
)
def test_boxes_that_do_not_pair_with_classes_are_told(tmp_path, objects):
    row = {"file_name": "a.jpg", "objects": objects}
    put(tmp_path, {"a.jpg": b"x", "metadata.jsonl": lines(row)})
    reading = read_one(tmp_path)
    assert kinds(reading) == {"wrong_box": 1}
    assert labels(reading) == {"a.jpg": []}


def test_a_box_beyond_the_picture_is_cut_and_told(tmp_path):
    row = {"file_name": "a.jpg", "objects": {"bbox": [[600, 0, 100, 10]], "categories": ["a"]}}
    put(tmp_path, {"a.jpg": b"x", "metadata.jsonl": lines(row)})
    reading = read_one(tmp_path)
    assert kinds(reading) == {"outside": 1}
    assert reading.labelled[0].annotations == (Box("a", 600.0, 0.0, 40.0, 10.0),)


def test_broken_lines_and_names_that_lead_out_are_told(tmp_path):
    text = lines({"file_name": "../../a.jpg", "label": "cup"}, {"file_name": 7}) + "[1]\n{\n"
    put(tmp_path, {"d/metadata.jsonl": text})
    reading = read_one(tmp_path)
    assert kinds(reading) == {"missing_media": 1, "no_path": 1, "broken_line": 2}
    assert labels(reading) == {"a.jpg": ["cup"]}


def test_a_lost_quotation_mark_is_told(tmp_path):
    put(tmp_path, {"metadata.csv": 'file_name,label\na.jpg,"cup\n'})
    assert kinds(read_one(tmp_path)) == {"broken_table": 1}


def test_each_split_has_its_folder(tmp_path):
    two = (
        Labelled("a.jpg", (Choice("cup"),), {"lux": "40"}, "train"),
        Labelled("train/a.jpg", (Box("cup", 1.0, 2.0, 3.0, 4.0),), {}, "train"),
        Labelled("b.jpg", (), {}, "validation"),
    )
    places = formats.places(two, "huggingface")
    assert list(places.values()) == ["train/a.jpg", "train/train/a.jpg", "validation/b.jpg"]
    assert formats.write(sized(*two), tmp_path, "huggingface") == 2
    rows = (tmp_path / "train/metadata.jsonl").read_text().splitlines()
    assert list(map(json.loads, rows)) == [
        {"file_name": "a.jpg", "lux": "40", "label": "cup"},
        {
            "file_name": "train/a.jpg",
            "objects": {"bbox": [[1.0, 2.0, 3.0, 4.0]], "categories": ["cup"]},
        },
    ]


def test_a_second_class_and_a_reserved_column_are_told_as_lost():
    labelled = Labelled("a.jpg", (Choice("a"), Choice("b"), Transcript("c"), Transcript("d")))
    reserved = Labelled("b.jpg", (), {"objects": "3", "caption": "x"})
    losses = {loss.kind: loss.count for loss in formats.losses([labelled, reserved], "huggingface")}
    assert losses == {"further_class": 1, "further_text": 1, "further_column": 2}
