"""Walk a folder that may hold anything: lazily, in one order, and never out of it."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dure.core import Invalid, Sentence, say


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing found in a folder that is not itself a folder.

    Attributes:
        path: where it is, for opening it.
        name: its path relative to the folder, with forward slashes, printable and storable.
        size, mtime_ns: as the file system tells them.
        refusal: (kind, sentence) where it must not or cannot be read.
    """

    path: Path
    name: str
    size: int = 0
    mtime_ns: int = 0
    refusal: tuple[str, Sentence] | None = None


def name_of(raw: str) -> str:
    """Give a name that any database and terminal can hold; bytes that are no text are escaped."""
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def walk(root: Path, *, leave_out: Sequence[Path] = ()) -> Iterator[Entry]:
    """Go through all files below a folder in the order of their names.

    A link is followed only to a file inside the folder. One folder's names are held at a time,
    so that a folder of a million names begins at once. Raises `Invalid` where `root` is no folder.
    """
    if not root.is_dir():
        raise Invalid(say("“{path}” is not a folder; name one that exists.", path=root))
    left_out = {path.resolve() for path in leave_out}
    yield from _below(root, root.resolve(), "", left_out)


def _below(folder: Path, root: Path, prefix: str, left_out: set[Path]) -> Iterator[Entry]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (names only; a million of them fit)
    except OSError:
        refusal = ("unreadable_folder", say("This folder cannot be read; check its permissions."))
        yield Entry(folder, name_of(prefix.rstrip("/") or "."), refusal=refusal)
        return
    for name in names:
        path = folder / name
        entry = _entry(path, root, prefix + name)
        if entry is not None:
            yield entry
        elif path.resolve() not in left_out:
            yield from _below(path, root, f"{prefix}{name}/", left_out)


def _entry(path: Path, root: Path, raw: str) -> Entry | None:
    """Describe one name, or give None for a folder to go into."""
    name = name_of(raw)
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            refusal = _refused_link(path, root)
            if refusal is not None:
                return Entry(path, name, refusal=refusal)
            found = path.stat()
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        refusal = ("unreadable", say("This file cannot be opened; check its permissions."))
        return Entry(path, name, refusal=refusal)
    if stat.S_ISDIR(found.st_mode):
        return None
    if not stat.S_ISREG(found.st_mode):
        refusal = ("not_a_file", say("This is a device, pipe or socket; only files are taken."))
        return Entry(path, name, refusal=refusal)
    return Entry(path, name, found.st_size, found.st_mtime_ns)


def _refused_link(path: Path, root: Path) -> tuple[str, Sentence] | None:
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(root):
        return "link_outside", say(
            "This link leads out of the folder; copy the file in if it belongs to the data."
        )
    if target.is_dir():
        return "link_to_folder", say("Links to folders are not followed; give the folder itself.")
    if not target.exists() or target.is_symlink():
        return "broken_link", say("This link leads nowhere; remove it or mend it.")
    return None
