"""What is written and read again is what was read, in every format, for what it can hold."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dure import formats
from dure.core import (
    Box,
    Choice,
    Intent,
    Invalid,
    Keyframe,
    Keypoints,
    Labelled,
    Mask,
    Polygon,
    Polyline,
    Segment,
    Track,
    Transcript,
)
from dure.formats.registry import FOLDERS

from .making import SIZE, media_of, names_of, sized

WIDTH, HEIGHT = SIZE
name = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), min_size=1)
label = name.map(lambda s: formats.base.reading.text.label_text(s)).filter(bool)
grid = st.integers(0, 10_000_000)


@st.composite
def boxes(draw, rotated=False, within=False):
    if within:  # the corners of a turned box stay inside the picture
        turn = draw(st.sampled_from([0.0, 30.0, 90.0, 217.5]))
        x, y, w, h = (draw(st.integers(1, 10**6)) for _ in range(4))
        return Box(draw(label), (x + 1500000) / 1e4, (y + 1500000) / 1e4, w / 1e4, h / 1e4, turn)
    x, y = draw(st.integers(0, WIDTH * 10**4 - 1)), draw(st.integers(0, HEIGHT * 10**4 - 1))
    w, h = draw(st.integers(1, WIDTH * 10**4 - x)), draw(st.integers(1, HEIGHT * 10**4 - y))
    turn = draw(st.sampled_from([0.0, 30.0, 90.0, 217.5])) if rotated else 0.0
    return Box(draw(label), x / 1e4, y / 1e4, w / 1e4, h / 1e4, turn)


@st.composite
def polygons(draw, parts=1):
    point = st.tuples(st.integers(0, WIDTH * 10**4), st.integers(0, HEIGHT * 10**4))
    ring = st.lists(point, min_size=3, max_size=7).map(
        lambda points: tuple(v / 1e4 for p in points for v in p)
    )
    rings = draw(st.lists(ring, min_size=1, max_size=parts))
    return Polygon(draw(label), tuple(rings))


@st.composite
def masks(draw):
    runs = draw(st.lists(st.integers(1, 500), min_size=1, max_size=9))
    return Mask(draw(label), HEIGHT, WIDTH, (*runs, WIDTH * HEIGHT - sum(runs)))


@st.composite
def choices(draw, levels=4):
    path = draw(st.lists(label, min_size=1, max_size=levels, unique=True))
    return Choice(path[-1], tuple(path) if len(path) > 1 else ())


points = st.builds(
    Keypoints,
    label,
    st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=1, max_size=5).map(
        lambda ps: tuple(float(v) for x, y in ps for v in (x, y, 2))
    ),
)
lines = st.builds(
    Polyline,
    label,
    st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=2, max_size=5).map(
        lambda ps: tuple(float(v) for x, y in ps for v in (x, y))
    ),
)
ms = st.integers(0, 10**8).map(lambda n: n / 1000)
spans = st.tuples(ms, st.integers(1, 10**8)).map(
    lambda pair: (pair[0], round(pair[0] + pair[1] / 1000, 3))
) | st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)).map(lambda p: (p[0], p[0] + p[1]))
segments = st.builds(lambda one, span: Segment(one, *span), label, spans)


def transcripts(holds):
    """What is said: of the whole, or at a time, as far as the format holds it."""
    text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))
    whole = [st.just((None, None))] if holds.untimed else []
    times = st.one_of(*whole, *([spans] if holds.times else []))
    said = st.none() | label if holds.pronunciation else st.none()
    language = st.sampled_from([None, "ko", "en-GB"]) if holds.language else st.none()
    return st.builds(
        lambda text, said, span, word: Transcript(
            text, None if said == text else said, *span, language=word
        ),
        *(text, said, times, language),
    )


track_ids = st.just({"track_id": "7"})
words = st.dictionaries(label, label, max_size=2)
scores = st.none() | st.integers(0, 999).map(lambda n: n / 1000)


def _strategy(kind, holds):
    """Everything of one kind that a format says it can hold."""
    levels = min(holds.levels, 4)
    made = {
        Box: boxes(holds.rotation, holds.within),
        Polygon: polygons(parts=3 if holds.parts else 1),
        Polyline: lines,
        Mask: masks(),
        Keypoints: points,
        Choice: choices(levels),
        Transcript: transcripts(holds),
        Segment: segments,
        Intent: st.builds(Intent, label, st.dictionaries(label, label, max_size=2)),
    }[kind]
    return made.flatmap(
        lambda one: st.builds(
            lambda score, extra: replace(one, score=score, attributes=extra),
            scores if holds.score else st.none(),
            words if holds.attributes else st.just({}),
        )
    ).filter(lambda one: not _lost(holds, Labelled("a.jpg", (one,))))


def _lost(holds, labelled):
    return {k for k in (holds.further(labelled) if holds.further else ()) if k != "file_name"}


def held(format):
    holds = formats.FORMATS[format].holds
    kinds = sorted(holds.kinds - {Track}, key=lambda kind: kind.__name__)  # test_tracks.py
    return st.one_of(*(_strategy(kind, holds) for kind in kinds))


def again(labelled, format):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        formats.write(sized(*labelled), root, format)
        there = list(formats.places(labelled, format).values())
        found = formats.recognise(root, [*names_of(root), *there])
        if format in FOLDERS:
            found = [formats.Found(format, tuple(there))]
        readings = [formats.read(root, one, media_of(*there)) for one in found]
    found: dict[str, tuple] = {}
    for one in (one for reading in readings for one in reading.labelled):
        found[one.path] = (*found.get(one.path, ()), *one.annotations)
    return found, readings


# What a format holds of one label and not of several.
UNTELLABLE = {"other_points", "further_class", "further_text"}
# What is said twice of one media file is told, and two classes of one name under two parents.
TOLD = {"duplicate_path", "duplicate_category"}


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_reading_what_was_written_gives_the_same(format, data):
    stems = data.draw(
        st.lists(st.sampled_from("가나다abc"), min_size=1, unique=True), label="stems"
    )
    most = (
        1 if format in (*FOLDERS, "coco_panoptic", "pixel_maps") else 4
    )  # one class, masks side by side
    labelled = [
        Labelled(
            f"사진 {stem}.jpg",
            tuple(data.draw(st.lists(held(format), min_size=1, max_size=most, unique_by=str))),
        )
        for stem in stems
    ]
    assume(UNTELLABLE.isdisjoint(one.kind for one in formats.losses(sized(*labelled), format)))
    there = formats.places(labelled, format)
    read, readings = again(labelled, format)

    assert {i.kind for r in readings for i in r.issues} <= TOLD
    assert {p: near(found) for p, found in read.items()} == {
        there[one.path]: near(one.annotations) for one in labelled
    }


def near(annotations):
    """What no file's order tells: regions before the whole; turning costs a last digit."""
    return sorted(map(_near, annotations), key=repr)


