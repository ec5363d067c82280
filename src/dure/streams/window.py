"""A stretch of a series for a chart: thinned so that extremes stay, with its gaps named.

Tables come as Parquet, CSV, TSV or JSON lines. Their clock is the first column whose values are
times: ISO 8601, days as people write them, or numbers that ascend under a name for time. Where
there is none, rows follow one another at the declared sampling. Loggers often leave the line of
names out; then the columns are numbered.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from dure.core import Invalid, say

Floats = NDArray[np.float64]
MOST_POINTS, MOST_COLUMNS, MOST_GAPS = 2000, 32, 1000
_GAP = 5.0  # median steps without a row that make a gap
_UNIT = re.compile(r"^(?P<name>.*?)\s*[\[(](?P<unit>[^\])]{1,12})[\])]\s*$")
_CLOCK = re.compile(
    r"^(time|timestamp|ts|t|datetime|date|date_time|utc|at|seconds|sec|elapsed|epoch|unix\w*)"
    r"(_?(utc|s|ms|us|ns|stamp|time))?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(rb"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
_DAY = re.compile(rb"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d.*)?$")
_SPELLINGS = tuple(
    f"{day} {time}".strip()
    for day in ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y.%m.%d")
    for time in ("%H:%M:%S", "%H:%M", "")
)
# Numbers that count from 1970 tell by their size in what; smaller ones are seconds from the start.
_EPOCHS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))


@dataclass(frozen=True, slots=True)
class Series:
    """A whole table: seconds from its first row, ascending, and its numeric columns.

    Attributes:
        columns: name and unit of each; the unit is empty where the name tells none.
        values: one array a column, NaN where a cell has no number.
    """

    columns: tuple[tuple[str, str], ...]
    seconds: Floats
    values: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a series.

    Attributes:
        t: seconds from the series' first row.
        values: one list a column, None where a cell has no number.
        gaps: stretches without rows, from and to in seconds.
        total_rows: rows in the stretch before thinning.
    """

    columns: tuple[tuple[str, str], ...]
    t: list[float]
    values: list[list[float | None]]
    gaps: list[tuple[float, float]]
    total_rows: int
    thinned: bool


def read(content: bytes, media_type: str, sample_rate: float | None = None) -> Series:
    """Read a table; raises `Invalid` for what is none.

    Args:
        content: the file.
        media_type: of Parquet, JSON lines, TSV; anything else is read as CSV.
        sample_rate: rows a second where the table has no clock; one a second by default.
    """
    try:
        table = table_of(content, media_type)
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise Invalid(say("The table cannot be read; deliver it again.")) from error
    return series_of(table, sample_rate)


def series_of(table: pa.Table, sample_rate: float | None = None) -> Series:
    """Give the numeric columns of a table in the order of its clock."""
    clock, seconds = clock_of(table, sample_rate)
    order = np.argsort(seconds, kind="stable")
    order = order[np.isfinite(seconds[order])]
    found = [
        (named(name), numbers[order])
        for name, column in zip(table.column_names, table.columns, strict=True)
        if name != clock and (numbers := numbers_of(column)) is not None
    ]
    return Series(tuple(c for c, _ in found), seconds[order], tuple(v for _, v in found))


def window(
    series: Series,
    start_s: float | None = None,
    end_s: float | None = None,
    *,
    points: int = 1000,
    columns: Sequence[str] = (),
) -> Window:
    """Give a stretch of some columns (all by default), of at most so many points."""
    wanted = _chosen(series, columns)
    names = tuple(series.columns[n] for n in wanted)
    first = 0 if start_s is None else int(np.searchsorted(series.seconds, start_s, "left"))
    after = len(series.seconds)
    if end_s is not None:
        after = max(first, int(np.searchsorted(series.seconds, end_s, "right")))
    seconds = series.seconds[first:after]
    values = [series.values[n][first:after] for n in wanted]
    kept = thin(values, len(seconds), min(points, MOST_POINTS))
    return Window(
        columns=names,
        t=seconds[kept].tolist(),
        values=[plain(each[kept]) for each in values],
        gaps=gaps(series.seconds, start_s, end_s),
        total_rows=len(seconds),
        thinned=len(kept) < len(seconds),
    )


def _chosen(series: Series, columns: Sequence[str]) -> list[int]:
    names = [name for name, _ in series.columns]
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise Invalid(
            say(
                "The series has no column “{column}”; it has {known}.",
                column=unknown[0][:80],
                known=", ".join(names[:MOST_COLUMNS]),
            )
        )
    chosen = [names.index(name) for name in columns] or list(range(len(names)))
    return chosen[:MOST_COLUMNS]


