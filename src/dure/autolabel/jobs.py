"""Embed records, learn from those that are labelled, and suggest classes for the rest."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dure import catalog, domains, engines
from dure.core import Actor, DatasetId, Invalid, Modality, NotFound, RecordId, say
from dure.kit.columns import Matrix
from dure.kit.console import plain
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.neighbours import EXACT, principal_axes, units
from dure.kit.plane import METHOD, plane
from dure.kit.text import kept

from . import heads, rules, service, store
from .model import Examples, Map, Neighbour, Outcome, Promise
from .service import Known
from .tables import MapRow, Run

Report = Callable[[int, int | None, str], None]
BATCH = 16
PORTION = 4096  # vectors in memory at once, where all of a data set are looked at
WIDTH = 50  # principal axes that a map stands on
HEAD = "whitened"
_NO_CLASSES = say("No record is labelled with a class, so there is nothing to learn from.")
_NO_PICTURES = say("Only pictures can be laid out as a map so far, and this data set has none.")
_NO_ENGINE = say("This domain has no engine that suggests classes.")


@dataclass(frozen=True, slots=True)
class Learnt:
    """Out-of-fold probabilities by record (NaN where there are none), and their classes."""

    probabilities: NDArray[np.float32] | None = None
    classes: tuple[str, ...] = ()


def engine_of(pack: domains.Pack) -> str | None:
    """Give the engine whose features suggestions stand on; None where the domain has none."""
    return pack.engines.image_embedding if Modality.IMAGE in pack.modalities else None


def suggest(
    workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report
) -> dict[str, Any]:
    """Suggest classes for the records without a label; the same state gives the same run.

    Returns:
        ``run`` where there is one, or ``reason``, one sentence on why nothing is suggested.
    """
    service.may_run(actor)
    with workspace.reading() as db:
        pack = domains.load(catalog.get(db, actor, dataset).domain)
        known = service.known(db, actor, dataset, Modality.IMAGE)
    name = engine_of(pack)
    if name is None:
        return _nothing(workspace, actor, dataset, _NO_ENGINE)
    rows = [*known.labelled, *known.unlabelled]
    embed(workspace, name, [row.digest for row in rows], report)
    state = _state(name, pack, known)
    with workspace.reading() as db:
        before = store.of_state(db, actor, dataset, state)
    if before is None:
        return _learn(workspace, actor, dataset, (pack, known, name, state))
    with workspace.unit_of_work() as db:
        service.recall(db, actor, before, _paths(known))
    return {"run": str(before.id)}


def _nothing(workspace: Workspace, actor: Actor, dataset: DatasetId, reason: str) -> dict[str, Any]:
    """Say why there are no suggestions, and let earlier ones no longer count."""
    with workspace.unit_of_work() as db:
        service.withdraw(db, actor, dataset)
    return {"reason": kept(reason)}


def _paths(known: Known) -> dict[str, tuple[str, ...]]:
    return {choice.label: choice.path for choice in known.choices}


def _state(engine: str, pack: domains.Pack, known: Known) -> str:
    facts = {
        "engine": engine,
        "head": HEAD,
        "promise": [pack.quality.promised_accuracy, pack.quality.confidence],
        "labelled": [
            [row.digest, row.group, choice.label, choice.path]
            for row, choice in zip(known.labelled, known.choices, strict=True)
        ],
        "unlabelled": [row.digest for row in known.unlabelled],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _learn(
    workspace: Workspace,
    actor: Actor,
    dataset: DatasetId,
    given: tuple[domains.Pack, Known, str, str],
) -> dict[str, Any]:
    pack, known, engine, state = given
    if not known.choices:
        return _nothing(workspace, actor, dataset, _NO_CLASSES)
    classes = sorted({choice.label for choice in known.choices})
    parent_of = service.parents_of(pack, known.choices)
    parents = sorted(set(parent_of.values()))
    try:
        outcome = rules.suggest(
            _examples(workspace, engine, known, classes),
            workspace.columns.take(engine, [row.digest for row in known.unlabelled]),
            np.array([parents.index(parent_of[label]) for label in classes], dtype=np.intp),
            fit=heads.learner(HEAD),
            promise=Promise(pack.quality.promised_accuracy, pack.quality.confidence),
        )
    except Invalid as nothing:
        return _nothing(workspace, actor, dataset, nothing.message)
    run = Run(
        dataset=dataset,
        state=state,
        engine=f"{engine}+{HEAD}",
        classes=list(classes),
        report=_told(outcome, classes, parents),
    )
    offered = list(zip(known.unlabelled, outcome.suggestions, strict=True))
    _keep_out_of_fold(workspace, run, known, outcome)
    with workspace.unit_of_work() as db:
        service.keep(db, actor, run, offered, parents, _paths(known))
    return {"run": str(run.id)}


def _examples(workspace: Workspace, engine: str, known: Known, classes: Sequence[str]) -> Examples:
    features = workspace.columns.take(engine, [row.digest for row in known.labelled])
    labels = np.array([classes.index(choice.label) for choice in known.choices], dtype=np.intp)
    names = [row.group for row in known.labelled]
    if not any(names):
        return Examples(features, labels)
    # A record without a group is a group of its own.
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(name or f"\x00{i}", len(numbers)) for i, name in enumerate(names)]
    return Examples(features, labels, np.array(groups, dtype=np.intp))


def _told(outcome: Outcome, classes: Sequence[str], parents: Sequence[str]) -> dict[str, Any]:
    report = outcome.report
    fine = report.fine
    told = plain(report)
    told["classes"] = [{**plain(entry), "label": classes[entry.label]} for entry in report.classes]
    told["fine"]["refused"] = [classes[label] for label in fine.refused]
    told["parent"]["refused"] = [parents[label] for label in report.parent.refused]
    told["fine"]["reason"] = kept(fine.reason)
    told["parent"]["reason"] = kept(report.parent.reason)
    return dict(told)


def _keep_out_of_fold(workspace: Workspace, run: Run, known: Known, outcome: Outcome) -> None:
    digests = [row.digest for row in known.labelled]
    column = f"out_of_fold-{run.state[:32]}"
    workspace.columns.append(column, digests, outcome.out_of_fold.astype(np.float32))


def out_of_fold(workspace: Workspace, run: Run | None, digests: Sequence[str]) -> Learnt:
    """Give what heads said of labelled records that they had not seen; NaN for the others."""
    if run is None:
        return Learnt()
    column = f"out_of_fold-{run.state[:32]}"
    missing = set(workspace.columns.missing(column, digests))
    there = [digest for digest in digests if digest not in missing]
    if not there:
        return Learnt()
    rows = np.full((len(digests), len(run.classes)), np.nan, dtype=np.float32)
    places = [i for i, digest in enumerate(digests) if digest not in missing]
    rows[places] = workspace.columns.take(column, there)
    return Learnt(rows, tuple(run.classes))


def embed(workspace: Workspace, engine: str, digests: Sequence[str], report: Report) -> None:
    """Store the features of those media that have none yet."""
    waiting = workspace.columns.missing(engine, digests)
    total = len(dict.fromkeys(digests))
    if not waiting:
        report(total, total, "")
        return
    embedder: Any = engines.open_engine(workspace.models, engine, workspace.threads)
    done = total - len(waiting)
    found: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    for batch in _batches(waiting):
        vectors.append(embedder.embed([_picture(workspace.blobs.read(d)) for d in batch]))
        found += batch
        done += len(batch)
        report(done, total, engine)
        # Pieces of some hundred rows, so that a kill loses little and reading stays quick.
        if len(found) >= 256:
            workspace.columns.append(engine, found, np.concatenate(vectors))
            found, vectors = [], []
    if found:
        workspace.columns.append(engine, found, np.concatenate(vectors))


def _batches(digests: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(digests)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _picture(content: bytes) -> NDArray[np.uint8]:
    """Decode a picture upright as RGB, at no more than the size that engines look at."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (640, 640))
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def embeddings(
    workspace: Workspace, pack: domains.Pack, rows: Sequence[catalog.Record]
) -> NDArray[np.float32] | None:
    """Give the features of records; rows of NaN where there are none; None without an engine."""
    engine = engine_of(pack)
    digests = [row.digest for row in rows]
    if engine is None or len(workspace.columns.missing(engine, digests)) == len(set(digests)):
        return None
    missing = set(workspace.columns.missing(engine, digests))
    there = [digest for digest in digests if digest not in missing]
    found = workspace.columns.take(engine, there)
    whole = np.full((len(digests), found.shape[1]), np.nan, dtype=np.float32)
    whole[[i for i, digest in enumerate(digests) if digest not in missing]] = found
    return whole


