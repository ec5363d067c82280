"""Copies planted among different pictures."""

from io import BytesIO

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dure.core import Severity
from dure.quality.checks import _pictures, _twins, duplicates
from dure.quality.model import Facts, Thresholds

from .making import record, scene


def jpeg(picture, quality=40, side=96):
    buffer = BytesIO()
    Image.fromarray(picture).resize((side, side)).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def brighter(picture):
    return np.clip(picture.astype(int) * 1.15 + 8, 0, 255).astype(np.uint8)


def facts_of(pictures, splits=None, **fields):
    splits = splits or [None] * len(pictures)
    return Facts(
        tuple(record(i, split=s) for i, s in enumerate(splits)),
        thumbnail=lambda i: pictures[i],
        **fields,
    )


def pairs_of(facts):
    position = {r.id: i for i, r in enumerate(facts.records)}
    found = duplicates.find(facts)
    return {tuple(position[r] for r in f.records) for f in found if f.kind != "leak"}


def test_recompressed_and_brightened_pictures_are_found_and_nothing_else():
    originals = [scene(i) for i in range(150)]
    planted = [jpeg(p) for p in originals[:30]] + [brighter(p) for p in originals[30:60]]
    facts = facts_of(originals + planted)

    found = pairs_of(facts)

    truth = {(i, 150 + i) for i in range(60)}
    assert len(found & truth) >= 0.95 * len(truth)
    assert found <= truth


def test_a_chain_of_near_copies_is_one_cluster():
    one = scene(3)
    facts = facts_of([one, jpeg(one, 60), jpeg(one, 30), scene(4)])

    assert pairs_of(facts) == {(0, 1, 2)}


def test_a_near_copy_in_another_split_is_an_error():
    one = scene(5)
    facts = facts_of([one, jpeg(one), scene(6)], ["train", "test", "test"])

    leaks = [f for f in duplicates.find(facts) if f.kind == "leak"]

    assert [(f.severity, set(f.records)) for f in leaks] == [
        (Severity.ERROR, {facts.records[0].id, facts.records[1].id})
    ]
    assert leaks[0].message == "The same picture stands in the splits test, train."


def test_copies_within_one_split_or_without_one_do_not_leak():
    one = scene(5)
    facts = facts_of([one, jpeg(one), jpeg(one, 20)], ["train", "train", None])

    assert {f.kind for f in duplicates.find(facts)} == {"near_duplicate"}


def test_an_equal_digest_needs_no_picture():
    same = tuple(record(i, digest="d", split=s) for i, s in enumerate(["train", None, "test"]))

    found = duplicates.find(Facts(same))

    assert {(f.kind, len(f.records)) for f in found} == {("leak", 2), ("exact_duplicate", 3)}


def test_embeddings_confirm_what_the_eye_does_not():
    one = scene(8)
    negative_corner = one.copy()
    negative_corner[:60, :60] = 255 - negative_corner[:60, :60]
    strict = Thresholds(twin_correlation=0.9999)
    vectors = np.ones((2, 4), np.float32)

    without = facts_of([one, jpeg(one)], thresholds=strict)
    with_embedding = facts_of([one, jpeg(one)], thresholds=strict, embeddings=vectors)

    assert pairs_of(without) == set()
    assert pairs_of(with_embedding) == {(0, 1)}


def test_plain_pictures_are_not_copies_of_one_another():
    plain = [np.full((64, 64, 3), tone, np.uint8) for tone in (0, 90, 255)]

    assert pairs_of(facts_of(plain)) == set()


@given(st.integers(0, 2**32), st.integers(0, 7), st.integers(2, 120))
@settings(max_examples=40, deadline=None)
def test_multi_index_hashing_finds_exactly_what_comparing_all_pairs_finds(seed, limit, count):
    random = np.random.default_rng(seed)
    hashes = random.integers(0, 2**64, count, dtype=np.uint64)
    for i in range(1, count, 2):  # neighbours in up to nine bits
        for bit in random.integers(0, 64, random.integers(1, 10)):
            hashes[i] = hashes[i - 1] ^ np.uint64(1 << int(bit)) if bit == 0 else hashes[i]
            hashes[i] = (hashes[i] if bit % 2 else hashes[i - 1]) ^ np.uint64(1 << int(bit))
    hashes = np.unique(hashes)
    apart = np.bitwise_count(hashes[:, None] ^ hashes[None])
    truth = {tuple(p) for p in np.argwhere(np.triu(apart <= limit, 1)).tolist()}

    facts = Facts((), thresholds=Thresholds(hash_bits=limit))
    found = [(int(a), int(b)) for x, y in _twins.close(hashes, facts) for a, b in zip(x, y)]

    assert sorted(found) == sorted(truth)


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40))
def test_clusters_are_disjoint_and_hold_every_pair(pairs):
    clusters = duplicates.unite(pairs, 20)

    members = [m for c in clusters for m in c]
    assert len(members) == len(set(members))
    home = {m: i for i, c in enumerate(clusters) for m in c}
    assert all(home[a] == home[b] for a, b in pairs)


def test_a_hash_survives_another_size_but_not_another_picture():
    pictures = [scene(1), jpeg(scene(1), 90, 64), scene(2)]
    hashes = _pictures.traits(facts_of(pictures)).hashes

    assert np.bitwise_count(hashes[0] ^ hashes[1]) <= 4
    assert np.bitwise_count(hashes[0] ^ hashes[2]) > 12
