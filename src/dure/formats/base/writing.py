"""What every writer shares: what a format can hold, what it loses, where its files go."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dure.core import (
    Annotation,
    Box,
    Choice,
    Conflict,
    Invalid,
    Keypoints,
    Labelled,
    Mask,
    Polygon,
    Track,
    Transcript,
    say,
)

from . import rle
from .geometry import Edges, Size, bounds, clipped, moved, upright
from .reading import Times, tame
from .tracks import on_frames


class Sized(NamedTuple):
    """What is said of a media file, with what is known of the file itself.

    Attributes:
        labelled: what is said of it.
        size: width and height as shown, of a picture or film.
        times: when each frame of a film is shown, in seconds, ascending.
        duration_s: how many seconds a sound or film lasts.
    """

    labelled: Labelled
    size: Size | None = None
    times: Times | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format can hold.

    Attributes:
        kinds: the annotation types it keeps as they are.
        as_boxes: the types of which it keeps only the upright box around them.
        rotation: whether boxes keep their rotation.
        within: whether corners of rotated boxes must lie inside the picture.
        same_points: what all keypoints of one class must share, where anything.
        parts: whether one polygon may have several rings.
        score, attributes: whether an annotation keeps them.
        keeps: attributes that an annotation keeps by name where the others are lost.
        times: whether what is said keeps when it was said.
        levels: how many levels of a class hierarchy it keeps.
        splits, groups, columns: whether a record keeps its split, group and further attributes.
        needs_size: whether coordinates can be written only where the picture's size is known.
        names: the names that media must have, where the format numbers them.
        one_stem: whether two media that differ only in their extension share one label file.
        language, pronunciation: whether a transcript keeps them.
        untimed: whether a transcript of the whole may do without a known length of its recording.
        frames: whether tracks can be written only where the frames of their film are known.
        further: names what else the format loses of a record, once for each label.
    """

    kinds: frozenset[type[Annotation]]
    as_boxes: frozenset[type[Annotation]] = frozenset()
    rotation: bool = False
    within: bool = False
    same_points: Callable[[Keypoints], object] | None = None
    parts: bool = False
    score: bool = False
    attributes: bool = False
    keeps: frozenset[str] = frozenset()
    times: bool = False
    levels: int = 1
    splits: bool = True
    groups: bool = False
    columns: bool = False
    needs_size: bool = False
    names: re.Pattern[str] | None = None
    one_stem: bool = False
    language: bool = False
    pronunciation: bool = False
    untimed: bool = True
    frames: bool = True
    further: Callable[[Labelled], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the target format cannot hold, and how often it occurs."""

    kind: str
    count: int
    message: str


def lost(images: Iterable[Labelled | Sized], name: str, holds: Holds) -> list[Loss]:
    """List what a format cannot hold of these labels, each kind once with its count."""
    counts: Counter[str] = Counter()
    stems: set[str] = set()
    points: dict[str, object] = {}
    for image in images:
        labelled = image.labelled if isinstance(image, Sized) else image
        _count(counts, _lost_of_record(labelled, holds))
        if holds.same_points:
            _count(counts, _other_points(labelled, holds.same_points, points))
        for annotation in labelled.annotations:
            _count(counts, _lost_of(annotation, holds))
        counts.update(holds.further(labelled) if holds.further else ())
        if not holds.untimed and not (isinstance(image, Sized) and image.duration_s):
            counts["untimed"] += sum(map(_is_untimed, labelled.annotations))
        if isinstance(image, Sized):
            _count(counts, _lost_of_file(image, holds))
        if holds.one_stem:
            stem = labelled.path.rpartition(".")[0]
            counts["same_stem"] += stem in stems
            stems.add(stem)
    return [Loss(kind, n, _message(kind, n, name)) for kind, n in sorted(counts.items()) if n]


def _count(counts: Counter[str], kinds: Iterable[str]) -> None:
    for kind in kinds:  # almost always none, and `Counter.update` takes its time to find out
        counts[kind] += 1


def _other_points(
    labelled: Labelled, share: Callable[[Keypoints], object], known: dict[str, object]
) -> Iterator[str]:
    for one in labelled.annotations:
        if isinstance(one, Keypoints) and known.setdefault(one.label, share(one)) != share(one):
            yield "other_points"


def _is_untimed(annotation: Annotation) -> bool:
    return isinstance(annotation, Transcript) and annotation.start_s is None


def _lost_of_record(labelled: Labelled, holds: Holds) -> Iterator[str]:
    if holds.names and not holds.names.fullmatch(labelled.path):
        yield "file_name"
    if labelled.split and not holds.splits:
        yield "split"
    if labelled.group and not holds.groups:
        yield "group"
    if labelled.attributes and not holds.columns:
        yield "record_attributes"


def _lost_of_file(image: Sized, holds: Holds) -> Iterator[str]:
    """Give what is lost for what is known, or not known, of the media file itself."""
    annotations, size = image.labelled.annotations, image.size
    if holds.needs_size and size is None and annotations:
        yield "size_unknown"
    for one in annotations if Track in holds.kinds else ():
        if isinstance(one, Track) and not image.times:
            yield from ["unknown_frames"] if holds.frames else []
        elif isinstance(one, Track) and image.times and not on_frames(one, image.times):
            yield "between_frames"
    if holds.within and size:
        boxes = (one for one in annotations if isinstance(one, Box) and one.rotation % 360)
        yield from ("beyond" for box in boxes if _reaches_out(box, size))


def _reaches_out(box: Box, size: Size) -> bool:
    edges = box_around(box)
    return edges is not None and moved(edges, clipped(edges, size))


def _lost_of(annotation: Annotation, holds: Holds) -> Iterator[str]:
    kind = type(annotation)
    if kind not in holds.kinds:
        shape = kind.__name__.lower()
        yield f"{shape}_as_box" if kind in holds.as_boxes else shape
        return
    if annotation.score is not None and not holds.score:
        yield "score"
    if not holds.attributes and not holds.keeps.issuperset(annotation.attributes):
        yield "attributes"
    yield from _lost_of_shape(annotation, holds)


def _lost_of_shape(annotation: Annotation, holds: Holds) -> Iterator[str]:
    match annotation:
        case Box(rotation=rotation) if rotation % 360 and not holds.rotation:
            yield "rotation"
        case Track(keyframes=keys) if not holds.rotation and any(k.rotation % 360 for k in keys):
            yield "rotation"
        case Polygon(rings=rings) if len(rings) > 1 and not holds.parts:
            yield "parts"
        case Choice(path=path) if len(path) > holds.levels:
            yield "hierarchy"
        case Transcript(pronunciation=said, language=language, start_s=start):
            if (said and not holds.pronunciation) or (language and not holds.language):
                yield "pronunciation_or_language"
            if start is not None and not holds.times:
                yield "times"
        case _:
            pass


def _message(kind: str, count: int, name: str) -> str:
    values: dict[str, object] = {"format": name, "count": count, "kind": kind}
    if kind.endswith("_as_box"):
        values["kind"] = kind.removesuffix("_as_box")
        return say("{count} labels of the kind “{kind}” become boxes in {format}.", **values)
    if said := _SAID.get(kind):
        return said(**values)
    return say("{format} cannot hold “{kind}”; {count} are left out.", **values)


_SAID: dict[str, Callable[..., str]] = {
    "further_text": lambda **values: say(
        "{format} holds one text a file; {count} further ones are left out.", **values
    ),
    "further_column": lambda **values: say(
        "{format} has a meaning of its own for {count} columns, which are left out.", **values
    ),
    "size_unknown": lambda **values: say(
        "{count} pictures have no known size, so {format} cannot hold their labels.", **values
    ),
    "same_stem": lambda **values: say(
        "{count} files differ from another only in their extension, so {format} cannot hold "
        "their labels; rename them.",
        **values,
    ),
    "file_name": lambda **values: say(
        "{count} files are numbered in {format} and lose their names.", **values
    ),
    "rotation": lambda **values: say(
        "{count} rotated boxes become the upright boxes around them.", **values
    ),
    "further_class": lambda **values: say(
        "{format} holds one class a picture; {count} further ones are left out.", **values
    ),
    "no_class": lambda **values: say(
        "{count} pictures have no class, so they have no place in {format}.", **values
    ),
    "class_name": lambda **values: say(
        "{count} pictures are of classes that cannot name a folder in {format}; rename the "
        "classes.",
        **values,
    ),
    "overlap": lambda **values: say(
        "{count} masks overlap others; in {format} a pixel belongs to the first of them.", **values
    ),
    "other_size": lambda **values: say(
        "{count} masks have another size than the first of their picture, so {format} cannot "
        "hold them.",
        **values,
    ),
    "empty_mask": lambda **values: say(
        "{count} masks have no pixel, so {format} cannot hold them.", **values
    ),
    "unknown_frames": lambda **values: say(
        "{count} tracks are of films whose frames are unknown, so {format} cannot hold them.",
        **values,
    ),
    "between_frames": lambda **values: say(
        "{count} tracks have key frames between the frames of their film, which move to the "
        "frame before.",
        **values,
    ),
    "beyond": lambda **values: say(
        "{count} rotated boxes reach beyond their pictures; {format} keeps their corners inside.",
        **values,
    ),
    "other_points": lambda **values: say(
        "{count} shapes have other keypoints than the first of their class, and {format} holds "
        "one list of keypoints a class.",
        **values,
    ),
    "parts": lambda **values: say(
        "{count} objects of several parts become one object a part.", **values
    ),
    "untimed": lambda **values: say(
        "{count} transcripts have no times and recordings of unknown length, so {format} cannot "
        "hold them.",
        **values,
    ),
    "times_rounded": lambda **values: say(
        "The times of {count} labels are finer than {format} keeps and are rounded.", **values
    ),
    "instant": lambda **values: say(
        "{count} labels have no length in time, so {format} cannot hold them.", **values
    ),
    "empty_text": lambda **values: say(
        "{count} transcripts are empty, so {format} cannot hold them.", **values
    ),
    "keyframes": lambda **values: say(
        "{count} tracks get further key frames in {format}, and move alike.", **values
    ),
    "markup": lambda **values: say(
        "{count} texts hold tags that {format} reads as markup.", **values
    ),
    "signs": lambda **values: say(
        "{count} labels hold signs that part the columns of {format} and are replaced.", **values
    ),
}


def checked(name: str) -> str:
    """Give a path to write back; raises `Invalid` where it leads out of its folder."""
    if not name or tame(name) != name or "\x00" in name:
        raise Invalid(say("“{name}” is no path inside the folder to write.", name=name))
    return name


def inside(to: Path, name: str) -> Path:
    """Give the place of a file to write; raises `Invalid` where the name leads out of `to`."""
    return to / checked(name)


class Folders:
    """Makes each folder once; ten thousand label files share a few."""

    def __init__(self, to: Path) -> None:
        self._to = str(to)
        self._made: set[str] = set()

    def write(self, name: str, content: str | bytes) -> None:
        """Write one file, text as UTF-8, never over one that is there."""
        path = f"{self._to}/{checked(name)}"
        folder = name.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(f"{self._to}/{folder}", exist_ok=True)  # noqa: PTH103  (speed)
            self._made.add(folder)
        left = content.encode() if isinstance(content, str) else content
        try:
            with open(path, "xb", buffering=0) as stream:  # noqa: PTH123
                while left:
                    left = left[stream.write(left) :]
        except FileExistsError as error:
            raise Conflict(
                say("“{name}” is there already; choose an empty folder.", name=name)
            ) from error


def box_around(annotation: Annotation) -> Edges | None:
    """Give the upright box around a shape; None for labels without a place in the picture."""
    if type(annotation) is Box and not annotation.rotation:  # by far the commonest
        x, y = annotation.x, annotation.y
        return Edges(x, y, x + annotation.width, y + annotation.height)
    match annotation:
        case Box(x=x, y=y, width=w, height=h, rotation=rotation):
            return upright(Edges(x, y, x + w, y + h), rotation)
        case Polygon(rings=rings):
            flat = rings[0] if len(rings) == 1 else tuple(v for ring in rings for v in ring)
            return bounds(flat)
        case Mask(counts=counts, height=height):
            return rle.bounds(counts, height)
        case _:
            return None


def shown(value: float) -> str:
    """Give a number in the fewest digits that read back as the same number."""
    return str(int(value)) if value == int(value) else repr(value)
