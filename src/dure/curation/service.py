"""Use cases of curation: look through records, count them, change many, take a change back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from dure import catalog, domains
from dure.catalog import Record
from dure.core import Actor, Choice, DatasetId, Invalid, Layer, RecordId, say
from dure.kit.db import Session
from dure.kit.text import Language

from . import rules, store
from .model import (
    Asked,
    Card,
    Class,
    Composition,
    Facet,
    Facets,
    NoSuchView,
    Value,
    View,
)
from .tables import SavedView

MOST = 100_000  # ids of one answer, and records of one change
_VALUES, _CLASSES = 50, 50
# Keys counted in one pass each: those that combine to few, in the order of the records' index.
_PASSES = (
    ("split", "layer", "provider", "modality", "label"),
    ("finding", "condition"),
    ("group",),
)
_FACETS = ("label", "layer", "split", "provider", "finding", "modality", "group")


class Names:
    """What classes, factors and levels are called, by the domain's pack in one language."""

    def __init__(self, domain: str, language: Language) -> None:
        self.pack = domains.load(domain)
        self._language = language

    def label(self, label: str) -> str:
        """Give the names of a class and those above it, or what it is called by its files."""
        return " / ".join(self._names(label)) or label.replace("/", " / ")

    def word(self, label: str) -> str:
        """Give the name of a class alone, as a sentence speaks of it."""
        return next(reversed(self._names(label)), label)

    def place(self, label: str) -> tuple[str, ...]:
        """Give the ids from the root to the class of the domain that a label names, or ()."""
        return domains.find(self.pack, label) or domains.find(self.pack, label.rpartition("/")[2])

    def is_borrowed(self, label: str) -> bool:
        """Tell whether a label is a word of another domain, as a spoken intent beside a picture."""
        return not self.place(label) and domains.elsewhere(label) is not None

    def _names(self, label: str) -> list[str]:
        nodes = [node for id in self.place(label) if (node := domains.node_of(self.pack, id))]
        other = None if nodes else domains.elsewhere(label)
        return [self._of(node) for node in ([other] if other else nodes)]

    def words(self, label: str) -> str:
        """Give everything by which a class may be looked for."""
        nodes = [node for id in self.place(label) if (node := domains.node_of(self.pack, id))]
        found = [word for node in nodes for word in (node.ko, node.en, node.id, *node.aliases)]
        return rules.searched("\n".join((label, *found)))

    def key(self, key: str) -> str:
        """Give what a key is called; keys other than conditions are the reader's to name."""
        factor = self._factors.get(key.removeprefix(rules.CONDITION))
        return self._of(factor) if factor else key.removeprefix(rules.CONDITION)

    def value(self, key: str, value: str) -> str:
        """Give what a value of a key is called."""
        if key == "label":
            return self.label(value) if value else ""
        factor = self._factors.get(key.removeprefix(rules.CONDITION))
        level = next((each for each in factor.levels if each.id == value), None) if factor else None
        return self._of(level) if level else value

    @cached_property
    def _factors(self) -> Mapping[str, domains.Factor]:
        return {factor.id: factor for factor in self.pack.conditions.factors}

    def _of(self, named: domains.Node | domains.Factor | domains.Level) -> str:
        return named.ko if self._language == "ko" else named.en


def names(db: Session, actor: Actor, dataset: DatasetId, language: Language) -> Names:
    """Give the names that a data set's domain uses."""
    return Names(catalog.get(db, actor, dataset).domain, language)


def grid(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    asked: Asked,
    window: tuple[int, int],
    language: Language,
) -> tuple[list[Card], int]:
    """Give the records asked for in a window (offset, limit), and how many there are in all."""
    called = names(db, actor, dataset, language)
    found = _found(db, actor, dataset, asked, called)
    ids = store.ids(db, actor, dataset, asked, found, window=window)
    total = store.total(db, actor, dataset, asked, found)
    rows = store.rows(db, actor, [UUID(id) for id in ids])
    return _cards(db, actor, rows, called), total


def ids(db: Session, actor: Actor, dataset: DatasetId, asked: Asked) -> Sequence[str]:
    """Give the ids of all records asked for, as text, in their order."""
    found = _found(db, actor, dataset, asked, names(db, actor, dataset, "en"))
    return store.ids(db, actor, dataset, asked, found, window=(0, MOST))


