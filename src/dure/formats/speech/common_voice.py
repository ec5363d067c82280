"""Common Voice: a TSV a list, a row a clip with its sentence, its speaker and their votes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Labelled, Transcript, say

from ..base.hearing import Hearing
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.splits import split_of_name
from ..base.writing import Folders, Holds, Sized

_NEEDED = ("client_id", "path", "sentence")
_OWN = (*_NEEDED, "locale")
_LISTS = frozenset(("validated", "invalidated", "other"))
# Sentences with quotation marks were quoted in some editions and left alone in others.
_QUOTED = re.compile(r'"(?:[^"]|"")*""(?:[^"]|"")*"')
_SPLITS = {"validation": "dev"}


def _lost(labelled: Labelled) -> Iterator[str]:
    for one in labelled.annotations:
        if isinstance(one, Transcript):
            if not one.text:
                yield "empty_text"
            if _cell(one.text) != _quoted(one.text):
                yield "signs"


HOLDS = Holds(
    kinds=frozenset({Transcript}), groups=True, columns=True, language=True, further=_lost
)


def looks_like(head: str) -> bool:
    """Tell whether the header names the columns of Common Voice."""
    return set(_NEEDED) <= set(head.split("\n", 1)[0].rstrip("\r").split("\t"))


def find(listing: Listing) -> Iterator[Found]:
    """Find the lists, by their header."""
    for name in listing.of("tsv"):
        if looks_like(listing.head(name)):
            yield listing.claim("common_voice", (name,))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one list."""
    issues = Issues(name)
    try:
        lines = load_text(root, name, issues).split("\n")
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    hearing = Hearing(media, name, issues)
    header = lines[0].rstrip("\r").split("\t")
    stem = name.rpartition("/")[2].removesuffix(".tsv")
    for number, line in enumerate(lines[1:], 2):
        cells = [_unquoted(cell) for cell in line.removesuffix("\r").split("\t")]
        if line.strip() and len(cells) == len(header):
            _take(dict(zip(header, cells, strict=True)), hearing, stem, number)
        elif line.strip():
            _ragged(issues, number, len(cells), len(header))
    return Reading(hearing.labelled(), issues.all(), (name,))


def _take(row: dict[str, str], hearing: Hearing, stem: str, line: int) -> None:
    path = row.get("path", "")
    record = hearing.of(f"clips/{path}", path, line=line)
    if text := row.get("sentence"):
        said = Transcript(text, language=row.get("locale") or None)
        record.annotations.append(said)
    rest = {k: v for k, v in row.items() if k not in _OWN and v}
    record.attributes = {**rest, **record.attributes}
    record.group = row.get("client_id") or record.group
    record.split = split_of_name(stem)
    if stem in _LISTS and stem != "validated":
        record.attributes["list"] = stem


def _ragged(issues: Issues, line: int, cells: int, columns: int) -> None:
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


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _QUOTED.fullmatch(text) else text


def _cell(text: str) -> str:
    return re.sub(r"[\t\r\n]", " ", _quoted(text))


def placed(path: str) -> str:
    """Give where a clip stands in the layout."""
    return path if path.startswith("clips/") else f"clips/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a list a split, ``validated.tsv`` for what has none; give the number of sentences."""
    lists: dict[str, list[dict[str, str]]] = {}
    count = 0
    for labelled, *_ in images:
        split = labelled.split or "validated"
        rows = lists.setdefault(_SPLITS.get(split, split), [])
        said = [a for a in labelled.annotations if isinstance(a, Transcript)]
        count += len(said)
        about = {"client_id": labelled.group or ""}
        about["path"] = placed(labelled.path).removeprefix("clips/")
        further = {
            (f"attribute_{k}" if k in _OWN else k): v for k, v in labelled.attributes.items()
        }
        rows += (
            {**about, "sentence": one.text, "locale": one.language or "", **further}
            for one in said or [Transcript("")]
        )
    for name, rows in lists.items():
        header = list(dict.fromkeys(key for row in rows for key in row))
        body = ("\t".join(_cell(row.get(key, "")) for key in header) for row in rows)
        Folders(to).write(
            f"{name}.tsv", "".join(f"{line}\n" for line in ["\t".join(header), *body])
        )
    return count
