"""Reads a pack's YAML into plain values that remember their lines, and never expands anything.

The parser's events are folded in one pass without recursion, so that a hostile file (aliases
that multiply, ten thousand brackets) costs no more than its bytes. Scalars follow YAML 1.2:
only ``true`` and ``false`` are truth values, so ``on`` and ``off`` stay words.
"""

import math
import os
import re
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from dure.core import Issue, Sentence, say

from .model import Document, Path

if TYPE_CHECKING:
    from yaml import YAMLError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 48
PACKS = File(__file__).with_name("packs")

_LOADER = "CSafeLoader"  # where PyYAML was built without it, SafeLoader reads the same
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
_WORDS: dict[str, bool | None] = {
    **{word: True for word in ("true", "True", "TRUE")},
    **{word: False for word in ("false", "False", "FALSE")},
    **{word: None for word in ("null", "Null", "NULL", "~", "")},
}


# One folder a process: that of the workspace it has opened.
_kept_in: list[File | None] = [None]


def keep_in(folder: File) -> None:
    """Say where this workspace keeps packs that do not come with the platform."""
    _kept_in[0] = folder


def known_files() -> dict[str, File]:
    """Give the packs that come with the platform, then those of this workspace, id to file."""
    folder = _kept_in[0]
    kept = sorted(folder.glob("*.yaml")) if folder else []
    return {**{file.stem: file for file in kept}, **shipped_files()}


def keep(name: str, content: bytes) -> None:
    """Write a pack into the folder of the workspace, at once; does nothing without one."""
    folder = _kept_in[0]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}.{os.getpid()}"
        beside.write_bytes(content)
        beside.replace(folder / f"{name}.yaml")


def shipped_files() -> dict[str, File]:
    """Give the packs that come with the platform, id to file, in alphabetical order."""
    return {file.stem: file for file in sorted(PACKS.glob("*.yaml"))}


def read(file: File) -> Document:
    """Read a pack's file; what is wrong with it as YAML stands in the document's issues."""
    shown = str(file)
    try:
        raw = file.read_bytes()
    except OSError as error:
        return _unread(
            shown,
            "missing_file",
            say("The file cannot be opened ({reason}); check the path.", reason=error.strerror),
        )
    if len(raw) > MAX_BYTES:
        message = say(
            "The file has {size} bytes and a pack at most {limit}; split the domain in two.",
            size=len(raw),
            limit=MAX_BYTES,
        )
        return _unread(shown, "too_large", message)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = say("The file is not UTF-8 text; save it as UTF-8.")
        return _unread(shown, "encoding", message, line=raw.count(b"\n", 0, error.start) + 1)
    return _Reading(shown).run(text)


def _unread(shown: str, kind: str, message: Sentence, line: int | None = None) -> Document:
    return Document(shown, None, {}, (Issue(shown, kind, message, line=line),), whole=False)


def _scalar(event: Any) -> Any:  # noqa: ANN401  (any plain value)
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    path: Path
    kept: bool  # false inside the second value of a key that stands twice
    key: str | None = None  # of the mapping entry whose value comes next
    repeated: bool = False  # whether that key stood there before


class _Stop(Exception):
    """Reading cannot go on; the issue says why."""


@dataclass(slots=True)
class _Reading:
    file: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    spoiled: set[Path] = field(default_factory=set)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0

    def run(self, text: str) -> Document:
        import yaml  # noqa: PLC0415  (heavy: half of the front door's time)

        whole = True
        try:
            for event in yaml.parse(text, Loader=getattr(yaml, _LOADER, yaml.SafeLoader)):
                self._take(event)
        except _Stop:
            whole = False
        except yaml.YAMLError as error:
            self._syntax(error, text)
            whole = False
        issues, spoiled = tuple(self.issues), frozenset(self.spoiled)
        return Document(self.file, self.value, self.lines, issues, spoiled, whole)

    def _take(self, event: Any) -> None:  # noqa: ANN401  (events share no useful base)
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "MappingStartEvent":
                self._open(event, {})
            case "SequenceStartEvent":
                self._open(event, [])
            case "MappingEndEvent" | "SequenceEndEvent":
                self.stack.pop()
            case "AliasEvent":
                self._alias(event)
            case "DocumentStartEvent":
                self._document(event)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
        else:
            self._unmarked(event, self._put(event, _scalar(event)))

    def _key(self, top: _Open, event: Any) -> None:  # noqa: ANN401
        top.key, line = event.value, event.start_mark.line + 1
        path = (*top.path, event.value)
        top.repeated = event.value in top.value
        if top.repeated:
            message = say(
                "The key “{key}” stands twice here, first on line {first}; remove one of them.",
                key=event.value,
                first=self.lines.get(path, line),
            )
            self._report("duplicate_key", message, line)
        elif top.kept:
            self.lines[path] = line
        self._unmarked(event, path)

    def _put(self, event: Any, value: Any) -> Path:  # noqa: ANN401
        """Place a value where the reading stands; gives its path."""
        if not self.stack:
            self.value, self.lines[()] = value, event.start_mark.line + 1
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            if top.kept:
                self.lines[path] = event.start_mark.line + 1
            return path
        path = (*top.path, top.key or "")
        if not top.repeated:
            top.value[top.key or ""] = value
        top.key = None
        return path

    def _open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:  # noqa: ANN401
        top = self.stack[-1] if self.stack else None
        line = event.start_mark.line + 1
        if len(self.stack) >= MAX_DEPTH:
            message = say("Values nest more than {limit} deep; make it flatter.", limit=MAX_DEPTH)
            self._stop("too_deep", message, line)
        if top is not None and isinstance(top.value, dict) and top.key is None:
            message = say("A key must be one word, not a list or a mapping; write it as a word.")
            self._stop("bad_key", message, line)
        kept = top is None or (top.kept and not top.repeated)
        path = self._put(event, value)
        self._unmarked(event, path)
        self.stack.append(_Open(value, path, kept))

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        message = say(
            "Aliases (*{name}) are not read in a pack; write the value out.", name=event.anchor
        )
        self._report("alias", message, event.start_mark.line + 1)
        top = self.stack[-1]
        if isinstance(top.value, dict) and top.key is None:
            top.key, top.repeated = f"*{event.anchor}", True
            return
        self.spoiled.add(self._put(event, None))

    def _unmarked(self, event: Any, path: Path) -> None:  # noqa: ANN401
        """Refuse tags, which could ask for anything; anchors alone do no harm."""
        if event.tag in (None, "!"):
            return
        message = say("The tag “{tag}” is not read in a pack; remove it.", tag=event.tag)
        self._report("tag", message, event.start_mark.line + 1)
        self.spoiled.add(path)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self.documents += 1
        if self.documents > 1:
            message = say("A second document begins here; keep one pack a file.")
            self._stop("several_documents", message, event.start_mark.line + 1)

    def _syntax(self, error: "YAMLError", text: str) -> None:
        mark = getattr(error, "problem_mark", None)
        position = getattr(error, "position", 0)
        line = mark.line + 1 if mark else text.count("\n", 0, position) + 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", str(error))
        message = say(
            "The YAML cannot be read from here on ({problem}); mend this line or the one before.",
            problem=problem,
        )
        self._report("syntax", message, line)

    def _report(self, kind: str, message: Sentence, line: int) -> None:
        self.issues.append(Issue(self.file, kind, message, line=line))

    def _stop(self, kind: str, message: Sentence, line: int) -> None:
        self._report(kind, message, line)
        raise _Stop
