"""The folder that a conversion reads: its files, and the media inside its archives."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .archives.packed import Packed
from .base.geometry import Size
from .base.headers import picture_size
from .base.listing import is_media
from .base.sounds import sound_duration_s


class Source:
    """What lies in a folder; links are no part of it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.names = list(_walk(str(root)))
        self._files = dict.fromkeys(name for name in self.names if is_media(name))
        self._packed = Packed(root, self.names)
        self.media = [*self._files, *self._packed.names]

    def has_file(self, path: str) -> bool:
        """Tell whether one of the media is a file of its own, and no link leads to it."""
        return path in self._files

    def size(self, path: str) -> Size | None:
        """Give width and height of a picture as shown."""
        if path in self._files:
            return picture_size(str(self._root), path)
        return self._packed.size(path) if path in self._packed else None

    def duration_s(self, path: str) -> float | None:
        """Give how long a sound is, where it is a file of its own."""
        return sound_duration_s(str(self._root), path) if path in self._files else None

    def opened(self, path: str) -> tuple[BinaryIO, int] | None:
        """Open one of the media where it is there, and give its length in bytes."""
        if path in self._files:
            stream = (self._root / path).open("rb")
            return stream, os.fstat(stream.fileno()).st_size
        return self._packed.opened(path) if path in self._packed else None

    def copy(self, path: str, to: Path) -> int:
        """Copy one of the media; give 1, or 0 where it is not there."""
        found = self.opened(path)
        if found is None:
            return 0
        to.parent.mkdir(parents=True, exist_ok=True)
        if path in self._files:
            found[0].close()
            shutil.copyfile(self._root / path, to)
            return 1
        stream, left = found
        with stream, to.open("xb") as target:
            while left > 0 and (piece := stream.read(min(left, 1 << 20))):
                target.write(piece)
                left -= len(piece)
        return 1


def _walk(root: str, folder: str = "") -> Iterator[str]:
    with os.scandir(f"{root}/{folder}") as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    yield from (folder + one.name for one in found if one.is_file(follow_symlinks=False))
    for one in found:
        if one.is_dir(follow_symlinks=False):
            yield from _walk(root, f"{folder}{one.name}/")
