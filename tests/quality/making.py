"""Small data sets made in code, for the tests of verification."""

import hashlib
from uuid import UUID, uuid5

import numpy as np

from dure.core import Modality, Probe, RecordId
from dure.quality.model import Facts, RecordFacts, Thresholds

ROOT = UUID(int=7)


def record(i, label="a", **fields):
    fields.setdefault("digest", hashlib.sha256(str(i).encode()).hexdigest())
    fields.setdefault("probe", Probe(Modality.IMAGE, "image/jpeg", 640, 480))
    path = fields.pop("path", f"{i}.jpg")
    return RecordFacts(RecordId(uuid5(ROOT, str(i))), path, label=label, **fields)


def records(count, classes=("a", "b", "c"), **fields):
    return tuple(record(i, classes[i % len(classes)], **fields) for i in range(count))


def scene(seed, side=128):
    """Draw a sharp picture of soft hills and hard rectangles, another one for every seed."""
    random = np.random.default_rng(seed)
    picture = np.kron(random.integers(40, 216, (8, 8, 3)), np.ones((side // 8, side // 8, 1)))
    for _ in range(12):
        x, y = random.integers(0, side - 24, 2)
        w, h = random.integers(6, 24, 2)
        picture[y : y + h, x : x + w] = random.integers(0, 256, 3)
    return np.clip(picture + random.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def blobs(count, classes=4, dimensions=16, seed=0, distance=3.0):
    """Draw normal clouds about `classes` centres: vectors, class of each, probabilities."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(classes, dimensions)) * distance
    kinds = np.arange(count) % classes
    vectors = (centres[kinds] + random.normal(size=(count, dimensions))).astype(np.float32)
    squares = ((vectors[:, None] - centres[None]) ** 2).sum(-1)
    logits = -squares / 8
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return vectors, kinds, (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)


def clean(count=240):
    """Give facts with nothing wrong: even classes, sharp pictures, sure predictions."""
    vectors, kinds, probabilities = blobs(count)
    names = tuple("abcd")
    return Facts(
        tuple(
            record(
                i,
                names[kinds[i]],
                split=("train", "test")[i // 4 % 4 == 0],
                group=f"g{i // 4 % 4 == 0}{i % 7}",
                conditions={"light": ("day", "night")[i % 2], "side": ("up", "down")[i // 2 % 2]},
                provider=("x", "y")[i % 2],
            )
            for i in range(count)
        ),
        thumbnail=lambda i: scene(i),
        embeddings=vectors,
        probabilities=probabilities,
        classes=names,
        outcomes={"record": count},
        thresholds=Thresholds(
            taxonomy=names, factors={"light": ("day", "night"), "side": ("up", "down")}
        ),
    )