def _near(a):
    if isinstance(a, Track):  # one without a number gets one
        return replace(a, attributes={k: v for k, v in a.attributes.items() if k != "track_id"})
    if not isinstance(a, Box) or not a.rotation:
        return a
    edges = (round(v, 3) for v in (a.x, a.y, a.width, a.height))
    return replace(a, **dict(zip(("x", "y", "width", "height"), edges, strict=True)))


RING = (0.0, 0.0, 8.0, 0.0, 8.0, 8.0)
ONE_BY_ONE = (
    Box("a", 1.0, 1.0, 2.0, 2.0),
    Box("a", 100.0, 100.0, 20.0, 10.0, rotation=30.0),
    Box("a", 1.0, 1.0, 2.0, 2.0, score=0.5),
    Box("a", 1.0, 1.0, 2.0, 2.0, attributes={"x": "y"}),
    Polygon("a", (RING,)),
    Polygon("a", (RING, (20.0, 20.0, 30.0, 20.0, 30.0, 30.0))),
    Polyline("a", (0.0, 0.0, 5.0, 5.0)),
    Mask("a", 480, 640, (4805, 10, 302_385)),
    Keypoints("a", (1.0, 1.0, 2.0, 8.0, 8.0, 2.0)),
    Keypoints("a", (1.0, 1.0, 1.0, 8.0, 8.0, 2.0), ("eye", "nose")),
    Choice("c"),
    Choice("c", ("b", "c")),
    Choice("c", ("a", "b", "c")),
    Track("a", (Keyframe(0.0, 1.0, 1.0, 2.0, 2.0), Keyframe(1.0, 5.0, 5.0, 2.0, 2.0))),
    Segment("a", 0.0, 1.0),
    Transcript("a"),
    Transcript("a", start_s=0.5, end_s=1.5),
    Transcript("a", pronunciation="b", language="ko"),
    Intent("a", {"room": "kitchen"}),
)


