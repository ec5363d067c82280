"""A whole release as one stream, made while it is sent: nothing is buffered, nothing is written."""

import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

_PIECE = 1 << 20
_BLOCK = tarfile.BLOCKSIZE


def tar_size(files: Mapping[str, Path], at: datetime) -> int:
    """Give the exact length of what `tar` gives."""
    return 2 * _BLOCK + sum(
        len(_header(name, path, at)) + path.stat().st_size + _padding(path)
        for name, path in files.items()
    )


def tar(files: Mapping[str, Path], at: datetime) -> Iterator[bytes]:
    """Give the files, by the names they get, as a tar archive."""
    for name, path in files.items():
        yield _header(name, path, at)
        yield from _pieces(path)
        yield bytes(_padding(path))
    yield bytes(2 * _BLOCK)


def _header(name: str, path: Path, at: datetime) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = path.stat().st_size, int(at.timestamp())
    return entry.tobuf(tarfile.PAX_FORMAT, "utf-8")


def _padding(path: Path) -> int:
    return -path.stat().st_size % _BLOCK


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def zipped(files: Mapping[str, Path], at: datetime) -> Iterator[bytes]:
    """Give the files as a zip archive; stored as they are, for shards are compressed already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with archive.open(entry, "w") as target:
                for piece in _pieces(path):
                    target.write(piece)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what the archive writes and hands it on; cannot go back, so the archive never does."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:  # noqa: ANN401  (any buffer, by RawIOBase's contract)
        view = memoryview(piece)
        self._held += view
        return view.nbytes

    def taken(self) -> bytes:
        """Give what has come since the last time."""
        piece = bytes(self._held)
        self._held.clear()
        return piece
