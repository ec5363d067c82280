"""Use cases of the catalogue."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from dure import identity
from dure.core import (
    Actor,
    Annotation,
    DatasetId,
    Layer,
    Permission,
    RecordId,
    from_json,
    say,
    to_json,
)
from dure.kit.clock import now
from dure.kit.db import Session
from dure.kit.events import publish
from dure.kit.paging import Page, encode

from . import copies, rules, store
from .model import (
    DatasetRegistered,
    DatasetSummary,
    Description,
    Facet,
    NameTaken,
    NewAnnotations,
    NewRecord,
    NoSuchDataset,
    Visibility,
)
from .tables import AnnotationSet, Dataset, Record


def register(
    db: Session,
    actor: Actor,
    *,
    name: str,
    domain: tuple[str, str],
    description: Description | None = None,
    origin: str | None = None,
) -> Dataset:
    """Open a data set for the actor's organisation; `domain` is the pack's id and version."""
    actor.require(Permission.CATALOG_WRITE)
    wanted = rules.slug(name)
    row = Dataset(
        organization=actor.organization,
        name=wanted,
        domain=domain[0],
        domain_version=domain[1],
        origin=origin,
        **asdict(description or Description()),
    )
    if wanted in store.names(db, actor) or not store.added(db, row):
        raise NameTaken(
            say("There is a data set “{name}” already; choose another name.", name=wanted)
        )
    publish(db, DatasetRegistered(row.id, row.name))
    return row


def of_origin(
    db: Session, actor: Actor, *, origin: str, name: str, domain: tuple[str, str]
) -> Dataset:
    """Give the data set built from these folders before, or open one under a free name."""
    found = store.dataset_of_origin(db, actor, origin)
    if found is not None:
        return found
    free = rules.free_name(rules.slug(name), store.names(db, actor))
    try:
        return register(db, actor, name=free, domain=domain, origin=origin)
    except NameTaken:  # at the same moment, by another build of these folders
        found = store.dataset_of_origin(db, actor, origin)
        if found is None:
            raise
        return found


def describe(db: Session, actor: Actor, id: DatasetId, **told: str | None) -> Dataset:
    """Change what people read of a data set: fields of `Description`; None leaves one as it is."""
    row = mine(db, actor, id)
    for name in Description.__dataclass_fields__:
        value = told.get(name)
        if value is not None and value.strip() != getattr(row, name):
            setattr(row, name, value.strip())
            row.updated_at = now()
    return row


def show_to(db: Session, actor: Actor, id: DatasetId, visibility: Visibility) -> None:
    """Set who may know of a data set of the actor's organisation."""
    row = mine(db, actor, id)
    if row.visibility is not visibility:
        row.visibility, row.updated_at = visibility, now()
        identity.audit(db, actor, "dataset.shown", str(id), visibility=visibility.value)


def get(db: Session, actor: Actor, id: DatasetId) -> Dataset:
    """Give a data set; raises `NoSuchDataset` for another organisation's private one."""
    actor.require(Permission.CATALOG_READ)
    found = store.dataset(db, actor, id)
    if found is None:
        raise NoSuchDataset(say("There is no such data set; see the list of data sets."))
    return found


def named(db: Session, actor: Actor, name: str) -> Dataset:
    """Give a data set by name; raises `NoSuchDataset`."""
    actor.require(Permission.CATALOG_READ)
    found = store.dataset_named(db, actor, rules.slug(name))
    if found is None:
        raise NoSuchDataset(
            say("There is no data set “{name}”; see the list of data sets.", name=name)
        )
    return found


def mine(db: Session, actor: Actor, id: DatasetId) -> Dataset:
    """Give a data set that the actor's organisation owns and may change."""
    actor.require(Permission.CATALOG_WRITE)
    found = get(db, actor, id)
    if found.organization != actor.organization:
        raise NoSuchDataset(say("There is no such data set; see the list of data sets."))
    return found


