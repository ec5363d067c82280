"""Recognises which files of a folder are labels, and in which format, from names and heads."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import (
    coco,
    cvat,
    datumaro,
    imagenet_txt,
    intents,
    label_studio,
    labelme,
    manifest,
    mot,
    open_images,
    voc,
    yolo,
)
from .listing import MEDIA, Listing, is_media
from .reading import Found
from .splits import split_of_name
from .text import composed

__all__ = ["is_media", "recognise"]

_SAMPLE = 12
_LISTS = ("csv", "jsonl", "ndjson", "tsv", "txt")
_Find = Callable[[Listing], Iterator[Found]]


def recognise(root: Path, names: Iterable[str]) -> list[Found]:
    """Find the label files among the names of a folder; each belongs to one format at most."""
    listing = Listing(root, names)
    found = [one for find in _FINDERS for one in find(listing)]
    return sorted(found, key=lambda one: (one.format, one.files))


def _yolo(listing: Listing) -> Iterator[Found]:
    """Find label files that stand beside pictures or in ``labels`` beside ``images``."""
    texts = [n for n in listing.of("txt") if not yolo.is_names(n)]
    paired = {n for n in texts if listing.stems.intersection(map(composed, yolo.images_beside(n)))}
    names = _names_files(listing)
    groups: dict[str, list[str]] = defaultdict(list)
    folders = {posixpath.dirname(name) for name in paired}
    for name in texts:
        if posixpath.dirname(name) in folders and not _is_list(listing, name):
            groups[_yolo_root(posixpath.dirname(name), names)].append(name)
    for group, labels in sorted(groups.items()):
        if _are_yolo(listing, labels, paired):
            lists = [n for n in texts if posixpath.dirname(n) == group and _is_list(listing, n)]
            yield listing.claim("yolo", (*names.get(group, ()), *lists, *labels))


def _is_list(listing: Listing, name: str) -> bool:
    stem = name.rpartition("/")[2].rpartition(".")[0]
    return split_of_name(stem) is not None and name.rpartition(".")[0] not in listing.stems


def _names_files(listing: Listing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for extension in ("yaml", "yml", "names", "txt", "labels"):
        for name in filter(yolo.is_names, listing.of(extension)):
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


def _xml(listing: Listing) -> Iterator[Found]:
    """Find CVAT's files, and XML files of one picture each with the lists of their splits."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in listing.of("xml"):
        head = listing.head(name, 4096)
        if cvat.looks_like(head):
            yield listing.claim("cvat", (name,))
        elif labelme.looks_like_xml(head):
            groups["labelme", _root_above(posixpath.dirname(name))].append(name)
        elif voc.looks_like(head):
            groups["voc", _root_above(posixpath.dirname(name))].append(name)
    for (format, group), files in sorted(groups.items()):
        lists = [
            name
            for name in listing.of("txt")
            if posixpath.dirname(name) == posixpath.join(group, "ImageSets/Main")
            and _is_list(listing, name)
        ]
        yield listing.claim(format, (*lists, *files) if format == "voc" else files)


_JSON: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("coco", coco.looks_like),
    ("label_studio", label_studio.looks_like),
    ("datumaro", datumaro.looks_like),
    ("intents", intents.looks_like),
    ("labelme", labelme.looks_like),
)
_ONE_A_PICTURE = frozenset(("labelme",))


def _json(listing: Listing) -> Iterator[Found]:
    """Find what a JSON file's first words tell; device status is none of them."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in listing.of("json"):
        head = listing.head(name)
        format = next((word for word, fits in _JSON if fits(head)), None)
        if format in _ONE_A_PICTURE:
            groups[str(format), _root_above(posixpath.dirname(name))].append(name)
        elif format:
            yield listing.claim(format, (name, *(_maps(listing, name) if format == "coco" else ())))
    for (format, _), files in sorted(groups.items()):
        yield listing.claim(format, files)


def _maps(listing: Listing, name: str) -> tuple[str, ...]:
    """Give the maps of a panoptic file, which are labels and no pictures of their own."""
    stem, folder = name.removesuffix(".json"), posixpath.dirname(name)
    beside = folder if "panoptic" in folder.rpartition("/")[2] else stem
    found = listing.pictures_in(stem) or listing.pictures_in(beside)
    return tuple(n for n in found if n.endswith(".png") and "panoptic" in n)


def _mot(listing: Listing) -> Iterator[Found]:
    """Find the sequences of pictures in which things are tracked."""
    for name in listing.of("txt"):
        if mot.looks_like(name, listing.head(name) if name.endswith("gt/gt.txt") else ""):
            others = (listing.beside(name, "labels.txt"), listing.beside(name, "../seqinfo.ini"))
            yield listing.claim("mot", (name, *filter(None, others)))


def _open_images(listing: Listing) -> Iterator[Found]:
    """Find the tables of one folder, where one of them names pictures and classes."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in listing.of("csv"):
        if open_images.looks_like(name, listing.head(name, 4096)):
            groups[posixpath.dirname(name)].append(name)
    for _, files in sorted(groups.items()):
        if any(not open_images.is_names(name) for name in files):
            yield listing.claim("open_images", files)


def _imagenet_txt(listing: Listing) -> Iterator[Found]:
    """Find lists of pictures with class numbers, and the names of the classes beside them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in listing.of("txt"):
        if not name.endswith(imagenet_txt.NAMES) and imagenet_txt.looks_like(listing.head(name)):
            groups[posixpath.dirname(name)].append(name)
    for _, files in sorted(groups.items()):
        # Without the names, numbers beside pictures may be anything: persons, splits, counts.
        if names := listing.beside(files[0], imagenet_txt.NAMES):
            yield listing.claim("imagenet_txt", (names, *files))


def _manifests(listing: Listing) -> Iterator[Found]:
    """Find lists whose rows name media of this folder, or what looks like media."""
    paths = {composed(name) for name in listing.media}
    for extension in _LISTS:
        for name in listing.of(extension):
            if _is_manifest(listing, name, extension, paths):
                yield listing.claim("manifest", (name,))


def _is_there(listing: Listing, value: str, manifest: str) -> bool:
    beside = posixpath.join(posixpath.dirname(manifest), composed(value.strip()))
    return beside in listing.names and beside != manifest


def _is_manifest(listing: Listing, name: str, extension: str, paths: set[str]) -> bool:
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


def _ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _yolo_root(folder: str, names: dict[str, list[str]]) -> str:
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


def _root_above(folder: str) -> str:
    parts = folder.split("/")
    while parts and (parts[-1].lower() == "annotations" or split_of_name(parts[-1])):
        parts = parts[:-1]
    return "/".join(parts)


_FINDERS: tuple[_Find, ...] = (
    _mot,
    _yolo,
    _xml,
    _json,
    _open_images,
    _imagenet_txt,
    _manifests,
)
