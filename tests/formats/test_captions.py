"""Captions and turns: WebVTT, SubRip and RTTM as their tools write them."""

import pytest

from dure import formats
from dure.core import Labelled, Segment, Severity, Transcript

from .making import kinds, put, read_one, sized

VTT = """WEBVTT - a title
Kind: captions
Language: ko

STYLE
::cue { color: red }

NOTE 주석

1
00:01.000 --> 00:02.500 align:start position:10%
<v 김 대리>불 꺼 줘</v>

00:00:03.000 --> 00:00:04.000
<v.loud Lee>A &amp; B &lt;c&gt;</v> <v 김>그래
둘째 줄</v>

01:00:00.000 --> 01:00:01.000
<i>기울임</i> <00:30:00.500>시간

02:00.000 --> 02:01.000
<lang en>Hello</lang>
"""


def read(tmp_path, files, duration_s=None):
    names = [*files, "a.wav"]
    put(tmp_path, {**files, "a.wav": b""})
    (found,) = formats.recognise(tmp_path, names)
    media = formats.FolderMedia(["a.wav"], duration_s=lambda _: duration_s)
    return formats.read(tmp_path, found, media)


def test_voices_settings_languages_and_markup_are_kept(tmp_path):
    reading = read(tmp_path, {"a.vtt": VTT})

    def said(text, start, end, language="ko", **extra):
        return Transcript(text, None, start, end, language, attributes=extra)

    assert reading.labelled[0].annotations == (
        said("불 꺼 줘", 1.0, 2.5, cue="1", settings="align:start position:10%", speaker="김 대리"),
        said("A & B <c>", 3.0, 4.0, speaker="Lee"),
        said("그래\n둘째 줄", 3.0, 4.0, speaker="김"),
        said("기울임 시간", 3600.0, 3601.0, markup="<i>기울임</i> <00:30:00.500>시간"),
        said("Hello", 120.0, 121.0, "en"),
    )
    assert kinds(reading) == {"left_out": 2}


def test_captions_come_back_as_they_were_read(tmp_path):
    first = read(tmp_path, {"a.vtt": VTT}).labelled[0]
    root = tmp_path / "again"
    root.mkdir()
    formats.write(sized(Labelled("a.wav", first.annotations)), root, "webvtt")
    again = read_one(put(root, {"a.wav": b""}))

    assert formats.losses([Labelled("a.wav", first.annotations)], "webvtt") == []
    assert set(map(repr, again.labelled[0].annotations)) == set(map(repr, first.annotations))


def test_the_name_may_tell_the_language(tmp_path):
    reading = read(tmp_path, {"a.ko.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n네\n"})

    assert reading.labelled[0].path == "a.wav"
    assert reading.labelled[0].annotations[0].language == "ko"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("00:01.000 --> 00:02.000\nx\n", "wrong_type"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nx\n", "wrong_times"),
        ("WEBVTT\n\n00:0x.000 --> 00:02.000\nx\n", "wrong_times"),
        ("WEBVTT\n\n01:00.000 --> 02:00.000\nx\n", "beyond_end"),
        ("WEBVTT\n\nlost words\n", "wrong_line"),
        (b"WEBVTT\n\n\xff\xfe\x81", "encoding"),
    ],
)
def test_broken_captions_are_told(tmp_path, text, kind):
    reading = read(tmp_path, {"a.vtt": text}, duration_s=10.0)

    assert kind in kinds(reading, Severity.ERROR)


def test_a_text_cannot_end_its_caption_or_make_tags(tmp_path):
    hostile = (
        Transcript("a --> b", start_s=0.0, end_s=1.0),
        Transcript("<v x>&amp;", start_s=1.0, end_s=2.0, attributes={"speaker": "<b> & --> c"}),
        Transcript("x\n\n00:09.000 --> 00:10.000\ny", start_s=2.0, end_s=3.0),
    )
    formats.write(sized(Labelled("a.wav", hostile)), tmp_path, "webvtt")
    found = read_one(put(tmp_path, {"a.wav": b""})).labelled[0].annotations

    assert found[:2] == hostile[:2]
    assert found[2].text == "x\n00:09.000 --> 00:10.000\ny"
    assert [x.kind for x in formats.losses([Labelled("a.wav", hostile)], "webvtt")] == ["signs"]


