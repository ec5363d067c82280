"""A film for browsers shows every frame when the original does."""

import io
from fractions import Fraction

import numpy as np
import pytest

from dure.core import Invalid, Unavailable
from dure.streams import pictures, proxies
from dure.streams.frames import read_video
from dure.streams.proxies import Way

from .videos import NTSC, VP9, X264, film, painted, told, uneven

av = pytest.importorskip("av", reason="the extra “video” is not installed")

COUNT = 90
HEVC = {"x265-params": "log-level=none:bframes=3", "preset": "ultrafast"}


def made(tmp_path, name, codec, **more):
    more = {"count": COUNT, "rate": NTSC} | more
    return film(tmp_path / name, codec, more.pop("rate"), **more)


FILMS = {
    "b-frames in Matroska": ("a.mkv", "libx264", {"options": X264}, Way.REWRAPPED),
    "b-frames in MOV": ("a.mov", "libx264", {"options": X264}, Way.REWRAPPED),
    "a rate that varies": (
        "a.mkv", "libx264", {"options": X264, "ticks": uneven(COUNT), "rate": 30}, Way.REWRAPPED,
    ),
    "VP9 in Matroska": ("a.mkv", "libvpx-vp9", {"options": VP9, "rate": 30}, Way.REWRAPPED),
    "HEVC": ("a.mp4", "libx265", {"options": HEVC}, Way.CODED),
    "HEVC of a varying rate": (
        "a.mp4", "libx265", {"options": HEVC, "ticks": uneven(COUNT), "rate": 30}, Way.CODED,
    ),
    "HEVC in Matroska": ("a.mkv", "libx265", {"options": HEVC}, Way.CODED),
    "MPEG-4 part 2": ("a.mp4", "mpeg4", {"rate": 30}, Way.CODED),
}  # fmt: skip


def proxy(path, tmp_path):
    out = tmp_path / "proxy"
    with path.open("rb") as file:
        if proxies.way_of(file) is Way.CODED:
            proxies.code(file, out, lambda done, of: None)
        else:
            with out.open("wb") as target:
                proxies.rewrap(file, target)
    return out


@pytest.mark.parametrize("name", FILMS)
def test_every_frame_is_shown_when_it_is_in_the_original(tmp_path, name):
    file_name, codec, more, way = FILMS[name]
    path = made(tmp_path, file_name, codec, **more)
    with path.open("rb") as file:
        assert proxies.way_of(file) is way
        index = read_video(file).index

    with proxy(path, tmp_path).open("rb") as file:
        assert proxies.way_of(file) is Way.ORIGINAL
        again = read_video(file).index
        assert again.seconds == pytest.approx(index.seconds, abs=1e-6)
        assert again.duration_s == pytest.approx(index.duration_s, abs=0.05)
        shown = [told(p) for p in pictures.pictures(file, again, range(COUNT))]
    assert shown == list(range(COUNT))
    # What FFmpeg makes of the file agrees with what our reader does.
    with av.open(str(tmp_path / "proxy")) as container:
        times = [float(f.pts * f.time_base) for f in container.decode(video=0)]
    assert times == pytest.approx(index.seconds.tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "codec", "more"),
    [("a.mp4", "libx264", X264), ("a.webm", "libvpx-vp9", VP9), ("a.mp4", "libvpx-vp9", VP9)],
)
def test_what_browsers_play_stays(tmp_path, name, codec, more):
    with made(tmp_path, name, codec, options=more, rate=30).open("rb") as file:
        assert proxies.way_of(file) is Way.ORIGINAL


def test_a_film_that_begins_late_begins_late(tmp_path):
    ticks = [90_000 + 3000 * n for n in range(COUNT)]
    path = made(tmp_path, "a.mkv", "libx264", options=X264, ticks=ticks, rate=30)

    with proxy(path, tmp_path).open("rb") as file:
        index = read_video(file).index
        assert index.seconds[0] == pytest.approx(1.0, abs=0.001)
        assert told(pictures.frame_at(file, index, 1.05)) == 1


def test_what_an_edit_list_leaves_out_is_not_shown(tmp_path):
    """A MOV cut at half a second in, whose frames before are needed for decoding."""
    whole = made(tmp_path, "whole.mov", "libx264", options={**X264, "bf": "0"}, rate=30)
    content = bytearray(whole.read_bytes())
    at = content.index(b"elst")
    # One row: duration in the movie's ticks, then the media's time at which it begins.
    scale = int.from_bytes(content[(mdhd := content.index(b"mdhd")) + 16 : mdhd + 20])
    assert int.from_bytes(content[at + 8 : at + 12]) == 1
    content[at + 16 : at + 20] = (scale // 2).to_bytes(4)
    path = tmp_path / "cut.mov"
    path.write_bytes(content)

    with proxy(path, tmp_path).open("rb") as file:
        index = read_video(file).index
        assert len(index.pts) == COUNT - 15
        assert told(pictures.frame_at(file, index, 0.0)) == 15
        assert told(pictures.frame_at(file, index, 1.01)) == 45


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_a_turned_film_stays_turned(tmp_path, turned, codec):
    path = made(tmp_path, "a.mov", codec, count=3, rate=30)
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    a, b = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
    for place, value in ((0, a), (1, b), (3, -b), (4, a)):
        content[at + 4 * place : at + 4 * place + 4] = (value * 65536).to_bytes(4, signed=True)
    path.write_bytes(content)
    with path.open("rb") as file:
        assert read_video(file).rotation == turned

    with proxy(path, tmp_path).open("rb") as file:
        seen = read_video(file)
        picture = pictures.frame_at(file, seen.index, 0.0)
    upright = np.rot90(picture, -seen.rotation // 90)
    expected = np.rot90(painted(0), -turned // 90)
    assert upright.shape == expected.shape
    assert np.abs(upright.astype(int) - expected).mean() < 12


def test_a_film_with_odd_sides_and_a_large_one_are_made_fit(tmp_path):
    path = tmp_path / "large.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 1601, 901, "yuv420p"
        picture = np.zeros((901, 1601, 3), np.uint8)
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))

    with proxy(path, tmp_path).open("rb") as file:
        seen = read_video(file)
    assert (seen.width, seen.height) == (1280, 720)


def test_colours_that_browsers_do_not_show_are_coded_anew(tmp_path):
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv444p"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(painted(1), format="rgb24")))
        out.mux(stream.encode(None))
    with path.open("rb") as file:
        assert proxies.way_of(file) is Way.CODED


def test_a_film_that_is_cut_off_is_refused(tmp_path):
    path = made(tmp_path, "a.mkv", "libx264", options=X264)
    content = path.read_bytes()
    cut = io.BytesIO(content[: len(content) // 2])
    with pytest.raises(Invalid):
        proxies.rewrap(cut, io.BytesIO())


def test_without_the_extra_it_is_said_what_to_install(tmp_path, monkeypatch):
    path = made(tmp_path, "a.mp4", "mpeg4", rate=30)
    monkeypatch.setattr(pictures, "can_decode", lambda: False)
    with path.open("rb") as file, pytest.raises(Unavailable, match="dure\\[video\\]"):
        proxies.code(file, tmp_path / "b", lambda done, of: None)
