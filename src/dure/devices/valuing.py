"""What a field says in the common words: its value, unit, number and time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import times, units
from .mapping import Row
from .model import Field
from .vocabulary import Term

Siblings = Callable[[str], Field | None]
_NUMBER = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(\S*)\s*")


@dataclass(frozen=True, slots=True)
class Valued:
    """A value in the standard's words; `unknown` holds words that the table does not know."""

    value: Any
    unit: str | None = None
    code: int | None = None
    unknown: tuple[str, ...] = ()


def valued(field: Field, row: Row, term: Term | None, siblings: Siblings, space: str) -> Valued:
    """Say a field's value as its row tells; nothing stays nothing."""
    if field.value is None:
        return Valued(None)
    if row.convert in _CONVERSIONS:
        return _CONVERSIONS[row.convert](field, row)
    if row.sets is not None:
        return _as_set(field.value, row.sets, term, space)
    if row.values is not None:
        return _as_words(field.value, row, term, space)
    if row.label and not (row.unit and _number(field.value)):
        return Valued(field.value)
    return measured(field, row, siblings)


def measured(field: Field, row: Row, siblings: Siblings) -> Valued:
    """Say a number in its standard unit; sums hours and minutes where the row says so."""
    read = _number(field.value)
    if read is None:
        return Valued(field.value)
    number, written = read
    unit = field.unit or written or _unit_beside(row, siblings) or row.unit
    if unit is None:
        return Valued(field.value)
    value = number * row.scale + row.offset
    said, symbol = units.standard(value, unit, is_difference=row.difference)
    return Valued(said + _added(row, siblings), symbol)


def plain(field: Field) -> Valued:
    """Say a vendor's own number in an SI-based unit where it states one that we know."""
    read = _number(field.value) if field.unit else None
    if read is None or field.unit is None:
        return Valued(field.value, units.symbol(field.unit) if field.unit else None)
    said, symbol = units.standard(read[0], field.unit)
    return Valued(said, symbol)


def _unit_beside(row: Row, siblings: Siblings) -> str | None:
    beside = siblings(row.unit_from) if row.unit_from else None
    return beside.value if beside is not None and isinstance(beside.value, str) else None


def _added(row: Row, siblings: Siblings) -> float:
    total = 0.0
    for key, unit in row.plus.items():
        beside = siblings(key)
        read = _number(beside.value) if beside is not None else None
        total += units.standard(read[0], unit)[0] if read else 0.0
    return total


def _number(value: Any) -> tuple[float, str] | None:  # noqa: ANN401  (JSON)
    """Read a number, also one written as text with its unit: “30%”."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value, ""
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if found is None or (found[2] and not units.is_known(found[2])):
        return None
    return float(found[1]), found[2]


def _as_words(value: Any, row: Row, term: Term | None, space: str) -> Valued:  # noqa: ANN401
    """Give the standard's words, one by one in a list; others stay under the vendor's name."""
    said = [_word(part, row, space) for part in (value if isinstance(value, list) else [value])]
    unknown = tuple(word for _, word in said if word is not None)
    words = [word for word, _ in said]
    if isinstance(value, list):
        return Valued(words, unknown=unknown)
    code = _code(words[0], term)
    return Valued(words[0], row.unit, code, unknown)


def _word(value: Any, row: Row, space: str) -> tuple[Any, str | None]:  # noqa: ANN401  (JSON)
    words = row.values or {}
    key = _written(value)
    if key in words:
        return words[key], None
    if row.label and not isinstance(value, bool):
        return value, None
    return f"{space}:{key}", None if row.partial else key


def _written(value: Any) -> str:  # noqa: ANN401  (JSON)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_set(value: Any, sets: Mapping[str, Any], term: Term | None, space: str) -> Valued:  # noqa: ANN401
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        return Valued(value)
    key = " ".join(sorted(value))
    if key in sets:
        return Valued(sets[key], code=_code(sets[key], term))
    return Valued([f"{space}:{word}" for word in value], unknown=(key,))


def _code(value: Any, term: Term | None) -> int | None:  # noqa: ANN401  (JSON)
    return term.words.get(value) if term is not None and isinstance(value, str) else None


def _reciprocal(field: Field, row: Row) -> Valued:
    read = _number(field.value)
    said = units.reciprocal(read[0], field.unit or row.unit or "K") if read else None
    return Valued(field.value) if said is None else Valued(*said)


def _until(field: Field, row: Row) -> Valued:
    """Give the time left from the moment that the document tells until the end."""
    end, now = times.read(field.value), times.read(field.at)
    left = times.seconds_between(now, end) if end and now else None
    return Valued(field.value) if left is None else Valued(max(left, 0.0), "s")


def _moment(field: Field, row: Row) -> Valued:
    moment = times.read(field.value)
    return Valued(field.value if moment is None else times.utc(moment))


def _clock(field: Field, row: Row) -> Valued:
    seconds = times.clock_s(field.value)
    return Valued(field.value) if seconds is None else Valued(seconds, "s")


_CONVERSIONS: Mapping[str | None, Callable[[Field, Row], Valued]] = {
    "reciprocal": _reciprocal,
    "until": _until,
    "time": _moment,
    "clock": _clock,
}
