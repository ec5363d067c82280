"""The formats by name: what each holds, and who reads and writes it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dure.core import Invalid, Labelled, say

from .archives import tables, webdataset
from .base.reading import Found, Media, Reading
from .base.writing import Holds, Loss, Sized, lost
from .lists import hugging_face, imagenet_txt, manifest
from .lists.columns import Columns
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
    class_folders,
    coco,
    coco_panoptic,
    createml,
    cvat,
    datumaro,
    labelme,
    mot,
    open_images,
    pixel_maps,
    voc,
    yolo,
    yolo_obb,
    yolo_pose,
)

_Read = Callable[[Path, tuple[str, ...], Media], Reading]
_ReadOne = Callable[[Path, str, Media], Reading]


def _same(labelled: Sequence[Labelled], place: Callable[[str], str] = str) -> dict[str, str]:
    return {one.path: place(one.path) for one in labelled}


def _by(place: Callable[[str], str]) -> "Callable[[Sequence[Labelled]], dict[str, str]]":
    return partial(_same, place=place)


def _one(read: _ReadOne) -> _Read:
    def read_one(root: Path, files: tuple[str, ...], media: Media) -> Reading:
        return read(root, files[0], media)

    return read_one


@dataclass(frozen=True, slots=True)
class Format:
    """One format that can be read and written.

    Attributes:
        holds: what it can hold.
        read: reads label files that belong together.
        write: writes its label files into a folder and gives the number of labels.
        places: where each media file must stand in that folder.
        pack: writes label files and media in one, where the media have no files of their own.
    """

    holds: Holds
    read: _Read
    write: Callable[[Iterable[Sized], Path], int]
    places: Callable[[Sequence[Labelled]], dict[str, str]] = _same
    pack: Callable[[Iterable[Sized], Path, webdataset.Open], int] | None = None


FORMATS: dict[str, Format] = {
    "coco": Format(coco.HOLDS, coco.read, coco.write),
    "common_voice": Format(
        common_voice.HOLDS,
        _one(common_voice.read),
        common_voice.write,
        _by(common_voice.placed),
    ),
    "coco_panoptic": Format(coco_panoptic.HOLDS, coco.read, coco_panoptic.write),
    "createml": Format(createml.HOLDS, createml.read, createml.write, createml.places),
    "cvat": Format(cvat.HOLDS, cvat.read, cvat.write, _by(cvat.placed)),
    "cvat_tsv": Format(cvat_tsv.HOLDS, _one(cvat_tsv.read), cvat_tsv.write),
    "darknet": Format(yolo.DARKNET_HOLDS, yolo.read, yolo.write_darknet),
    "datumaro": Format(datumaro.HOLDS, datumaro.read, datumaro.write, _by(datumaro.placed)),
    "elan": Format(elan.HOLDS, elan.read, elan.write),
    "huggingface": Format(
        hugging_face.HOLDS, _one(hugging_face.read), hugging_face.write, hugging_face.places
    ),
    "imagenet_folder": Format(
        class_folders.HOLDS, class_folders.read, class_folders.write, class_folders.places
    ),
    "imagenet_txt": Format(
        imagenet_txt.HOLDS, imagenet_txt.read, imagenet_txt.write, _by(imagenet_txt.placed)
    ),
    "intents": Format(intents.HOLDS, _one(intents.read), intents.write),
    "kaldi": Format(kaldi.HOLDS, kaldi.read, kaldi.write),
    "label_studio": Format(label_studio.HOLDS, label_studio.read, label_studio.write),
    "labelme": Format(labelme.HOLDS, labelme.read, labelme.write),
    "ljspeech": Format(ljspeech.HOLDS, _one(ljspeech.read), ljspeech.write, _by(ljspeech.placed)),
    "manifest": Format(manifest.HOLDS, _one(manifest.read), manifest.write),
    "mot": Format(mot.HOLDS, mot.read, mot.write, mot.places),
    "nemo": Format(nemo.HOLDS, _one(nemo.read), nemo.write),
    "open_images": Format(
        open_images.HOLDS, open_images.read, open_images.write, _by(open_images.placed)
    ),
    "pixel_maps": Format(
        pixel_maps.HOLDS, pixel_maps.read, pixel_maps.write, _by(pixel_maps.placed)
    ),
    "rttm": Format(rttm.HOLDS, rttm.read, rttm.write),
    "subrip": Format(subrip.HOLDS, subrip.read, subrip.write),
    "textgrid": Format(textgrid.HOLDS, textgrid.read, textgrid.write),
    "voc": Format(voc.HOLDS, voc.read, voc.write, _by(voc.placed)),
    "webdataset": Format(
        webdataset.HOLDS, webdataset.read, webdataset.write, webdataset.places, webdataset.pack
    ),
    "webvtt": Format(webvtt.HOLDS, webvtt.read, webvtt.write),
    "yolo": Format(yolo.HOLDS, yolo.read, yolo.write, _by(yolo.placed)),
    "yolo_classify": Format(
        class_folders.HOLDS, class_folders.read, class_folders.write, class_folders.classify_places
    ),
    "yolo_obb": Format(yolo_obb.HOLDS, yolo_obb.read, yolo_obb.write, _by(yolo.placed)),
    "yolo_pose": Format(yolo_pose.HOLDS, yolo_pose.read, yolo_pose.write, _by(yolo.placed)),
}
# Formats that no file tells of: the places of the media are their labels.
FOLDERS = frozenset({"imagenet_folder", "yolo_classify"})
READ_ONLY: dict[str, _Read] = {"parquet": _one(tables.read)}
# Formats whose files look alike; who names one of them may mean what was recognised as another.
_FAMILIES = {"coco_panoptic": "coco", "darknet": "yolo", "yolo_obb": "yolo", "yolo_pose": "yolo"}
# Of these the files do not always say that they are in this one of their family.
_TOLD = frozenset({"yolo_obb", "yolo_pose"})


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


def readable(name: str) -> bool:
    """Tell whether a format of this name can be read."""
    return name in FORMATS or name in READ_ONLY


def meant(found: Found, wanted: str | None) -> Found | None:
    """Give what was found as what is wanted of it; None where it is in another format."""
    if wanted is None or found.format == wanted:
        return found
    family = _FAMILIES.get(found.format, found.format)
    if _FAMILIES.get(wanted, wanted) != family:
        return None
    return replace(found, format=wanted) if wanted in _TOLD else found


def read(root: Path, found: Found, media: Media, columns: Columns | None = None) -> Reading:
    """Read label files that `recognise` found; raises nothing for what is wrong in them."""
    if found.format == "manifest":
        return manifest.read(root, found.files[0], media, columns)
    reader = READ_ONLY.get(found.format) or named(found.format).read
    return reader(root, found.files, media)


def losses(labelled: Iterable[Labelled | Sized], format: str) -> list[Loss]:
    """List what a format cannot hold of these labels."""
    return lost(labelled, format, named(format).holds)


def write(images: Iterable[Sized], to: Path, format: str) -> int:
    """Write label files into a folder in a format; give the number of labels written."""
    return named(format).write(images, to)


def places(labelled: Sequence[Labelled], format: str) -> dict[str, str]:
    """Give where each media file must stand in a folder of the format, for its tools to find it."""
    return named(format).places(labelled)


def placed(path: str, format: str) -> str:
    """Give where one media file must stand in a folder of the format."""
    return places([Labelled(path, ())], format).get(path, path)
