"""Streams that a manifest joins are one record; nothing of them is lost or said twice."""

import json

import pytest

from dure import ingest
from dure.catalog.tables import AnnotationSet

from .making import kinds, photo, sound, warned

STATUS = '{"time": "2026-11-02T07:12:04+09:00", "RefrigeratorAlarm.State": 0, "power": 80.5}\n' * 3


def manifest(number=1, streams=None, **told):
    name = f"moment-{number}"
    streams = streams or [
        {"role": "interior_camera", "path": f"{name}.jpg"},
        {"role": "voice", "path": f"{name}.wav", "start_s": 1.25, "drift_ppm": 80},
    ]
    return json.dumps({"recording": 1, "name": name, "streams": streams, **told})


def moment(number=1, **told):
    name = f"moment-{number}"
    return {
        f"{name}.jpg": photo(number),
        f"{name}.wav": sound(number),
        f"{name}.recording.json": manifest(number, **told),
    }


def roles(shop, path):
    return [(s["role"], s["path"], s["start_s"]) for s in shop.record(path)["streams"]]


def test_the_streams_of_a_manifest_are_one_record(shop):
    shop.put({**moment(household="h07", started_at="2026-11-02T07:12:04+09:00"), "b.jpg": photo(9)})

    tally = shop.take()
    shop.again()

    assert (tally.records, tally.sources, tally.issues) == (2, 4, [])
    assert shop.records() == ["b.jpg", "moment-1.jpg"]
    assert roles(shop, "moment-1.jpg") == [
        ("interior_camera", "moment-1.jpg", 0.0),
        ("voice", "moment-1.wav", 1.25),
    ]
    record = shop.record("moment-1.jpg")
    assert record["streams"][1]["drift_ppm"] == 80
    assert record["group_key"] == "h07"
    assert record["attributes"]["started_at"] == "2026-11-02T07:12:04+09:00"
    assert shop.outcomes()["moment-1.wav"] == "stream"


def test_a_manifest_may_name_modalities_that_the_domain_does_not_collect(shop):
    streams = [{"role": "camera", "path": "a.jpg"}, {"role": "status", "path": "log/a.jsonl"}]
    shop.put({"a.jpg": photo(1), "log/a.jsonl": STATUS, "a.recording.json": manifest(1, streams)})

    tally = shop.take()

    assert tally.issues == []
    assert [role for role, *_ in roles(shop, "a.jpg")] == ["camera", "status"]


def test_conditions_and_labels_reach_the_record(shop):
    told = {"door": "열림", "Lamp": "on", "humidity": "high"}
    shop.put(moment(conditions=told, simulated=True))
    shop.put({"labels.csv": "file,label,provider\nmoment-1.jpg,Apple,한빛전자\n"})

    shop.take()

    record = shop.record("moment-1.jpg")
    assert record["conditions"] == {"door": "open", "lamp": "on"}
    assert record["attributes"]["humidity"] == "high"  # no factor of this domain
    assert record["attributes"]["simulated"] == "true"
    assert record["provider"] == "한빛전자"
    assert shop.labels() == {"moment-1.jpg": ["Apple"]}


def test_what_is_said_of_a_further_stream_names_it(studio):
    streams = [{"role": "camera", "path": "a.jpg"}, {"role": "voice", "path": "a.wav"}]
    studio.put({"a.jpg": photo(1), "a.wav": sound(1), "a.txt": "불 켜 줘"})
    studio.put({"a.recording.json": manifest(1, streams)})

    studio.take()

    (row,) = [r for r in studio.rows(AnnotationSet) if r["is_current"]]
    (said,) = row["annotations"]
    assert (said["text"], said["attributes"]["stream"]) == ("불 켜 줘", "voice")


def test_a_manifest_that_goes_lets_its_streams_be_records_again(shop):
    shop.put(moment())
    shop.take()
    (shop.root / "moment-1.recording.json").unlink()

    shop.take()

    assert shop.records() == ["moment-1.jpg", "moment-1.wav"]
    assert len(shop.record("moment-1.jpg")["streams"]) == 1
    shop.again()


