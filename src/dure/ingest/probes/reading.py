"""Read a file that may change, grow or vanish while it is read."""

import hashlib
import os
import stat

from dure import formats
from dure.core import Issue, say
from dure.kit.blobs import pieces
from dure.kit.files import Entry

from . import Refused

IN_MEMORY = 64 << 20
TRANSCRIPT_BYTES = 1 << 20


def read(entry: Entry) -> tuple[str, bytes | None]:
    """Give the digest, and the content of a file that is small enough; never more than it had."""
    with open(entry.path, "rb", opener=_without_waiting) as file:
        refuse_if_changed(entry, os.fstat(file.fileno()))
        if entry.size <= IN_MEMORY:
            content = file.read(entry.size)
            return hashlib.sha256(content).hexdigest(), content
        digest = hashlib.sha256()
        for piece in pieces(file, entry.size):
            digest.update(piece)
        return digest.hexdigest(), None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file so that a pipe put in its place since it was found does not hold us up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def refuse_if_changed(entry: Entry, now: os.stat_result) -> None:
    """Refuse a file that is not any more what it was when it was found."""
    same = (now.st_size, now.st_mtime_ns) == (entry.size, entry.mtime_ns)
    if not same or not stat.S_ISREG(now.st_mode):
        raise Refused(
            "changing",
            say("The file changed while it was read; take it in again when it is complete."),
        )


def transcript_text(entry: Entry) -> str | Issue:
    """Give what a text beside a sound says, or the issue that it has."""
    try:
        if entry.size > TRANSCRIPT_BYTES:
            size = entry.size >> 10
            message = say("A transcript of {size} KB is too long; split it.", size=size)
            return Issue(entry.name, "too_large", message)
        _, content = read(entry)
    except Refused as refused:
        return Issue(entry.name, refused.kind, refused.message)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Issue(
            entry.name, "unreadable", say("The file cannot be read ({reason}).", reason=reason)
        )
    decoded = formats.decode(content or b"")
    if decoded is None:
        message = say("The text is in no encoding that Dure knows; save it as UTF-8.")
        return Issue(entry.name, "not_a_text", message)
    text = decoded.text
    if not text.strip():
        message = say("The text says nothing; write down what is said, or leave it out.")
        return Issue(entry.name, "empty", message)
    return text.strip()