def thin(values: Sequence[Floats], rows: int, points: int) -> NDArray[np.int64]:
    """Give the rows to show: first, last, and of each equal part each column's extremes.

    So many parts that at most `points` rows are shown; every column's lowest and highest
    value is among them (min-max decimation).
    """
    if rows <= points:
        return np.arange(rows)
    parts = max(1, (points - 2) // (2 * max(1, len(values))))
    edges = np.linspace(0, rows, parts + 1).astype(np.int64)
    kept = [np.array([0, rows - 1])]
    for column in values:
        low = np.where(np.isnan(column), np.inf, column)
        high = np.where(np.isnan(column), -np.inf, column)
        for begin, end in pairwise(edges):
            if end > begin:
                extremes = (begin + low[begin:end].argmin(), begin + high[begin:end].argmax())
                kept.append(np.array(extremes))
    return np.unique(np.concatenate(kept))


def gaps(
    seconds: Floats, start_s: float | None = None, end_s: float | None = None
) -> list[tuple[float, float]]:
    """Find where rows are missing: steps over five times the median step of the whole series."""
    steps = np.diff(seconds)
    ahead = steps[steps > 0]
    if len(ahead) < 2:
        return []
    wide = np.flatnonzero(steps > _GAP * np.median(ahead))
    found = [(float(seconds[n]), float(seconds[n + 1])) for n in wide]
    inside = [
        (a, b)
        for a, b in found
        if (end_s is None or a <= end_s) and (start_s is None or b >= start_s)
    ]
    return inside[:MOST_GAPS]


def is_sampled(seconds: Floats) -> bool:
    """Tell a log of samples from a list of events: most rows have a moment of their own."""
    return bool(2 * np.count_nonzero(np.diff(seconds) > 0) >= len(seconds) - 1)


def plain(values: Floats) -> list[float | None]:
    """Give numbers as JSON can hold them: None where there is none."""
    return [float(value) if np.isfinite(value) else None for value in values]


def named(name: str) -> tuple[str, str]:
    found = _UNIT.match(name)
    return (name, found["unit"]) if found else (name, "")


def table_of(content: bytes, media_type: str) -> pa.Table:
    """Read a whole table; raises what pyarrow or JSON raise for what is none."""
    if "parquet" in media_type:
        return pyarrow.parquet.read_table(io.BytesIO(content))
    if "json" in media_type:
        return _json_lines(content)
    line = content[:4096].split(b"\n", 1)[0]
    return pyarrow.csv.read_csv(
        io.BytesIO(names_for(line) + content),
        parse_options=pyarrow.csv.ParseOptions(delimiter=_delimiter(line).decode()),
    )


def _delimiter(line: bytes) -> bytes:
    return max((b",", b";", b"\t", b"|"), key=line.count)


def names_for(line: bytes) -> bytes:
    """Give a line of names for a table whose first line holds data, else nothing."""
    cells = [cell.strip().strip(b'"') for cell in line.split(_delimiter(line))]
    kinds = ["time" if _DAY.match(c) else "number" if _NUMBER.match(c) else "" for c in cells]
    if kinds[0] != "time" and not all(kinds):
        return b""  # a year may well be the name of a column
    names = (
        "time" if kind == "time" and "time" not in kinds[:at] else f"column_{at + 1}"
        for at, kind in enumerate(kinds)
    )
    return _delimiter(line).join(name.encode() for name in names) + b"\n"


def _json_lines(content: bytes) -> pa.Table:
    rows = [json.loads(line) for line in content.splitlines() if line.strip()]
    objects = [_flat(row) for row in rows if isinstance(row, Mapping)]
    names = list(dict.fromkeys(name for row in objects for name in row))
    return pa.table({name: _array([row.get(name) for row in objects]) for name in names})


def _flat(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Give nested objects as columns ``outer.inner``."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _array(cells: Sequence[Any]) -> pa.Array:
    told = [cell for cell in cells if cell is not None]
    if told and all(isinstance(cell, int | float) for cell in told):
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def numbers_of(column: pa.ChunkedArray) -> Floats | None:
    """Give a column as numbers, NaN where it has none; None for what holds no numbers."""
    kind = column.type
    if pa.types.is_boolean(kind):
        column = column.cast(pa.uint8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return None
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def clock_of(table: pa.Table, sample_rate: float | None) -> tuple[str | None, Floats]:
    """Give the name of the column that tells the time, and seconds from the first row."""
    found = moments_of(table)
    if found is not None:
        return found[0], found[1] - np.nanmin(found[1])
    return None, np.arange(table.num_rows, dtype=np.float64) / (sample_rate or 1.0)


def moments_of(table: pa.Table) -> tuple[str, Floats] | None:
    """Give the name of the column that tells the time, and its seconds as it counts them."""
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not (_CLOCK.match(named(name)[0]) or pa.types.is_temporal(column.type)):
            continue
        seconds = seconds_of(column)
        if seconds is not None and np.isfinite(seconds).any():
            return name, seconds
    return None


def seconds_of(column: pa.ChunkedArray) -> Floats | None:
    """Read a column as seconds, or give None where it tells no time."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _written(column)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        moments = column.cast(pa.timestamp("ns")).to_numpy(zero_copy_only=False)
        return _since_1970(np.asarray(moments, dtype="datetime64[ns]"))
    numbers = numbers_of(column)
    if numbers is None:
        return None
    largest = np.nanmax(np.abs(numbers), initial=0.0, where=np.isfinite(numbers))
    scale = next((scale for size, scale in _EPOCHS if largest >= size), 1.0)
    return numbers / scale


def _written(column: pa.ChunkedArray) -> Floats | None:
    """Read ISO 8601, or days as people write them; day before month where both are possible."""
    iso = _iso(column)
    if iso is not None:
        return iso
    texts = pyarrow.compute.utf8_trim_whitespace(column)
    for pattern in _SPELLINGS:
        found = pyarrow.compute.strptime(texts, format=pattern, unit="s", error_is_null=True)
        if found.null_count == texts.null_count:
            moments = found.cast(pa.timestamp("ns")).to_numpy(zero_copy_only=False)
            return _since_1970(np.asarray(moments, dtype="datetime64[ns]"))
    return None


def _iso(column: pa.ChunkedArray) -> Floats | None:
    texts = [None if text is None else text.strip() for text in column.to_pylist()]
    # numpy reads ISO 8601 without a zone; the zone of a series is one, so it may be cut off.
    cut = [re.sub(r"(Z|[+-]\d\d:?\d\d)$", "", text) if text else "NaT" for text in texts]
    try:
        return _since_1970(np.array(cut, dtype="datetime64[ns]"))
    except ValueError:
        return None


def _since_1970(moments: NDArray[np.datetime64]) -> Floats:
    seconds = moments.astype("int64").astype(np.float64) / 1e9
    seconds[np.isnat(moments)] = np.nan
    return seconds
