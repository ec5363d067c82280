"""MOTChallenge: what moves through a numbered sequence of pictures, one line a box.

A line of ``gt/gt.txt`` is frame, track, left, top, width, height, whether it counts, class (from 1)
and the visible share; ``gt/labels.txt`` names the classes and ``seqinfo.ini`` the sequence. Where
the sequence is a film that is there itself, its lines are Tracks of the film.
"""

import configparser
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dure.core import Annotation, Box, Labelled, Track, say

from ..base.fitting import Place, fit_box
from ..base.geometry import Edges, on_grid, upright
from ..base.listing import Listing, is_film
from ..base.reading import Found, Issues, Locator, Media, Reading, Refused, Times, load_text
from ..base.text import label_text
from ..base.tracks import Numbers, Seen, changing, frames, keyframes, value_at
from ..base.writing import Folders, Holds, Sized, shown

NUMBERED = re.compile(r"img1/\d{6}\.\w+")


def _lost(labelled: Labelled) -> Iterator[str]:
    if not is_film(labelled.path):
        yield from () if NUMBERED.fullmatch(labelled.path) else ("file_name",)
        yield from ("track" for a in labelled.annotations if isinstance(a, Track))
    else:
        yield from ("box" for a in labelled.annotations if isinstance(a, Box))


HOLDS = Holds(
    kinds=frozenset({Box, Track}),
    keeps=frozenset({"track_id", "visibility", "ignored"}),
    splits=False,
    further=_lost,
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
    films: tuple[str, ...] = ()


_Row = tuple[int, tuple[float, ...]]  # a line's number and its values


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
    rows = list(_rows(lines, issues))
    locator = Locator(media, name)
    film, times = _film(sequence, locator)
    if film and times:
        tracks = tuple(_tracks(rows, sequence, times, issues))
        labelled: tuple[Labelled, ...] = (Labelled(film, tracks, source=name),)
    else:
        labelled = _pictures(rows, sequence, locator, issues)
    return Reading(labelled, issues.all(), files, sequence.labels)


def _rows(lines: list[str], issues: Issues) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=1):
        values = _values(line.split(",")) if line.strip() else ()
        if values is None or (values and not _counts(values)):
            _refuse(issues, number)
        elif values:
            yield number, values


def _film(sequence: _Sequence, locator: Locator) -> tuple[str | None, Times | None]:
    """Find the film that the sequence is, where it is there and its times are known."""
    for path in map(locator.locate, sequence.films):
        if path and (times := locator.times(path)):
            return path, times
    return None, None


def _tracks(rows: list[_Row], sequence: _Sequence, times: Times, issues: Issues) -> Iterator[Track]:
    grouped: dict[tuple[object, str], list[_Row]] = defaultdict(list)
    for number, values in rows:
        if values[0] > len(times):
            message = say("Line {line} stands on a frame that the film does not have.", line=number)
            issues.warn("beyond_film", message, number)
        elif values[4] <= 0 or values[5] <= 0:
            _refuse(issues, number)
        else:
            # Boxes without a number of their track are tracks of their own.
            identity = values[1] if values[1] >= 0 else f"line {number}"
            grouped[identity, _label(values, sequence, issues, number)].append((number, values))
    for (_, label), some in grouped.items():
        found = keyframes(_seen(some, len(times)), times)
        said = [(times[int(values[0]) - 1], values) for _, values in some]
        yield Track(label, found, attributes=_changing(sorted(said)))


def _seen(rows: list[_Row], count: int) -> Iterator[Seen]:
    """Give the boxes by frame, and where one is missing that there is nothing from here on."""
    boxes = {int(v[0]) - 1: (v[2], v[3], v[4], v[5], 0.0) for _, v in rows}
    for frame, box in boxes.items():
        yield Seen(frame, box)
        if frame + 1 not in boxes and frame + 1 < count:
            yield Seen(frame + 1, box, outside=True)