def _found(
    db: Session, actor: Actor, dataset: DatasetId, asked: Asked, called: Names
) -> dict[str, list[str]]:
    """Tell for each text that is looked for the classes whose names hold it."""
    texts = {value for term in asked.terms if term.key == "text" for value in term.values}
    if not texts:
        return {}
    words = {label: called.words(label) for label in store.labels(db, actor, dataset)}
    return {
        text: [label for label, said in words.items() if rules.searched(text) in said]
        for text in texts
    }


def card(db: Session, actor: Actor, record: RecordId, language: Language) -> Card:
    """Give one record as the grid shows it."""
    row = catalog.record(db, actor, record)
    called = names(db, actor, DatasetId(row.dataset), language)
    return _cards(db, actor, [row], called)[0]


def cards(
    db: Session, actor: Actor, dataset: DatasetId, ids: Sequence[UUID], language: Language
) -> list[Card]:
    """Give some records of a data set as the grid shows them, in the order of their ids."""
    called = names(db, actor, dataset, language)
    rows = [row for row in store.rows(db, actor, ids) if row.dataset == dataset]
    return _cards(db, actor, rows, called)


def _cards(db: Session, actor: Actor, rows: Sequence[Record], called: Names) -> list[Card]:
    labels = store.labels_of(db, actor, [row.id for row in rows])
    texts = {label: called.label(label) for label in {row.label for row in rows if row.label}}
    return [_card(row, texts.get(row.label, ""), labels.get(row.id, [])) for row in rows]


def _card(row: Record, text: str, labels: Sequence[str]) -> Card:
    probe = row.streams[0]["probe"]
    first = [row.label] if row.label else []
    return Card(
        id=row.id,
        path=row.path,
        modality=row.modality,
        label=row.label,
        label_text=text,
        labels=(*first, *(label for label in labels if label != row.label)),
        layer=row.layer,
        confidence=row.confidence,
        split=row.split,
        provider=row.provider,
        group=row.group,
        findings=tuple(kind for kind in row.finding.split(",") if kind),
        conditions=row.conditions,
        stream_roles=tuple(stream["role"] for stream in row.streams),
        width=probe.get("width"),
        height=probe.get("height"),
        duration_s=probe.get("duration_s"),
        simulated=catalog.is_simulated(row.attributes),
        withdrawn=row.withdrawn_at is not None,
        version=str(row.revision),
        created_at=row.created_at,
    )


def facets(
    db: Session, actor: Actor, dataset: DatasetId, asked: Asked, language: Language
) -> Facets:
    """Count the records asked for, and how they spread over each key.

    Each key is counted under the filters of the others, so that one may choose among its values.
    """
    called = names(db, actor, dataset, language)
    found = _found(db, actor, dataset, asked, called)
    counts = _counts(db, actor, dataset, asked, found)
    given = tuple(_facet(key, values, called) for key, values in counts.items() if values)
    # Every record has one group or none, unless the group is what is asked for.
    is_whole = not any(term.key == "group" for term in asked.terms)
    total = counts["group"].total() if is_whole else store.total(db, actor, dataset, asked, found)
    return Facets(total, given)


def _counts(
    db: Session,
    actor: Actor,
    dataset: DatasetId,
    asked: Asked,
    found: Mapping[str, Sequence[str]],
) -> dict[str, Counter[str]]:
    """Count by each key, the keys that are asked for under the filters of the others."""

    def under(which: Asked, *keys: str) -> dict[str, Counter[str]]:
        return _tallied(store.spread(db, actor, dataset, keys, which, found))

    counts = {key: count for keys in _PASSES for key, count in under(asked, *keys).items()}
    for key in {term.key for term in asked.terms if rules.has_facet(term.key)}:
        own = ("label", "layer") if key == "label" else (key.partition(".")[0],)
        counts[key] = under(asked.without(key), *own).get(key, Counter())
    known = [*_FACETS, *sorted(key for key in counts if key.startswith(rules.CONDITION))]
    return {key: counts.get(key, Counter()) for key in known}


