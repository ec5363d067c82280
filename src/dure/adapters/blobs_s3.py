"""Media in S3-compatible storage through obstore, named by their digest.

A blob is created with a condition, so that two writers of the same content meet without harm,
and an upload that breaks off leaves nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError

from dure.core import NotFound, say
from dure.kit.blobs import PIECE

from . import bucket
from .access import Access


class S3Blobs:
    """Content-addressed objects below one prefix of a bucket."""

    def __init__(self, address: str, access: Access) -> None:
        self._address = address
        self._store = bucket.opened(address, access)

    def put(self, digest: str, content: bytes) -> None:
        self._create(_key("media", digest), content)

    def put_file(self, digest: str, path: Path) -> None:
        # Large files go up in parts, which cannot be conditional; the same content may go twice.
        if self.size(digest) is None:
            self._create_large(_key("media", digest), path)

    def read(self, digest: str) -> bytes:
        content = self._get(_key("media", digest))
        if content is None:
            raise _missing(digest)
        return content

    def stream(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        size = self.size(digest)
        if size is None:
            raise _missing(digest)
        stop = size if end is None else min(end, size)
        return (self._piece(digest, at, min(at + PIECE, stop)) for at in range(start, stop, PIECE))

    def _piece(self, digest: str, start: int, end: int) -> bytes:
        try:
            return bytes(
                obstore.get_range(self._store, _key("media", digest), start=start, end=end)
            )
        except FileNotFoundError:
            raise _missing(digest) from None
        except BaseError as error:
            raise bucket.unavailable(self._address, error) from None

    def size(self, digest: str) -> int | None:
        try:
            return obstore.head(self._store, _key("media", digest))["size"]
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise bucket.unavailable(self._address, error) from None

    def put_derived(self, kind: str, digest: str, content: bytes) -> None:
        try:
            obstore.put(self._store, _key(kind, digest), content)
        except bucket.FAILED as error:
            raise bucket.unavailable(self._address, error) from None

    def read_derived(self, kind: str, digest: str) -> bytes | None:
        return self._get(_key(kind, digest))

    def remove(self, digest: str) -> None:
        _key("media", digest)
        try:
            kinds = obstore.list_with_delimiter(self._store)["common_prefixes"]
            obstore.delete(self._store, [_key(kind.strip("/"), digest) for kind in kinds])
        except FileNotFoundError:
            return
        except BaseError as error:
            raise bucket.unavailable(self._address, error) from None

    def where(self) -> str:
        return self._address

    def _create_large(self, key: str, path: Path) -> None:
        path.stat()  # a file that is gone is not the storage's failure
        try:
            obstore.put(self._store, key, path)
        except bucket.FAILED as error:
            raise bucket.unavailable(self._address, error) from None

    def _create(self, key: str, content: bytes) -> None:
        try:
            obstore.put(self._store, key, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return
        except bucket.FAILED as error:
            raise bucket.unavailable(self._address, error) from None

    def _get(self, key: str) -> bytes | None:
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise bucket.unavailable(self._address, error) from None


def _key(kind: str, digest: str) -> str:
    # A digest is 64 hexadecimal signs; anything else could name another object.
    if len(digest) != 64 or not all(sign in "0123456789abcdef" for sign in digest):
        raise _missing(digest)
    return f"{kind}/{digest[:2]}/{digest[2:4]}/{digest}"


def _missing(digest: str) -> NotFound:
    return NotFound(say("The media {digest} is not in the storage.", digest=digest[:16]))