def test_a_manifest_that_comes_later_joins_what_were_records(shop):
    files = moment()
    late = files.pop("moment-1.recording.json")
    shop.put(files)
    shop.take()

    shop.put({"moment-1.recording.json": late})
    shop.take()

    assert shop.records() == ["moment-1.jpg"]
    assert [role for role, *_ in roles(shop, "moment-1.jpg")] == ["interior_camera", "voice"]
    shop.again()


def test_a_changed_manifest_changes_the_record(shop):
    shop.put(moment())
    shop.take()
    shop.put({"moment-1.recording.json": manifest(1, [{"role": "door", "path": "moment-1.jpg"}])})

    shop.take()

    assert roles(shop, "moment-1.jpg")[0][0] == "door"
    shop.again()


def test_a_missing_stream_is_told_every_time(shop):
    files = moment()
    del files["moment-1.wav"]
    shop.put(files)

    first, second = shop.take(), shop.take()

    assert warned(first) == warned(second) == {"missing_stream": 1}
    assert shop.records() == ["moment-1.jpg"]


def test_a_damaged_first_stream_leaves_the_others_joined(shop):
    streams = [
        {"role": "camera", "path": "a.jpg"},
        {"role": "voice", "path": "a.wav"},
        {"role": "side", "path": "b.jpg"},
    ]
    shop.put({"a.jpg": photo(1)[:300], "a.wav": sound(1), "b.jpg": photo(2)})
    shop.put({"a.recording.json": manifest(1, streams, household="h1")})

    tally = shop.take()

    assert kinds(tally).keys() == {"a.jpg"}
    assert [role for role, *_ in roles(shop, "a.wav")] == ["voice", "side"]
    shop.again()


def test_not_one_whole_stream_is_told(shop):
    shop.put({"moment-1.jpg": b"", "moment-1.recording.json": manifest()})

    tally = shop.take()

    assert kinds(tally)["moment-1.recording.json"] == "no_stream"
    assert shop.records() == []


def test_two_recordings_that_begin_alike_are_told_apart_or_refused(shop):
    shop.put(moment(1))
    streams = [{"role": "camera", "path": "copy.jpg"}, {"role": "voice", "path": "other.wav"}]
    shop.put(
        {"copy.jpg": photo(1), "other.wav": sound(7), "z.recording.json": manifest(2, streams)}
    )

    tally = shop.take()

    assert kinds(tally) == dict.fromkeys(
        ("copy.jpg", "other.wav", "z.recording.json"), "same_recording"
    )
    assert [role for role, *_ in roles(shop, "moment-1.jpg")] == ["interior_camera", "voice"]
    shop.again()


def test_a_file_belongs_to_one_recording(shop):
    shop.put(moment(1))
    shop.put({"z.recording.json": manifest(2, [{"role": "x", "path": "moment-1.jpg"}])})

    tally = shop.take()

    assert kinds(tally) == {"z.recording.json": "bad_recording"}
    shop.again()


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[]",
        '{"recording": 2}',
        '{"recording": 1, "streams": []}',
        '{"recording": 1, "streams": [{"role": "a", "path": "../a.jpg"}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "/etc/passwd"}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "."}]}',
        '{"recording": 1, "streams": [{"role": "A b", "path": "a.jpg"}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "a.jpg", "start_s": "soon"}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "a.jpg", "start_s": NaN}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "a.jpg", "drift_ppm": 1e6}]}',
        '{"recording": 1, "streams": [{"role": "a", "path": "a.jpg"}, {"role": "a", "path": "b"}]}',
        '{"recording": 1, "started_at": "gestern", "streams": [{"role": "a", "path": "a.jpg"}]}',
        "[" * 100_000,
    ],
)
def test_a_bad_manifest_is_an_issue_and_its_streams_are_data(shop, document):
    shop.put({"a.jpg": photo(1), "a.recording.json": document})

    tally = shop.take()

    assert kinds(tally) == {"a.recording.json": "bad_recording"}
    assert shop.records() == ["a.jpg"]
    shop.again()


def test_a_prefix_stands_before_every_path(shop, tmp_path):
    shop.put(moment())
    root = ingest.Root(shop.root, "maker/")

    shop.take(root)

    assert roles(shop, "maker/moment-1.jpg")[1][1] == "maker/moment-1.wav"
