"""Label Studio's configuration, its videos, and what it says of stretches of sound."""

import json
import re

import pytest

from dure import formats
from dure.core import (
    Box,
    Choice,
    Keyframe,
    Labelled,
    Segment,
    Severity,
    Track,
    Transcript,
)

from .making import kinds, names_of, put, read_all, read_one, sized

CONFIG = """<View>
  <!-- a comment -->
  <Video name="vid" value="$clip" {rate}/>
  <VideoRectangle name="box" toName="vid"/>
  <Labels name="what" toName="vid"><Label value="개"/><Label value="cat" alias="c"/></Labels>
  <TimelineLabels name="doing" toName="vid"><Label value="walk"/></TimelineLabels>
  <Choices name="door" toName="vid"><Choice value="open"/></Choices>
</View>"""


def task(*results, **data):
    answer = {"id": 1, "result": list(results), "completed_by": 1}
    return [
        {
            "id": 1,
            "data": {"clip": "/data/upload/2/00000000-a.mp4", **data},
            "annotations": [answer],
        }
    ]


def sequence(*entries, **value):
    keys = ("frame", "enabled", "x")
    made = [
        {**dict(zip(keys, e, strict=True)), "y": 10, "width": 10, "height": 20, "rotation": 0}
        for e in entries
    ]
    return {
        "id": "t1",
        "type": "videorectangle",
        "from_name": "box",
        "to_name": "vid",
        "value": {"sequence": made, "labels": ["개"], **value},
    }


def ranged(start, end, label="walk"):
    value = {"ranges": [{"start": start, "end": end}], "timelinelabels": [label]}
    return {
        "id": "s1",
        "type": "timelinelabels",
        "from_name": "doing",
        "to_name": "vid",
        "value": value,
    }


def read(tmp_path, tasks, config=None, name="a.mp4"):
    files = {"export.json": tasks, name: b"", **({"label_config.xml": config} if config else {})}
    put(tmp_path, files)
    (found,) = formats.recognise(tmp_path, names_of(tmp_path))
    media = formats.FolderMedia([name], lambda _: (640, 480))
    return formats.read(tmp_path, found, media)


def only(reading):
    return reading.labelled[0].annotations


def key(time, left, *, outside=False):
    return Keyframe(time, left, 48.0, 64.0, 96.0, outside=outside)


def test_frames_count_from_one_and_an_ended_stretch_hides_the_thing(tmp_path):
    track = sequence((1, True, 10), (26, False, 20), (51, False, 0), framesCount=100, duration=4.0)
    (one,) = only(read(tmp_path, task(track)))

    assert one == Track(
        "개", (key(0.0, 64.0), key(1.0, 128.0), key(1.04, 128.0, outside=True), key(2.0, 0.0))
    )


def test_what_is_enabled_at_last_is_seen_to_the_end(tmp_path):
    track = sequence((1, True, 10), framesCount=100, duration=4.0)
    (one,) = only(read(tmp_path, task(track)))

    assert [k.time_s for k in one.keyframes] == [0.0, 3.96]


@pytest.mark.parametrize(
    ("rate", "data", "start", "end", "told"),
    [
        ('frameRate="10"', {}, 0.5, 1.0, {}),
        ('frameRate="$fps"', {"fps": 50}, 0.1, 0.2, {}),
        ('framerate="20"', {}, 0.25, 0.5, {}),
        ("", {}, 0.208333, 0.416667, {"frame_rate_unknown": 1}),
        ('frameRate="zero"', {}, 0.208333, 0.416667, {"frame_rate_unknown": 1}),
    ],
)
def test_the_configuration_tells_the_frame_rate(tmp_path, rate, data, start, end, told):
    reading = read(tmp_path, task(ranged(6, 10), **data), CONFIG.format(rate=rate))

    assert only(reading) == (Segment("walk", start, end),)
    assert kinds(reading) == told
    assert reading.labelled[0].attributes == {}
    assert reading.files == ("export.json", "label_config.xml")


def test_a_track_beside_a_range_tells_its_frame_rate(tmp_path):
    track = sequence((1, True, 10), framesCount=100, duration=10.0)

    assert only(read(tmp_path, task(ranged(6, 10), track)))[0] == Segment("walk", 0.5, 1.0)


@pytest.mark.parametrize(
    ("result", "word"),
    [
        ({**ranged(1, 2), "from_name": "other"}, "other"),
        (ranged(1, 2, "run"), "run"),
        ({**ranged(1, 2), "from_name": "door"}, "choices"),
    ],
    ids=["control", "class", "kind"],
)
def test_results_that_the_configuration_does_not_allow_are_told(tmp_path, result, word):
    known = {**sound("choices", "c", choices=["open"]), "from_name": "door", "to_name": "vid"}
    reading = read(tmp_path, task(result, known), CONFIG.format(rate='frameRate="10"'))

    assert set(kinds(reading)) == {"config_differs"}
    assert any(word in issue.message for issue in reading.issues)
    assert len(only(reading)) == 2


def test_of_several_configurations_the_one_that_knows_the_controls_counts(tmp_path):
    other = '<View><Image name="i" value="$image"/><Choices name="x" toName="i"/></View>'
    put(tmp_path, {"a_config.xml": other, "z_config.xml": CONFIG.format(rate='frameRate="5"')})
    reading = read(tmp_path, task(ranged(1, 5)))

    assert only(reading) == (Segment("walk", 0.0, 1.0),)
    assert reading.files == ("export.json", "a_config.xml", "z_config.xml")


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ("<View><Video", "broken_xml"),
        ("<View>" + "<View>" * 99, "too_deep"),
        ('<View></View><!DOCTYPE x [<!ENTITY a "b">]>', "broken_xml"),
    ],
)
def test_a_broken_configuration_is_told_and_the_export_read(tmp_path, config, kind):
    reading = read(tmp_path, task(ranged(1, 24)), config)

    assert kind in kinds(reading)
    assert only(reading) == (Segment("walk", 0.0, 1.0),)


