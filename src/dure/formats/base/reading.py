"""What every reader shares: the media it may ask about, what it returns, what it reports."""

import gc
import json
import os
import posixpath
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dure.core import Invalid, Issue, Labelled, Severity, say

from . import text
from .documents import parted
from .splits import split_word

LARGEST_LABEL_FILE = 2 << 30
_SHOWN = 20
Times = Sequence[float]


class Media(Protocol):
    """What a reader may ask of the media of the folder."""

    def resolve(self, name: str) -> str | None:
        """Give the media file (a relative path) that a label file means by this name."""

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown."""

    def times(self, path: str) -> Times | None:
        """Give when each frame of a film is shown, in seconds, where that is known."""

    def duration_s(self, path: str) -> float | None:
        """Give how many seconds a sound or film lasts, where that is known."""


@dataclass(frozen=True, slots=True)
class Found:
    """Label files that belong together, and the format they are in."""

    format: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one set of label files said.

    Attributes:
        labelled: what they say of each media file, in their order.
        issues: everything that could not be taken as it stands.
        files: the label files consumed.
        categories: the classes they declare, in their order.
    """

    labelled: tuple[Labelled, ...]
    issues: tuple[Issue, ...]
    files: tuple[str, ...]
    categories: tuple[str, ...] = ()


class Refused(Invalid):
    """A label file that may not or cannot be read; `kind` is the issue's word."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class FolderMedia:
    """The media of a folder, found by relative path, by unique name or by unique stem."""

    def __init__(
        self,
        paths: Iterable[str],
        size: Callable[[str], tuple[int, int] | None] | None = None,
        times: Callable[[str], Times | None] | None = None,
        duration_s: Callable[[str], float | None] | None = None,
    ) -> None:
        self._size, self._times, self._duration_s = size, times, duration_s
        self._exact: dict[str, str] = {}
        self._bare: dict[str, str | None] = {}
        self._names: dict[str, str | None] = {}
        self._stems: dict[str, str | None] = {}
        for path in paths:
            name = text.composed(path)
            base = name.rpartition("/")[2]
            self._exact[name] = path
            _enter(self._bare, _bare(name), path)
            _enter(self._names, base, path)
            _enter(self._stems, _bare(base), path)

    def resolve(self, name: str) -> str | None:
        """Give the media file that a name means; only ever a path that this was made with."""
        if found := self._exact.get(name):
            return found
        asked = text.composed(name).replace("\\", "/")
        path = posixpath.normpath(asked).lstrip("/") if asked else ""
        base = path.rpartition("/")[2]
        return (
            self._exact.get(path)
            or self._bare.get(path)
            or self._names.get(base)
            or self._stems.get(base)
            or self._stems.get(_bare(base))
        )

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown, where they are known."""
        return self._size(path) if self._size else None

    def duration_s(self, path: str) -> float | None:
        """Give how many seconds a sound or film lasts, where that is known."""
        return self._duration_s(path) if self._duration_s else None

    def times(self, path: str) -> Times | None:
        """Give when each frame of a film is shown, where that is known."""
        return self._times(path) if self._times else None


class Near:
    """The media of all folders; a label list means first what lies beside it."""

    def __init__(self, media: Media, folder: str) -> None:
        self._media, self._folder = media, folder

    def resolve(self, name: str) -> str | None:
        """Give the media file that a name means."""
        return self._media.resolve(f"{self._folder}/{name}") or self._media.resolve(name)

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown."""
        return self._media.size(path)

    def duration_s(self, path: str) -> float | None:
        """Give how many seconds a sound or film lasts, where that is known."""
        return self._media.duration_s(path)

    def times(self, path: str) -> Times | None:
        """Give when each frame of a film is shown."""
        return self._media.times(path)


def _enter(index: dict[str, str | None], key: str, path: str) -> None:
    index[key] = None if key in index else path


def _bare(name: str) -> str:
    folder, _, base = name.rpartition("/")
    stem = base.rpartition(".")[0] or base
    return f"{folder}/{stem}" if folder else stem


class Locator:
    """Finds the media that one label file names, near that file first."""

    def __init__(self, media: Media, source: str) -> None:
        self._media, self.source = media, source
        folder = posixpath.dirname(source)
        parent = posixpath.dirname(folder)
        bases = [folder, f"{folder}/images", parent, f"{parent}/images", f"{parent}/JPEGImages"]
        if word := split_word(source):
            nested = (f"{base}/{word}" for base in (f"{parent}/images", parent, folder))
            bases = [*nested, *bases]
        self._bases = tuple(dict.fromkeys(f"{base.strip('/')}/".lstrip("/") for base in bases))

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown, where they are known."""
        return self._media.size(path)

    def times(self, path: str) -> Times | None:
        """Give when each frame of a film is shown, where that is known."""
        return self._media.times(path)

    def duration_s(self, path: str) -> float | None:
        """Give how many seconds a sound or film lasts, where that is known."""
        return self._media.duration_s(path)

    def locate(self, name: str) -> str | None:
        """Give the media file, or None where the folder has none of this name."""
        for base in self._bases:
            if path := self._media.resolve(base + name):
                return path
        return self._media.resolve(name)


