"""MOTChallenge: what moves through a numbered sequence of pictures, one line a box.

A line of ``gt/gt.txt`` is frame, track, left, top, width, height, whether it counts, class (from 1)
and the visible share; ``gt/labels.txt`` names the classes and ``seqinfo.ini`` the sequence.
"""

import configparser
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dure.core import Annotation, Box, Labelled, say

from ..base.fitting import Place, fit_box
from ..base.geometry import on_grid
from ..base.listing import Listing
from ..base.reading import Found, Issues, Locator, Media, Reading, Refused, load_text
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around, shown

NUMBERED = re.compile(r"img1/\d{6}\.\w+")
HOLDS = Holds(
    kinds=frozenset({Box}),
    keeps=frozenset({"track_id", "visibility", "ignored"}),
    splits=False,
    names=NUMBERED,
)
# The twelve classes of the challenge, for sequences that name none.
_CLASSES: tuple[str, ...] = (
    *("pedestrian", "person on vehicle", "car", "bicycle", "motorbike"),
    *("non motorized vehicle", "static person", "distractor", "occluder"),
    *("occluder on the ground", "occluder full", "reflection"),
)


def looks_like(name: str, head: str) -> bool:
    """Tell whether ``gt/gt.txt`` holds lines of at least seven numbers."""
    lines = [line.split(",") for line in head.splitlines()[:5] if line.strip()]
    return name.endswith("gt/gt.txt") and all(_values(line) is not None for line in lines)


def _values(cells: Sequence[str]) -> tuple[float, ...] | None:
    try:
        values = tuple(map(float, cells))
    except ValueError:
        return None
    fits = 7 <= len(values) <= 10 and all(abs(value) < 1e9 for value in values)
    return values if fits else None


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Where the pictures of a sequence stand, and how its classes are called."""

    folder: str
    extension: str
    labels: tuple[str, ...]


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one sequence: its boxes, the names of its classes and what it says of itself."""
    name = next((n for n in files if n.endswith("gt.txt")), files[0])
    issues = Issues(name)
    try:
        lines = load_text(root, name, issues).splitlines()
    except Refused as refused:
        issues.refuse(refused)
        return Reading((), issues.all(), files)
    sequence = _sequence(root, name, files, issues)
    locator = Locator(media, name)
    frames: dict[int, list[Annotation]] = {}
    places: dict[int, str | None] = {}
    for number, line in enumerate(lines, start=1):
        values = _values(line.split(",")) if line.strip() else ()
        if values is None or (values and not _counts(values)):
            _refuse(issues, number)
        elif values:
            frame = int(values[0])
            if frame not in places:
                places[frame] = _picture(locator, sequence, frame, issues)
            size = media.size(path) if (path := places[frame]) else None
            place = Place(_label(values, sequence, issues, number), number, number)
            box = (values[2], values[3], values[4], values[5])
            found = frames.setdefault(frame, [])
            if fitted := fit_box(box, size, issues, place):
                found.append(Box(place.label, *fitted, attributes=_attributes(values)))
    labelled = tuple(
        Labelled(
            places[n] or f"{sequence.folder}/{n:06}.{sequence.extension}", tuple(a), source=name
        )
        for n, a in sorted(frames.items())
    )
    return Reading(labelled, issues.all(), files, sequence.labels)


def _counts(values: tuple[float, ...]) -> bool:
    return all(value == int(value) for value in values[:2]) and 1 <= values[0] < 1e7


def _refuse(issues: Issues, number: int) -> None:
    message = say("Line {line} is no MOT line: frame, track and a box.", line=number)
    issues.add("wrong_line", message, line=number)


def _picture(locator: Locator, sequence: _Sequence, frame: int, issues: Issues) -> str | None:
    name = f"{sequence.folder}/{frame:06}.{sequence.extension}"
    path = locator.locate(name)
    if path is None:
        issues.missing(name)
    return path


def _sequence(root: Path, name: str, files: tuple[str, ...], issues: Issues) -> _Sequence:
    base = posixpath.dirname(posixpath.dirname(name))
    folder, extension = "img1", "jpg"
    labels = _CLASSES
    for other in files:
        try:
            text = load_text(root, other, issues) if other != name else ""
        except Refused as refused:
            issues.refuse(refused)
            continue
        if other.endswith("labels.txt"):
            words = (label_text(line) for line in text.splitlines())
            labels = tuple(word for word in words if word)
        elif other.endswith(".ini"):
            folder, extension = _stated(text, issues)
    return _Sequence(posixpath.join(base, folder), extension, labels)


