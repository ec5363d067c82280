"""Use cases of delivery: open it, send files, finish, look, undo, redo."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import catalog, identity
from dure.core import Actor, DatasetId, Forbidden, Permission, Sentence, say
from dure.kit import growing
from dure.kit.clock import now
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.jobs import FINISHED, Job, JobState, enqueue

from . import rules, store
from .model import (
    AlreadyThere,
    Checksum,
    ChecksumMismatch,
    Expected,
    Kind,
    NoSuchDelivery,
    NoSuchUpload,
    NotOpen,
    State,
    TooLarge,
    UploadAsked,
    UploadsUnfinished,
    WrongOffset,
)
from .tables import Delivery, Upload

EXPIRES = timedelta(days=7)
PIECE = 1 << 20


def place(home: Path, delivery: UUID) -> Path:
    """Give the folder in which a delivery waits: ``files`` and, below ``parts``, what comes."""
    return home / "deliveries" / str(delivery)


def _part(home: Path, row: Upload) -> Path:
    return place(home, row.delivery) / "parts" / str(row.id)


def part_and_place(home: Path, row: Upload) -> tuple[Path, Path]:
    """Give where an upload lies, and where it lies when its delivery is taken in."""
    return _part(home, row), place(home, row.delivery) / "files" / row.path


def root(home: Path, row: Delivery) -> Path:
    """Give the folder that a delivery's files lie in."""
    return Path(row.source) if row.kind is Kind.FOLDER else place(home, row.id) / "files"


def agreed(expected: Expected | None) -> dict[str, Any]:
    """Give what is expected of a delivery as its row keeps it."""
    return asdict(expected or Expected())


def counts(db: Session, actor: Actor, row: Delivery) -> dict[str, int]:
    """Count a delivery's files by what became of them; while it is open, its uploads."""
    found = dict(row.counts) or rules.counts(())
    if row.state in {State.OPEN, State.RUNNING} and row.kind is Kind.UPLOAD:
        found["files"], found["size"] = store.totals(db, actor, row.id)
    return found


def open_for_uploads(
    db: Session, actor: Actor, dataset: DatasetId, note: str = "", expected: Expected | None = None
) -> Delivery:
    """Open a delivery whose files are uploaded."""
    return opened(db, actor, dataset, Kind.UPLOAD, note=note, expected=agreed(expected))


def opened(db: Session, actor: Actor, dataset: DatasetId, kind: Kind, **values: Any) -> Delivery:  # noqa: ANN401
    """Open a delivery of any kind; `values` are columns of its row."""
    actor.require(Permission.INGEST_WRITE)
    catalog.mine(db, actor, dataset)
    row = Delivery(
        dataset=dataset, organization=actor.organization, member=actor.member, kind=kind, **values
    )
    db.add(row)
    db.flush()
    identity.audit(db, actor, "delivery.opened", str(row.id), dataset=str(dataset), kind=kind.value)
    plan_expiry(db, actor, now())
    return row


def get(db: Session, actor: Actor, id: UUID, *, locked: bool = False) -> Delivery:
    """Give a delivery of the actor's organisation."""
    actor.require(Permission.CATALOG_READ)
    found = store.delivery(db, actor, id, locked=locked)
    if found is None:
        raise NoSuchDelivery(say("There is no such delivery; see the data set's deliveries."))
    return found


