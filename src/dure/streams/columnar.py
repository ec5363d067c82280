"""A series as columns on disk: written once, then asked for stretches in milliseconds.

A series is kept as one Parquet file whose rows ascend in time, so that DuckDB reads only the
row groups of a stretch. Gaps are found once, when it is written, and told with every answer;
nothing is ever filled in.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet

from dure.core import Invalid, say

from .events import sampling
from .window import MOST_COLUMNS, MOST_POINTS, Floats, Series, Window, gaps, plain, thin

_TIME = "t"
_ROW_GROUP = 65_536
_SORTING_MEMORY = "1GB"
_MOST_IN_MEMORY = 1 << 24  # cells; of more only the extremes of each part are fetched
_ABOUT = b"dure.series"


def write(series: Series, path: Path) -> None:
    """Write a series; the file appears when it is complete."""
    with writing(path, series.columns) as writer:
        writer.add(series.seconds, series.values)


@contextmanager
def writing(path: Path, columns: Sequence[tuple[str, str]]) -> Iterator["Writer"]:
    """Write a series portion by portion; the file appears when it is complete, and in order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh, ordered = (path.with_name(f"{path.name}.{uuid4().hex}") for _ in range(2))
    writer = Writer(fresh, columns)
    try:
        yield writer
        writer.close()
        if not writer.is_ordered:
            _sort(fresh, ordered, writer)
            ordered.replace(fresh)
        fresh.replace(path)
    finally:
        writer.release()
        fresh.unlink(missing_ok=True)
        ordered.unlink(missing_ok=True)


class Writer:
    """Writes rows as they come, and tells in the end what was seen of them.

    Attributes:
        is_ordered: whether every row came after the one before, and none before 0.
        lowest: the earliest time, if it is before 0.
        about: what is told of the whole series with every answer.
    """

    def __init__(self, path: Path, columns: Sequence[tuple[str, str]]) -> None:
        names = [_TIME, *(f"c{n}" for n in range(len(columns)))]
        self._schema = pa.schema([(name, pa.float64()) for name in names])
        self._file = pyarrow.parquet.ParquetWriter(
            path, self._schema, compression="zstd", use_dictionary=False
        )
        self._columns = columns
        self._seconds: list[Floats] = []
        self.is_ordered, self.lowest, self.about = True, 0.0, b""

    def add(self, seconds: Floats, values: Sequence[Floats]) -> None:
        """Write some rows; every one has a time."""
        table = pa.Table.from_arrays([pa.array(v) for v in (seconds, *values)], schema=self._schema)
        self._file.write_table(table, _ROW_GROUP)
        self._seconds.append(seconds)

    def close(self) -> None:
        """Finish the file with what was seen of all rows."""
        seconds = np.concatenate([np.zeros(0), *self._seconds])
        self._seconds.clear()
        self.lowest = min(0.0, float(seconds.min())) if len(seconds) else 0.0
        self.is_ordered = bool((np.diff(seconds) >= 0).all()) and self.lowest == 0.0
        if not self.is_ordered:
            seconds = np.sort(seconds) - self.lowest
        step, is_even = sampling(seconds)
        about = {
            "columns": self._columns,
            "gaps": gaps(seconds),
            "step_s": step,
            "is_even": is_even,
        }
        self.about = json.dumps(about).encode()
        self._file.add_key_value_metadata({_ABOUT: self.about})
        self.release()

    def release(self) -> None:
        """Let go of the file, whatever came of it."""
        self._file.close()


def _sort(path: Path, ordered: Path, writer: Writer) -> None:
    """Bring rows into the order of time on disk; rows of one time keep their order."""
    told = writer.about.decode().replace("'", "''")
    asked = (
        f"COPY (SELECT {_TIME} - {writer.lowest!r} AS {_TIME}, "  # noqa: S608  (own names)
        f"* EXCLUDE ({_TIME}, file_row_number) "
        f"FROM read_parquet('{_quoted(path)}', file_row_number = true) "
        f"ORDER BY {_TIME}, file_row_number) TO '{_quoted(ordered)}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, "
        f"KV_METADATA {{'{_ABOUT.decode()}': '{told}'}})"
    )
    with duckdb.connect(config={"memory_limit": _SORTING_MEMORY}) as db:
        db.execute(asked)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def window(
    path: Path,
    start_s: float | None = None,
    end_s: float | None = None,
    *,
    points: int = 1000,
    columns: Sequence[str] = (),
) -> Window:
    """Give a stretch of a written series, as `window.window` gives it of one in memory."""
    about = _about(path)
    chosen = _chosen([name for name, _ in about["columns"]], columns)
    first, rows = _extent(path, start_s, end_s)
    if rows * (len(chosen) + 1) > _MOST_IN_MEMORY:
        seconds, values = _extremes(path, chosen, first, rows, points=min(points, MOST_POINTS))
    else:
        seconds, values = _rows(path, chosen, start_s, end_s)
    kept = thin(values, len(seconds), min(points, MOST_POINTS))
    return Window(
        columns=tuple((name, unit) for name, unit in (about["columns"][n] for n in chosen)),
        t=seconds[kept].tolist(),
        values=[plain(each[kept]) for each in values],
        gaps=[
            (a, b)
            for a, b in about["gaps"]
            if (end_s is None or a <= end_s) and (start_s is None or b >= start_s)
        ],
        total_rows=rows,
        thinned=len(kept) < rows,
    )


