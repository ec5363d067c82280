"""Convert a labelled folder from one format to another, whole or not at all."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from dure.core import Conflict, Invalid, Issue, Labelled, Severity, say

from . import registry, unread
from .archives.webdataset import Open
from .base.geometry import Size
from .base.listing import is_film
from .base.reading import FolderMedia, Found, Reading, Times, uncollected
from .base.writing import Loss, Sized, inside
from .finding import recognise
from .lists import folder
from .source import Source


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


@dataclass(frozen=True, slots=True)
class Folder:
    """A labelled folder, and someone who can read films.

    Attributes:
        path: where it is.
        film: gives width and height of a film as shown and when each of its frames is shown, in
            seconds; None for what is no film. Without it tracks stay with the single frames.
    """

    path: Path
    film: Callable[[BinaryIO], tuple[Size, Times] | None] = lambda _: None

    def known(self, path: str) -> tuple[Size, Times] | None:
        """Give what can be told of one file of the folder, where it is a film."""
        if not is_film(path):
            return None
        try:
            with (self.path / path).open("rb") as file:
                return self.film(file)
        except OSError:
            return None


class WouldLose(Conflict):
    """A strict conversion that was not done; `conversion` tells what it would have lost."""

    def __init__(self, message: str, conversion: Conversion) -> None:
        super().__init__(message)
        self.conversion = conversion


def convert(
    src: Path | Folder,
    dst: Path,
    *,
    to: str,
    from_: str | None = None,
    strict: bool = False,
    media: bool = True,
) -> Conversion:
    """Convert the labels of a folder and copy its media; `dst` appears whole or not at all.

    Args:
        src: the labelled folder; it is only read. A `Folder` can tell of its films.
        dst: a folder that is empty or does not exist yet.
        to: the format to write, one of `FORMATS`.
        from_: the format to read; found out where it is not given, ``folder`` for folder names.
        strict: refuse where anything would be lost or a label could not be read.
        media: copy the media to where the format's tools look for them.

    Raises:
        Conflict: `dst` is not empty.
        WouldLose: `strict`, and something would be lost; nothing was written.
        Invalid: there is no such format, or `src` is no folder or holds no labels.
    """
    registry.named(to)
    if dst.exists() and (not dst.is_dir() or any(dst.iterdir())):
        raise Conflict(say("“{folder}” is not empty; name a new folder.", folder=dst.name))
    found = src if isinstance(src, Folder) else Folder(src)
    if not found.path.is_dir():
        raise Invalid(say("There is no folder “{path}”; name one that exists.", path=found.path))
    with uncollected():
        return _converted(found, dst, to, from_, strict=strict, media=media)


def _converted(
    given: Folder, dst: Path, to: str, from_: str | None, *, strict: bool, media: bool
) -> Conversion:
    source = Source(given.path)
    known = _Known(given, source)
    looked_up = FolderMedia(source.media, known.size, known.times, known.duration_s)
    readings = _read(given.path, source, from_, looked_up)
    images = [known.sized(one) for one in _merged(readings)]
    issues = tuple(issue for reading in readings for issue in reading.issues)
    losses = tuple(registry.losses(images, to))
    if strict:
        read = sum(len(image.labelled.annotations) for image in images)
        counts = {"labelled": len(images), "labels_read": read, "labels_written": 0}
        _refuse_loss(Conversion(counts, losses, issues))
    counts = _write(source if media else None, dst, images, to)
    return Conversion(counts, losses, issues)


class _Known:
    """What the files of one folder say of themselves, each asked once."""

    def __init__(self, given: Folder, source: Source) -> None:
        self._given, self._source = given, source
        self._film = lru_cache(maxsize=None)(self._asked)
        self._picture = lru_cache(maxsize=None)(source.size)
        self.duration_s = lru_cache(maxsize=None)(source.duration_s)

    def _asked(self, path: str) -> tuple[Size, Times] | None:
        return self._given.known(path) if self._source.has_file(path) else None

    def size(self, path: str) -> Size | None:
        """Give width and height of a picture or film."""
        film = self._film(path)
        return film[0] if film else self._picture(path)

    def times(self, path: str) -> Times | None:
        """Give when the frames of a film are shown."""
        film = self._film(path)
        return film[1] if film else None

    def sized(self, labelled: Labelled) -> Sized:
        """Put what is known of a file to what is said of it."""
        path = labelled.path
        return Sized(labelled, self.size(path), self.times(path), self.duration_s(path))


def _read(src: Path, source: Source, from_: str | None, looked_up: FolderMedia) -> list[Reading]:
    wanted = from_
    if wanted not in (None, "folder"):
        registry.readable(str(wanted)) or registry.named(str(wanted))
    found = _found(src, source.names, source.media, wanted)
    readings = [registry.read(src, one, looked_up) for one in found]
    known = unread.layout(source.names) if not found and wanted is None else None
    if not found and known is None and wanted in (None, "folder"):
        readings = [Reading(folder.label(source.media), (), ())]
    if not any(reading.labelled or reading.issues for reading in readings):
        raise Invalid(_no_labels(src, known))
    return readings


def _found(src: Path, names: list[str], media: list[str], wanted: str | None) -> list[Found]:
    if wanted == "folder":
        return []
    if wanted in registry.FOLDERS:
        return [Found(wanted, tuple(media))]
    every = (registry.meant(one, wanted) for one in recognise(src, names))
    return [one for one in every if one]


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


def _write(source: Source | None, dst: Path, images: list[Sized], to: str) -> dict[str, int]:
    counts: Counter[str] = Counter(labelled=len(images))
    counts["labels_read"] = sum(len(image.labelled.annotations) for image in images)
    dst.parent.mkdir(parents=True, exist_ok=True)
    made = dst.parent / f".{dst.name}.{uuid4().hex[:8]}.partial"
    made.mkdir()
    pack = registry.named(to).pack
    try:
        if source and pack:
            counts["labels_written"] = pack(images, made, _counted(source, counts))
        else:
            counts["labels_written"] = registry.write(images, made, to)
            if source:
                counts["media"] = _copy(source, made, images, to)
        if dst.exists():
            dst.rmdir()
        made.rename(dst)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return dict(counts)


def _counted(source: Source, counts: Counter[str]) -> Open:
    def opened(path: str) -> tuple[BinaryIO, int] | None:
        found = source.opened(path)
        counts["media"] += found is not None
        return found

    return opened


def _copy(source: Source, to: Path, images: list[Sized], format: str) -> int:
    places = registry.places([image.labelled for image in images], format)
    return sum(source.copy(path, inside(to, place)) for path, place in places.items())
