"""Freeze a data set: clear its media, split it by kin, and write the release at once."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from dure import catalog, domains, identity, ingest, quality
from dure.core import (
    Actor,
    Annotation,
    Choice,
    Conflict,
    DatasetId,
    Layer,
    Modality,
    Probe,
    from_json,
    say,
)
from dure.kit.clock import now
from dure.kit.context import Workspace

from . import rules, service
from .model import (
    Bilingual,
    Candidate,
    Companion,
    DomainVersion,
    EngineUse,
    LabelClass,
    QualityRow,
    Row,
    Snapshot,
    Volume,
)
from .tables import ReleaseRow
from .writers import WRITERS, check_formats, manifest, survey, write_release

Report = Callable[[int, int | None, str], None]
USUAL = ("coco",)


@dataclass(frozen=True, slots=True)
class Order:
    """How a release is wanted.

    Attributes:
        formats: optional formats; None: `USUAL`, where the records can be said in them.
        shares: of the splits.
    """

    formats: tuple[str, ...] | None = None
    shares: Mapping[str, float] = field(default_factory=lambda: rules.DEFAULT_SHARES)
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse an unknown format before any work is done."""
        check_formats(self.formats or ())


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release, and whether it is a new version or one that was there already."""

    row: ReleaseRow
    is_new: bool


def freeze(
    workspace: Workspace, actor: Actor, dataset: DatasetId, order: Order, report: Report
) -> Frozen:
    """Write a release of a data set; the same content is the same version.

    Raises:
        Conflict: there is no record.
    """
    service.may_publish(actor)
    ingest.clear(workspace, actor, dataset, report)
    # Copies must be known before splits are chosen, also where nobody asked for a report.
    quality.verify(workspace, actor, dataset, report)
    material = _gather(workspace, actor, dataset)
    if not material.records:
        raise Conflict(say("The data set has no records; take a folder in first."))
    splits = _splits(material, order)
    rows = [_row(workspace, material, record, splits) for record in material.records]
    snapshot = _snapshot(material, rows)
    formats = _suitable(USUAL, rows) if order.formats is None else order.formats
    content = rules.content_digest(snapshot, rows)
    with workspace.reading() as db:
        version, known = service.version_for(db, actor, dataset, content, formats)
        snapshot = replace(snapshot, version=version)
        place = service.place_for(db, actor, workspace.home, dataset, snapshot, content)
    if known is not None:
        return Frozen(known, is_new=False)
    report(0, None, snapshot.reference)
    write_release(snapshot, rows, workspace.home / place, formats=formats)
    row = ReleaseRow(
        dataset=dataset,
        version=version,
        state=service.state_of(content, formats),
        folder=place,
        counts=_counts(rows),
        splits=dict(splits),
        created_at=snapshot.created_at,
    )
    with workspace.unit_of_work() as db:
        return Frozen(service.keep(db, actor, dataset, snapshot, row), is_new=True)


def _suitable(formats: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Leave out the formats that cannot say these records, such as COCO for sounds."""
    seen = survey(rows)
    return [name for name in formats if WRITERS[name].suits(seen)]


def places(target: Path) -> tuple[Path, Path, Path]:
    """Give the folders that `hand_out` uses: the target, the new one beside it, and the old."""
    partial, old = (target.with_name(f".{target.name}.{what}") for what in ("partial", "old"))
    return target, partial, old


