"""Use cases of release."""

from collections.abc import Sequence
from pathlib import Path

from dure import catalog, identity
from dure.core import Actor, DatasetId, Invalid, NotFound, Permission, say
from dure.kit.db import Session
from dure.kit.events import publish

from . import rules, store
from .model import NoSuchRelease, ReleasePublished, Snapshot
from .tables import ReleaseRow


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
    if version and not version.isdigit():
        raise Invalid(say("“{version}” is no version; write it as in food@3.", version=version))
    dataset = catalog.named(db, actor, name)
    releases = store.of_dataset(db, actor, DatasetId(dataset.id))
    wanted = [r for r in releases if not version or r.version == int(version)]
    if not wanted:
        raise NoSuchRelease(
            say("There is no release “{reference}”; freeze one first.", reference=reference)
        )
    return wanted[-1]


def file(row: ReleaseRow, path: str) -> Path:
    """Give a file of a release; raises `NotFound` for any path that is not one of its files."""
    folder = Path(row.folder).resolve()
    found = None if "\0" in path else (folder / path).resolve()
    if found is None or not found.is_relative_to(folder) or not found.is_file():
        raise NotFound(say("The release has no file “{path}”.", path=path[:200]))
    return found


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
