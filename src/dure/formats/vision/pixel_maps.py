"""Maps of classes as PASCAL and CamVid have them: each pixel in the colour of its class.

A table names the colours: ``labelmap.txt`` (CVAT), ``label_colors.txt`` (CamVid),
``labelmap.csv``, ``class_dict.csv`` or the ``dataset_meta.json`` of Datumaro; PASCAL's own twenty
classes need none. A second map of objects parts what is of one class. Background is no label.
"""

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dure.core import Annotation, Labelled, Mask, say

from ..base import rle
from ..base.listing import Listing
from ..base.pictures import Grid, open_file, png
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text
from ..base.splits import split_of_name, split_of_path
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized
from .coco_panoptic import lost as masks_lost

if TYPE_CHECKING:
    import numpy as np

Colour = tuple[int, int, int]
_TABLES = (
    *("labelmap.txt", "label_colors.txt", "labelmap.csv", "class_dict.csv", "dataset_meta.json"),
)
_MAPS = re.compile(r"(^|/)(SegmentationClass|SegmentationMasks?|masks?|(train|val|test)annot)/")
_PICTURES = ("JPEGImages", "images", "Images", "")
_LISTS = "ImageSets/Segmentation"
_BACKGROUND = "background"
_PASCAL = (
    *(_BACKGROUND, "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat"),
    *("chair", "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant"),
    *("sheep", "sofa", "train", "tvmonitor"),
)
_BORDER = (224, 224, 192)
# By name, then three numbers; or three numbers, then the name.
_NAMED = re.compile(r"(.*?)\s*[:,]\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})(?::[^:]*:[^:]*)?")
_NUMBERED = re.compile(r"(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+(.+)")
_UNDECIDED = 255  # a border between objects, in maps of numbers


def _lost(labelled: Labelled) -> Iterator[str]:
    yield from masks_lost(labelled)
    for one in labelled.annotations:
        if isinstance(one, Mask) and one.label == _BACKGROUND:
            yield _BACKGROUND


HOLDS = Holds(kinds=frozenset({Mask}), one_stem=True, further=_lost)


def find(listing: Listing) -> Iterator[Found]:
    """Find tables of colours, each with the maps that stand below its folder."""
    tables = [n for e in ("txt", "csv", "json") for n in listing.of(e) if _is_table(n)]
    for table in tables:
        folder = posixpath.dirname(table)
        base = f"{folder}/" if folder else ""
        pictures = listing.pictures_in(folder) if folder else tuple(listing.media)
        maps = [n for n in pictures if _MAPS.search(n.removeprefix(base)) and n.endswith(".png")]
        if maps and _table(listing.head(table)):
            yield _claimed(listing, base, (table,), maps)
    bases: dict[str, list[str]] = defaultdict(list)
    for name in listing.of("media"):
        base, word, _ = name.rpartition("SegmentationClass/")
        if (
            word
            and name.endswith(".png")
            and any(n.startswith(base + _LISTS) for n in listing.names)
        ):
            bases[base].append(name)
    for base, maps in bases.items():
        yield _claimed(listing, base, (), maps)


def _claimed(listing: Listing, base: str, table: tuple[str, ...], maps: list[str]) -> Found:
    objects = [n for n in map(_objects, maps) if n in listing.names and n not in maps]
    lists = [n for n in listing.of("txt") if n.startswith(f"{base}{_LISTS}/")]
    return listing.claim("pixel_maps", (*table, *lists, *maps, *objects))


def _is_table(name: str) -> bool:
    return name.rpartition("/")[2] in _TABLES


def _objects(map: str) -> str:
    return map.replace("SegmentationClass/", "SegmentationObject/", 1)


