"""The formats by name: what each holds, and who reads and writes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dure.core import Invalid, Labelled, say

from . import coco, intents, label_studio, manifest, voc, yolo
from .columns import Columns
from .reading import Found, Media, Reading
from .writing import Holds, Loss, Sized, lost


@dataclass(frozen=True, slots=True)
class Format:
    """One format that can be written.

    Attributes:
        holds: what it can hold.
        write: writes its label files into a folder and gives the number of labels.
        placed: where a media file must stand in that folder.
    """

    holds: Holds
    write: Callable[[Iterable[Sized], Path], int]
    placed: Callable[[str], str] = str


FORMATS: dict[str, Format] = {
    "coco": Format(coco.HOLDS, coco.write),
    "darknet": Format(yolo.DARKNET_HOLDS, yolo.write_darknet),
    "intents": Format(intents.HOLDS, intents.write),
    "label_studio": Format(label_studio.HOLDS, label_studio.write),
    "manifest": Format(manifest.HOLDS, manifest.write),
    "voc": Format(voc.HOLDS, voc.write, voc.placed),
    "yolo": Format(yolo.HOLDS, yolo.write, yolo.placed),
}
_ONE_FILE: dict[str, Callable[[Path, str, Media], Reading]] = {
    "coco": coco.read,
    "intents": intents.read,
    "label_studio": label_studio.read,
}


def named(name: str) -> Format:
    """Give a format by its name; raises `Invalid` where there is none."""
    if name not in FORMATS:
        raise Invalid(
            say(
                "There is no format “{format}”; choose from {formats}.",
                format=name,
                formats=", ".join(FORMATS),
            )
        )
    return FORMATS[name]


def read(root: Path, found: Found, media: Media, columns: Columns | None = None) -> Reading:
    """Read label files that `recognise` found; raises nothing for what is wrong in them."""
    if found.format == "yolo":
        return yolo.read(root, found.files, media)
    if found.format == "voc":
        return voc.read(root, found.files, media)
    if found.format == "manifest":
        return manifest.read(root, found.files[0], media, columns)
    if found.format not in _ONE_FILE:
        named(found.format)
    return _ONE_FILE[found.format](root, found.files[0], media)


def losses(labelled: Iterable[Labelled | Sized], format: str) -> list[Loss]:
    """List what a format cannot hold of these labels."""
    return lost(labelled, format, named(format).holds)


def write(images: Iterable[Sized], to: Path, format: str) -> int:
    """Write label files into a folder in a format; give the number of labels written."""
    return named(format).write(images, to)


def placed(path: str, format: str) -> str:
    """Give where a media file must stand in a folder of the format, for its tools to find it."""
    return named(format).placed(path)
