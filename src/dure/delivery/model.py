"""Nouns of delivery: what is handed over at once, its uploads, its files, what is found of it."""

from collections.abc import Mapping
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
    EXPIRED = "expired"  # nobody went on with it in time; its files are gone
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
class Named:
    """A file as a provider's manifest names it."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file of a delivery, as the checks see it."""

    path: str
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which files of a delivery are asked for; what is None does not matter."""

    outcome: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What an index of a public data set has that is like a file.

    Attributes:
        is_same: the bytes are the same; else it is a picture that looks the same.
        distance: bits in which the perceptual hashes differ.
    """

    index: str
    path: str
    is_same: bool
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the checks of a delivery stand on.

    Attributes:
        manifests: paths of the manifests.
        named: what they name, by the paths of the delivery.
        unreadable: what could not be read of them.
        digests: SHA-256 by path of the files that came; empty without a manifest.
        records: records that the delivery brought.
        classes: of these, by class.
        conditions: of these, by factor and level.
        public: hits in indexes of public data sets, by path.
    """

    files: tuple[Arrived, ...] = ()
    expected: Expected = field(default_factory=Expected)
    manifests: frozenset[str] = frozenset()
    named: tuple[Named, ...] = ()
    unreadable: tuple[Found, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    records: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    conditions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    public: Mapping[str, Hit] = field(default_factory=dict)


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
