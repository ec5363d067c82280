"""From a vendor's document to the common words, and back without loss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import mapping, matter, smartthings, thinq, times, units, valuing, vocabulary, walking
from .mapping import Row, Table
from .model import Attribute, Field, Reading, Role, Standard
from .tree import rebuilt
from .valuing import Valued
from .vocabulary import Term

_READERS: tuple[tuple[str, Callable[[Any], bool], Callable[[Any], Reading]], ...] = (
    ("smartthings", smartthings.knows, smartthings.read),
    ("matter", matter.knows, matter.read),
    ("thinq", thinq.knows, thinq.read),
)
_OWN_WORDS = "dure:"  # of what belongs to a field, and to no cluster


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of the vendor's that the table does not know."""

    attribute: Attribute
    word: str


def read(document: Any) -> Reading:  # noqa: ANN401  (JSON)
    """Read a document of any vendor; what nobody knows comes in whole."""
    readers = (read for _, knows, read in _READERS if knows(document))
    return next(readers, walking.read)(document)


def vendor_of(document: Any) -> str:  # noqa: ANN401  (JSON)
    """Name the vendor whose document this is, without reading it; empty where nobody knows it."""
    return next((vendor for vendor, knows, _ in _READERS if knows(document)), "")


def standardised(reading: Reading) -> tuple[Standard, list[Unknown]]:
    """Say every field in the common words; also give the words that no table knows."""
    table = mapping.table(reading.vendor)
    beside = {(f.place, f.key): f for f in reading.fields}
    done: list[Attribute] = []
    unknown: list[Unknown] = []
    for field in reading.fields:
        attribute, words = _attribute(field, reading, table, _siblings(field, beside))
        done.append(attribute)
        unknown += (Unknown(attribute, word) for word in words)
    mapped = tuple(a for a in done if a.target is not None)
    rest = tuple(a for a in done if a.target is None)
    told = Standard(reading.vendor, reading.form, reading.device_type, reading.device, mapped, rest)
    return told, unknown


def restore(standard: Standard) -> Any:  # noqa: ANN401  (JSON)
    """Give the vendor's document that a standard one was made from."""
    return rebuilt((a.path, a.raw) for a in (*standard.attributes, *standard.unmapped))


def _siblings(
    field: Field, beside: Mapping[tuple[str, str], Field]
) -> Callable[[str], Field | None]:
    return lambda key: beside.get((field.place, key)) or beside.get(("", key))


def _attribute(
    field: Field, reading: Reading, table: Table, siblings: valuing.Siblings
) -> tuple[Attribute, tuple[str, ...]]:
    plain = _plain(field, table)
    if field.role is Role.CONTEXT:
        return _context(plain, field), ()
    if reading.vendor == "matter":
        return _of_matter(plain, field), ()
    row = table.row(field.key)
    if row is None:
        is_split = table.splits(field.key)
        reason = "Its parts are mapped where they are told." if is_split else ""
        return replace(_unmapped(plain, field), reason=reason, is_reviewed=is_split), ()
    target = row.target_for(reading.device_type)
    term = vocabulary.term(target) if target else None
    if term is None:
        return replace(_unmapped(plain, field), reason=_why(row), is_reviewed=True), ()
    return _mapped(plain, field, row, term, siblings)


def _plain(field: Field, table: Table) -> Attribute:
    moment = times.read(field.at)
    return Attribute(
        field.path,
        table.named(field.key),
        field.raw,
        field.value,
        field.place,
        field.role,
        at=times.utc(moment) if moment else None,
        zone=times.zone(field.at) if moment and field.at else None,
    )


def _mapped(
    plain: Attribute, field: Field, row: Row, term: Term, siblings: valuing.Siblings
) -> tuple[Attribute, tuple[str, ...]]:
    space = plain.name.partition(":")[0]
    is_state = field.role is Role.STATE
    said = valuing.valued(field, row, term, siblings, space) if is_state else Valued(None)
    mapped = replace(
        _with(plain, field, said) if is_state else replace(plain, value=None),
        target=term.name,
        urn=term.urn,
        confidence=row.confidence,
        reason=row.reason,
        is_reviewed=True,
    )
    return mapped, said.unknown


def _with(plain: Attribute, field: Field, said: Valued) -> Attribute:
    is_changed = said.value != field.value or said.unit != field.unit
    shown = {"value": field.value, "unit": field.unit} if is_changed else None
    return replace(plain, value=said.value, unit=said.unit, code=said.code, shown=shown)


def _unmapped(plain: Attribute, field: Field) -> Attribute:
    return _with(plain, field, valuing.plain(field))


def _why(row: Row) -> str:
    if row.verdict == "mapped":
        return "Matter has this meaning for other types of device alone."
    return row.reason


def _context(plain: Attribute, field: Field) -> Attribute:
    """Say that a part belongs to another field: its unit, its time, the type of its cluster."""
    cluster, _, part = field.key.rpartition(".")
    if part == "_type":
        number = vocabulary.cluster_number(cluster)
        urn = None if number is None else vocabulary.urn(number)
        name = None if number is None else vocabulary.clusters()[number]
        return replace(
            plain, target=name, urn=urn, confidence=1.0, reason="Names the cluster.",
            is_reviewed=True,
        )  # fmt: skip
    last = str(field.path[-1])
    own = {"timestamp": "observed_at", "unit": "unit"}.get(last)
    if own is None:
        return replace(plain, reason="Says that it is there, and no more.", is_reviewed=True)
    return replace(
        plain, target=_OWN_WORDS + own, urn=f"urn:dure:{own}", confidence=1.0,
        reason="Belongs to the fields beside it.", is_reviewed=True,
    )  # fmt: skip


def _of_matter(plain: Attribute, field: Field) -> Attribute:
    """Say an attribute of Matter in its own words: named, in its unit, its number as a word."""
    cluster, _, attribute = field.key.rpartition(".")
    term = vocabulary.spelled(cluster, attribute)
    if term is None:
        return replace(plain, reason=_UNKNOWN_TO_MATTER)
    said = _matter_value(field.value, term)
    return replace(
        _with(plain, field, said),
        target=term.name,
        urn=term.urn,
        confidence=1.0,
        reason="It is the standard's own attribute.",
        is_reviewed=True,
    )


_UNKNOWN_TO_MATTER = "The standard's data model has no such attribute."


def _matter_value(value: Any, term: Term) -> Valued:  # noqa: ANN401  (JSON)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Valued(value)
    measure = units.measures().get(term.name)
    if measure is not None:
        return Valued(*units.from_wire(value, measure))
    word = next((w for w, number in term.words.items() if number == value), None)
    if word is not None and not term.is_mode:
        return Valued(word, code=int(value))
    return Valued(value)
