"""Hugging Face's `imagefolder` and `audiofolder`: media with a ``metadata`` list beside them.

Each split has a folder with its media and a ``metadata.jsonl`` or ``metadata.csv`` whose rows name
a file (``file_name``) and say anything of it; boxes stand in ``objects`` as lists side by side,
``bbox`` (x, y, width, height in pixels, as in COCO) and ``categories``.
"""

import csv
import io
import json
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dure.core import Annotation, Box, Choice, Labelled, Mask, Polygon, Transcript, say

from ..base.fitting import Place, fit_box
from ..base.geometry import Edges, numbers
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing, tame
from ..base.splits import split_of_name, split_of_path
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around

NAME = "metadata"
_TEXTS = ("text", "transcription", "transcript", "sentence", "caption")
_CATEGORIES = ("categories", "category", "label", "labels")
_FIELDS = frozenset(("file_name", "label", "text", "objects", "split", "group"))
_LARGEST_CELL = 1 << 24
_RESERVED = _FIELDS | frozenset(_TEXTS)


def _lost(labelled: Labelled) -> Iterator[str]:
    """Of each kind a row has one place."""
    kinds = [type(one) for one in labelled.annotations]
    yield from ("further_class" for _ in range(kinds.count(Choice) - 1))
    yield from ("further_text" for _ in range(kinds.count(Transcript) - 1))
    yield from ("further_column" for key in labelled.attributes if key in _RESERVED)


HOLDS = Holds(
    kinds=frozenset({Box, Choice, Transcript}),
    as_boxes=frozenset({Polygon, Mask}),
    groups=True,
    columns=True,
    further=_lost,
)


