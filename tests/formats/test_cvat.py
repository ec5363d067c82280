from dure import formats
from dure.core import Box, Keypoints, Labelled, Mask, Polygon

from .making import kinds, names_of, put, read_one, sized

META = "<meta><task><labels><label><name>문</name></label></labels></task></meta>"
VIDEO = f"""<annotations><version>1.1</version>{META}
<track id="4" label="문">
<box frame="10" outside="0" keyframe="1" xtl="1" ytl="2" xbr="11" ybr="12"/>
<box frame="11" outside="0" keyframe="0" xtl="2" ytl="2" xbr="12" ybr="12"/>
<box frame="12" outside="1" keyframe="1" xtl="3" ytl="2" xbr="13" ybr="12"/>
</track></annotations>"""


def picture(shapes, more=""):
    return (
        f'<annotations>{META}<image id="0" name="a.jpg" width="8" height="6"{more}>'
        f"{shapes}</image></annotations>"
    )


def read(tmp_path, xml, size=(8, 6), media="images/a.jpg"):
    return read_one(put(tmp_path, {"annotations.xml": xml, media: b""}), size)


def test_a_track_is_read_frame_by_frame_until_it_is_outside(tmp_path):
    media = {f"images/frame_{n:06}.png": b"" for n in (10, 11, 12)}
    reading = read_one(put(tmp_path, {"annotations.xml": VIDEO, **media}))

    assert {one.path: one.annotations for one in reading.labelled} == {
        "images/frame_000010.png": (
            Box("문", 1, 2, 10, 10, attributes={"track_id": "4", "keyframe": "1"}),
        ),
        "images/frame_000011.png": (Box("문", 2, 2, 10, 10, attributes={"track_id": "4"}),),
    }
    assert (kinds(reading), reading.categories) == ({}, ("문",))


def test_frames_that_are_not_there_are_told(tmp_path):
    reading = read_one(put(tmp_path, {"annotations.xml": VIDEO}))

    assert [one.path for one in reading.labelled] == ["frame_000010", "frame_000011"]
    assert kinds(reading) == {"missing_media": 2}


def test_a_mask_lies_within_its_box(tmp_path):
    mask = '<mask label="문" rle="1, 2, 1" left="2" top="1" width="2" height="2"/>'
    (one,) = read(tmp_path, picture(mask)).labelled

    # Row 1 is 0 1, row 2 is 1 0 from column 2 on: down the columns of a 8 by 6 picture.
    assert one.annotations == (Mask("문", 6, 8, (14, 1, 4, 1, 28)),)


def test_what_cvat_knows_of_a_shape_is_kept(tmp_path):
    box = (
        '<box label="문" occluded="1" z_order="2" source="manual" '
        'xtl="1" ytl="1" xbr="5" ybr="4" rotation="30"><attribute name="색">흰</attribute></box>'
    )
    reading = read(tmp_path, picture(box, ' subset="Train"'))

    assert reading.labelled == (
        Labelled(
            "images/a.jpg",
            (Box("문", 1, 1, 4, 3, 30, attributes={"occluded": "1", "z_order": "2", "색": "흰"}),),
            split="train",
            source="annotations.xml",
        ),
    )


def test_shapes_without_a_place_a_label_or_a_noun_are_told_and_the_rest_is_read(tmp_path):
    shapes = (
        '<polygon label="문" points="1,1;5,1;5,5"/><polygon label="문" points="1,1;x"/>'
        '<polygon points="1,1;5,1;5,5"/><ellipse label="문" cx="1" cy="1" rx="1" ry="1"/>'
        '<mask label="문" rle="9" left="7" top="1" width="3" height="3"/>'
    )
    reading = read(tmp_path, picture(shapes))

    assert reading.labelled[0].annotations == (Polygon("문", ((1, 1, 5, 1, 5, 5),)),)
    assert kinds(reading) == {"wrong_shape": 3, "unsupported": 1}


def test_a_bomb_is_refused(tmp_path):
    bomb = f'<!DOCTYPE x [<!ENTITY a "aa">]><annotations>{META}</annotations>'
    reading = read(tmp_path, bomb)

    assert (reading.labelled, kinds(reading)) == ((), {"dtd": 1})


def test_a_file_cut_short_says_so_and_gives_nothing(tmp_path):
    reading = read(tmp_path, picture('<box label="문"/>')[:-20])

    assert (reading.labelled, kinds(reading)) == ((), {"broken_xml": 1})


def test_named_and_hidden_points_are_a_skeleton(tmp_path):
    points = Keypoints("손", (1.0, 1.0, 1.0, 2.0, 2.0, 0.0), ("엄지", "검지"))
    formats.write(sized(Labelled("a.jpg", (points,))), tmp_path, "cvat")
    text = (tmp_path / "annotations.xml").read_text("utf-8")

    assert "<skeleton" in text
    assert 'label="엄지" outside="0" occluded="1" points="1,1"' in text
    assert names_of(tmp_path) == ["annotations.xml"]
