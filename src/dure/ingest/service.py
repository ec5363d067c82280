"""Use cases of ingest: keep what was examined, settle duplicates, apply labels, tell the tally."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import catalog, domains
from dure.core import (
    Actor,
    Annotation,
    Choice,
    DatasetId,
    Issue,
    Labelled,
    Layer,
    Modality,
    Permission,
    Probe,
    RecordId,
    Sentence,
    Severity,
    Stream,
    say,
)
from dure.kit.blobs import Blobs, digest_of
from dure.kit.db import Session
from dure.kit.files import Entry

from . import probes, rules, store
from .model import Finished, Outcome, Tally
from .tables import SourceFile

AUTHOR = "files"
IN_MEMORY = 64 << 20
Sizes = Callable[[str], tuple[int, int] | None]


def keep(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    finished: Sequence[Finished],
    records: Sequence[catalog.NewRecord],
) -> None:
    """Save what became of some files, and the records among them, in one transaction."""
    catalog.add_records(db, actor, dataset, records)
    store.keep(db, [_row(dataset, file) for file in finished])


def _row(dataset: DatasetId, file: Finished) -> dict[str, Any]:
    message = file.message
    return {
        "id": rules.source_id(dataset, file.name),
        "dataset": dataset,
        "path": file.name,
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "outcome": file.outcome,
        "digest": file.digest,
        "record": file.record,
        "kind": file.kind,
        "severity": file.severity if file.kind else None,
        "message": message.template if message else None,
        "message_values": {k: str(v) for k, v in message.values.items()} if message else {},
    }


def settle(db: Session, actor: Actor, dataset: DatasetId, gone: Sequence[str] = ()) -> int:
    """Decide which files are records and which are duplicates; take out what is gone.

    Returns how many records were taken out because no file has their content any more.
    """
    catalog.mine(db, actor, dataset)
    store.forget(db, dataset, gone)
    outcomes, first = rules.settled(store.shared_contents(db, actor, dataset))
    store.settle(db, dataset, outcomes)
    by_content = ((rules.record_id(dataset, digest), path) for digest, path in first.items())
    catalog.rename(db, actor, dataset, by_content)
    # A file whose content changed has a new record; the old one has no file any more.
    return catalog.withdraw_all_but(
        db, actor, dataset, {record for _, _, record in store.media(db, actor, dataset)}
    )


def apply_labels(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    pack: domains.Pack,
    said: dict[UUID, list[Labelled]],
) -> int:
    """Save what label files say of records; returns how many records have labels now.

    The labels of records of which the files no longer speak do not count any more.
    """
    sets, facets = [], []
    for record, words in sorted(said.items()):
        annotations = tuple(_placed(pack, a) for a in _merged(words))
        if annotations:
            detail = {
                "label_files": sorted({w.source for w in words}),
                "schema": f"{pack.id}@{pack.version}",
            }
            sets.append(
                catalog.NewAnnotations(
                    RecordId(record), Layer.IMPORTED, AUTHOR, annotations, detail
                )
            )
        facets.append(_facet(record, words))
    catalog.annotate(db, actor, dataset, sets)
    catalog.describe_records(db, actor, dataset, facets)
    spoken_of = {s.record for s in sets}
    silent = [r for _, _, r in store.media(db, actor, dataset) if r not in spoken_of]
    catalog.retract(db, actor, dataset, silent, Layer.IMPORTED)
    return len(spoken_of)


def is_known(pack: domains.Pack, word: Labelled) -> bool:
    """Tell whether the pack's taxonomy knows the class that a file is said to be."""
    return any(isinstance(a, Choice) and domains.find(pack, a.label) for a in word.annotations)


def _merged(words: Sequence[Labelled]) -> tuple[Annotation, ...]:
    """Put together what several files say: one class, from the first, and everything else once."""
    merged: list[Annotation] = []
    for annotation in (a for word in words for a in word.annotations):
        has_choice = any(isinstance(a, Choice) for a in merged)
        if annotation in merged or (isinstance(annotation, Choice) and has_choice):
            continue
        merged.append(annotation)
    return tuple(merged)


def _facet(record: UUID, words: Sequence[Labelled]) -> catalog.Facet:
    return catalog.Facet(
        RecordId(record),
        split=next((w.split for w in words if w.split), None),
        group=next((w.group for w in words if w.group), None),
        attributes={k: v for word in reversed(words) for k, v in word.attributes.items()},
    )


def _placed(pack: domains.Pack, annotation: Annotation) -> Annotation:
    """Give a class its place in the pack's taxonomy, where the file does not say it."""
    if not isinstance(annotation, Choice):
        return annotation
    path = domains.find(pack, annotation.label)
    if not path:
        return annotation
    nodes = [domains.node_of(pack, id) for id in path]
    parents = tuple(node.en for node in nodes[:-1] if node)
    kept = annotation.path if len(annotation.path) > 1 else (*parents, annotation.label)
    return replace(annotation, path=kept, attributes={**annotation.attributes, "class": path[-1]})