def _changing(said: list[tuple[float, tuple[float, ...]]]) -> dict[str, Any]:
    every = [(time, {"ignored": "0", "visibility": "1", **_attributes(v)}) for time, v in said]
    names = dict.fromkeys(name for _, found in every for name in found)
    joined = {name: changing([(time, one[name]) for time, one in every]) for name in names}
    plain = {"ignored": "0", "visibility": "1"}
    return {name: value for name, value in joined.items() if value != plain.get(name)}


def _pictures(
    rows: list[_Row], sequence: _Sequence, locator: Locator, issues: Issues
) -> tuple[Labelled, ...]:
    found: dict[int, list[Annotation]] = {}
    places: dict[int, str | None] = {}
    for number, values in rows:
        frame = int(values[0])
        if frame not in places:
            places[frame] = _picture(locator, sequence, frame, issues)
        size = locator.size(path) if (path := places[frame]) else None
        place = Place(_label(values, sequence, issues, number), number, number)
        boxes = found.setdefault(frame, [])
        if fitted := fit_box((values[2], values[3], values[4], values[5]), size, issues, place):
            boxes.append(Box(place.label, *fitted, attributes=_attributes(values)))
    base = f"{sequence.folder}/"
    return tuple(
        Labelled(places[n] or f"{base}{n:06}.{sequence.extension}", tuple(a), source=locator.source)
        for n, a in sorted(found.items())
    )


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
    folder, extension, film = "img1", "jpg", ""
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
            folder, extension, film = _stated(text, issues)
    named = dict.fromkeys(filter(None, (film, posixpath.basename(base))))
    films = tuple(posixpath.join(base, name) for name in named)
    return _Sequence(posixpath.join(base, folder), extension, labels, films)


def _stated(text: str, issues: Issues) -> tuple[str, str, str]:
    stated = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        stated.read_string(text)
        section = stated["Sequence"]
    except (configparser.Error, KeyError):
        issues.warn("broken_ini", say("The seqinfo.ini is broken; write it again."))
        return "img1", "jpg", ""
    extension = section.get("imExt", ".jpg").lstrip(".") or "jpg"
    return section.get("imDir", "img1"), extension, section.get("name", "")


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
    """Number the pictures in the order of their paths, unless all have their numbers.

    Each film stands in a folder of its own, which is named after it.
    """
    every = sorted({one.path for one in labelled})
    films = [path for path in every if is_film(path)]
    paths = [path for path in every if path not in set(films)]
    there = {path: path for path in paths}
    if not all(map(NUMBERED.fullmatch, paths)):
        there = {
            path: f"img1/{number:06}.{path.rpartition('.')[2]}"
            for number, path in enumerate(paths, start=1)
        }
    return there | {path: _own_folder(path) for path in films}


