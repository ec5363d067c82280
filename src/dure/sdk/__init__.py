"""What `import dure` gives to people who train: `load` a release, and a `Dataset` of its rows."""

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import Client
    from .dataset import Dataset, LabelClass
    from .decode import Sound
    from .errors import (
        FileDamaged,
        LibraryMissing,
        Refused,
        ReleaseNotFound,
        ServerUnreachable,
        SplitNotFound,
        WrongVersion,
    )

__all__ = [
    "Dataset",
    "FileDamaged",
    "LabelClass",
    "LibraryMissing",
    "Refused",
    "ReleaseNotFound",
    "ServerUnreachable",
    "Sound",
    "SplitNotFound",
    "WrongVersion",
    "connect",
    "load",
]


def load(
    reference: str | PathLike[str],
    split: str | None = None,
    *,
    home: str | PathLike[str] | None = None,
    server: str | None = None,
    token: str | None = None,
) -> "Dataset":
    """Open a release for training.

    Files are fetched when rows are first read, held against their digests, and kept in the
    cache (`DURE_CACHE`, or the user's cache folder).

    Args:
        reference: a release folder, or a name such as ``food@3``.
        split: ``train``, ``validation`` or ``test``; all of them where it is left out.
        home: Dure's folder on this machine (else `DURE_HOME`); its releases are looked at first.
        server: address of a Dure server (else `DURE_SERVER`).
        token: access token for the server (else `DURE_TOKEN`).

    Raises:
        ReleaseNotFound: where no such release can be seen.
        WrongVersion: where only other versions are there, or this one needs a newer Dure.
        SplitNotFound: where the release has no such split.
        ServerUnreachable: where the server does not answer and the cache cannot help.
    """
    from .dataset import open_dataset
    from .sources import find_source

    source = find_source(reference, home=home, server=server, token=token)
    return open_dataset(source, split)


def connect(server: str | None = None, token: str | None = None) -> "Client":
    """Open a server (else `DURE_SERVER`), every route of it, with a token (else `DURE_TOKEN`)."""
    from . import client

    return client.connect(server, token)


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attributes)
    if name in ("Dataset", "LabelClass"):
        from . import dataset

        return getattr(dataset, name)
    if name == "Sound":
        from .decode import Sound

        return Sound
    if name in __all__:
        from . import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'dure.sdk' has no attribute {name!r}")
