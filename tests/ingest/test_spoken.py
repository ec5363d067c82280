"""What speech tools say of sounds stands in their records, whichever tool it was."""

import io

import numpy as np
import pytest
import soundfile

from dure import formats
from dure.core import Labelled, Segment, Transcript, from_json, to_json

from .making import warned

SAID = (
    Transcript("불 꺼 줘", start_s=0.25, end_s=0.75),
    Segment("speech", 0.25, 0.75),
)


def tone(seconds, seed=0):
    out = io.BytesIO()
    wave = np.random.default_rng(seed).normal(0, 0.1, int(16000 * seconds))
    soundfile.write(out, wave, 16000, format="WAV", subtype="PCM_16")
    return out.getvalue()


def stored(studio, path):
    record = studio.record(path)["id"]
    from dure.catalog.tables import AnnotationSet

    (row,) = (r for r in studio.rows(AnnotationSet) if r["record"] == record and r["is_current"])
    return [from_json(one) for one in row["annotations"]]


TIMED = ("textgrid", "elan", "rttm", "webvtt", "subrip", "nemo", "kaldi", "cvat_tsv")


@pytest.mark.parametrize("format", TIMED)
def test_a_folder_of_sounds_with_their_times_comes_in_whole(studio, format):
    path = "녹음/a 1.wav"
    studio.put({path: tone(1)})
    held = formats.registry.FORMATS[format].holds.kinds
    formats.write([formats.Sized(Labelled(path, SAID), None)], studio.root, format)
    tally = studio.take()

    expected = [one for one in SAID if type(one) in held]
    if format == "kaldi":  # there a class is who speaks
        expected = [*SAID]
    found = sorted(stored(studio, path), key=repr)
    assert [to_json(one) for one in found] == [to_json(o) for o in sorted(expected, key=repr)]
    assert tally.issues == []
    assert studio.records() == [path]
    studio.again()


@pytest.mark.parametrize("format", ["common_voice", "ljspeech"])
def test_a_list_of_sentences_comes_in_whole(studio, format):
    path = formats.placed("a.wav", format)
    studio.put({path: tone(1)})
    formats.write(
        [formats.Sized(Labelled("a.wav", (Transcript("불 꺼 줘"),)))], studio.root, format
    )
    tally = studio.take()

    assert stored(studio, path) == [Transcript("불 꺼 줘")]
    assert (tally.issues, studio.records()) == ([], [path])


def test_labels_beyond_the_end_of_a_sound_are_told(studio):
    late = Labelled("a.wav", (Segment("speech", 0.5, 9.0), Segment("noise", 5.0, 6.0)))
    studio.put({"a.wav": tone(1)})
    formats.write([formats.Sized(late)], studio.root, "textgrid")
    tally = studio.take()

    assert stored(studio, "a.wav") == [Segment("speech", 0.5, 1.0)]
    assert warned(tally) == {"beyond_end": 2}


def test_a_recording_in_which_one_person_speaks_belongs_to_their_group(studio):
    def said(text, start, speaker):
        return Transcript(text, start_s=start, end_s=start + 0.25, attributes={"speaker": speaker})

    alone = Labelled("a.wav", (said("네", 0.0, "kim"), said("아니", 0.5, "kim")))
    two = Labelled("b.wav", (said("네", 0.0, "kim"), said("아니", 0.5, "lee")))
    studio.put({"a.wav": tone(1, 1), "b.wav": tone(1, 2)})
    formats.write([formats.Sized(one) for one in (alone, two)], studio.root, "kaldi")
    studio.take()

    assert (studio.record("a.wav")["group_key"], studio.record("b.wav")["group_key"]) == (
        "kim",
        None,
    )
