"""The rows of a release as they lie in its Parquet shards, addressed by one running number."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from . import decode
from .manifest import Source

Positions = np.ndarray[Any, np.dtype[np.int64]]
MEDIA = ("image", "audio", "video", "series", "device_status")
_JSON = ("annotations", "conditions", "attributes", "flags", "slots")
_GROUPS_KEPT = 4
_BYTES_KEPT = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shard:
    """One file: its path in the release, its split, and the number of its first row."""

    path: str
    split: str
    start: int
    records: int


@dataclass(frozen=True, slots=True)
class Group:
    """One row group: its shard and place there, and the numbers of its first and next row."""

    shard: int
    number: int
    start: int
    end: int


class Shards:
    """The shards of a release; opened when first read, safe to read from several threads."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.shards = tuple(_number(source))
        self._forget()

    def __getstate__(self) -> dict[str, Any]:
        return {"source": self.source, "shards": self.shards}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.source, self.shards = state["source"], state["shards"]
        self._forget()

    def _forget(self) -> None:
        self._lock = Lock()
        self._files: dict[int, pq.ParquetFile] = {}
        self._groups: dict[int, list[Group]] = {}
        self._tables: dict[int, pa.Table] = {}
        self._kept: OrderedDict[Group, tuple[pa.Table, int]] = OrderedDict()

    def positions(self, splits: Sequence[str]) -> Positions:
        """Give the numbers of all rows of these splits."""
        ranges = [np.arange(s.start, s.start + s.records) for s in self.shards if s.split in splits]
        return np.concatenate([np.arange(0), *ranges]).astype(np.int64)

    def described(self, positions: Positions) -> pa.Table:
        """Give rows without their media."""
        return self._gather(positions, self._described)

    def whole(self, positions: Positions) -> pa.Table:
        """Give rows with their media, all in memory."""
        return self._gather(positions, self._whole)

    def _gather(self, positions: Positions, read: Callable[[int], pa.Table]) -> pa.Table:
        parts, order = [], []
        for number, shard in enumerate(self.shards):
            inside = (positions >= shard.start) & (positions < shard.start + shard.records)
            if inside.any():
                parts.append(read(number).take(pa.array(positions[inside] - shard.start)))
                order.append(np.flatnonzero(inside))
        if not parts:
            return self._described(0).slice(0, 0)
        back = np.argsort(np.concatenate(order), kind="stable")
        return pa.concat_tables(parts).take(pa.array(back))

    def row(self, position: int) -> dict[str, Any]:
        """Give one row, decoded."""
        shard = self._shard_of(position)
        facts = self._described(shard).slice(position - self.shards[shard].start, 1)
        return decoded(facts.to_pylist()[0], self.media(self._group_of(shard, position), position))

    def groups(self, positions: Positions) -> list[Group]:
        """Give the row groups that hold any of these rows, in order."""
        found = [g for number in self._shards_of(positions) for g in self._groups_of(number)]
        ordered = np.sort(positions)
        return [g for g in found if _any_between(ordered, g.start, g.end)]

    def rows_of(
        self, group: Group, positions: Sequence[int]
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Give the facts and the media of rows of one group, not decoded."""
        offset = self.shards[group.shard].start
        table = self._described(group.shard)
        facts = [table.slice(p - offset, 1).to_pylist()[0] for p in positions]
        read = self._read(group)
        return [
            (f, read.slice(p - group.start, 1).to_pylist()[0])
            for f, p in zip(facts, positions, strict=True)
        ]

    def media(self, group: Group, position: int) -> dict[str, Any]:
        """Give the media of one row; the last few row groups are kept."""
        with self._lock:
            kept = self._kept.pop(group, None)
        table = kept[0] if kept else self._read(group)
        self._keep(group, table)
        found: dict[str, Any] = table.slice(position - group.start, 1).to_pylist()[0]
        return found

    def _keep(self, group: Group, table: pa.Table) -> None:
        with self._lock:
            self._kept[group] = (table, table.nbytes)
            while len(self._kept) > 1 and (
                len(self._kept) > _GROUPS_KEPT
                or sum(size for _, size in self._kept.values()) > _BYTES_KEPT
            ):
                self._kept.popitem(last=False)

    def _file(self, number: int) -> pq.ParquetFile:
        if number not in self._files:
            path = self.source.file(self.shards[number].path)
            self._files[number] = pq.ParquetFile(path, memory_map=True)
        return self._files[number]

    def _described(self, number: int) -> pa.Table:
        with self._lock:
            if number not in self._tables:
                opened = self._file(number)
                names = [n for n in opened.schema_arrow.names if n not in MEDIA]
                self._tables[number] = opened.read(columns=names, use_threads=False)
            return self._tables[number]

    def _whole(self, number: int) -> pa.Table:
        with self._lock:
            return self._file(number).read()

    def _read(self, group: Group) -> pa.Table:
        with self._lock:
            opened = self._file(group.shard)
            names = [n for n in opened.schema_arrow.names if n in MEDIA]
            return opened.read_row_group(group.number, columns=names, use_threads=False)

    def _groups_of(self, number: int) -> list[Group]:
        with self._lock:
            if number not in self._groups:
                self._groups[number] = list(_row_groups(self._file(number), self.shards, number))
            return self._groups[number]

    def _group_of(self, shard: int, position: int) -> Group:
        groups = self._groups_of(shard)
        starts = [g.start for g in groups]
        return groups[int(np.searchsorted(starts, position, side="right")) - 1]

    def _shard_of(self, position: int) -> int:
        starts = [s.start for s in self.shards]
        return int(np.searchsorted(starts, position, side="right")) - 1

    def _shards_of(self, positions: Positions) -> list[int]:
        ordered = np.sort(positions)
        return [
            number
            for number, s in enumerate(self.shards)
            if _any_between(ordered, s.start, s.start + s.records)
        ]


def _number(source: Source) -> Iterator[Shard]:
    start = 0
    for split, described in source.manifest["splits"].items():
        for shard in described["shards"]:
            yield Shard(shard["path"], split, start, shard["records"])
            start += shard["records"]


def _row_groups(opened: pq.ParquetFile, shards: Sequence[Shard], number: int) -> Iterator[Group]:
    start = shards[number].start
    for i in range(opened.num_row_groups):
        end = start + opened.metadata.row_group(i).num_rows
        yield Group(number, i, start, end)
        start = end


def _any_between(ordered: Positions, start: int, end: int) -> bool:
    return bool(np.searchsorted(ordered, start) < np.searchsorted(ordered, end))


def decoded(facts: dict[str, Any], media: dict[str, Any]) -> dict[str, Any]:
    """Join facts and media of a row, with pictures, sounds and JSON decoded."""
    row = {**facts, **{name: _decoded(name, held) for name, held in media.items()}}
    for name in _JSON:
        if isinstance(row.get(name), str):
            row[name] = json.loads(row[name])
    return row


def _decoded(name: str, held: dict[str, Any] | None) -> object:
    if held is None:
        return None
    if name == "image":
        return decode.picture(held["bytes"], held["path"])
    if name == "audio":
        return decode.sound(held["bytes"], held["path"])
    if name == "device_status" and held["path"].endswith(".json"):
        return json.loads(held["bytes"])
    return held["bytes"]