def stretch(
    path: Path,
    start_s: float | None = None,
    end_s: float | None = None,
    *,
    columns: Sequence[str] = (),
) -> Series:
    """Give every row of a stretch, with nothing thinned."""
    about = _about(path)
    chosen = _chosen([name for name, _ in about["columns"]], columns)
    seconds, values = _rows(path, chosen, start_s, end_s)
    names = tuple((name, unit) for name, unit in (about["columns"][n] for n in chosen))
    return Series(names, seconds, tuple(values))


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Open DuckDB once: that takes longer than a question; each thread asks on its own cursor."""
    return duckdb.connect()


def _about(path: Path) -> dict[str, Any]:
    metadata = pyarrow.parquet.read_metadata(path).metadata or {}
    about: dict[str, Any] = json.loads(metadata[_ABOUT])
    return about


def _rows(
    path: Path, chosen: Sequence[int], start_s: float | None, end_s: float | None
) -> tuple[Floats, list[Floats]]:
    names = [_TIME, *(f"c{n}" for n in chosen)]
    low = -np.inf if start_s is None else start_s
    high = np.inf if end_s is None else end_s
    asked = f"SELECT {', '.join(names)} FROM read_parquet(?) WHERE {_TIME} BETWEEN ? AND ?"  # noqa: S608  (own names)
    with _engine().cursor() as db:
        found = db.execute(asked, [str(path), low, high]).fetchnumpy()
    read = [np.asarray(np.ma.filled(found[name], np.nan), dtype=np.float64) for name in names]
    return read[0], read[1:]


def _extent(path: Path, start_s: float | None, end_s: float | None) -> tuple[int, int]:
    """Give the number of the first row of a stretch, and how many rows it has."""
    low = -np.inf if start_s is None else start_s
    high = np.inf if end_s is None else end_s
    asked = (
        "SELECT coalesce(min(file_row_number), 0), count(*) "  # noqa: S608  (own names)
        f"FROM read_parquet(?, file_row_number = true) WHERE {_TIME} BETWEEN ? AND ?"
    )
    with _engine().cursor() as db:
        first, rows = db.execute(asked, [str(path), low, high]).fetchall()[0]
    return int(first), int(rows)


def _extremes(
    path: Path, chosen: Sequence[int], first: int, rows: int, *, points: int
) -> tuple[Floats, list[Floats]]:
    """Give first and last row of a stretch and each column's extremes of each part, on disk."""
    parts = max(1, (points - 2) // (2 * max(1, len(chosen))))
    there = "NOT isnan(c{n}) AND c{n} IS NOT NULL"
    each = [
        f"{pick}(file_row_number, c{n}) FILTER ({there.format(n=n)})"
        for n in chosen
        for pick in ("arg_min", "arg_max")
    ]
    asked = (
        f"SELECT min(file_row_number), max(file_row_number), {', '.join(each)} "  # noqa: S608  (own names)
        "FROM read_parquet(?, file_row_number = true) "
        "WHERE file_row_number >= ? AND file_row_number < ? "
        "GROUP BY (file_row_number - ?) * ? // ?"
    )
    with _engine().cursor() as db:
        given = [str(path), first, first + rows, first, parts, rows]
        found = db.execute(asked, given).fetchall()
        ends = {first, first + rows - 1}
        kept = sorted({row for part in found for row in part[2:] if row is not None} | ends)
        names = [_TIME, *(f"c{n}" for n in chosen)]
        wanted = (
            f"SELECT {', '.join(names)} FROM read_parquet(?, file_row_number = true) "  # noqa: S608  (own names)
            f"WHERE file_row_number IN ({', '.join(map(str, kept))}) ORDER BY file_row_number"
        )
        read = db.execute(wanted, [str(path)]).fetchnumpy()
    columns = [np.asarray(np.ma.filled(read[n], np.nan), dtype=np.float64) for n in names]
    return columns[0], columns[1:]


def _chosen(names: Sequence[str], columns: Sequence[str]) -> list[int]:
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise Invalid(
            say(
                "The series has no column “{column}”; it has {known}.",
                column=unknown[0][:80],
                known=", ".join(names[:MOST_COLUMNS]),
            )
        )
    return ([names.index(name) for name in columns] or list(range(len(names))))[:MOST_COLUMNS]
