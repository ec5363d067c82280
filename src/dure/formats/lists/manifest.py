"""Manifest: a list (CSV, TSV, JSON lines) with a header, one media file a row."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dure.core import Box, Choice, Labelled, Sentence, say

from ..base.fitting import Place, fit_box
from ..base.reading import Issues, Locator, Media, Reading, Refused, load_text, nothing, tame
from ..base.splits import split_of_name
from ..base.text import composed, label_text
from ..base.writing import Folders, Holds, Sized
from . import boxes
from .answers import Answers
from .columns import PATHS, Columns, columns_of, first, reserved

HOLDS = Holds(kinds=frozenset({Choice}), levels=99, groups=True, columns=True)
_DELIMITERS = (",", "\t", ";", "|")
_LARGEST_CELL = 1 << 24


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Said:
    """What the rows of one media file said so far."""

    path: str
    labels: list[Choice | Box]
    attributes: dict[str, str]
    split: str | None
    group: str | None


def has_header(head: str, extension: str) -> bool:
    """Tell whether the first line names a column of paths."""
    if extension in ("jsonl", "ndjson"):
        return first(list(_json_cells(head.split("\n", 1)[0]) or ()), PATHS) is not None
    return first(_first_row(head), PATHS) is not None and len(_first_row(head)) > 1


def is_headerless(head: str, known: Iterable[str]) -> bool:
    """Tell whether text is a list that starts with a media file instead of with a header."""
    row = _first_row(head)
    names = set(known)
    return len(row) > 1 and any(composed(cell).replace("\\", "/") in names for cell in row)


def values_of_paths(head: str, extension: str) -> list[str]:
    """Give the first few names of media that a list with a header holds."""
    if extension in ("jsonl", "ndjson"):
        rows = [cells for line in head.split("\n")[:20] if (cells := _json_cells(line))]
    else:
        rows = _first_rows(_body(head))
    return [
        cells[column]
        for cells in rows
        if (column := first(list(cells), PATHS)) and cells[column].strip()
    ]


def _structured(cell: str) -> bool:
    """Tell whether a cell holds JSON of regions, as Label Studio's CSV export does."""
    if not cell.lstrip().startswith(("[{", "{")):
        return False
    try:
        json.loads(cell)
    except (ValueError, RecursionError):
        return False
    return True


def _first_rows(text: str) -> list[dict[str, str]]:
    lines = text.split("\n")[:20]
    reader = csv.DictReader(
        (f"{line}\n" for line in lines), delimiter=_delimiter(text), skipinitialspace=True
    )
    try:
        return [{k: v for k, v in row.items() if k and isinstance(v, str)} for row in reader]
    except csv.Error:
        return []


def _first_row(head: str) -> list[str]:
    text = _body(head)
    line = text.split("\n", 1)[0].rstrip("\r")
    rows = csv.reader([line], delimiter=_delimiter(text), skipinitialspace=True)
    try:
        return [cell.strip() for cell in next(rows, [])]
    except csv.Error:
        return []


def _body(text: str) -> str:
    """Leave out Excel's line ``sep=;`` and give lines that old programs end with one sign."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text.split("\n", 1)[-1] if text[:4].lower() == "sep=" else text


def _delimiter(text: str) -> str:
    """Choose the sign that divides the first line into most cells."""
    line = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(_DELIMITERS, key=line.count)


def _json_cells(line: str) -> dict[str, str] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return {str(k): _plain(v) for k, v in value.items() if v is not None}


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read(root: Path, name: str, media: Media, given: Columns | None = None) -> Reading:
    """Read one list; rows that cannot be taken are named with their line."""
    issues = Issues(name)
    extension = name.rpartition(".")[2].lower()
    try:
        text = load_text(root, name, issues)
        header, rows = (
            _json_rows(text, issues) if extension in ("jsonl", "ndjson") else _rows(text, issues)
        )
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    columns = columns_of(header, given or Columns())
    if absent := _absent(columns, header):
        issues.add("no_header", absent)
        return nothing(issues, name)
    columns = replace(columns, flags=columns.flags or _flags(name, header, columns))
    locator = Locator(media, name)
    path = columns.path or ""
    named = ((row.cells, row.cells.get(path, "") if columns.edges else "") for row in rows)
    places = [(cells, locator.locate(name) if name else None) for cells, name in named]
    columns = boxes.settled(columns, places, media.size, issues)
    said = _Reader(locator, columns, issues, Answers(header)).read(rows)
    labelled = tuple(
        Labelled(s.path, tuple(s.labels), s.attributes, s.split, s.group, name) for s in said
    )
    labels = tuple(dict.fromkeys(one.label for s in said for one in s.labels))
    return Reading(labelled, issues.all(), (name,), labels)


def _flags(name: str, header: list[str], columns: Columns) -> tuple[str, ...]:
    """Give the classes of Roboflow's ``_classes.csv``: a column each, 1 where it applies."""
    if not name.endswith("_classes.csv"):
        return ()
    return tuple(column for column in header if column != columns.path)


