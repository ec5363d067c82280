"""Maps of classes: a colour or a number a class, with objects of their own or without."""

import io

import pytest
from PIL import Image

from dure import formats
from dure.core import Labelled, Mask
from dure.formats.base import rle
from dure.formats.vision import pixel_maps

from .making import kinds, media_of, names_of, put, read_one, sized

SIZE = (4, 2)
RED, GREEN = (255, 0, 0), (0, 255, 0)


def mask(label, *rows):
    return Mask(label, 2, 4, rle.from_bits(bytes(int(c) for row in rows for c in row), SIZE))


def ordered(labelled):
    return sorted(labelled.annotations, key=lambda one: (one.label, one.counts))


def png(pixels, mode="RGB"):
    picture = Image.new(mode, SIZE)
    if mode == "P":
        picture.putpalette([v for v in range(256) for _ in range(3)])
    picture.putdata([pixel for row in pixels for pixel in row])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


MAP = png([[RED, RED, (0, 0, 0), GREEN], [RED, (0, 0, 0), (0, 0, 0), GREEN]])
FOUND = [mask("cat", "1100", "1000"), mask("개", "0001", "0001")]
TABLE = "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:255,0,0::\n개:0,255,0::"


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("labelmap.txt", TABLE),
        ("label_colors.txt", "0 0 0\tbackground\n255 0 0\tcat\n0 255 0 개\n"),
        ("labelmap.csv", "name,r,g,b\nbackground,0,0,0\ncat,255,0,0\n개,0,255,0\n"),
        (
            "dataset_meta.json",
            '{"label_map": {"0": "background", "1": "cat", "2": "개"}, '
            '"segmentation_colors": [[0, 0, 0], [255, 0, 0], [0, 255, 0]]}',
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["images/a.jpg masks/a.png", "train/a.jpg trainannot/a.png"])
def test_every_table_of_colours_is_read(tmp_path, table, content, place):
    picture, map = place.split()
    (one,) = (reading := read_one(put(tmp_path, {table: content, picture: b"", map: MAP}))).labelled

    assert (one.path, ordered(one)) == (picture, FOUND)
    assert one.split == ("train" if "train" in picture else None)
    assert (reading.issues, reading.categories) == ((), ("cat", "개"))


@pytest.mark.parametrize("mode", ["L", "P", "I;16"])
def test_numbers_are_the_rows_of_the_table(tmp_path, mode):
    content = png([[1, 1, 0, 2], [1, 0, 0, 255 if mode != "I;16" else 2]], mode)
    table = "background:0,0,0::\ncat:255,0,0::\n개:0,255,0::"
    reading = read_one(put(tmp_path, {"labelmap.txt": table, "a.jpg": b"", "masks/a.png": content}))

    assert {a.label for a in reading.labelled[0].annotations} == {"cat", "개"}
    assert not reading.issues


def test_pascals_own_classes_need_no_table(tmp_path):
    content = png([[pixel_maps.colour(15)] * 4, [(224, 224, 192)] * 4])
    files = {
        "SegmentationClass/a.png": content,
        "JPEGImages/a.jpg": b"",
        "ImageSets/Segmentation/val.txt": "a\n",
    }
    (one,) = (reading := read_one(put(tmp_path, files))).labelled

    assert (one.annotations, one.split) == ((mask("person", "1111", "0000"),), "validation")
    assert not reading.issues


def test_colours_without_a_name_and_broken_maps_are_told(tmp_path):
    files = {
        "labelmap.txt": "cat:255,0,0::", "a.jpg": b"", "masks/a.png": MAP,
        "b.jpg": b"", "masks/b.png": b"\x89PNG",
    }  # fmt: skip
    reading = read_one(put(tmp_path, files))

    assert [one.path for one in reading.labelled] == ["a.jpg"]
    assert kinds(reading) == {"unknown_segment": 1, "no_map": 1}


def test_a_map_without_its_picture_is_told(tmp_path):
    reading = read_one(put(tmp_path, {"labelmap.txt": "cat:255,0,0::", "masks/a.png": MAP}))

    assert kinds(reading)["missing_media"] == 1


def test_masks_without_a_table_are_no_labels(tmp_path):
    put(tmp_path, {"images/a.jpg": b"", "masks/a.png": MAP})

    assert formats.recognise(tmp_path, names_of(tmp_path)) == []


def test_two_objects_of_one_class_stay_two(tmp_path):
    one = Labelled("a.jpg", (mask("개", "1000", "0000"), mask("개", "0001", "0001")), split="test")
    formats.write(sized(one, size=SIZE), tmp_path, "pixel_maps")
    names = names_of(tmp_path)
    (found,) = formats.recognise(tmp_path, [*names, "JPEGImages/a.jpg"])
    (read,) = formats.read(tmp_path, found, media_of("JPEGImages/a.jpg", size=SIZE)).labelled

    assert names == [
        "ImageSets/Segmentation/test.txt", "SegmentationClass/a.png", "SegmentationObject/a.png",
        "labelmap.txt",
    ]  # fmt: skip
    assert (ordered(read), read.split) == (ordered(one), "test")


def test_pascals_colours_are_those_of_its_development_kit():
    assert [pixel_maps.colour(i) for i in (0, 1, 2, 15, 20, 255)] == [
        (0, 0, 0), (128, 0, 0), (0, 128, 0), (192, 128, 128), (0, 64, 128), (224, 224, 192)
    ]  # fmt: skip
    assert len({pixel_maps.colour(i) for i in range(3000)}) == 3000


def test_a_mask_of_the_background_is_a_loss():
    one = Labelled("a.jpg", (mask("background", "1000", "0000"),))

    assert [loss.kind for loss in formats.losses([one], "pixel_maps")] == ["background"]
