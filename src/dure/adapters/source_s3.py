"""Files below a prefix of S3-compatible storage, listed and fetched through obstore."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import obstore

from . import bucket
from .access import Access


class S3Source:
    """Objects below ``s3://bucket/prefix``; a stamp is size, entity tag and time."""

    def __init__(self, address: str, access: Access) -> None:
        self.address = address.rstrip("/")
        self._times: dict[str, datetime] = {}
        self._store = bucket.opened(address, access)

    def entries(self) -> Iterator[tuple[str, str]]:
        try:
            for some in obstore.list(self._store):
                for found in some:
                    path, at = found["path"], found["last_modified"]
                    if path.endswith("/"):
                        continue  # a marker of a folder
                    self._times[path] = at
                    yield path, f"{found['size']}:{found['e_tag']}:{at.isoformat()}"
        except bucket.FAILED as error:
            raise bucket.unavailable(self.address, error) from None

    def bring(self, path: str, to: Path) -> None:
        try:
            with to.open("wb") as out:
                for piece in obstore.get(self._store, path).stream():
                    out.write(piece)
        except bucket.FAILED as error:
            raise bucket.unavailable(self.address, error) from None
        seconds = self._times[path].timestamp()
        os.utime(to, (seconds, seconds))
