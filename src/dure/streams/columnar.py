"""A series as columns on disk: written once, then asked for stretches in milliseconds.

A series is kept as one Parquet file whose rows ascend in time, so that DuckDB reads only the
row groups of a stretch. Gaps are found once, when it is written, and told with every answer;
nothing is ever filled in.
"""

import json
from collections.abc import Sequence
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
_ABOUT = b"dure.series"


def write(series: Series, path: Path) -> None:
    """Write a series; the file appears when it is complete."""
    step, is_even = sampling(series.seconds)
    about = {
        "columns": series.columns,
        "gaps": gaps(series.seconds),
        "step_s": step,
        "is_even": is_even,
    }
    named = {_TIME: series.seconds} | {f"c{n}": v for n, v in enumerate(series.values)}
    table = pa.table(named).replace_schema_metadata({_ABOUT: json.dumps(about)})
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{uuid4().hex}")
    pyarrow.parquet.write_table(
        table, fresh, compression="zstd", row_group_size=_ROW_GROUP, use_dictionary=False
    )
    fresh.replace(path)


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
        total_rows=len(seconds),
        thinned=len(kept) < len(seconds),
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
    metadata = pyarrow.parquet.read_schema(path).metadata or {}
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