@pytest.mark.parametrize("one", ONE_BY_ONE, ids=str)
@pytest.mark.parametrize("format", sorted(formats.FORMATS))
def test_a_label_comes_back_exactly_where_no_loss_is_told(format, one):
    name = "a.mp4" if isinstance(one, Track) else "a.jpg"
    labelled = Labelled(formats.placed(name, format), (one,))
    losses = formats.losses(sized(labelled), format)
    there = formats.places([labelled], format).get(labelled.path, "")
    read, _ = again([labelled], format)

    assert all(loss.count == 1 and loss.message for loss in losses)
    assert (near(read.get(there, ())) == [one]) is (losses == [])


RECORDS = (
    Labelled("a.jpg", (), split="validation"),
    Labelled("a.jpg", (), group="home"),
    Labelled("a.jpg", (), {"방": "부엌", "note": "x"}),
)


@pytest.mark.parametrize("record", RECORDS, ids=("split", "group", "attributes"))
@pytest.mark.parametrize("format", sorted(formats.FORMATS))
def test_what_is_said_of_a_record_comes_back_where_no_loss_is_told(format, record, tmp_path):
    shape = next(a for a in ONE_BY_ONE if held_alone(a, format))
    one = replace(record, path=formats.placed("a.jpg", format), annotations=(shape,))
    losses = formats.losses([one], format)
    (there,) = formats.places([one], format).values()
    formats.write(sized(one), tmp_path, format)
    found = formats.recognise(tmp_path, [*names_of(tmp_path), there])
    found = [formats.Found(format, (there,))] if format in FOLDERS else found
    media = media_of(there)
    (read,) = (o for f in found for o in formats.read(tmp_path, f, media).labelled)

    same = (read.split, read.group, read.attributes) == (one.split, one.group, one.attributes)
    assert same is (losses == [])


def held_alone(annotation, format):
    path = formats.placed("a.jpg", format)
    return not formats.losses([Labelled(path, (annotation,))], format)


def test_nothing_to_lose_is_no_loss():
    assert formats.losses([Labelled("a.jpg", (Box("a", 1.0, 1.0, 2.0, 2.0),))], "coco") == []


def test_labels_without_a_picture_size_and_twins_are_losses():
    twins = [Labelled(f"a.{end}", (Box("a", 1.0, 1.0, 2.0, 2.0),)) for end in ("jpg", "png")]
    losses = formats.losses(sized(*twins, size=None), "yolo")

    assert {loss.kind: loss.count for loss in losses} == {"size_unknown": 2, "same_stem": 1}


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@pytest.mark.parametrize("path", ["../a.jpg", "/a.jpg", "x/../../a.jpg"])
def test_no_writer_leaves_its_folder(format, path, tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    one = Labelled(path, (Box("a", 1.0, 1.0, 2.0, 2.0), Choice("a")))
    with suppress(Invalid):
        formats.write(sized(one), inside, format)

    assert all(name.startswith("in/") for name in names_of(tmp_path))
