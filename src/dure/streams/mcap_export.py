"""Write a recording as MCAP: series as messages on the recording's clock, pictures, and files.

Rows become messages in JSON, at the time that offset and drift of their stream give them. A
picture becomes a `foxglove.CompressedImage`. Everything else goes in as it is, as an attachment
at the time of its start. The manifest goes with them, so that `mcap_import` can give it back.
"""

import base64
import heapq
import json
import math
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa

from dure.core import Invalid, Issue, say

from . import mcap_parts, portions, window
from .mcap_import import ABOUT
from .mcap_writing import Writer
from .recording import Part, Recording

_TABLES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".pq": "application/vnd.apache.parquet",
}
_PICTURES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp", ".avif": "avif"}
_LARGEST_PICTURE = 8 << 20
_NANO = 1_000_000_000
_IMAGE_SCHEMA = {
    "title": "foxglove.CompressedImage",
    "type": "object",
    "properties": {
        "timestamp": {
            "type": "object",
            "title": "time",
            "properties": {
                "sec": {"type": "integer", "minimum": 0},
                "nsec": {"type": "integer", "minimum": 0, "maximum": 999999999},
            },
        },
        "frame_id": {"type": "string"},
        "data": {"type": "string", "contentEncoding": "base64"},
        "format": {"type": "string"},
    },
}
Timed = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what of it was left out."""

    messages: int
    attachments: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that becomes messages.

    Attributes:
        lowest: what its clock shows at its earliest row; its stream starts there.
        untimed: rows without a time, which are left out.
        infinite: numbers that JSON cannot hold; they are written as null.
    """

    part: Part
    path: Path
    columns: Mapping[str, pa.DataType]
    clock: str | None
    lowest: float
    untimed: int
    infinite: int


def write(root: Path, recording: Recording, target: Path) -> Exported:
    """Write a recording as one file; raises `Invalid` where a stream is missing or unreadable."""
    text = (root / recording.manifest).read_bytes().decode("utf-8-sig")
    _require_files(root, recording)
    tables = [t for part in recording.parts if (t := _table(part, root / part.path))]
    origin = _origin(recording)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        with fresh.open("wb") as file:
            writer = Writer(file)
            writer.metadata(ABOUT, {"manifest": text, "origin_ns": str(origin)})
            others = [p for p in recording.parts if p not in [t.part for t in tables]]
            counts = _written(writer, root, others, tables, origin)
            writer.close()
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return Exported(*counts, tuple(_told(tables)))


def _require_files(root: Path, recording: Recording) -> None:
    missing = next((p.path for p in recording.parts if not (root / p.path).is_file()), None)
    if missing is not None:
        raise Invalid(say("“{path}” is not there; every stream is needed.", path=missing))


def _origin(recording: Recording) -> int:
    """Give the recording's start in nanoseconds, late enough that no stream is before 0."""
    told = recording.attributes.get("started_at")
    moment = datetime.fromisoformat(told) if told else None
    earliest = min(0.0, *(part.start_s for part in recording.parts))
    since = 0 if moment is None else _nanoseconds(moment)
    return max(since, math.ceil(-earliest) * _NANO)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * _NANO + moment.microsecond * 1000


def _table(part: Part, path: Path) -> _Table | None:
    """Look through a table once; None for what is none."""
    kind = _TABLES.get(path.suffix.lower())
    if kind is None:
        return None
    clock: str | None = None
    lowest, untimed, infinite, columns = math.inf, 0, 0, None
    for table in _portions(path):
        if columns is None:
            columns = {field.name: field.type for field in table.schema}
            found = window.moments_of(table)
            clock = found[0] if found else None
        seconds = _seconds(table, clock, 0)
        there = np.isfinite(seconds)
        untimed += int((~there).sum())
        infinite += _infinite(table)
        lowest = min(lowest, float(seconds[there].min())) if there.any() else lowest
    if columns is None:
        raise Invalid(say("The table cannot be read; deliver it again."))
    return _Table(part, path, columns, clock, lowest if clock else 0.0, untimed, infinite)


def _infinite(table: pa.Table) -> int:
    numbers = (window.numbers_of(column) for column in table.columns)
    return sum(int(np.isinf(found).sum()) for found in numbers if found is not None)


