"""Media files on a disk, named by their digest: ``ab/cd/abcd…``.

Every file is written beside its place and renamed into it, so that a kill leaves no half blob.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident

from dure.core import NotFound, say
from dure.kit.blobs import pieces


class LocalBlobs:
    """Content-addressed files below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: set[Path] = set()

    def put(self, digest: str, content: bytes) -> None:
        target = self._path("media", digest)
        if not target.exists():
            self._write(target, content)

    def put_file(self, digest: str, path: Path) -> None:
        target = self._path("media", digest)
        if target.exists():
            return
        beside = self._beside(target)
        shutil.copyfile(path, beside)
        beside.replace(target)

    def read(self, digest: str) -> bytes:
        try:
            return self._path("media", digest).read_bytes()
        except FileNotFoundError:
            raise _missing(digest) from None

    def stream(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        try:
            file = self._path("media", digest).open("rb")
        except FileNotFoundError:
            raise _missing(digest) from None
        with file:
            file.seek(start)
            yield from pieces(file, None if end is None else end - start)

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
        for kind in self._root.iterdir() if self._root.exists() else ():
            self._path(kind.name, digest).unlink(missing_ok=True)

    def where(self) -> str:
        return str(self._root)

    def _path(self, kind: str, digest: str) -> Path:
        # A digest is 64 hexadecimal signs; anything else could climb out of the folder.
        if len(digest) != 64 or not all(sign in "0123456789abcdef" for sign in digest):
            raise _missing(digest)
        return self._root / kind / digest[:2] / digest[2:4] / digest

    def _write(self, target: Path, content: bytes) -> None:
        beside = self._beside(target)
        beside.write_bytes(content)
        beside.replace(target)

    def _beside(self, target: Path) -> Path:
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        return target.parent / f".{target.name[:16]}-{os.getpid()}-{get_ident()}"


def _missing(digest: str) -> NotFound:
    return NotFound(say("The media {digest} is not in the storage.", digest=digest[:16]))
