"""CVAT's Generic TSV 1.0: labelled stretches of sounds, with a column an attribute."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Segment, say

from ..base.hearing import Hearing, classes_of, finer_than_us, stem_of
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.splits import split_of_path
from ..base.text import label_text
from ..base.times import Where, clock, clocked, seconds
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(
    kinds=frozenset({Segment}), score=True, attributes=True, splits=False, further=finer_than_us
)
_NEEDED = ("start", "stop", "label")
_OWN = (*_NEEDED, "filename", "score")


def looks_like(head: str) -> bool:
    """Tell whether the header has the three columns that CVAT asks for."""
    return set(_NEEDED) <= set(head.split("\n", 1)[0].rstrip("\r").split("\t"))


def find(listing: Listing) -> Iterator[Found]:
    """Find the lists, by their header."""
    for name in listing.of("tsv"):
        if looks_like(listing.head(name)):
            yield listing.claim("cvat_tsv", (name,))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one list; without the column ``filename`` it is about the sound of its own name."""
    issues = Issues(name)
    try:
        text = load_text(root, name, issues)
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        rows = [(table.line_num, row) for row in table]
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    except csv.Error as error:
        message = say("“{name}” is broken ({reason}); export it again.", name=name, reason=error)
        issues.add("broken_table", message)
        return nothing(issues, name)
    hearing = Hearing(media, name, issues)
    for line, cells in rows:
        row = {k: v for k, v in cells.items() if isinstance(k, str) and isinstance(v, str)}
        label = label_text(row.get("label"))
        if label is None or None in cells:
            message = say("Line {line} has no label, or more cells than the header.", line=line)
            issues.add("wrong_line", message, line=line)
            continue
        record = hearing.of(row.get("filename") or stem_of(name), line=line)
        record.split = split_of_path(name)
        times = _time(row.get("start", "")), _time(row.get("stop", ""))
        if span := hearing.fit(record, *times, Where(label, line, line)):
            extra = {k: v for k, v in row.items() if k not in _OWN and v}
            said = Segment(label, *span, seconds(row.get("score") or None), extra)
            record.annotations.append(said)
    labelled = hearing.labelled()
    return Reading(labelled, issues.all(), (name,), classes_of(labelled))


def _time(text: str) -> float | None:
    found = clock(text)
    return seconds(text) if found is None else found


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``annotations.tsv``, a row a stretch; give their number."""
    rows: list[dict[str, str]] = []
    for labelled, *_ in images:
        for one in labelled.annotations:
            if isinstance(one, Segment):
                times = {"start": clocked(one.start_s, 6), "stop": clocked(one.end_s, 6)}
                score = "" if one.score is None else repr(one.score)
                about = {"filename": labelled.path, **times, "label": one.label, "score": score}
                rows.append({**{_column(k): _text(v) for k, v in one.attributes.items()}, **about})
    extra = dict.fromkeys(key for row in rows for key in row if key not in _OWN)
    out = io.StringIO(newline="")
    header = ["filename", *_NEEDED, "score", *extra]
    table = csv.DictWriter(out, header, restval="", delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    Folders(to).write("annotations.tsv", out.getvalue())
    return len(rows)


def _column(name: str) -> str:
    return f"attribute_{name}" if name in _OWN else name


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
