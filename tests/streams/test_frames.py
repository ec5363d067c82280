"""Frames by presentation time: the number painted into each is the number that it goes by."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.streams import pictures
from dure.streams.frames import FrameIndex, read_video

from . import videos

av = pytest.importorskip("av", reason="the extra “video” is not installed")

FILMS = {
    "h264-29.97-b.mp4": ("libx264", videos.NTSC, {"options": videos.X264}),
    "vp9-30.webm": ("libvpx-vp9", 30, {"options": videos.VP9}),
    "variable.mp4": ("libx264", 30, {"ticks": videos.uneven(300), "options": videos.X264}),
    "fragments.mp4": (
        "libx264",
        videos.NTSC,
        {"options": videos.X264, "container": {"movflags": "frag_keyframe+empty_moov"}},
    ),
    "h264.mkv": ("libx264", videos.NTSC, {"options": videos.X264}),
    "hidden-vp8.webm": ("libvpx", 30, {"options": videos.VP9}),
    "camera.mov": ("libx264", 25, {"options": videos.X264, "sound": True}),
}


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    made = {}

    def film(name):
        if name not in made:
            codec, rate, more = FILMS[name]
            made[name] = videos.film(folder / name, codec, rate, **more)
        return made[name]

    return film


@pytest.mark.parametrize("name", FILMS)
def test_every_frame_asked_for_by_time_is_the_right_one(films, name):
    path = films(name)
    with path.open("rb") as file:
        index = read_video(file).index
        times = [index.middle_s(n) for n in range(300)]
        shown = [videos.told(p) for p in pictures.pictures(file, index, map(index.at, times))]

    assert len(index.pts) == 300
    assert shown == list(range(300))
    assert [index.at(second) for second in index.seconds] == list(range(300))


@pytest.mark.parametrize("name", FILMS)
def test_the_index_is_what_a_decoder_tells(films, name):
    with films(name).open("rb") as file:
        index = read_video(file).index
    with av.open(str(films(name))) as container:
        stream = container.streams.video[0]
        packets = [p for p in container.demux(stream) if p.pts is not None]
    decoded = sorted((float(p.pts * p.time_base), p.is_keyframe) for p in packets)
    shown = [(moment, is_key) for moment, is_key in decoded if moment >= 0]

    if name != "hidden-vp8.webm":  # there a packet may be one that is never shown
        assert index.seconds == pytest.approx([moment for moment, _ in shown], abs=1e-6)
        assert index.key.tolist() == [n for n, (_, is_key) in enumerate(shown) if is_key]
    assert 0 in index.key


def test_frames_out_of_order_are_reached_one_by_one(films):
    path = films("h264-29.97-b.mp4")
    wanted = np.random.default_rng(1).permutation(300)[:20]
    with path.open("rb") as file:
        index = read_video(file).index
        found = [videos.told(pictures.frame_at(file, index, index.middle_s(n))) for n in wanted]

    assert found == wanted.tolist()


def test_a_container_tells_what_it_holds(films):
    with films("camera.mov").open("rb") as file:
        camera = read_video(file)
    with films("vp9-30.webm").open("rb") as file:
        web = read_video(file)

    assert (camera.media_type, camera.codec) == ("video/quicktime", "h264")
    assert (camera.width, camera.height) == (videos.WIDTH, videos.HEIGHT)
    assert camera.sound == (48_000, 2)
    assert camera.index.frame_rate == pytest.approx(25)
    assert camera.index.duration_s == pytest.approx(12)
    assert (web.media_type, web.codec, web.sound) == ("video/webm", "vp9", None)
    assert web.index.frame_rate == pytest.approx(30, rel=1e-3)


def test_the_poster_is_the_first_key_frame_upright(films):
    from PIL import Image

    with films("vp9-30.webm").open("rb") as file:
        index = read_video(file).index
        upright = Image.open(io.BytesIO(pictures.poster(file, index)))
        turned = Image.open(io.BytesIO(pictures.poster(file, index, 90)))

    assert videos.told(np.asarray(upright)) == 0
    assert upright.size == (192, 108)
    assert turned.size == (108, 192)


@pytest.mark.parametrize("name", FILMS)
def test_a_video_cut_short_is_refused_or_has_fewer_frames(films, name):
    content = films(name).read_bytes()
    for share in (0.02, 0.3, 0.7, 0.99):
        try:
            found = read_video(io.BytesIO(content[: int(len(content) * share)]))
        except Invalid:
            continue
        assert len(found.index.pts) < 300


@given(data=st.data())
def test_damage_of_any_kind_is_refused_with_a_sentence_or_read(films, data):
    name = data.draw(st.sampled_from(["h264-29.97-b.mp4", "fragments.mp4", "vp9-30.webm"]))
    content = bytearray(films(name).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Invalid):
        read_video(io.BytesIO(bytes(content)))


@given(st.binary(max_size=300))
def test_what_is_no_video_is_refused(content):
    with pytest.raises(Invalid):
        read_video(io.BytesIO(content))


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=60), st.integers(1, 90_000))
def test_the_middle_of_a_frame_shows_the_frame(steps, rate):
    pts = np.concatenate(([0], np.cumsum(steps)))
    index = FrameIndex((1, rate), pts[:-1], np.array([0]), int(pts[-1]))

    assert [index.at(index.middle_s(n)) for n in range(len(steps))] == list(range(len(steps)))
    assert index.at(-1.0) == 0
    assert index.at(1e9) == len(steps) - 1