def listed(
    db: Session, actor: Actor, *, query: str = "", cursor: str | None = None, limit: int = 50
) -> Page[DatasetSummary]:
    """List the data sets that the actor may know of, by name."""
    actor.require(Permission.CATALOG_READ)
    rows = store.datasets(db, actor, query=query, cursor=cursor, limit=limit)
    items = [store.summary(*row) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return Page(items, encode((last.name, str(last.id))) if last else None)


def add_records(
    db: Session, actor: Actor, dataset: DatasetId, records: Sequence[NewRecord]
) -> None:
    """Write records; writing the same again changes nothing.

    A record whose streams a manifest declares takes the place of one with the same medium alone.
    """
    actor.require(Permission.INGEST_WRITE)
    _change(db, actor, dataset)
    rows = [store.row_of(dataset, record) for record in records]
    store.add(db, dataset, rows)
    store.restream(db, dataset, [row for row in rows if row["streams"][0]["path"]])
    ids = [record.id for record in records]
    copies.told.refresh(db, actor, dataset, ids)
    copies.said.refresh(db, actor, dataset, ids, anew=True)


def part(db: Session, actor: Actor, dataset: DatasetId, records: Sequence[UUID]) -> None:
    """Leave records their first stream, where no manifest joins the others any more.

    What was split off it stays with it; its path begins with the first stream's and ``#``.
    """
    _change(db, actor, dataset)
    for row in store.records(db, actor, dataset, records).values():
        own = f"{row.streams[0].get('path') or row.path}#"
        split = [s for s in row.streams[1:] if (s.get("path") or "").startswith(own)]
        row.streams = [row.streams[0], *split]
        row.size = sum(stream["size"] for stream in row.streams)


def annotate(db: Session, actor: Actor, dataset: DatasetId, sets: Sequence[NewAnnotations]) -> int:
    """Add annotation sets as new revisions where they differ from the newest; counts the new."""
    _change(db, actor, dataset)
    records = list(dict.fromkeys(new.record for new in sets))
    if store.count(db, actor, dataset, records) < len(records):
        raise _no_such_record()
    newest = {(row.record, row.layer, row.author): row for row in store.newest(db, actor, records)}
    added = 0
    for new in sets:
        key = (new.record, new.layer, new.author)
        row = _revised(dataset, new, newest.get(key))
        if row is not None:
            db.add(row)
            newest[key] = row
            added += 1
    db.flush()
    copies.said.refresh(db, actor, dataset, records)
    return added


def _revised(
    dataset: DatasetId, new: NewAnnotations, before: AnnotationSet | None
) -> AnnotationSet | None:
    content = rules.plain([to_json(annotation) for annotation in new.annotations])
    if before is not None and before.is_current:
        if before.annotations == content:
            return None
        before.is_current = False
    return AnnotationSet(
        dataset=dataset,
        record=new.record,
        layer=new.layer,
        author=new.author,
        annotations=content,
        detail=new.detail,
        revision=before.revision + 1 if before else 1,
    )


def retract(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    records: Sequence[UUID],
    layer: Layer,
    *,
    keep: frozenset[str] = frozenset(),
) -> int:
    """Let a layer's sets no longer count, but for some authors; revisions stay readable."""
    _change(db, actor, dataset)
    current = store.current(db, actor, records, [layer])
    gone = [row for row in current if row.dataset == dataset and row.author not in keep]
    for row in gone:
        row.is_current = False
    db.flush()
    copies.said.refresh(db, actor, dataset, list({row.record for row in gone}))
    return len(gone)


def rename(
    db: Session, actor: Actor, dataset: DatasetId, paths: Iterable[tuple[UUID, str]]
) -> None:
    """Give records the path by which they are known."""
    _change(db, actor, dataset)
    paths = list(paths)
    store.rename(db, dataset, paths)
    copies.told.refresh(db, actor, dataset, [record for record, _ in paths])


def withdraw_all_but(db: Session, actor: Actor, dataset: DatasetId, kept: Collection[UUID]) -> int:
    """Take out the records that no file stands behind any more; counts them."""
    _change(db, actor, dataset)
    kept = set(kept)
    gone = [id for id in store.ids(db, actor, dataset) if id not in kept]
    store.withdraw(db, dataset, gone)
    return len(gone)


def withdraw(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    records: Sequence[UUID],
    *,
    for_good: bool = False,
) -> None:
    """Take records out of every list; releases that hold them stay as they are.

    `for_good` says that a member wants it: then their files do not bring them back.
    """
    _change(db, actor, dataset)
    store.withdraw(db, dataset, records, actor.member if for_good else None)


def restore(db: Session, actor: Actor, dataset: DatasetId, records: Sequence[UUID]) -> None:
    """Bring withdrawn records back into the lists."""
    _change(db, actor, dataset)
    store.restore(db, dataset, records)
    copies.told.refresh(db, actor, dataset, records)
    copies.said.refresh(db, actor, dataset, records, anew=True)


def choose_splits(
    db: Session, actor: Actor, dataset: DatasetId, splits: Mapping[UUID, tuple[str | None, bool]]
) -> None:
    """Set the split of records, and whether it was chosen, so that their files no longer do."""
    _change(db, actor, dataset)
    store.choose_splits(db, dataset, splits)


def note_findings(
    db: Session, actor: Actor, dataset: DatasetId, kinds: Mapping[UUID, Sequence[str]]
) -> None:
    """Keep what the newest quality report found about each record; nothing about all others."""
    mine(db, actor, dataset)
    joined = {record: ",".join(sorted(found)) for record, found in kinds.items()}
    copies.told.refresh(db, actor, dataset, copies.told.note_findings(db, actor, dataset, joined))


def records(
    db: Session, actor: Actor, dataset: DatasetId, wanted: Sequence[UUID]
) -> dict[UUID, Record]:
    """Give records of a data set, withdrawn or not; raises `NoSuchDataset` if one is not there."""
    get(db, actor, dataset)
    found = store.records(db, actor, dataset, wanted)
    if len(found) < len(set(wanted)):
        raise _no_such_record()
    return found


def sets_on(db: Session, actor: Actor, records: Sequence[UUID]) -> Sequence[AnnotationSet]:
    """Give the newest annotation sets of records, of every layer and author."""
    actor.require(Permission.CATALOG_READ)
    return store.current(db, actor, records)


def describe_records(
    db: Session, actor: Actor, dataset: DatasetId, facets: Sequence[Facet]
) -> None:
    """Save the split, group, provider, conditions and attributes that files give to records."""
    _change(db, actor, dataset)
    rows = store.records(db, actor, dataset, [facet.record for facet in facets])
    for facet in facets:
        row = rows.get(facet.record)
        if row is None:
            continue
        row.group, row.provider = facet.group, facet.provider
        row.split = row.split if row.split_chosen else facet.split
        if row.attributes != facet.attributes:
            row.attributes = facet.attributes
        if row.conditions != facet.conditions:
            row.conditions = facet.conditions
    db.flush()
    copies.told.refresh(db, actor, dataset, list(rows))


def word_on(db: Session, actor: Actor, records: Sequence[UUID]) -> dict[UUID, AnnotationSet]:
    """Give for each record the annotation set whose word counts (see `rules.rank`)."""
    actor.require(Permission.CATALOG_READ)
    return store.word_on(db, actor, records)


def history(db: Session, actor: Actor, record: RecordId) -> Sequence[AnnotationSet]:
    """Give every revision that was ever said of a record, the earliest first."""
    actor.require(Permission.CATALOG_READ)
    return store.history(db, actor, record)


def annotations_of(row: AnnotationSet) -> tuple[Annotation, ...]:
    """Read the annotations of a stored set."""
    return tuple(from_json(value) for value in row.annotations)


def page(
    db: Session, actor: Actor, dataset: DatasetId, *, cursor: str | None = None, limit: int = 100
) -> Page[Record]:
    """List records of a data set by path."""
    get(db, actor, dataset)
    rows = store.page(db, actor, dataset, cursor=cursor, limit=limit)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode((last.path, str(last.id))) if last else None)


