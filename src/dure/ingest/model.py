"""Nouns of ingest: where files come from, what became of each, and what a delivery amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from dure.core import Conflict, Event, Invalid, Issue, Sentence, Severity, Unavailable, say


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


KINDS: Mapping[str, Sentence] = {
    "unreadable": say("Cannot be opened"),
    "unreadable_folder": say("Folder cannot be read"),
    "changing": say("Changed while read"),
    "truncated": say("Cut off"),
    "damaged": say("Damaged"),
    "empty": say("Empty"),
    "unsupported": say("Unknown format"),
    "document": say("Document"),
    "beside_the_data": say("Beside the data"),
    "unknown_json": say("Unknown JSON"),
    "not_a_picture": say("No picture"),
    "not_a_sound": say("No sound"),
    "not_a_video": say("No video"),
    "not_a_text": say("No text"),
    "too_large": say("Too large"),
    "no_samples": say("No samples"),
    "no_header": say("No header"),
    "bad_recording": say("Unreadable recording"),
    "missing_stream": say("Stream missing"),
    "no_stream": say("No stream"),
    "same_recording": say("Recording twice"),
    "set_aside": say("Set aside"),
    "link_outside": say("Link out of the folder"),
    "link_to_folder": say("Link to a folder"),
    "broken_link": say("Broken link"),
    "not_a_file": say("No file"),
    "not_decoded": say("Not decoded"),
    "not_playable": say("Not playable"),
    "broken_table": say("Broken table"),
    "broken_json": say("Broken JSON"),
    "misnamed": say("Misnamed"),
}
"""What the kinds of issues with files are called; one that is not here is called by itself."""
