"""Praat's TextGrid: tiers of intervals and points over one sound, in the long and short form.

Praat reads a text file as its free-standing numbers, quoted strings and flags in their order and
passes over everything else, so that one reader serves both forms (Praat manual, "TextGrid file
formats").
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dure.core import Labelled, Segment, Transcript, say

from ..base.hearing import Hearing, Record, classes_of, spans, stem_of, texts
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load, load_text
from ..base.splits import split_of_path
from ..base.text import label_text
from ..base.tiers import Cell, Tier, by_tier, layers, said, tier_named
from ..base.times import Where, seconds
from ..base.writing import Folders, Holds, Sized, shown


def _lost(labelled: Labelled) -> Iterator[str]:
    yield from ("empty_text" for text in texts(labelled) if not text.strip())


HOLDS = Holds(
    kinds=frozenset({Segment, Transcript}),
    keeps=frozenset({"tier"}),
    times=True,
    splits=False,
    one_stem=True,
    untimed=False,
    further=_lost,
)
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|![^\n]*|(?<!\S)(-?\d[\d.]*(?:[eE][-+]?\d+)?)(?!\S)|<\w+>')


def find(listing: Listing) -> Iterator[Found]:
    """Find the grids, by their extension."""
    for name in listing.of("textgrid"):
        yield listing.claim("textgrid", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the tiers of one sound; intervals without text say nothing."""
    name = files[0]
    issues = Issues(name)
    hearing = Hearing(media, name, issues)
    try:
        _refuse_binary(root, name)
        tokens = _Tokens(load_text(root, name, issues))
        record = hearing.of(stem_of(name))
        record.split = split_of_path(name)
        _Grid(tokens, hearing, record, issues).read()
    except Refused as refused:
        issues.refuse(refused)
    labelled = hearing.labelled()
    return Reading(labelled, issues.all(), files, classes_of(labelled))


def _refuse_binary(root: Path, name: str) -> None:
    if load(root, name, head=12) == b"ooBinaryFile":
        message = say("“{name}” is a binary TextGrid; save it as a text file in Praat.", name=name)
        raise Refused("binary", message)


class _Tokens:
    """The numbers, strings and flags of a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._found = (m for m in _TOKEN.finditer(text) if not m[0].startswith("!"))

    def _next(self) -> "re.Match[str]":
        found = next(self._found, None)
        if found is None:
            raise Refused("truncated", say("The TextGrid ends too early; export it again."))
        return found

    def string(self) -> str:
        """Take a quoted string."""
        match = self._next()
        if match[1] is None:
            raise _wrong(match[0])
        return match[1].replace('""', '"')

    def number(self) -> float:
        """Take a number."""
        match = self._next()
        value = seconds(match[2]) if match[2] is not None else None
        if value is None:
            raise _wrong(match[0])
        return value

    def flag(self) -> bool:
        """Take ``<exists>`` or ``<absent>``."""
        return self._next()[0] == "<exists>"


def _wrong(found: str) -> Refused:
    return Refused(
        "wrong_type",
        say("“{found}” stands where a TextGrid has something else.", found=found[:40]),
    )


class _Grid:
    """Reads the tiers in the order of the file."""

    def __init__(self, tokens: _Tokens, hearing: Hearing, record: Record, issues: Issues) -> None:
        self._tokens, self._hearing = tokens, hearing
        self._record, self._issues = record, issues

    def read(self) -> None:
        """Read all tiers."""
        take = self._tokens
        take.string()  # "ooTextFile"
        if (kind := take.string()) != "TextGrid":
            message = say("The file holds “{kind}” and no TextGrid; save the TextGrid.", kind=kind)
            raise Refused("wrong_type", message)
        take.number(), take.number()  # of the whole
        for _ in range(int(take.number()) if take.flag() else 0):
            kind, name = take.string(), take.string()
            take.number(), take.number()  # of the tier
            tier = tier_named(name)
            one: Callable[[Tier, int], None] = self._point if kind == "TextTier" else self._interval
            for index in range(int(take.number())):
                one(tier, index + 1)

    def _interval(self, tier: Tier, index: int) -> None:
        start, end, text = self._tokens.number(), self._tokens.number(), self._tokens.string()
        self._add(tier, index, text, (start, end))

    def _point(self, tier: Tier, index: int) -> None:
        time, text = self._tokens.number(), self._tokens.string()
        self._add(tier, index, text, (time, time))

    def _add(self, tier: Tier, index: int, text: str, times: tuple[float, float]) -> None:
        label = label_text(text) if tier.of_classes else text
        if not label or not text.strip():
            return
        where = Where(text, f"{tier.name} {index}".strip())
        span = self._hearing.fit(self._record, *times, where)
        if span is None:
            return
        extra = {"tier": tier.name} if tier.name else {}
        self._record.annotations.append(
            Segment(label, span.start, span.end, attributes=extra)
            if tier.of_classes
            else Transcript(text, start_s=span.start, end_s=span.end, attributes=extra)
        )


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a TextGrid in the long form beside each sound; give the number of labels."""
    folders = Folders(to)
    count = 0
    written: set[str] = set()
    for image in images:
        cells = [Cell(s, a) for s, a in spans(image) if said(a).strip()]
        name = f"{stem_of(image.labelled.path)}.TextGrid"
        if cells and name not in written:
            written.add(name)
            folders.write(name, _grid(cells, image.duration_s))
            count += len(cells)
    return count


def _grid(cells: list[Cell], duration_s: float | None) -> str:
    end = max(duration_s or 0.0, *(cell.span.end for cell in cells), 1e-3)
    tiers: list[str] = []
    for name, of_tier in by_tier(cells).items():
        points = [cell for cell in of_tier if cell.span.start == cell.span.end]
        stretches = [cell for cell in of_tier if cell.span.start < cell.span.end]
        tiers += (_tier("IntervalTier", name, end, list(_row(p, end))) for p in layers(stretches))
        tiers += (_tier("TextTier", name, end, list(_marks(p))) for p in layers(points))
    items = "".join(f"    item [{i}]:\n{tier}" for i, tier in enumerate(tiers, 1))
    head = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {shown(end)}\n'
    return f"{head}tiers? <exists>\nsize = {len(tiers)}\nitem []:\n{items}"


def _tier(kind: str, name: str, end: float, rows: list[str]) -> str:
    word = "points" if kind == "TextTier" else "intervals"
    body = "".join(f"        {word} [{i}]:\n{row}" for i, row in enumerate(rows, 1))
    return (
        f'        class = "{kind}"\n        name = {_quoted(name)}\n        xmin = 0\n'
        f"        xmax = {shown(end)}\n        {word}: size = {len(rows)}\n{body}"
    )


def _row(cells: list[Cell], end: float) -> Iterator[str]:
    """Give the intervals of a tier, which leave no gap between them."""
    at = 0.0
    for (start, stop), annotation in cells:
        if start > at:
            yield _interval(at, start, "")
        yield _interval(start, stop, said(annotation))
        at = stop
    if at < end:
        yield _interval(at, end, "")


def _interval(start: float, end: float, text: str) -> str:
    times = f"            xmin = {shown(start)}\n            xmax = {shown(end)}\n"
    return f"{times}            text = {_quoted(text)}\n"


def _marks(cells: list[Cell]) -> Iterator[str]:
    for (time, _), annotation in cells:
        mark = _quoted(said(annotation))
        yield f"            number = {shown(time)}\n            mark = {mark}\n"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
