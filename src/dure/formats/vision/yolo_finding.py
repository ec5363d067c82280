"""Recognises folders of YOLO's texts: beside pictures, or in ``labels`` beside ``images``."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from ..base.listing import Listing
from ..base.reading import Found
from ..base.splits import split_of_name
from ..base.text import composed
from . import yolo, yolo_classes

_SAMPLE = 12


def find(listing: Listing) -> Iterator[Found]:
    """Find label files that stand beside pictures or in ``labels`` beside ``images``."""
    texts = [n for n in listing.of("txt") if not yolo_classes.is_names(n)]
    paired = {n for n in texts if listing.stems.intersection(map(composed, yolo.images_beside(n)))}
    names = _names_files(listing)
    groups: dict[str, list[str]] = defaultdict(list)
    folders = {posixpath.dirname(name) for name in paired}
    for name in texts:
        if posixpath.dirname(name) in folders and not listing.is_split_list(name):
            groups[_root_of(posixpath.dirname(name), names)].append(name)
    for group, labels in sorted(groups.items()):
        if _are_yolo(listing, labels, paired):
            lists = [n for n in texts if posixpath.dirname(n) == group and listing.is_split_list(n)]
            named = names.get(group, ())
            form = next(
                (form for name in named if (form := _form(listing, name)) != "yolo"), "yolo"
            )
            yield listing.claim(form, (*named, *lists, *labels))


def _form(listing: Listing, name: str) -> str:
    """Give the form of the lines that a file of class names announces."""
    stated = name.endswith((".yaml", ".yml"))
    return yolo_classes.form_of(listing.head(name)) if stated else "yolo"


def _names_files(listing: Listing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for extension in ("yaml", "yml", "names", "txt", "labels"):
        for name in filter(yolo_classes.is_names, listing.of(extension)):
            head = listing.head(name) if extension in ("yaml", "yml") else "names:"
            if "names:" in head:
                found[posixpath.dirname(name)].append(name)
    return found


def _are_yolo(listing: Listing, labels: list[str], paired: set[str]) -> bool:
    """Half of a sample must be lines of numbers: texts beside pictures may be captions."""
    step = max(1, len(labels) // _SAMPLE)
    sample = [name for name in labels if name in paired][::step]
    heads = [head for name in sample if (head := listing.head(name)).strip()]
    return sum(map(yolo.looks_like, heads)) * 2 >= len(heads)


def _ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _root_of(folder: str, names: dict[str, list[str]]) -> str:
    """Give the nearest folder with class names, or else the one above ``labels`` and splits."""
    for ancestor in _ancestors(folder):
        if ancestor in names:
            return ancestor
    parts = folder.split("/")
    lowered = [part.lower() for part in parts]
    if "labels" in lowered:
        parts = parts[: len(parts) - 1 - lowered[::-1].index("labels")]
    while parts and split_of_name(parts[-1]):
        parts = parts[:-1]
    return "/".join(parts)
