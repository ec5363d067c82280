"""Use cases of automatic labelling: what is known, what a run said, what counts of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dure import catalog, domains
from dure.core import Actor, Choice, DatasetId, Layer, Modality, Permission, RecordId, new_id
from dure.kit.db import Session
from dure.kit.text import Language, told, translated

from . import store
from .model import Level, Suggestion
from .tables import Run, SuggestionRow


@dataclass(frozen=True, slots=True)
class Known:
    """The records of a data set: those with one class, and those without any label.

    Attributes:
        choices: the class of each labelled record, in the order of `labelled`.
    """

    labelled: tuple[catalog.Record, ...]
    choices: tuple[Choice, ...]
    unlabelled: tuple[catalog.Record, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the newest run offers."""

    suggested: int = 0
    accepted: int = 0
    report: dict[str, Any] = field(default_factory=dict)


def may_run(actor: Actor) -> None:
    """Refuse whoever may not run engines over records."""
    actor.require(Permission.AUTOLABEL_RUN)


def known(db: Session, actor: Actor, dataset: DatasetId, modality: Modality) -> Known:
    """Tell the records that can be learned from apart from those that want a suggestion."""
    rows = [r for r in catalog.every_record(db, actor, dataset) if r.modality is modality]
    words = catalog.word_on(db, actor, [row.id for row in rows])
    labelled, choices, unlabelled = [], [], []
    for row in rows:
        word = words.get(row.id)
        if word is None or word.layer is Layer.ENGINE:
            unlabelled.append(row)
            continue
        choice = catalog.single_choice(catalog.annotations_of(word))
        if choice is not None:
            labelled.append(row)
            choices.append(choice)
    return Known(tuple(labelled), tuple(choices), tuple(unlabelled))


def parents_of(pack: domains.Pack, choices: Sequence[Choice]) -> dict[str, str]:
    """Give the class above each class: as its label says, or as the taxonomy says, or itself.

    The classes above are of one level: where one would lie above another (Vegetables above
    Potato), the class below it (Cabbage) stands for itself.
    """
    places: dict[str, tuple[str, ...]] = {}
    for choice in choices:
        places.setdefault(choice.label, _place(pack, choice))
    above = {place[:-1] for place in places.values()}
    # Every proper ancestor of a class above is of a higher level.
    higher = {place[:depth] for place in above for depth in range(len(place))}
    return {
        label: label if len(place) < 2 or place[:-1] in higher else place[-2]
        for label, place in places.items()
    }


def _place(pack: domains.Pack, choice: Choice) -> tuple[str, ...]:
    if len(choice.path) > 1:
        return choice.path
    nodes = (domains.node_of(pack, id) for id in domains.find(pack, choice.label))
    names = tuple(node.en for node in nodes if node)
    return (*names[:-1], choice.label)


def keep(
    db: Session,
    actor: Actor,
    run: Run,
    offered: Sequence[tuple[catalog.Record, Suggestion]],
    parents: Sequence[str],
    paths: Mapping[str, tuple[str, ...]],
) -> Run:
    """Save a run, what it suggested, and as engine labels what its bound accepts."""
    may_run(actor)
    dataset = DatasetId(run.dataset)
    catalog.mine(db, actor, dataset)
    store.make_current(db, dataset, None)
    db.add(run)
    db.flush()
    store.add(db, [_row(run, record, s, parents) for record, s in offered])
    _apply(db, actor, run, paths)
    return run


def recall(db: Session, actor: Actor, run: Run, paths: Mapping[str, tuple[str, ...]]) -> None:
    """Let an earlier run count again, because its state is there again."""
    may_run(actor)
    dataset = DatasetId(run.dataset)
    catalog.mine(db, actor, dataset)
    store.make_current(db, dataset, db.get_one(Run, run.id))
    _apply(db, actor, run, paths)


def withdraw(db: Session, actor: Actor, dataset: DatasetId) -> None:
    """Let no run count: what engines said before stands on a state that is gone."""
    may_run(actor)
    catalog.mine(db, actor, dataset)
    store.make_current(db, dataset, None)
    records = [row.id for row in catalog.every_record(db, actor, dataset)]
    catalog.retract(db, actor, dataset, records, Layer.ENGINE)


