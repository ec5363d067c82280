"""Recognises which files of a folder are labels, and in which format, from names and heads."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .archives import tables, webdataset
from .base.listing import Listing, is_media
from .base.reading import Found
from .base.splits import split_of_name
from .lists import hugging_face, imagenet_txt, manifest_finding
from .speech import (
    common_voice,
    elan,
    intents,
    kaldi,
    ljspeech,
    nemo,
    rttm,
    subrip,
    textgrid,
    webvtt,
)
from .tools import cvat_tsv, label_studio
from .vision import (
    coco,
    createml,
    cvat,
    datumaro,
    labelme,
    mot,
    open_images,
    pixel_maps,
    voc,
    yolo_finding,
)

__all__ = ["is_media", "recognise"]

_Find = Callable[[Listing], Iterator[Found]]


def recognise(root: Path, names: Iterable[str]) -> list[Found]:
    """Find the label files among the names of a folder; each belongs to one format at most."""
    listing = Listing(root, names)
    found = [one for find in _FINDERS for one in find(listing)]
    return sorted(found, key=lambda one: (one.format, one.files))


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
            and listing.is_split_list(name)
        ]
        yield listing.claim(format, (*lists, *files) if format == "voc" else files)


_JSON: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("coco", coco.looks_like),
    ("label_studio", label_studio.looks_like),
    ("datumaro", datumaro.looks_like),
    ("intents", intents.looks_like),
    ("nemo", nemo.looks_like),
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
            yield listing.claim(format, (name, *_with(listing, name, format)))
    for (format, _), files in sorted(groups.items()):
        yield listing.claim(format, files)


def _with(listing: Listing, name: str, format: str) -> tuple[str, ...]:
    """Give the files without which a JSON file says less."""
    if format == "coco":
        return _maps(listing, name)
    return label_studio.configs(listing, name) if format == "label_studio" else ()


def _maps(listing: Listing, name: str) -> tuple[str, ...]:
    """Give the maps of a panoptic file, which are labels and no pictures of their own."""
    stem, folder = name.removesuffix(".json"), posixpath.dirname(name)
    beside = folder if "panoptic" in folder.rpartition("/")[2] else stem
    found = listing.pictures_in(stem) or listing.pictures_in(beside)
    return tuple(n for n in found if n.endswith(".png") and "panoptic" in n)


def _root_above(folder: str) -> str:
    parts = folder.split("/")
    while parts and (parts[-1].lower() == "annotations" or split_of_name(parts[-1])):
        parts = parts[:-1]
    return "/".join(parts)


_FINDERS: tuple[_Find, ...] = (
    pixel_maps.find,
    createml.find,
    webdataset.find,
    tables.find,
    mot.find,
    yolo_finding.find,
    _json,
    _xml,
    open_images.find,
    imagenet_txt.find,
    hugging_face.find,
    textgrid.find,
    elan.find,
    rttm.find,
    webvtt.find,
    subrip.find,
    kaldi.find,
    nemo.find,
    cvat_tsv.find,
    common_voice.find,
    ljspeech.find,
    manifest_finding.find,
)
