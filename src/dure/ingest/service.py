"""Use cases of ingest: keep what was examined, settle duplicates, apply labels, tell the tally."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dure import catalog, domains
from dure.core import (
    Actor,
    Annotation,
    Choice,
    DatasetId,
    Forbidden,
    Issue,
    Labelled,
    Layer,
    Modality,
    Permission,
    RecordId,
    Sentence,
    Severity,
    say,
)
from dure.kit import text
from dure.kit.db import Session

from . import rules, store
from .model import Finished, Outcome, Tally
from .tables import SourceFile

AUTHOR = "files"
AT_ONCE = 500
_PLAYED = (Modality.AUDIO, Modality.VIDEO)
_SOURCES = (Outcome.RECORD, Outcome.STREAM, Outcome.LABELS)


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
    shared = store.shared_contents(db, actor, dataset)
    outcomes, _ = rules.settled((path, digest) for path, digest, _ in shared)
    before = {path: outcome for path, _, outcome in shared}
    store.settle(db, dataset, {p: o for p, o in outcomes.items() if before[p] is not o})
    # A file whose content changed has a new record; the old one has no file any more.
    return catalog.withdraw_all_but(
        db, actor, dataset, {record for _, _, record in store.media(db, actor, dataset)}
    )


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a data set holds, for reading labels.

    Attributes:
        dataset: which data set.
        records: the record of each path.
        own: the path by which each record is known.
        sizes: width and height of pictures.
        facets: the split, group, attributes and so on of records that have any.
        renamed: records that are known by another path than before.
        roles: what the files of recordings are that are not their first streams.
        durations: how many seconds sounds and films last, by path or record.
        digests: the content of each path.
    """

    dataset: DatasetId
    records: dict[str, UUID]
    own: dict[UUID, str]
    sizes: dict[UUID, tuple[int, int]]
    facets: dict[UUID, catalog.Facet]
    renamed: list[tuple[UUID, str]]
    roles: dict[str, str]
    durations: dict[str | UUID, float]
    digests: dict[str, str]

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown, where they are known."""
        record = self.records.get(path)
        return self.sizes.get(record) if record else None

    def duration_s(self, path: str) -> float | None:
        """Give how many seconds a sound or film lasts, where that is known."""
        record = self.records.get(path)
        found = self.durations.get(path)
        return self.durations.get(record) if found is None and record else found


def holdings(db: Session, actor: Actor, dataset: DatasetId) -> Holdings:
    """Tell what a data set holds."""
    files = store.media(db, actor, dataset)
    _, first = rules.settled((path, digest) for path, digest, _ in files)
    own = {record: first[digest] for _, digest, record in files}
    records = {path: record for path, _, record in files}
    digests = {path: digest for path, digest, _ in files}
    held = Holdings(dataset, records, own, {}, {}, [], {}, {}, digests)
    for record in catalog.every_record(db, actor, dataset):
        probe = record.streams[0]["probe"]
        if probe["width"] and probe["height"]:
            held.sizes[record.id] = (probe["width"], probe["height"])
        for stream in record.streams:
            if stream["probe"]["duration_s"] and stream["probe"]["modality"] in _PLAYED:
                held.durations[stream["path"] or record.id] = stream["probe"]["duration_s"]
        for stream in record.streams[1:]:
            held.records[stream["path"]] = record.id
            held.roles[stream["path"]] = stream["role"]
        facet = catalog.Facet(
            RecordId(record.id),
            record.split,
            record.group,
            record.attributes,
            record.conditions,
            record.provider,
        )
        if facet != catalog.Facet(facet.record):
            held.facets[record.id] = facet
        if own.get(record.id, record.path) != record.path:
            held.renamed.append((record.id, own[record.id]))
    return held


def apply_labels(
    db: Session,
    actor: Actor,
    pack: domains.Pack,
    held: Holdings,
    records: Sequence[UUID],
    said: Callable[[UUID], Sequence[Labelled]],
) -> int:
    """Save what label files say of records; returns how many records have labels now.

    A record of which they say nothing has no labels of theirs any more.
    """
    catalog.rename(db, actor, held.dataset, held.renamed)
    portions = (records[at : at + AT_ONCE] for at in range(0, len(records), AT_ONCE))
    return sum(
        _apply(db, actor, pack, held, {record: said(record) for record in some})
        for some in portions
    )


def _apply(
    db: Session,
    actor: Actor,
    pack: domains.Pack,
    held: Holdings,
    said: Mapping[UUID, Sequence[Labelled]],
) -> int:
    sets = [found for record, words in said.items() if (found := _annotated(pack, record, words))]
    catalog.annotate(db, actor, held.dataset, sets)
    factors = _factors(pack)
    facets = (
        _facet(factors, record, held.own.get(record, ""), words) for record, words in said.items()
    )
    changed = [f for f in facets if f != held.facets.get(f.record, catalog.Facet(f.record))]
    catalog.describe_records(db, actor, held.dataset, changed)
    spoken_of = {s.record for s in sets}
    silent = [record for record in said if record not in spoken_of]
    catalog.retract(db, actor, held.dataset, silent, Layer.IMPORTED)
    return len(spoken_of)


def _annotated(
    pack: domains.Pack, record: UUID, words: Sequence[Labelled]
) -> catalog.NewAnnotations | None:
    annotations = tuple(_placed(pack, a) for a in rules.merged(words))
    if not annotations:
        return None
    detail = {
        "label_files": sorted({word.source for word in words}),
        "schema": f"{pack.id}@{pack.version}",
    }
    return catalog.NewAnnotations(RecordId(record), Layer.IMPORTED, AUTHOR, annotations, detail)


def is_known(pack: domains.Pack, word: Labelled) -> bool:
    """Tell whether the pack's taxonomy knows the class that a file is said to be."""
    return any(isinstance(a, Choice) and domains.find(pack, a.label) for a in word.annotations)


