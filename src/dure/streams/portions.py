"""Write a table of any size as columns on disk, a portion at a time; see `columnar`.

Which column tells the time, and which hold numbers, is seen in the first portion; what is no
number in a later one is empty. Rows that do not ascend in time are sorted on disk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from dure.core import Invalid, say

from . import columnar, window
from .window import Floats

PORTION = 32 << 20
_ROWS = 262_144


@dataclass(slots=True)
class _Plan:
    """What the first portion tells of the whole table.

    Attributes:
        clock: the column that tells the time; None where rows only follow one another.
        names: the columns that hold numbers.
        origin: what the clock shows at the first row of the first portion.
        rate: rows a second where there is no clock.
        rows: rows read so far.
    """

    clock: str | None
    names: tuple[str, ...]
    origin: float
    rate: float
    rows: int = 0


def write(file: BinaryIO, media_type: str, path: Path, sample_rate: float | None = None) -> None:
    """Write a table as a series; raises `Invalid` for what is none.

    Args:
        file: Parquet, CSV, TSV or JSON lines.
        media_type: tells which; anything unknown is read as CSV.
        path: where the columns go; the file appears when it is complete.
        sample_rate: rows a second where the table has no clock; one a second by default.
    """
    try:
        tables = tables_of(file, media_type)
        first = next(tables, None)
        second = next(tables, None)
        if first is None:
            raise Invalid(say("The table cannot be read; deliver it again."))
        if second is None:
            columnar.write(window.series_of(first, sample_rate), path)
            return
        plan = _plan(first, sample_rate)
        with columnar.writing(path, [window.named(name) for name in plan.names]) as writer:
            for table in chain((first, second), tables):
                writer.add(*_rows(table, plan))
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise Invalid(say("The table cannot be read; deliver it again.")) from error


def tables_of(file: BinaryIO, media_type: str) -> Iterator[pa.Table]:
    """Read a table portion by portion; raises what pyarrow or JSON raise for what is none."""
    file.seek(0)
    if "parquet" in media_type:
        reader = pyarrow.parquet.ParquetFile(file)
        for batch in reader.iter_batches(_ROWS):
            yield pa.Table.from_batches([batch])
        return
    head = b"" if "json" in media_type else file.readline(1 << 20)
    if names := window.names_for(head.rstrip(b"\r\n")) if head else b"":
        head = names
        file.seek(0)
    for content in _lines(file):
        yield window.table_of(head + content, media_type)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Give whole lines, in pieces."""
    rest = b""
    while piece := file.read(PORTION):
        whole, end, last = piece.rpartition(b"\n")
        if end:
            yield rest + whole + end
            rest = last
        else:
            rest += piece
        if len(rest) > PORTION:
            raise ValueError("a line without an end")
    if rest:
        yield rest


def _plan(table: pa.Table, sample_rate: float | None) -> _Plan:
    clock, seconds = window.moments_of(table) or (None, np.zeros(1))
    names = tuple(
        name
        for name, column in zip(table.column_names, table.columns, strict=True)
        if name != clock
        and (pa.types.is_null(column.type) or window.numbers_of(column.slice(0, 0)) is not None)
    )
    return _Plan(clock, names, float(np.nanmin(seconds)), sample_rate or 1.0)


def _rows(table: pa.Table, plan: _Plan) -> tuple[Floats, list[Floats]]:
    """Give the rows of a portion that have a time."""
    seconds = _seconds(table, plan)
    plan.rows += table.num_rows
    there = np.isfinite(seconds)
    nothing = np.full(table.num_rows, np.nan)
    values = []
    for name in plan.names:
        found = window.numbers_of(table[name]) if name in table.column_names else None
        values.append((nothing if found is None else found)[there])
    return seconds[there], values


def _seconds(table: pa.Table, plan: _Plan) -> Floats:
    if plan.clock is None:
        return (plan.rows + np.arange(table.num_rows, dtype=np.float64)) / plan.rate
    found = window.seconds_of(table[plan.clock]) if plan.clock in table.column_names else None
    return np.full(table.num_rows, np.nan) if found is None else found - plan.origin
