"""Decisions of delivery: which names are safe, what headers say, what stands after an undo."""

import base64
import binascii
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Literal
from uuid import UUID

from dure.core import Invalid, Severity, say

from .model import Checksum, Expected, Named, State, UnknownChecksum, UnsafeName, UploadAsked

ALGORITHMS = {"sha256": 32, "sha1": 20}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.I)
_PART_BYTES, _PATH_BYTES, _DEPTH = 240, 1024, 32
_HEX = re.compile(r"[0-9a-f]{64}")
_SPACE = 1 << 62


def safe_path(raw: str) -> str:
    """Give the path of a file inside its delivery, in NFC, or raise `UnsafeName`.

    Refused is what could lead out of the folder, what no file system holds, and what another
    system could not hold when it fetches a release: device names, trailing dots and spaces.
    """
    path = unicodedata.normalize("NFC", raw.replace("\\", "/"))
    parts = path.split("/")
    if not path or len(path.encode("utf-8", "replace")) > _PATH_BYTES or len(parts) > _DEPTH:
        raise UnsafeName(
            say("A file's name is empty, too long or too deep; give a shorter relative path.")
        )
    if any(not _is_safe(part) for part in parts):
        shown = "".join(c if c.isprintable() else "�" for c in path)[:80]
        raise UnsafeName(
            say("“{path}” is no name that can be kept; give a plain relative path.", path=shown)
        )
    return path


def _is_safe(part: str) -> bool:
    return not (
        part in {"", ".", ".."}
        or part != part.strip()
        or part.endswith(".")
        or not part.isprintable()
        or len(part.encode("utf-8", "replace")) > _PART_BYTES
        or re.match(r"[A-Za-z]:", part)
        or _RESERVED.match(part)
    )


def above(path: str) -> list[str]:
    """Give the folders that a path lies in."""
    return [str(parent) for parent in PurePosixPath(path).parents if str(parent) != "."]


def asked(metadata: str, length: int) -> UploadAsked:
    """Read what a client wants to upload from `Upload-Metadata` and `Upload-Length`."""
    told = _metadata(metadata)
    name = told.get("relativePath") or told.get("filename") or ""
    try:
        delivery = UUID(told.get("delivery", ""))
    except ValueError:
        raise Invalid(
            say("Upload-Metadata names no delivery; open one, and give its id as “delivery”.")
        ) from None
    digest = told.get("sha256", "").lower()
    if digest and not _HEX.fullmatch(digest):
        raise UnknownChecksum(say("The “sha256” of Upload-Metadata is no SHA-256 in hexadecimal."))
    if not 0 <= length < _SPACE:
        raise Invalid(say("Upload-Length is no size of a file."))
    return UploadAsked(delivery, safe_path(name), length, digest or None)


