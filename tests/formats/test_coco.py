import io
import json

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as reference
from pycocotools.coco import COCO

from dure import formats
from dure.core import Box, Choice, Keypoints, Labelled, Mask, Polygon, Severity, Transcript
from dure.formats.base import rle
from dure.formats.vision import coco

from .making import kinds, labels, media_of, put, read_one, sized

IMAGE = {"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}
DOOR = {"id": 7, "name": "door"}


def document(*annotations, images=(IMAGE,), categories=(DOOR,)):
    return {
        "images": list(images),
        "categories": list(categories),
        "annotations": [
            {"id": i, "image_id": 1, "category_id": 7} | a for i, a in enumerate(annotations, 1)
        ],
    }


def read(tmp_path, *annotations, size=(640, 480), **more):
    put(tmp_path, {"a.jpg": b"", "labels.json": document(*annotations, **more)})
    return read_one(tmp_path, size)


def only(reading):
    return reading.labelled[0].annotations


def test_boxes_outlines_masks_and_classes(tmp_path):
    ring = [1.0, 1.0, 9.0, 1.0, 9.0, 9.0]
    reading = read(
        tmp_path,
        {"bbox": [1, 2, 3.5, 4]},
        {"bbox": [1, 1, 8, 8], "segmentation": [ring]},
        {"segmentation": {"counts": [2, 3, 1], "size": [2, 3]}, "iscrowd": 1},
        {"score": 0.5},
    )

    assert only(reading) == (
        Box("door", 1.0, 2.0, 3.5, 4.0),
        Polygon("door", (tuple(ring),)),
        Mask("door", 2, 3, (2, 3, 1), attributes={"iscrowd": 1}),
        Choice("door", score=0.5),
    )
    assert not reading.issues
    assert reading.categories == ("door",)


def test_keypoints_beside_a_box_of_their_own(tmp_path):
    category = {"id": 7, "name": "person", "keypoints": ["nose", "ear"]}
    points = [10, 10, 2, 20, 30, 1]
    reading = read(
        tmp_path,
        {"bbox": [0, 0, 100, 200], "keypoints": points, "num_keypoints": 2},
        {"bbox": [10, 10, 10, 20], "keypoints": points, "num_keypoints": 2},
        categories=[category],
    )
    values = (10.0, 10.0, 2.0, 20.0, 30.0, 1.0)

    assert only(reading) == (
        Box("person", 0.0, 0.0, 100.0, 200.0, attributes={"object": 1}),
        Keypoints("person", values, ("nose", "ear"), attributes={"object": 1}),
        Keypoints("person", values, ("nose", "ear")),
    )


def test_a_box_that_says_more_than_the_outline_is_kept(tmp_path):
    reading = read(tmp_path, {"bbox": [0, 0, 90, 90], "segmentation": [[1, 1, 9, 1, 9, 9]]})

    assert only(reading)[0].attributes == {"bbox": [0.0, 0.0, 90.0, 90.0]}


def test_the_compressed_string_reads_as_pycocotools_reads_it():
    random = np.random.default_rng(3)
    for height, width in ((1, 1), (7, 5), (64, 33)):
        bitmap = np.asfortranarray(random.random((height, width)) > 0.7, dtype=np.uint8)
        encoded = reference.encode(bitmap)
        counts = rle.decode(encoded["counts"].decode())
        again = reference.frPyObjects(
            {"counts": list(counts), "size": [height, width]}, height, width
        )

        assert rle.valid(counts, height, width)
        assert rle.area(counts) == int(bitmap.sum())
        assert again["counts"] == encoded["counts"]
        left, top, right, bottom = rle.bounds(counts, height)
        assert [left, top, right - left, bottom - top] == list(reference.toBbox(encoded))


@pytest.mark.parametrize("broken", ["\x01", "p", "ppppppppppppppppppp0", "가"])
def test_a_broken_run_length_string_is_told(tmp_path, broken):
    reading = read(tmp_path, {"segmentation": {"counts": broken, "size": [4, 4]}})

    assert kinds(reading) == {"wrong_mask": 1}
    assert reading.labelled == ()


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ({"bbox": [1, 2, float("nan"), 4]}, "wrong_box"),
        ({"bbox": [1, 2, float("inf"), 4]}, "wrong_box"),
        ({"bbox": ["1", 2, 3, 4]}, "wrong_box"),
        ({"bbox": [1, 2, 3]}, "wrong_box"),
        ({"bbox": {"x": 1}}, "wrong_box"),
        ({"bbox": [1, 2, 0, 4]}, "empty_box"),
        ({"bbox": [1, 2, -3, 4]}, "empty_box"),
        ({"bbox": [900, 2, 3, 4]}, "empty_box"),
        ({"segmentation": [[1, 2, 3]]}, "wrong_polygon"),
        ({"segmentation": "yes"}, "wrong_polygon"),
        ({"segmentation": {"counts": [1, 2], "size": [9, 9]}}, "wrong_mask"),
        ({"bbox": []}, "no_shape"),
        ({"bbox": None}, "no_shape"),
        ({"segmentation": []}, "no_shape"),
        ({"keypoints": [1, 2]}, "wrong_keypoints"),
        ({"keypoints": [0, 0, 0]}, "no_shape"),
        ({"bbox": [1, 2, 3, 4], "image_id": 99}, "unknown_image"),
        ({"bbox": [1, 2, 3, 4], "image_id": [1]}, "unknown_image"),
        ({"bbox": [1, 2, 3, 4], "category_id": 99}, "unknown_category"),
        ({"bbox": [1, 2, 3, 4], "category_id": {}}, "unknown_category"),
    ],
)
def test_what_cannot_be_taken_is_an_error_with_a_name(tmp_path, annotation, kind):
    reading = read(tmp_path, {"bbox": [5, 5, 5, 5]}, annotation)

    assert kinds(reading, Severity.ERROR) == {kind: 1}
    assert only(reading) == (Box("door", 5.0, 5.0, 5.0, 5.0),)


