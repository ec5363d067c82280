"""Convert a labelled folder from one format to another, whole or not at all."""

import io
import os
import shutil
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from uuid import uuid4

from dure.core import Conflict, Invalid, Issue, Labelled, Severity, say

from . import registry, unread
from .base.geometry import Size
from .base.reading import FolderMedia, Reading, uncollected
from .base.writing import Loss, Sized, inside
from .finding import is_media, recognise
from .lists import folder

_ORIENTATION = 0x0112
_HEAD = 64 << 10
_WITH_EXIF = ("JPEG", "MPO", "TIFF", "WEBP")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversion did.

    Attributes:
        counts: media, labels read and written, by word.
        losses: what the target format cannot hold.
        issues: what was wrong in the source.
    """

    counts: dict[str, int]
    losses: tuple[Loss, ...]
    issues: tuple[Issue, ...]


class WouldLose(Conflict):
    """A strict conversion that was not done; `conversion` tells what it would have lost."""

    def __init__(self, message: str, conversion: Conversion) -> None:
        super().__init__(message)
        self.conversion = conversion


def convert(
    src: Path,
    dst: Path,
    *,
    to: str,
    from_: str | None = None,
    strict: bool = False,
    media: bool = True,
) -> Conversion:
    """Convert the labels of a folder and copy its media; `dst` appears whole or not at all.

    Args:
        src: the labelled folder; it is only read.
        dst: a folder that is empty or does not exist yet.
        to: the format to write, one of `FORMATS`.
        from_: the format to read; found out where it is not given, ``folder`` for folder names.
        strict: refuse where anything would be lost or a label could not be read.
        media: copy the media to where the format's tools look for them.

    Raises:
        Conflict: `dst` is not empty.
        WouldLose: `strict`, and something would be lost; nothing was written.
        Invalid: there is no such format, or `src` holds no labels.
    """
    registry.named(to)
    if dst.exists() and (not dst.is_dir() or any(dst.iterdir())):
        raise Conflict(say("“{folder}” is not empty; name a new folder.", folder=dst.name))
    with uncollected():
        return _converted(src, dst, to, from_, strict=strict, media=media)


def _converted(
    src: Path, dst: Path, to: str, from_: str | None, *, strict: bool, media: bool
) -> Conversion:
    size = lru_cache(maxsize=None)(partial(picture_size, src))
    names = list(_walk(src))
    readings = _read(src, names, from_, size)
    images = [Sized(one, size(one.path)) for one in _merged(readings)]
    issues = tuple(issue for reading in readings for issue in reading.issues)
    losses = tuple(registry.losses(images, to))
    if strict:
        read = sum(len(image.labelled.annotations) for image in images)
        counts = {"labelled": len(images), "labels_read": read, "labels_written": 0}
        _refuse_loss(Conversion(counts, losses, issues))
    counts = _write(src if media else None, dst, images, to)
    return Conversion(counts, losses, issues)


def _walk(src: Path) -> Iterator[str]:
    for where, folders, files in os.walk(src):
        folders.sort()
        for name in sorted(files):
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(src).as_posix()


def _read(
    src: Path, names: list[str], from_: str | None, size: Callable[[str], Size | None]
) -> list[Reading]:
    wanted = "yolo" if from_ == "darknet" else from_
    if wanted not in (None, "folder"):
        registry.readable(str(wanted)) or registry.named(str(wanted))
    media = [name for name in names if is_media(name)]
    looked_up = FolderMedia(media, size)
    found = [] if wanted == "folder" else recognise(src, names)
    found = [one for one in found if wanted in (None, one.format)]
    readings = [registry.read(src, one, looked_up) for one in found]
    known = unread.layout(names) if not found and wanted is None else None
    if not found and known is None and wanted in (None, "folder"):
        readings = [Reading(folder.label(media), (), ())]
    if not any(reading.labelled or reading.issues for reading in readings):
        raise Invalid(_no_labels(src, known))
    return readings


def _no_labels(src: Path, known: str | None) -> str:
    if known:
        return say(
            "“{folder}” is in the layout of {layout}, which cannot be read; export it as COCO, "
            "or take the names of its folders with --from folder.",
            folder=src.name,
            layout=known,
        )
    return say("No labels were found in “{folder}”; name its format.", folder=src.name)


def _merged(readings: list[Reading]) -> list[Labelled]:
    """Put together what several label files say of one media file, each label once."""
    merged: dict[str, Labelled] = {}
    for one in (one for reading in readings for one in reading.labelled):
        before = merged.get(one.path)
        if before is None:
            merged[one.path] = one
            continue
        known = set(map(repr, before.annotations))
        new = [a for a in one.annotations if repr(a) not in known]
        merged[one.path] = Labelled(
            one.path,
            (*before.annotations, *new),
            {**one.attributes, **before.attributes},
            before.split or one.split,
            before.group or one.group,
            before.source,
        )
    return list(merged.values())


def _refuse_loss(refused: Conversion) -> None:
    errors = [issue.message for issue in refused.issues if issue.severity is Severity.ERROR]
    reasons = [*(loss.message for loss in refused.losses), *errors]
    if reasons:
        message = say(
            "Nothing was written, because something would be lost: {first} ({count} reasons)",
            first=reasons[0],
            count=len(reasons),
        )
        raise WouldLose(message, refused)


def _write(src: Path | None, dst: Path, images: list[Sized], to: str) -> dict[str, int]:
    counts: Counter[str] = Counter(labelled=len(images))
    counts["labels_read"] = sum(len(image.labelled.annotations) for image in images)
    dst.parent.mkdir(parents=True, exist_ok=True)
    made = dst.parent / f".{dst.name}.{uuid4().hex[:8]}.partial"
    made.mkdir()
    try:
        counts["labels_written"] = registry.write(images, made, to)
        places = registry.places([image.labelled for image in images], to) if src else {}
        for path, place in places.items():
            counts["media"] += _copy(src, made, path, place) if src else 0
        if dst.exists():
            dst.rmdir()
        made.rename(dst)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return dict(counts)


def _copy(src: Path, to: Path, path: str, place: str) -> int:
    source, target = inside(src, path), inside(to, place)
    if not source.is_file() or source.is_symlink():
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return 1


def picture_size(root: Path, path: str) -> Size | None:
    """Give width and height of a picture as shown, from its header; None for anything else."""
    if not is_media(path):
        return None
    place = inside(root, path)
    try:
        with open(place, "rb", buffering=0) as stream:  # noqa: PTH123  (10,000 files: speed)
            head = stream.read(_HEAD)
    except (OSError, ValueError):
        return None
    # Most headers stand in one read; a TIFF's may stand at its end.
    return _size(io.BytesIO(head)) or (_size(place) if len(head) == _HEAD else None)


def _size(source: Path | io.BytesIO) -> Size | None:
    from PIL import Image  # noqa: PLC0415  (heavy: only conversions open pictures)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source) as picture:
                width, height = picture.size
                turned = picture.format in _WITH_EXIF and picture.getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (height, width) if turned in (5, 6, 7, 8) else (width, height)