def find(listing: Listing) -> Iterator[Found]:
    """Find lists of that name whose rows say ``file_name``."""
    for name in (*listing.of("jsonl"), *listing.of("csv")):
        stem = posixpath.basename(name).rpartition(".")[0]
        if stem == NAME and "file_name" in listing.head(name, 4096).split("\n", 1)[0]:
            yield listing.claim("huggingface", (name,))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one list; rows that cannot be taken are named with their line."""
    issues = Issues(name)
    try:
        text = load_text(root, name, issues)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    rows = _json_rows(text, issues) if name.endswith(".jsonl") else _table_rows(text, issues)
    reader = Reader(name, posixpath.dirname(name), split_of_path(name), media, issues)
    labelled = tuple(one for line, row in rows if (one := reader.read(line, row)))
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return Reading(labelled, issues.all(), (name,), tuple(dict.fromkeys(filter(None, labels))))


def _json_rows(text: str, issues: Issues) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            row = line
        if isinstance(row, dict):
            yield number, row
        elif row is not None:
            message = say("Line {line} is no JSON object; export it again.", line=number)
            issues.add("broken_line", message, line=number)


def _table_rows(text: str, issues: Issues) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(_LARGEST_CELL)
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in table:
            filled = {k: _structured(v) for k, v in row.items() if k and v and v.strip()}
            yield table.line_num, filled
    except csv.Error as error:
        message = say(
            "Line {line} cannot be read as a table ({reason}); look for a lost quotation mark.",
            line=table.line_num,
            reason=str(error),
        )
        issues.add("broken_table", message, line=table.line_num)


def _structured(cell: str) -> object:
    """Read a cell that holds an object, as pandas writes it."""
    if not cell.lstrip().startswith("{"):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


class Reader:
    """Reads the rows of one list.

    Attributes:
        source: the file that the rows stand in.
        folder: the folder from which the rows name files.
        split: the split of all rows that name none.
    """

    def __init__(
        self, source: str, folder: str, split: str | None, media: Media, issues: Issues
    ) -> None:
        self._source, self._folder, self._split = source, folder, split
        self._media, self._issues = media, issues

    def read(self, line: int, row: dict[str, Any]) -> Labelled | None:
        """Give what a row says of its file."""
        name = row.get("file_name")
        if not isinstance(name, str) or not name.strip():
            message = say(
                "Line {line} names no file; fill the column “{column}”.",
                line=line,
                column="file_name",
            )
            self._issues.add("no_path", message, line=line)
            return None
        wanted = tame(posixpath.join(self._folder, name.strip()))
        path = self._media.resolve(wanted)
        if path is None:
            self._issues.missing(name, line)
        said = next((key for key in _TEXTS if isinstance(row.get(key), str)), None)
        annotations = [*self._boxes(line, row, path), *self._whole(row, said)]
        split = split_of_name(str(row["split"])) if "split" in row else None
        group = row.get("group")
        rest = {k: v for k, v in row.items() if k not in _FIELDS - {"text"} and k != said}
        return Labelled(
            path or wanted,
            tuple(annotations),
            {k: _text(v) for k, v in rest.items() if v is not None},
            split or self._split,
            None if group is None else str(group),
            self._source,
        )

    def _whole(self, row: dict[str, Any], said: str | None) -> Iterator[Annotation]:
        if label := label_text(row.get("label")):
            yield Choice(label)
        if said is not None:
            yield Transcript(row[said])

    def _boxes(self, line: int, row: dict[str, Any], path: str | None) -> Iterator[Box]:
        objects = row.get("objects")
        if objects is None:
            return
        boxes = objects.get("bbox") if isinstance(objects, dict) else None
        found = (objects.get(key) for key in _CATEGORIES) if isinstance(boxes, list) else ()
        labels = next((one for one in found if isinstance(one, list)), None)
        if not isinstance(boxes, list) or labels is None or len(labels) != len(boxes):
            self._wrong(line)
            return
        size = self._media.size(path) if path else None
        for values, named in zip(map(numbers, boxes), labels, strict=True):
            label = label_text(named)
            if label is None or values is None or len(values) != 4:
                self._wrong(line)
            elif fitted := fit_box(_four(values), size, self._issues, Place(label, line, line)):
                yield Box(label, *fitted)

    def _wrong(self, line: int) -> None:
        message = say(
            "The boxes of line {line} are not bbox and categories side by side.", line=line
        )
        self._issues.add("wrong_box", message, line=line)


def _four(values: tuple[float, ...]) -> tuple[float, float, float, float]:
    x, y, width, height = values
    return x, y, width, height


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)  # tables hold times, too


def places(labelled: Sequence[Labelled]) -> dict[str, str]:
    """Give where each media file must stand: in the folder of its split."""
    there: dict[str, str] = {}
    taken: set[str] = set()
    for one in labelled:
        place, split = one.path, one.split
        while split and (place in taken or not place.startswith(f"{split}/")):
            place = f"{split}/{place}"
        taken.add(place)
        there.setdefault(one.path, place)
    return there


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``<split>/metadata.jsonl``; give the number of labels."""
    lists: dict[str, dict[str, dict[str, Any]]] = {}
    count = 0
    every = [image.labelled for image in images]
    there = places(every)
    for labelled in every:
        folder = f"{labelled.split}/" if labelled.split else ""
        row = _row(labelled, there[labelled.path].removeprefix(folder))
        lists.setdefault(folder, {})[row["file_name"]] = row
        count += sum(isinstance(row.get(key), str) for key in ("label", "text"))
        count += len(row.get("objects", {}).get("bbox", ()))
    folders = Folders(to)
    for folder, rows in lists.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in rows.values())
        folders.write(f"{folder}{NAME}.jsonl", "".join(f"{line}\n" for line in lines))
    return count


def _row(labelled: Labelled, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"file_name": name}
    row |= {k: v for k, v in labelled.attributes.items() if k not in _RESERVED}
    if labelled.group:
        row["group"] = labelled.group
    for one in labelled.annotations:
        if isinstance(one, Choice):
            row.setdefault("label", one.label)
        elif isinstance(one, Transcript):
            row.setdefault("text", one.text)
        elif isinstance(one, Box | Polygon | Mask) and (edges := box_around(one)):
            objects = row.setdefault("objects", {"bbox": [], "categories": []})
            objects["bbox"].append(_values(one, edges))
            objects["categories"].append(one.label)
    return row


def _values(one: Annotation, edges: Edges) -> list[float]:
    if isinstance(one, Box) and not one.rotation % 360:
        return [one.x, one.y, one.width, one.height]
    return [edges.left, edges.top, edges.right - edges.left, edges.bottom - edges.top]
