"""Recordings go to MCAP and come back, other tools read what is written, and bad files are told."""

import base64
import io
import json
import struct
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dure.core import Conflict, Invalid
from dure.streams import Recording, frames, mcap, mcap_export, mcap_import, read_manifest, window
from dure.streams.mcap_writing import Writer

NANO = 1_000_000_000
START = 1_793_571_124 * NANO


def library():
    return pytest.importorskip("mcap.reader", reason="the library mcap is a development extra")


def _jpeg(shade, size=(32, 24), kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 0, 90)).save(out, kind)
    return out.getvalue()


def _file(path, channels, extra=lambda writer: None):
    """Write channels: topic, schema and the messages of each with their times."""
    with path.open("wb") as file:
        writer = Writer(file)
        for topic, schema, messages in channels:
            number = writer.channel(topic, (schema, b"{}"))
            for log_time, message in messages:
                writer.message(number, log_time, json.dumps(message).encode())
        extra(writer)
        writer.close()
    return path


def _series(path):
    return window.read(path.read_bytes(), "application/jsonl")


def _recording(folder, streams, **more):
    document = {"recording": 1, **more, "streams": streams}
    path = folder / "fridge.recording.json"
    path.write_text(json.dumps(document))
    return read_manifest(folder, path.name)


@pytest.fixture
def fridge(tmp_path):
    """A picture, a sound and two logs, one of them with a clock that drifts and a gap."""
    folder = tmp_path / "fridge"
    folder.mkdir()
    (folder / "look.jpg").write_bytes(_jpeg(40))
    with wave.open(str(folder / "voice.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(range(200)) * 10)
    rows = "".join(f"{t},{t / 8},{'open' if t % 2 else 'shut'}\n" for t in [*range(9), 60, 61])
    (folder / "power.csv").write_text("time_s,power [W],door\n" + rows)
    (folder / "door.jsonl").write_text('{"t": 5, "door": {"left": 1}}\n{"t": 6.5, "door": null}\n')
    streams = [
        {"role": "look", "path": "look.jpg", "start_s": 0.25},
        {"role": "voice", "path": "voice.wav", "start_s": 1.5, "drift_ppm": 80},
        {"role": "power", "path": "power.csv", "start_s": -2.0, "drift_ppm": 1000.0},
        {"role": "door", "path": "door.jsonl", "offset_uncertainty_s": 0.01},
    ]
    return folder, _recording(
        folder, streams, started_at="2026-11-02T07:12:04+09:00", conditions={"light": "off"},
        household="h07",
    )  # fmt: skip


def test_a_recording_comes_back_with_times_values_gaps_and_media(fridge, tmp_path):
    folder, recording = fridge
    told = mcap_export.write(folder, recording, tmp_path / "fridge.mcap")
    found = mcap_import.read(tmp_path / "fridge.mcap", tmp_path / "back")
    back = read_manifest(tmp_path / "back", found.manifest.name)

    assert (told.messages, told.attachments, told.issues, found.issues) == (14, 1, (), ())
    assert [part.role for part in back.parts] == ["look", "voice", "power", "door"]
    assert (back.attributes, back.group) == (recording.attributes, "h07")
    for name, part in zip(("look.jpg", "voice.wav"), back.parts):
        assert (tmp_path / "back" / part.path).read_bytes() == (folder / name).read_bytes()
    assert [part.start_s for part in back.parts] == [0.25, 1.5, -2.0, 0.0]
    assert [part.drift_ppm for part in back.parts] == [0, 80, 0, 0]
    assert back.parts[3].offset_uncertainty_s == 0.01
    before = window.read((folder / "power.csv").read_bytes(), "text/csv")
    after = _series(tmp_path / "back" / back.parts[2].path)
    assert after.columns == before.columns == (("power [W]", "W"),)
    assert after.seconds == pytest.approx(before.seconds / 1.001, abs=2e-9)
    assert after.values[0].tolist() == before.values[0].tolist()
    assert len(window.gaps(after.seconds)) == len(window.gaps(before.seconds)) == 1
    lines = (tmp_path / "back" / back.parts[2].path).read_text().splitlines()
    assert [json.loads(line)["door"] for line in lines[:2]] == ["shut", "open"]


times = st.lists(st.integers(0, 10**9), min_size=1, max_size=30, unique=True).map(sorted)
cells = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=40, deadline=None)
@given(
    moments=times,
    data=st.data(),
    start_ms=st.integers(-10_000, 10_000),
    drift=st.floats(-500, 500),
)
def test_any_series_comes_back_equal_on_the_recording_s_clock(moments, data, start_ms, drift):
    size = st.lists(cells, min_size=len(moments), max_size=len(moments))
    rows = zip(moments, data.draw(size), data.draw(size))
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = "".join(json.dumps({"t": m / 1000, "a": a, "b.c": b}) + "\n" for m, a, b in rows)
        (folder / "one.jsonl").write_text(text)
        stream = {"role": "one", "path": "one.jsonl", "start_s": start_ms / 1000}
        recording = _recording(folder, [stream | {"drift_ppm": drift}])
        mcap_export.write(folder, recording, folder / "one.mcap")
        found = mcap_import.read(folder / "one.mcap", folder / "back")
        before, after = _series(folder / "one.jsonl"), _series(folder / "back" / "one.jsonl")
        start = read_manifest(folder / "back", found.manifest.name).parts[0].start_s

    assert start == pytest.approx(start_ms / 1000, abs=1e-9)
    assert after.columns == before.columns
    assert after.seconds == pytest.approx(before.seconds / (1 + drift / 1e6), abs=2e-9)
    for old, new in zip(before.values, after.values):
        np.testing.assert_array_equal(old, new)


def test_the_library_of_mcap_reads_what_is_written(fridge, tmp_path):
    folder, recording = fridge
    mcap_export.write(folder, recording, tmp_path / "fridge.mcap")
    with (tmp_path / "fridge.mcap").open("rb") as file:
        reader = library().make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        read = [(c.topic, m.log_time, json.loads(m.data)) for _, c, m in reader.iter_messages()]
        (voice,) = reader.iter_attachments()
        (about,) = reader.iter_metadata()

    start = read[0][1] + 2 * NANO
    assert start == START
    assert summary.statistics.message_count == len(read) == 14
    assert {channel.topic for channel in summary.channels.values()} == {"look", "power", "door"}
    assert [moment for _, moment, _ in read] == sorted(moment for _, moment, _ in read)
    assert next(m for topic, _, m in read if topic == "door") == {"door.left": 1.0, "door": None}
    assert (voice.name, voice.log_time) == ("voice.wav", start + 1_500_000_000)
    assert voice.data == (folder / "voice.wav").read_bytes()
    assert json.loads(about.metadata["manifest"])["household"] == "h07"


@pytest.mark.parametrize("compression", ["NONE", "LZ4", "ZSTD"])
@pytest.mark.parametrize("chunked", [True, False])
def test_what_the_library_writes_is_read(tmp_path, compression, chunked):
    library()
    from mcap.writer import CompressionType
    from mcap.writer import Writer as Theirs

    path = tmp_path / "robot.mcap"
    with path.open("wb") as file:
        theirs = Theirs(
            file,
            compression=CompressionType[compression],
            use_chunking=chunked,
            enable_data_crcs=True,
        )
        theirs.start()
        schema = theirs.register_schema("Pose", "jsonschema", b"{}")
        json_ = theirs.register_channel("/robot/pose", "json", schema)
        coded = theirs.register_channel("/robot/scan", "cdr", schema)
        for n in range(50):
            message = {"pose": {"x": n, "q": [0, n / 2]}, "mode": "dock"}
            theirs.add_message(json_, START + n * NANO, json.dumps(message).encode(), 0)
            theirs.add_message(coded, START + n * NANO, b"\x00\x01", 0)
        theirs.add_attachment(0, START + NANO, "notes.pdf", "application/pdf", b"%PDF")
        theirs.add_metadata("site", {"room": "kitchen"})
        theirs.finish()

    found = mcap_import.read(path, tmp_path / "out")
    recording = read_manifest(tmp_path / "out", found.manifest.name)
    series = _series(tmp_path / "out" / "robot_pose.jsonl")
    assert [c for c, _ in series.columns] == ["pose.x", "pose.q.0", "pose.q.1"]
    assert series.seconds.tolist() == list(range(50))
    assert series.values[2].tolist() == [n / 2 for n in range(50)]
    assert recording.attributes["mcap_site.room"] == "kitchen"
    assert recording.attributes["started_at"] == "2026-11-01T22:12:04+00:00"
    assert {(i.path, i.kind) for i in found.issues} == {
        ("/robot/scan", "not_read"),
        ("notes.pdf", "kept_beside"),
    }
    assert "cdr" in next(i.message for i in found.issues if i.kind == "not_read")
    assert (tmp_path / "out" / "attachments" / "notes.pdf").read_bytes() == b"%PDF"


def test_jpegs_of_one_size_become_a_film_whose_frames_keep_their_times(tmp_path):
    shown = [0, 33, 70, 400]
    picture = [
        (START + ms * 10**6, {"format": "jpeg", "data": base64.b64encode(_jpeg(ms % 255)).decode()})
        for ms in shown
    ]
    log = [(START - NANO, {"value": 1})]
    path = _file(
        tmp_path / "cam.mcap",
        [("/camera", "foxglove.CompressedImage", picture), ("/log", "Log", log)],
    )
    found = mcap_import.read(path, tmp_path / "out")
    parts = {p.role: p for p in read_manifest(tmp_path / "out", found.manifest.name).parts}
    with (tmp_path / "out" / "camera.mp4").open("rb") as file:
        film = frames.read_video(file)

    assert parts["camera"].start_s == 1.0
    assert parts["log"].start_s == 0.0
    assert film.index.seconds.tolist() == pytest.approx([ms / 1000 for ms in shown])
    assert (film.codec, film.width, film.height) == ("mjpeg", 32, 24)
    assert not list((tmp_path / "out").glob("*.pictures"))


def test_other_pictures_are_a_stream_each_and_those_too_many_are_told(tmp_path):
    data = base64.b64encode(_jpeg(7, kind="PNG")).decode()
    messages = [(START + n * NANO, {"format": "png", "data": data}) for n in range(66)]
    path = _file(tmp_path / "cam.mcap", [("camera", "foxglove.CompressedImage", messages)])
    found = mcap_import.read(path, tmp_path / "out")

    parts = read_manifest(tmp_path / "out", found.manifest.name).parts
    assert [p.start_s for p in parts] == list(range(64))
    assert (tmp_path / "out" / parts[63].path).read_bytes() == _jpeg(7, kind="PNG")
    (issue,) = found.issues
    assert (issue.kind, issue.message.values["count"]) == ("too_many_pictures", 2)


def test_blocks_of_sound_become_one_and_a_gap_between_them_is_told(tmp_path):
    block = base64.b64encode(bytes(1600)).decode()
    told = {"data": block, "format": "pcm-s16", "sample_rate": 8000, "number_of_channels": 1}
    messages = [(START + ms * 10**6, told) for ms in (0, 100, 700)]
    messages.append((START, told | {"sample_rate": 16000}))
    path = _file(tmp_path / "mic.mcap", [("mic", "foxglove.RawAudio", messages)])
    found = mcap_import.read(path, tmp_path / "out")

    with wave.open(str(tmp_path / "out" / "mic.wav")) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 2400)
    assert {(i.kind, i.message.values["count"]) for i in found.issues} == {
        ("sound_with_gaps", 1),
        ("bad_messages", 1),
    }


