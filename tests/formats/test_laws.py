"""What is written and read again is what was read, in every format, for what it can hold."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure import formats
from dure.core import (
    Box,
    Choice,
    Intent,
    Invalid,
    Keypoints,
    Labelled,
    Mask,
    Polygon,
    Segment,
    Transcript,
)

from .making import SIZE, media_of, names_of, sized

WIDTH, HEIGHT = SIZE
name = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), min_size=1)
label = name.map(lambda s: formats.reading.text.label_text(s)).filter(bool)
grid = st.integers(0, 10_000_000)


@st.composite
def boxes(draw, rotated=False):
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
    path = draw(st.lists(label, min_size=2, max_size=levels, unique=True))
    return Choice(path[-1], tuple(path)) if draw(st.booleans()) and levels > 1 else Choice(path[-1])


points = st.builds(
    Keypoints,
    label,
    st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=1, max_size=5).map(
        lambda ps: tuple(float(v) for x, y in ps for v in (x, y, 2))
    ),
)
texts = st.builds(
    Transcript, st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))
)
segments = st.builds(
    lambda one, start, more: Segment(one, start, start + more),
    label,
    st.floats(0, 1e5),
    st.floats(0, 1e5),
)
HOLDS = {
    "coco": st.one_of(boxes(), polygons(parts=3), masks(), points),
    "label_studio": st.one_of(boxes(rotated=True), polygons(), choices(), texts, segments),
    "manifest": choices(),
    "voc": boxes(),
    "yolo": st.one_of(boxes(), polygons()),
    "darknet": boxes(),
}


def again(labelled, format):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        formats.write(sized(*labelled), root, format)
        media = media_of(*(one.path for one in labelled))
        names = [*names_of(root), *(one.path for one in labelled)]
        found = formats.recognise(root, names)
        readings = [formats.read(root, one, media) for one in found]
    issues = [i.kind for r in readings for i in r.issues if i.kind != "duplicate_path"]
    return {one.path: one.annotations for r in readings for one in r.labelled}, issues


@pytest.mark.parametrize("format", HOLDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_reading_what_was_written_gives_the_same(format, data):
    stems = data.draw(
        st.lists(st.sampled_from("가나다abc"), min_size=1, unique=True), label="stems"
    )
    labelled = [
        Labelled(
            formats.placed(f"사진 {stem}.jpg", format),
            tuple(data.draw(st.lists(HOLDS[format], min_size=1, max_size=4, unique_by=repr))),
        )
        for stem in stems
    ]
    expected = {one.path: one.annotations for one in labelled}
    first, issues = again(labelled, format)

    assert issues == []
    if format == "label_studio":  # regions come before what is said of the whole
        first = {p: tuple(sorted(a, key=repr)) for p, a in first.items()}
        expected = {p: tuple(sorted(a, key=repr)) for p, a in expected.items()}
    assert rounded(first) == rounded(expected)


def rounded(annotations):
    """Turning a box about another point costs a last digit."""

    def near(a):
        if not isinstance(a, Box) or not a.rotation:
            return a
        edges = (round(v, 3) for v in (a.x, a.y, a.width, a.height))
        return Box(a.label, *edges, a.rotation)

    return {path: [near(a) for a in found] for path, found in annotations.items()}


EVERYTHING = Labelled(
    "images/a.jpg",
    (
        Box("a", 1.0, 1.0, 2.0, 2.0, rotation=30.0, score=0.5, attributes={"x": 1}),
        Polygon("a", ((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),) * 2),
        Mask("a", 480, 640, (0, 10, 307_190)),
        Keypoints("a", (1.0, 1.0, 2.0)),
        Choice("c", ("a", "b", "c")),
        Segment("a", 0.0, 1.0),
        Transcript("a", pronunciation="b"),
        Intent("a"),
    ),
    {"note": "x"},
    "train",
    "home",
)
LOST = {
    "coco": {"rotation", "hierarchy", "segment", "transcript", "intent"},
    "darknet": {
        "rotation", "score", "attributes", "polygon_as_box", "mask", "keypoints", "choice",
        "segment", "transcript", "intent", "group", "record_attributes",
    },
    "intents": {"box", "polygon", "mask", "keypoints", "choice", "segment", "transcript"},
    "label_studio": {"parts", "mask", "pronunciation_or_language", "intent"},
    "manifest": {"box", "polygon", "mask", "keypoints", "segment", "transcript", "intent"},
    "voc": {
        "rotation", "score", "polygon_as_box", "mask_as_box", "keypoints", "choice", "segment",
        "transcript", "intent", "group", "record_attributes",
    },
    "yolo": {
        "rotation", "score", "attributes", "parts", "mask", "keypoints", "choice", "segment",
        "transcript", "intent", "group", "record_attributes",
    },
}  # fmt: skip


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
def test_every_loss_is_told_before_writing(format, tmp_path):
    losses = formats.losses([EVERYTHING], format)
    written = formats.write(sized(EVERYTHING), tmp_path, format)

    assert {loss.kind for loss in losses} == LOST[format]
    assert all(loss.count == 1 and loss.message for loss in losses)
    left_out = {"box", "polygon", "mask", "keypoints", "choice", "segment", "transcript", "intent"}
    assert written >= len(EVERYTHING.annotations) - len(left_out & LOST[format])


@pytest.mark.parametrize("format", ["coco", "label_studio", "manifest"])
def test_split_group_and_attributes_survive(format, tmp_path):
    shape = Choice("a") if format != "coco" else Box("a", 1.0, 1.0, 2.0, 2.0)
    one = Labelled("a.jpg", (shape,), {"방": "부엌", "note": "x"}, "validation", "home")
    formats.write(sized(one), tmp_path, format)
    (found,) = formats.recognise(tmp_path, [*names_of(tmp_path), "a.jpg"])
    (read,) = formats.read(tmp_path, found, media_of("a.jpg")).labelled

    assert (read.attributes, read.split, read.group) == (one.attributes, one.split, one.group)


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