def write_suggestions(workspace: Workspace, actor: Actor, dataset: DatasetId, target: Path) -> None:
    """Write what the newest run offers: path, label, parent label, probability, accepted."""
    import pyarrow as pa  # noqa: PLC0415  (heavy)
    import pyarrow.parquet as pq  # noqa: PLC0415  (heavy)

    with workspace.reading() as db:
        run = service.current_run(db, actor, dataset)
        found = store.suggestions(db, actor, run.id) if run else ()
        paths = {row.id: row.path for row in catalog.every_record(db, actor, dataset)}
    rows = [s for s in found if s.record in paths]
    table = pa.table(
        {
            "path": pa.array([paths[s.record] for s in rows], pa.string()),
            "label": pa.array([s.label for s in rows], pa.string()),
            "parent_label": pa.array([s.parent for s in rows], pa.string()),
            "probability": pa.array([s.probability for s in rows], pa.float64()),
            "parent_probability": pa.array([s.parent_probability for s in rows], pa.float64()),
            "accepted": pa.array([s.accepted for s in rows], pa.bool_()),
            "accepted_level": pa.array([s.level for s in rows], pa.string()),
        }
    )
    beside = target.with_name(f".{target.name}.partial")
    pq.write_table(table, beside)
    beside.replace(target)


