"""Pictures in folders named after their classes: ImageNet's layout, and Ultralytics' classify.

The folders are the labels, so that there is no file to recognise: a picture's class is the folder
below that of its split, or the topmost where there are no splits (as torchvision reads them).
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from dure.core import Choice, Labelled

from ..base.reading import Media, Reading
from ..base.splits import split_of_name
from ..base.text import composed
from ..base.writing import Holds, Sized

# What may be a folder's name on any system and is not taken for a split's.
_FOLDER = re.compile(r"(?!\.)[^/\\:*?\"<>|\x00-\x1f]{1,80}(?<![. ])")
_WORDS = {"validation": "val"}


def _is_class(label: str) -> bool:
    return _FOLDER.fullmatch(label) is not None and split_of_name(label) is None


def _lost(labelled: Labelled) -> Iterator[str]:
    labels = [one.label for one in labelled.annotations if isinstance(one, Choice)]
    yield from ("further_class" for _ in labels[1:])
    if not labels:
        yield "no_class"
    elif not _is_class(labels[0]):
        yield "class_name"


HOLDS = Holds(kinds=frozenset({Choice}), further=_lost)


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Give each picture the class that its folder says; the files are the pictures themselves."""
    del root, media
    labelled = [one for path in files if (one := _of(path))]
    labels = (a.label for one in labelled for a in one.annotations if isinstance(a, Choice))
    return Reading(tuple(labelled), (), files, tuple(dict.fromkeys(labels)))


def _of(path: str) -> Labelled | None:
    folders = path.split("/")[:-1]
    at = next((i for i, name in enumerate(folders) if split_of_name(name)), -1)
    if at + 1 >= len(folders):
        return None
    split = split_of_name(folders[at]) if at >= 0 else None
    return Labelled(path, (Choice(composed(folders[at + 1])),), split=split)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write nothing but the folder, as the places of the pictures say it all; count the classes."""
    to.mkdir(parents=True, exist_ok=True)
    return len(places([image.labelled for image in images]))


def places(labelled: Sequence[Labelled], unsaid: str = "") -> dict[str, str]:
    """Give where each picture with a class must stand; those without one have no place.

    `unsaid` is the folder of pictures that no split was given to.
    """
    there: dict[str, str] = {}
    taken: set[str] = set()
    for one in labelled:
        label = next((a.label for a in one.annotations if isinstance(a, Choice)), None)
        if label is None or not _is_class(label):
            continue
        split = _WORDS.get(one.split, one.split) if one.split else unsaid
        wanted = posixpath.join(split, label, one.path.rpartition("/")[2])
        there[one.path] = _free(wanted, taken.__contains__)
        taken.add(there[one.path].casefold())
    return there


def _free(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """Give the wanted name, or the first numbered one that is free."""
    stem, dot, extension = wanted.rpartition(".")
    name, number = wanted, 1
    while is_taken(name.casefold()):
        number += 1
        name = f"{stem}-{number}{dot}{extension}" if dot else f"{wanted}-{number}"
    return name


classify_places = partial(places, unsaid="train")