def _tallied(rows: Iterable[tuple[Mapping[str, str], int]]) -> dict[str, Counter[str]]:
    """Add up combinations of values by each key; conditions by each of their factors."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for values, count in rows:
        for key, value in values.items():
            for part in store.parts(key, value):
                if key == "condition":
                    factor, _, level = part.partition("\t")
                    counts[rules.CONDITION + factor][level] += count
                elif part or key != "label" or not values.get("layer"):
                    counts[key][part] += count
    counts.pop(rules.CONDITION, None)  # records without any condition
    return counts


def _facet(key: str, counts: Mapping[str, int], called: Names) -> Facet:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    values = tuple(Value(v, called.value(key, v), n) for v, n in ordered[:_VALUES])
    return Facet(key, called.key(key), values, len(ordered) > _VALUES)


def composition(db: Session, actor: Actor, dataset: DatasetId, language: Language) -> Composition:
    """Tell what a data set is made of."""
    called = names(db, actor, dataset, language)
    count = _counts(db, actor, dataset, Asked(), {})
    layers = {name: count["layer"]["" if name == "none" else name] for name in (*Layer, "none")}
    providers = sorted(count["provider"].items(), key=lambda each: (-each[1], each[0]))
    return Composition(
        providers=tuple(providers),
        modalities=dict(count["modality"]),
        classes=_classes(store.spread(db, actor, dataset, ("label",), Asked()), called),
        splits=dict(count["split"]),
        layers=layers,
        simulated=store.is_simulated(db, actor, dataset),
        size=store.size(db, actor, dataset),
    )


def _classes(rows: Iterable[tuple[Mapping[str, str], int]], called: Names) -> tuple[Class, ...]:
    """Count records a class, each once, however many spellings of the class it carries."""
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for values, count in rows:
        labels = [label for label in store.parts("label", values["label"]) if label]
        ids = {label: "/".join(called.place(label)) or label for label in labels}
        counts.update(dict.fromkeys(ids.values(), count))
        for label, id in ids.items():
            spelled[id][label] += count
    ordered = sorted(counts, key=lambda id: (-counts[id], id))
    return tuple(
        Class(
            tuple(label for label, _ in spelled[id].most_common()),
            called.label(id),
            counts[id],
            is_borrowed=called.is_borrowed(id),
        )
        for id in ordered[:_CLASSES]
    )


def choice_of(db: Session, actor: Actor, dataset: DatasetId, label: str) -> Choice:
    """Give the class that a label names: one that the data set uses, or one of its domain.

    A class of the domain that the data set spells in its own way keeps that spelling.
    """
    used = store.labels(db, actor, dataset)
    pack = domains.load(catalog.get(db, actor, dataset).domain)
    path = domains.find(pack, label)
    if label in used:
        parts = tuple(label.split("/"))
    elif path:
        # Of several spellings the one that tells the class's place in full.
        same = sorted(each for each in used if _class_of(pack, each) == path)
        alike = max(same, key=lambda each: each.count("/"), default=None)
        nodes = [node for id in path if (node := domains.node_of(pack, id))]
        parts = tuple(alike.split("/")) if alike else tuple(node.en for node in nodes)
    else:
        raise Invalid(
            say(
                "“{label}” is no class of this data set or of its domain “{domain}”.",
                label=label[:80],
                domain=pack.id,
            )
        )
    path = path or _class_of(pack, label)
    return Choice(parts[-1], parts, attributes={"class": path[-1]} if path else {})


def _class_of(pack: domains.Pack, label: str) -> tuple[str, ...]:
    return domains.find(pack, label) or domains.find(pack, label.split("/")[-1])


def views(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[SavedView]:
    """List the views of a data set that the actor may see."""
    catalog.get(db, actor, dataset)
    return store.views(db, actor, dataset)


def save_view(db: Session, actor: Actor, dataset: DatasetId, view: View) -> SavedView:
    """Keep a filter and an order; the member's view of the same name is replaced."""
    catalog.get(db, actor, dataset)
    rules.asked(view.where, view.sort, view.order)
    mine = [row for row in store.views(db, actor, dataset) if row.member == actor.member]
    row = next((row for row in mine if row.name == view.name), None) or SavedView(
        dataset=dataset, organization=actor.organization, member=actor.member, name=view.name
    )
    row.where, row.sort, row.order, row.shared = (
        list(view.where),
        view.sort,
        view.order,
        view.shared,
    )
    db.add(row)
    db.flush()
    return row


def remove_view(db: Session, actor: Actor, dataset: DatasetId, id: UUID) -> None:
    """Remove one of the actor's own views."""
    catalog.get(db, actor, dataset)
    row = store.view(db, actor, dataset, id)
    if row is None or row.member != actor.member:
        raise NoSuchView(say("You have no such saved view."))
    db.delete(row)