def every_record(db: Session, actor: Actor, dataset: DatasetId) -> Iterator[Record]:
    """Go through all records of a data set by path."""
    get(db, actor, dataset)
    return store.every(db, actor, dataset)


def record(db: Session, actor: Actor, id: RecordId) -> Record:
    """Give one record; raises `NoSuchDataset` as for its data set."""
    actor.require(Permission.CATALOG_READ)
    found = store.record(db, actor, id)
    if found is None:
        raise _no_such_record()
    return found


def _no_such_record() -> NoSuchDataset:
    return NoSuchDataset(say("There is no such record; see the list of records."))


def _change(db: Session, actor: Actor, id: DatasetId) -> None:
    """Refuse what is not the actor's to change, and note that it changes."""
    mine(db, actor, id).updated_at = now()


def note_delivery(db: Session, values: dict[str, Any]) -> None:
    """Note how many files of a data set could not be taken in (from `FolderTakenIn`)."""
    _note(db, values, issues=values["issues"])


def note_release(db: Session, values: dict[str, Any]) -> None:
    """Note the newest version of a data set (from `ReleasePublished`)."""
    _note(db, values, latest_release=values["version"])


def _note(db: Session, values: dict[str, Any], **noted: int) -> None:
    row = db.get(Dataset, UUID(values["dataset"]))
    if row is not None:
        for name, value in noted.items():
            setattr(row, name, value)
        row.updated_at = now()
