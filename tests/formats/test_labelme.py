import base64
import io
import json

from PIL import Image

from dure import formats
from dure.core import Box, Choice, Labelled, Mask, Polygon, Severity

from .making import kinds, labels, put, read_one, sized

SQUARE = [[1, 1], [5, 1], [5, 5]]


def shape(**more):
    return {"label": "문", "points": SQUARE, "shape_type": "polygon", "flags": {}, **more}


def read(tmp_path, *shapes, **more):
    document = {"version": "5.5.0", "shapes": list(shapes), "imagePath": "a.jpg", **more}
    return read_one(put(tmp_path, {"a.json": document, "a.jpg": b""}), (8, 6))


def test_polygons_of_one_group_are_parts_of_one_object(tmp_path):
    reading = read(tmp_path, shape(group_id=1), shape(group_id=1), shape(group_id=2), shape())

    ring = (1.0, 1.0, 5.0, 1.0, 5.0, 5.0)
    assert reading.labelled[0].annotations == (
        Polygon("문", (ring, ring)),
        Polygon("문", (ring,)),
        Polygon("문", (ring,)),
    )


def test_flags_of_the_picture_are_classes(tmp_path):
    reading = read(tmp_path, flags={"어두움": True, "흐림": False})

    assert reading.labelled[0].annotations == (Choice("어두움"),)


def test_a_mask_is_a_picture_at_its_corner(tmp_path):
    out = io.BytesIO()
    picture = Image.new("L", (2, 1))
    picture.putpixel((1, 0), 255)
    picture.save(out, "PNG")
    mask = base64.b64encode(out.getvalue()).decode()
    reading = read(tmp_path, shape(shape_type="mask", points=[[3, 2], [5, 3]], mask=mask))

    assert reading.labelled[0].annotations == (Mask("문", 6, 8, (26, 1, 21)),)


def test_a_mask_that_we_write_opens_as_a_picture(tmp_path):
    mask = Mask("문", 6, 8, (26, 2, 20))
    formats.write(sized(Labelled("a.jpg", (mask,)), size=(8, 6)), tmp_path, "labelme")
    (entry,) = json.loads((tmp_path / "a.json").read_text("utf-8"))["shapes"]
    picture = Image.open(io.BytesIO(base64.b64decode(entry["mask"])))

    assert (picture.size, picture.tobytes()) == ((1, 2), b"\xff\xff")


def test_broken_shapes_are_told_and_the_rest_is_read(tmp_path):
    reading = read(
        tmp_path,
        shape(points=[[1, 1]]),
        shape(label=None),
        shape(points="x"),
        shape(shape_type="circle"),
        shape(shape_type="mask", mask="no picture"),
        shape(shape_type="rectangle", points=[[5, 5], [1, 2]]),
    )

    assert reading.labelled[0].annotations == (Box("문", 1.0, 2.0, 4.0, 3.0),)
    assert kinds(reading) == {"wrong_shape": 4, "unsupported": 1}


def test_the_older_xml_is_read_without_what_was_deleted(tmp_path):
    points = "".join(f"<pt><x>{x}</x><y>{y}</y></pt>" for x, y in SQUARE)
    thing = "<object><name>문</name><deleted>{}</deleted><polygon>{}</polygon></object>"
    xml = f"<annotation>{thing.format(0, points)}{thing.format(1, points)}</annotation>"
    reading = read_one(put(tmp_path, {"Annotations/a.xml": xml, "Images/a.jpg": b""}), (8, 6))

    assert labels(reading) == {"Images/a.jpg": ["문"]}
    assert kinds(reading, Severity.NOTE) == {"deleted": 1}
