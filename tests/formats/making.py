"""Tiny label folders, made in code."""

import json
from collections import Counter
from pathlib import Path

from dure import formats
from dure.core import Labelled, Severity
from dure.formats.finding import is_media

SIZE = (640, 480)
# Of a film of eleven frames at a rate that varies.
TIMES = (0.0, 0.1, 0.2, 0.35, 0.4, 0.5, 0.6, 0.7, 0.85, 0.9, 1.0)


def put(root: Path, files: dict[str, object]) -> Path:
    """Write files: bytes as they are, text as UTF-8, anything else as JSON."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        else:
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return root


def media_of(*paths: str, size: tuple[int, int] | None = SIZE) -> formats.FolderMedia:
    return formats.FolderMedia(paths, lambda _: size, times_of)


def times_of(path: str) -> tuple[float, ...] | None:
    return TIMES if path.endswith(".mp4") else None


def names_of(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def read_all(root: Path, size: tuple[int, int] | None = SIZE) -> list[formats.Reading]:
    names = names_of(root)
    media = media_of(*filter(is_media, names), size=size)
    return [formats.read(root, found, media) for found in formats.recognise(root, names)]


def read_one(root: Path, size: tuple[int, int] | None = SIZE) -> formats.Reading:
    (reading,) = read_all(root, size)
    return reading


def kinds(reading: formats.Reading, severity: Severity | None = None) -> Counter[str]:
    return Counter(i.kind for i in reading.issues if severity in (None, i.severity))


def labels(reading: formats.Reading) -> dict[str, list[str]]:
    return {one.path: [a.label for a in one.annotations] for one in reading.labelled}


def sized(*labelled: Labelled, size: tuple[int, int] | None = SIZE) -> list[formats.Sized]:
    return [formats.Sized(one, size, times_of(one.path)) for one in labelled]
