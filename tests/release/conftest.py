"""Small snapshots of every modality, made in code."""

import hashlib
import io
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dure.core import (
    Annotation,
    Box,
    Choice,
    Intent,
    Keypoints,
    Layer,
    Mask,
    Modality,
    Polygon,
    Probe,
    Segment,
    Transcript,
)
from dure.release.model import (
    Bilingual,
    Companion,
    DomainVersion,
    EngineUse,
    LabelClass,
    QualityRow,
    Row,
    Snapshot,
    Volume,
)

CLASSES = (
    LabelClass("onion", ("vegetable", "onion"), Bilingual("양파", "Onion")),
    LabelClass("apple", ("fruit", "apple"), Bilingual("사과", "Apple")),
    LabelClass("milk", ("dairy", "milk"), Bilingual("우유", "Milk")),
)


@dataclass(frozen=True)
class Release:
    """A snapshot with its rows."""

    snapshot: Snapshot
    rows: list[Row]


def snapshot(**changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "dataset": "food",
        "version": 3,
        "title": Bilingual("식재료 사진", "Food ingredients"),
        "description": Bilingual("냉장고 안의 식재료입니다.", "Ingredients in a fridge."),
        "domain": DomainVersion("food", "1.2", CLASSES),
        "licence": "CC-BY-4.0",
        "providers": ("맑은가전", "Hanbit Lab"),
        "created_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        "consent_basis": "written consent",
        "engines": (EngineUse("efficientnet", "1", "Apache-2.0"),),
        "outcomes": {"accepted": 10, "left_out": 2},
        "quality": (
            QualityRow(
                Bilingual("다양성", "Diversity"),
                Bilingual("구성비 중첩률", "Composition overlap"),
                "50 %",
                "68.36 %",
                met=True,
            ),
        ),
        "volume": Volume(12, 11, 10),
        "purpose": Bilingual("식재료 인식", "Recognising ingredients"),
    }
    return Snapshot(**(values | changes))


def png(number: int, width: int = 40, height: int = 30) -> bytes:
    pixels = np.random.default_rng(number).integers(0, 255, (height, width, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def wav(number: int, rate: int = 8000, frames: int = 800) -> bytes:
    samples = np.random.default_rng(number).integers(-20000, 20000, frames, np.int16)
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


_SPLITS = ("train", "train", "train", "validation", "test")
_PROBES = {
    Modality.IMAGE: Probe(Modality.IMAGE, "image/png", width=40, height=30),
    Modality.AUDIO: Probe(Modality.AUDIO, "audio/wav", duration_s=0.1, sample_rate=8000),
    Modality.TEXT: Probe(Modality.TEXT, "text/plain", rows=1),
    Modality.SERIES: Probe(Modality.SERIES, "text/csv", rows=2),
    Modality.DEVICE_STATUS: Probe(Modality.DEVICE_STATUS, "application/json"),
}
_CONTENTS: dict[Modality, Callable[[int], bytes]] = {
    Modality.IMAGE: png,
    Modality.AUDIO: wav,
    Modality.TEXT: lambda n: f"문 {n} 열어 줘".encode(),
    Modality.SERIES: lambda n: f"time,power\n0,{n}\n1,2\n".encode(),
    Modality.DEVICE_STATUS: lambda n: f'{{"door": {n}}}'.encode(),
}


def row(number: int, modality: Modality, *annotations: Annotation, **changes: Any) -> Row:
    content = _CONTENTS[modality](number)
    values: dict[str, Any] = {
        "record_id": f"{modality.value}-{number:03d}",
        "file_name": f"찍은 것 {number}.bin",
        "split": _SPLITS[number % 5],
        "digest": hashlib.sha256(content).hexdigest(),
        "probe": _PROBES[modality],
        "open": lambda: content,
        "annotations": annotations,
        "layer": Layer.CONSENSUS,
        "group": f"household-{number % 5}",
        "provider": "맑은가전",
        "source_path": f"day1/{number}.bin",
        "conditions": {"light": "night"},
        "attributes": {"shelf": str(number)},
    }
    return Row(**(values | changes))


def choices(count: int = 10) -> Release:
    labels = [CLASSES[n % 3] for n in range(count)]
    return Release(
        snapshot(),
        [row(n, Modality.IMAGE, Choice(c.name, c.path, score=0.5)) for n, c in enumerate(labels)],
    )


def shapes(count: int = 10) -> Release:
    drawn: list[tuple[Annotation, ...]] = [
        (Box("onion", 1.5, 2.0, 10.0, 8.25), Box("apple", 20.0, 5.0, 5.0, 5.0)),
        (Polygon("apple", ((1.0, 1.0, 11.0, 1.0, 11.0, 6.0, 1.0, 6.0),)),),
        (Mask("milk", 30, 40, (30, 30, 1140)),),
        (Keypoints("onion", (3.0, 4.0, 2.0, 9.0, 14.0, 1.0), ("root", "tip")),),
        (),
    ]
    rows = [row(n, Modality.IMAGE, *drawn[n % 5]) for n in range(count)]
    return Release(snapshot(dataset="fridge"), rows)


def sounds(count: int = 10) -> Release:
    return Release(
        snapshot(dataset="voice"),
        [
            row(
                n,
                Modality.AUDIO,
                Transcript(f"양파 {n}개 있어?", pronunciation=f"양파 {n}개 이써?"),
                Intent("ask_stock", {"item": "양파"}),
                Segment("onion", 0.0, 0.05),
            )
            for n in range(count)
        ],
    )


def mixed(count: int = 10) -> Release:
    kinds = (Modality.TEXT, Modality.SERIES, Modality.DEVICE_STATUS)
    rows = [row(n, kinds[n % 3], Choice("milk", ("dairy", "milk"))) for n in range(count)]
    return Release(snapshot(dataset="home"), rows)


def moments(count: int = 10) -> Release:
    """Pictures, every second one with a voice and a log of the same moment."""

    def beside(number: int) -> tuple[Companion, ...]:
        if number % 2:
            return ()
        sound, log = wav(number), b'{"door": 1}\n'
        return (
            Companion(
                "voice",
                hashlib.sha256(sound).hexdigest(),
                _PROBES[Modality.AUDIO],
                lambda: sound,
                start_s=1.25,
                drift_ppm=80.0,
                offset_uncertainty_s=0.004,
            ),
            Companion(
                "status",
                hashlib.sha256(log).hexdigest(),
                Probe(Modality.SERIES, "application/x-ndjson"),
                lambda: log,
                start_s=-600.0,
            ),
        )

    labels = [CLASSES[n % 3] for n in range(count)]
    rows = [
        row(n, Modality.IMAGE, Choice(c.name, c.path), streams=beside(n))
        for n, c in enumerate(labels)
    ]
    return Release(snapshot(dataset="moments"), rows)


SAMPLES: dict[str, Callable[..., Release]] = {
    "choices": choices,
    "shapes": shapes,
    "sounds": sounds,
    "mixed": mixed,
    "moments": moments,
}


@pytest.fixture(params=list(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Release:
    return SAMPLES[request.param]()


@pytest.fixture
def samples() -> dict[str, Callable[..., Release]]:
    return SAMPLES


@pytest.fixture
def make() -> SimpleNamespace:
    """The makers of this file, for tests that want one row or another snapshot."""
    return SimpleNamespace(**globals())
