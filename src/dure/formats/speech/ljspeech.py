"""LJ Speech: ``metadata.csv``, a line a recording of ``wavs/``: its name, the text, and as read."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Labelled, Transcript, say

from ..base.hearing import Hearing, stem_of
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.writing import Folders, Holds, Sized


def _lost(labelled: Labelled) -> Iterator[str]:
    for one in labelled.annotations:
        if isinstance(one, Transcript):
            written = (one.text, one.pronunciation or "")
            yield from ["signs"] if tuple(map(_cell, written)) != written else []


HOLDS = Holds(
    kinds=frozenset({Transcript}), splits=False, pronunciation=True, one_stem=True, further=_lost
)


def _cell(text: str) -> str:
    return re.sub(r"[|\r\n]", " ", text)


def find(listing: Listing) -> Iterator[Found]:
    """Find the lists whose first line names a recording beside them."""
    for name in listing.of("csv", "txt"):
        base = name.rpartition("/")[2]
        if base in ("metadata.csv", "metadata.txt") and _fits(listing, name):
            yield listing.claim("ljspeech", (name,))


def _fits(listing: Listing, name: str) -> bool:
    folder = name.rpartition("/")[0]
    row = listing.head(name).split("\n", 1)[0].split("|")
    return len(row) in (2, 3) and bool(listing.index.resolve(f"{folder}/wavs/{row[0]}".lstrip("/")))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one list."""
    issues = Issues(name)
    try:
        lines = load_text(root, name, issues).split("\n")
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    hearing = Hearing(media, name, issues)
    for number, line in enumerate(lines, 1):
        cells = line.removesuffix("\r").split("|")
        if len(cells) in (2, 3) and cells[0].strip():
            record = hearing.of(f"wavs/{cells[0]}", cells[0], line=number)
            as_read = cells[-1] if cells[-1] and cells[-1] != cells[1] else None
            record.annotations.append(Transcript(cells[1], as_read))
        elif line.strip():
            message = say("Line {line} is no name and text parted by “|”.", line=number)
            issues.add("wrong_line", message, line=number)
    return Reading(hearing.labelled(), issues.all(), (name,))


def placed(path: str) -> str:
    """Give where a recording stands in the layout."""
    return path if path.startswith("wavs/") else f"wavs/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``metadata.csv``; give the number of texts."""
    rows: list[str] = []
    for labelled, *_ in images:
        name = _cell(stem_of(placed(labelled.path).removeprefix("wavs/")))
        for one in labelled.annotations:
            if isinstance(one, Transcript):
                cells = (name, _cell(one.text), _cell(one.pronunciation or one.text))
                rows.append("|".join(cells) + "\n")
    Folders(to).write("metadata.csv", "".join(rows))
    return len(rows)
