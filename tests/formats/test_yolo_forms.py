"""Ultralytics' further forms: poses, rotated boxes, classes in folders."""

import pytest

from dure import formats
from dure.core import Box, Choice, Invalid, Keypoints, Labelled, Polygon

from .making import kinds, names_of, put, read_one, sized

POSE = "kpt_shape: [3, 3]\nflip_idx: [1, 0, 2]\nnames: [person]\nkpt_names:\n  0: [l, r, nose]\n"
# The corners of a box of 64 by 24 pixels at (128, 96), turned by 90 degrees.
TURNED = "0 0.26875 0.15833333333 0.26875 0.29166666667 0.23125 0.29166666667 0.23125 0.15833333333"


def folder(tmp_path, text, yaml):
    return put(tmp_path, {"images/a.jpg": b"", "labels/a.txt": text, "data.yaml": yaml})


def shapes(reading):
    return reading.labelled[0].annotations


def converted(tmp_path, to, **more):
    done = formats.convert(tmp_path / "in", tmp_path / "out", to=to, **more)
    return done, {n: (tmp_path / "out" / n).read_bytes() for n in names_of(tmp_path / "out")}


def test_a_pose_gives_a_box_and_the_named_points_of_the_same_object(tmp_path):
    line = "0 0.5 0.5 0.5 0.5 0.5 0.25 2 0.25 0.5 1 0 0 0"
    reading = read_one(folder(tmp_path, line, POSE))

    assert shapes(reading) == (
        Box("person", 160.0, 120.0, 320.0, 240.0, attributes={"object": 1}),
        Keypoints(
            "person",
            (320.0, 120.0, 2.0, 160.0, 240.0, 1.0, 0.0, 0.0, 0.0),
            ("l", "r", "nose"),
            attributes={"object": 1},
        ),
    )
    assert not reading.issues


def test_a_score_after_the_points_belongs_to_both(tmp_path):
    line = "0 0.5 0.5 0.5 0.5 0.5 0.25 2 0.25 0.5 1 0 0 0 0.75"

    assert [one.score for one in shapes(read_one(folder(tmp_path, line, POSE)))] == [0.75, 0.75]


def test_a_person_of_whom_no_point_is_labelled_is_a_box(tmp_path):
    line = "0 0.5 0.5 0.5 0.5" + " 0 0 0" * 3

    assert shapes(read_one(folder(tmp_path, line, POSE))) == (
        Box("person", 160.0, 120.0, 320.0, 240.0),
    )


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("kpt_shape: 3\n", "wrong_points"),
        ("kpt_shape: [3, 4]\n", "wrong_points"),
        ("kpt_shape: [1000000000, 3]\n", "wrong_points"),
        ("kpt_shape: [3, 3]\nflip_idx: [0, 0, 1]\n", "wrong_points"),
        ("kpt_shape: [2, 3]\n", "wrong_line"),
    ],
)
def test_points_that_are_not_described_are_told(tmp_path, shape, kind):
    line = "0 0.5 0.5 0.5 0.5 0.5 0.25 2 0.25 0.5 1 0 0 0"
    reading = read_one(folder(tmp_path, line, f"names: [person]\n{shape}"))

    assert kinds(reading)[kind] == 1


def test_poses_are_written_with_what_ultralytics_asks_for(tmp_path):
    points = Keypoints("사람", (64.0, 48.0, 2.0, 320.0, 240.0, 1.0), ("왼눈", "오른눈"))
    linked = Keypoints("dog", (64.0, 48.0, 2.0), attributes={"object": 7})
    box = Box("dog", 0.0, 0.0, 640.0, 480.0, attributes={"object": 7})
    count = formats.write(sized(Labelled("a.jpg", (box, points, linked))), tmp_path, "yolo_pose")

    assert count == 3
    assert (tmp_path / "labels/a.txt").read_text() == (
        "0 0.3 0.3 0.4 0.4 0.1 0.1 2 0.5 0.5 1\n1 0.5 0.5 1 1 0.1 0.1 2 0 0 0\n"
    )
    assert (tmp_path / "data.yaml").read_text("utf-8") == (
        "path: .\ntrain: train.txt\ntask: pose\nnc: 2\nkpt_shape: [2, 3]\nflip_idx: [1, 0]\n"
        "kpt_names:\n  0: ['왼눈', '오른눈']\n  1: ['1']\nnames:\n  0: '사람'\n  1: 'dog'\n"
    )


def test_what_belongs_together_still_does_after_a_round_trip(tmp_path):
    points = Keypoints("dog", (64.0, 48.0, 2.0), attributes={"object": "x"})
    box = Box("dog", 0.0, 0.0, 640.0, 480.0, attributes={"object": "x"})
    formats.write(sized(Labelled("a.jpg", (points, box))), tmp_path, "yolo_pose")
    put(tmp_path, {"images/a.jpg": b""})

    found = {one.attributes["object"] for one in shapes(read_one(tmp_path))}
    assert found == {1}