def test_names_of_channels_and_files_never_lead_out_of_the_folder(tmp_path):
    (tmp_path / "evil.wav").write_bytes(b"RIFF")

    def attach(writer):
        for name in ("../../evil.wav", "/etc/passwd", "..\\..\\boot.wav", "a\x00b.\x1bsh"):
            writer.attachment(tmp_path / "evil.wav", name, "audio/wav", START)

    topics = ("../../../etc/cron", "/", "", "한글/온도", "..", "A b", "a_b")
    path = _file(tmp_path / "x.mcap", [(t, "S", [(START, {"v": 1})]) for t in topics], attach)
    found = mcap_import.read(path, tmp_path / "deep" / "out")

    files = {p.relative_to(tmp_path / "deep").parts[0] for p in (tmp_path / "deep").rglob("*")}
    assert files == {"out"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["deep", "evil.wav", "x.mcap"]
    roles = [made.role for made in found.streams]
    assert len(set(roles)) == len(roles) == 9
    assert {"etc_cron", "a_b", "a_b_2", "evil", "boot"} <= set(roles)


def test_a_file_that_was_cut_off_gives_what_came_before(tmp_path):
    whole = _file(
        tmp_path / "whole.mcap",
        [("log", "S", [(START + n, {"v": n, "text": "x" * 900}) for n in range(3000)])],
    ).read_bytes()
    for cut in (len(whole) // 2, 40, 9):
        (tmp_path / "cut.mcap").write_bytes(whole[:cut])
        found = mcap_import.read(tmp_path / "cut.mcap", tmp_path / f"out{cut}")
        assert [i.kind for i in found.issues] == ["truncated"]
        assert (found.manifest is None) == (found.messages == 0)
        assert found.manifest is None or 0 < found.messages < 3000
    assert not (tmp_path / "out9").exists()


def test_a_chunk_whose_checksum_is_wrong_is_left_out_and_the_others_are_read(tmp_path):
    path = _file(
        tmp_path / "a.mcap",
        [("log", "S", [(START + n, {"v": n, "text": "x" * 900}) for n in range(3000)])],
    )
    content = bytearray(path.read_bytes())
    at = content.index(b"zstd") - 8
    content[at : at + 4] = struct.pack("<I", 1 + struct.unpack("<I", content[at : at + 4])[0])
    path.write_bytes(content)
    found = mcap_import.read(path, tmp_path / "out")

    assert [i.kind for i in found.issues] == ["damaged"]
    assert 0 < found.messages < 3000
    assert len(_series(tmp_path / "out" / "log.jsonl").seconds) == found.messages


def _chunk(size, content, compression=b"zstd"):
    name = struct.pack("<I", len(compression)) + compression
    body = struct.pack("<QQQI", 0, 0, size, 0) + name + struct.pack("<Q", len(content)) + content
    return struct.pack("<BQ", mcap.CHUNK, len(body)) + body


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (struct.pack("<BQ", mcap.MESSAGE, (1 << 64) - 1), "truncated"),
        (struct.pack("<BQ", mcap.CHUNK, 1 << 40), "truncated"),
        (_chunk(1 << 50, b"x"), "too_large"),
        (_chunk(10, b"no zstd at all"), "damaged"),
        (_chunk(10, b"x" * 10, b"bz3"), "unknown_compression"),
        (_chunk(90, bytes(90), b""), "damaged"),
        (_chunk(9, struct.pack("<BQ", mcap.MESSAGE, 1 << 60), b""), "damaged"),
        (struct.pack("<BQ", mcap.MESSAGE, 22) + bytes(22), "damaged"),
        (struct.pack("<BQ", mcap.METADATA, 4) + b"\xff\xff\xff\xff", "damaged"),
        (struct.pack("<BQ", mcap.ATTACHMENT, 4) + bytes(4), "truncated"),
        (struct.pack("<BQ", mcap.DATA_END, 4) + b"\x01\x02\x03\x04", "wrong_checksum"),
    ],
)
def test_hostile_records_are_told_and_take_no_memory(record, kind):
    items = list(mcap.read(io.BytesIO(mcap.MAGIC + record)))

    assert kind in {item.kind for item in items}
    assert all(isinstance(item, mcap.Damage) for item in items)


