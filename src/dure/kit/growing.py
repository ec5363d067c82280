"""A file that comes in pieces over many requests: its size is its offset, also after a kill.

One writer at a time holds a lock that ends with its process. What `keep` has returned for lies
on the disk, power cut or not. Bytes that a checksum is yet to prove are marked by a file beside
(``.unproven``, which holds the offset to go back to), so that a kill between never lets them
stand.
"""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from dure.core import Conflict, NotFound, say


class Busy(Conflict):
    """Another request is writing to the same file."""


class Gone(NotFound):
    """The file is not there any more."""


def offset(path: Path) -> int | None:
    """Give how many bytes have come for good, or None where there is no such file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return None
    return min(size, _proven(path, size))


def touched_at(path: Path) -> datetime | None:
    """Give when bytes last came, or None where there is no such file."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def begin(path: Path) -> None:
    """Make an empty file, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def remove(path: Path) -> None:
    """Remove a file and its mark; removing it again changes nothing."""
    path.unlink(missing_ok=True)
    _mark(path).unlink(missing_ok=True)


class Growing:
    """The one writer of a growing file; `offset` is where the next byte goes."""

    def __init__(self, path: Path) -> None:
        """Open and lock; raises `Busy` or `Gone`."""
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Gone(say("This upload has ended; begin it again.")) from None
        try:
            self._lock()
            size = os.fstat(self._file).st_size
            self.offset = min(size, _proven(path, size))
            self._go_back(self.offset)
        except BaseException:
            os.close(self._file)
            raise

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(say("Another request is sending this file; try again shortly.")) from None
        if not self.path.exists():
            raise Gone(say("This upload has ended; begin it again."))

    def doubt(self) -> None:
        """Mark all that follows as unproven until `keep`."""
        mark = _mark(self.path)
        mark.write_text(str(self.offset))
        _flush(mark)

    def write(self, piece: bytes) -> None:
        """Append bytes."""
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(self._file, rest, self.offset)
            self.offset += written
            rest = rest[written:]

    def keep(self) -> None:
        """Bring what was written onto the disk and let it stand."""
        os.fdatasync(self._file)
        _mark(self.path).unlink(missing_ok=True)

    def drop(self, to: int) -> None:
        """Go back to an offset; what came after it is no more."""
        self._go_back(to)
        self.offset = to

    def _go_back(self, to: int) -> None:
        if os.fstat(self._file).st_size > to:
            os.ftruncate(self._file, to)
            os.fdatasync(self._file)
        _mark(self.path).unlink(missing_ok=True)

    def close(self) -> None:
        """Let the next writer in."""
        os.close(self._file)


def move(path: Path, to: Path) -> None:
    """Give a whole file its place; the folders of both are on the disk before this returns."""
    to.parent.mkdir(parents=True, exist_ok=True)
    path.replace(to)
    _flush(to.parent)


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.unproven")


def _proven(path: Path, size: int) -> int:
    try:
        return int(_mark(path).read_text() or size)
    except FileNotFoundError:
        return size


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
