"""XML without its dangers: no document types, no entities, no depth; a part at a time."""

import re
import xml.parsers.expat as expat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from dure.core import say

from .reading import Refused

_DEEPEST = 32
_CHUNK = 1 << 16
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """An element with its text, attributes and children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: "list[Node]" = field(default_factory=list)

    def get(self, tag: str) -> str:
        """Give the text of the first child of this name, or nothing."""
        return next((c.text.strip() for c in self.children if c.tag == tag), "")

    def first(self, tag: str) -> "Node":
        """Give the first child of this name, or an empty one."""
        return next((c for c in self.children if c.tag == tag), Node(tag))

    def all(self, tag: str) -> "list[Node]":
        """Give the children of this name."""
        return [c for c in self.children if c.tag == tag]


class _Builder:
    """Builds the tree from what expat reports."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.path = [Node("")]
        self.parts: deque[Node] | None = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.path) > _DEEPEST:
            raise Refused("too_deep", say("The XML nests too deeply to be a label file."))
        node = Node(tag, attributes)
        self.path[-1].children.append(node)
        self.path.append(node)

    def _end(self, _: str) -> None:
        node = self.path.pop()
        if self.parts is not None and len(self.path) == 2:
            self.path[-1].children.clear()
            self.parts.append(node)

    def _text(self, text: str) -> None:
        self.path[-1].text += text

    def _doctype(self, *_: object) -> None:
        raise Refused("dtd", say("The XML declares a document type; remove that line."))

    def feed(self, content: bytes, *, final: bool) -> None:
        """Parse a piece; raises `Refused` where it is no XML."""
        try:
            self.parser.Parse(content, final)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused(
                "broken_xml",
                say("The XML is broken ({reason}); export it again.", reason=str(error)),
            ) from error


def parse(content: bytes) -> Node:
    """Build the tree; document types, and with them entity bombs, are refused."""
    builder = _Builder()
    builder.feed(content, final=True)
    return builder.path[0].children[0]


def parts(content: bytes) -> Iterator[Node]:
    """Give the children of the root one after the other, keeping none; refuses as `parse` does."""
    builder = _Builder()
    waiting = builder.parts = deque[Node]()
    for start in range(0, len(content) + 1, _CHUNK):
        piece = content[start : start + _CHUNK]
        builder.feed(piece, final=start + _CHUNK > len(content))
        while waiting:
            yield waiting.popleft()


@lru_cache(maxsize=1024)
def escaped(text: str) -> str:
    """Give text as it may stand between tags or, within double quotes, in an attribute."""
    clean = _FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;").replace('"', "&quot;")
    clean = clean.replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return clean.replace("\n", "&#10;").replace("\t", "&#9;")


def named_numbers(attributes: dict[str, str], *names: str) -> tuple[float, ...] | None:
    """Give the attributes of these names as numbers, or None where one is missing or none."""
    try:
        found = tuple(float(attributes[name]) for name in names)
    except (KeyError, ValueError):
        return None
    return found if all(abs(value) < 1e9 for value in found) else None
