"""Media inside archives, by the names that they would have if the archives were unpacked."""

import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ..base.geometry import Size
from ..base.headers import opened_size, plain_size
from ..base.listing import extension, is_media
from ..base.reading import Issues, Refused
from . import tables
from .tars import Member, inside_of, members

_HEAD = 64 << 10


class Packed:
    """The media in all tars and tables of a folder, read in place."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self._root = root
        every = list(names)
        self._there: dict[str, Callable[[], tuple[BinaryIO, int]]] = {}
        for name in every:
            # What cannot be read is told by the reader of its labels.
            with suppress(Refused):
                if extension(name) == "tar":
                    self._enter_tar(name)
                elif extension(name) == "parquet" and (table := tables.opened(root, name)):
                    self._there |= {path: partial(table.opened, path) for path in table.paths}
        for name in every:  # a file of the folder goes before one of an archive
            self._there.pop(name, None)
        self.names = list(self._there)

    def _enter_tar(self, name: str) -> None:
        for member in members(self._root, name, Issues(name)):
            if is_media(member.name):
                path = f"{inside_of(name)}/{member.name}"
                self._there[path] = partial(self._member, name, member)

    def _member(self, name: str, member: Member) -> tuple[BinaryIO, int]:
        stream = (self._root / name).open("rb")
        stream.seek(member.at)
        return stream, member.size

    def __contains__(self, path: str) -> bool:
        return path in self._there

    def opened(self, path: str) -> tuple[BinaryIO, int]:
        """Open what holds the file where it begins, and give its length in bytes."""
        return self._there[path]()

    def size(self, path: str) -> Size | None:
        """Give width and height of a picture as shown, from its header."""
        stream, length = self.opened(path)
        with stream:
            head = stream.read(min(length, _HEAD))
        return plain_size(head) or opened_size(io.BytesIO(head))
