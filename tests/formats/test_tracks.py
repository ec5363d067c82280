"""What moves through a film: read where the film is there, written by its frames."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure import formats
from dure.core import Box, Choice, Keyframe, Labelled, Track, from_json, to_json
from dure.formats.base import tracks

from .making import TIMES, kinds, labels, media_of, names_of, put, read_one, sized

FILMS = sorted(name for name, one in formats.FORMATS.items() if Track in one.holds.kinds)
KEY = Keyframe(0.1, 10.0, 20.0, 30.0, 40.0)
CVAT = """<annotations><version>1.1</version><meta><task><name>x</name><subset>Train</subset>
<labels><label><name>개</name></label></labels></task><source>clip.mp4</source></meta>
<track id="4" label="개">{}</track></annotations>"""


def box(frame, left, *, key=0, outside=0, more="", inner=""):
    return (
        f'<box frame="{frame}" outside="{outside}" keyframe="{key}" xtl="{left}" ytl="2" '
        f'xbr="{left + 10}" ybr="12" {more}>{inner}</box>'
    )


def read_film(tmp_path, boxes, **more):
    files = {"annotations.xml": CVAT.format("".join(boxes)), "clip.mp4": b"", **more}
    return read_one(put(tmp_path, files))


def again(labelled, format, root):
    formats.write(sized(*labelled), root, format)
    there = list(formats.places(labelled, format).values())
    found = formats.recognise(root, [*names_of(root), *there])
    return [one for f in found for one in formats.read(root, f, media_of(*there)).labelled]


@st.composite
def moving(draw):
    """Tracks whose key frames stand on frames, and whose end is told."""
    numbers = sorted(draw(st.sets(st.integers(0, 10), min_size=2, max_size=6)))
    hidden = [False] + [draw(st.booleans()) for _ in numbers[1:]]
    hidden = [one and not before for one, before in zip(hidden, [False, *hidden], strict=False)]
    if numbers[-1] != 10:
        numbers, hidden = ([*numbers, 10], [*hidden, False]) if hidden[-1] else (numbers, hidden)
        hidden = [*hidden[:-1], True] if numbers[-1] != 10 and not hidden[-2] else hidden
        if numbers[-1] != 10:
            numbers, hidden = [*numbers, 10], [*hidden, False]
    corner, extent = st.integers(0, 10**6), st.integers(1, 10**6)
    sides = [[draw(corner), draw(corner), draw(extent), draw(extent)] for _ in numbers]
    keys = (
        Keyframe(TIMES[n], *(v / 1e4 for v in side), outside=out)
        for n, side, out in zip(numbers, sides, hidden, strict=True)
    )
    return Track(draw(st.sampled_from("가ab")), tuple(keys))


def shown(track):
    return {one.frame: one.box for one in tracks.frames(track, TIMES) if not one.outside}


@pytest.mark.parametrize("format", FILMS)
@settings(max_examples=60, deadline=None)
@given(some=st.lists(moving(), min_size=1, max_size=3))
def test_a_film_shows_the_same_on_every_frame_after_a_round_trip(format, some, tmp_path_factory):
    numbered = tuple(replace(t, attributes={"track_id": str(i)}) for i, t in enumerate(some, 1))
    (one,) = again([Labelled("a.mp4", numbered)], format, tmp_path_factory.mktemp("film"))
    read = {t.attributes["track_id"]: t for t in one.annotations}

    for track in numbered:
        found = read[track.attributes["track_id"]]
        before, after = shown(track), shown(found)
        assert found.label == track.label
        assert before.keys() == after.keys()
        assert all(
            abs(a - b) <= 0.03
            for frame, sides in before.items()
            for a, b in zip(sides, after[frame], strict=True)
        )
        if format == "cvat":
            assert found == track


def test_a_track_of_a_film_that_is_there_is_told_by_its_times(tmp_path):
    boxes = [
        box(1, 10, key=1), box(2, 11), box(3, 12.5), box(4, 13, key=1),
        box(5, 13, key=1, outside=1),
    ]  # fmt: skip
    (one,) = (reading := read_film(tmp_path, boxes)).labelled

    assert one == Labelled(
        "clip.mp4",
        (
            Track(
                "개",
                (
                    Keyframe(0.1, 10.0, 2.0, 10.0, 10.0),
                    Keyframe(0.4, 13.0, 2.0, 10.0, 10.0),
                    Keyframe(0.5, 13.0, 2.0, 10.0, 10.0, outside=True),
                ),
                attributes={"track_id": "4"},
            ),
        ),
        split="train",
        source="annotations.xml",
    )
    assert not reading.issues


def test_where_frames_are_not_evenly_spaced_what_leaves_the_line_becomes_a_key_frame(tmp_path):
    boxes = [box(n, 10 + n, key=n in (1, 4)) for n in range(1, 5)]
    (track,) = read_film(tmp_path, boxes).labelled[0].annotations

    assert [key.time_s for key in track.keyframes] == [0.1, 0.2, 0.35, 0.4]
    assert {n: sides[0] for n, sides in shown(track).items()} == {1: 11, 2: 12, 3: 13, 4: 14}


def test_attributes_that_change_keep_the_times_of_their_changes(tmp_path):
    colour = '<attribute name="색">{}</attribute>'
    boxes = [
        box(1, 10, key=1, more='occluded="0" z_order="3"', inner=colour.format("흰")),
        box(2, 11, key=1, more='occluded="1" z_order="3"', inner=colour.format("흰")),
        box(3, 12, key=1, more='occluded="0" z_order="3"', inner=colour.format("흰")),
    ]
    (one,) = read_film(tmp_path, boxes).labelled
    (track,) = one.annotations

    assert track.attributes == {
        "track_id": "4",
        "occluded": [[0.1, "0"], [0.2, "1"], [0.35, "0"]],
        "z_order": "3",
        "색": "흰",
    }
    assert from_json(json.loads(json.dumps(to_json(track)))).attributes == track.attributes
    (written,) = again([replace(one, path="clip.mp4")], "cvat", tmp_path / "again")
    assert written.annotations[0].attributes == track.attributes


def test_other_shapes_than_boxes_and_frames_beyond_the_film_are_told(tmp_path):
    outline = '<polygon frame="2" outside="0" keyframe="1" points="1,1;5,1;5,9"/>'
    reading = read_film(tmp_path, [outline, box(11, 3, key=1), '<box frame="x"/>'])

    assert reading.labelled[0].annotations[0].keyframes == (Keyframe(0.2, 1.0, 1.0, 4.0, 8.0),)
    assert kinds(reading) == {"track_as_box": 1, "beyond_film": 1, "wrong_shape": 1}


def test_a_film_whose_times_are_unknown_leaves_the_frames_to_the_pictures(tmp_path):
    put(tmp_path, {"annotations.xml": CVAT.format(box(1, 10, key=1)), "clip.mp4": b""})
    (found,) = formats.recognise(tmp_path, names_of(tmp_path))
    reading = formats.read(tmp_path, found, formats.FolderMedia(["clip.mp4"]))

    assert labels(reading) == {"frame_000001": ["개"]}


def test_a_sequence_whose_film_is_there_gives_its_tracks(tmp_path):
    rows = "1,7,1,2,10,10,1,1,1\n2,7,2,2,10,10,1,1,0.5\n4,7,9,2,10,10,0,1,1\n1,-1,3,3,5,5,1,1,1\n"
    files = {
        "clip/gt/gt.txt": rows + "12,7,1,1,5,5,1,1,1\n",
        "clip/gt/labels.txt": "dog\n",
        "clip/seqinfo.ini": "[Sequence]\nname=clip\n",
        "clip/clip.mp4": b"",
    }
    (one,) = (reading := read_one(put(tmp_path, files))).labelled
    first, single = one.annotations

    assert one.path == "clip/clip.mp4"
    assert [(k.time_s, k.x, k.outside) for k in first.keyframes] == [
        (0.0, 1.0, False), (0.1, 2.0, False), (0.2, 2.0, True),
        (0.35, 9.0, False), (0.4, 9.0, True),
    ]  # fmt: skip
    assert first.attributes == {
        "track_id": "7",
        "ignored": [[0.0, "0"], [0.35, "1"]],
        "visibility": [[0.0, "1"], [0.1, "0.5"], [0.35, "1"]],
    }
    assert [k.outside for k in single.keyframes] == [False, True]
    assert kinds(reading) == {"beyond_film": 1}


def test_films_and_pictures_are_written_side_by_side(tmp_path):
    film = Labelled("b/a.mp4", (Track("x", (KEY, replace(KEY, time_s=0.2, outside=True))),))
    picture = Labelled("c.jpg", (Box("x", 1.0, 1.0, 2.0, 2.0),))
    formats.write(sized(film, picture), tmp_path, "mot")

    assert formats.places([film, picture], "mot") == {
        "b/a.mp4": "b/a/a.mp4", "c.jpg": "img1/000001.jpg"
    }  # fmt: skip
    assert (tmp_path / "b/a/gt/gt.txt").read_text() == "2,1,10,20,30,40,1,1,1\n"
    assert "name=a\n" in (tmp_path / "b/a/seqinfo.ini").read_text()
    assert (tmp_path / "gt/gt.txt").read_text() == "1,-1,1,1,2,2,1,1,1\n"


def test_what_else_is_said_of_a_film_stands_with_the_pictures(tmp_path):
    track = Track("x", (KEY, replace(KEY, time_s=0.2, outside=True)), attributes={"track_id": "0"})
    film = Labelled("images/a.mp4", (track, Choice("kitchen")))

    read = again([film], "cvat", tmp_path)
    assert [one.annotations for one in read] == [(Choice("kitchen"),), (track,)]


@pytest.mark.parametrize("format", FILMS)
@pytest.mark.parametrize(
    ("path", "time_s", "kind"),
    [("a.mov", 0.1, "unknown_frames"), ("a.mp4", 0.15, "between_frames")],
)
def test_what_no_frame_can_say_is_a_loss(format, path, time_s, kind):
    one = Labelled(path, (Track("x", (replace(KEY, time_s=time_s),)),))
    by_time = kind == "unknown_frames" and not formats.FORMATS[format].holds.frames

    losses = [loss.kind for loss in formats.losses(sized(one), format)]
    assert losses == ([] if by_time else [kind])


def test_a_turning_box_goes_on_turning():
    seen = [tracks.Seen(n, (0, 0, 9, 9, turn), key=True) for n, turn in enumerate((350, 0, 10))]

    assert [k.rotation for k in tracks.keyframes(seen, TIMES)] == [350, 360, 370]


def test_a_key_frame_between_two_frames_means_the_one_that_is_shown():
    assert [tracks.frame_at(TIMES, t) for t in (-1.0, 0.0, 0.09, 0.1, 0.36, 9.0)] == [
        0, 0, 0, 1, 3, 10
    ]  # fmt: skip