def _portions(path: Path) -> Iterator[pa.Table]:
    with path.open("rb") as file:
        try:
            yield from portions.tables_of(file, _TABLES[path.suffix.lower()])
        except (pa.ArrowException, ValueError, KeyError) as error:
            raise Invalid(say("The table cannot be read; deliver it again.")) from error


def _seconds(table: pa.Table, clock: str | None, first: int) -> window.Floats:
    """Give what the clock shows; rows of a table without one follow each other every second."""
    if clock is None:
        return first + np.arange(table.num_rows, dtype=np.float64)
    found = window.seconds_of(table[clock]) if clock in table.column_names else None
    return np.full(table.num_rows, np.nan) if found is None else found


def _written(
    writer: Writer, root: Path, others: list[Part], tables: list[_Table], origin: int
) -> tuple[int, int]:
    """Write all streams, messages in the order of time; give how many and of files."""
    pictures = [p for p in others if _is_picture(root / p.path)]
    streams: list[Iterator[Timed]] = []
    for table in tables:
        schema = json.dumps(_schema(table), ensure_ascii=False).encode("utf-8", "replace")
        channel = writer.channel(table.part.role, (f"dure.series.{table.part.role}", schema))
        streams.append(_messages(table, channel, origin))
    for part in pictures:
        schema = json.dumps(_IMAGE_SCHEMA).encode()
        channel = writer.channel(part.role, ("foxglove.CompressedImage", schema))
        streams.append(iter([_picture(part, root / part.path, channel, origin)]))
    count = 0
    for log_time, channel, data in heapq.merge(*streams, key=lambda each: each[0]):
        writer.message(channel, log_time, data)
        count += 1
    files = [p for p in others if p not in pictures]
    for part in files:
        path = root / part.path
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        began = origin + round(part.start_s * _NANO)
        writer.attachment(path, part.path, media_type, began)
    return count, len(files)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in _PICTURES and path.stat().st_size <= _LARGEST_PICTURE


def _picture(part: Part, path: Path, channel: int, origin: int) -> Timed:
    log_time = origin + round(part.start_s * _NANO)
    message = {
        "timestamp": {"sec": log_time // _NANO, "nsec": log_time % _NANO},
        "frame_id": part.role,
        "data": base64.b64encode(path.read_bytes()).decode(),
        "format": _PICTURES[path.suffix.lower()],
    }
    return log_time, channel, json.dumps(message).encode()


def _schema(table: _Table) -> dict[str, Any]:
    names = (name for name in table.columns if name != table.clock)
    return {
        "type": "object",
        "properties": {name: {"type": [_kind(table.columns[name]), "null"]} for name in names},
    }


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return "number" if is_number else "string"


def _messages(table: _Table, channel: int, origin: int) -> Iterator[Timed]:
    """Give each row at its time on the recording's clock: t = start + u / (1 + drift)."""
    part, first = table.part, 0
    rate = 1 + part.drift_ppm / 1e6
    for portion in _portions(table.path):
        shown = _seconds(portion, table.clock, first) - table.lowest
        first += portion.num_rows
        names = [name for name in portion.column_names if name != table.clock]
        for batch in portion.select(names).to_batches(max_chunksize=4096) if names else []:
            rows, now, shown = batch.to_pylist(), shown[: len(batch)], shown[len(batch) :]
            for u, row in zip(now.tolist(), rows, strict=True):
                if math.isfinite(u):
                    log_time = origin + round((part.start_s + u / rate) * _NANO)
                    yield log_time, channel, _row(row)


def _row(row: Mapping[str, Any]) -> bytes:
    told = {name: _cell(value) for name, value in row.items()}
    return json.dumps(told, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _cell(value: Any) -> Any:  # noqa: ANN401  (JSON)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _told(tables: list[_Table]) -> Iterator[Issue]:
    for table in tables:
        name = table.part.path
        if table.clock is None:
            message = say("The table tells no time; its rows were written a second apart.")
            yield mcap_parts.told(name, "no_clock", message)
        if table.untimed:
            message = say("{count} rows have no time and were left out.", count=table.untimed)
            yield mcap_parts.told(name, "rows_without_time", message)
        if table.infinite:
            message = say(
                "{count} numbers are infinite, which JSON cannot hold; they were written as empty.",
                count=table.infinite,
            )
            yield mcap_parts.told(name, "not_finite", message)
