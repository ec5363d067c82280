"""The sound of a video as a file of its own: every sample stays at its time."""

import io
from fractions import Fraction

import numpy as np
import pytest
import soundfile

from dure.streams import soundtrack

from .videos import painted

av = pytest.importorskip("av", reason="the extra “video” is not installed")

RATE = 48_000
FORMS = [
    ("a.mp4", "aac", "m4a"),
    ("a.mkv", "aac", "m4a"),
    ("a.mov", "aac", "m4a"),
    ("a.webm", "libopus", "ogg"),
    ("a.mp4", "libopus", "ogg"),
    ("a.mkv", "vorbis", "ogg"),
    ("a.mkv", "flac", "flac"),
    ("a.mp4", "flac", "flac"),
    ("a.mkv", "mp3", "mp3"),
    ("a.mp4", "mp3", "mp3"),
    ("a.mov", "pcm_s16le", "wav"),
    ("a.mov", "pcm_s16be", "wav"),
    ("a.mov", "pcm_s24le", "wav"),
    ("a.mov", "pcm_f32be", "wav"),
    ("a.mkv", "pcm_s16le", "wav"),
    ("a.mkv", "pcm_f32le", "wav"),
    ("a.avi.mkv", "pcm_s16be", "wav"),
]
WHOLE = {"flac", "wav"}


def tones(seconds):
    """A beep at every half second, each of another pitch, over a little noise."""
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = 300 + 200 * np.floor(t * 2)
    noise = np.random.default_rng(3).normal(0, 0.01, len(t))
    return (0.4 * np.sin(2 * np.pi * pitch * t) * (abs(t * 2 % 1 - 0.4) < 0.2) + noise).astype(
        np.float32
    )


def film(path, codec, *, late_s=0.0, channels=1, seconds=3, options=None):
    if codec == "vorbis":
        return _copied(path, late_s, channels, seconds)
    with av.open(str(path), "w", options=options or {}) as out:
        seen = out.add_stream("libvpx" if path.suffix == ".webm" else "libx264", rate=25)
        seen.width, seen.height, seen.pix_fmt = 192, 108, "yuv420p"
        heard = out.add_stream(codec, RATE)
        heard.layout = "mono" if channels == 1 else "stereo"
        for number in range(25 * seconds):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(seen.encode(frame))
        out.mux(seen.encode(None))
        _sing(out, heard, late_s, channels, seconds)
    return path


def _copied(path, late_s, channels, seconds):
    """Copy Vorbis, which FFmpeg here does not write, as soundfile coded it."""
    ogg = io.BytesIO()
    wave = np.repeat(tones(seconds)[:, None], channels, axis=1)
    soundfile.write(ogg, wave, RATE, format="OGG", subtype="VORBIS")
    ogg.seek(0)
    with av.open(ogg) as given, av.open(str(path), "w") as out:
        source = given.streams.audio[0]
        heard = out.add_stream_from_template(source)
        for packet in given.demux(source):
            if packet.dts is None:
                continue
            late = round(late_s / source.time_base)
            packet.pts, packet.dts = packet.pts + late, packet.dts + late
            packet.stream = heard
            out.mux(packet)
    return path


def _sing(out, heard, late_s, channels, seconds):
    wave = np.repeat(tones(seconds)[None], channels, axis=0)
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(wave), format="fltp", layout="mono" if channels == 1 else "stereo"
    )
    frame.sample_rate, frame.pts = RATE, 0
    resampler = av.AudioResampler(
        heard.format, heard.layout, RATE, frame_size=heard.codec_context.frame_size or 1024
    )
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        part.pts = part.pts + round(late_s * RATE)
        out.mux(heard.encode(part))
    out.mux(heard.encode(None))


def heard(file):
    """Give all samples of a file's sound, and when the first sounds."""
    with av.open(file) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler("flt", "mono", RATE)
        frames = list(container.decode(stream))
        first = float(frames[0].pts * frames[0].time_base)
        parts = [p.to_ndarray()[0] for f in (*frames, None) for p in resampler.resample(f)]
    return first, np.concatenate(parts)


def sung(late_s=0.0, seconds=3):
    return late_s + np.arange(2 * seconds) / 2 + 0.1


def split(path):
    with path.open("rb") as file:
        found = soundtrack.find(file)
        out = io.BytesIO()
        found.write(file, out)
    out.seek(0)
    return found, out


def beeps(first, wave):
    """Give when the sound rises, in seconds."""
    loud = np.convolve(np.abs(wave), np.ones(96) / 96, "same") > 0.08
    return first + np.flatnonzero(np.diff(loud.astype(int)) == 1) / RATE


@pytest.mark.parametrize(("name", "codec", "form"), FORMS)
@pytest.mark.parametrize("late_s", [0.0, 0.7])
def test_every_beep_stays_where_it_was(tmp_path, name, codec, form, late_s):
    path = film(tmp_path / name, codec, late_s=late_s)

    found, file = split(path)

    assert (found.form, found.further) == (form, 0)
    before, wave = heard(str(path))
    after, copied = heard(file)
    assert beeps(found.start_s + after, copied) == pytest.approx(sung(late_s), abs=0.004)
    if form in WHOLE:
        at = round((found.start_s + after - before) * RATE)
        assert at == 0
        assert np.array_equal(copied[: len(wave)], wave[: len(copied)])
        assert abs(len(copied) - len(wave)) == 0


@pytest.mark.parametrize(("name", "codec", "form"), FORMS)
def test_what_can_be_decoded_here_is_whole(tmp_path, name, codec, form):
    if form == "m4a":
        pytest.skip("no decoder of AAC is in the default install")
    path = film(tmp_path / name, codec, channels=2)

    _, file = split(path)
    wave, rate = soundfile.read(file)

    assert (rate, wave.shape[1]) == (RATE, 2)
    assert len(wave) == pytest.approx(3 * RATE, abs=2400)


def test_a_film_in_fragments(tmp_path):
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    path = film(tmp_path / "a.mp4", "aac", options=options)

    found, file = split(path)

    # Such a file does not say that its coder began early, so its own player is late, too.
    expected = beeps(*heard(str(path)))
    assert beeps(found.start_s, heard(file)[1]) == pytest.approx(expected, abs=0.001)


def test_a_film_without_sound(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as out:
        seen = out.add_stream("libx264", rate=25)
        seen.width, seen.height, seen.pix_fmt = 192, 108, "yuv420p"
        out.mux(seen.encode(av.VideoFrame.from_ndarray(painted(0), format="rgb24")))
        out.mux(seen.encode(None))

    with (tmp_path / "a.mp4").open("rb") as file:
        assert soundtrack.find(file) is None


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "ac3"), ("a.mkv", "ac3")])
def test_a_sound_that_would_have_to_be_coded_anew_stays(tmp_path, name, codec):
    path = film(tmp_path / name, codec)

    with path.open("rb") as file, pytest.raises(soundtrack.CannotSplit, match="stays in"):
        soundtrack.find(file)
