import pytest

from dure import formats
from dure.core import Box, Labelled, Severity

from .making import kinds, labels, names_of, put, read_all, read_one, sized


def thing(*edges, name="door", more=""):
    tags = "".join(
        f"<{k}>{v}</{k}>" for k, v in zip(("xmin", "ymin", "xmax", "ymax"), edges, strict=True)
    )
    return f"<object><name>{name}</name>{more}<bndbox>{tags}</bndbox></object>"


def xml(*things, filename="a.jpg", database="Unknown"):
    return (
        f"<annotation><filename>{filename}</filename><source><database>{database}</database>"
        "</source><size><width>640</width><height>480</height><depth>3</depth></size>"
        f"{''.join(things)}</annotation>"
    )


def read(tmp_path, text, **files):
    return read_one(put(tmp_path, {"JPEGImages/a.jpg": b"", "Annotations/a.xml": text, **files}))


def test_pixels_count_from_one_and_include_the_last(tmp_path):
    reading = read(tmp_path, xml(thing(1, 1, 640, 480), thing(11, 21, 11, 21)))

    assert reading.labelled[0].annotations == (
        Box("door", 0.0, 0.0, 640.0, 480.0),
        Box("door", 10.0, 20.0, 1.0, 1.0),
    )
    assert reading.labelled[0].path == "JPEGImages/a.jpg"
    assert not reading.issues


@pytest.mark.parametrize(
    "text",
    [xml(thing(0, 5, 10, 10)), xml(thing(0, 5, 10, 10), database="roboflow.ai")],
)
def test_a_zero_says_that_the_set_counts_edges(tmp_path, text):
    reading = read(
        tmp_path, text, **{"Annotations/b.xml": xml(thing(5, 5, 9, 9), filename="a.jpg")}
    )

    assert [one.annotations[0] for one in reading.labelled] == [
        Box("door", 0.0, 5.0, 10.0, 5.0),
        Box("door", 5.0, 5.0, 4.0, 4.0),
    ]
    assert kinds(reading, Severity.NOTE) == {"zero_based": 1}


def test_flags_actions_parts_and_attributes_are_kept(tmp_path):
    more = (
        "<pose>Left</pose><truncated>1</truncated><difficult>0</difficult>"
        "<actions><running>1</running><jumping>0</jumping></actions>"
        "<attributes><attribute><name>색</name><value>빨강</value></attribute></attributes>"
        "<part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax>"
        "</bndbox></part>"
    )
    reading = read(tmp_path, xml(thing(1, 1, 9, 9, name="person", more=more)))

    attributes = {"pose": "Left", "truncated": "1", "running": "1", "색": "빨강"}
    assert reading.labelled[0].annotations == (
        Box("person", 0.0, 0.0, 9.0, 9.0, attributes=attributes),
        Box("head", 1.0, 1.0, 2.0, 2.0, attributes={"part_of": "person"}),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (xml(thing(1, 1, "x", 9)), "wrong_object"),
        (xml(thing(1, 1, "nan", 9)), "wrong_object"),
        (xml(thing(1, 1, 9, 9, name="")), "wrong_object"),
        (xml("<object><name>door</name></object>"), "wrong_object"),
        (xml(thing(9, 9, 1, 1)), "empty_box"),
        (xml(thing(700, 1, 710, 9)), "empty_box"),
        (xml(thing(1, 1, 9, 9))[:-5], "broken_xml"),
        ("<annotation>" * 50, "too_deep"),
        ('<!DOCTYPE annotation [<!ENTITY a "ha">]><annotation>&a;</annotation>', "dtd"),
    ],
)
def test_what_cannot_be_taken_is_an_error(tmp_path, text, kind):
    reading = read(tmp_path, text)

    assert kinds(reading, Severity.ERROR) == {kind: 1}
    assert reading.labelled == ()


def test_an_entity_bomb_is_refused_in_any_encoding(tmp_path):
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l [<!ENTITY a "aaaa">]><annotation/>'
    files = {"Annotations/a.xml": bomb.encode("utf-16")}
    reading = formats.read(
        put(tmp_path, files), formats.Found("voc", tuple(files)), formats.FolderMedia([])
    )

    assert kinds(reading) == {"dtd": 1}


def test_a_box_over_the_border_is_cut_and_told(tmp_path):
    reading = read(tmp_path, xml(thing(601, 1, 700, 480)))

    assert reading.labelled[0].annotations == (Box("door", 600.0, 0.0, 40.0, 480.0),)
    assert kinds(reading) == {"outside": 1}


def test_the_lists_say_the_split(tmp_path):
    lists = {"ImageSets/Main/val.txt": "a\n", "ImageSets/Main/door_val.txt": "a 1\n"}
    reading = read(tmp_path, xml(), **lists)

    assert labels(reading) == {"JPEGImages/a.jpg": []}
    assert reading.labelled[0].split == "validation"
    assert reading.files == ("ImageSets/Main/val.txt", "Annotations/a.xml")


def test_labels_without_their_picture_are_read_and_told(tmp_path):
    reading = read_one(put(tmp_path, {"a.xml": xml(thing(1, 1, 9, 9), filename="../../b.jpg")}))

    assert labels(reading) == {"b.jpg": ["door"]}
    assert kinds(reading) == {"missing_media": 1}


def test_other_xml_is_no_label(tmp_path):
    files = {
        "a.xml": "<annotations><image/></annotations>",
        "c.xml": "<View/>",
    }
    assert read_all(put(tmp_path, files)) == []


def test_the_layout_of_pascal_is_written(tmp_path):
    box = Box("문 <1>", 0.0, 0.0, 640.0, 480.0, attributes={"difficult": "1", "색": "&"})
    formats.write(sized(Labelled("x/a.jpg", (box,), split="validation")), tmp_path, "voc")
    text = (tmp_path / "Annotations/x/a.xml").read_text("utf-8")

    assert names_of(tmp_path) == ["Annotations/x/a.xml", "ImageSets/Main/val.txt"]
    assert (tmp_path / "ImageSets/Main/val.txt").read_text() == "x/a\n"
    assert "<filename>x/a.jpg</filename>" in text
    assert "<xmin>1</xmin><ymin>1</ymin><xmax>640</xmax><ymax>480</ymax>" in text