def test_a_packed_chunk_is_never_unpacked_beyond_what_it_says():
    import pyarrow as pa

    bomb = pa.Codec("zstd").compress(bytes(32 << 20), asbytes=True)
    items = list(mcap.read(io.BytesIO(mcap.MAGIC + _chunk(100, bomb))))

    assert items[0].kind == "damaged"


def test_an_attachment_with_a_wrong_checksum_is_told(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"sound of a door")
    path = _file(
        tmp_path / "a.mcap",
        [],
        lambda writer: writer.attachment(tmp_path / "a.bin", "a.wav", "audio/wav", 5),
    )
    path.write_bytes(path.read_bytes().replace(b"of a door", b"of a flor"))
    with path.open("rb") as file:
        kinds = [type(item).__name__ for item in mcap.read(file)]

    assert kinds == ["Attachment", "Damage"]


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.integers(0, 10**6))
def test_any_damage_ends_in_a_finding_and_never_in_a_crash(at, byte, cut):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "n.txt").write_text("hello")
        path = _file(
            folder / "a.mcap",
            [("log", "S", [(n, {"v": n}) for n in range(5)])],
            lambda writer: writer.attachment(folder / "n.txt", "n.txt", "text/plain", 3),
        )
        content = bytearray(path.read_bytes())
        content[at % len(content)] = byte
        path.write_bytes(content[: len(content) - cut % len(content)])
        if content[: len(content) - cut % len(content)][:8] != mcap.MAGIC:
            with pytest.raises(Invalid, match="MCAP"):
                mcap_import.read(path, folder / "out")
            return
        found = mcap_import.read(path, folder / "out")
        if found.manifest is None:
            assert found.streams == ()
        else:
            assert isinstance(read_manifest(folder / "out", found.manifest.name), Recording)