def hand_out(release: Path, target: Path) -> None:
    """Put a copy of a release where its user wants it, at once or not at all.

    An older release of the same data set gives way; anything else stays and is refused.
    """
    there = manifest.read(release)
    may_replace(target, there["name"] if there else None)
    target, beside, old = places(target.absolute())
    shutil.rmtree(beside, ignore_errors=True)
    beside.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(release, beside, copy_function=_linked)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def may_replace(target: Path, name: str | None = None) -> None:
    """Refuse a target that holds something else than a release, or another data set's."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    there = manifest.read(target) if target.is_dir() else None
    if there is None:
        raise Conflict(
            say("“{to}” holds something else than a release; choose an empty folder.", to=target)
        )
    if name is not None and there["name"] != name:
        raise Conflict(
            say(
                "“{to}” holds a release of another data set, {name}; choose another folder.",
                to=target,
                name=there["name"],
            )
        )


def _linked(source: str, target: str) -> str:
    """Link shards, which nobody edits, so that a copy on the same disk costs nothing."""
    if source.endswith(".parquet"):
        try:
            os.link(source, target)
        except OSError:
            return shutil.copy2(source, target)
        return target
    return shutil.copy2(source, target)


@dataclass(frozen=True, slots=True)
class _Material:
    dataset: catalog.Dataset
    pack: domains.Pack
    provider: str
    records: Sequence[catalog.Record]
    words: Mapping[UUID, catalog.AnnotationSet]
    cleared: Mapping[str, catalog.ClearedMedia]
    near: Sequence[tuple[str, str]]
    table: Sequence[quality.TableRow]
    flags: Mapping[str, tuple[str, ...]]
    tally: ingest.Tally
    earlier: Mapping[str, str]


def _gather(workspace: Workspace, actor: Actor, dataset: DatasetId) -> _Material:
    with workspace.reading() as db:
        found = catalog.mine(db, actor, dataset)
        records = list(catalog.every_record(db, actor, dataset))
        return _Material(
            dataset=found,
            pack=domains.load(found.domain),
            provider=identity.caller_of(db, actor).organization_name,
            records=records,
            words=catalog.word_on(db, actor, [row.id for row in records]),
            cleared=catalog.cleared(db, actor, [s["digest"] for r in records for s in r.streams]),
            near=quality.near_pairs(db, actor, dataset),
            table=quality.table(db, actor, dataset),
            flags=quality.flags(db, actor, dataset),
            tally=ingest.tally(db, actor, dataset),
            earlier=service.earlier_splits(db, actor, dataset),
        )


def _splits(material: _Material, order: Order) -> Mapping[str, str]:
    candidates = [
        Candidate(
            record_id=str(record.id),
            digest=material.cleared[record.digest].cleared_digest,
            group=record.group,
            labels=_classes_of(material, record),
            split=record.split or material.earlier.get(str(record.id)),
        )
        for record in material.records
    ]
    assigned = rules.assign(candidates, near=material.near, shares=order.shares, seed=order.seed)
    return assigned.splits


def _annotations(
    material: _Material, record: catalog.Record
) -> tuple[tuple[Annotation, ...], Layer]:
    word = material.words.get(record.id)
    if word is None:
        return (), Layer.IMPORTED
    return tuple(from_json(value) for value in word.annotations), word.layer


def _classes_of(material: _Material, record: catalog.Record) -> tuple[str, ...]:
    annotations, _ = _annotations(material, record)
    return tuple(sorted({label for a in annotations if (label := getattr(a, "label", None))}))


def _row(
    workspace: Workspace,
    material: _Material,
    record: catalog.Record,
    splits: Mapping[str, str],
) -> Row:
    annotations, layer = _annotations(material, record)
    cleared = material.cleared[record.digest]
    probe = Probe.from_json(record.streams[0]["probe"])
    return Row(
        record_id=str(record.id),
        file_name=Path(record.path).name,
        split=splits[str(record.id)],
        digest=cleared.cleared_digest,
        probe=replace(probe, orientation=1, media_type=cleared.media_type),
        open=partial(workspace.blobs.read, cleared.cleared_digest),
        annotations=annotations,
        layer=layer,
        group=record.group,
        provider=record.provider or material.provider,
        source_path=record.path,
        source_digest=record.digest,
        conditions=record.conditions,
        attributes=record.attributes,
        flags=material.flags.get(str(record.id), ()),
        streams=tuple(_companion(workspace, material, s) for s in record.streams[1:]),
    )


def _companion(workspace: Workspace, material: _Material, stream: Mapping[str, Any]) -> Companion:
    cleared = material.cleared[stream["digest"]]
    return Companion(
        role=stream["role"],
        digest=cleared.cleared_digest,
        probe=replace(Probe.from_json(stream["probe"]), media_type=cleared.media_type),
        open=partial(workspace.blobs.read, cleared.cleared_digest),
        start_s=stream["start_s"],
        drift_ppm=stream.get("drift_ppm", 0.0),
        offset_uncertainty_s=stream.get("offset_uncertainty_s"),
    )


def _snapshot(material: _Material, rows: Sequence[Row]) -> Snapshot:
    pack, dataset = material.pack, material.dataset
    title = dataset.title or dataset.name
    modalities = sorted({row.probe.modality.value for row in rows})
    return Snapshot(
        dataset=dataset.name,
        version=0,
        title=Bilingual(title, title),
        description=_description(material, rows),
        domain=DomainVersion(pack.id, pack.version, tuple(_classes(material, rows))),
        licence=dataset.licence,
        providers=tuple(sorted({row.provider for row in rows if row.provider})),
        created_at=now(),
        consent_basis=dataset.consent_basis,
        engines=_engines(material),
        outcomes={
            "records": material.tally.records,
            "duplicates": len(material.tally.duplicates),
            "issues": len(material.tally.issues),
        },
        quality=tuple(_quality_row(line) for line in material.table),
        volume=Volume(
            raw=material.tally.files,
            source=len(rows),
            labelled=sum(bool(row.annotations) for row in rows),
        ),
        area=Bilingual(pack.name.ko, pack.name.en),
        purpose=Bilingual(dataset.purpose, dataset.purpose),
        keywords=(pack.id, *modalities),
    )


def _description(material: _Material, rows: Sequence[Row]) -> Bilingual:
    pack, count = material.pack, len(rows)
    labelled = sum(bool(row.annotations) for row in rows)
    return Bilingual(
        f"{pack.name.ko} 분야의 레코드 {count:,}건(라벨 {labelled:,}건)입니다.",
        f"{count:,} records of the domain {pack.name.en}, {labelled:,} of them labelled.",
    )


def _classes(material: _Material, rows: Sequence[Row]) -> Iterator[LabelClass]:
    """List the classes that labels use, each once, with its place and its names."""
    seen: dict[str, tuple[str, ...]] = {}
    for annotation in (a for row in rows for a in row.annotations):
        label = getattr(annotation, "label", None)
        if label is None:
            continue
        path = annotation.path if isinstance(annotation, Choice) else ()
        if len(path) >= len(seen.get(label, ())):
            seen[label] = path or seen.get(label) or (label,)
    for label in sorted(seen):
        place = domains.find(material.pack, label)
        node = domains.node_of(material.pack, place[-1]) if place else None
        title = Bilingual(node.ko, node.en) if node else Bilingual(label, label)
        yield LabelClass(label, (*seen[label][:-1], label), title)


def _engines(material: _Material) -> tuple[EngineUse, ...]:
    authors = {w.author for w in material.words.values() if w.layer is Layer.ENGINE}
    return tuple(EngineUse(*author.partition("@")[::2]) for author in sorted(authors))


def _quality_row(line: quality.TableRow) -> QualityRow:
    return QualityRow(
        axis=Bilingual(line.axis_ko, line.axis_en),
        item=Bilingual(line.item_ko, line.item_en),
        target=line.target,
        result=line.result,
        met=line.met,
    )


def _counts(rows: Sequence[Row]) -> dict[str, object]:
    splits: dict[str, int] = {}
    modalities: dict[str, int] = {}
    for row in rows:
        splits[row.split] = splits.get(row.split, 0) + 1
        kind = Modality(row.probe.modality).value
        modalities[kind] = modalities.get(kind, 0) + 1
    labelled = sum(bool(row.annotations) for row in rows)
    return {
        "records": len(rows),
        "labelled": labelled,
        "splits": splits,
        "modalities": modalities,
    }
