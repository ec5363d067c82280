"""Nouns of delivery: what is handed over at once, its uploads, its files, what is found of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from dure.core import Conflict, Error, Invalid, NotFound, Sentence, Severity


class Kind(StrEnum):
    """How a delivery came."""

    UPLOAD = "upload"  # file by file over HTTP
    FOLDER = "folder"  # a folder that the server sees
    PREFIX = "prefix"  # a prefix of a bucket


class State(StrEnum):
    """How far a delivery is; `FAILED` is told of its job and never stored."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"
    FAILED = "failed"


GONE = "gone"
"""Outcome of a file that a mirroring delivery found to be there no more."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was agreed that a delivery holds; an empty part was not agreed upon.

    Attributes:
        records: how many records.
        classes: records by class.
        conditions: records by factor and level.
    """

    records: int | None = None
    classes: dict[str, int] = field(default_factory=dict)
    conditions: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One disagreement between what was agreed or declared and what came."""

    kind: str
    message: Sentence
    severity: Severity = Severity.ERROR
    path: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file of a delivery, as the checks of the contract see it.

    Attributes:
        digest: SHA-256 of the content, where it was read.
        before: path of the same content that came with an earlier delivery.
        elsewhere: name of another data set of the organisation that holds the content.
        hashed: the perceptual hash of a picture, two words of 64 bits.
    """

    path: str
    digest: str | None
    outcome: str
    record: UUID | None = None
    before: str | None = None
    elsewhere: str | None = None
    hashed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class UploadAsked:
    """What a client wants to upload, read from the headers of its request."""

    delivery: UUID
    path: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the body of one request must hash to."""

    algorithm: str
    digest: bytes


class NoSuchDelivery(NotFound):
    """There is none of that id, or it is another organisation's."""


class NoSuchUpload(NotFound):
    """There is none of that id any more, or it is another organisation's."""


class NotOpen(Conflict):
    """The delivery takes no more files."""


class UploadsUnfinished(Conflict):
    """Some files have not come whole."""


class AlreadyThere(Conflict):
    """The delivery has a file of that name."""


class WrongOffset(Conflict):
    """The bytes do not follow those that are there."""


class UnsafeName(Invalid):
    """The name could climb out of the delivery, or no system could hold it."""


class TooLarge(Invalid):
    """The file, or all that waits, is more than the server takes."""


class ChecksumMismatch(Invalid):
    """What came is not what was sent."""


class UnknownChecksum(Invalid):
    """The checksum's algorithm is none of ours, or it cannot be read."""


class WrongVersion(Invalid):
    """The client speaks another version of the protocol."""


class WrongBody(Invalid):
    """The body is no piece of a file."""


STATUS: dict[type[Error], int] = {
    TooLarge: 413,
    ChecksumMismatch: 460,
    UnknownChecksum: 400,
    WrongVersion: 412,
    WrongBody: 415,
}
"""Statuses that tus names, where they differ from those of the five kinds."""
