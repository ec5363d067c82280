"""Putting a whole release where it belongs, at once or not at all."""

import shutil
from collections.abc import Callable
from pathlib import Path

from dure.core import Conflict, say

from ..model import Rows, Snapshot
from ..rules import content_digest
from . import manifest


def place(snapshot: Snapshot, rows: Rows, target: Path, build: Callable[[Path], None]) -> Path:
    """Build beside the target and rename; leave a target that already holds the same bytes.

    Raises:
        Conflict: where the target holds anything but this release.
    """
    digest = content_digest(snapshot, rows)
    _check(snapshot, digest, target)
    partial = target.with_name(f"{target.name}.partial-{digest[:12]}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        build(partial)
        _take_place(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _check(snapshot: Snapshot, digest: str, target: Path) -> None:
    if target.is_dir() and not any(target.iterdir()):
        return
    if not target.exists():
        return
    there = manifest.read(target) if target.is_dir() else None
    if there is None:
        raise Conflict(
            say(
                "“{folder}” is not empty and holds no Dure release; choose an empty folder.",
                folder=target.name,
            )
        )
    reference = f"{there['name']}@{there['version']}"
    if (reference, there["digest"]) != (snapshot.reference, digest):
        raise Conflict(
            say(
                "“{folder}” already holds the release {reference} with other content; choose "
                "another folder.",
                folder=target.name,
                reference=reference,
            )
        )


def _take_place(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    there = target / manifest.NAME
    same = there.exists() and there.read_bytes() == (partial / manifest.NAME).read_bytes()
    if same and not manifest.verify(target):
        return
    aside = target.with_name(f"{partial.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    partial.rename(target)
    shutil.rmtree(aside)
