"""Media files on a disk, named by their digest: ``media/ab/abcd…``.

Every file is written beside its place and renamed into it, so that a kill leaves no half blob.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dure.core import NotFound, say
from dure.kit.blobs import pieces
from dure.kit.writing import appearing


class LocalBlobs:
    """Content-addressed files below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # Folders known to be there: asking for one costs as much as writing a small file.
        self._folders: set[Path] = set()

    def put(self, digest: str, content: bytes) -> None:
        target = self._path("media", digest)
        if not target.exists():
            self._write(target, content)

    def put_file(self, digest: str, path: Path) -> None:
        target = self._path("media", digest)
        if target.exists():
            return
        with self._appearing(target) as beside:
            shutil.copyfile(path, beside)

    def read(self, digest: str) -> bytes:
        try:
            return self._path("media", digest).read_bytes()
        except FileNotFoundError:
            raise _missing(digest) from None

    def stream(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        if self.size(digest) is None:
            raise _missing(digest)
        return _pieces(self._path("media", digest), start, end)

    def size(self, digest: str) -> int | None:
        try:
            return self._path("media", digest).stat().st_size
        except FileNotFoundError:
            return None

    def put_derived(self, kind: str, digest: str, content: bytes) -> None:
        self._write(self._path(kind, digest), content)

    def read_derived(self, kind: str, digest: str) -> bytes | None:
        try:
            return self._path(kind, digest).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> None:
        self._path("media", digest)
        for kind in self._root.iterdir() if self._root.exists() else ():
            if kind.is_dir():
                self._path(kind.name, digest).unlink(missing_ok=True)

    def where(self) -> str:
        return str(self._root)

    def _path(self, kind: str, digest: str) -> Path:
        # A digest is 64 hexadecimal signs; anything else could climb out of the folder.
        if len(digest) != 64 or not all(sign in "0123456789abcdef" for sign in digest):
            raise _missing(digest)
        return self._root / kind / digest[:2] / digest

    def _write(self, target: Path, content: bytes) -> None:
        with self._appearing(target) as beside:
            beside.write_bytes(content)

    @contextmanager
    def _appearing(self, target: Path) -> Iterator[Path]:
        folder = target.parent
        with appearing(target, has_folder=folder in self._folders) as beside:
            self._folders.add(folder)
            yield beside


def _pieces(path: Path, start: int, end: int | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        yield from pieces(file, None if end is None else end - start)


def _missing(digest: str) -> NotFound:
    return NotFound(say("The media {digest} is not in the storage.", digest=digest[:16]))