def _table(text: str) -> dict[Colour, str]:
    """Give the names of colours, in the order of the table."""
    if text.lstrip().startswith("{"):
        return _from_json(text)
    found: dict[Colour, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if match := _NAMED.fullmatch(line):
            name, *numbers = match.groups()
        elif match := _NUMBERED.fullmatch(line):
            *numbers, name = match.groups()
        else:
            continue
        red, green, blue = map(int, numbers)
        if (label := label_text(name)) and max(red, green, blue) < 256:
            found[red, green, blue] = label
    return found


def _from_json(text: str) -> dict[Colour, str]:
    try:
        document = json.loads(text)
        names, colours = document["label_map"].values(), document["segmentation_colors"]
        pairs = [(tuple(map(int, c)), label_text(n)) for c, n in zip(colours, names, strict=True)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {(c[0], c[1], c[2]): n for c, n in pairs if n and len(c) == 3}


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read a table of colours and the maps in its colours."""
    table = next((name for name in files if _is_table(name)), "")
    issues = Issues(table or files[0])
    try:
        classes = _table(load_text(root, table, issues)) if table else _pascal()
    except Refused as refused:
        issues.refuse(refused)
        classes = {}
    reports, labelled = [issues], []
    splits = _splits(root, [n for n in files if n.endswith(".txt") and n != table], issues)
    for name in files if classes else ():
        if name.endswith(".png") and _MAPS.search(name):
            reports.append(Issues(name))
            beside = _objects(name) if _objects(name) in {*files} - {name} else ""
            masks = _masks_of(root, name, beside, classes, reports[-1])
            if masks is not None:
                split = splits.get(_stem(name)) or _split_of_map(name)
                path = _picture(name, media, reports[-1])
                labelled.append(Labelled(path, masks, split=split, source=name))
    found = tuple(issue for report in reports for issue in report.all())
    labels = tuple(dict.fromkeys(name for name in classes.values() if name != _BACKGROUND))
    return Reading(tuple(labelled), found, files, labels)


def _pascal() -> dict[Colour, str]:
    return {colour(i): name for i, name in enumerate(_PASCAL)}


def _split_of_map(name: str) -> str | None:
    match = _MAPS.search(name)
    return split_of_name(match[3]) if match and match[3] else split_of_path(name)


def _stem(name: str) -> str:
    match = _MAPS.search(name)
    return (name[match.end() :] if match else name).rpartition(".")[0]


def _splits(root: Path, lists: list[str], issues: Issues) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in lists:
        split = split_of_name(Path(name).stem)
        try:
            lines = load_text(root, name, issues).splitlines() if split else []
        except Refused as refused:
            issues.refuse(refused)
            continue
        found |= dict.fromkeys(filter(None, map(str.strip, lines)), split or "")
    return found


def _picture(name: str, media: Media, issues: Issues) -> str:
    """Find the picture that a map is of, which has its name in another folder."""
    match = _MAPS.search(name)
    before, word = (name[: match.start(2)], match[3] or "") if match else ("", "")
    for folder in (word,) if word else _PICTURES:
        wanted = posixpath.join(before, folder, _stem(name))
        if (path := media.resolve(wanted)) and path != name and not _MAPS.search(path):
            return path
    issues.missing(_stem(name))
    return posixpath.join(before, word, _stem(name))


def _masks_of(
    root: Path, name: str, beside: str, classes: dict[Colour, str], issues: Issues
) -> tuple[Annotation, ...] | None:
    grid = open_file(root, name)
    objects = open_file(root, beside) if beside else None
    if grid is None or (beside and (objects is None or objects.size != grid.size)):
        issues.add(
            "no_map",
            say("The map “{name}” is broken, or its map of objects has another size.", name=name),
        )
        return None
    masks, unknown = _masks(grid, objects, classes)
    if unknown:
        issues.add(
            "unknown_segment",
            say(
                "{count} colours of “{name}” have no name; add them to the table.",
                count=unknown,
                name=name,
            ),
        )
    return masks


class _Palette(NamedTuple):
    """The values of a map, as one number a pixel, and the classes of the numbers."""

    classes: dict[int, str]
    ignored: int


def _palette(grid: Grid, classes: dict[Colour, str]) -> _Palette:
    if grid.planes < 3:
        return _Palette(dict(enumerate(classes.values())), _UNDECIDED)
    numbers = {_number(at): name for at, name in classes.items()}
    return _Palette(numbers, _number(_BORDER))


def _number(colour: Colour) -> int:
    return colour[0] | colour[1] << 8 | colour[2] << 16


def _masks(
    grid: Grid, objects: Grid | None, classes: dict[Colour, str]
) -> tuple[tuple[Annotation, ...], int]:
    """Give a mask for each class or object, and how many colours are unknown."""
    import numpy as np  # noqa: PLC0415  (heavy: only maps need it)

    palette = _palette(grid, classes)
    pairs = _numbers(grid) << 24 | (_numbers(objects) if objects else 0)
    found: list[Annotation] = []
    unknown: set[int] = set()
    for pair in np.unique(pairs).tolist():
        name = palette.classes.get(pair >> 24)
        if name is None:
            unknown |= {pair >> 24} - {palette.ignored}
        elif name != _BACKGROUND:
            mine = pairs == pair
            edges = np.flatnonzero(np.diff(mine)) + 1
            runs = np.diff([0, *edges, mine.size]).tolist()
            counts = (0, *runs) if mine[0] else tuple(runs)
            found.append(Mask(name, grid.size[1], grid.size[0], counts))
    return tuple(found), len(unknown)


def _numbers(grid: Grid) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Give each pixel's planes as one number, down the columns."""
    import numpy as np  # noqa: PLC0415  (heavy: only maps need it)

    width, height = grid.size
    planes = np.frombuffer(grid.values, np.uint8).reshape(height, width, grid.planes)
    numbers = np.zeros((height, width), np.int64)
    for plane in range(grid.planes):
        numbers |= planes[..., plane].astype(np.int64) << 8 * plane
    return numbers.T.ravel()


def colour(index: int) -> Colour:
    """Give PASCAL's colour of a number: its bits spread over red, green and blue."""
    planes = [0, 0, 0]
    for bit in range(8):
        for plane in range(3):
            planes[plane] |= (index >> (3 * bit + plane) & 1) << (7 - bit)
    return planes[0], planes[1], planes[2]


def placed(path: str) -> str:
    """Give where a picture stands in PASCAL's layout."""
    return path if path.startswith("JPEGImages/") else f"JPEGImages/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write maps of classes and of objects, ``labelmap.txt`` and lists; count masks."""
    folders, count = Folders(to), 0
    numbers: dict[str, int] = {_BACKGROUND: 0}
    listed: dict[str, list[str]] = {}
    stems: set[str] = set()
    for labelled, *_ in images:
        stem = placed(labelled.path).removeprefix("JPEGImages/").rpartition(".")[0]
        masks = [one for one in labelled.annotations if isinstance(one, Mask)]
        masks = [
            one for one in masks if (one.height, one.width) == (masks[0].height, masks[0].width)
        ]
        if masks and stem not in stems:
            stems.add(stem)
            kinds = [numbers.setdefault(_row_name(one.label), len(numbers)) for one in masks]
            folders.write(f"SegmentationClass/{stem}.png", _map(masks, kinds))
            folders.write(f"SegmentationObject/{stem}.png", _map(masks, range(1, len(masks) + 1)))
            listed.setdefault(labelled.split or "all", []).append(f"{stem}\n")
            count += len(masks)
    rows = (f"{name}:{','.join(map(str, colour(i)))}::\n" for name, i in numbers.items())
    folders.write("labelmap.txt", "# label:color_rgb:parts:actions\n" + "".join(rows))
    words = {"validation": "val"}
    for split, names in listed.items():
        folders.write(f"{_LISTS}/{words.get(split, split)}.txt", "".join(names))
    return count


def _size(mask: Mask) -> tuple[int, int]:
    return mask.width, mask.height


def _row_name(label: str) -> str:
    return label.replace("\n", " ").strip()


def _map(masks: list[Mask], numbers: Iterable[int]) -> bytes:
    """Give a map in which a pixel that several masks claim belongs to the first."""
    size = _size(masks[0])
    values = bytearray(3 * size[0] * size[1])
    for mask, number in reversed(list(zip(masks, numbers, strict=True))):
        painted = bytes(colour(number))
        for start, end in rle.row_spans(mask.counts, size):
            values[3 * start : 3 * end] = painted * (end - start)
    return png(Grid(size, bytes(values), 3))