def tame(name: str) -> str:
    """Give a name that a label file uses for absent media as a path that stays inside."""
    path = posixpath.normpath(text.composed(name).replace("\\", "/").replace("\x00", ""))
    drive = len(path) > 1 and path[1] == ":"
    if drive or path.startswith(("/", "..")):
        return path.rpartition("/")[2].strip(".") or "unnamed"
    return path


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the search for reference cycles, which takes half of the time of a large file."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _path_inside(root: Path, name: str) -> str:
    base = os.path.realpath(root)
    try:
        path = os.path.realpath(os.path.join(base, name))  # noqa: PTH118  (10,000 files: speed)
    except ValueError:
        path = ""
    if not path.startswith(base.rstrip(os.sep) + os.sep):
        raise Refused(
            "outside_root",
            say("“{name}” leads out of the folder; put the file itself there.", name=name),
        )
    return path


def load(root: Path, name: str, limit: int = LARGEST_LABEL_FILE, head: int = -1) -> bytes:
    """Read a label file (or its first bytes) that stands inside the root.

    Raises:
        Refused: it leads outside, is no regular file, is too large or cannot be read.
    """
    path = _path_inside(root, name)
    try:
        found = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(found.st_mode):
            raise Refused("no_file", say("“{name}” is not a regular file.", name=name))
        if head < 0 and found.st_size > limit:
            raise Refused(
                "too_large",
                say(
                    "“{name}” has {size} bytes; split it into smaller label files.",
                    name=name,
                    size=found.st_size,
                ),
            )
        with open(path, "rb") as stream:  # noqa: PTH123
            return stream.read(head)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(
            "unreadable",
            say("“{name}” could not be read ({reason}).", name=name, reason=reason),
        ) from error


def load_text(root: Path, name: str, issues: "Issues") -> str:
    """Read a label file as text, in whichever encoding; a code page is noted.

    Raises:
        Refused: no encoding fits, or `load` refuses.
    """
    decoded = text.decode(load(root, name))
    if decoded is None:
        raise Refused(
            "encoding",
            say("The encoding of “{name}” is unclear; save it as UTF-8.", name=name),
        )
    if decoded.encoding == "cp949":
        issues.add(
            "encoding",
            say("“{name}” was read as CP949 (EUC-KR); save it as UTF-8 to be sure.", name=name),
            severity=Severity.NOTE,
        )
    return decoded.text.removeprefix("\ufeff")


def load_json(root: Path, name: str, issues: "Issues") -> Any:  # noqa: ANN401  (JSON)
    """Read a JSON label file.

    Raises:
        Refused: it is broken, nests too deeply, or `load_text` refuses.
    """
    content = load_text(root, name, issues)
    with json_told(name):
        return json.loads(content)


def load_parted(
    root: Path, name: str, issues: "Issues", into: str, first: Set[str]
) -> tuple[dict[str, Any], Iterator[Any]]:
    """Read a JSON label file of which the list `into` is taken record by record.

    Raises:
        Refused: as `load_json` does, or it is no object; also while the records are taken.
    """
    content = load_text(root, name, issues)
    with json_told(name):
        if not content.lstrip().startswith("{"):
            json.loads(content)
            raise Refused("wrong_type", say("“{name}” is no JSON object.", name=name))
        members, values = parted(content, into, first)
    return members, _told(values, name)


def _told(values: Iterator[Any], name: str) -> Iterator[Any]:
    with json_told(name):
        yield from values


@contextmanager
def json_told(name: str) -> Iterator[None]:
    """Raise `Refused` with a sentence where the JSON of a label file cannot be read."""
    try:
        yield
    except RecursionError as error:
        message = say("“{name}” nests too deeply to be a label file.", name=name)
        raise Refused("too_deep", message) from error
    except ValueError as error:
        reason = str(error)[:120]
        message = say(
            "“{name}” is no complete JSON ({reason}); export it again.", name=name, reason=reason
        )
        raise Refused("broken_json", message) from error


class Issues:
    """Collects what is wrong in one label file; after twenty of a kind it only counts."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._kept: list[Issue] = []
        self._counts: Counter[tuple[str, Severity]] = Counter()

    def add(
        self,
        kind: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        line: int | None = None,
    ) -> None:
        """Report one finding."""
        self._counts[kind, severity] += 1
        if self._counts[kind, severity] <= _SHOWN:
            self._kept.append(Issue(self._path, kind, message, severity, line))

    def warn(self, kind: str, message: str, line: int | None = None) -> None:
        """Report something that was taken in, but that its owner should look at."""
        self.add(kind, message, severity=Severity.WARNING, line=line)

    def refuse(self, refused: Refused) -> None:
        """Report that the file itself could not be read."""
        self.add(refused.kind, refused.message)

    def missing(self, name: str, line: int | None = None) -> None:
        """Report a label whose media is not in the folder."""
        self.warn(
            "missing_media",
            say("“{name}” is labelled here but is not in the folder; add it.", name=name),
            line,
        )

    def all(self) -> tuple[Issue, ...]:
        """Give the findings, with one more for each kind that came too often to list."""
        rest = (
            Issue(
                self._path,
                kind,
                say(
                    "There are {count} more findings of the kind “{kind}” in this file.",
                    count=count - _SHOWN,
                    kind=kind,
                ),
                severity,
            )
            for (kind, severity), count in self._counts.items()
            if count > _SHOWN
        )
        return (*self._kept, *rest)


def nothing(issues: Issues, *files: str) -> Reading:
    """Give the reading of a file that said nothing that could be used."""
    return Reading((), issues.all(), files)
