import pytest

from dure import formats
from dure.core import Box, Conflict, Keypoints, Labelled, Polygon, Severity

from .making import kinds, labels, names_of, put, read_all, read_one, sized

LINE = "0 0.5 0.5 0.5 0.25\n"
BOX = Box("door", 160.0, 180.0, 320.0, 120.0)


def folder(tmp_path, text=LINE, **files):
    return put(
        tmp_path,
        {"images/a.jpg": b"", "labels/a.txt": text, "classes.txt": "door\nhandle\n", **files},
    )


@pytest.mark.parametrize(
    ("names", "layout"),
    [
        ({"classes.txt": "door\nhandle\n"}, ("images/a.jpg", "labels/a.txt")),
        ({"obj.names": "door\nhandle"}, ("a.jpg", "a.txt")),
        ({"data.yaml": "names: [door, handle]"}, ("train/images/a.jpg", "train/labels/a.txt")),
        ({"data.yaml": "names:\n  0: door\n  1: 문"}, ("images/train/a.png", "labels/train/a.txt")),
        ({"x/coco.names": "door\n"}, ("x/Images/a.jpg", "x/Annotations/a.txt")),
    ],
)
def test_every_layout_is_read(tmp_path, names, layout):
    image, label = layout
    reading = read_one(put(tmp_path, {**names, image: b"", label: LINE}))

    assert reading.labelled[0].annotations == (BOX,)
    assert reading.labelled[0].path == image
    assert reading.labelled[0].split == ("train" if "train/" in image else None)
    assert set(reading.files) == {*names, label}
    assert not reading.issues


def test_outlines_and_scores_are_read(tmp_path):
    reading = read_one(folder(tmp_path, "0 0 0 0.5 0 0.5 0.5\n\n1 0.5 0.5 0.5 0.25 0.75"))

    assert reading.labelled[0].annotations == (
        Polygon("door", ((0.0, 0.0, 320.0, 0.0, 320.0, 240.0),)),
        Box("handle", 160.0, 180.0, 320.0, 120.0, score=0.75),
    )


def test_poses_are_read_where_the_data_set_says_so(tmp_path):
    yaml = "names: [person]\nkpt_shape: [2, 3]\n"
    text = "0 0.5 0.5 0.5 0.25 0.5 0.5 2 0 0 0\n"
    reading = read_one(folder(tmp_path, text, **{"data.yaml": yaml}))

    assert reading.labelled[0].annotations[1] == Keypoints(
        "person", (320.0, 240.0, 2.0, 0.0, 0.0, 0.0), attributes={"object": 1}
    )


def test_an_empty_file_says_that_nothing_is_there(tmp_path):
    assert labels(read_one(folder(tmp_path, ""))) == {"images/a.jpg": []}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("0 0.5 0.5 0.5", "wrong_line"),
        ("0 0.5 0.5 0.5 x", "wrong_line"),
        ("door 0.5 0.5 0.5 0.5", "wrong_line"),
        ("-1 0.5 0.5 0.5 0.5", "wrong_line"),
        ("0.5 0.5 0.5 0.5 0.5", "wrong_line"),
        ("nan 0.5 0.5 0.5 0.5", "wrong_line"),
        ("inf 0.5 0.5 0.5 0.5", "wrong_line"),
        ("0 nan 0.5 0.5 0.5", "wrong_line"),
        ("0 0.5 0.5 0.5 0.5 0.5 0.5 0.5", "wrong_line"),
        ("0 320 240 100 100", "not_normalised"),
        ("0 0.5 0.5 0 0.5", "empty_box"),
        ("0 1.5 0.5 0.2 0.2", "empty_box"),
    ],
)
def test_a_line_that_cannot_be_taken_is_an_error_with_its_number(tmp_path, line, kind):
    reading = read_one(folder(tmp_path, f"{LINE}{line}\n"))

    assert [(i.kind, i.line) for i in reading.issues] == [(kind, 2)]
    assert reading.labelled[0].annotations == (BOX,)


def test_a_picture_of_which_every_line_was_refused_is_not_empty(tmp_path):
    assert read_one(folder(tmp_path, "0 0.5 0.5 0 0.5")).labelled == ()


