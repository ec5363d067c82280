"""Use cases of ingest: keep what was examined, settle duplicates, apply labels, tell the tally."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
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
    Permission,
    RecordId,
    Sentence,
    Severity,
    say,
)
from dure.kit.db import Session

from . import rules, store
from .model import Finished, Outcome, Tally
from .tables import SourceFile

AUTHOR = "files"
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


class Words:
    """Collects what label files say of each record, and where they contradict one another."""

    def __init__(
        self, records: Mapping[str, UUID], firsts: set[str], group_columns: Sequence[str]
    ) -> None:
        self._records, self._firsts = records, firsts
        self._group_columns = [name.casefold() for name in group_columns]
        self.said: dict[UUID, list[Labelled]] = defaultdict(list)

    def add(self, labelled: Iterable[Labelled]) -> None:
        """Take in what one label file says; the record's own path is heard first."""
        for word in labelled:
            record = self._records.get(word.path)
            if record is None:
                continue
            at = 0 if word.path in self._firsts and not self._heard(record, word) else None
            heard = self.said[record]
            heard.insert(len(heard) if at is None else at, self._grouped(word))

    def _heard(self, record: UUID, word: Labelled) -> bool:
        return any(w.path == word.path for w in self.said[record])

    def _grouped(self, word: Labelled) -> Labelled:
        if word.group is not None:
            return word
        values = {name.casefold(): value for name, value in word.attributes.items()}
        group = next((values[name] for name in self._group_columns if values.get(name)), None)
        return replace(word, group=group)

    def has_choices(self) -> bool:
        """Tell whether some file gives a record a class."""
        return any(
            isinstance(a, Choice)
            for words in self.said.values()
            for w in words
            for a in w.annotations
        )

    def issues(self) -> list[Issue]:
        """Tell of the same content under two different classes."""
        found = []
        for words in self.said.values():
            classes = {
                w.path: c.label for w in words for c in w.annotations if isinstance(c, Choice)
            }
            if len(set(classes.values())) > 1:
                (first, one), (path, other) = _two_that_differ(classes)
                message = say(
                    "The same content is “{one}” at {first} and “{other}” here; decide which.",
                    one=one,
                    first=first,
                    other=other,
                )
                found.append(Issue(path, "conflicting_labels", message, Severity.WARNING))
        return found


def _two_that_differ(classes: dict[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    first, *rest = classes.items()
    return first, next(pair for pair in rest if pair[1] != first[1])


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
