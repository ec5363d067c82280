import pytest

from dure import formats
from dure.core import Box, Choice, Keypoints, Labelled, Polygon, Segment, Severity, Transcript
from dure.formats.tools.label_studio import media_names

from .making import kinds, put, read_one, sized


def result(kind, id="r1", **value):
    return {
        "id": id,
        "type": kind,
        "value": value,
        "from_name": "tag",
        "original_width": 640,
        "original_height": 480,
    }


def read(tmp_path, *results, data=None, **task):
    tasks = [
        {
            "id": 1,
            "data": data or {"image": "/data/upload/1/0a1b2c3d-a.jpg"},
            "annotations": [{"id": 1, "result": list(results), "completed_by": {"id": 4}}],
            **task,
        }
    ]
    return read_one(put(tmp_path, {"a.jpg": b"", "b.wav": b"", "export.json": tasks}))


def only(reading):
    return reading.labelled[0].annotations


def rectangle(**more):
    return result(
        "rectanglelabels", x=25, y=50, width=50, height=25, rectanglelabels=["door"], **more
    )


def test_boxes_and_outlines_are_in_per_cent(tmp_path):
    points = [[0, 0], [50, 0], [50, 50]]
    reading = read(
        tmp_path, rectangle(), result("polygonlabels", points=points, polygonlabels=["문"])
    )

    assert only(reading) == (
        Box("door", 160.0, 240.0, 320.0, 120.0),
        Polygon("문", ((0.0, 0.0, 320.0, 0.0, 320.0, 240.0),)),
    )
    assert reading.labelled[0].path == "a.jpg"
    assert not reading.issues


def test_a_box_turns_about_its_corner_there_and_about_its_centre_here(tmp_path):
    turned = result(
        "rectanglelabels", x=50, y=50, width=10, height=10, rotation=90, rectanglelabels=["door"]
    )

    # 64 × 48 pixels hang from (320, 240) to the left and down after a quarter turn.
    (box,) = only(read(tmp_path, turned))
    assert (box.x + box.width / 2, box.y + box.height / 2) == (320 - 24, 240 + 32)
    assert (box.width, box.height, box.rotation) == (64, 48, 90)


def test_classes_of_the_whole_and_of_a_region(tmp_path):
    reading = read(
        tmp_path,
        rectangle(),
        result("choices", "r1", choices=["open"]),
        result("choices", "c1", choices=["kitchen", "bright"]),
        result("taxonomy", "t1", taxonomy=[["Fruit", "Apple"]]),
    )

    assert only(reading) == (
        Box("door", 160.0, 240.0, 320.0, 120.0, attributes={"tag": ["open"]}),
        Choice("kitchen"),
        Choice("bright"),
        Choice("Apple", ("Fruit", "Apple")),
    )


def test_sound_has_segments_and_transcripts(tmp_path):
    reading = read(
        tmp_path,
        result("labels", "s1", start=0.5, end=2, labels=["speech"]),
        result("textarea", "s1", start=0.5, end=2, text=["불 꺼 줘"]),
        result("textarea", "w", text=["whole"]),
        data={"audio": "s3://bucket/x/b.wav?sig=1", "split": "val", "group": 7, "room": "부엌"},
    )

    assert only(reading) == (
        Segment("speech", 0.5, 2.0),
        Transcript("불 꺼 줘", start_s=0.5, end_s=2.0),
        Transcript("whole"),
    )
    assert reading.labelled[0] == Labelled(
        "b.wav", only(reading), {"room": "부엌"}, "validation", "7", "export.json"
    )


def test_points_of_one_object_come_together(tmp_path):
    point = {"x": 50, "y": 50}
    reading = read(
        tmp_path,
        rectangle(),
        {**result("keypointlabels", "k1", keypointlabels=["nose"], **point), "parentID": "r1"},
        {**result("keypointlabels", "k2", keypointlabels=["ear"], **point), "parentID": "r1"},
    )

    values = (320.0, 240.0, 2.0, 320.0, 240.0, 2.0)
    assert only(reading)[1] == Keypoints("door", values, ("nose", "ear"))


def test_answers_of_several_people_keep_their_names(tmp_path):
    answers = [
        {"result": [result("choices", choices=["open"])], "completed_by": {"email": "a@b.c"}},
        {"result": [result("choices", choices=["shut"])], "completed_by": 5},
        {"result": [result("choices", choices=["no"])], "was_cancelled": True},
    ]
    reading = read(tmp_path, annotations=answers)

    assert [(o.attributes["annotator"], o.annotations[0].label) for o in reading.labelled] == [
        ("a@b.c", "open"),
        ("5", "shut"),
    ]
    assert kinds(reading) == {"several_annotations": 1}


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (result("brushlabels", rle=[1], brushlabels=["x"]), "unsupported"),
        (result("rectanglelabels", x=1, rectanglelabels=["x"]), "wrong_result"),
        (result("rectanglelabels", x=1, y=1, width=1, height=1), "wrong_result"),
        (
            result("polygonlabels", points=[[1, 2], [3, "4"], [5, 6]], polygonlabels=["x"]),
            "wrong_result",
        ),
        (result("labels", start=0, end=9, text="span", labels=["x"]), "wrong_result"),
        (result("choices", choices=[]), "wrong_result"),
        (
            result("rectanglelabels", x=1, y=1, width=0, height=9, rectanglelabels=["x"]),
            "empty_box",
        ),
        ({"type": "rectanglelabels", "value": 7}, "wrong_result"),
    ],
)
def test_what_cannot_be_taken_is_told(tmp_path, bad, kind):
    reading = read(tmp_path, result("choices", "c", choices=["ok"]), bad)

    assert kind in kinds(reading)
    assert Choice("ok") in only(reading)


def test_the_minimal_export_is_read(tmp_path):
    task = {
        "id": 1,
        "image": "a.jpg",
        "tag": [
            {
                "x": 25,
                "y": 50,
                "width": 50,
                "height": 25,
                "rotation": 0,
                "rectanglelabels": ["door"],
                "original_width": 640,
                "original_height": 480,
            }
        ],
        "choice": "open",
        "place": "kitchen",
        "annotation_id": 3,
        "annotator": 1,
        "lead_time": 1.5,
    }
    reading = read_one(put(tmp_path, {"a.jpg": b"", "min.json": [task]}))

    assert only(reading) == (Box("door", 160.0, 240.0, 320.0, 120.0), Choice("open"))
    assert reading.labelled[0].attributes == {"place": "kitchen"}


def test_a_task_about_text_is_told(tmp_path):
    reading = read(tmp_path, result("choices", choices=["a"]), data={"text": "hello"})

    assert kinds(reading, Severity.WARNING) == {"no_media": 1}
    assert reading.labelled == ()


def test_absent_media_keep_their_labels(tmp_path):
    data = {"image": "https://example.org/x/z.jpg?token=1"}
    reading = read(tmp_path, rectangle(), data=data)

    assert [one.path for one in reading.labelled] == ["z.jpg"]
    assert kinds(reading) == {"missing_media": 1}


def test_local_storage_addresses_name_their_file():
    names = list(media_names("/data/local-files/?d=home/%EC%82%AC%EC%A7%84/a.jpg"))

    assert "home/사진/a.jpg" in names
    assert list(media_names("http://[broken")) == ["http://[broken"]


def test_what_it_cannot_hold_is_left_out(tmp_path):
    from dure.core import Intent

    written = formats.write(sized(Labelled("b.wav", (Intent("wash"),))), tmp_path, "label_studio")

    assert written == 0
