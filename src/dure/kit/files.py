"""Walk a folder that may hold anything: lazily, in one order, and never out of it."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dure.core import Invalid, Sentence, say

# Signs that break a line or steer a terminal, and what would be taken for their escapes.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})"
)

UNREADABLE_FOLDER = "unreadable_folder"


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
    """Give a name that any database and terminal can hold, another one for every raw name.

    Bytes that are no text and control signs are escaped as ``\\xff``, and so is a backslash that
    would look like the start of such an escape.
    """
    return _UNSAFE.sub(_escaped, raw)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no text, as `os.fsdecode` gives it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def walk(root: Path, *, leave_out: Sequence[Path] = ()) -> Iterator[Entry]:
    """Go through all files below a folder in the order of their names.

    A link is followed only to a file inside the folder. One folder's names are held at a time,
    so that a folder of a million names begins at once. Raises `Invalid` where `root` is no folder.
    """
    if not os.path.isdir(root):  # noqa: PTH112  (never raises)
        raise Invalid(say("“{path}” is not a folder; name one that exists.", path=root))
    return _below(root, os.path.realpath(root), {os.path.realpath(path) for path in leave_out})


def _below(top: Path, root: str, left_out: set[str]) -> Iterator[Entry]:
    # A stack of our own, because folders may lie deeper than Python's.
    folders: list[tuple[str, Iterator[str]]] = []
    entry: Entry | None = _opened(top, "", folders)
    if entry is not None:
        yield entry
    while folders:
        prefix, names = folders[-1]
        name = next(names, None)
        if name is None:
            folders.pop()
            continue
        path = top / (prefix + name)
        entry = _entry(path, root, prefix + name)
        if entry is None and not (left_out and os.path.realpath(path) in left_out):
            entry = _opened(path, f"{prefix}{name}/", folders)
        if entry is not None:
            yield entry


def _opened(folder: Path, prefix: str, folders: list[tuple[str, Iterator[str]]]) -> Entry | None:
    """Go into a folder, or give the entry that says why not."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (names only; a million of them fit)
    except OSError:
        refusal = (UNREADABLE_FOLDER, say("This folder cannot be read; check its permissions."))
        return Entry(folder, name_of(prefix.rstrip("/") or "."), refusal=refusal)
    folders.append((prefix, iter(names)))
    return None


def _entry(path: Path, root: str, raw: str) -> Entry | None:
    """Describe one name, or give None for a folder to go into."""
    name = name_of(raw)
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            refusal = _refused_link(path, root)
            if refusal is not None:
                return Entry(path, name, refusal=refusal)
            found = path.stat()
    except OSError:
        refusal = ("unreadable", say("This file cannot be opened; check its permissions."))
        return Entry(path, name, refusal=refusal)
    if stat.S_ISDIR(found.st_mode):
        return None
    if not stat.S_ISREG(found.st_mode):
        refusal = ("not_a_file", say("This is a device, pipe or socket; only files are taken."))
        return Entry(path, name, refusal=refusal)
    return Entry(path, name, found.st_size, found.st_mtime_ns)


def _refused_link(path: Path, root: str) -> tuple[str, Sentence] | None:
    target = os.path.realpath(path)
    if not target.startswith(root.rstrip(os.sep) + os.sep) and target != root:
        return "link_outside", say(
            "This link leads out of the folder; copy the file in if it belongs to the data."
        )
    if os.path.isdir(target):  # noqa: PTH112  (never raises)
        return "link_to_folder", say("Links to folders are not followed; give the folder itself.")
    if not os.path.exists(target):  # noqa: PTH110
        return "broken_link", say("This link leads nowhere; remove it or mend it.")
    return None
