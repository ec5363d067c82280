"""A bucket of S3-compatible storage, opened one way for all that keep or fetch things there."""

from datetime import timedelta
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from dure.core import Unavailable, say

from .access import Access

# Of a write or a listing, “not found” means that there is no such bucket.
FAILED = (BaseError, FileNotFoundError)


def opened(address: str, access: Access) -> S3Store:
    """Open what lies below ``s3://bucket/prefix``; nothing is asked of the server yet."""
    bucket = urlsplit(address)
    return S3Store(
        bucket.netloc,
        prefix=bucket.path.strip("/") or None,
        endpoint=access.endpoint,
        region=access.region,
        access_key_id=access.key,
        secret_access_key=access.secret,
        virtual_hosted_style_request=False,
        client_options={
            "allow_http": bool(access.endpoint and access.endpoint.startswith("http://")),
            "connect_timeout": "5s",
        },
        # Without a limit a wrong address would be tried for three minutes.
        retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
    )


def unavailable(address: str, error: Exception) -> Unavailable:
    """Say that a bucket does not answer."""
    return Unavailable(
        say(
            "The storage {address} does not answer ({reason}); check its address and keys.",
            address=address,
            reason=type(error).__name__,
        )
    )