def require_operator(actor: Actor) -> None:
    """A folder of the server may hold anybody's files: only who runs the server names one."""
    actor.require(Permission.SERVER_FOLDERS)


def tally(db: Session, actor: Actor, dataset: DatasetId) -> Tally:
    """Tell what a data set's files amount to; the counts of outcomes add up to the files."""
    catalog.get(db, actor, dataset)
    counts = store.counts(db, actor, dataset)
    first = {row.digest: row.path for row in store.of_outcome(db, actor, dataset, Outcome.RECORD)}
    duplicates = store.of_outcome(db, actor, dataset, Outcome.DUPLICATE)
    return Tally(
        files=sum(counts.values()),
        records=counts.get(Outcome.RECORD, 0),
        sources=counts.get(Outcome.RECORD, 0) + counts.get(Outcome.LABELS, 0),
        duplicates=[(row.path, first.get(row.digest, "")) for row in duplicates],
        issues=[issue_of(row) for row in store.of_outcome(db, actor, dataset, Outcome.ISSUE)],
    )


def issue_of(row: SourceFile) -> Issue:
    """Give the reason why a file was left out, translatable."""
    message = Sentence(row.message or "{kind}", **{"kind": row.kind, **row.message_values})
    return Issue(row.path, row.kind or "unknown", message, row.severity or Severity.ERROR)


def media_of(
    db: Session, actor: Actor, dataset: DatasetId
) -> tuple[dict[str, UUID], set[str], Sizes]:
    """Give records by path, the records' own paths, and the sizes of pictures by path."""
    files = store.media(db, actor, dataset)
    sizes = {}
    for record in catalog.every_record(db, actor, dataset):
        probe = record.streams[0]["probe"]
        if probe["width"] and probe["height"]:
            sizes[record.id] = (probe["width"], probe["height"])
    records = {path: record for path, _, record in files}
    _, first = rules.settled((path, digest) for path, digest, _ in files)
    return records, set(first.values()), lambda path: sizes.get(records.get(path, UUID(int=0)))


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
    """Read, hash, examine and store one file; whatever is wrong with it becomes its issue."""
    if entry.refusal:
        return _refused(entry, *entry.refusal)
    try:
        content = entry.path.read_bytes() if entry.size <= IN_MEMORY else None
        digest = _digest(entry.path, content)
        examined = probes.examine(entry.name, entry.path, content)
        if modalities is not None and examined.probe.modality not in modalities:
            return _refused(entry, "beside_the_data", _beside(examined.probe), Severity.NOTE)
        if _changed(entry):
            return _refused(
                entry,
                "changing",
                say("The file changed while it was read; take it in again when it is complete."),
            )
        _store(blobs, digest, entry, content, examined)
    except probes.Refused as refused:
        severity = Severity.NOTE if refused.note else Severity.ERROR
        return _refused(entry, refused.kind, refused.message, severity)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _refused(
            entry, "unreadable", say("The file cannot be read ({reason}).", reason=reason)
        )
    return _taken(dataset, entry, digest, examined)


def _beside(probe: Probe) -> Sentence:
    return say(
        "This domain does not collect {modality}; the file is set aside.", modality=probe.modality
    )


def _digest(path: Path, content: bytes | None) -> str:
    if content is not None:
        return hashlib.sha256(content).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(entry: Entry) -> bool:
    now = entry.path.stat()
    return (now.st_size, now.st_mtime_ns) != (entry.size, entry.mtime_ns)


def _store(
    blobs: Blobs, digest: str, entry: Entry, content: bytes | None, examined: probes.Examined
) -> None:
    if content is None:
        blobs.put_file(digest, entry.path)
    else:
        blobs.put(digest, content)
    if examined.preview is not None:
        blobs.put_derived("preview", digest, examined.preview)


def _refused(
    entry: Entry, kind: str, message: Sentence, severity: Severity = Severity.ERROR
) -> Examination:
    return Examination(
        Finished(
            entry.name,
            entry.size,
            entry.mtime_ns,
            Outcome.ISSUE,
            kind=kind,
            message=message,
            severity=severity,
        )
    )


def _taken(dataset: DatasetId, entry: Entry, digest: str, examined: probes.Examined) -> Examination:
    id = rules.record_id(dataset, digest)
    note = examined.notes[0] if examined.notes else None
    file = Finished(
        entry.name,
        entry.size,
        entry.mtime_ns,
        Outcome.RECORD,
        digest=digest,
        record=id,
        kind=note.kind if note else None,
        message=note.message if note else None,
        severity=Severity.NOTE,
    )
    stream = Stream("main", digest, entry.size, examined.probe)
    return Examination(file, catalog.NewRecord(id, entry.name, (stream,)))


def clear_one(blobs: Blobs, digest: str, probe: Probe) -> dict[str, object]:
    """Make and store the form of one medium that may be shown and shared."""
    content, media_type = probes.cleared(blobs.read(digest), probe)
    cleared_digest = digest_of(content)
    blobs.put(cleared_digest, content)
    return {
        "digest": digest,
        "cleared_digest": cleared_digest,
        "media_type": media_type,
        "size": len(content),
    }
