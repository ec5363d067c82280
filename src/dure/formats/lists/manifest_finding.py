"""Recognises tables whose rows name media of their folder."""

import posixpath
from collections.abc import Iterator

from ..base.listing import MEDIA, Listing
from ..base.reading import Found
from ..base.text import composed
from . import manifest

_EXTENSIONS = ("csv", "jsonl", "ndjson", "tsv", "txt")


def find(listing: Listing) -> Iterator[Found]:
    """Find lists whose rows name media of this folder, or what looks like media."""
    paths = {composed(name) for name in listing.media}
    for extension in _EXTENSIONS:
        for name in listing.of(extension):
            if _lists_media(listing, name, extension, paths):
                yield listing.claim("manifest", (name,))


def _is_there(listing: Listing, value: str, list_: str) -> bool:
    beside = posixpath.join(posixpath.dirname(list_), composed(value.strip()))
    return beside in listing.names and beside != list_


def _lists_media(listing: Listing, name: str, extension: str, paths: set[str]) -> bool:
    head = listing.head(name)
    if manifest.has_header(head, extension):
        values = manifest.values_of_paths(head, extension)
        # A list may also tell of tables and statuses, whose names alone say nothing.
        known = (listing.index.resolve(v.strip()) or _is_there(listing, v, name) for v in values)
        looks = any(v.rpartition(".")[2].strip().lower() in MEDIA for v in values)
        return any(known) or looks
    folder = posixpath.dirname(name)
    near = {p.removeprefix(f"{folder}/") for p in paths} if folder else paths
    bases = {p.rpartition("/")[2] for p in paths}
    return extension in ("csv", "tsv", "txt") and manifest.is_headerless(head, paths | near | bases)