def test_a_box_over_the_border_is_cut_and_told(tmp_path):
    reading = read_one(folder(tmp_path, "0 0.95 0.5 0.2 0.5\n"))

    assert reading.labelled[0].annotations == (Box("door", 544.0, 120.0, 96.0, 240.0),)
    assert kinds(reading, Severity.WARNING) == {"outside": 1}


def test_what_printing_rounded_over_the_border_is_no_finding(tmp_path):
    assert not read_one(folder(tmp_path, "0 0.500001 0.5 1.000000 1.000001\n")).issues


def test_a_class_without_a_name_keeps_its_number(tmp_path):
    reading = read_one(folder(tmp_path, "5 0.5 0.5 0.5 0.25\n"))

    assert labels(reading) == {"images/a.jpg": ["5"]}
    assert kinds(reading) == {"unknown_class": 1}


def test_a_folder_without_class_names_is_told_once(tmp_path):
    files = {
        f"{kind}/{i}.{end}": text
        for i in range(3)
        for kind, end, text in (("images", "jpg", b""), ("labels", "txt", LINE))
    }
    reading = read_one(put(tmp_path, files))

    assert kinds(reading) == {"no_class_names": 1}
    assert len(reading.labelled) == 3


def test_labels_without_their_picture_are_told_one_by_one(tmp_path):
    reading = read_one(folder(tmp_path, **{"labels/b.txt": LINE}))

    assert [(i.path, i.kind) for i in reading.issues] == [("labels/b.txt", "missing_media")]


def test_labels_of_a_picture_that_does_not_open_are_an_error(tmp_path):
    assert kinds(read_one(folder(tmp_path), size=None)) == {"size_unknown": 1}


def test_broken_class_lists_are_told(tmp_path):
    reading = read_one(folder(tmp_path, **{"data.yaml": "names: [a, b\n x: {"}))

    assert kinds(reading) == {"broken_yaml": 1}
    assert labels(reading) == {"images/a.jpg": ["door"]}


def test_lists_of_pictures_say_the_split(tmp_path):
    reading = read_one(folder(tmp_path, **{"val.txt": "./images/a.jpg\n"}))

    assert reading.labelled[0].split == "validation"


def test_captions_beside_pictures_are_no_labels(tmp_path):
    assert read_all(put(tmp_path, {"a.jpg": b"", "a.txt": "1 door and 2 handles"})) == []


def test_ultralytics_layout_is_written(tmp_path):
    formats.write(
        sized(
            Labelled("a.jpg", (BOX, Polygon("문: '1'", ((0.0, 0.0, 64.0, 0.0, 64.0, 48.0),)))),
            Labelled("x/images/b.jpg", (), split="validation"),
        ),
        tmp_path,
        "yolo",
    )

    assert {n: (tmp_path / n).read_text("utf-8") for n in names_of(tmp_path)} == {
        "labels/a.txt": "0 0.5 0.5 0.5 0.25\n1 0 0 0.1 0 0.1 0.1\n",
        "x/labels/b.txt": "",
        "train.txt": "./images/a.jpg\n",
        "validation.txt": "./x/images/b.jpg\n",
        "data.yaml": "path: .\ntrain: train.txt\nval: validation.txt\ntask: segment\n"
        "nc: 2\nnames:\n"
        "  0: 'door'\n  1: '문: ''1'''\n",
    }


def test_darknet_layout_holds_boxes_only(tmp_path):
    ring = (0.0, 0.0, 64.0, 0.0, 64.0, 48.0)
    formats.write(sized(Labelled("x/a.jpg", (Polygon("door", (ring,)),))), tmp_path, "darknet")

    assert (tmp_path / "x/a.txt").read_text() == "0 0.05 0.05 0.1 0.1\n"
    assert (tmp_path / "obj.names").read_text() == "door\n"
    assert "names = obj.names" in (tmp_path / "obj.data").read_text()


def test_nothing_is_written_over(tmp_path):
    formats.write(sized(Labelled("a.jpg", (BOX,))), tmp_path, "yolo")

    with pytest.raises(Conflict, match="already"):
        formats.write(sized(Labelled("a.jpg", (BOX,))), tmp_path, "yolo")
