"""Examine tables of samples: CSV, TSV and JSON lines, row by row; Parquet by its footer."""

import csv
import json
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from dure.core import Modality, Probe, say

from . import Examined, Note, Refused, Source
from .table import Table
from .times import Clock, find_clock, iso, sampling
from .wording import lines

_DELIMITERS = ",;\t|"
_SAMPLE, _CLOCK_SAMPLE = 50, 1000
_MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}


def examine(source: Source) -> Examined:
    """Examine a table; refuses what has neither a time column nor numbers."""
    if source.format == "parquet":
        from .parquet import table_of  # noqa: PLC0415  (heavy: pyarrow)

        return _examined(table_of(source), source.format)
    written = (line for line in lines(source, not_a_series()) if line.strip())
    table = _json_table(written) if source.format == "jsonl" else _delimited(written)
    return _examined(table, source.format)


def not_a_series() -> Refused:
    """Say that the content is no table."""
    return Refused(
        "not_a_series",
        say("The content is no table with times or numbers; leave it out or mend it."),
    )


def _examined(table: Table, kind: str) -> Examined:
    if not table.rows:
        raise Refused("no_samples", say("The table has no rows; export it again."))
    clock = find_clock(table.names, table.first[:_SAMPLE])
    if clock is None and not _has_numbers(table.first[:_SAMPLE]):
        raise not_a_series()
    early = _seconds(clock, table.first)
    seconds = early + _seconds(clock, table.last)
    probe = Probe(
        Modality.SERIES,
        _MEDIA_TYPES[kind],
        duration_s=max(seconds) - min(seconds) if seconds else None,
        sample_rate=sampling(early),
        channels=len(table.first[0]),
        rows=table.rows,
        captured_at=iso(min(seconds)) if clock and clock.absolute and seconds else None,
    )
    return Examined(probe, notes=_notes(table, seconds))


def _seconds(clock: Clock | None, rows: list[list[str]]) -> list[float]:
    """Read the clock, row by row; cells that do not tell it are passed over."""
    found: list[float] = []
    if clock is None:
        return found
    for row in rows:
        try:
            found.append(clock.seconds(row[clock.column].strip()))
        except (ValueError, IndexError, OverflowError):
            continue
    return [second for second in found if math.isfinite(second)]


def _notes(table: Table, seconds: list[float]) -> tuple[Note, ...]:
    notes = []
    if table.uneven:
        message = say(
            "{count} rows have another number of columns than the first; look at them.",
            count=table.uneven,
        )
        notes.append(Note("uneven_rows", message))
    if any(b < a for a, b in pairwise(seconds)):
        message = say("The times of the rows do not always rise; sort the table by time.")
        notes.append(Note("time_not_ascending", message))
    return tuple(notes)


def _has_numbers(rows: list[list[str]]) -> bool:
    return any(_is_number(cell) for row in rows for cell in row)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _delimited(written: Iterator[str]) -> Table:
    sample = list(islice(written, _SAMPLE))
    delimiter = _delimiter_of(sample)
    rows = csv.reader(chain(sample, written), delimiter=delimiter)
    try:
        return _collected(rows)
    except csv.Error as error:
        raise not_a_series() from error


def _delimiter_of(sample: list[str]) -> str:
    """Choose the delimiter that gives most rows the same number of columns, and most columns."""

    def agreement(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return (count / len(sample) if width > 1 else 0.0, width)

    try:
        return max(_DELIMITERS, key=agreement)
    except csv.Error as error:
        raise not_a_series() from error


def _collected(rows: Iterable[list[str]]) -> Table:
    given = iter(rows)
    first = list(islice(given, _CLOCK_SAMPLE + 1))
    names = first.pop(0) if _has_header(first) else []
    table = Table(names, first, rows=len(first))
    width = len(names or (first[0] if first else []))
    table.uneven = sum(len(row) != width for row in first)
    last: deque[list[str]] = deque(maxlen=_SAMPLE)
    for row in given:
        table.rows += 1
        table.uneven += len(row) != width
        last.append(row)
    table.last = list(last)
    return table


def _has_header(rows: list[list[str]]) -> bool:
    """See a header where the first row has no number or time, and the cells are all different."""
    if not rows or _has_numbers(rows[:1]) or find_clock((), rows[:1]):
        return False
    return len(set(rows[0])) == len(rows[0])


def _json_table(written: Iterator[str]) -> Table:
    names: list[str] = []

    def rows() -> Iterator[list[str]]:
        for number, line in enumerate(written, 1):
            value = _object(line, number)
            if not names:
                names.extend(map(str, value))
            yield [_cell(value.get(name)) for name in names]

    given = rows()
    first = list(islice(given, _CLOCK_SAMPLE))
    table = Table(names, first, rows=len(first))
    last: deque[list[str]] = deque(maxlen=_SAMPLE)
    for row in given:
        table.rows += 1
        last.append(row)
    table.last = list(last)
    return table


def _object(line: str, number: int) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused(
            "damaged",
            say("Line {line} is no JSON object; mend it or export the file again.", line=number),
        )
    return value


def _cell(value: object) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)
