"""Where media lie: content-addressed, immutable, on a disk or in S3-compatible storage.

A blob is named by the SHA-256 of its content, so the same photograph is stored once, and a
blob that exists is complete: it appears under its name in one step. Derivatives (thumbnails,
waveform peaks) hang on the digest of the media they come from and may be made again.
"""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from dure.core import NotFound, say

PIECE = 1 << 20


class Blobs(Protocol):
    """Content-addressed storage; every method is safe from several threads."""

    def put(self, digest: str, content: bytes) -> None:
        """Store content under its digest; storing it again changes nothing."""

    def put_file(self, digest: str, path: Path) -> None:
        """Store a large file, in pieces."""

    def read(self, digest: str) -> bytes:
        """Give the whole content; raises `NotFound`."""

    def stream(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Give the bytes from `start` up to, not including, `end`; raises `NotFound` at once."""

    def size(self, digest: str) -> int | None:
        """Give the size in bytes, or None where there is no such blob."""

    def put_derived(self, kind: str, digest: str, content: bytes) -> None:
        """Store a derivative of the blob; it may be replaced."""

    def read_derived(self, kind: str, digest: str) -> bytes | None:
        """Give a derivative, or None where it has not been made."""

    def remove(self, digest: str) -> None:
        """Remove a blob and its derivatives; removing it again changes nothing."""

    def where(self) -> str:
        """Say for people where the blobs lie."""


class _Opened(io.RawIOBase):
    """A blob as a file to read from anywhere in it."""

    def __init__(self, blobs: Blobs, digest: str, size: int) -> None:
        self._blobs, self._digest, self._size, self._at = blobs, digest, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, (0, self._at, self._size)[whence] + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401  (collections.abc.Buffer is 3.12)
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        content = b"".join(self._blobs.stream(self._digest, self._at, end))
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


def opened_blob(blobs: Blobs, digest: str) -> BinaryIO:
    """Open a blob for reading here and there, by ranges; raises `NotFound`."""
    size = blobs.size(digest)
    if size is None:
        raise NotFound(say("The medium “{digest}” is not there.", digest=digest))
    return io.BufferedReader(_Opened(blobs, digest, size), 1 << 16)


def digest_of(content: bytes) -> str:
    """Give the SHA-256 of the content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def pieces(file: BinaryIO, end: int | None = None) -> Iterator[bytes]:
    """Read an open file in pieces, up to `end` bytes from where it stands."""
    left = end
    while left is None or left > 0:
        piece = file.read(PIECE if left is None else min(PIECE, left))
        if not piece:
            return
        left = None if left is None else left - len(piece)
        yield piece
