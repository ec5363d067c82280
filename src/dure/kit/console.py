"""What commands print: one JSON document or tables for people; progress goes to standard error."""

import dataclasses
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from dure.core import Issue, Severity

from .text import Language, translated

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)
_BRACKET = re.compile(r"(\\*)(\[)(?=([a-z#/@][^\[]*?\])?)|(\\+)$")
_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


class Meter(Protocol):
    """Receives the progress of one stage of work."""

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Tell how much is done; `total` is None while it is not known."""


def print_json(value: object) -> None:
    """Print one JSON document on standard output."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    # Half a character, as names of files may hold, becomes JSON's own escape.
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


def plain(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Turn nouns into what JSON can hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(v) for v in value), key=str)
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, UUID | Path | str) else value


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for people."""
    grid = Table(
        title=_line(title) if title else None, title_justify="left", header_style="bold", box=None
    )
    for column in columns:
        grid.add_column(_line(column), overflow="fold")
    for row in rows:
        grid.add_row(*("" if cell is None else _line(cell) for cell in row))
    out.print(grid)


def problems(issues: Sequence[Issue], language: Language, *, at_most: int = 20) -> None:
    """Print issues for people, worst first, with the rest counted."""
    order = list(Severity)[::-1]
    ranked = sorted(issues, key=lambda i: (order.index(i.severity), i.path))
    for issue in ranked[:at_most]:
        place = f"{issue.path}:{issue.line}" if issue.line else issue.path
        colour = _COLOUR[issue.severity]
        out.print(f"[{colour}]{issue.kind:<18}[/] [bold]{shown(place)}[/]", soft_wrap=True)
        out.print(f"{'':<18} {shown(translated(issue.message, language))}", soft_wrap=True)
    if len(ranked) > at_most:
        out.print(f"{'':<18} … +{len(ranked) - at_most}")


@contextmanager
def progress(stage: str, *, quiet: bool = False) -> Iterator[Meter]:
    """Show a bar on standard error while the block runs: counts, time gone and time left."""
    bar = Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}", style="dim", markup=False),
        console=err,
        transient=False,
        disable=quiet or not err.is_terminal,
    )
    with bar:
        task = bar.add_task(stage, total=None, message="")

        def meter(done: int, total: int | None, message: str = "") -> None:
            bar.update(task, completed=done, total=total, message=_printable(message))

        yield meter


def shown(cell: object) -> str:
    """Make printable text of a value, to stand inside markup; names of files may hold anything."""
    return _BRACKET.sub(_escaped, _printable(cell))


def _escaped(found: re.Match[str]) -> str:
    # Rich reads pairs of backslashes before what looks like a tag and at the end of the text,
    # where one may follow, but takes them one by one before any other bracket.
    slashes, bracket, tag, last = found.groups()
    if not bracket:
        return str(last) * 2
    return str(slashes * 2 if tag else slashes) + "\\["


def _line(cell: object) -> Text:
    return Text(_printable(cell))


def _printable(value: object) -> str:
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
