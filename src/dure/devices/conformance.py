"""What disagrees in a device's document: ranges, words, units, profiles, clocks, nulls."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dure.core import Issue, Severity, say

from . import clocks, declared, mapping, units, vocabulary
from .model import Attribute, Reading, Role, Standard
from .standardising import Unknown
from .tree import pointer

_SECRET = ("token", "password", "secret", "encryptionkey", "session", "pincode")


@dataclass(frozen=True, slots=True)
class Case:
    """A document under examination, with the profiles that were given beside it."""

    reading: Reading
    standard: Standard
    unknown: Sequence[Unknown]
    profiles: Sequence[Reading]

    @property
    def all(self) -> tuple[Attribute, ...]:
        """Give every field, mapped or not."""
        return (*self.standard.attributes, *self.standard.unmapped)


def examined(case: Case) -> tuple[Issue, ...]:
    """Run every check; the findings stand in the order of the checks."""
    return tuple(issue for check in _CHECKS for issue in check(case))


def _warn(attribute: Attribute, kind: str, message: str) -> Issue:
    return Issue(pointer(attribute.path), kind, message, Severity.WARNING)


def _unknown_words(case: Case) -> Iterator[Issue]:
    for unknown in case.unknown:
        yield _warn(
            unknown.attribute,
            "unknown_value",
            say(
                "No row of the table knows the value “{value}” of {field}; add it to the table.",
                value=unknown.word,
                field=unknown.attribute.name,
            ),
        )


def _ranges(case: Case) -> Iterator[Issue]:
    """Hold numbers to the range that their document, or Matter's own type, declares."""
    by_target = {(a.place, a.target): a for a in case.standard.attributes}
    stored = vocabulary.table("units.yaml")
    limits = stored["limits"]
    bounds = {name: (least, most) for name, least, most in stored["bounds"]}
    for a in case.standard.attributes:
        value = _number(a.value)
        if value is None or a.target is None:
            continue
        least, most = limits.get(a.target, (None, None))
        low, high = (_bound(by_target, a.place, b) for b in bounds.get(a.target, ("", "")))
        least, most = (least if low is None else low), (most if high is None else high)
        yield from _within(a, value, least, most)


def _bound(by_target: dict[Any, Attribute], place: str, name: str) -> float | None:
    found = by_target.get((place, name))
    return _number(found.value) if found is not None else None


def _within(a: Attribute, value: float, least: float | None, most: float | None) -> Iterator[Issue]:
    too_low = least is not None and value < least - abs(least) * 1e-9
    too_high = most is not None and value > most + abs(most) * 1e-9
    if too_low or too_high:
        message = say(
            "{field} is {value} {unit} and lies outside its range from {least} to {most}; "
            "check the sensor or the unit.",
            field=a.name,
            value=value,
            unit=a.unit or "",
            least="…" if least is None else least,
            most="…" if most is None else most,
        )
        yield _warn(a, "out_of_range", message)


def _number(value: Any) -> float | None:  # noqa: ANN401  (JSON)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def _choices(case: Case) -> Iterator[Issue]:
    """Hold words to the list of words that the device itself declares."""
    table = mapping.table(case.reading.vendor)
    beside = {(f.place, f.key): f.value for f in case.reading.fields}
    for field in case.reading.fields:
        row = table.row(field.key) if field.role is Role.STATE else None
        allowed = beside.get((field.place, row.among)) if row and row.among else None
        if isinstance(allowed, list) and field.value is not None and field.value not in allowed:
            message = say(
                "{field} says “{value}”, which is not among the values that the device declares "
                "in {list}.",
                field=field.key,
                value=field.value,
                list=row.among if row else "",
            )
            yield Issue(pointer(field.path), "undeclared_value", message, Severity.WARNING)


def _mixed_units(case: Case) -> Iterator[Issue]:
    """Find one quantity told in several units, as °C here and °F there."""
    by_dimension: dict[str, dict[str, Attribute]] = defaultdict(dict)
    for a in case.all:
        written = _written_unit(a)
        if written and units.is_known(written):
            by_dimension[units.dimension(written)].setdefault(written, a)
    for dimension, found in by_dimension.items():
        if len(found) > 1 and dimension != "dimensionless":
            message = say(
                "The document tells one quantity in several units ({units}); the standard values "
                "are all in one.",
                units=", ".join(sorted(found)),
            )
            last = list(found.values())[-1]
            severity = Severity.WARNING if "temperature" in dimension else Severity.NOTE
            yield Issue(pointer(last.path), "unit_mixture", message, severity)


def _written_unit(a: Attribute) -> str | None:
    unit = a.raw.get("unit") if isinstance(a.raw, dict) else None
    if a.role is Role.CONTEXT and a.path and a.path[-1] == "unit":
        unit = a.raw
    return unit if isinstance(unit, str) else None


def _spelled_units(case: Case) -> Iterator[Issue]:
    told: set[str] = set()
    for a in case.all:
        unit = _written_unit(a)
        if unit and unit not in told and not units.is_proper(unit):
            told.add(unit)
            kind = "unit_spelling" if units.is_known(unit) else "unknown_unit"
            yield Issue(pointer(a.path), kind, _of_unit(unit), Severity.NOTE)


def _of_unit(unit: str) -> str:
    if units.is_known(unit):
        return say(
            "The unit is written “{unit}”; the standard's symbol is “{symbol}”.",
            unit=unit,
            symbol=units.symbol(unit),
        )
    return say("Nobody has told what the unit “{unit}” is; its values stay as they are.", unit=unit)


def _nulls(case: Case) -> Iterator[Issue]:
    states = [a for a in case.all if a.role is Role.STATE]
    empty = [a for a in states if a.value is None]
    if empty:
        message = say(
            "{count} of {total} fields have no value; the first is {field}.",
            count=len(empty),
            total=len(states),
            field=empty[0].name,
        )
        yield Issue(pointer(empty[0].path), "no_value", message, Severity.NOTE)


def _credentials(case: Case) -> Iterator[Issue]:
    for a in case.all:
        last = str(a.path[-1]).lower().replace("_", "") if a.path else ""
        if last.endswith(_SECRET) and isinstance(a.raw, str) and a.raw:
            message = say("{field} holds a credential; withdraw it before you share.", field=a.name)
            yield _warn(a, "holds_credentials", message)


def _clocks(case: Case) -> Iterator[Issue]:
    yield from clocks.examined(case.all)


def _profiles(case: Case) -> Iterator[Issue]:
    yield from declared.examined(case.reading, case.profiles)


_CHECKS: tuple[Callable[[Case], Iterator[Issue]], ...] = (
    _unknown_words,
    _ranges,
    _choices,
    _profiles,
    _mixed_units,
    _spelled_units,
    _clocks,
    _nulls,
    _credentials,
)