def test_captions_of_subrip_are_read_with_their_tags(tmp_path):
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n<b>불</b> 꺼 줘\r\n둘째\r\n\r\n"
        "2\r\n00:00:03,500 --> 00:00:04,000\r\n{\\an8}위\r\n"
    )
    reading = read(tmp_path, {"a.srt": text.encode("cp949")})

    assert reading.labelled[0].annotations == (
        Transcript(
            "불 꺼 줘\n둘째",
            start_s=1.0,
            end_s=2.0,
            attributes={"markup": "<b>불</b> 꺼 줘\n둘째"},
        ),
        Transcript("위", start_s=3.5, end_s=4.0, attributes={"markup": "{\\an8}위"}),
    )
    assert kinds(reading) == {"encoding": 1}


def test_losses_of_captions_are_told_by_kind():
    said = Labelled(
        "a.wav",
        (
            Transcript("a", start_s=0.0, end_s=1.00049),
            Transcript("b", start_s=1.0, end_s=1.0),
            Transcript("c", start_s=1.0, end_s=2.0, attributes={"speaker": "x"}),
            Segment("d", 0.0, 1.0),
        ),
    )

    assert {loss.kind: loss.count for loss in formats.losses([said], "subrip")} == {
        "times_rounded": 1,
        "instant": 1,
        "attributes": 1,
        "segment": 1,
    }


RTTM = """;; made by a tool
SPKR-INFO a 1 <NA> <NA> <NA> unknown spk1 <NA> <NA>
SPEAKER a 1 0.50 1.250 <NA> <NA> spk1 0.9 <NA>
SPEAKER a 2 1.0 2 <NA> <NA> spk2 <NA>
LEXEME a 1 0.5 0.25 안녕 lex spk1 0.5 <NA>
"""


def test_turns_and_words_of_rttm_are_read(tmp_path):
    reading = read(tmp_path, {"a.rttm": RTTM})

    assert reading.labelled[0].annotations == (
        Segment("spk1", 0.5, 1.75, 0.9),
        Segment("spk2", 1.0, 3.0, attributes={"channel": "2"}),
        Transcript("안녕", None, 0.5, 0.75, score=0.5, attributes={"speaker": "spk1"}),
    )
    assert kinds(reading) == {"unsupported": 1}


def test_one_file_may_tell_of_many_recordings(tmp_path):
    lines = "".join(f"SPEAKER {n} 1 0 1 <NA> <NA> x <NA> <NA>\n" for n in "abc")
    put(tmp_path, {"all.rttm": lines, "wav/a.wav": b"", "wav/b.wav": b""})
    reading = read_one(tmp_path)

    assert [one.path for one in reading.labelled] == ["wav/a.wav", "wav/b.wav", "c"]
    assert kinds(reading) == {"missing_media": 1}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("SPEAKER a 1 x 1 <NA> <NA> s <NA> <NA>", "wrong_times"),
        ("SPEAKER a 1 1 -1 <NA> <NA> s <NA> <NA>", "wrong_times"),
        ("SPEAKER a 1 nan 1 <NA> <NA> s <NA> <NA>", "wrong_times"),
        ("SPEAKER a 1 99 1 <NA> <NA> s <NA> <NA>", "beyond_end"),
        ("SPEAKER a 1 1 1 <NA> <NA> <NA> <NA> <NA>", "wrong_line"),
        ("SPEAKER a 1", "wrong_line"),
        ("{}", "wrong_line"),
    ],
)
def test_a_broken_turn_is_told(tmp_path, line, kind):
    reading = read(tmp_path, {"a.rttm": f"{line}\n"}, duration_s=10.0)

    assert kinds(reading, Severity.ERROR) == {kind: 1}


def test_names_with_blanks_become_one_word_and_are_told(tmp_path):
    turn = Labelled("b c.wav", (Segment("김 대리", 0.1, 0.3),))

    assert [loss.kind for loss in formats.losses([turn], "rttm")] == ["signs"]
    formats.write(sized(turn), tmp_path, "rttm")
    assert (tmp_path / "b c.rttm").read_text("utf-8") == (
        "SPEAKER b_c 1 0.1 0.2 <NA> <NA> 김_대리 <NA> <NA>\n"
    )
