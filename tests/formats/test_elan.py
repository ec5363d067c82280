"""ELAN's documents as ELAN writes them, and as they arrive damaged."""

import pytest

from dure import formats
from dure.core import Labelled, Segment, Severity, Transcript

from .making import kinds, put, read_one, sized

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-01-01T00:00:00+09:00" FORMAT="3.0" VERSION="3.0">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
    <MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/sounds/a%20b.wav" MIME_TYPE="audio/x-wav"
      RELATIVE_MEDIA_URL="./a%20b.wav" {origin}/>
    <PROPERTY NAME="lastUsedAnnotationId">5</PROPERTY>
  </HEADER>"""
BODY = """
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/>
    <TIME_SLOT TIME_SLOT_ID="ts2"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="1500"/>
  </TIME_ORDER>
  <TIER LINGUISTIC_TYPE_REF="utterance" TIER_ID="A_전사" PARTICIPANT="김" LANG_REF="kor">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
      <ANNOTATION_VALUE>불 꺼</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
      <ANNOTATION_VALUE>줘 &amp; 응</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="gloss" TIER_ID="gloss" PARENT_REF="A_전사" ANNOTATOR="lee">
    <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a2">
      <ANNOTATION_VALUE>please</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="act" TIER_ID="act">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a4" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
      <ANNOTATION_VALUE>order</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="utterance" TIME_ALIGNABLE="true"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gloss" CONSTRAINTS="Symbolic_Association"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="act" CONTROLLED_VOCABULARY_REF="acts"/>
</ANNOTATION_DOCUMENT>
"""
SAID = (
    Transcript("불 꺼", None, 0.5, 1.0, "kor", attributes={"tier": "A_전사", "speaker": "김"}),
    Transcript(
        "줘 & 응", None, 1.0, 1.5, "kor", attributes={"tier": "A_전사", "speaker": "김", "id": "a2"}
    ),
    Transcript(
        "please", None, 1.0, 1.5, attributes={"tier": "gloss", "annotator": "lee", "ref": "a2"}
    ),
    Segment("order", 0.5, 1.5, attributes={"tier": "act"}),
)


def read(tmp_path, document):
    return read_one(put(tmp_path, {"a b.wav": b"", "x.eaf": document}))


def test_tiers_references_and_open_slots_are_read(tmp_path):
    reading = read(tmp_path, HEAD.format(origin="") + BODY)

    assert reading.labelled == (Labelled("a b.wav", SAID, source="x.eaf"),)
    assert kinds(reading) == {"interpolated": 1}


def test_the_origin_of_the_medium_is_added(tmp_path):
    reading = read(tmp_path, HEAD.format(origin='TIME_ORIGIN="2000"') + BODY)

    assert [a.start_s for a in reading.labelled[0].annotations] == [2.5, 3.0, 3.0, 2.5]


def test_what_was_read_comes_back_with_its_references(tmp_path):
    root = tmp_path / "again"
    root.mkdir()
    formats.write(sized(Labelled("a b.wav", SAID)), root, "elan")
    text = (root / "a b.eaf").read_text("utf-8")
    reading = read_one(put(root, {"a b.wav": b""}))

    assert formats.losses([Labelled("a b.wav", SAID)], "elan") == []
    assert set(map(repr, reading.labelled[0].annotations)) == set(map(repr, SAID))
    assert 'PARENT_REF="A_전사"' in text
    assert 'ANNOTATION_REF="a2"' in text


def test_a_reference_to_nothing_is_a_loss(tmp_path):
    lone = Transcript("a", start_s=0.0, end_s=1.0, attributes={"ref": "a9"})

    assert [loss.kind for loss in formats.losses([Labelled("a.wav", (lone,))], "elan")] == [
        "attributes"
    ]


def test_annotations_that_refer_to_each_other_in_a_circle_are_written_with_their_times(tmp_path):
    circle = tuple(
        Transcript(text, start_s=0.0, end_s=1.0, attributes={"id": own, "ref": other})
        for text, own, other in (("a", "1", "2"), ("b", "2", "1"))
    )

    assert formats.write(sized(Labelled("a.wav", circle)), tmp_path, "elan") == 2
    reading = read_one(put(tmp_path, {"a.wav": b""}))
    assert {a.text for a in reading.labelled[0].annotations} == {"a", "b"}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (HEAD.format(origin="").replace("?>", f"?>{BOMB}", 1) + BODY, "dtd"),
        ((HEAD.format(origin="") + BODY)[:900], "broken_xml"),
        ("<ANNOTATIONS/>", "wrong_type"),
        (HEAD.format(origin="") + "<TIER>" * 99, "too_deep"),
        (HEAD.format(origin="") + BODY.replace('"1500"', '"x"'), "wrong_times"),
        (HEAD.format(origin="") + BODY.replace('"1500"', '"100"'), "wrong_times"),
        (HEAD.format(origin="") + BODY.replace('REF="a2"', 'REF="a3"'), "wrong_times"),
    ],
    ids=["bomb", "cut", "foreign", "deep", "no number", "backwards", "refers to itself"],
)
def test_a_broken_document_is_told(tmp_path, document, kind):
    reading = read(tmp_path, document)

    assert kind in kinds(reading, Severity.ERROR)


def test_what_overlaps_goes_to_a_second_tier_and_comes_back_to_the_first(tmp_path):
    said = tuple(
        Transcript(text, start_s=start, end_s=start + 2, attributes={"tier": "말"})
        for text, start in (("가", 0.0), ("나", 1.0), ("다", 2.0))
    )
    formats.write(sized(Labelled("a.wav", said)), tmp_path, "elan")
    text = (tmp_path / "a.eaf").read_text("utf-8")
    reading = read_one(put(tmp_path, {"a.wav": b""}))

    assert text.count("<TIER ") == 2
    assert set(map(repr, reading.labelled[0].annotations)) == set(map(repr, said))
