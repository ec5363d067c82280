"""Lists of what is said: NeMo, Kaldi, Common Voice, LJ Speech and CVAT's TSV."""

import json

import pytest

from dure import formats
from dure.core import Choice, Labelled, Segment, Severity, Transcript

from .making import kinds, put, read_all, read_one, sized


def said(reading):
    return {one.path: one.annotations for one in reading.labelled}


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# NeMo


@pytest.mark.parametrize("name", ["train_manifest.json", "train.jsonl", "m.manifest"])
def test_a_manifest_of_nemo_is_known_by_its_first_line(tmp_path, name):
    row = {"audio_filepath": "/data/clips/a.wav", "duration": 1.5, "text": "불 꺼 줘", "lang": "ko"}
    reading = read_one(put(tmp_path, {name: lines(row), "clips/a.wav": b""}))

    assert said(reading) == {"clips/a.wav": (Transcript("불 꺼 줘", language="ko"),)}
    assert reading.labelled[0].split == ("train" if "train" in name else None)
    assert not reading.issues


def test_what_rows_share_is_the_records_and_the_rest_is_theirs(tmp_path):
    common = {"audio_filepath": "a.wav", "room": "부엌"}
    rows = (
        {**common, "offset": 0.0, "duration": 0.5, "text": "네", "speaker": "kim"},
        {**common, "offset": 0.5, "duration": 0.25, "text": "아니", "speaker": "lee"},
        {**common, "offset": 0, "duration": 1, "label": "speech", "text": "-", "speaker": "kim"},
    )
    (one,) = read_one(put(tmp_path, {"m.jsonl": lines(*rows), "a.wav": b""})).labelled

    assert one.attributes == {"room": "부엌"}
    assert one.annotations == (
        Transcript("네", start_s=0.0, end_s=0.5, attributes={"speaker": "kim"}),
        Transcript("아니", start_s=0.5, end_s=0.75, attributes={"speaker": "lee"}),
        Segment("speech", 0.0, 1.0, attributes={"speaker": "kim"}),
    )


def test_classes_of_whole_sounds_and_lengths_that_differ(tmp_path):
    rows = (
        {"audio_filepath": "a.wav", "duration": 9.0, "label": "yes"},
        {"audio_filepath": "a.wav", "offset": 5, "duration": 1, "text": "x"},
    )
    put(tmp_path, {"m.jsonl": lines(*rows), "a.wav": b""})
    (found,) = formats.recognise(tmp_path, ["m.jsonl", "a.wav"])
    media = formats.FolderMedia(["a.wav"], duration_s=lambda _: 2.0)
    reading = formats.read(tmp_path, found, media)

    assert said(reading) == {"a.wav": (Choice("yes"),)}
    assert kinds(reading) == {"duration_differs": 1, "beyond_end": 1}


def test_a_length_that_is_known_is_written(tmp_path):
    formats.write(
        [formats.Sized(Labelled("a.wav", (Transcript("x"),)), duration_s=1.25)], tmp_path, "nemo"
    )

    assert json.loads((tmp_path / "manifest.jsonl").read_text()) == {
        "audio_filepath": "a.wav",
        "duration": 1.25,
        "text": "x",
    }


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"audio_filepath": 3}', '{"text": "x"}', "[" * 9999],
    ids=["cut", "list", "number", "no path", "deep"],
)
def test_a_broken_row_of_nemo_is_told_and_the_others_stay(tmp_path, line):
    good = lines({"audio_filepath": "a.wav", "text": "x"})
    reading = read_one(put(tmp_path, {"m.jsonl": f"{good}{line}\n", "a.wav": b""}))

    assert said(reading) == {"a.wav": (Transcript("x"),)}
    assert [(i.kind, i.line) for i in reading.issues] == [("broken_line", 2)]


# Kaldi

KALDI = {
    "train/wav.scp": "rec1 /corpus/wav/a.wav\nrec2 wav/b.wav\n",
    "train/segments": "kim-1 rec1 0.5 1.25\nlee-1 rec1 1.25 -1\nlee-2 rec2 0 -1\n",
    "train/text": "kim-1 불 꺼 줘\nlee-1 네\nlee-2\n",
    "train/utt2spk": "kim-1 kim\nlee-1 lee\nlee-2 lee\n",
    "train/utt2lang": "kim-1 ko\n",
    "train/spk2utt": "kim kim-1\nlee lee-1 lee-2\n",
    "train/wav/a.wav": b"",
    "train/wav/b.wav": b"",
}


def test_a_data_folder_is_put_together(tmp_path):
    reading = read_one(put(tmp_path, KALDI))

    assert said(reading) == {
        "train/wav/a.wav": (
            Transcript(
                "불 꺼 줘",
                None,
                0.5,
                1.25,
                "ko",
                attributes={"speaker": "kim", "utterance": "kim-1"},
            ),
        ),
        "train/wav/b.wav": (Transcript("", attributes={"speaker": "lee", "utterance": "lee-2"}),),
    }
    assert {one.split for one in reading.labelled} == {"train"}
    assert kinds(reading) == {"wrong_times": 1}
    assert len(reading.files) == 6


def test_commands_and_archives_are_never_touched(tmp_path):
    trap = tmp_path / "trap"
    files = {
        "wav.scp": f"r1 touch {trap} |\nr2 sox a.wav -t wav - |\nr3 raw.ark:1234\nr4 a.wav\nr5 -\n",
        "text": "r1 x\nr4 네\n",
        "a.wav": b"",
    }
    reading = read_one(put(tmp_path, files))

    assert not trap.exists()
    assert said(reading) == {"a.wav": (Transcript("네"),)}
    assert kinds(reading) == {"command": 2, "no_path": 2, "unknown_recording": 1}


