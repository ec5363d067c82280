"""Parquet shards in the layout of the Hugging Face Hub, with the media inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..model import Row, Rows, Snapshot
from . import _media
from ._columns import Column, arrow_schema, columns
from ._survey import survey


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a row group and a shard end: whichever of rows and bytes of media comes first."""

    shard_rows: int = 2_000
    shard_bytes: int = 200 * 1024 * 1024
    group_rows: int = 64
    group_bytes: int = 32 * 1024 * 1024


DEFAULT_LIMITS = Limits()


def write(
    snapshot: Snapshot, rows: Rows, folder: Path, limits: Limits = DEFAULT_LIMITS
) -> list[Path]:
    """Write ``data/<split>-00000-of-0000N.parquet``, holding one row group a split in memory."""
    seen = survey(rows)
    found = columns(snapshot, seen)
    layout = _Layout.of(found)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    shards = {split: _Shards(folder / "data", split, layout, limits) for split in seen.splits}
    try:
        for row in rows:
            shards[row.split].add(row, _media.read(row))
    finally:
        for split in shards.values():
            split.close()
    return [path for split in shards.values() for path in split.name_all()]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the columns lie in a file: media as they are, the rest compressed."""

    columns: Sequence[Column]
    schema: pa.Schema
    compression: dict[str, str]

    @classmethod
    def of(cls, found: Sequence[Column]) -> "_Layout":
        schema = arrow_schema(list(found))
        media = {f"{c.name}.bytes" for c in found if c.media}
        leaves = _leaves(schema)
        return cls(found, schema, {p: "NONE" if p in media else "ZSTD" for p in leaves})

    def open(self, path: Path) -> pq.ParquetWriter:
        """Open a shard; statistics and dictionaries are left off the media."""
        described = [path for path, codec in self.compression.items() if codec != "NONE"]
        return pq.ParquetWriter(
            path,
            self.schema,
            compression=self.compression,
            use_dictionary=described,
            write_statistics=described,
        )


def _leaves(schema: pa.Schema) -> list[str]:
    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink)
    parquet = pq.read_metadata(pa.BufferReader(sink.getvalue())).schema
    return [parquet.column(i).path for i in range(len(parquet.names))]


class _Shards:
    """The shards of one split, as they are being written."""

    def __init__(self, folder: Path, split: str, layout: _Layout, limits: Limits) -> None:
        self.folder, self.split, self.layout, self.limits = folder, split, layout, limits
        self.paths: list[Path] = []
        self.writer: pq.ParquetWriter | None = None
        self.held: list[list[Any]] = []
        self.held_bytes = self.shard_rows = self.shard_bytes = 0

    def add(self, row: Row, content: bytes) -> None:
        """Take a row; flush a full row group, end a full shard."""
        self.held.append([column.give(row, content) for column in self.layout.columns])
        self.held_bytes += len(content)
        self.shard_rows += 1
        self.shard_bytes += len(content)
        limits = self.limits
        full = self.shard_rows >= limits.shard_rows or self.shard_bytes >= limits.shard_bytes
        if full or len(self.held) >= limits.group_rows or self.held_bytes >= limits.group_bytes:
            self._flush()
        if full:
            self.close()

    def close(self) -> None:
        """Write what is held and end the shard."""
        self._flush()
        if self.writer is not None:
            self.writer.close()
        self.writer = None
        self.shard_rows = self.shard_bytes = 0

    def name_all(self) -> list[Path]:
        """Give the shards the names that tell how many there are."""
        total = len(self.paths)
        return [
            path.rename(path.with_name(f"{self.split}-{i:05d}-of-{total:05d}.parquet"))
            for i, path in enumerate(self.paths)
        ]

    def _flush(self) -> None:
        if not self.held:
            return
        if self.writer is None:
            self.paths.append(self.folder / f"{self.split}-{len(self.paths):05d}.partial")
            self.writer = self.layout.open(self.paths[-1])
        by_column = zip(*self.held, strict=True)
        arrays = [
            pa.array(values, type=field.type)
            for values, field in zip(by_column, self.layout.schema, strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.layout.schema))
        self.held, self.held_bytes = [], 0