def test_a_box_over_the_border_is_cut_and_told(tmp_path):
    reading = read(tmp_path, {"bbox": [-10, 470, 30, 30]})

    assert only(reading) == (Box("door", 0.0, 470.0, 20.0, 10.0),)
    assert kinds(reading, Severity.WARNING) == {"outside": 1}


def test_an_outline_over_the_border_is_cut_and_told(tmp_path):
    reading = read(tmp_path, {"segmentation": [[-5, 0, 700, 0, 700, 500]]})

    assert only(reading)[0].rings == ((0.0, 0.0, 640.0, 0.0, 640.0, 480.0),)
    assert kinds(reading) == {"outside": 1}


def test_ids_that_occur_twice_are_told(tmp_path):
    reading = read(
        tmp_path,
        {"bbox": [1, 2, 3, 4]},
        {"bbox": [1, 2, 3, 4], "id": 1},
        images=[IMAGE, IMAGE],
        categories=[DOOR, DOOR, {"id": 8, "name": "door"}],
    )

    assert kinds(reading, Severity.WARNING) == {
        "duplicate_annotation": 1,
        "duplicate_image": 1,
        "duplicate_category": 2,
    }
    assert len(only(reading)) == 2


def test_an_id_of_two_classes_or_two_images_labels_nothing(tmp_path):
    other = IMAGE | {"file_name": "b.jpg"}
    twice = read(tmp_path, {"bbox": [1, 2, 3, 4]}, categories=[DOOR, {"id": 7, "name": "window"}])
    put(tmp_path, {"b.jpg": b""})
    images = read(tmp_path, {"bbox": [1, 2, 3, 4]}, images=[IMAGE, other])

    assert kinds(twice, Severity.ERROR) == {"duplicate_category": 1, "unknown_category": 1}
    assert kinds(images, Severity.ERROR) == {"duplicate_image": 1, "unknown_image": 1}
    assert twice.labelled == images.labelled == ()


def test_a_picture_without_annotations_holds_nothing(tmp_path):
    assert labels(read(tmp_path)) == {"a.jpg": []}


def test_labels_without_their_pictures_are_read_and_told(tmp_path):
    images = [{"id": i, "file_name": f"../x/{i}.jpg"} for i in range(30)]
    put(tmp_path, {"labels.json": document({"bbox": [1, 2, 3, 4]}, images=images)})
    reading = read_one(tmp_path)

    assert labels(reading)["1.jpg"] == ["door"]
    assert kinds(reading) == {"missing_media": 21}


def test_a_picture_of_another_size_is_told(tmp_path):
    reading = read(tmp_path, {"bbox": [1, 2, 3, 4]}, size=(480, 640))

    assert kinds(reading, Severity.WARNING) == {"size_differs": 1}


def test_captions_are_read_as_what_is_said(tmp_path):
    reading = read(tmp_path, {"caption": "a door"}, {"caption": 7})

    assert reading.labelled[0].annotations == (Transcript("a door"),)
    assert kinds(reading) == {"wrong_caption": 1}


def panoptic(tmp_path, colour):
    picture = Image.new("RGB", (3, 2))
    picture.putpixel((1, 1), colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    document = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 3, "height": 2}],
        "categories": [{"id": 1, "name": "door"}],
        "annotations": [
            {
                "image_id": 1,
                "file_name": "a.png",
                "segments_info": [{"id": 1 + 2 * 256 + 3 * 65536, "category_id": 1}],
            }
        ],
    }
    files = {"ann/panoptic_val.json": document, "ann/panoptic_val/a.png": out.getvalue()}
    put(tmp_path, {**files, "a.jpg": b""})
    return read_one(tmp_path, (3, 2))