def listed(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[Delivery]:
    """List the deliveries to a data set that the actor's organisation made, newest first."""
    catalog.get(db, actor, dataset)
    return store.deliveries(db, actor, dataset)


def state_of(row: Delivery, job: Job | None) -> State:
    """Give the state; a delivery whose job ended without taking it in has failed."""
    if row.state is State.RUNNING and job is not None and job.state in FINISHED:
        return State.DONE if job.state is JobState.DONE else State.FAILED
    return row.state


def names(db: Session, actor: Actor) -> Mapping[UUID, str]:
    """Give the names of the organisation's members."""
    if Permission.IDENTITY_READ not in actor.permissions:
        return {}
    return {person.id: person.name for _, person in identity.members(db, actor)}


def finish(db: Session, actor: Actor, home: Path, id: UUID) -> Delivery:
    """Ask for a delivery to be taken in, as a job; asking again gives the same job."""
    actor.require(Permission.INGEST_WRITE)
    row = get(db, actor, id, locked=True)
    job = db.get(Job, row.job) if row.job else None
    if row.state is State.RUNNING and state_of(row, job) is State.RUNNING:
        return row
    if not rules.may_finish(state_of(row, job)):
        raise NotOpen(say("This delivery has been taken in already; open a new one."))
    if missing := _unfinished(db, actor, home, id):
        raise UploadsUnfinished(
            say("{count} files have not come whole; send the rest or remove them.", count=missing)
        )
    return begin(db, actor, row)


def _unfinished(db: Session, actor: Actor, home: Path, id: UUID) -> int:
    """Count what has not come whole; what came just before a kill is noted now."""
    missing = 0
    for row in store.uploads(db, actor, id):
        if row.completed_at is None:
            part = _part(home, row)
            if growing.offset(part) == row.size and _is_announced(part, row):
                row.completed_at = now()
            else:
                missing += 1
    return missing


def begin(db: Session, actor: Actor, row: Delivery) -> Delivery:
    """Enqueue the job that takes a delivery in."""
    arguments = {"dataset": str(row.dataset), "delivery": str(row.id)}
    row.job = enqueue(db, actor, "ingest", arguments, key=f"deliver:{row.id}").id
    row.state = State.RUNNING
    return row


def create_upload(db: Session, actor: Actor, workspace: Workspace, asked: UploadAsked) -> Upload:
    """Announce a file; what is unfinished under the same name makes way.

    Raises:
        NotOpen: the delivery takes no more files.
        AlreadyThere: the delivery has a file of that name.
        TooLarge: the file, or all that the organisation has waiting, is more than is taken.
    """
    actor.require(Permission.INGEST_WRITE)
    delivery = get(db, actor, asked.delivery, locked=True)
    _require_open(delivery)
    _make_way(db, actor, workspace.home, asked)
    _require_room(db, actor, workspace, asked.size)
    row = Upload(
        delivery=delivery.id,
        organization=actor.organization,
        member=actor.member,
        path=asked.path,
        size=asked.size,
        sha256=asked.sha256,
    )
    if not store.added(db, row):
        raise _taken(asked.path)
    growing.begin(_part(workspace.home, row))
    return row


def _require_open(row: Delivery) -> None:
    if row.kind is not Kind.UPLOAD or row.state is not State.OPEN:
        raise NotOpen(say("This delivery takes no more files; open a new one."))


def _make_way(db: Session, actor: Actor, home: Path, asked: UploadAsked) -> None:
    folders = rules.above(asked.path)
    for other in store.uploads_at(db, actor, asked.delivery, asked.path, folders):
        if other.path != asked.path or other.completed_at or other.member != actor.member:
            raise _taken(other.path)
        growing.remove(_part(home, other))
        db.delete(other)
        db.flush()


def _taken(path: str) -> AlreadyThere:
    return AlreadyThere(
        say("This delivery has “{path}” already; give the file another name.", path=path)
    )


def _require_room(db: Session, actor: Actor, workspace: Workspace, size: int) -> None:
    limit = workspace.upload_bytes
    if size > limit:
        raise TooLarge(
            say("A file may have {limit} MB; split it, or ask the operator.", limit=limit // 10**6)
        )
    waiting, quota = store.waiting_bytes(db, actor), workspace.upload_quota_bytes
    if waiting + size > quota:
        raise TooLarge(
            say(
                "Your organisation may have {limit} MB waiting to be taken in; finish or remove "
                "what waits.",
                limit=quota // 10**6,
            )
        )
    if size > shutil.disk_usage(workspace.home).free:
        raise TooLarge(say("The server's disk has no room for this file; ask the operator."))


def plan_expiry(db: Session, actor: Actor, due: datetime) -> None:
    """Plan a look at what waits, for the midnight after a moment; one job a day."""
    day = (due + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    enqueue(db, actor, "expire", {}, key=f"expire:{day.date()}").run_at = day


def upload(db: Session, actor: Actor, id: UUID) -> Upload:
    """Give an upload of the actor's organisation."""
    actor.require(Permission.INGEST_WRITE)
    found = store.upload(db, actor, id)
    if found is None:
        raise NoSuchUpload(say("There is no such upload any more; begin it again."))
    return found


def own_upload(db: Session, actor: Actor, id: UUID) -> Upload:
    """Give an upload that the actor began; others of the organisation may only see it."""
    row = upload(db, actor, id)
    if row.member != actor.member:
        raise Forbidden(say("Only who began an upload may go on with it or remove it."))
    return row


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is."""

    row: Upload
    offset: int
    touched_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it ends, where nothing more comes."""
        return self.touched_at + EXPIRES


def progress(home: Path, row: Upload) -> Progress:
    """Tell how much of an upload is on the disk."""
    part = _part(home, row)
    touched_at = max(row.created_at, growing.touched_at(part) or row.created_at)
    offset = row.size if row.completed_at else growing.offset(part) or 0
    return Progress(row, offset, touched_at)


def complete(workspace: Workspace, row: Upload) -> None:
    """Note that a file has come whole."""
    with workspace.unit_of_work() as db:
        store.complete(db, row.id, now())


def remove_upload(db: Session, actor: Actor, home: Path, id: UUID) -> None:
    """End an upload and forget what came of it."""
    row = own_upload(db, actor, id)
    _require_open(get(db, actor, row.delivery, locked=True))
    growing.remove(_part(home, row))
    db.delete(row)


class Receiving:
    """One piece of a file while it comes: opened, written, and ended in any case."""

    def __init__(
        self, workspace: Workspace, row: Upload, at: int, checksum: Checksum | None
    ) -> None:
        self.row, self._from, self._checksum = row, at, checksum
        self._hash = hashlib.new(checksum.algorithm) if checksum else None
        self._part = growing.Growing(_part(workspace.home, row))
        if at != self._part.offset:
            self._part.close()
            raise WrongOffset(
                say("{count} bytes have come; go on from there.", count=self._part.offset)
            )
        if checksum:
            self._part.doubt()

    def write(self, piece: bytes) -> None:
        """Append bytes; raises `TooLarge` beyond the announced size."""
        if self._part.offset + len(piece) > self.row.size:
            raise TooLarge(say("More came than Upload-Length announced; begin it again."))
        if self._hash:
            self._hash.update(piece)
        self._part.write(piece)

    def end(self, *, is_whole: bool) -> int:
        """Let what came stand and give the new offset; a file that is whole takes its place.

        A piece that broke off stands as well, unless its checksum can no longer be told.

        Raises:
            ChecksumMismatch: what came is not what was sent; the piece is dropped, or where the
                whole file is not what was announced, all of it.
        """
        try:
            if self._checksum and not (is_whole and self._is_as_sent()):
                self._part.drop(self._from)
                if is_whole:
                    raise _mismatch()
            self._part.keep()
            if self._part.offset == self.row.size:
                self._check_whole()
            return self._part.offset
        finally:
            self._part.close()

    def _is_as_sent(self) -> bool:
        return bool(self._hash and self._checksum and self._hash.digest() == self._checksum.digest)

    def _check_whole(self) -> None:
        if not _is_announced(self._part.path, self.row):
            self._part.drop(0)
            raise _mismatch()


def _is_announced(part: Path, row: Upload) -> bool:
    return not row.sha256 or _sha256(part) == row.sha256


def _mismatch() -> ChecksumMismatch:
    return ChecksumMismatch(say("What came is not what was sent (checksum); send it again."))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def receive(
    workspace: Workspace, actor: Actor, id: UUID, at: int, checksum: Checksum | None
) -> Receiving:
    """Begin to take a piece of a file.

    Raises:
        WrongOffset: the piece does not follow what is there.
        growing.Busy: another request is at it.
    """
    with workspace.reading() as db:
        row = own_upload(db, actor, id)
        _require_open(get(db, actor, row.delivery))
    if row.completed_at:
        raise WrongOffset(say("This file has come whole; nothing follows."))
    return Receiving(workspace, row, at, checksum)


def told(row: Any) -> Sentence | None:  # noqa: ANN401  (a row with a message)
    """Give the sentence that a file's or a finding's row keeps."""
    if not row.message:
        return None
    return Sentence(row.message, **{"kind": row.kind, **row.message_values})