def _own_folder(path: str) -> str:
    stem = path.rpartition(".")[0]
    folder, _, name = path.rpartition("/")
    own = posixpath.basename(folder) == posixpath.basename(stem)
    return path if own else f"{stem}/{name}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``gt/gt.txt``, ``gt/labels.txt`` and ``seqinfo.ini`` for the pictures and each film.

    Gives the number of boxes and tracks.
    """
    every = sorted(images, key=lambda image: image.labelled.path)
    there = places([image.labelled for image in every])
    folders = Folders(to)
    films = [image for image in every if is_film(image.labelled.path)]
    pictures = [image for image in every if not is_film(image.labelled.path)]
    count = sum(_write_film(image, there[image.labelled.path], folders) for image in films)
    return count + (_write_pictures(pictures, there, folders) if pictures or not films else 0)


def _write_film(image: Sized, place: str, folders: Folders) -> int:
    times = image.times
    tracks = [one for one in image.labelled.annotations if isinstance(one, Track)]
    if not tracks or times is None:
        return 0
    rows = _Table()
    used = {str(one.attributes.get("track_id")) for one in tracks}
    free = (str(number) for number in range(1, len(tracks) + len(used) + 1))
    unused = (number for number in free if number not in used)
    for one in tracks:
        identity = str(one.attributes.get("track_id", ""))
        identity = identity if identity.isdecimal() else next(unused)
        for seen in frames(one, times):
            if not seen.outside:
                at = times[seen.frame]
                get = {k: value_at(v, at) for k, v in one.attributes.items()}
                rows.add(seen.frame + 1, one.label, seen.box, {**get, "track_id": identity})
    folder, _, name = place.rpartition("/")
    span = times[-1] - times[0]
    rate = f"frameRate={(len(times) - 1) / span:g}\n" if span > 0 else ""
    rows.write(folders, f"{folder}/" if folder else "")
    info = _seqinfo([image], len(times), "jpg", posixpath.splitext(name)[0], rate)
    folders.write(f"{folder}/seqinfo.ini", info)
    return len(tracks)


def _write_pictures(every: list[Sized], there: dict[str, str], folders: Folders) -> int:
    numbers = {image.labelled.path: int(there[image.labelled.path][5:11]) for image in every}
    rows = _Table()
    for labelled, *_ in every:
        for one in labelled.annotations:
            if isinstance(one, Box):
                box = one.x, one.y, one.width, one.height, one.rotation
                rows.add(numbers[labelled.path], one.label, box, one.attributes)
    rows.write(folders, "")
    words = {path.rpartition(".")[2] for path in numbers}
    extension = words.pop() if len(words) == 1 else "jpg"
    folders.write("seqinfo.ini", _seqinfo(every, max(numbers.values(), default=0), extension))
    return len(rows.lines)


class _Table:
    """The lines of one sequence, and its classes numbered as they come."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self._labels: dict[str, int] = {}

    def add(self, frame: int, label: str, box: Numbers, attributes: dict[str, Any]) -> None:
        """Add one box of a frame."""
        number = self._labels.setdefault(label.replace("\n", " "), len(self._labels) + 1)
        track, seen = str(attributes.get("track_id", "-1")), str(attributes.get("visibility", "1"))
        counts = "0" if str(attributes.get("ignored") or "0") != "0" else "1"
        track = track if track.lstrip("-").isdecimal() else "-1"
        cells = (str(frame), track, *map(shown, _around(box)), counts, str(number), seen)
        self.lines.append((frame, ",".join(cells) + "\n"))

    def write(self, folders: Folders, folder: str) -> None:
        """Write the lines and the classes."""
        folders.write(f"{folder}gt/gt.txt", "".join(line for _, line in self.lines))
        names = "".join(f"{label}\n" for label in self._labels)
        folders.write(f"{folder}gt/labels.txt", names)


def _around(box: Numbers) -> tuple[float, float, float, float]:
    """Give the upright box around a box as left, top, width and height."""
    x, y, width, height, turn = box
    left, top, right, bottom = map(on_grid, upright(Edges(x, y, x + width, y + height), turn))
    return left, top, on_grid(right - left), on_grid(bottom - top)


def _seqinfo(
    every: list[Sized], frames: int, extension: str, name: str = "dure", rate: str = ""
) -> str:
    width, height = next((size for _, size, *_ in every if size), (0, 0))
    return (
        f"[Sequence]\nname={name}\nimDir=img1\n{rate}seqLength={frames}\n"
        f"imWidth={width}\nimHeight={height}\nimExt=.{extension}\n"
    )


def find(listing: Listing) -> Iterator[Found]:
    """Find the sequences of pictures in which things are tracked."""
    for name in listing.of("txt"):
        if looks_like(name, listing.head(name) if name.endswith("gt/gt.txt") else ""):
            others = (listing.beside(name, "labels.txt"), listing.beside(name, "../seqinfo.ini"))
            yield listing.claim("mot", (name, *filter(None, others)))
