"""Small made-up folders, and `dure` as a program of its own, as its users run it."""

import io
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from dure.app import tables
from dure.app.migrate import HEAD
from dure.kit.db import connect, unit_of_work

PROGRAM = "from dure.app.cli import main; main()"
REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("DURE_MODELS", REPOSITORY / ".cache" / "models"))


@pytest.fixture
def home(tmp_path):
    """A home whose database is at the present schema."""
    place = tmp_path / "home"
    place.mkdir()
    engine = connect(f"sqlite:///{place / 'dure.db'}")
    tables.metadata.create_all(engine)
    with unit_of_work(engine) as db:
        db.execute(text("create table alembic_version(version_num varchar(32))"))
        db.execute(text("insert into alembic_version values (:head)"), {"head": HEAD})
    engine.dispose()
    return place


@pytest.fixture
def environment(tmp_path):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("DURE_", "LC_"))}
    return {**plain, "LANG": "C.UTF-8", "DURE_CACHE": str(tmp_path / "cache")}


@pytest.fixture
def start(home, environment):
    """Start `dure` and do not wait for it."""

    def begin(*words, **more):
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(home), *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment, **more},
        )

    return begin


@pytest.fixture
def dure(start):
    """Run `dure … --json` to its end and read what it says."""

    def run(*words, code=0, **more):
        with start(*words, "--json", **more) as program:
            out, err = program.communicate(timeout=120)
        assert program.returncode == code, err + out
        return json.loads(out)

    return run


def picture(number: int, side: int = 64) -> bytes:
    """A small picture with structure of its own, the same for the same number."""
    blocks = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.kron(blocks, np.ones((side // 8, side // 8, 1), np.uint8))).save(out, "PNG")
    return out.getvalue()


def sound(number: int, seconds: float = 0.5, rate: int = 8000) -> bytes:
    """A tone of its own pitch."""
    time = np.arange(int(seconds * rate)) / rate
    samples = (12000 * np.sin(2 * np.pi * (200 + 40 * number) * time)).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def put(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def pictures(tmp_path):
    """Two classes as folders, with a duplicate, a broken file and a licence among them."""
    classes = {n: "apple" if n % 2 else "banana" for n in range(24)}
    files = {f"{label}/{n:02}.png": picture(n) for n, label in classes.items()}
    files["apple/copy of 01.png"] = picture(1)
    files["apple/cut.png"] = picture(1)[:150]
    files["LICENSE"] = "CC BY 4.0"
    return put(tmp_path / "pictures", files)


@pytest.fixture
def boxes(tmp_path):
    """Pictures with YOLO boxes."""
    files = {"classes.txt": "cable\nsock\n"}
    for n in range(6):
        files[f"images/{n}.png"] = picture(n)
        files[f"labels/{n}.txt"] = f"{n % 2} 0.5 0.5 0.25 0.5\n1 0.25 0.25 0.125 0.125\n"
    return put(tmp_path / "boxes", files)


@pytest.fixture
def voices(tmp_path):
    """Sounds with what is said in them."""
    files = {}
    for n in range(6):
        files[f"wav/{n:02}.wav"] = sound(n)
        files[f"script/{n:02}.txt"] = f"에어컨 {n}도로 맞춰 줘"
    return put(tmp_path / "voices", files)


@pytest.fixture
def states(tmp_path):
    """What devices say of themselves."""
    files = {
        f"{n}.json": json.dumps(
            {
                "deviceId": f"f{n}",
                "components": {
                    "main": {
                        "contactSensor": {
                            "contact": {
                                "value": "open" if n % 2 else "closed",
                                "timestamp": f"2026-11-0{n + 1}T08:00:00.000Z",
                            }
                        },
                        "temperatureMeasurement": {
                            "temperature": {
                                "value": 3 + n,
                                "unit": "C",
                                "timestamp": f"2026-11-0{n + 1}T08:00:00.000Z",
                            }
                        },
                    }
                },
            }
        )
        for n in range(4)
    }
    return put(tmp_path / "states", files)
