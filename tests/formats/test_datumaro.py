from dure.core import Choice, Labelled, Mask, Transcript
from dure.formats.base import rle

from .making import kinds, put, read_one

LABELS = [{"name": "문", "parent": "가구"}, {"name": "가구", "parent": ""}]


def document(*annotations, **item):
    return {
        "info": {},
        "categories": {"label": {"labels": LABELS}},
        "items": [
            {"id": "a", "annotations": list(annotations), "image": {"path": "a.jpg"}, **item}
        ],
    }


def read(tmp_path, *annotations, **item):
    files = {"annotations/val.json": document(*annotations, **item), "images/val/a.jpg": b""}
    return read_one(put(tmp_path, files), (4, 3))


def test_an_item_is_read_with_its_split_class_and_columns(tmp_path):
    label = {"id": 0, "type": "label", "label_id": 0, "attributes": {"score": 0.5, "색": "흰"}}
    reading = read(tmp_path, label, attr={"group": "h1", "방": "부엌"})

    assert reading.labelled == (
        Labelled(
            "images/val/a.jpg",
            (Choice("문", ("가구", "문"), 0.5, {"색": "흰"}),),
            {"방": "부엌"},
            "validation",
            "h1",
            "annotations/val.json",
        ),
    )


def test_masks_and_captions_are_read(tmp_path):
    runs = {"counts": rle.encode((3, 2, 7)), "size": [3, 4]}
    mask = {"id": 0, "type": "mask", "label_id": 1, "rle": runs}
    reading = read(tmp_path, mask, {"id": 1, "type": "caption", "caption": "문"})

    assert reading.labelled[0].annotations == (Mask("가구", 3, 4, (3, 2, 7)), Transcript("문"))


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path):
    reading = read(
        tmp_path,
        {"id": 0, "type": "cuboid_3d", "label_id": 0},
        {"id": 1, "type": "bbox", "label_id": 0, "bbox": [1, 2]},
        {"id": 2, "type": "label", "label_id": 9},
        {"id": 3, "type": "label", "label_id": True},
        {"id": 4, "type": "mask", "label_id": 0, "rle": {"counts": "~~", "size": [3, 4]}},
        {"id": 5, "type": "label", "label_id": 1},
    )

    assert reading.labelled[0].annotations == (Choice("가구"),)
    assert kinds(reading) == {"unsupported": 1, "wrong_shape": 2, "unknown_category": 2}


def test_items_of_another_type_are_one_error(tmp_path):
    files = {"a.json": {"dm_format_version": "1.0", "categories": {}, "items": 3}}
    reading = read_one(put(tmp_path, files))

    assert (reading.labelled, kinds(reading)) == ((), {"wrong_type": 1})
