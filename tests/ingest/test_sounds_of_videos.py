"""The sound of a video is a stream of its own on the video's clock, and comes in once."""

import json
from itertools import pairwise

import pytest
from tests.streams.test_soundtrack import film

from dure import catalog
from dure.ingest.tables import SourceFile

from .making import kinds, photo

pytest.importorskip("av", reason="the extra “video” is not installed")


def streams(shop, path):
    return [(s["role"], s["path"], s["probe"]["media_type"]) for s in shop.record(path)["streams"]]


def sung(tmp_path, codec="aac", name="film.mp4", **more):
    return film(tmp_path / name, codec, **more).read_bytes()


def test_a_film_with_sound_has_two_streams(shop, tmp_path):
    content = sung(tmp_path, "libopus", "film.webm", late_s=0.5)
    shop.put({"clips/film.webm": content})

    tally = shop.take()
    shop.again()

    assert (tally.records, tally.files, tally.issues) == (1, 1, [])
    assert streams(shop, "clips/film.webm") == [
        ("main", "", "video/webm"),
        ("sound", "clips/film.webm#sound", "audio/ogg"),
    ]
    record = shop.record("clips/film.webm")
    picture, sound = record["streams"]
    assert sound["start_s"] == pytest.approx(0.5, abs=0.002)
    assert sound["probe"]["duration_s"] == pytest.approx(3.0, abs=0.05)
    assert record["size"] == picture["size"] + sound["size"]
    assert shop.workspace.blobs.size(sound["digest"]) == sound["size"]
    peaks = json.loads(shop.workspace.blobs.read_derived("preview", sound["digest"]))
    assert max(peaks["data"]) > 40


def test_a_film_without_sound_or_with_one_that_stays_has_one(shop, tmp_path):
    shop.put({"film.mp4": sung(tmp_path, "ac3")})

    shop.take()

    assert [role for role, *_ in streams(shop, "film.mp4")] == ["main"]
    (row,) = shop.rows(SourceFile)
    assert row["kind"] == "sound_stays"


def test_the_sound_of_a_recordings_film_follows_its_clock(shop, tmp_path):
    parts = [
        {"role": "camera", "path": "film.mp4", "start_s": 10.0, "drift_ppm": 100},
        {"role": "camera_sound", "path": "a.jpg"},
    ]
    manifest = {"recording": 1, "name": "r", "streams": parts}
    late = sung(tmp_path, late_s=0.7)
    shop.put({"film.mp4": late, "a.jpg": photo(1), "r.recording.json": manifest})

    shop.take()
    shop.again()

    assert [s["role"] for s in shop.record("film.mp4")["streams"]] == [
        "camera", "camera_sound_2", "camera_sound",
    ]  # fmt: skip
    sound = shop.record("film.mp4")["streams"][1]
    assert sound["start_s"] == pytest.approx(10.7 - 0.7e-4, abs=0.03)
    assert sound["drift_ppm"] == 100

    with shop.workspace.unit_of_work() as db:
        catalog.part(db, shop.actor, shop.dataset, [shop.record("film.mp4")["id"]])
    assert [s["role"] for s in shop.record("film.mp4")["streams"]] == ["camera", "camera_sound_2"]


def test_labels_of_the_film_are_not_taken_for_its_sounds(shop, tmp_path):
    shop.put({"film.mp4": sung(tmp_path), "labels.csv": "file,label\nfilm.mp4,Apple\n"})

    shop.take()

    assert shop.labels() == {"film.mp4": ["Apple"]}
    assert kinds(shop.take()) == {}


def test_a_sound_in_aac_is_drawn_where_it_can_be_decoded(shop, tmp_path):
    shop.put({"film.mp4": sung(tmp_path, channels=2)})

    shop.take()

    sound = shop.record("film.mp4")["streams"][1]
    peaks = json.loads(shop.workspace.blobs.read_derived("preview", sound["digest"]))
    assert sound["probe"]["media_type"] == "audio/mp4"
    assert peaks["length"] * peaks["samples_per_pixel"] / 48_000 == pytest.approx(3.0, abs=0.05)
    # The beeps: six loud stretches with quiet ones between.
    loud = [high > 20 for high in peaks["data"][1::2]]
    assert sum(not a and b for a, b in pairwise(loud)) == 6


def test_a_sound_in_aac_is_measured_where_it_cannot_be_decoded(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("dure.streams.pictures.can_decode", lambda: False)
    shop.put({"film.mp4": sung(tmp_path)})

    shop.take()

    sound = shop.record("film.mp4")["streams"][1]
    assert sound["probe"]["duration_s"] == pytest.approx(3.0, abs=0.05)
    assert shop.workspace.blobs.read_derived("preview", sound["digest"]) is None
