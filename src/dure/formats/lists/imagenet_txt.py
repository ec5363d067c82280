"""ImageNet's lists: a picture and its classes on each line, named by ``synsets.txt``."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Choice, Labelled, say

from ..base.listing import Listing
from ..base.reading import Found, Issues, Locator, Media, Reading, Refused, load_text, tame
from ..base.splits import split_of_file
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(kinds=frozenset({Choice}))
NAMES = "synsets.txt"


def looks_like(head: str) -> bool:
    """Tell whether every line is the name of a picture and class numbers."""
    lines = head.split("\n")[:-1][:20] or [head]
    rows = [_row(line) for line in lines if line.strip()]
    return bool(rows) and all(row is not None for row in rows)


def _row(line: str) -> tuple[str, tuple[int, ...]] | None:
    """Split a line from its end: the name may hold blanks, as long as it has an extension."""
    words = line.strip().split(" ")
    numbers: list[int] = []
    while words and words[-1].isdecimal() and len(words[-1]) < 7:
        numbers.insert(0, int(words.pop()))
    name = " ".join(words)
    return (name, tuple(numbers)) if "." in name and "," not in name and numbers else None


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the lists of one folder."""
    labelled: list[Labelled] = []
    issues: list[Issues] = []
    names: list[str] = []
    for name in sorted(files, key=lambda n: not n.endswith(NAMES)):
        report = Issues(name)
        issues.append(report)
        try:
            lines = load_text(root, name, report).splitlines()
        except Refused as refused:
            report.refuse(refused)
            continue
        if name.endswith(NAMES):
            # A line may hold the code of a synset and its words: "n01440764 tench".
            names = [label_text(line) or "" for line in lines]
        else:
            labelled += _list(name, lines, names, Locator(media, name), report)
    every = tuple(issue for report in issues for issue in report.all())
    return Reading(tuple(labelled), every, files, tuple(filter(None, names)))


def _list(
    name: str, lines: list[str], names: list[str], locator: Locator, issues: Issues
) -> Iterator[Labelled]:
    if not names:
        issues.warn(
            "no_class_names",
            say("No class names were found; put them into synsets.txt, one a line, in order."),
        )
    for number, line in enumerate(lines, start=1):
        row = _row(line) if line.strip() else ("", ())
        if row is None:
            message = say("Line {line} is no picture with its class numbers.", line=number)
            issues.add("wrong_line", message, line=number)
        elif row[0]:
            path = locator.locate(row[0])
            if path is None:
                issues.missing(row[0], number)
            classes = tuple(Choice(_label(i, names, issues, number)) for i in row[1])
            yield Labelled(path or tame(row[0]), classes, split=split_of_file(name), source=name)


def _label(index: int, names: list[str], issues: Issues, line: int) -> str:
    name = names[index] if index < len(names) else ""
    if not name and names:
        issues.warn(
            "unknown_class",
            say("Line {line} is of class {index}, which has no name.", line=line, index=index),
            line,
        )
    return name or str(index)


def placed(path: str) -> str:
    """Give where a picture stands in the layout."""
    return path if path.startswith("images/") else f"images/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``synsets.txt`` and a list a split; give the number of classes said."""
    numbers: dict[str, int] = {}
    lists: dict[str, list[str]] = {}
    count = 0
    for labelled, *_ in images:
        labels = [a.label.replace("\n", " ") for a in labelled.annotations if isinstance(a, Choice)]
        found = [numbers.setdefault(label, len(numbers)) for label in labels]
        count += len(found)
        if found:
            name = placed(labelled.path).removeprefix("images/")
            row = " ".join(map(str, (name, *found)))
            lists.setdefault(labelled.split or "all", []).append(f"{row}\n")
    folders = Folders(to)
    folders.write(NAMES, "".join(f"{name}\n" for name in numbers))
    words = {"validation": "val"}
    for split, rows in lists.items():
        folders.write(f"{words.get(split, split)}.txt", "".join(rows))
    return count


def find(listing: Listing) -> Iterator[Found]:
    """Find lists of pictures with class numbers, and the names of the classes beside them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in listing.of("txt"):
        if not name.endswith(NAMES) and looks_like(listing.head(name)):
            groups[posixpath.dirname(name)].append(name)
    for _, files in sorted(groups.items()):
        # Without the names, numbers beside pictures may be anything: persons, splits, counts.
        if names := listing.beside(files[0], NAMES):
            yield listing.claim("imagenet_txt", (names, *files))