def _apply(db: Session, actor: Actor, run: Run, paths: Mapping[str, tuple[str, ...]]) -> None:
    """Write as engine labels what a run's bound accepts, and take back all others."""
    dataset = DatasetId(run.dataset)
    accepted = [s for s in store.suggestions(db, actor, run.id) if s.accepted]
    catalog.annotate(db, actor, dataset, [_labels(run, s, paths) for s in accepted])
    kept = {s.record for s in accepted}
    others = [r.id for r in catalog.every_record(db, actor, dataset) if r.id not in kept]
    catalog.retract(db, actor, dataset, others, Layer.ENGINE)


def _row(
    run: Run, record: catalog.Record, suggestion: Suggestion, parents: Sequence[str]
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run": run.id,
        "record": record.id,
        "label": run.classes[suggestion.label],
        "parent": parents[suggestion.parent],
        "probability": suggestion.probability,
        "parent_probability": suggestion.parent_probability,
        "accepted": suggestion.accepted is Level.FINE,
        "level": suggestion.accepted.value,
    }


def _labels(
    run: Run, suggestion: SuggestionRow, paths: Mapping[str, tuple[str, ...]]
) -> catalog.NewAnnotations:
    label = suggestion.label
    choice = Choice(label, paths.get(label, ()), score=round(suggestion.probability, 6))
    detail = {"run": str(run.id), "promised": run.report["fine"]["promised"]}
    record = RecordId(suggestion.record)
    return catalog.NewAnnotations(record, Layer.ENGINE, run.engine, (choice,), detail)


def current_run(db: Session, actor: Actor, dataset: DatasetId) -> Run | None:
    """Give the newest run over a data set; None before one."""
    catalog.get(db, actor, dataset)
    return store.current(db, actor, dataset)


def counts(db: Session, actor: Actor, dataset: DatasetId) -> Counts:
    """Count what the newest run offers."""
    run = current_run(db, actor, dataset)
    if run is None:
        return Counts()
    suggested, accepted = store.counts(db, actor, run.id)
    return Counts(suggested, accepted, run.report)


def offered(
    db: Session, actor: Actor, dataset: DatasetId, offset: int = 0, limit: int | None = None
) -> tuple[Run | None, Sequence[SuggestionRow]]:
    """Give the newest run and what it suggests, the surest first, from an offset."""
    run = current_run(db, actor, dataset)
    return run, store.suggestions(db, actor, run.id, offset, limit) if run else ()


def spoken(report: dict[str, Any], language: Language) -> dict[str, Any]:
    """Give a report of suggestions with its sentences in a language."""
    given = dict(report)
    for level in ("fine", "parent"):
        if level in given:
            reason = translated(told(given[level]["reason"]), language)
            given[level] = {**given[level], "reason": reason}
    return given


@dataclass(frozen=True, slots=True)
class Card:
    """A record as one sees it among those that look like it."""

    id: RecordId
    path: str
    modality: Modality
    label: str | None
    label_text: str
    findings: tuple[str, ...] = ()


def cards(
    db: Session, actor: Actor, records: Sequence[RecordId], language: Language
) -> dict[RecordId, Card]:
    """Give what people read of records, the classes in the words of their domain."""
    found: dict[RecordId, Card] = {}
    for id in records:
        row = catalog.record(db, actor, id)
        pack = domains.load(catalog.get(db, actor, DatasetId(row.dataset)).domain)
        text = " / ".join(_named(pack, label, language) for label in row.label.split("/"))
        findings = tuple(filter(None, row.finding.split(",")))
        found[id] = Card(id, row.path, row.modality, row.label or None, text, findings)
    return found


def _named(pack: domains.Pack, label: str, language: Language) -> str:
    ids = domains.find(pack, label)
    node = domains.node_of(pack, ids[-1]) if ids else None
    return label if node is None else node.ko if language == "ko" else node.en