def _stated(text: str, issues: Issues) -> tuple[str, str]:
    stated = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        stated.read_string(text)
        section = stated["Sequence"]
    except (configparser.Error, KeyError):
        issues.warn("broken_ini", say("The seqinfo.ini is broken; write it again."))
        return "img1", "jpg"
    return section.get("imDir", "img1"), section.get("imExt", ".jpg").lstrip(".") or "jpg"


def _label(values: tuple[float, ...], sequence: _Sequence, issues: Issues, line: int) -> str:
    index = int(values[7]) if len(values) > 7 else 1
    if 1 <= index <= len(sequence.labels):
        return sequence.labels[index - 1]
    issues.warn(
        "unknown_class",
        say("Line {line} is of class {index}, which has no name.", line=line, index=index),
        line,
    )
    return str(index)


def _attributes(values: tuple[float, ...]) -> dict[str, str]:
    kept = {"track_id": str(int(values[1]))} if values[1] >= 0 else {}
    if values[6] == 0:
        kept["ignored"] = "1"
    if len(values) > 8 and values[8] != 1:
        kept["visibility"] = shown(values[8])
    return kept


def places(labelled: Sequence[Labelled]) -> dict[str, str]:
    """Number the pictures in the order of their paths, unless all have their numbers."""
    paths = sorted({one.path for one in labelled})
    if all(map(NUMBERED.fullmatch, paths)):
        return {path: path for path in paths}
    return {
        path: f"img1/{number:06}.{path.rpartition('.')[2]}"
        for number, path in enumerate(paths, start=1)
    }


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``gt/gt.txt``, ``gt/labels.txt`` and ``seqinfo.ini``; give the number of boxes."""
    every = sorted(images, key=lambda image: image.labelled.path)
    there = places([image.labelled for image in every])
    frames = {path: int(place[5:11]) for path, place in there.items()}
    labels: dict[str, int] = {}
    rows: list[str] = []
    for labelled, *_ in every:
        for one in labelled.annotations:
            if isinstance(one, Box):
                label = one.label.replace("\n", " ")
                number = labels.setdefault(label, len(labels) + 1)
                rows.append(_row(frames[labelled.path], number, one))
    folders = Folders(to)
    folders.write("gt/gt.txt", "".join(rows))
    folders.write("gt/labels.txt", "".join(f"{label}\n" for label in labels))
    words = {path.rpartition(".")[2] for path in frames}
    extension = words.pop() if len(words) == 1 else "jpg"
    folders.write("seqinfo.ini", _seqinfo(every, max(frames.values(), default=0), extension))
    return len(rows)


def _row(frame: int, number: int, box: Box) -> str:
    upright = _around(box)
    get = box.attributes.get
    track, seen = str(get("track_id", "-1")), str(get("visibility", "1"))
    counts = "0" if get("ignored") else "1"
    track = track if track.lstrip("-").isdecimal() else "-1"
    cells = (str(frame), track, *map(shown, upright), counts, str(number), seen)
    return ",".join(cells) + "\n"


def _around(box: Box) -> tuple[float, float, float, float]:
    """Give the upright box around a box as left, top, width and height."""
    edges = box_around(box)
    if edges is None:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = map(on_grid, edges)
    return left, top, on_grid(right - left), on_grid(bottom - top)


def _seqinfo(every: list[Sized], frames: int, extension: str) -> str:
    width, height = next((size for _, size, *_ in every if size), (0, 0))
    return (
        f"[Sequence]\nname=dure\nimDir=img1\nseqLength={frames}\n"
        f"imWidth={width}\nimHeight={height}\nimExt=.{extension}\n"
    )


def find(listing: Listing) -> Iterator[Found]:
    """Find the sequences of pictures in which things are tracked."""
    for name in listing.of("txt"):
        if looks_like(name, listing.head(name) if name.endswith("gt/gt.txt") else ""):
            others = (listing.beside(name, "labels.txt"), listing.beside(name, "../seqinfo.ini"))
            yield listing.claim("mot", (name, *filter(None, others)))
