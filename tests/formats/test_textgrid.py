"""TextGrids as Praat writes them, and as they arrive damaged."""

import pytest

from dure import formats
from dure.core import Labelled, Segment, Severity, Transcript

from .making import kinds, media_of, put, read_one, sized

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 2.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1.25
            text = "그가 ""네"" 했다"
        intervals [3]:
            xmin = 1.25
            xmax = 2.5
            text = "   "
    item [2]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 2.5
        intervals: size = 1
        intervals [1]:
            xmin = 0.5
            xmax = 0.75
            text = "k"
    item [3]:
        class = "TextTier"
        name = "events"
        xmin = 0
        xmax = 2.5
        points: size = 1
        points [1]:
            number = 1.5
            mark = "딸깍"
"""
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
3
"IntervalTier"
"words"
0
2.5
3
0
0.5
""
0.5
1.25
"그가 ""네"" 했다"
1.25
2.5
"   "
"IntervalTier"
"phones"
0
2.5
1
0.5
0.75
"k"
"TextTier"
"events"
0
2.5
1
1.5
"딸깍"
"""
SAID = (
    Transcript('그가 "네" 했다', start_s=0.5, end_s=1.25, attributes={"tier": "words"}),
    Segment("k", 0.5, 0.75, attributes={"tier": "phones"}),
    Segment("딸깍", 1.5, 1.5, attributes={"tier": "events"}),
)


def read(tmp_path, content, duration_s=None):
    put(tmp_path, {"a.wav": b"", "a.TextGrid": content})
    (found,) = formats.recognise(tmp_path, ["a.wav", "a.TextGrid"])
    media = formats.FolderMedia(["a.wav"], duration_s=lambda _: duration_s)
    return formats.read(tmp_path, found, media)


@pytest.mark.parametrize(
    "content",
    [
        LONG,
        SHORT,
        LONG.replace("\n", "\r\n"),
        LONG.encode("utf-16"),
        SHORT.encode("utf-16-be"),
        LONG.replace("xmin = 0\n", "xmin = 0 ! from the start\n", 1),
        LONG.replace('"ooTextFile"', '"ooTextFile short"', 1),
    ],
    ids=["long", "short", "windows", "utf-16", "utf-16-be", "comment", "old short"],
)
def test_every_form_that_praat_writes_says_the_same(tmp_path, content):
    reading = read(tmp_path, content)

    assert reading.labelled == (Labelled("a.wav", SAID, source="a.TextGrid"),)
    assert reading.issues == ()
    assert reading.categories == ("k", "딸깍")


def test_a_korean_code_page_is_read_and_noted(tmp_path):
    reading = read(tmp_path, LONG.encode("cp949"))

    assert reading.labelled[0].annotations == SAID
    assert kinds(reading, Severity.NOTE) == {"encoding": 1}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LONG[: LONG.index("item [2]")], "truncated"),
        (LONG.replace("size = 3\n        intervals [1]", "size = 999999999\n intervals [1]"), None),
        (b"ooBinaryFile\x08TextGrid" + bytes(99), "binary"),
        (b"File type \xff\xfe\x81\xd8", "encoding"),
        (LONG.replace('"TextGrid"', '"Collection"'), "wrong_type"),
        (LONG.replace("xmax = 2.5", "xmax = far", 1), "wrong_type"),
        ("", "truncated"),
    ],
    ids=["cut", "boastful", "binary", "encoding", "collection", "no number", "empty"],
)
def test_a_broken_grid_is_told_and_what_was_read_is_kept(tmp_path, content, kind):
    reading = read(tmp_path, content)

    assert kind is None or kind in kinds(reading, Severity.ERROR)
    assert any(i.severity is Severity.ERROR for i in reading.issues)


def test_times_that_go_back_or_beyond_the_sound_are_told(tmp_path):
    back = LONG.replace(
        "xmin = 0.5\n            xmax = 0.75", "xmin = 0.9\n            xmax = 0.75"
    )
    reading = read(tmp_path, back, duration_s=1.0)

    assert reading.labelled[0].annotations == (
        Transcript('그가 "네" 했다', start_s=0.5, end_s=1.0, attributes={"tier": "words"}),
    )
    assert kinds(reading, Severity.ERROR) == {"wrong_times": 1, "beyond_end": 1}
    assert kinds(reading, Severity.WARNING) == {"beyond_end": 1}


def test_the_length_that_padding_adds_is_no_cut(tmp_path):
    reading = read(tmp_path, LONG, duration_s=2.48)

    assert reading.issues == ()


def test_overlapping_labels_of_one_tier_keep_their_tier(tmp_path):
    said = tuple(
        Segment(label, start, end, attributes={"tier": "speaker"})
        for label, start, end in (("가", 0.0, 2.0), ("나", 1.0, 3.0), ("가", 3.0, 4.0))
    )
    formats.write(sized(Labelled("a.wav", said)), tmp_path, "textgrid")
    text = (tmp_path / "a.TextGrid").read_text("utf-8")

    assert text.count('name = "speaker"') == 2
    assert set(map(repr, read_one(put(tmp_path, {"a.wav": b""})).labelled[0].annotations)) == set(
        map(repr, said)
    )


@pytest.mark.parametrize(
    "tier", ["words", "phones", "잡음", "(segments)", "x (transcripts)", "a b"]
)
@pytest.mark.parametrize("of_classes", [True, False])
def test_the_name_of_a_tier_and_its_kind_come_back(tmp_path, tier, of_classes):
    extra = {"tier": tier}
    one = (
        Segment("x", 0.0, 1.0, attributes=extra)
        if of_classes
        else Transcript("x", start_s=0.0, end_s=1.0, attributes=extra)
    )
    formats.write(sized(Labelled("a.wav", (one,))), tmp_path, "textgrid")

    assert read_one(put(tmp_path, {"a.wav": b""})).labelled[0].annotations == (one,)


def test_a_transcript_of_the_whole_spans_a_recording_of_known_length(tmp_path):
    whole = Labelled("a.wav", (Transcript("불 꺼 줘"),))
    known = [formats.Sized(whole, duration_s=1.5)]

    assert [loss.kind for loss in formats.losses(known, "textgrid")] == []
    assert [loss.kind for loss in formats.losses([whole], "textgrid")] == ["untimed"]
    assert formats.write(known, tmp_path, "textgrid") == 1
    (said,) = read_one(put(tmp_path, {"a.wav": b""})).labelled[0].annotations
    assert (said.start_s, said.end_s) == (0.0, 1.5)


def test_a_grid_without_its_sound_is_read_and_told(tmp_path):
    put(tmp_path, {"b.TextGrid": LONG})
    (found,) = formats.recognise(tmp_path, ["b.TextGrid"])
    reading = formats.read(tmp_path, found, media_of())

    assert [one.path for one in reading.labelled] == ["b"]
    assert kinds(reading) == {"missing_media": 1}
