"""The manifest: every file of a release with its size and digest, and what loaders need first."""

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dure.core import Issue, Severity, say

from ..model import Rows, Snapshot
from ..rules import content_digest
from ._survey import Survey, survey
from ._text import write_json

NAME = "manifest.json"
FORMAT = "dure-release"
FORMAT_VERSION = 1
# What `dure build` puts beside a release for its reader; it changes without the release.
SUGGESTIONS, QUALITY = "suggestions.parquet", "quality"


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``manifest.json`` over all files that already lie in `folder`; always the last."""
    seen = survey(rows)
    files = [_entry(folder, path) for path in sorted(_files(folder))]
    described = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": snapshot.dataset,
        "version": snapshot.version,
        "digest": content_digest(snapshot, rows),
        "tool": tool(),
        "created_at": snapshot.created_at.isoformat(),
        **_words(snapshot),
        "licences": {
            "data": snapshot.licence,
            "engines": {e.name: e.licence for e in snapshot.engines if e.licence},
        },
        "classes": _classes(snapshot),
        "modalities": [m.value for m in seen.modalities],
        "splits": {split: _split(split, seen, folder) for split in seen.splits},
        "outcomes": dict(sorted(snapshot.outcomes.items())),
        "quality": _quality(snapshot),
        "files": files,
    }
    return [write_json(folder / NAME, described)]


def tool() -> str:
    """Give the name and version of what writes."""
    return f"dure {version('dure')}"


def _words(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "title": {"ko": snapshot.title.ko, "en": snapshot.title.en},
        "description": {"ko": snapshot.description.ko, "en": snapshot.description.en},
        "domain": {"id": snapshot.domain.id, "version": snapshot.domain.version},
        "providers": list(snapshot.providers),
        "consent_basis": snapshot.consent_basis,
        "engines": [{"name": e.name, "version": e.version} for e in snapshot.engines],
    }


def _classes(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {"name": c.name, "path": list(c.path), "ko": c.title.ko, "en": c.title.en}
        for c in snapshot.domain.classes
    ]


def _split(split: str, seen: Survey, folder: Path) -> dict[str, Any]:
    shards = sorted((folder / "data").glob(f"{split}-*.parquet"))
    return {
        "records": seen.splits[split],
        "shards": [
            {
                "path": shard.relative_to(folder).as_posix(),
                "records": pq.read_metadata(shard).num_rows,
            }
            for shard in shards
        ],
    }


def _quality(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            "axis": {"ko": row.axis.ko, "en": row.axis.en},
            "item": {"ko": row.item.ko, "en": row.item.en},
            "target": row.target,
            "result": row.result,
            "met": row.met,
        }
        for row in snapshot.quality
    ]


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and p != folder / NAME)


def _entry(folder: Path, path: Path) -> dict[str, Any]:
    place = path.relative_to(folder).as_posix()
    return {"path": place, "size": path.stat().st_size, "sha256": _digest(path)}


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read(folder: Path) -> dict[str, Any] | None:
    """Give the manifest of a release folder, or None where there is no readable one."""
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def verify(folder: Path) -> list[Issue]:
    """Hold every file against the manifest: missing, damaged and foreign files are issues.

    The suggestions and the quality pages that `dure build` puts beside a release are no part of
    it and are not foreign.
    """
    described = read(folder)
    if described is None:
        message = say("There is no readable manifest.json; this folder is not a Dure release.")
        return [Issue(NAME, "no_manifest", message)]
    expected = {entry["path"]: entry for entry in described["files"]}
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    return [
        *(_missing(place) for place in sorted(set(expected) - set(found))),
        *(
            _damaged(p)
            for p in sorted(set(expected) & set(found))
            if _differs(expected[p], found[p])
        ),
        *(_foreign(p) for p in sorted(set(found) - set(expected)) if not _is_beside(p)),
    ]


def _differs(entry: dict[str, Any], path: Path) -> bool:
    return bool(path.stat().st_size != entry["size"] or _digest(path) != entry["sha256"])


def _is_beside(place: str) -> bool:
    return place == SUGGESTIONS or place.startswith(f"{QUALITY}/")


def _missing(place: str) -> Issue:
    return Issue(place, "missing", say("“{path}” is missing; fetch the release again.", path=place))


def _damaged(place: str) -> Issue:
    message = say("“{path}” does not match its digest; fetch the release again.", path=place)
    return Issue(place, "damaged", message)


def _foreign(place: str) -> Issue:
    message = say("“{path}” is not part of the release; move it elsewhere.", path=place)
    return Issue(place, "foreign", message, severity=Severity.WARNING)