def _absent(columns: Columns, header: list[str]) -> str | None:
    if columns.path is None:
        return say(
            "The list has no header; add a first line that names its columns, such as “{header}”.",
            header=",".join(_suggested(header)),
        )
    named = (columns.path, columns.label, *columns.parents, columns.split, columns.group)
    missing = next((n for n in named if n is not None and n not in header), None)
    if missing is None:
        return None
    return say(
        "There is no column “{column}”; the list has: {columns}.",
        column=missing,
        columns=", ".join(header),
    )


def _suggested(cells: list[str]) -> list[str]:
    """Name the columns of a list without a header: the file, then the label, then the rest."""
    place = next((i for i, cell in enumerate(cells) if re.search(r"\.\w{2,5}$", cell)), 0)
    others = iter(("label", *(f"column_{i}" for i in range(3, len(cells) + 1))))
    return ["path" if i == place else next(others, "label") for i in range(len(cells))]


def _rows(text: str, issues: Issues) -> tuple[list[str], list[_Row]]:
    text = _body(text)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=_delimiter(text),
        skipinitialspace=True,
        strict=True,
    )
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = list(_cells(reader, header, issues))
    except csv.Error as error:
        message = say(
            "Line {line} cannot be read as a table ({reason}); look for a lost quotation mark.",
            line=reader.line_num,
            reason=str(error),
        )
        raise Refused("broken_table", message) from error
    return header, rows


def _cells(reader: Iterator[list[str]], header: list[str], issues: Issues) -> Iterator[_Row]:
    line = 1
    for cells in reader:
        started, line = line + 1, reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if (
            len(cells) != len(header) and any(cell.strip() for cell in cells[len(header) :])
        ) or len(cells) < len(header):
            _ragged(started, len(cells), len(header), issues)
        else:
            yield _Row(started, dict(zip(header, cells, strict=False)))


def _ragged(line: int, cells: int, columns: int, issues: Issues) -> None:
    issues.add(
        "ragged_row",
        say(
            "Line {line} has {cells} cells where the header has {columns}; quote cells that "
            "hold the delimiter.",
            line=line,
            cells=cells,
            columns=columns,
        ),
        line=line,
    )


def _json_rows(text: str, issues: Issues) -> tuple[list[str], list[_Row]]:
    rows: list[_Row] = []
    header: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        cells = _json_cells(line)
        if cells is None:
            issues.add(
                "broken_line",
                say("Line {line} is no JSON object; export it again.", line=number),
                line=number,
            )
        else:
            rows.append(_Row(number, cells))
            header |= dict.fromkeys(cells)
    return list(header), rows


def _added(line: int, name: str) -> Sentence:
    return say(
        "Line {line} names “{name}” again; its other labels were added.", line=line, name=name
    )


