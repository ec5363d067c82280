"""WebDataset tar shards with an index of offsets, for sequential and for random reading."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from dure.core import to_json

from ..model import Row, Rows, Snapshot
from . import _media
from ._survey import survey
from ._text import write_json

SHARD_ROWS = 2_000
SHARD_BYTES = 200 * 1024 * 1024
_BLOCK = 512


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``webdataset/<split>-00000.tar`` and beside each its ``.index.json``."""
    place = folder / "webdataset"
    place.mkdir(parents=True, exist_ok=True)
    tars = {split: _Tars(place, split) for split in survey(rows).splits}
    try:
        for row in rows:
            tars[row.split].add(row, _media.read(row))
    finally:
        for split in tars.values():
            split.close()
    return [path for split in tars.values() for path in split.paths]


class _Tars:
    """The tar shards of one split, as they are being written."""

    def __init__(self, folder: Path, split: str) -> None:
        self.folder, self.split = folder, split
        self.paths: list[Path] = []
        self.tar: tarfile.TarFile | None = None
        self.index: list[dict[str, Any]] = []

    def add(self, row: Row, content: bytes) -> None:
        """Add the media and the labels of one row."""
        if self.tar is None:
            self.paths.append(self.folder / f"{self.split}-{len(self.paths) // 2:05d}.tar")
            self.tar = tarfile.open(self.paths[-1], "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115  (closed in close)
        name = _media.name(row)
        offset = _append(self.tar, name, content)
        _append(self.tar, f"{row.record_id}.label.json", _facts(row, name))
        entry = {"key": row.record_id, "name": name, "offset": offset, "size": len(content)}
        self.index.append(entry)
        if len(self.index) >= SHARD_ROWS or self.tar.offset >= SHARD_BYTES:
            self.close()

    def close(self) -> None:
        """End the shard and write its index."""
        if self.tar is not None:
            self.tar.close()
            self.paths.append(write_json(self.paths[-1].with_suffix(".index.json"), self.index))
        self.tar, self.index = None, []


def _append(tar: tarfile.TarFile, name: str, content: bytes) -> int:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    start = tar.offset + _BLOCK
    tar.addfile(member, io.BytesIO(content))
    return start


def _facts(row: Row, name: str) -> bytes:
    facts = {
        "record_id": row.record_id,
        "media": name,
        "file_name": row.file_name,
        "split": row.split,
        "group": row.group,
        "digest": row.digest,
        "media_type": row.probe.media_type,
        "annotations": [to_json(a) for a in row.annotations],
        "conditions": dict(row.conditions),
        "attributes": dict(row.attributes),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
