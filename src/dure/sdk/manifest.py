"""What every source of a release gives: its manifest, and files that match their digests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from dure.core import say

from .errors import FileDamaged, ReleaseNotFound, WrongVersion

Manifest = Mapping[str, Any]
FORMAT_VERSION = 1


class Source(Protocol):
    """A place that holds one release."""

    @property
    def manifest(self) -> Manifest:
        """Give the manifest."""

    def file(self, path: str) -> Path:
        """Give a local copy of a file of the release, held against its digest."""


def damaged(path: str) -> FileDamaged:
    """Say that a file does not match its digest."""
    return FileDamaged(
        say("“{path}” does not match its digest; fetch the release again.", path=path), path=path
    )


def entry_of(manifest: Manifest, path: str) -> Mapping[str, Any]:
    """Give what the manifest says of a file."""
    for entry in manifest["files"]:
        if entry["path"] == path:
            found: Mapping[str, Any] = entry
            return found
    raise ReleaseNotFound(say("The release has no file “{path}”.", path=path))


def check_manifest(found: object, place: str) -> Manifest:
    """Give the manifest; raises where it is none, or is newer than this Dure."""
    if not isinstance(found, dict) or found.get("format") != "dure-release":
        raise ReleaseNotFound(
            say("“{place}” holds no Dure release: its manifest.json is missing.", place=place)
        )
    if found["format_version"] > FORMAT_VERSION:
        raise WrongVersion(
            say("This release was written by a newer Dure ({tool}); upgrade with "
                "“pip install -U dure”.", tool=found["tool"])
        )  # fmt: skip
    return found