def similar(
    workspace: Workspace, db: Session, actor: Actor, id: RecordId, limit: int
) -> tuple[str, list[Neighbour]]:
    """Rank the records of a data set that look most like one of them; gives the engine as well.

    Raises:
        NotFound: the record has no embedding.
    """
    record = catalog.record(db, actor, id)
    dataset = DatasetId(record.dataset)
    engine = engine_of(domains.load(catalog.get(db, actor, dataset).domain))
    if engine is None or workspace.columns.missing(engine, [record.digest]):
        raise NotFound(
            say(
                "What looks like this record is not known: it has no embedding. Pictures get one "
                "when suggestions or the map of their data set are made."
            )
        )
    asked = units(workspace.columns.take(engine, [record.digest]))[0]
    others = _embedded(workspace, engine, store.pictures(db, actor, dataset))
    others = [(other, digest) for other, digest in others if other != record.id]
    cosines = [units(part) @ asked for part in _portions(workspace, engine, others)]
    distances = 1 - np.concatenate(cosines or [np.empty(0, np.float32)])
    nearest = np.argsort(distances, kind="stable")[:limit]
    return engine, [
        Neighbour(RecordId(others[n][0]), max(0.0, float(distances[n]))) for n in nearest
    ]


def _embedded(
    workspace: Workspace, column: str, rows: Sequence[tuple[UUID, str]]
) -> list[tuple[UUID, str]]:
    missing = set(workspace.columns.missing(column, [digest for _, digest in rows]))
    return [row for row in rows if row[1] not in missing]


def _portions(
    workspace: Workspace, column: str, rows: Sequence[tuple[UUID, str]]
) -> Iterator[Matrix]:
    for start in range(0, len(rows), PORTION):
        yield workspace.columns.take(column, [d for _, d in rows[start : start + PORTION]])


def lay_out(
    workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report
) -> dict[str, Any]:
    """Make the map of a data set, and first the embeddings that it stands on.

    Returns:
        ``records``, how many have a place; or ``reason``, one sentence on why there is no map.
    """
    service.may_run(actor)
    with workspace.reading() as db:
        catalog.mine(db, actor, dataset)
        engine = engine_of(domains.load(catalog.get(db, actor, dataset).domain))
        rows = store.pictures(db, actor, dataset)
    if engine is None or not rows:
        return {"reason": kept(_NO_PICTURES)}
    embed(workspace, engine, [digest for _, digest in rows], report)
    state = _map_state(engine, rows)
    digests = list(dict.fromkeys(digest for _, digest in rows))
    if workspace.columns.missing(_map_column(state), digests):
        places = plane(_coordinates(workspace, engine, rows), _rounds(report))
        workspace.columns.append(_map_column(state), [digest for _, digest in rows], places)
    with workspace.unit_of_work() as db:
        catalog.mine(db, actor, dataset)
        store.keep_map(db, MapRow(dataset=dataset, state=state, engine=engine, method=METHOD))
    return {"records": len(rows)}


def _rounds(report: Report) -> Callable[[int, int], None]:
    return lambda done, total: report(done, total, METHOD)


def _coordinates(workspace: Workspace, engine: str, rows: Sequence[tuple[UUID, str]]) -> Matrix:
    """Give where pictures lie along the principal axes of a sample of them, spread evenly."""
    step = -(-len(rows) // (2 * EXACT))
    sample = workspace.columns.take(engine, [digest for _, digest in rows[::step]])
    axes = principal_axes(sample, WIDTH)
    return np.concatenate([axes.applied(p) for p in _portions(workspace, engine, rows)])


def _map_state(engine: str, rows: Sequence[tuple[UUID, str]]) -> str:
    facts = json.dumps([engine, METHOD, [digest for _, digest in rows]])
    return hashlib.sha256(facts.encode()).hexdigest()


def _map_column(state: str) -> str:
    return f"map-{state[:32]}"


def map_of(workspace: Workspace, db: Session, actor: Actor, dataset: DatasetId) -> Map:
    """Give the newest map of a data set; what came since has no place on it.

    Raises:
        NotFound: none was made yet.
    """
    catalog.get(db, actor, dataset)
    row = store.map_of(db, actor, dataset)
    if row is None:
        raise NotFound(
            say(
                "This data set has no map yet; make one on its page, or with "
                "`POST /api/datasets/{dataset}/map`.",
                dataset=dataset,
            )
        )
    rows = store.pictures(db, actor, dataset)
    there = _embedded(workspace, _map_column(row.state), rows)
    places = workspace.columns.take(_map_column(row.state), [digest for _, digest in there])
    stale = row.state != _map_state(row.engine, rows)
    return Map(tuple(RecordId(id) for id, _ in there), places, row.engine, row.method, stale)
