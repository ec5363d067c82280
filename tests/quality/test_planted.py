"""Defects planted in clean data, one family of check after the other."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter

from dure.core import Box, Issue, Modality, Probe, Severity, say
from dure.quality.checks import balance, consistency, format, outliers
from dure.quality.model import Facts, Loudness, Thresholds
from dure.quality.rules import profile

from .making import blobs, record, records, scene


def changed(facts, places, **fields):
    rows = list(facts.records)
    for i in places:
        rows[i] = replace(rows[i], **fields)
    return replace(facts, records=tuple(rows))


def named(facts, findings, kind):
    position = {r.id: i for i, r in enumerate(facts.records)}
    return {position[id] for f in findings if f.kind == kind for id in f.records}


def picture(width, height):
    return Probe(Modality.IMAGE, "image/jpeg", width, height)


def sound(rate=16_000, seconds=1.0):
    return Probe(Modality.AUDIO, "audio/wav", duration_s=seconds, sample_rate=rate)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("too_small", {"probe": picture(100, 90)}),
        ("odd_size", {"probe": picture(3000, 300)}),
        ("no_duration", {"probe": sound(seconds=0.0)}),
        ("too_short", {"probe": sound(seconds=0.2)}),
        ("clipped", {"loudness": Loudness(1.0, -3.0, 0.2)}),
        ("silent", {"loudness": Loudness(0.0001, -90.0)}),
    ],
)
def test_faults_of_form_are_found_where_they_are(clean, kind, fields):
    facts = changed(clean, {3, 17, 40}, **fields)

    found = format.find(facts)

    assert {f.kind for f in found} == {kind}
    assert named(facts, found, kind) == {3, 17, 40}


def test_a_rate_unlike_the_others_is_found():
    facts = Facts(tuple(record(i, probe=sound(44_100 if i == 4 else 16_000)) for i in range(9)))

    assert named(facts, format.find(facts), "sample_rate") == {4}


def test_how_short_a_sound_may_be_is_the_domains_word():
    lengths = (0.39, 0.4, 0.41, 3.0)
    facts = Facts(tuple(record(i, probe=sound(seconds=s)) for i, s in enumerate(lengths)))
    strict = replace(facts, thresholds=Thresholds(min_sound_s=0.4))

    assert named(facts, format.find(facts), "too_short") == set()
    assert named(strict, format.find(strict), "too_short") == {0}
    assert format.find(strict)[0].message == "The sound is shorter than 0.4 seconds."


def test_the_shortest_sound_is_named_first():
    facts = Facts(tuple(record(i, probe=sound(seconds=s)) for i, s in enumerate((0.2, 0.1, 0.15))))

    (found,) = format.find(facts)

    assert found.records == tuple(facts.records[i].id for i in (1, 2, 0))


@pytest.mark.parametrize("modality", [m for m in Modality if m is not Modality.AUDIO])
def test_what_is_no_sound_may_be_short(modality):
    probe = Probe(modality, "application/octet-stream", duration_s=0.1)

    assert format.find(Facts((record(0, probe=probe),))) == []


def test_a_rate_that_the_domain_names_is_asked_for_even_where_all_agree():
    facts = Facts(
        tuple(record(i, probe=sound(8_000)) for i in range(3)),
        thresholds=Thresholds(sample_rates=(16_000, 48_000)),
    )

    found = format.find(facts)

    assert found[0].message == "The sound is not sampled at 16000, 48000 Hz."


def blurred(seed, radius=4.0):
    return np.asarray(Image.fromarray(scene(seed)).filter(ImageFilter.GaussianBlur(radius)))


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("constant", lambda _: np.full((128, 128, 3), 77, np.uint8)),
        ("dark", lambda i: scene(i) // 14),
        ("overexposed", lambda i: 255 - scene(i) // 24),
        ("blurred", blurred),
    ],
)
def test_pictures_that_show_nothing_are_found_where_they_are(kind, spoil):
    bad = {2, 11, 30}
    facts = Facts(records(60), thumbnail=lambda i: spoil(i) if i in bad else scene(i))

    found = format.find(facts)

    assert named(facts, found, kind) == bad
    assert {f.kind for f in found} == {kind}


@pytest.mark.parametrize(
    ("usual", "count", "found"),
    [
        (0.0, 60, {7}),  # the others are sharp
        (0.0, 12, set()),  # too few to tell how sharp this set is
        (1.45, 60, set()),  # they are nearly as soft
    ],
)
def test_a_softer_picture_is_blurred_where_all_others_are_sharp(usual, count, found):
    facts = Facts(records(count), thumbnail=lambda i: blurred(i, 1.5 if i == 7 else usual))

    assert named(facts, format.find(facts), "blurred") == found


def test_a_set_of_sharp_and_less_sharp_pictures_has_none_that_is_blurred():
    facts = Facts(records(60), thumbnail=lambda i: blurred(i, 1.0 if i % 15 == 0 else 0.0))

    assert named(facts, format.find(facts), "blurred") == set()


def test_a_set_that_is_blurred_all_over_is_found_by_the_threshold():
    facts = Facts(records(40), thumbnail=blurred)

    assert named(facts, format.find(facts), "blurred") == set(range(40))


def test_what_ingest_refused_is_counted_by_kind_and_notes_are_left_out():
    issues = (
        Issue("a.jpg", "truncated", say("Broken.")),
        Issue("b.jpg", "truncated", say("Broken.")),
        Issue("c.jpg", "odd_name", say("Odd."), Severity.WARNING),
        Issue("LICENSE", "no_media", say("A text."), Severity.NOTE),
    )

    found = format.find(Facts((), issues=issues))

    assert [(f.severity, f.evidence) for f in found] == [
        (Severity.ERROR, {"kind": "truncated", "count": 2, "paths": ["a.jpg", "b.jpg"]}),
        (Severity.WARNING, {"kind": "odd_name", "count": 1, "paths": ["c.jpg"]}),
    ]


@pytest.mark.parametrize(
    ("kind", "box"),
    [
        ("box_outside", Box("a", 600, 10, 80, 20)),
        ("box_outside", Box("a", 0, 100, 100, 20, rotation=90)),
        ("box_without_area", Box("a", 5, 5, 0, 9)),
        ("box_without_area", Box("a", 5, 5, 9, -1)),
        ("box_not_finite", Box("a", float("nan"), 5, 9, 9)),
        ("box_repeated", Box("a", 10, 10, 100.5, 100)),
    ],
)
def test_an_impossible_box_is_found(kind, box):
    good = Box("a", 10, 10, 100, 100)
    facts = Facts((record(0, boxes=(good,)), record(1, boxes=(good, box))))

    found = consistency.find(facts)
    if kind == "box_outside" and box.rotation:
        assert named(facts, found, kind) == set()  # its turned hull is inside
    else:
        assert [(f.kind, f.evidence) for f in found] == [(kind, {"boxes": [1]})]


def test_boxes_at_the_rim_and_of_other_classes_are_left_alone():
    boxes = (Box("a", 0, 0, 640, 480), Box("b", 0, 0, 640, 480), Box("a", -0.4, 300, 9, 180.5))

    assert consistency.find(Facts((record(0, boxes=boxes),))) == []


def test_labels_outside_the_taxonomy_are_found(clean):
    facts = changed(clean, {5, 6}, label="cabbage")

    found = consistency.find(facts)

    assert named(facts, found, "label_not_in_taxonomy") == {5, 6}
    assert found[0].message == "The label “cabbage” is not in the taxonomy."


def test_one_picture_with_two_labels_is_found(clean):
    facts = changed(clean, {4, 9}, digest="same")

    assert named(facts, consistency.find(facts), "two_labels") == {4, 9}


def test_a_near_copy_with_another_label_is_found(clean):
    facts = replace(clean, thumbnail=lambda i: scene(4 if i == 9 else i))

    assert named(facts, consistency.find(facts), "two_labels_near") == {4, 9}


def test_a_group_in_two_splits_is_found(clean):
    facts = changed(clean, {0, 200}, group="house 7")
    facts = changed(changed(facts, {0}, split="train"), {200}, split="test")

    assert named(facts, consistency.find(facts), "group_straddles") == {0, 200}


def test_records_without_a_label_are_found(clean):
    facts = changed(clean, {1, 2}, label=None)

    assert named(facts, consistency.find(facts), "unlabelled") == {1, 2}


def test_where_none_has_a_label_it_is_told_once_and_of_the_set():
    bare = Facts(
        tuple(record(i, label=None) for i in range(500)), thresholds=Thresholds(needs_labels=True)
    )

    (found,) = consistency.find(bare)

    assert (found.kind, found.records, found.score) == ("unlabelled", (), 1.0)
    assert found.severity is Severity.WARNING
    assert found.evidence == {"count": 500}


def test_a_domain_that_asks_nothing_needs_no_label():
    assert consistency.find(Facts(tuple(record(i, label=None) for i in range(5)))) == []


def test_an_outline_or_a_text_is_a_label_as_well(clean):
    facts = changed(changed(clean, {1, 2}, label=None), {2}, told=True)

    assert named(facts, consistency.find(facts), "unlabelled") == {1}
    assert profile(facts).labelled == len(facts.records) - 1


@pytest.mark.parametrize("seed", range(3))
def test_strangers_in_a_class_are_found_and_nothing_else(seed):
    vectors, kinds, _ = blobs(800, seed=seed)
    strangers = set(np.random.default_rng(seed).choice(800, 12, replace=False).tolist())
    for i in strangers:
        vectors[i] = np.random.default_rng(i).normal(size=16) * 9
    facts = Facts(tuple(record(i, "abcd"[k]) for i, k in enumerate(kinds)), embeddings=vectors)

    found = named(facts, outliers.find(facts), "outlier")

    assert len(found & strangers) >= 11
    assert len(found - strangers) <= 1


def test_an_empty_and_a_scarce_class_are_told_apart():
    facts = Facts(
        tuple(record(i, "a" if i < 30 else "b") for i in range(33)),
        thresholds=Thresholds(taxonomy=("a", "b", "c"), min_per_class=10),
    )

    found = {(f.kind, f.evidence.get("label")) for f in balance.find(facts)}

    assert {("scarce_class", "b"), ("empty_class", "c")} <= found


def test_a_class_that_swamps_the_others_is_found():
    facts = Facts(tuple(record(i, "b" if i < 10 else "a") for i in range(510)))

    kinds = {f.kind for f in balance.find(facts)}

    assert kinds == {"imbalance"}


def test_missing_levels_and_pairs_are_counted(clean):
    wanted = {"light": ("day", "night", "dusk"), "side": ("up", "down")}
    facts = replace(clean, thresholds=replace(clean.thresholds, factors=wanted))

    found = {f.kind: f.evidence for f in balance.find(facts)}

    assert found["missing_condition"] == {"factor": "light", "levels": ["dusk"]}
    assert found["missing_pairs"] == {
        "missing": 2,
        "wanted": 6,
        "pairs": ["light=dusk × side=up", "light=dusk × side=down"],
    }


def test_a_split_of_one_class_drifts(clean):
    rows = tuple(replace(r, split="test" if r.label == "a" else "train") for r in clean.records)

    found = balance.find(replace(clean, records=rows))

    assert {(f.kind, f.evidence["split"]) for f in found} == {("split_drift", "test")}


def test_a_provider_of_nearly_everything_is_named(clean):
    facts = changed(clean, range(3, 240), provider="big")

    assert [f.evidence["provider"] for f in balance.find(facts)] == ["big"]
