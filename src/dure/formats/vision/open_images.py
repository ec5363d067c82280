"""Open Images: CSV tables of boxes and of classes of whole pictures, classes by code.

Boxes are in parts of the picture. A verified absence (confidence 0 of a class) is no label: the
record's column ``absent`` names it.
"""

import csv
import io
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dure.core import Annotation, Box, Choice, Labelled, Polygon, Severity, say

from ..base.fitting import Place, fit_box
from ..base.geometry import Size, on_grid
from ..base.listing import Listing
from ..base.reading import Found, Issues, Locator, Media, Reading, Refused, load_text, tame
from ..base.splits import split_of_file
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around

_FLAGS = ("IsOccluded", "IsTruncated", "IsGroupOf", "IsDepiction", "IsInside")
HOLDS = Holds(
    kinds=frozenset({Box, Choice}),
    as_boxes=frozenset({Polygon}),
    score=True,
    keeps=frozenset(_FLAGS),
    needs_size=True,
    one_stem=True,
)
_EDGES = ("XMin", "YMin", "XMax", "YMax")
_DESCRIPTIONS = "class-descriptions"
_BY_MACHINE = frozenset(("machine", "activation"))


def looks_like(name: str, head: str) -> bool:
    """Tell whether a CSV file is one of Open Images' tables."""
    header = head.partition("\n")[0].replace(" ", "").strip().split(",")
    return is_names(name) or {"ImageID", "LabelName"} <= set(header)


def is_names(name: str) -> bool:
    """Tell whether a table names the classes."""
    return _DESCRIPTIONS in name