def test_a_panoptic_map_gives_a_mask_a_segment(tmp_path):
    reading = panoptic(tmp_path, (1, 2, 3))

    assert reading.files == ("ann/panoptic_val.json", "ann/panoptic_val/a.png")
    assert reading.labelled[0].annotations == (Mask("door", 2, 3, (3, 1, 2)),)
    assert kinds(reading) == {}


def test_a_segment_without_a_pixel_is_told(tmp_path):
    reading = panoptic(tmp_path, (9, 9, 9))

    assert (reading.labelled, kinds(reading)) == ((), {"unknown_segment": 1})


def test_further_fields_and_the_parent_class_are_kept(tmp_path):
    reading = read(
        tmp_path,
        {"attributes": {"occluded": True}, "colour": "red"},
        images=[IMAGE | {"shop": 3, "license": 1, "group": "home 1"}],
        categories=[DOOR | {"supercategory": "kitchen"}],
    )

    assert only(reading) == (
        Choice("door", ("kitchen", "door"), None, {"occluded": True, "colour": "red"}),
    )
    assert reading.labelled[0].attributes == {"shop": "3"}
    assert reading.labelled[0].group == "home 1"


def test_the_split_of_the_file_chooses_among_pictures_of_the_same_name(tmp_path):
    files = {f"images/{split}/a.jpg": b"" for split in ("train2017", "val2017")}
    put(tmp_path, {**files, "annotations/instances_val2017.json": document({"bbox": [1, 2, 3, 4]})})
    (one,) = read_one(tmp_path).labelled

    assert (one.path, one.split) == ("images/val2017/a.jpg", "validation")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"images": [], "annotations": [{"id": 1, "bbox": [1, 2', "broken_json"),
        ('{"images": [], "annotations": ' + "[" * 200_000, "too_deep"),
        ('{"images": [], "annotations": [' + "9" * 5000 + "]}", "broken_json"),
        ('{"images": 3, "annotations": [], "categories": []}', "wrong_type"),
        ('{"images": [], "annotations": [7], "categories": []}', "wrong_type"),
        ('[{"images": [], "annotations": []}]', "wrong_type"),
        ("", "broken_json"),
    ],
)
def test_a_broken_file_is_one_named_error(tmp_path, content, kind):
    put(tmp_path, {"labels.json": content})
    reading = coco.read(tmp_path, ("labels.json",), media_of())

    assert kinds(reading, Severity.ERROR) == {kind: 1}
    assert reading.labelled == ()
    assert reading.files == ("labels.json",)


def test_names_in_a_korean_code_page_are_read(tmp_path):
    text = json.dumps(
        document({"bbox": [1, 2, 3, 4]}, categories=[{"id": 7, "name": "냉장고 문"}]),
        ensure_ascii=False,
    )
    put(tmp_path, {"a.jpg": b"", "labels.json": text.encode("cp949")})
    reading = read_one(tmp_path)

    assert labels(reading) == {"a.jpg": ["냉장고 문"]}
    assert kinds(reading, Severity.NOTE) == {"encoding": 1}


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_what_is_written_loads_in_pycocotools(tmp_path, capsys):
    picture = Labelled(
        "사진/a.jpg",
        (
            Box("문", 1.5, 2.0, 30.0, 40.0),
            Box("door", 100.0, 100.0, 40.0, 20.0, rotation=90.0),
            Polygon(
                "door", ((0.0, 0.0, 10.0, 0.0, 10.0, 10.0), (20.0, 20.0, 30.0, 20.0, 30.0, 30.0))
            ),
            Mask("door", 480, 640, (0, 480, 480 * 639)),
            Keypoints("person", (10.0, 10.0, 2.0, 20.0, 30.0, 0.0), ("nose", "ear")),
        ),
    )
    empty = Labelled("b.jpg", ())
    formats.write(sized(picture, empty), tmp_path, "coco")
    loaded = COCO(tmp_path / "annotations/instances_all.json")
    annotations = loaded.loadAnns(loaded.getAnnIds())

    assert len(loaded.getImgIds()) == 2
    assert sorted(c["name"] for c in loaded.loadCats(loaded.getCatIds())) == [
        "door",
        "person",
        "문",
    ]
    assert annotations[1]["bbox"] == pytest.approx([110, 90, 20, 40])
    assert int(loaded.annToMask(annotations[2]).sum()) == pytest.approx(
        annotations[2]["area"], abs=25
    )
    assert int(loaded.annToMask(annotations[3]).sum()) == 480 == annotations[3]["area"]
    assert annotations[3]["bbox"] == [0, 0, 1, 480]
    assert annotations[4]["num_keypoints"] == 1
    capsys.readouterr()
