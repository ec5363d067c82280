"""Where files are synced from: a folder here, or whatever an adapter lists and fetches."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from .files import walk


class Source(Protocol):
    """A place that holds files; looking at it reads none of them."""

    address: str

    def entries(self) -> Iterator[tuple[str, str]]:
        """List (path, stamp); a stamp differs when the content does."""

    def bring(self, path: str, to: Path) -> None:
        """Put one file of the place where it is wanted, with its time."""


class FolderSource:
    """A folder of this machine; a file that lies on the same disk is linked and not copied."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder.resolve())
        self._folder = folder

    def entries(self) -> Iterator[tuple[str, str]]:
        self._paths = {}
        for entry in walk(self._folder):
            self._paths[entry.name] = entry.path
            yield entry.name, f"{entry.size}:{entry.mtime_ns}"

    def bring(self, path: str, to: Path) -> None:
        source = self._paths[path]
        to.unlink(missing_ok=True)
        try:
            os.link(source, to, follow_symlinks=True)
        except OSError:
            shutil.copy2(source, to)
