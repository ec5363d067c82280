"""How a release is written: one file a format, all under one contract.

A writer is ``write(snapshot, rows, folder) -> list[Path]``: it reads the rows as often as it
needs, writes below `folder` and gives the files that it made. The order of the registry is the
order of writing: the descriptions come after what they describe, and the manifest is the last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dure.core import Invalid, say

from ..model import Rows, Snapshot
from ..rules import check_rows
from . import _contents as contents
from . import _pack as pack
from . import _place, aihub, card, coco, croissant, manifest, parquet, webdataset, yolo
from ._survey import Survey, survey
from .manifest import verify

__all__ = [
    "OPTIONAL",
    "WRITERS",
    "Survey",
    "Writer",
    "card",
    "check_formats",
    "contents",
    "manifest",
    "pack",
    "survey",
    "verify",
    "write_release",
]


def _always(_: Survey) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Writer:
    """One format of a release.

    Attributes:
        write: the contract.
        suits: whether these rows can be said in the format.
        optional: written only where it is asked for.
    """

    write: Callable[[Snapshot, Rows, Path], list[Path]]
    suits: Callable[[Survey], bool] = _always
    optional: bool = False


WRITERS: Mapping[str, Writer] = {
    "parquet": Writer(parquet.write),
    "coco": Writer(coco.write, coco.suits, optional=True),
    "yolo": Writer(yolo.write, yolo.suits, optional=True),
    "webdataset": Writer(webdataset.write, optional=True),
    "aihub": Writer(aihub.write),
    "card": Writer(card.write),
    "croissant": Writer(croissant.write),
    "manifest": Writer(manifest.write),
}
OPTIONAL = tuple(name for name, writer in WRITERS.items() if writer.optional)


def write_release(
    snapshot: Snapshot, rows: Rows, target: Path, *, formats: Iterable[str] = ()
) -> Path:
    """Write a whole release to a folder, at once or not at all.

    Args:
        snapshot: what is frozen.
        rows: streamed several times, in the same order each time.
        target: a new or empty folder, or one that already holds this release.
        formats: which of `OPTIONAL` to add to what every release holds.

    Raises:
        Invalid: for an unknown or unsuitable format, or rows that cannot be written.
        Conflict: where the target holds something else, or stored media is damaged.
    """
    asked = frozenset(formats)
    check_formats(asked)
    for issue in check_rows(snapshot, rows):
        raise Invalid(issue.message, path=issue.path)
    seen = survey(rows)
    chosen = [w for name, w in WRITERS.items() if not w.optional or _fits(name, w, asked, seen)]

    def build(folder: Path) -> None:
        for writer in chosen:
            writer.write(snapshot, rows, folder)

    return _place.place(snapshot, rows, target, build)


def check_formats(formats: Iterable[str]) -> None:
    """Refuse a format that is none of `OPTIONAL`."""
    asked = frozenset(formats)
    if unknown := asked - set(OPTIONAL):
        raise Invalid(
            say(
                "There is no optional release format “{format}”; choose from {formats}.",
                format=min(unknown),
                formats=", ".join(OPTIONAL),
            )
        )


def _fits(name: str, writer: Writer, asked: frozenset[str], seen: Survey) -> bool:
    if name in asked and not writer.suits(seen):
        raise Invalid(
            say(
                "These records cannot be said in the format “{format}”, which is for labelled "
                "pictures; leave it out.",
                format=name,
            )
        )
    return name in asked
