"""Keep what was examined: the medium under its digest, and its preview beside it."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from dure.core import say
from dure.kit.blobs import Blobs
from dure.kit.files import Entry

from ..model import StorageFull
from . import Examined, Refused
from .reading import refuse_if_changed

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


def store(
    blobs: Blobs, digest: str, entry: Entry, content: bytes | None, examined: Examined
) -> None:
    """Put what was read, and its preview, among the blobs.

    Raises:
        StorageFull: there is no room for it, or the storage refuses it.
    """
    try:
        if content is None:
            blobs.put_file(digest, entry.path)
        else:
            blobs.put(digest, content)
        if examined.preview is not None:
            blobs.put_derived("preview", digest, examined.preview)
    except OSError as error:
        if content is None and error.errno not in _NO_ROOM:
            raise  # it may be the file that could not be read
        raise _full(error) from error
    if content is None:
        _require_same(blobs, digest, entry)


@contextmanager
def room() -> Iterator[None]:
    """Write files beside the storage; raises `StorageFull` where there is no room for them."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _full(error) from error
        raise


def _full(error: OSError) -> StorageFull:
    reason = error.strerror or type(error).__name__
    return StorageFull(
        say(
            "The storage cannot take more files ({reason}); make room and start again.",
            reason=reason,
        )
    )


def _require_same(blobs: Blobs, digest: str, entry: Entry) -> None:
    """Take a large file that changed while it was copied out of the storage again."""
    try:
        refuse_if_changed(entry, entry.path.stat())
    except (OSError, Refused):
        stored = hashlib.sha256()
        for piece in blobs.stream(digest):
            stored.update(piece)
        if stored.hexdigest() != digest:
            blobs.remove(digest)
        raise
