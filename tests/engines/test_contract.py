"""One contract for every engine, on the real files where they are installed."""

import inspect

import numpy as np
import pytest

from dure.core import Box, Segment
from dure.engines import PROTOCOLS, Kind, SpeechLevel, catalogue, installed, open_engine, runners

NAMES = [entry.name for entry in catalogue()]


@pytest.fixture(scope="module")
def engine(models_dir):
    opened = {}

    def get(name):
        if name not in {entry.name for entry in installed(models_dir)}:
            pytest.skip(f"{name} is not in {models_dir}; run `dure models install {name}`")
        return opened.setdefault(name, open_engine(models_dir, name, threads=1))

    return get


def test_every_runner_is_listed_and_every_listed_one_has_a_runner():
    assert sorted({entry.runner for entry in catalogue()}) == sorted(runners.NAMES)


@pytest.mark.parametrize("entry", catalogue(), ids=NAMES)
def test_a_runner_opens_a_path_and_converts_where_the_list_says_so(entry):
    runner = runners.runner(entry.runner)

    assert list(inspect.signature(runner.open).parameters) == ["path", "threads"]
    assert (runner.convert is not None) == (entry.converter is not None)


@pytest.mark.models
@pytest.mark.parametrize("entry", catalogue(), ids=NAMES)
def test_an_engine_keeps_the_contract_of_its_kind(engine, entry):
    opened = engine(entry.name)

    assert isinstance(opened, PROTOCOLS[entry.kind])
    CONTRACTS[entry.kind](opened, entry)


def embeds_pictures(engine, _):
    random = np.random.default_rng(1)
    pictures = [random.integers(0, 255, (h, w, 3), np.uint8) for h, w in ((40, 60), (300, 200))]

    together = engine.embed(pictures)
    alone = engine.embed(pictures[1:])

    assert together.dtype == np.float32
    assert together.shape == (2, alone.shape[1])
    np.testing.assert_allclose(together[1:], alone, rtol=1e-3, atol=1e-3)
    assert engine.embed([]).shape[0] == 0


def finds_boxes(engine, entry):
    random = np.random.default_rng(2)
    picture = random.integers(0, 255, (120, 200, 3), np.uint8)

    for found in (engine.detect(picture), engine.detect(np.zeros((1, 1, 3), np.uint8))):
        assert all(isinstance(box, Box) and box.label in entry.labels for box in found)
        assert [b.score for b in found] == sorted((b.score for b in found), reverse=True)
        assert all(b.x >= 0 and b.x + b.width <= 200.01 and b.width >= 0 for b in found)
        assert all(b.y >= 0 and b.y + b.height <= 120.01 and b.height >= 0 for b in found)


def finds_voice(engine, _):
    silence = np.zeros(32_000, np.float32)
    hum = np.sin(np.arange(32_000) / 16_000 * 2 * np.pi * 50).astype(np.float32) * 0.1

    assert engine.segments(silence) == []
    assert engine.segments(silence[:0]) == []
    assert all(
        isinstance(s, Segment) and 0 <= s.start_s < s.end_s <= 2 for s in engine.segments(hum)
    )


def embeds_texts(engine, _):
    texts = ["냉장고 문을 열어 줘", "Open the fridge door", "오늘 날씨 어때?", ""]

    vectors = engine.embed(texts)

    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.6
    assert vectors[0] @ vectors[2] < 0.3
    assert engine.embed([]).shape == (0, vectors.shape[1])


def knows_korean(engine, _):
    assert engine.politeness("문을 열어 주세요").level is SpeechLevel.HAEYO
    assert engine.spaced("문을열어줘") == "문을 열어 줘"
    assert engine.tokens("") == []
    assert engine.sentences("") == []


CONTRACTS = {
    Kind.IMAGE_EMBEDDING: embeds_pictures,
    Kind.OBJECT_BOXES: finds_boxes,
    Kind.VOICE_ACTIVITY: finds_voice,
    Kind.TEXT_EMBEDDING: embeds_texts,
    Kind.KOREAN: knows_korean,
}


def test_every_kind_has_a_contract():
    assert set(CONTRACTS) == set(Kind) == set(PROTOCOLS)


@pytest.mark.models
@pytest.mark.shared_data
def test_a_refrigerator_is_found_in_a_kitchen(engine, shared_data):
    from PIL import Image

    nanodet = engine("nanodet")
    path = shared_data / "kitchen_doors" / "images" / "19135e910ad435c3.jpg"

    with Image.open(path) as picture:
        best = nanodet.detect(np.asarray(picture.convert("RGB")))[0]

    assert best.label == "refrigerator"
    assert best.score > 0.8
    assert (best.x, best.y) == pytest.approx((502, 251), abs=20)


@pytest.mark.models
@pytest.mark.shared_data
def test_voice_is_found_in_spoken_commands(engine, shared_data):
    import soundfile
    import soxr

    silero = engine("silero")
    for path in sorted((shared_data / "coffee_commands").glob("*.wav"))[:5]:
        samples, rate = soundfile.read(path, dtype="float32")
        found = silero.segments(soxr.resample(samples, rate, 16_000))

        assert found
        assert sum(s.end_s - s.start_s for s in found) > 0.5