def test_other_points_than_the_first_of_the_class_are_a_loss():
    different = [Keypoints("a", (1.0, 1.0, 2.0) * n) for n in (2, 2, 3)]
    losses = formats.losses([Labelled("a.jpg", tuple(different))], "yolo_pose")

    assert {loss.kind: loss.count for loss in losses} == {"other_points": 1}


def test_four_corners_are_a_rotated_box_where_the_yaml_says_so(tmp_path):
    reading = read_one(folder(tmp_path, TURNED, "task: obb\nnames: [door]"))

    assert shapes(reading) == (Box("door", 128.0, 96.0, 64.0, 24.0, 90.0),)
    assert not reading.issues


def test_four_corners_are_an_outline_and_a_warning_where_nothing_says_so(tmp_path):
    reading = read_one(folder(tmp_path, TURNED, "names: [door]"))

    assert isinstance(shapes(reading)[0], Polygon)
    assert kinds(reading) == {"four_corners": 1}


def test_who_names_the_form_gets_it(tmp_path):
    folder(tmp_path / "in", TURNED, "names: [door]")
    found = formats.recognise(tmp_path / "in", names_of(tmp_path / "in"))
    media = formats.FolderMedia(["images/a.jpg"], lambda _: (640, 480))
    reading = formats.read(tmp_path / "in", formats.Found("yolo_obb", found[0].files), media)

    assert isinstance(shapes(reading)[0], Box)


def test_corners_that_are_no_rectangle_give_the_smallest_around_them(tmp_path):
    line = "0 0.1 0.1 0.5 0.1 0.5 0.5 0.2 0.5"
    reading = read_one(folder(tmp_path, line, "task: obb\nnames: [door]"))

    assert shapes(reading) == (Box("door", 64.0, 48.0, 256.0, 192.0),)
    assert kinds(reading) == {"no_rectangle": 1}


def test_corners_against_the_clock_are_the_same_box(tmp_path):
    line = "0 0.1 0.1 0.1 0.5 0.5 0.5 0.5 0.1"

    assert shapes(read_one(folder(tmp_path, line, "task: obb\nnames: [door]"))) == (
        Box("door", 64.0, 48.0, 256.0, 192.0),
    )


def test_corners_outside_the_picture_are_moved_inside_and_told(tmp_path):
    box = Labelled("a.jpg", (Box("door", 0.0, 0.0, 100.0, 100.0, 45.0),))
    (loss,) = formats.losses(sized(box), "yolo_obb")
    formats.write(sized(box), tmp_path, "yolo_obb")
    values = list(map(float, (tmp_path / "labels/a.txt").read_text().split()))

    assert (loss.kind, loss.count) == ("beyond", 1)
    assert all(0 <= value <= 1 for value in values)


def test_folders_that_the_yaml_names_tell_the_split(tmp_path):
    files = {
        "data.yaml": "train: images/train2017\nval: ../images/val2017\nnames: [door]",
        "images/train2017/a.jpg": b"", "labels/train2017/a.txt": "0 0.5 0.5 0.5 0.5",
        "images/val2017/b.jpg": b"", "labels/val2017/b.txt": "0 0.5 0.5 0.5 0.5",
    }  # fmt: skip
    reading = read_one(put(tmp_path, files))

    assert [one.split for one in reading.labelled] == ["train", "validation"]


def test_pictures_are_put_into_the_folders_of_their_classes(tmp_path):
    table = "path,label,split\na/1.jpg,cat,train\nb/1.jpg,cat,train\nc.jpg,문,val\nd.jpg,,test\n"
    files = {"l.csv": table, "a/1.jpg": b"1", "b/1.jpg": b"2", "c.jpg": b"3", "d.jpg": b"4"}
    put(tmp_path / "in", files)
    done, found = converted(tmp_path, "yolo_classify")

    assert found == {"train/cat/1.jpg": b"1", "train/cat/1-2.jpg": b"2", "val/문/c.jpg": b"3"}
    assert {loss.kind: loss.count for loss in done.losses} == {"no_class": 1}
    assert done.counts["labels_written"] == 3


def test_a_folder_may_be_read_by_its_name_even_with_one_class(tmp_path):
    put(tmp_path / "in", {"val/cat/x/1.jpg": b"", "2.jpg": b""})
    done, found = converted(tmp_path, "manifest", from_="imagenet_folder")

    assert (
        found["manifest.csv"].decode()
        == "path,label,split,group\nval/cat/x/1.jpg,cat,validation,\n"
    )
    assert done.losses == ()


@pytest.mark.parametrize("label", ["train", "a/b", "..", ".hidden", "a.", "x" * 200, "a:b"])
def test_classes_that_cannot_name_a_folder_are_a_loss(label):
    one = Labelled("a.jpg", (Choice(label),))

    assert [loss.kind for loss in formats.losses([one], "imagenet_folder")] == ["class_name"]
    assert formats.places([one], "imagenet_folder") == {}


def test_pictures_without_any_class_are_no_labels(tmp_path):
    put(tmp_path / "in", {"1.jpg": b""})

    with pytest.raises(Invalid):
        converted(tmp_path, "coco", from_="imagenet_folder")