def test_stretches_without_texts_say_who_is_heard(tmp_path):
    files = {
        "wav.scp": "r a.wav\n",
        "segments": "u1 r 0 1\n",
        "utt2spk": "u1 kim\n",
        "a.wav": b"",
    }
    reading = read_one(put(tmp_path, files))

    assert said(reading) == {"a.wav": (Segment("kim", 0.0, 1.0, attributes={"utterance": "u1"}),)}


def test_tables_are_sorted_by_their_bytes_and_written_by_split(tmp_path):
    records = [
        Labelled("b.wav", (Transcript("둘", attributes={"speaker": "z"}),), split="train"),
        Labelled("a b.wav", (Transcript("하나\n셋"), Transcript("넷")), split="train"),
        Labelled("c.wav", (Transcript("x"),), split="test"),
    ]
    assert formats.write(sized(*records), tmp_path, "kaldi") == 4
    train = {p.name: p.read_text("utf-8") for p in (tmp_path / "train").iterdir()}

    assert train["wav.scp"] == "a_b a b.wav\nb b.wav\n"
    assert train["text"] == "a_b 하나 셋\na_b-00002 넷\nz-b-00000 둘\n"
    assert train["segments"] == "a_b a_b 0 -1\na_b-00002 a_b 0 -1\nz-b-00000 b 0 -1\n"
    assert train["spk2utt"] == "a_b a_b\na_b-00002 a_b-00002\nz z-b-00000\n"
    assert not (tmp_path / "test" / "segments").exists()
    kinds_lost = {loss.kind: loss.count for loss in formats.losses(records, "kaldi")}
    assert kinds_lost == {"signs": 1}


def test_a_file_named_text_alone_is_no_label_file(tmp_path):
    put(tmp_path, {"text": "r1 x\n", "segments": "", "a.wav": b""})

    assert formats.recognise(tmp_path, ["text", "segments", "a.wav"]) == []


# Common Voice

COLUMNS = "client_id\tpath\tsentence\tup_votes\tage\tlocale\n"


def test_a_list_of_common_voice_is_read_with_its_speakers(tmp_path):
    files = {
        "ko/dev.tsv": f'{COLUMNS}k1\tx.mp3\t"말해 ""네"""\t2\tthirties\tko\n'
        "k2\ty.mp3\t그래\t\t\tko\n",
        "ko/invalidated.tsv": f"{COLUMNS}k3\tz.mp3\t잡음\t0\t\tko\nbroken\trow\n",
        **{f"ko/clips/{n}.mp3": b"" for n in "xyz"},
    }
    dev, bad = read_all(put(tmp_path, files))

    assert dev.labelled == (
        Labelled(
            "ko/clips/x.mp3",
            (Transcript('말해 "네"', language="ko"),),
            {"up_votes": "2", "age": "thirties"},
            "validation",
            "k1",
            "ko/dev.tsv",
        ),
        Labelled(
            "ko/clips/y.mp3",
            (Transcript("그래", language="ko"),),
            {},
            "validation",
            "k2",
            "ko/dev.tsv",
        ),
    )
    assert bad.labelled[0].attributes == {"up_votes": "0", "list": "invalidated"}
    assert kinds(bad) == {"ragged_row": 1}


# LJ Speech


def test_a_list_of_lj_speech_tells_the_text_and_how_it_is_read(tmp_path):
    files = {
        "metadata.csv": 'LJ-1|2시, "정각"|두 시, "정각"\nLJ-2|네|네\nLJ-3|둘\nbroken\n',
        **{f"wavs/LJ-{n}.wav": b"" for n in (1, 2, 3)},
    }
    reading = read_one(put(tmp_path, files))

    assert said(reading) == {
        "wavs/LJ-1.wav": (Transcript('2시, "정각"', '두 시, "정각"'),),
        "wavs/LJ-2.wav": (Transcript("네"),),
        "wavs/LJ-3.wav": (Transcript("둘"),),
    }
    assert [(i.kind, i.line) for i in reading.issues] == [("wrong_line", 4)]


def test_a_table_with_a_header_is_no_list_of_lj_speech(tmp_path):
    put(tmp_path, {"metadata.csv": "file_name|label\na.wav|x\n", "a.wav": b""})

    (found,) = formats.recognise(tmp_path, ["metadata.csv", "a.wav"])
    assert found.format != "ljspeech"


# CVAT


def test_the_tsv_of_cvat_is_read_with_or_without_file_names(tmp_path):
    files = {
        "a.tsv": "start\tstop\tlabel\ttranscript\n00:00:00.000\t00:00:02.450\tspeech\t안녕, 세계\n"
        "3.1\t4\tmusic\t\n",
        "all.tsv": "id\tfilename\tstart\tstop\tlabel\tsource\tscore\n"
        "7\tb.wav\t00:00:01.5\t00:00:02\tspeech\tmanual\t0.5\n"
        "8\tb.wav\t00:00:05\t00:00:02\tspeech\tmanual\t\n9\tb.wav\t0\t1\t\tmanual\t\n",
        "a.wav": b"",
        "b.wav": b"",
    }
    one, every = read_all(put(tmp_path, files))

    assert said(one) == {
        "a.wav": (
            Segment("speech", 0.0, 2.45, attributes={"transcript": "안녕, 세계"}),
            Segment("music", 3.1, 4.0),
        )
    }
    assert said(every) == {
        "b.wav": (Segment("speech", 1.5, 2.0, 0.5, {"id": "7", "source": "manual"}),)
    }
    assert kinds(every, Severity.ERROR) == {"wrong_times": 1, "wrong_line": 1}
