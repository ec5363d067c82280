"""Standardise documents that were given together: each one, and against one another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from dure.core import Issue

from . import clocks, conformance, standardising, times
from .model import Embed, Reading, Standard


@dataclass(frozen=True, slots=True)
class Document:
    """A document with the path under which its owner knows it."""

    path: str
    content: Any


def standardise(document: Any, *, embed: Embed | None = None) -> Standard:  # noqa: ANN401  (JSON)
    """Say one document in the common words, with its findings and proposals."""
    return standardise_all([Document("", document)], embed=embed)[0]


def standardise_all(documents: Sequence[Document], *, embed: Embed | None = None) -> list[Standard]:
    """Say documents in the common words.

    Profiles, capabilities and device lists hold the statuses of their folder to what they
    declare. Of one device the documents should follow one another in time, as they are given.
    """
    readings = [standardising.read(document.content) for document in documents]
    told = [
        _standard(reading, _declaring(documents, readings, n), embed)
        for n, reading in enumerate(readings)
    ]
    return _in_order(documents, told)


def _standard(reading: Reading, profiles: Sequence[Reading], embed: Embed | None) -> Standard:
    from .proposing import proposed  # noqa: PLC0415  (heavy: numpy)

    standard, unknown = standardising.standardised(reading)
    case = conformance.Case(reading, standard, unknown, profiles)
    return replace(proposed(standard, embed), findings=conformance.examined(case))


def _declaring(documents: Sequence[Document], readings: Sequence[Reading], n: int) -> list[Reading]:
    """Give the declarations that count for a document: profiles in its folder, lists anywhere."""
    folder = PurePath(documents[n].path).parent
    return [
        reading
        for k, reading in enumerate(readings)
        if k != n
        and (reading.form != "profile" or PurePath(documents[k].path).parent == folder)
        and reading.form in {"profile", "capability", "devices"}
    ]


def _in_order(documents: Sequence[Document], told: Sequence[Standard]) -> list[Standard]:
    rows: dict[str, list[tuple[str, datetime, int]]] = defaultdict(list)
    for n, (document, standard) in enumerate(zip(documents, told, strict=True)):
        moment = times.read(max((a.at for a in standard.attributes if a.at), default=None))
        if standard.device and moment:
            rows[standard.device].append((document.path, moment, n))
    found: dict[int, list[Issue]] = defaultdict(list)
    for row in rows.values():
        place = {path: n for path, _, n in row}
        for issue in clocks.row("", [(path, moment) for path, moment, _ in row]):
            found[place[issue.path]].append(replace(issue, path=""))
    return [replace(s, findings=(*s.findings, *found[n])) for n, s in enumerate(told)]