@pytest.mark.parametrize(
    "value",
    [
        {"sequence": [], "labels": ["개"]},
        {"sequence": [{"frame": 1}], "labels": ["개"]},
        {"sequence": [{"frame": "x", "x": 1, "y": 1, "width": 1, "height": 1}], "labels": ["개"]},
        {"labels": ["개"]},
        {"sequence": [{"frame": 1, "x": 1, "y": 1, "width": 1, "height": 1}]},
    ],
)
def test_a_track_that_is_none_is_told(tmp_path, value):
    value = {**value, "framesCount": 10, "duration": 1}
    reading = read(tmp_path, task({**sequence(), "value": value}))

    assert kinds(reading, Severity.ERROR) == {"wrong_result": 1}


def sound(kind, id="r1", **value):
    return {"id": id, "type": kind, "from_name": f"my_{kind}", "to_name": "audio", "value": value}


def test_what_a_stretch_of_sound_says_takes_its_times(tmp_path):
    tasks = task(
        sound("labels", start=0.5, end=1.5, labels=["speech"]),
        sound("textarea", text=["불 꺼 줘"]),
        sound("choices", choices=["calm"]),
        sound("number", number=3),
        sound("rating", "whole", rating=4),
        {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right"},
        clip="a.wav",
    )
    reading = read(tmp_path, tasks, name="a.wav")

    assert only(reading) == (
        Segment("speech", 0.5, 1.5, attributes={"my_choices": ["calm"], "my_number": 3}),
        Transcript("불 꺼 줘", start_s=0.5, end_s=1.5),
    )
    assert reading.labelled[0].attributes == {"my_rating": "4"}
    assert kinds(reading) == {"unsupported": 1}
    assert "r1 → r2" in reading.issues[0].message


def test_a_drawn_region_and_the_class_that_another_control_gives_are_one_box(tmp_path):
    place = {"x": 10, "y": 10, "width": 10, "height": 20, "rotation": 0}
    shape = {"id": "r", "type": "rectangle", "from_name": "draw", "value": place}
    label = {**shape, "type": "labels", "from_name": "what", "value": {**place, "labels": ["문"]}}
    reading = read_one(put(tmp_path, {"e.json": task(shape, label, clip="a.jpg"), "a.jpg": b""}))

    assert only(reading) == (Box("문", 64.0, 48.0, 64.0, 96.0),)
    assert not reading.issues


def films(*labelled):
    """What is known of films of which no frame was looked at."""
    return [formats.Sized(one, (640, 480)) for one in labelled]


RECORDS = (
    Labelled("a.jpg", (Box("문", 1.0, 1.0, 20.0, 20.0), Choice("c", ("b", "c")), Choice("d"))),
    Labelled("b.wav", (Segment("말", 0.25, 0.75), Transcript("네", start_s=0.25, end_s=0.75))),
    Labelled(
        "c.mov",
        (
            Track(
                "개", (key(0.0, 0.0), key(1.0, 10.0), key(1.04, 10.0, outside=True), key(2.0, 5.0))
            ),
            Segment("걷기", 0.48, 2.0),
        ),
    ),
)


def test_each_kind_of_medium_has_a_configuration_that_fits(tmp_path):
    assert formats.write(films(*RECORDS), tmp_path, "label_studio") == 7
    put(tmp_path, {one.path: b"" for one in RECORDS})
    readings = read_all(tmp_path)

    assert [i for r in readings for i in r.issues] == []
    assert formats.losses(films(*RECORDS), "label_studio") == []
    found = {one.path: one for r in readings for one in r.labelled}
    assert {path: set(map(repr, one.annotations)) for path, one in found.items()} == {
        one.path: set(map(repr, one.annotations)) for one in RECORDS
    }
    assert all(one.attributes == {} for one in found.values())
    config = (tmp_path / "label_config_audio.xml").read_text("utf-8")
    assert re.findall(r'<(\w+) name="(\w+)"', config) == [
        ("Audio", "audio"),
        ("Labels", "audio_labels"),
        ("TextArea", "audio_textarea_of_region"),
    ]
    results = json.loads((tmp_path / "label_studio_audio.json").read_text())[0]["annotations"][0]
    assert len({r["id"] for r in results["result"]}) == 1  # the text belongs to its region


def test_times_between_frames_are_a_loss_and_so_are_further_key_frames():
    said = Labelled("a.mp4", (Segment("x", 0.00012345, 1.0),))
    ends = Labelled(
        "b.mov", (Track("x", (key(0.0, 1.0), key(1.0, 5.0, outside=True), key(2.0, 1.0))),)
    )

    assert [loss.kind for loss in formats.losses(films(said), "label_studio")] == ["times_rounded"]
    assert [loss.kind for loss in formats.losses(films(ends), "label_studio")] == ["keyframes"]


def test_one_kind_of_medium_needs_one_pair_of_files(tmp_path):
    formats.write(sized(RECORDS[1]), tmp_path, "label_studio")

    assert names_of(tmp_path) == ["label_config.xml", "label_studio.json"]
