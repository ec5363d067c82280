"""One file after another: read, hashed, examined and stored, or left out with the reason."""

from dataclasses import dataclass

from dure import catalog
from dure.core import DatasetId, Issue, Modality, Probe, Sentence, Severity, Stream, say
from dure.kit.blobs import Blobs
from dure.kit.files import Entry

from .. import probes, rules
from ..model import Finished, Outcome
from ..probes import reading, splitting, storing


@dataclass(frozen=True, slots=True)
class Examination:
    """What examining one file gave: its row, and its record where it is media."""

    file: Finished
    record: catalog.NewRecord | None = None


def examine(
    blobs: Blobs,
    dataset: DatasetId,
    entry: Entry,
    modalities: frozenset[Modality] | None = None,
) -> Examination:
    """Read, hash, examine and store one file; whatever is wrong with it becomes its issue.

    Raises:
        StorageFull: the blobs could not be written, which is no fault of the file.
    """
    if entry.refusal:
        return _refused(entry, *entry.refusal)
    try:
        digest, content = reading.read(entry)
        examined = probes.examine(entry.name, entry.path, content)
        if modalities is not None and examined.probe.modality not in modalities:
            return _refused(entry, "beside_the_data", _beside(examined.probe), Severity.NOTE)
        reading.refuse_if_changed(entry, entry.path.stat())
        storing.store(blobs, digest, entry, content, examined)
        main = Stream("main", digest, entry.size, examined.probe)
        sounds, notes = splitting.split(blobs, entry, content, examined.probe)
    except probes.Refused as refused:
        severity = Severity.NOTE if refused.note else Severity.ERROR
        return _refused(entry, refused.kind, refused.message, severity)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _refused(
            entry, "unreadable", say("The file cannot be read ({reason}).", reason=reason)
        )
    return taken(dataset, entry, (main, *sounds), (*examined.notes, *notes))


def _beside(probe: Probe) -> Sentence:
    return say(
        "This domain does not collect {modality}; the file is set aside.", modality=probe.modality
    )


def _refused(
    entry: Entry, kind: str, message: Sentence, severity: Severity = Severity.ERROR
) -> Examination:
    return Examination(left_out(entry, Issue(entry.name, kind, message, severity)))


def left_out(entry: Entry, issue: Issue) -> Finished:
    """Tell that a file is left out, and why."""
    message = issue.message if isinstance(issue.message, Sentence) else None
    return Finished(
        entry.name,
        entry.size,
        entry.mtime_ns,
        Outcome.ISSUE,
        kind=issue.kind,
        message=message or Sentence("{message}", message=issue.message),
        severity=issue.severity,
    )


def taken(
    dataset: DatasetId, entry: Entry, streams: tuple[Stream, ...], notes: tuple[probes.Note, ...]
) -> Examination:
    """Give what a file that came in is: its row, and its record with these streams."""
    id = rules.record_id(dataset, streams[0].digest)
    note = notes[0] if notes else None
    file = Finished(
        entry.name,
        entry.size,
        entry.mtime_ns,
        Outcome.RECORD,
        digest=streams[0].digest,
        record=id,
        kind=note.kind if note else None,
        message=note.message if note else None,
        severity=Severity.NOTE,
    )
    return Examination(file, catalog.NewRecord(id, entry.name, streams))
