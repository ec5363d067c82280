"""A recording's streams are set right by what several of them saw, and its manifest says so."""

import json
import wave

import numpy as np
import pytest

from dure.core import Invalid
from dure.streams import read_manifest
from dure.streams.aligning import align, write

OFFSET, DRIFT_PPM = 1.37, 80.0
RATE = 8000


@pytest.fixture
def recording(tmp_path):
    """A door that a microphone heard, another microphone farther off, and the fridge's log."""
    chance = np.random.default_rng(4)
    moved = np.sort(chance.uniform(3, 297, 25))
    later = (moved - OFFSET) * (1 + DRIFT_PPM / 1e6)
    _sound(tmp_path / "near.wav", moved, 1.0)
    _sound(tmp_path / "far.wav", later, 0.2)
    door = [{"t": 0.0, "door": "closed", "shelf": 3.9}] + [
        {"t": round(moment, 3), "door": "closed" if n % 2 else "open", "shelf": 4 + n / 100}
        for n, moment in enumerate(later)
    ]
    text = "".join(json.dumps(row) + "\n" for row in door)
    (tmp_path / "log.jsonl").write_text(text)
    (tmp_path / "look.jpg").write_bytes(b"\xff\xd8\xff")
    streams = [
        {"role": "look", "path": "look.jpg"},
        {"role": "near", "path": "near.wav", "start_s": 2.0},
        {"role": "far", "path": "far.wav", "start_s": 2.0},
        {"role": "status", "path": "log.jsonl", "start_s": 1.0, "unit": "kept"},
    ]
    path = tmp_path / "fridge.recording.json"
    path.write_text(json.dumps({"recording": 1, "streams": streams, "household": "h07"}))
    return path


def _sound(path, moments, level):
    sound = np.random.default_rng(len(path.name)).normal(0, 0.001, 300 * RATE)
    for moment in moments:
        first = int(np.ceil(moment * RATE))
        since = np.arange(RATE // 10) / RATE + first / RATE - moment
        click = level * np.exp(-since / 0.02) * np.sin(2 * np.pi * 700 * since)
        end = min(len(sound), first + len(click))
        sound[first:end] += click[: end - first]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def test_sound_and_log_are_set_right_against_the_first_sound(recording):
    own, found = align(recording.parent, read_manifest(recording.parent, recording.name))
    look, far, status = found

    assert own == "near"
    assert look.relation is None
    assert "clock" in look.reason
    for one in (far, status):
        told = one.relation
        assert told.offset_s == pytest.approx(2 + OFFSET, abs=4 * told.offset_uncertainty_s)
        assert told.drift_ppm == pytest.approx(DRIFT_PPM, abs=4 * told.drift_uncertainty_ppm)
        assert told.offset_uncertainty_s < 0.005
    assert far.by == "sound"
    assert status.by == "sound = door=closed"


def test_the_manifest_is_written_and_the_rest_of_it_stays(recording):
    _, found = align(recording.parent, read_manifest(recording.parent, recording.name))
    write(recording, found)
    document = json.loads(recording.read_text())
    parts = {part.role: part for part in read_manifest(recording.parent, recording.name).parts}

    assert parts["status"].start_s == pytest.approx(2 + OFFSET, abs=0.01)
    assert parts["status"].drift_ppm == pytest.approx(DRIFT_PPM, abs=30)
    assert 0 < parts["status"].offset_uncertainty_s < 0.005
    assert document["household"] == "h07"
    assert document["streams"][3]["unit"] == "kept"
    assert "drift_ppm" not in document["streams"][1]
    assert not list(recording.parent.glob(".*"))


def test_a_recording_that_is_right_already_stays_as_it_is(recording):
    root, name = recording.parent, recording.name
    write(recording, align(root, read_manifest(root, name))[1])
    first = recording.read_text()
    write(recording, align(root, read_manifest(root, name))[1])
    again = json.loads(recording.read_text())

    for one, other in zip(json.loads(first)["streams"], again["streams"]):
        assert one["start_s" if "start_s" in one else "path"] == pytest.approx(
            other["start_s" if "start_s" in other else "path"], abs=1e-4
        )


def test_another_stream_may_be_the_clock_that_counts(recording):
    found = read_manifest(recording.parent, recording.name)
    own, others = align(recording.parent, found, reference="status")
    near = next(one for one in others if one.role == "near").relation

    assert own == "status"
    assert near.offset_s == pytest.approx(1 - OFFSET, abs=0.02)
    assert near.drift_ppm == pytest.approx(-DRIFT_PPM, abs=30)
    with pytest.raises(Invalid, match="no stream"):
        align(recording.parent, found, reference="door")
    with pytest.raises(Invalid, match="clock"):
        align(recording.parent, found, reference="look")


def test_a_film_is_set_right_by_its_sound(tmp_path):
    av = pytest.importorskip("av", reason="the extra “video” is not installed")
    moved = np.sort(np.random.default_rng(6).uniform(2, 58, 25))
    _sound(tmp_path / "near.wav", moved, 1.0)
    _sound(tmp_path / "late.wav", (moved - OFFSET) * (1 + DRIFT_PPM / 1e6), 0.8)
    with (
        av.open(str(tmp_path / "late.wav")) as wav,
        av.open(str(tmp_path / "film.mp4"), "w") as out,
    ):
        pictures, heard = out.add_stream("mpeg4", rate=1), out.add_stream("aac", RATE)
        pictures.width, pictures.height, pictures.pix_fmt = 16, 16, "yuv420p"
        for _ in range(60):
            frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
            out.mux(pictures.encode(frame))
        for frame in wav.decode(audio=0):
            out.mux(heard.encode(frame))
        for stream in (pictures, heard):
            out.mux(stream.encode(None))
    streams = [{"role": name[:4], "path": name} for name in ("near.wav", "film.mp4")]
    path = tmp_path / "one.recording.json"
    path.write_text(json.dumps({"recording": 1, "streams": streams}))
    ((film,), _) = align(tmp_path, read_manifest(tmp_path, path.name))[::-1]

    assert film.by == "sound"
    assert film.relation.offset_s == pytest.approx(OFFSET, abs=0.005)
    assert film.relation.drift_ppm == pytest.approx(DRIFT_PPM, abs=60)


def test_films_and_sounds_that_are_none_leave_nothing_to_tell_the_time_by(tmp_path):
    (tmp_path / "near.flac").write_bytes(b"none")
    (tmp_path / "film.mp4").write_bytes(b"none")
    streams = [{"role": name[:4], "path": name} for name in ("near.flac", "film.mp4")]
    path = tmp_path / "one.recording.json"
    path.write_text(json.dumps({"recording": 1, "streams": streams}))

    with pytest.raises(Invalid, match="No stream"):
        align(tmp_path, read_manifest(tmp_path, path.name))