class _Reader:
    """Gathers the rows of one list by the media file that they name."""

    def __init__(
        self, locator: Locator, columns: Columns, issues: Issues, answers: Answers
    ) -> None:
        self._columns, self._issues = columns, issues
        self._locator, self._answers = locator, answers
        self._said: dict[str, _Said] = {}
        named = (columns.path, columns.label, *columns.parents, columns.split, columns.group)
        self._known = {name for name in (*named, *columns.edges, *columns.flags) if name}

    def read(self, rows: Iterable[_Row]) -> list[_Said]:
        """Take every row, or say why not."""
        for row in rows:
            self._take(row)
        return list(self._said.values())

    def _take(self, row: _Row) -> None:
        name = row.cells.get(self._columns.path or "", "")
        if not name.strip():
            self._issues.add(
                "no_path",
                say(
                    "Line {line} names no file; fill the column “{column}”.",
                    line=row.line,
                    column=self._columns.path,
                ),
                line=row.line,
            )
            return
        path = self._locator.locate(name) or self._locator.locate(name.strip())
        if path is None:
            self._issues.missing(name, row.line)
        said = self._of(row, path or tame(name.strip()))
        before = self._said.setdefault(said.path, said)
        again = self._answers.again(said.path, row.cells, said.labels, row.line)
        if before is said:
            return
        if not self._columns.edges:
            kind, message = again or ("duplicate_path", _added(row.line, name))
            self._issues.warn(kind, message, row.line)
        before.attributes = said.attributes | before.attributes
        before.labels += [one for one in said.labels if one not in before.labels]

    def _of(self, row: _Row, path: str) -> _Said:
        cells, columns = row.cells, self._columns
        attributes = {k: v for k, v in cells.items() if k not in self._known and v.strip() and k}
        split_cell = cells.get(columns.split or "", "").strip()
        split = split_of_name(split_cell) if split_cell else None
        if split_cell and split is None:
            attributes[columns.split or ""] = split_cell
        group = cells.get(columns.group or "", "").strip() or None
        return _Said(path, self._labels(row, path), attributes, split, group)

    def _labels(self, row: _Row, path: str) -> list[Choice | Box]:
        if flags := self._columns.flags:
            return [Choice(name) for name in flags if row.cells.get(name, "").strip() == "1"]
        raw = row.cells.get(self._columns.label or "", "")
        if _structured(raw):
            self._issues.add(
                "structured_label",
                say(
                    "Line {line} holds JSON in its label column; export it as JSON instead.",
                    line=row.line,
                ),
                line=row.line,
            )
            return []
        label = label_text(raw)
        if self._columns.edges and self._columns.label is None:
            label = "object"
        if label is None:
            return []
        if self._columns.edges:
            return list(self._box(row, label, path))
        above = (label_text(row.cells.get(name, "")) for name in self._columns.parents)
        parents = tuple(part for part in above if part)
        return [Choice(label, (*parents, label) if parents else ())]

    def _box(self, row: _Row, label: str, path: str) -> Iterator[Box]:
        try:
            values = boxes.values_of(row.cells, self._columns)
        except ValueError:
            message = say("Line {line} has no complete box; fill its edges.", line=row.line)
            self._issues.add("wrong_box", message, line=row.line)
            return
        if values:
            place, box = Place(label, row.line, row.line), boxes.box_of(values, self._columns)
            if fitted := fit_box(box, self._locator.size(path), self._issues, place):
                yield Box(label, *fitted)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``manifest.csv`` in UTF-8; give the number of labels."""
    rows: list[dict[str, str]] = []
    extra: dict[str, None] = {}
    depth = count = 0
    for labelled, *_ in images:
        choices = [a for a in labelled.annotations if isinstance(a, Choice)]
        common = {"path": labelled.path}
        common |= {"split": labelled.split or "", "group": labelled.group or ""}
        further = {_column(k): v for k, v in labelled.attributes.items()}
        extra |= dict.fromkeys(further)
        count += len(choices)
        labels = [_levels(choice) for choice in choices] or [{"label": ""}]
        depth = max(depth, *map(len, labels))
        rows += [{**common, **label, **further} for label in labels]
    header = ["path", "label", *(f"parent_{i}" for i in range(1, depth)), "split", "group"]
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, [*header, *extra], restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    Folders(to).write("manifest.csv", out.getvalue())
    return count


def _levels(choice: Choice) -> dict[str, str]:
    above = {f"parent_{i}": part for i, part in enumerate(choice.path[:-1], 1)}
    return {"label": choice.label, **above}


def _column(name: str) -> str:
    return f"attribute_{name}" if reserved(name) else name
