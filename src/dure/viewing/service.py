"""Use cases of viewing: one record with all that is known of it, and its media as shown."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import catalog, curation, devices, identity, ingest, release, streams
from dure.catalog import AnnotationSet, Record
from dure.core import (
    Actor,
    DatasetId,
    Forbidden,
    Invalid,
    Layer,
    Modality,
    NotFound,
    Permission,
    Probe,
    RecordId,
    say,
)
from dure.kit import cache
from dure.kit.blobs import opened_blob, pieces
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.jobs import enqueue

from .model import Happening, NoSuchStream

LARGEST_DOCUMENT = 1 << 20
_SWEPT_AFTER = timedelta(hours=1)
_MEMBER = "member:"  # before the id of a member, as an author


def stream(db: Session, actor: Actor, record: RecordId, number: int) -> dict[str, Any]:
    """Give a stream's stored form; its content is for the owner's organisation alone.

    The visibility of a data set says who may know of it; its content has terms of its own, and
    as long as there are none, nobody else sees it.
    """
    row = catalog.record(db, actor, record)
    if catalog.get(db, actor, DatasetId(row.dataset)).organization != actor.organization:
        raise Forbidden(
            say("The media of this data set are its owner's; ask the owner for a release.")
        )
    if not 0 <= number < len(row.streams):
        raise NoSuchStream(say("The record has no stream {number}.", number=number))
    found: dict[str, Any] = row.streams[number]
    return found


def cleared(home: Workspace, actor: Actor, stream: Mapping[str, Any]) -> tuple[str, str]:
    """Give digest and type of the form of a medium that may be shown; it is made where missing."""
    digest = stream["digest"]
    with home.reading() as db:
        found = catalog.cleared(db, actor, [digest]).get(digest)
    if found is not None:
        return found.cleared_digest, found.media_type
    made = ingest.shown_form(home.blobs, digest, Probe.from_json(stream["probe"]))
    with home.unit_of_work() as db:
        catalog.keep_cleared(db, [made])
    return str(made["cleared_digest"]), str(made["media_type"])


def peaks(home: Workspace, stream: Mapping[str, Any]) -> dict[str, Any]:
    """Give the lowest and highest sample of equal stretches of a sound, -1 to 1."""
    stored = home.blobs.read_derived("preview", stream["digest"])
    if stored is None or stored[:1] != b"{":
        raise NotFound(say("This stream has no waveform."))
    drawn = json.loads(stored)
    full = 2 ** (drawn["bits"] - 1) - 1
    data = [max(-1.0, min(1.0, value / full)) for value in drawn["data"]]
    stretches = len(data) // 2 * drawn["samples_per_pixel"]
    return {
        "sample_rate": drawn["sample_rate"],
        "duration_s": stream["probe"].get("duration_s") or stretches / drawn["sample_rate"],
        "peaks": data,
    }


def series(home: Workspace, actor: Actor, stream: Mapping[str, Any]) -> Path:
    """Give the file that holds a series as columns; it is written when first asked for."""
    probe = stream["probe"]
    if probe["modality"] != Modality.SERIES:
        raise Invalid(say("This stream is no series."))
    path = cache.place(home.home, "series", f"{stream['digest']}.parquet")
    if not cache.has(path):
        from dure.streams import portions  # noqa: PLC0415  (heavy: duckdb, pyarrow)

        digest, media_type = cleared(home, actor, stream)
        opened = opened_blob(home.blobs, digest)
        portions.write(opened, media_type, path, probe.get("sample_rate"))
        plan_sweep(home, actor)
    return path


def part_of(path: Path, start: int, end: int) -> Iterator[bytes]:
    """Read a part of a file that is kept for looking at it."""
    with path.open("rb") as file:
        file.seek(start)
        yield from pieces(file, end - start)


def plan_sweep(home: Workspace, actor: Actor) -> None:
    """Plan for what is kept for looking at it to be brought within its bound; once an hour."""
    due = (now() + _SWEPT_AFTER).replace(minute=0, second=0, microsecond=0)
    with home.unit_of_work() as db:
        enqueue(db, actor, "sweep", {}, key=f"sweep:{due.isoformat()}").run_at = due


def sweep(home: Workspace) -> dict[str, int]:
    """Remove what was looked at longest ago until the bound holds."""
    files, freed = cache.prune(home.home, home.cache_bytes)
    return {"files": files, "bytes": freed}


def frames(home: Workspace, stream: Mapping[str, Any]) -> dict[str, Any]:
    """Give when each frame of a video is shown; it is read once, and kept beside the medium."""
    if stream["probe"]["modality"] != Modality.VIDEO:
        raise NotFound(say("This stream is no video, so it has no frames."))
    digest = stream["digest"]
    kept = home.blobs.read_derived("frames", digest)
    if kept is None:
        opened = opened_blob(home.blobs, digest)
        kept = json.dumps(streams.frames_of(opened), separators=(",", ":")).encode()
        home.blobs.put_derived("frames", digest, kept)
    told: dict[str, Any] = json.loads(kept)
    return told


def document(home: Workspace, actor: Actor, stream: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Give a JSON document without what must not be shown."""
    digest, _ = cleared(home, actor, stream)
    if (home.blobs.size(digest) or 0) > LARGEST_DOCUMENT:
        raise Invalid(say("The document is larger than 1 MB; download it instead."))
    try:
        return _sent(json.loads(home.blobs.read(digest), parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        raise Invalid(say("This stream is no JSON document.")) from None


def _sent(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Give JSON that can be sent again: without half characters and numbers beyond all bounds."""
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


def standard(home: Workspace, actor: Actor, stream: Mapping[str, Any]) -> devices.Standard:
    """Say a device's status in the common vocabulary; it is made anew, as the tables grow."""
    if stream["probe"]["modality"] != Modality.DEVICE_STATUS:
        raise NotFound(say("This stream is no status of a device."))
    return devices.standardise(document(home, actor, stream))


def sets(db: Session, actor: Actor, record: RecordId) -> Sequence[AnnotationSet]:
    """Give the current annotation sets of a record, the one whose word counts first."""
    row = catalog.record(db, actor, record)
    found = catalog.sets_on(db, actor, [record])
    order = [layer.value for layer in catalog.LAYERS]
    return sorted(found, key=lambda s: (s.id != row.word, order.index(s.layer.value), s.author))


def bylines(db: Session, actor: Actor, record: Record, authors: Sequence[str]) -> dict[str, str]:
    """Give what each author is called to the actor; who they are is their organisation's alone.

    To others a member is `member:` and a number, so that two members stay told apart.
    """
    owner = catalog.get(db, actor, DatasetId(record.dataset)).organization
    if owner == actor.organization:
        return {name: name for name in authors}
    members = sorted({name for name in authors if name.startswith(_MEMBER)})
    return {name: name for name in authors} | {
        name: f"{_MEMBER}{number}" for number, name in enumerate(members, 1)
    }


def trail(db: Session, actor: Actor, record: Record) -> list[Happening]:
    """Tell what happened to a record, the earliest first."""
    known = _people(db, actor)
    told = [
        Happening(
            record.created_at,
            "delivered",
            say("Delivered as “{path}”.", path=record.path),
            record.provider,
        )
    ]
    told += [_said(row, known) for row in catalog.history(db, actor, RecordId(record.id))]
    told += [
        Happening(
            change.at,
            "changed",
            say("{done} ({count} records in one change).", done=_DONE[change.action], count=count),
            known.get(change.member, ""),
        )
        for change, count in curation.changes_of(db, actor, RecordId(record.id))
    ]
    if Permission.RELEASE_READ in actor.permissions:
        told += [
            Happening(
                row.created_at, "released", say("Released in version {n}.", n=row.version), ""
            )
            for row in release.listed(db, actor, DatasetId(record.dataset))
            if str(record.id) in row.splits
        ]
    return sorted(told, key=lambda each: each.at)


def _said(row: AnnotationSet, known: Mapping[UUID, str]) -> Happening:
    kind = "labelled" if row.revision == 1 else "revised"
    text = say(
        "{layer}: {count} annotations, revision {revision}.",
        layer=_LAYERS[row.layer],
        count=len(row.annotations),
        revision=row.revision,
    )
    return Happening(row.created_at, kind, text, author(row.author, known))


_LAYERS = {
    Layer.IMPORTED: say("Labels from files"),
    Layer.ENGINE: say("Labels of an engine"),
    Layer.MEMBER: say("Labels of a person"),
    Layer.CONSENSUS: say("Agreed labels"),
    Layer.GOLD: say("Reference labels"),
}
_DONE = {
    "label": say("Label set"),
    "clear_label": say("Label removed"),
    "split": say("Put into another split"),
    "withdraw": say("Withdrawn"),
    "restore": say("Restored"),
}


def author(name: str, known: Mapping[UUID, str]) -> str:
    """Give an author as people know them: a colleague's name, or the engine's or file's."""
    if not name.startswith(_MEMBER):
        return name
    return known.get(UUID(name.removeprefix(_MEMBER)), "")


def _people(db: Session, actor: Actor) -> dict[UUID, str]:
    if Permission.IDENTITY_READ not in actor.permissions:
        return {}
    return {member.id: member.name for _, member in identity.members(db, actor)}
