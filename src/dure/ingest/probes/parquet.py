"""Read what a probe needs of a Parquet file: its footer, its first rows and its last."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dure.core import say

from . import Refused, Source
from .parts import damaged, truncated
from .table import Table
from .times import find_clock

_FIRST, _SAMPLE = 1000, 50


def table_of(source: Source) -> Table:
    """Read the footer, the first thousand rows and the last rows' times."""
    with source.open() as file:
        file.seek(max(0, source.size - 8))
        tail = file.read(8)
    if tail[4:] != b"PAR1" or int.from_bytes(tail[:4], "little") + 12 > source.size:
        raise truncated()
    try:
        with source.open() as file, pq.ParquetFile(file) as parquet:
            return _table(parquet)
    except (pa.ArrowException, OSError, OverflowError, ValueError) as error:
        raise damaged() from error


def _table(parquet: Any) -> Table:  # noqa: ANN401  (pyarrow is untyped)
    if any(_is_file(field.type) for field in parquet.schema_arrow):
        raise Refused(
            "packed",
            say(
                "This table holds pictures or sounds; convert its folder first (dure convert) and "
                "deliver the new one."
            ),
        )
    rows = parquet.metadata.num_rows
    names = [field.name for field in parquet.schema_arrow if _is_plain(field.type)]
    if not rows or not names:
        return Table(names, [], rows=0)
    table = Table(names, _cells(next(parquet.iter_batches(_FIRST, columns=names))), rows=rows)
    clock = find_clock(names, table.first[:_SAMPLE])
    if clock and rows > len(table.first):
        times = parquet.read_row_group(parquet.num_row_groups - 1, columns=[names[clock.column]])
        last = _cells(times.slice(max(0, times.num_rows - _SAMPLE)))
        blank = [""] * clock.column
        table.last = [blank + cells for cells in last]
    return table


def _is_file(kind: Any) -> bool:  # noqa: ANN401
    """Tell whether a column holds files, as Hugging Face's tables do."""
    return pa.types.is_struct(kind) and {"bytes", "path"} == {field.name for field in kind}


def _is_plain(kind: Any) -> bool:  # noqa: ANN401
    """Tell numbers, times and words from nested values and media bytes."""
    tests = ("temporal", "integer", "floating", "decimal", "boolean", "string", "large_string")
    return any(getattr(pa.types, f"is_{name}")(kind) for name in tests)


def _cells(batch: Any) -> list[list[str]]:  # noqa: ANN401
    columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(value: object) -> str:
    if value is None or isinstance(value, bytes | bool):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
