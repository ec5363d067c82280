"""Gather what the checks stand on: the provider's manifests, counts, and likenesses."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
from PIL import Image, ImageOps

from dure import catalog, ingest
from dure.core import Actor, Choice, DatasetId, Severity, say
from dure.kit.blobs import Blobs
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.files import Entry, walk

from .. import rules, store
from ..model import GONE, Arrived, Evidence, Expected, Found, Hit, Named, UnsafeName
from ..tables import Delivery, DeliveryFile
from . import public

MANIFEST_BYTES = 256 << 20
FOLDER = "public-indexes"


@dataclass(slots=True)
class Declared:
    """What the provider's manifests say, and what the files are that they speak of."""

    manifests: set[str] = field(default_factory=set)
    named: list[Named] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    unreadable: list[Found] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)


def declared(root: Path) -> Declared:
    """Read the manifests of a folder; where there is one, all its files are hashed."""
    told = Declared()
    files = [entry for entry in walk(root) if not entry.refusal]
    for entry in files:
        if ingest.is_manifest(entry.name):
            _read(entry, told)
    if told.named:
        told.digests = {entry.name: sha256(entry.path) for entry in files}
    return told


def _read(entry: Entry, told: Declared) -> None:
    told.manifests.add(entry.name)
    try:
        named, expected = rules.named_by(entry.name, _content(entry))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, UnsafeName, RecursionError):
        message = say("The manifest “{path}” cannot be read; write it again.", path=entry.name)
        told.unreadable.append(Found("manifest_unreadable", message, Severity.ERROR, entry.name))
    else:
        told.named += named
        told.expected.append(expected)


def _content(entry: Entry) -> str:
    if entry.size > MANIFEST_BYTES:
        raise ValueError(entry.name)
    return entry.path.read_text("utf-8-sig")


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(slots=True)
class _Counts:
    """What a delivery brought, counted some files at a time."""

    arrived: list[Arrived] = field(default_factory=list)
    records: set[UUID] = field(default_factory=set)
    classes: Counter[str] = field(default_factory=Counter)
    conditions: Counter[tuple[str, str]] = field(default_factory=Counter)
    public: dict[str, Hit] = field(default_factory=dict)


def gather(workspace: Workspace, actor: Actor, row: Delivery, told: Declared) -> Evidence:
    """Put together what is known of a delivery that has been taken in."""
    indexes = public.read_all(workspace.home / FOLDER)
    counts = _Counts()
    with workspace.reading() as db:
        paths = store.file_paths(db, actor, row.id)
    for some in store.portions(paths):
        with workspace.reading() as db:
            files = store.files_at(db, actor, row.id, some)
            _count(db, actor, row, files, counts)
        counts.public.update(_public(workspace.blobs, indexes, files))
    return Evidence(
        files=tuple(sorted(counts.arrived, key=lambda one: one.path)),
        expected=rules.both(Expected(**row.expected), told.expected),
        manifests=frozenset(told.manifests),
        named=tuple(told.named),
        unreadable=tuple(told.unreadable),
        digests=told.digests,
        records=len(counts.records),
        classes=counts.classes,
        conditions=counts.conditions,
        public=counts.public,
    )


def _count(
    db: Session, actor: Actor, row: Delivery, files: Sequence[DeliveryFile], counts: _Counts
) -> None:
    counts.arrived += [Arrived(f.path, f.duplicate_of) for f in files if f.outcome != GONE]
    brought = {f.record for f in files if f.outcome == ingest.Outcome.RECORD and f.record}
    fresh = sorted(brought - counts.records)
    counts.records |= brought
    counts.classes.update(_classes(db, actor, fresh))
    counts.conditions.update(_conditions(db, actor, DatasetId(row.dataset), fresh))


def _classes(db: Session, actor: Actor, records: Sequence[UUID]) -> Mapping[str, int]:
    """Count records by class; a record with two boxes of a class counts once, under its id too."""
    found: Counter[str] = Counter()
    for word in catalog.word_on(db, actor, records).values():
        labels = set()
        for annotation in catalog.annotations_of(word):
            if label := getattr(annotation, "label", None):
                labels.add(label)
            if isinstance(annotation, Choice) and "class" in annotation.attributes:
                labels.add(annotation.attributes["class"])
        found.update(labels)
    return found


def _conditions(
    db: Session, actor: Actor, dataset: DatasetId, records: Sequence[UUID]
) -> Mapping[tuple[str, str], int]:
    rows = catalog.records(db, actor, dataset, records)
    return Counter(
        (factor, str(level)) for row in rows.values() for factor, level in row.conditions.items()
    )


def _public(
    blobs: Blobs, indexes: Sequence[public.Index], files: Sequence[DeliveryFile]
) -> Iterator[tuple[str, Hit]]:
    for file in files if indexes else ():
        if file.digest is None:
            continue
        hashed = looks(blobs, file.digest)
        hits = (index.find(file.digest, hashed) for index in indexes)
        if found := min(filter(None, hits), key=lambda hit: hit.distance, default=None):
            yield file.path, found


def looks(blobs: Blobs, digest: str) -> public.Hash | None:
    """Give the perceptual hash of a stored picture, from its small copy."""
    preview = blobs.read_derived("preview", digest)
    return None if preview is None else picture_hash(io.BytesIO(preview))


def picture_hash(file: Path | io.BytesIO) -> public.Hash | None:
    """Give the perceptual hash of a picture, or None for what is none."""
    try:
        with Image.open(file) as picture:
            upright = ImageOps.exif_transpose(picture).convert("L")
            grey = upright.resize((9, 9), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return public.hash_of(np.asarray(grey))


def index(folder: Path, name: str, home: Path) -> int:
    """Index a public data set that lies in a folder; counts its files."""
    files = [entry for entry in walk(folder) if not entry.refusal]
    rows = ((e.name, sha256(e.path), picture_hash(e.path)) for e in files)
    place = home / FOLDER / f"{catalog.slug(name)}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(public.stored(name, rows))
    return len(files)