def test_lies_of_a_manifest_inside_are_left_out(tmp_path):
    def lie(writer):
        writer.metadata(
            mcap_import.ABOUT,
            {"manifest": '{"started_at": "noon", "streams": [3, {"role": 4}]}', "origin_ns": "7"},
        )

    path = _file(tmp_path / "a.mcap", [("log", "S", [(7 + NANO, {"v": 1})])], lie)
    found = mcap_import.read(path, tmp_path / "out")
    back = read_manifest(tmp_path / "out", found.manifest.name)

    assert [i.kind for i in found.issues] == ["bad_metadata"]
    assert (back.attributes, back.parts[0].start_s) == ({}, 1.0)


def test_a_stream_with_a_clock_of_its_own_is_told(tmp_path):
    path = _file(
        tmp_path / "a.mcap",
        [("boot", "S", [(5 * NANO, {"v": 1})]), ("log", "S", [(START * 2, {"v": 1})])],
    )
    found = mcap_import.read(path, tmp_path / "out")

    assert [(i.path, i.kind) for i in found.issues] == [("boot.jsonl", "other_clock")]


def test_long_lists_deep_objects_and_odd_numbers_stay_readable(tmp_path):
    deep = json.loads('{"a":' * 30 + "1" + "}" * 30)
    message = {"scan": list(range(500)), "deep": deep, "big": 10**40, "time_s": 4.0, "text": "한글"}
    path = _file(tmp_path / "a.mcap", [("log", "S", [(START, message), (START + NANO, [1, 2])])])
    mcap_import.read(path, tmp_path / "out")
    first = json.loads((tmp_path / "out" / "log.jsonl").read_text().splitlines()[0])

    assert json.loads(first["scan"]) == list(range(500))
    assert (first["time_s"], first["message.time_s"], first["text"]) == (0.0, 4.0, "한글")
    assert first["big"] == str(10**40)
    assert _series(tmp_path / "out" / "log.jsonl").seconds.tolist() == [0.0, 1.0]


