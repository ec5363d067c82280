"""Use cases of release."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dure import catalog, identity, ingest, quality
from dure.core import Actor, DatasetId, Invalid, NotFound, Permission, say
from dure.kit.db import Session
from dure.kit.events import publish

from . import rules, store
from .model import (
    Carried,
    Changes,
    Gate,
    NoSuchRelease,
    Readiness,
    ReleasePublished,
    Snapshot,
)
from .tables import ReleaseRow
from .writers import card, contents, manifest

_PLACE = "releases"
_VERSION = re.compile(r"[0-9]{1,9}")


def may_publish(actor: Actor) -> None:
    """Refuse whoever may not freeze a version."""
    actor.require(Permission.RELEASE_PUBLISH)


def listed(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[ReleaseRow]:
    """List the releases of a data set, the oldest first."""
    actor.require(Permission.RELEASE_READ)
    catalog.get(db, actor, dataset)
    return store.of_dataset(db, actor, dataset)


def named(db: Session, actor: Actor, reference: str) -> ReleaseRow:
    """Give a release by ``name@version``; the newest where no version is said."""
    actor.require(Permission.RELEASE_READ)
    name, _, version = reference.partition("@")
    if version and not _VERSION.fullmatch(version):
        short = version[:80]
        raise Invalid(say("“{version}” is no version; write it as in food@3.", version=short))
    dataset = catalog.named(db, actor, name)
    releases = store.of_dataset(db, actor, DatasetId(dataset.id))
    wanted = [r for r in releases if not version or r.version == int(version)]
    if not wanted:
        raise NoSuchRelease(
            say("There is no release “{reference}”; freeze one first.", reference=reference)
        )
    return wanted[-1]


def place_for(
    db: Session, actor: Actor, home: Path, dataset: DatasetId, snapshot: Snapshot, content: str
) -> str:
    """Give where a release of this content goes below the home: by its name, where that is free.

    A name is an organisation's own, so a data set of another one may have it; and a freezing
    that was killed may have left other content there. Then the content tells them apart.
    """
    plain = f"{_PLACE}/{snapshot.reference}"
    there = manifest.read(home / plain)
    is_left = there is not None and there["digest"] != content
    if not is_left and not store.is_others(db, actor, dataset, plain):
        return plain
    return f"{_PLACE}/{snapshot.dataset}.{content[:16]}@{snapshot.version}"


def folder(home: Path, row: ReleaseRow) -> Path:
    """Give the folder of a release in the home as it lies now.

    Older rows hold a whole path; of that only the last part counts, so a home may move.
    """
    return home / _PLACE / Path(row.folder).name


def file(home: Path, row: ReleaseRow, path: str) -> Path:
    """Give a file of a release; raises `NotFound` for any path that is not one of its files."""
    base = folder(home, row).resolve()
    found = None if "\0" in path else (base / path).resolve()
    if found is None or not found.is_relative_to(base) or not found.is_file():
        raise NotFound(say("The release has no file “{path}”.", path=path[:200]))
    return found


@dataclass(frozen=True, slots=True)
class Described:
    """A release as people read it: its manifest, its card, and its classes by split."""

    row: ReleaseRow
    manifest: Mapping[str, Any]
    card: str
    counts: Mapping[str, Carried]
    versions: Sequence[int]


def describe(db: Session, actor: Actor, home: Path, reference: str) -> Described:
    """Read a release for its page."""
    row = named(db, actor, reference)
    written = file(home, row, card.NAME).read_text("utf-8")
    return Described(
        row=row,
        manifest=described(home, row),
        card=card.body_of(written),
        counts=contents.class_counts(folder(home, row), row.state),
        versions=[r.version for r in store.of_dataset(db, actor, DatasetId(row.dataset))],
    )


def described(home: Path, row: ReleaseRow) -> Mapping[str, Any]:
    """Give the manifest; raises `NotFound` where the folder is gone."""
    return manifest.read(file(home, row, manifest.NAME).parent) or {}


def files(home: Path, row: ReleaseRow) -> dict[str, Path]:
    """Give all files of a release by the names that they have in an archive."""
    words = described(home, row)
    paths = [manifest.NAME, *(entry["path"] for entry in words["files"])]
    root = f"{words['name']}@{words['version']}"
    return {f"{root}/{path}": file(home, row, path) for path in sorted(paths)}


def changes(
    db: Session, actor: Actor, home: Path, reference: str, since: int | None
) -> tuple[int | None, Changes]:
    """Tell what a release changed since an earlier version; since the one before by default."""
    row = named(db, actor, reference)
    earlier = store.of_dataset(db, actor, DatasetId(row.dataset))
    if since is None:
        since = max((r.version for r in earlier if r.version < row.version), default=None)
    if since is None:
        return None, Changes(added=tuple(sorted(row.splits)))
    other = next((r for r in earlier if r.version == since), None)
    if other is None:
        name = reference.partition("@")[0]
        raise NoSuchRelease(
            say("There is no version {version} of “{name}” to compare with; see its list of "
                "versions.", version=since, name=name)
        )  # fmt: skip
    both = (folder(home, other), folder(home, row))
    return since, contents.changes(*both, (other.state, row.state))


def gates(db: Session, actor: Actor, dataset: DatasetId) -> list[Gate]:
    """Say what would keep a data set from being frozen, and what to know before."""
    found = catalog.get(db, actor, dataset)
    tally = ingest.tally(db, actor, dataset)
    records = [row.id for row in catalog.every_record(db, actor, dataset)]
    newest = quality.newest(db, actor, dataset)
    return rules.gates(
        Readiness(
            may_publish=Permission.RELEASE_PUBLISH in actor.permissions
            and found.organization == actor.organization,
            records=len(records),
            labelled=len(catalog.word_on(db, actor, records)),
            issues=len(tally.issues),
            licence=found.licence,
            consent_basis=found.consent_basis,
            verdict=newest.verdict if newest else "",
        )
    )


def state_of(content: str, formats: Sequence[str]) -> str:
    """Name what a release holds: its content, and in which optional formats."""
    return "+".join([content, *sorted(set(formats))])


def version_for(
    db: Session, actor: Actor, dataset: DatasetId, content: str, formats: Sequence[str]
) -> tuple[int, ReleaseRow | None]:
    """Give the version for a content, and its release where one with these formats exists."""
    releases = store.of_dataset(db, actor, dataset)
    known = {r.version: r.state for r in releases if _holds(r.state, content, formats)}
    number = max(known, default=rules.next_version(content, {r.version: "" for r in releases}))
    return number, next((r for r in releases if r.version in known and r.version == number), None)


def _holds(state: str, content: str, formats: Sequence[str]) -> bool:
    held, *formats_held = state.split("+")
    return held == content and set(formats) <= set(formats_held)


def earlier_splits(db: Session, actor: Actor, dataset: DatasetId) -> dict[str, str]:
    """Give the splits of the newest release, which its records keep."""
    releases = store.of_dataset(db, actor, dataset)
    return dict(releases[-1].splits) if releases else {}


def keep(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    snapshot: Snapshot,
    row: ReleaseRow,
) -> ReleaseRow:
    """Save that a version was frozen, in the audit trail as well."""
    actor.require(Permission.RELEASE_PUBLISH)
    catalog.mine(db, actor, dataset)
    db.add(row)
    db.flush()
    identity.audit(
        db, actor, "release.published", snapshot.reference, state=row.state, counts=row.counts
    )
    publish(db, ReleasePublished(dataset, row.version))
    return row