@dataclass(slots=True)
class _Said:
    """What the tables say of one picture."""

    path: str
    size: Size | None
    split: str | None
    source: str
    annotations: list[Annotation] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def labelled(self) -> Labelled:
        """Give what was said, with the classes that are known to be absent."""
        extra = {"absent": ", ".join(self.absent)} if self.absent else {}
        return Labelled(self.path, tuple(self.annotations), extra, self.split, source=self.source)


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the tables of one folder."""
    reports = {name: Issues(name) for name in files}
    names: dict[str, str] = {}
    said: dict[str, _Said] = {}
    for name in sorted(files, key=lambda n: _DESCRIPTIONS not in n):
        try:
            text = load_text(root, name, reports[name])
        except Refused as refused:
            reports[name].refuse(refused)
            continue
        if _DESCRIPTIONS in name:
            names |= _names(text)
        elif "MaskPath" in text.partition("\n")[0]:
            message = say("The masks of “{name}” are not read; its boxes are.", name=name)
            reports[name].add("masks", message, severity=Severity.NOTE)
        else:
            _Table(name, names, media, said, reports[name]).read(text)
    labelled = tuple(one.labelled() for one in said.values())
    issues = tuple(issue for report in reports.values() for issue in report.all())
    return Reading(labelled, issues, files, tuple(dict.fromkeys(names.values())))


def _names(text: str) -> dict[str, str]:
    rows = csv.reader(io.StringIO(text))
    pairs = ((row[0].strip(), label_text(row[1])) for row in rows if len(row) > 1)
    return {code: label for code, label in pairs if label and code != "LabelName"}


class _Table:
    """One table of boxes or of classes."""

    def __init__(
        self,
        name: str,
        names: Mapping[str, str],
        media: Media,
        said: dict[str, _Said],
        issues: Issues,
    ) -> None:
        self._name, self._names, self._said, self._issues = name, names, said, issues
        self._media, self._locator = media, Locator(media, name)

    def read(self, text: str) -> None:
        """Read every row, or say why not."""
        rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
        try:
            for row in rows:
                self._row(row, rows.line_num)
        except csv.Error as error:
            message = say(
                "Line {line} cannot be read as a table ({reason}); look for a lost quotation mark.",
                line=rows.line_num,
                reason=str(error),
            )
            self._issues.add("broken_table", message)

    def _row(self, row: dict[str, str], line: int) -> None:
        image, code = row.get("ImageID") or "", row.get("LabelName") or ""
        label = self._names.get(code) or label_text(code)
        if not image or not label:
            message = say("Line {line} names no picture or no class.", line=line)
            self._issues.add("wrong_line", message, line=line)
            return
        said = self._of(image)
        if found := self._annotation(row, Place(label, line, line), said):
            said.annotations.append(found)

    def _of(self, image: str) -> _Said:
        if image not in self._said:
            path = self._locator.locate(image)
            if path is None:
                self._issues.missing(image)
            size = self._media.size(path) if path else None
            split = split_of_file(self._name)
            self._said[image] = _Said(path or tame(image), size, split, self._name)
        return self._said[image]

    def _annotation(self, row: dict[str, str], place: Place, said: _Said) -> Annotation | None:
        confidence = _number(row.get("Confidence") or "1")
        score = confidence if row.get("Source") in _BY_MACHINE or confidence not in (0, 1) else None
        if "XMin" not in row:
            if confidence == 0 and score is None:
                said.absent.append(place.label)
                return None
            return Choice(place.label, (), score)
        values = [_number(row.get(key) or "") for key in _EDGES]
        if said.size is None or any(value is None for value in values):
            message = say(
                "The box of “{label}” ({where}) has no place or a picture of unknown size.",
                label=place.label,
                where=place.where,
            )
            self._issues.add("wrong_line", message, line=place.line)
            return None
        left, top, right, bottom = (
            on_grid((value or 0.0) * said.size[i & 1]) for i, value in enumerate(values)
        )
        box = (left, top, on_grid(right - left), on_grid(bottom - top))
        fitted = fit_box(box, said.size, self._issues, place)
        flags = {key: "1" for key in _FLAGS if row.get(key) == "1"}
        return Box(place.label, *fitted, 0.0, score, dict(flags)) if fitted else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None


def placed(path: str) -> str:
    """Give where a picture stands in the layout."""
    return path if path.startswith("images/") else f"images/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write the tables of boxes and classes of each split, and the names of the classes."""
    codes: dict[str, str] = {}
    tables: dict[str, list[list[object]]] = {}
    count = 0
    for labelled, size, *_ in images:
        image = placed(labelled.path).removeprefix("images/").rpartition(".")[0]
        word = labelled.split or "all"
        for one in labelled.annotations:
            row = _row(one, image, size, codes)
            kind = "imagelabels" if isinstance(one, Choice) else "bbox"
            if row:
                tables.setdefault(f"{word}-annotations-{kind}", []).append(row)
                count += 1
    folders = Folders(to)
    names = [["LabelName", "DisplayName"], *([code, label] for label, code in codes.items())]
    folders.write("annotations/class-descriptions.csv", _csv(names))
    for name, rows in tables.items():
        boxes = (*_EDGES[0::2], *_EDGES[1::2], *_FLAGS) if name.endswith("bbox") else ()
        header = ["ImageID", "Source", "LabelName", "Confidence", *boxes]
        folders.write(f"annotations/{name}.csv", _csv([header, *rows]))
    return count


def _csv(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _row(
    one: Annotation, image: str, size: Size | None, codes: dict[str, str]
) -> list[object] | None:
    edges = box_around(one) if isinstance(one, Box | Polygon) and size else None
    if size is None or (edges is None and not isinstance(one, Choice)):
        return None
    label = getattr(one, "label", "")
    code = codes.setdefault(label, f"/m/{len(codes)}")
    by = "machine" if isinstance(one, Choice) else "activation"
    source = by if one.score is not None else "xclick" if edges else "verification"
    confidence: object = 1 if one.score is None else one.score
    if isinstance(one, Choice):
        return [image, source, code, confidence]
    return [image, source, code, confidence, *_cells(edges, size, one.attributes)]


def _cells(
    edges: tuple[float, ...] | None, size: Size, extra: Mapping[str, object]
) -> Iterator[object]:
    left, top, right, bottom = edges or (0.0, 0.0, 0.0, 0.0)
    yield from (left / size[0], right / size[0], top / size[1], bottom / size[1])
    yield from (int(bool(extra.get(flag))) for flag in _FLAGS)


def find(listing: Listing) -> Iterator[Found]:
    """Find the tables of one folder, where one of them names pictures and classes."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in listing.of("csv"):
        if looks_like(name, listing.head(name, 4096)):
            groups[posixpath.dirname(name)].append(name)
    for _, files in sorted(groups.items()):
        if any(not is_names(name) for name in files):
            yield listing.claim("open_images", files)
