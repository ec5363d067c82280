"""The reviewed tables of mappings: one row a source field, applied without a line of code."""

import fnmatch
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from . import vocabulary

_TABLES = {"smartthings": "smartthings.yaml", "thinq": "thinq.yaml"}


@dataclass(frozen=True, slots=True)
class Row:
    """One reviewed row; what the columns mean is told at the head of the tables.

    Attributes:
        source: the field's key in the vendor's words, or a pattern with ``*``.
        verdict: ``mapped``, ``none`` (Matter has no such meaning) or ``open`` (still to write).
    """

    source: str
    verdict: str
    reason: str
    target: str | Mapping[str, str] | None = None
    confidence: float = 0.0
    values: Mapping[str, Any] | None = None
    sets: Mapping[str, Any] | None = None
    label: bool = False
    partial: bool = False
    whole: bool = False
    unit: str | None = None
    unit_from: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    difference: bool = False
    convert: str | None = None
    plus: Mapping[str, str] = field(default_factory=dict)
    range: str | None = None
    among: str | None = None

    def target_for(self, device_type: str | None) -> str | None:
        """Give the attribute that a device of this type has for it."""
        if isinstance(self.target, str) or self.target is None:
            return self.target
        return self.target.get(device_type or "") or self.target.get("else")


@dataclass(frozen=True, slots=True)
class Table:
    """The mappings of one vendor, and the namespaces of what Matter does not know."""

    rows: Mapping[str, Row]
    patterns: tuple[Row, ...] = ()
    namespaces: tuple[tuple[str, str], ...] = ()

    def row(self, key: str) -> Row | None:
        """Find the row of a field: its own, else the first pattern that fits."""
        own = self.rows.get(key)
        return own or next((r for r in self.patterns if fnmatch.fnmatchcase(key, r.source)), None)

    def splits(self, key: str) -> bool:
        """Whether rows look into the value of this field."""
        return any(source.startswith(f"{key}/") for source in self.rows)

    def named(self, key: str) -> str:
        """Give the vendor's name of a field under its namespace."""
        first = re.split(r"[./]", key, maxsplit=1)[0]
        for namespace, prefix in self.namespaces:
            if prefix in {first, ""}:
                return f"{namespace}:{key}"
        return key


@cache
def table(vendor: str) -> Table:
    """Give the table of a vendor; without one everything stays under the vendor's namespace."""
    if vendor not in _TABLES:
        return Table({}, (), ((vendor or "unknown", ""),))
    stored = vocabulary.table(_TABLES[vendor])
    rows = [_row(source, columns) for source, columns in stored["rows"].items()]
    spaces = ((name, p) for name, prefixes in stored["extensions"].items() for p in prefixes)
    return Table(
        {row.source: row for row in rows if "*" not in row.source},
        tuple(row for row in rows if "*" in row.source),
        tuple(spaces),
    )


def _row(source: str, columns: Mapping[str, Any]) -> Row:
    for verdict in ("none", "open"):
        if verdict in columns:
            return Row(source, verdict, columns[verdict])
    return Row(source, "mapped", **columns)
