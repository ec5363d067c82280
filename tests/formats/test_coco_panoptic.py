"""COCO panoptic: maps that are written and read, a pixel to a segment."""

import io
import json

import pytest
from PIL import Image

from dure import formats
from dure.core import Keypoints, Labelled, Mask, Transcript
from dure.formats.base import rle

from .making import media_of, names_of, sized

SIZE = (4, 3)  # width, height


def mask(label, *rows, **more):
    bits = bytes(int(c) for row in rows for c in row)
    return Mask(label, 3, 4, rle.from_bits(bits, SIZE), **more)


def again(labelled, root):
    formats.write(sized(*labelled, size=SIZE), root, "coco_panoptic")
    media = [one.path for one in labelled]
    (found,) = formats.recognise(root, [*names_of(root), *media])
    return formats.read(root, found, media_of(*media, size=SIZE))


def test_each_pixel_of_the_map_names_its_segment(tmp_path):
    first = mask("문", "1100", "1100", "0000")
    crowd = mask("wall", "0011", "0000", "1111", attributes={"iscrowd": 1})
    reading = again([Labelled("x/a.jpg", (first, crowd), split="validation")], tmp_path)

    assert names_of(tmp_path) == [
        "annotations/panoptic_validation.json", "annotations/panoptic_validation/x/a.png"
    ]  # fmt: skip
    with Image.open(tmp_path / "annotations/panoptic_validation/x/a.png") as picture:
        assert [picture.getpixel((x, 0)) for x in range(4)] == [(1, 0, 0)] * 2 + [(2, 0, 0)] * 2
    document = json.loads((tmp_path / "annotations/panoptic_validation.json").read_text("utf-8"))
    assert document["annotations"][0]["segments_info"][0] == {
        "id": 1, "category_id": 1, "area": 4, "bbox": [0, 0, 2, 2], "iscrowd": 0
    }  # fmt: skip
    assert reading.labelled == (
        Labelled(
            "x/a.jpg", (first, crowd), split="validation",
            source="annotations/panoptic_validation.json",
        ),
    )  # fmt: skip
    assert reading.issues == ()


def test_many_segments_are_told_apart_by_three_colours(tmp_path):
    many = tuple(Mask(str(i), 1, 300, (i, 1, 299 - i)) for i in range(300))
    formats.write(sized(Labelled("a.jpg", many), size=(300, 1)), tmp_path, "coco_panoptic")
    with Image.open(tmp_path / "annotations/panoptic_all/a.png") as picture:
        assert picture.getpixel((299, 0)) == (300 - 256, 1, 0)


def test_masks_that_share_pixels_lose_them_to_the_first_and_it_is_told(tmp_path):
    over = mask("b", "1111", "0000", "0000")
    labelled = Labelled("a.jpg", (mask("a", "1100", "0000", "0000"), over))
    reading = again([labelled], tmp_path)

    assert [loss.kind for loss in formats.losses([labelled], "coco_panoptic")] == ["overlap"]
    assert reading.labelled[0].annotations[1] == mask("b", "0011", "0000", "0000")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (Mask("b", 3, 4, (12,)), "empty_mask"),
        (Mask("b", 3, 5, (0, 15)), "other_size"),
        (mask("b", "0000", "0000", "0001", attributes={"x": "y"}), "attributes"),
    ],
)
def test_what_a_map_cannot_hold_is_a_loss(wrong, kind):
    one = Labelled("a.jpg", (mask("a", "1100", "0000", "0000"), wrong))

    assert [loss.kind for loss in formats.losses([one], "coco_panoptic")] == [kind]


def test_pictures_without_a_segment_come_back_empty(tmp_path):
    one = Labelled("b.jpg", (mask("a", "1100", "0000", "0000"),))
    reading = again([Labelled("a.jpg", ()), one], tmp_path)

    assert [len(one.annotations) for one in reading.labelled] == [0, 1]


def test_names_of_keypoints_that_differ_within_a_class_are_a_loss():
    named = Keypoints("a", (1.0, 1.0, 2.0), ("nose",))
    other = Keypoints("a", (1.0, 1.0, 2.0), ("tail",))
    (loss,) = formats.losses([Labelled("a.jpg", (named, other, named))], "coco")

    assert (loss.kind, loss.count) == ("other_points", 1)


def test_captions_and_named_keypoints_come_back_together(tmp_path):
    points = Keypoints("개", (1.0, 1.0, 1.0, 3.0, 2.0, 2.0), ("코", "꼬리"), 0.5, {"x": "y"})
    one = Labelled("a.jpg", (points, Transcript("개가 한 마리 있다")), split="train")
    formats.write(sized(one, size=SIZE), tmp_path, "coco")
    found = formats.recognise(tmp_path, [*names_of(tmp_path), "a.jpg"])
    media = media_of("a.jpg", size=SIZE)
    read = [o for f in found for o in formats.read(tmp_path, f, media).labelled]

    assert {a for o in read for a in map(repr, o.annotations)} == set(map(repr, one.annotations))


def test_a_map_that_is_no_picture_is_told(tmp_path):
    formats.write(
        sized(Labelled("a.jpg", (mask("a", "1100", "0000", "0000"),)), size=SIZE),
        tmp_path,
        "coco_panoptic",
    )
    (tmp_path / "annotations/panoptic_all/a.png").write_bytes(io.BytesIO(b"\x89PNG").getvalue())
    (found,) = formats.recognise(tmp_path, [*names_of(tmp_path), "a.jpg"])
    reading = formats.read(tmp_path, found, media_of("a.jpg", size=SIZE))

    assert [issue.kind for issue in reading.issues] == ["no_map"]