def test_tables_without_a_clock_and_rows_without_a_time_are_told(tmp_path):
    (tmp_path / "a.csv").write_text("power\n1\n2\n3\n")
    (tmp_path / "b.csv").write_text("time_s,power\n1,1\n,2\n3,inf\n")
    streams = [{"role": name, "path": f"{name}.csv"} for name in "ab"]
    told = mcap_export.write(tmp_path, _recording(tmp_path, streams), tmp_path / "x.mcap")

    assert [(i.path, i.kind) for i in told.issues] == [
        ("a.csv", "no_clock"),
        ("b.csv", "rows_without_time"),
        ("b.csv", "not_finite"),
    ]
    assert told.messages == 5


def test_what_is_missing_or_in_the_way_is_said_and_nothing_is_written(tmp_path):
    recording = _recording(tmp_path, [{"role": "a", "path": "a.csv"}])
    with pytest.raises(Invalid, match=r"a\.csv"):
        mcap_export.write(tmp_path, recording, tmp_path / "x.mcap")
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00garbage,\n\x00")
    (tmp_path / "no.mcap").write_bytes(b"PK\x03\x04 no mcap")
    with pytest.raises(Invalid, match="MCAP"):
        mcap_import.read(tmp_path / "no.mcap", tmp_path / "out")
    with pytest.raises(Conflict):
        mcap_import.read(tmp_path / "no.mcap", tmp_path)

    names = {"a.csv", "fridge.recording.json", "no.mcap"}
    assert {p.name for p in tmp_path.iterdir()} == names