def _metadata(header: str) -> dict[str, str]:
    """Read ``key base64,key base64`` (tus 1.0, creation)."""
    told: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            told[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise Invalid(
                say("Upload-Metadata cannot be read; give each value as UTF-8 in Base64.")
            ) from None
    return told


def checksum(header: str | None) -> Checksum | None:
    """Read `Upload-Checksum` (tus 1.0, checksum)."""
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if ALGORITHMS.get(algorithm.lower()) != len(digest):
        raise UnknownChecksum(
            say("Upload-Checksum is none that this server knows; give sha256 or sha1 in Base64.")
        )
    return Checksum(algorithm.lower(), digest)


def may_finish(state: State) -> bool:
    """Tell whether what a delivery holds may be taken in now."""
    return state in {State.OPEN, State.FAILED}


def changes(listed: Mapping[str, str], known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Compare stamps by path: gives what is new or changed, and what is there no more."""
    changed = sorted(path for path, stamp in listed.items() if known.get(path) != stamp)
    return changed, sorted(known.keys() - listed.keys())


def safe_ones(paths: Iterable[str], listed: Set[str]) -> tuple[list[str], list[str]]:
    """Tell paths that can be kept as they are from those that cannot.

    Args:
        paths: to be kept beside one another.
        listed: all that lies in their place; in a bucket a name may be a file and a folder.
    """
    good, bad = list[str](), list[str]()
    for path in paths:
        (good if _is_kept_as_is(path) and listed.isdisjoint(above(path)) else bad).append(path)
    return good, bad


def _is_kept_as_is(path: str) -> bool:
    try:
        return safe_path(path) == path
    except UnsafeName:
        return False


def word(chain: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], bool]]) -> Mapping[str, Any]:
    """Give what stands on a path: the last word that stands, or what was there before any.

    Args:
        chain: for each delivery that touched the path, in the order of their coming: what was
            there before it, what it made of it (nothing where it took it out), whether it stands.
    """
    last = next((after for _, after, stands in reversed(chain) if stands), None)
    return chain[0][0] if last is None else last


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two rows of a path are of the same file; neither may be there."""
    return all(one.get(name) == other.get(name) for name in ("size", "mtime_ns", "digest"))


def kept(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row's columns as JSON."""
    return {
        name: str(value) if isinstance(value, UUID | StrEnum) else value
        for name, value in columns.items()
    }


def counts(files: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count the files of a delivery by outcome; `added` counts records that were not there."""
    found, size, records = Counter[str | None](), 0, set[UUID]()
    for row in files:
        found[row["outcome"]] += 1
        size += row["size"]
        if row["outcome"] == "record":
            records.add(row["record"])
    return {
        "files": found.total() - found["gone"],
        "records": found["record"],
        "duplicates": found["duplicate"],
        "labels": found["labels"] + found["stream"],
        "issues": found["issue"],
        "gone": found["gone"],
        "added": len(records),
        "size": size,
        "findings": 0,
    }


def verdict(severities: Iterable[Severity]) -> Literal["pass", "warn", "fail"]:
    """Give the verdict on a delivery by the worst of its findings."""
    found = set(severities)
    if Severity.ERROR in found:
        return "fail"
    return "warn" if Severity.WARNING in found else "pass"


def counted(words: Iterable[str]) -> dict[str, int]:
    """Count words, the most frequent first."""
    return dict(Counter(words).most_common())


def named_by(path: str, content: str) -> tuple[list[Named], Expected]:
    """Read a manifest: what it names, by paths of the delivery, and what it says to expect.

    Lines of ``digest  path`` as in BagIt, or JSON with ``files: [{path, sha256}]`` and
    ``expected: {records, classes, conditions}``. Raises `ValueError`.
    """
    folder = PurePosixPath(path).parent
    if path.endswith(".txt"):
        lines = (line.split(maxsplit=1) for line in content.splitlines() if line.strip())
        return [
            _named(folder, name.removeprefix("*"), digest) for digest, name in lines
        ], Expected()
    told = json.loads(content)
    if not isinstance(told, dict) or not isinstance(told.get("files", []), list):
        raise ValueError(path)  # noqa: TRY004  (of its content, not of our call)
    files = [_named(folder, str(one["path"]), str(one["sha256"])) for one in told.get("files", [])]
    return files, _expected(told.get("expected") or {})


def _named(folder: PurePosixPath, name: str, digest: str) -> Named:
    if not _HEX.fullmatch(digest.lower()):
        raise ValueError(digest)
    return Named(safe_path((folder / name.strip()).as_posix()), digest.lower())


def _expected(told: Any) -> Expected:  # noqa: ANN401  (JSON)
    told = dict(told)
    records = told.get("records")
    return Expected(
        None if records is None else int(records),
        {str(k): int(v) for k, v in dict(told.get("classes") or {}).items()},
        {
            str(factor): {str(k): int(v) for k, v in dict(levels).items()}
            for factor, levels in dict(told.get("conditions") or {}).items()
        },
    )


def both(agreed: Expected, declared: Sequence[Expected]) -> Expected:
    """Put together what was agreed and what manifests say; the agreement comes first."""
    records = [e.records for e in (agreed, *declared) if e.records is not None]
    return Expected(
        records[0] if records else None,
        {k: v for e in (*reversed(declared), agreed) for k, v in e.classes.items()},
        {k: v for e in (*reversed(declared), agreed) for k, v in e.conditions.items()},
    )
