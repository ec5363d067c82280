"""What can go wrong when a release is opened.

The tree::

    Error (root)
    ├── NotFound
    │   ├── ReleaseNotFound
    │   ├── SplitNotFound
    │   └── WrongVersion
    ├── Invalid
    │   └── FileDamaged
    ├── Refused
    └── Unavailable
        ├── LibraryMissing
        └── ServerUnreachable
"""

from dure.core import Error, Invalid, NotFound, Unavailable


class ReleaseNotFound(NotFound):
    """There is no such release, or the token may not see it."""


class SplitNotFound(NotFound):
    """The release has no such split."""


class WrongVersion(NotFound):
    """Other versions are there, or this one needs another Dure."""


class FileDamaged(Invalid):
    """A file does not match the digest in the manifest, or cannot be decoded."""


class LibraryMissing(Unavailable):
    """A library that the user brings is not installed."""


class ServerUnreachable(Unavailable):
    """The server did not answer."""


class Refused(Error):
    """The server refuses a request; `details["problem"]` is its problem document (RFC 9457)."""
