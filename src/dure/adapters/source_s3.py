"""Files below a prefix of S3-compatible storage, listed and fetched through obstore."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from dure.core import Unavailable, say

_FAILED = (BaseError, FileNotFoundError)


class S3Source:
    """Objects below ``s3://bucket/prefix``; a stamp is size, entity tag and time."""

    def __init__(
        self,
        address: str,
        *,
        endpoint: str | None,
        region: str,
        key: str | None,
        secret: str | None,
    ) -> None:
        bucket = urlsplit(address)
        self.address = address.rstrip("/")
        self._prefix = bucket.path.strip("/")
        self._times: dict[str, datetime] = {}
        self._store = S3Store(
            bucket.netloc,
            prefix=self._prefix or None,
            endpoint=endpoint,
            region=region,
            access_key_id=key,
            secret_access_key=secret,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": bool(endpoint and endpoint.startswith("http://")),
                "connect_timeout": "5s",
            },
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
        )

    def entries(self) -> Iterator[tuple[str, str]]:
        try:
            for some in obstore.list(self._store):
                for found in some:
                    path, at = found["path"], found["last_modified"]
                    if path.endswith("/"):
                        continue  # a marker of a folder
                    self._times[path] = at
                    yield path, f"{found['size']}:{found['e_tag']}:{at.isoformat()}"
        except _FAILED as error:
            raise self._unavailable(error) from None

    def bring(self, path: str, to: Path) -> None:
        try:
            with to.open("wb") as out:
                for piece in obstore.get(self._store, path).stream():
                    out.write(piece)
        except _FAILED as error:
            raise self._unavailable(error) from None
        seconds = self._times[path].timestamp()
        os.utime(to, (seconds, seconds))

    def _unavailable(self, error: Exception) -> Unavailable:
        return Unavailable(
            say(
                "The storage {address} does not answer ({reason}); check its address and keys.",
                address=self.address,
                reason=type(error).__name__,
            )
        )
