"""Derived columns as Parquet pieces: one immutable file an append, read whole by column.

Enough up to some hundred thousand vectors (ADR 1). A piece holds only vectors that the column
did not have, and pieces are numbered, so that the first vector of a digest stays and an append
repeated after a kill adds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dure.core import NotFound, say
from dure.kit.columns import Matrix
from dure.kit.writing import appearing


@dataclass(slots=True)
class _Column:
    """What was read of a column: each piece once, and in which piece and row a digest is."""

    pieces: dict[str, Matrix] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return next((piece.shape[1] for piece in self.pieces.values()), 0)


class ParquetColumns:
    """Vectors by column name and media digest, in a folder a column."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._seen: dict[str, _Column] = {}

    def missing(self, column: str, digests: Sequence[str]) -> list[str]:
        with self._lock:
            rows = self._read(column).rows
            return [digest for digest in dict.fromkeys(digests) if digest not in rows]

    def append(self, column: str, digests: Sequence[str], vectors: Matrix) -> None:
        if not len(digests):
            return
        content = np.ascontiguousarray(vectors, dtype=np.float32)
        if content.shape[0] != len(digests):
            raise ValueError(f"{len(digests)} digests and {content.shape[0]} vectors")
        with self._lock:
            there = self._read(column)
            if there.width not in {0, content.shape[1]}:
                raise ValueError(f"“{column}” holds {there.width} numbers a vector")
            new = {d: n for n, d in reversed(list(enumerate(digests))) if d not in there.rows}
            if new:
                self._write(column, len(there.pieces), new, content)

    def take(self, column: str, digests: Sequence[str]) -> Matrix:
        with self._lock:
            there = self._read(column)
            try:
                places = [there.rows[digest] for digest in digests]
            except KeyError as lost:
                raise _missing(column, str(lost.args[0])) from None
            pieces = list(there.pieces.values())
        found = np.empty((len(places), there.width), dtype=np.float32)
        where = np.array(places, dtype=np.int64).reshape(-1, 2)
        for number in np.unique(where[:, 0]):
            mine = where[:, 0] == number
            found[mine] = pieces[number][where[mine, 1]]
        return found

    def _write(self, column: str, number: int, rows: dict[str, int], content: Matrix) -> None:
        chosen = content[list(rows.values())]
        flat = pa.FixedSizeListArray.from_arrays(pa.array(chosen.ravel()), chosen.shape[1])
        table = pa.table({"digest": pa.array(list(rows)), "vector": flat})
        with appearing(self._root / column / f"{number:06d}-{token_hex(8)}.parquet") as beside:
            pq.write_table(table, beside, compression="none")

    def _read(self, column: str) -> _Column:
        """Read the pieces that came since; the caller holds the lock."""
        there = self._seen.setdefault(column, _Column())
        for path in sorted((self._root / column).glob("[!.]*.parquet")):
            if path.name in there.pieces:
                continue
            number = len(there.pieces)
            digests, there.pieces[path.name] = _piece(path)
            for row, digest in enumerate(digests):
                there.rows.setdefault(digest, (number, row))
        return there


def _piece(path: Path) -> tuple[list[str], Matrix]:
    table = pq.read_table(path, memory_map=True)
    vectors = table["vector"].combine_chunks()
    matrix: Matrix = vectors.flatten().to_numpy().reshape(-1, vectors.type.list_size)
    return table["digest"].to_pylist(), matrix


def _missing(column: str, digest: str) -> NotFound:
    return NotFound(say("There is no “{column}” vector of {digest}.", column=column, digest=digest))
