"""Media inside archives, by the names that they would have if the archives were unpacked."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from ..base.geometry import Size
from ..base.headers import opened_size, plain_size
from ..base.listing import extension, is_media
from ..base.reading import Issues, Refused
from .tars import Member, inside_of, members

_HEAD = 64 << 10


class Packed:
    """The media in all tars of a folder, read in place."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self._root = root
        every = list(names)
        self._there: dict[str, tuple[str, Member]] = {}
        for name in every:
            if extension(name) == "tar":
                self._enter(name)
        for name in every:  # a file of the folder goes before one of an archive
            self._there.pop(name, None)
        self.names = list(self._there)

    def _enter(self, name: str) -> None:
        try:
            for member in members(self._root, name, Issues(name)):
                if is_media(member.name):
                    self._there[f"{inside_of(name)}/{member.name}"] = name, member
        except Refused:
            return  # the reader of its labels tells it

    def __contains__(self, path: str) -> bool:
        return path in self._there

    def size(self, path: str) -> Size | None:
        """Give width and height of a picture as shown, from its header."""
        stream, length = self.opened(path)
        with stream:
            head = stream.read(min(length, _HEAD))
        return plain_size(head) or opened_size(io.BytesIO(head))

    def opened(self, path: str) -> tuple[BinaryIO, int]:
        """Open the archive where the file begins, and give the file's length in bytes."""
        name, member = self._there[path]
        stream = (self._root / name).open("rb")
        stream.seek(member.at)
        return stream, member.size
