"""Hugging Face's Parquet: rows that hold their picture or sound, with what is said of it.

A column of `{bytes, path}` is a media file; the others say of it what a ``metadata`` list beside
files would say, with the names of classes in the table's own description.
"""

import io
import json
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from dure.core import say

from ..base.listing import is_media
from ..base.reading import Issues, Media, Reading, Refused, load, nothing, tame
from ..base.splits import split_of_file
from ..lists.hugging_face import Reader
from .tars import convert_first

# A group of rows is the least that can be read; what is larger does not fit many memories.
_LARGEST = 2 << 30
_BROKEN = (pa.ArrowException, OSError, ValueError, KeyError)
_ENDINGS = {"audio": "wav", "video": "mp4"}


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Raise `Refused` with a sentence where a table cannot be read."""
    try:
        yield
    except _BROKEN as error:
        reason = str(error)[:120]
        message = say("“{name}” is no whole Parquet table ({reason}).", name=name, reason=reason)
        raise Refused("broken_archive", message) from error


class _Place(NamedTuple):
    """Where one media file stands: its column, its group of rows and its row there."""

    column: str
    group: int
    row: int


class Table:
    """One table with media in it."""

    def __init__(self, root: Path, name: str) -> None:
        load(root, name, head=0)
        self._name, self._folder = name, name.removesuffix(".parquet")
        with _told(name):
            self._file = pq.ParquetFile(root / name)
            self._columns = media_columns(self._file.schema_arrow)
            self._there = dict(self._places())
        self.paths = list(self._there)  # the media, by the names that they would have as files
        self._group = lru_cache(maxsize=1)(self._read)

    def _places(self) -> Iterator[tuple[str, _Place]]:
        for column in self._columns:
            taken: set[str] = set()
            number = 0
            for group in range(self._file.num_row_groups):
                read = self._file.read_row_group(group, columns=[f"{column}.path"])
                for row, cell in enumerate(read.column(column).to_pylist()):
                    path = _named(cell["path"] if cell else None, column, number, taken)
                    taken.add(path)
                    number += 1
                    if cell is not None:
                        yield posixpath.join(self._folder, path), _Place(column, group, row)

    def opened(self, path: str) -> tuple[BinaryIO, int]:
        """Give the bytes of one media file."""
        place = self._there[path]
        with _told(self._name):
            content = self._group(place.column, place.group)[place.row].as_py() or b""
        return io.BytesIO(content), len(content)

    def _read(self, column: str, group: int) -> pa.Array:
        size = self._file.metadata.row_group(group).total_byte_size
        if size > _LARGEST:
            raise ValueError(f"a group of rows of {size} bytes")
        read = self._file.read_row_group(group, columns=[f"{column}.bytes"])
        return read.column(column).combine_chunks().field("bytes")

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give what each row says, with its first media file as ``file_name``."""
        plain = [one for one in self._file.schema_arrow.names if one not in self._columns]
        names = _class_names(self._file.schema_arrow)
        first = {(at.group, at.row): path for path, at in reversed(self._there.items())}
        number = 0
        for group in range(self._file.num_row_groups):
            with _told(self._name):
                read = self._file.read_row_group(group, columns=plain)
            for row, said in enumerate(read.to_pylist()):
                number += 1
                if path := first.get((group, row)):
                    yield number, {**_worded(said, names), "file_name": path}


def media_columns(schema: pa.Schema) -> list[str]:
    """Give the columns that hold a file each, as bytes with a name."""
    wanted = {"bytes", "path"}
    return [
        one.name
        for one in schema
        if pa.types.is_struct(one.type) and wanted == {inner.name for inner in one.type}
    ]


def holds_media(root: Path, name: str) -> bool:
    """Tell whether a table holds files; false where it cannot be read."""
    try:
        load(root, name, head=0)
        return bool(media_columns(pq.read_schema(root / name)))
    except (Refused, *_BROKEN):
        return False


def _named(path: str | None, column: str, number: int, taken: set[str]) -> str:
    """Give the name that a file says it has, or else its row's number."""
    name = tame(path) if path else ""
    if is_media(name) and name not in taken:
        return name
    ending = name.rpartition(".")[2] if is_media(name) else _ENDINGS.get(column, "jpg")
    return f"{column}-{number:06}.{ending}"


def _class_names(schema: pa.Schema) -> dict[str, Any]:
    """Give the features that the table's description states, or none."""
    try:
        stated = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def _worded(value: Any, feature: Any) -> Any:  # noqa: ANN401  (a table's cells are anything)
    """Put the names of classes for their numbers, in whatever depth they stand."""
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):  # a list of rows, as columns
            keys = dict.fromkeys(key for one in value for key in one)
            return _worded({key: [one.get(key) for one in value] for key in keys}, feature)
        return [_worded(one, _inner(feature)) for one in value]
    if isinstance(value, dict):
        inner = _inner(feature)
        known = inner if isinstance(inner, Mapping) else {}
        return {key: _worded(one, known.get(key)) for key, one in value.items()}
    names = feature.get("names") if isinstance(feature, Mapping) else None
    if type(value) is int and isinstance(names, list) and 0 <= value < len(names):
        return str(names[value])
    return value


def _inner(feature: Any) -> Any:  # noqa: ANN401
    """Give the feature of what a list holds; `datasets` has written it in three ways."""
    if isinstance(feature, list):
        return feature[0] if feature else None
    if isinstance(feature, Mapping) and "feature" in feature:
        return feature["feature"]
    return feature


def read(root: Path, name: str, media: Media) -> Reading:
    """Read what the rows of one table say; their media stay where they are."""
    issues = Issues(name)
    try:
        table = Table(root, name)
        if not all(media.resolve(path) == path for path in table.paths):
            issues.add("packed", convert_first(name))
            return nothing(issues, name)
        reader = Reader(name, "", split_of_file(name), media, issues)
        labelled = tuple(one for line, row in table.rows() if (one := reader.read(line, row)))
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return Reading(labelled, issues.all(), (name,), tuple(dict.fromkeys(filter(None, labels))))
