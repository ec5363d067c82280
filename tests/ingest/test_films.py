"""What moves through a film stands in its record by the film's own times."""

import pytest
from tests.streams.videos import NTSC, X264, film, uneven

from dure import formats, streams
from dure.core import Keyframe, Labelled, Track, from_json

from .making import warned

pytest.importorskip("av")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Make a film of a variable rate whose frames are stored out of order."""
    path = tmp_path_factory.mktemp("film") / "clip.mp4"
    return film(path, "libx264", NTSC, count=24, ticks=uneven(24), options=X264).read_bytes()


@pytest.fixture(scope="module")
def times(clip, tmp_path_factory):
    path = tmp_path_factory.mktemp("times") / "clip.mp4"
    path.write_bytes(clip)
    with path.open("rb") as file:
        (size, times) = streams.film(file)
    assert size == (192, 108)
    return times


def moving(times):
    keys = (
        Keyframe(times[2], 10.0, 20.0, 30.0, 40.0),
        Keyframe(times[9], 80.0, 20.0, 30.0, 40.0),
        Keyframe(times[17], 80.0, 60.0, 30.0, 20.0, outside=True),
    )
    return Track("onion", keys, attributes={"track_id": "7"})


def stored(site, path):
    from dure.catalog.tables import AnnotationSet

    record = site.record(path)["id"]
    (row,) = (r for r in site.rows(AnnotationSet) if r["record"] == record and r["is_current"])
    return [from_json(one) for one in row["annotations"]]


@pytest.mark.parametrize("format", ["cvat", "mot"])
def test_tracks_of_a_film_come_in_by_its_times(shop, clip, times, format):
    track = moving(times)
    labelled = Labelled("clip.mp4", (track,))
    formats.write([formats.Sized(labelled, (192, 108), times)], shop.root, format)
    path = formats.placed("clip.mp4", format)
    shop.put({path: clip})
    tally = shop.take()

    (found,) = stored(shop, path)
    assert found.label == track.label
    assert found.attributes == track.attributes
    assert found.keyframes[:2] == track.keyframes[:2]
    assert warned(tally) == {}
    assert shop.records() == [path]
    shop.again()


def test_labels_that_come_after_their_film_still_know_its_times(shop, clip, times):
    shop.put({"images/clip.mp4": clip})
    shop.take()
    labelled = Labelled("images/clip.mp4", (moving(times),))
    formats.write([formats.Sized(labelled, (192, 108), times)], shop.root, "cvat")
    shop.take()

    assert stored(shop, "images/clip.mp4") == [moving(times)]


def test_a_conversion_keeps_the_film_and_its_tracks(tmp_path, clip, times):
    source = tmp_path / "source"
    labelled = Labelled("images/clip.mp4", (moving(times),))
    formats.write([formats.Sized(labelled, (192, 108), times)], source, "cvat")
    (source / "images").mkdir()
    (source / "images/clip.mp4").write_bytes(clip)

    folder = formats.Folder(source, streams.film)
    formats.convert(folder, tmp_path / "mot", to="mot")
    back = formats.Folder(tmp_path / "mot", streams.film)
    done = formats.convert(back, tmp_path / "cvat", to="cvat", strict=True)
    lost = formats.convert(folder, tmp_path / "coco", to="coco")

    assert done.counts == {"labelled": 1, "labels_read": 1, "labels_written": 1, "media": 1}
    assert (tmp_path / "cvat/images/clip/clip.mp4").read_bytes() == clip
    assert {loss.kind: loss.count for loss in lost.losses} == {"track": 1}