def _facet(
    factors: rules.Factors, record: UUID, path: str, words: Sequence[Labelled]
) -> catalog.Facet:
    told = {k: v for word in reversed(words) for k, v in word.attributes.items()}
    conditions, rest = rules.conditions(told, factors)
    return catalog.Facet(
        RecordId(record),
        split=next((w.split for w in words if w.split), None),
        group=next((w.group for w in words if w.group), None) or rules.original(path),
        provider=rest.pop("provider", ""),
        attributes=rest,
        conditions=conditions,
    )


def _factors(pack: domains.Pack) -> rules.Factors:
    """Give the pack's factors and levels by every name that a column may have."""
    return {
        name.casefold(): (
            factor.id,
            {word.casefold(): level.id for level in factor.levels for word in _names(level)},
        )
        for factor in pack.conditions.factors
        for name in _names(factor)
    }


def _names(of: domains.Factor | domains.Level) -> tuple[str, str, str]:
    return of.id, of.ko, of.en


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


def require_own(db: Session, actor: Actor, dataset: DatasetId) -> None:
    """Keep paths of files, and what was wrong in them, to the organisation that owns them."""
    if catalog.get(db, actor, dataset).organization != actor.organization:
        raise Forbidden(say("What became of a data set's files is told to its owner alone."))


def tally(db: Session, actor: Actor, dataset: DatasetId) -> Tally:
    """Tell what a data set's files amount to; the counts of outcomes add up to the files."""
    catalog.get(db, actor, dataset)
    counts = store.counts(db, actor, dataset)
    duplicates = [
        (row.path, row.digest or "")
        for row in store.of_outcome(db, actor, dataset, Outcome.DUPLICATE)
    ]
    first = store.records_of(db, actor, dataset, list({digest for _, digest in duplicates}))
    return Tally(
        files=sum(counts.values()),
        records=counts.get(Outcome.RECORD, 0),
        sources=sum(counts.get(outcome, 0) for outcome in _SOURCES),
        duplicates=[(path, first.get(digest, "")) for path, digest in duplicates],
        issues=[issue_of(row) for row in store.of_outcome(db, actor, dataset, Outcome.ISSUE)],
    )


def issue_of(row: SourceFile) -> Issue:
    """Give the reason why a file was left out, translatable."""
    message = Sentence(row.message or "{kind}", **{"kind": row.kind, **row.message_values})
    return Issue(row.path, row.kind or "unknown", message, row.severity or Severity.ERROR)


def told(tally: Tally) -> dict[str, Any]:
    """Give what a delivery came to as JSON, for its job."""
    return {
        "files": tally.files,
        "records": tally.records,
        "added": tally.added,
        "gone": tally.gone,
        "labelled": tally.labelled,
        "warnings": [_stored(issue) for issue in tally.warnings],
    }


def warnings_told(stored: dict[str, Any]) -> list[Issue]:
    """Read the warnings of a delivery back, translatable."""
    return [
        Issue(w["path"], w["kind"], text.told(w), Severity(w["severity"]), w["line"])
        for w in stored["warnings"]
    ]


def _stored(issue: Issue) -> dict[str, Any]:
    where = {"path": issue.path, "kind": issue.kind, "line": issue.line}
    return {**where, "severity": issue.severity.value, **text.kept(issue.message)}
