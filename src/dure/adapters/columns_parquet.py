"""Derived columns as Parquet pieces: one immutable file an append, read whole by column.

Enough up to some hundred thousand vectors (ADR 1); the piece's name is the digest of what it
holds, so that an append repeated after a kill writes the same file again.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, get_ident

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dure.core import NotFound, say
from dure.kit.columns import Matrix


class ParquetColumns:
    """Vectors by column name and media digest, in a folder a column."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._seen: dict[str, tuple[frozenset[str], dict[str, int], Matrix]] = {}

    def missing(self, column: str, digests: Sequence[str]) -> list[str]:
        rows, _ = self._load(column)
        return [digest for digest in dict.fromkeys(digests) if digest not in rows]

    def append(self, column: str, digests: Sequence[str], vectors: Matrix) -> None:
        if not len(digests):
            return
        content = np.ascontiguousarray(vectors, dtype=np.float32)
        name = hashlib.sha256("".join(digests).encode() + content.tobytes()).hexdigest()[:32]
        flat = pa.FixedSizeListArray.from_arrays(pa.array(content.ravel()), content.shape[1])
        table = pa.table({"digest": pa.array(list(digests)), "vector": flat})
        folder = self._root / column
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}-{os.getpid()}-{get_ident()}"
        pq.write_table(table, beside, compression="none")
        beside.replace(folder / f"{name}.parquet")

    def take(self, column: str, digests: Sequence[str]) -> Matrix:
        rows, matrix = self._load(column)
        try:
            return matrix[[rows[digest] for digest in digests]]
        except KeyError as lost:
            raise NotFound(
                say(
                    "There is no “{column}” vector of {digest}.", column=column, digest=lost.args[0]
                )
            ) from None

    def _load(self, column: str) -> tuple[dict[str, int], Matrix]:
        folder = self._root / column
        pieces = sorted(p for p in folder.glob("*.parquet")) if folder.is_dir() else []
        names = frozenset(p.name for p in pieces)
        with self._lock:
            if column not in self._seen or self._seen[column][0] != names:
                self._seen[column] = (names, *_read(pieces))
            return self._seen[column][1:]


def _read(pieces: Sequence[Path]) -> tuple[dict[str, int], Matrix]:
    rows: dict[str, int] = {}
    found: list[Matrix] = []
    total = 0
    for piece in pieces:
        table = pq.read_table(piece, memory_map=True)
        vectors = table["vector"].combine_chunks()
        width = vectors.type.list_size
        found.append(vectors.flatten().to_numpy().reshape(-1, width))
        for offset, digest in enumerate(table["digest"].to_pylist()):
            rows.setdefault(digest, total + offset)
        total += table.num_rows
    empty = np.zeros((0, 0), dtype=np.float32)
    return rows, np.concatenate(found) if found else empty
