"""Videos are known by their bytes, come in without being decoded, and are shown without tags."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from probe_samples import SERIAL, film

from dure.core import Modality, Probe
from dure.ingest.probes import Refused, cleared, examine
from dure.streams import pictures

NOWHERE = Path("nowhere")
FILMS = ("a.mp4", "a.mov", "a.mkv", "a.webm")


def packets(content, kind="video"):
    with av.open(io.BytesIO(content)) as container:
        return [(p.pts, bytes(p)) for p in container.demux(**{kind: 0}) if p.size]


@pytest.mark.parametrize("name", FILMS)
def test_a_video_tells_its_size_length_rate_and_codec(name, samples):
    probe = examine(name, NOWHERE, samples[name]).probe

    assert probe.modality is Modality.VIDEO
    assert (probe.width, probe.height, probe.frames) == (48, 32, 10)
    assert probe.duration_s == pytest.approx(0.4, abs=0.002)
    assert probe.frame_rate == pytest.approx(25)
    assert probe.codec in ("h264", "vp9")
    assert probe.sample_rate is None


@pytest.mark.parametrize("name", FILMS)
def test_what_is_shown_has_every_frame_and_no_tag(name, samples):
    content = samples[name]
    shown, media_type = cleared(content, examine(name, NOWHERE, content).probe)

    assert SERIAL.encode() in content
    assert SERIAL.encode() not in shown
    assert media_type.startswith("video/")
    assert packets(shown) == packets(content)


@pytest.mark.parametrize(("name", "codec"), [("a.mkv", "subrip"), ("a.mp4", "mov_text")])
def test_a_track_that_is_neither_picture_nor_sound_is_taken_out(name, codec):
    out = io.BytesIO()
    said = b"the key lies under the mat"
    with av.open(out, "w", format="matroska" if name == "a.mkv" else "mp4") as container:
        film = container.add_stream("mpeg4", rate=25)
        film.width, film.height, film.pix_fmt = 48, 32, "yuv420p"
        words = container.add_mux_stream(codec)
        for number in range(5):
            picture = np.full((32, 48, 3), number * 20, np.uint8)
            container.mux(film.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(film.encode(None))
        written = len(said).to_bytes(2, "big") + said if codec == "mov_text" else said
        packet = av.Packet(written)
        packet.stream, packet.pts, packet.dts, packet.duration = words, 0, 0, 1
        packet.time_base = words.time_base
        container.mux(packet)
    content = out.getvalue()
    shown, _ = cleared(content, examine(name, NOWHERE, content).probe)

    assert said in content
    assert said not in shown
    assert len(packets(shown)) == 5
    with av.open(io.BytesIO(shown)) as container:
        assert len(container.streams) == 1


def test_a_video_comes_in_where_nothing_can_decode_it(samples, monkeypatch):
    monkeypatch.setattr(pictures, "can_decode", lambda: False)
    found = examine("a.mp4", NOWHERE, samples["a.mp4"])

    assert found.probe.frames == 10
    assert found.preview is None
    assert [note.kind for note in found.notes] == ["not_decoded"]


def test_a_codec_that_browsers_do_not_play_comes_in_with_a_note():
    found = examine("a.mp4", NOWHERE, film("mp4", "mpeg4"))

    assert found.probe.codec == "mpeg4"
    assert found.preview is not None
    assert [note.kind for note in found.notes] == ["not_playable"]


def test_a_sound_in_the_container_of_a_video_is_refused():
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", 48_000)
        samples = np.zeros((1, 4800), np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = 48_000
        for part in av.AudioResampler("fltp", "stereo", 48_000, frame_size=1024).resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))

    with pytest.raises(Refused, match="no frames"):
        examine("a.mp4", NOWHERE, out.getvalue())


def test_a_video_of_boxes_in_boxes_without_end_is_refused():
    content = b""
    for _ in range(5000):
        content = (len(content) + 8).to_bytes(4) + b"moov" + content
    content = (12).to_bytes(4) + b"ftypisom" + content

    with pytest.raises(Refused):
        cleared(content, Probe(Modality.VIDEO, "video/mp4"))
