"""Nouns of ingest: where files come from, what became of each, and what a delivery amounts to."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from dure.core import Conflict, Event, Invalid, Issue, Sentence, Severity, Unavailable


class Outcome(StrEnum):
    """What became of a file; every file has exactly one."""

    RECORD = "record"  # its content is a record's main stream
    STREAM = "stream"  # its content is a further stream of a record of several
    DUPLICATE = "duplicate"  # its content came in under another path already
    LABELS = "labels"  # it told of other files: annotations, transcripts, class names
    ISSUE = "issue"  # it was left out, with a reason


Known = tuple[int, int, Outcome, str | None]
"""Size, time, outcome and kind of a file that came in before."""


@dataclass(frozen=True, slots=True)
class Root:
    """One folder that is taken in; `prefix` tells several folders apart in paths."""

    path: Path
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of one file, and all that must be kept of it.

    Attributes:
        name: path relative to the folders given.
        record: the record that it is, or that it tells of, where it is one record's alone.
        kind, message, severity: why it was left out; a `kind` may also be noted on a record.
    """

    name: str
    size: int
    mtime_ns: int
    outcome: Outcome
    digest: str | None = None
    record: UUID | None = None
    kind: str | None = None
    message: Sentence | None = None
    severity: Severity = Severity.ERROR

    @property
    def known(self) -> Known:
        """Give what later runs are told of this file."""
        return self.size, self.mtime_ns, self.outcome, self.kind


@dataclass(slots=True)
class Tally:
    """What a delivery amounts to; `files` is the sum of the other counts of files.

    Attributes:
        files: everything found that is not a folder.
        records: records that the files gave.
        sources: files that are records' media or tell of them.
        duplicates: (path, path of the same content that came first).
        issues: files left out, each with its reason.
        warnings: what label files got wrong about files that are there or not.
        added: files that were not known before this run; 0 when nothing changed.
        gone: records taken out because their files are gone.
    """

    files: int = 0
    records: int = 0
    sources: int = 0
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    added: int = 0
    gone: int = 0
    labelled: int = 0


@dataclass(frozen=True, slots=True)
class FolderTakenIn(Event):
    dataset: UUID
    files: int
    issues: int


class StorageFull(Unavailable):
    """The storage cannot take media; what came in so far is kept."""


class NotCleared(Conflict):
    """A medium cannot be freed of what identifies people."""


class EmptyFolder(Invalid):
    """There is nothing to take in."""


class UnusableLabels(Invalid):
    """The label list that was given cannot be read, or tells of no file that is there."""
