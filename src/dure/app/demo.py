"""The demonstration: a workspace in which a simulated alliance brings its data and builds on it.

Everything lies in ``demo/`` of the home: the folders that the companies deliver, what was planted
in them, the releases, and what came of it. `demo_making` makes it; this tells of it.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from dure.catalog.tables import ClearedMedia, Dataset, Record
from dure.core import Conflict, say
from dure.kit.context import Workspace

MARK, _RESULT, _LOCK = "demo.json", "result.json", "lock"
# Folders of the home that hold what the data sets of a workspace are.
_PLACES = ("blobs", "columns", "releases", "locks", "deliveries")


@dataclass(frozen=True, slots=True)
class Row:
    """Planted against found, for one kind of defect.

    Attributes:
        kind: a key of `simulation.defects.DEFECTS`.
        planted, found: how many; `missed`: the paths that were not found.
        others: how many more were found so that nobody planted.
    """

    kind: str
    planted: int
    found: int
    missed: tuple[str, ...] = ()
    others: int = 0


class NotADemonstration(Conflict):
    """The workspace holds somebody's own work."""


class AlreadyMaking(Conflict):
    """Another process is making the demonstration."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one data set of the demonstration came to, station by station.

    Attributes:
        took_s: seconds for making the files, and for the whole loop over them.
        rows: planted against found, a kind of defect a row.
    """

    dataset: str
    title: str
    organization: str
    domain: str
    files: int
    records: int
    duplicates: int
    refused: int
    labelled: int
    suggested: int
    accepted: int
    findings: int
    verdict: str
    release: str
    took_s: tuple[float, float]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What the demonstration came to; `is_finished` once all data sets are built."""

    simulated: bool
    is_finished: bool
    made: tuple[Made, ...] = field(default=())

    @property
    def rows(self) -> list[Row]:
        """Give planted against found over all data sets."""
        kinds = dict.fromkeys(row.kind for made in self.made for row in made.rows)
        return [_sum([r for m in self.made for r in m.rows if r.kind == kind]) for kind in kinds]


def _sum(rows: list[Row]) -> Row:
    return Row(
        rows[0].kind,
        sum(row.planted for row in rows),
        sum(row.found for row in rows),
        tuple(path for row in rows for path in row.missed),
        sum(row.others for row in rows),
    )


def folder(workspace: Workspace) -> Path:
    """Say where the demonstration lies."""
    return workspace.home / "demo"


def is_demo(workspace: Workspace) -> bool:
    """Tell whether the workspace is a demonstration."""
    return (folder(workspace) / MARK).is_file()


def begin(
    workspace: Workspace, *, is_small: bool = False, folders: Sequence[tuple[str, Path]] = ()
) -> None:
    """Mark an empty workspace as a demonstration; one that is marked stays as it is."""
    mark = folder(workspace) / MARK
    if mark.is_file():
        return
    if not is_empty(workspace):
        raise not_a_demo()
    mark.parent.mkdir(parents=True, exist_ok=True)
    named = [[domain, str(path.resolve())] for domain, path in folders]
    write(mark, {"is_small": is_small, "folders": named})


def is_wanted(workspace: Workspace) -> bool:
    """Tell whether a demonstration may begin here or has to go on."""
    if is_demo(workspace):
        return not result(workspace).is_finished
    return is_empty(workspace)


def is_empty(workspace: Workspace) -> bool:
    """Tell whether nobody has a data set here."""
    with workspace.reading() as db:
        return not db.scalar(select(func.count()).select_from(Dataset))


def result(workspace: Workspace) -> Result:
    """Give what there is so far; raises `NotADemonstration`."""
    if not is_demo(workspace):
        raise not_a_demo()
    mark = json.loads((folder(workspace) / MARK).read_text("utf-8"))
    stored = folder(workspace) / _RESULT
    document = json.loads(stored.read_text("utf-8")) if stored.is_file() else {}
    return Result(
        simulated=not mark["folders"],
        is_finished=document.get("is_finished", False),
        made=tuple(_made(one) for one in document.get("made", ())),
    )


def _made(stored: dict[str, Any]) -> Made:
    rows = tuple(Row(**{**row, "missed": tuple(row["missed"])}) for row in stored["rows"])
    return Made(**{**stored, "took_s": tuple(stored["took_s"]), "rows": rows})


def not_a_demo() -> NotADemonstration:
    """Say that the workspace holds somebody's own work."""
    return NotADemonstration(
        say(
            "This workspace holds data of its own and is no demonstration; choose an empty one "
            "with --home."
        )
    )


def keep(workspace: Workspace, found: Result) -> None:
    """Save what there is so far."""
    write(folder(workspace) / _RESULT, asdict(found))


def write(place: Path, document: object) -> None:
    """Write JSON in the place of what is there, whole or not at all."""
    beside = place.with_name(f".{place.name}.partial")
    beside.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    beside.replace(place)


@contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Let one process at a time make the demonstration or remove it."""
    with (folder(workspace) / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyMaking(
                say("Another process is making the demonstration; wait until it has finished.")
            ) from None
        yield


def reset(workspace: Workspace) -> None:
    """Empty a demonstration's workspace; raises `NotADemonstration` for any other."""
    if not is_demo(workspace):
        raise not_a_demo()
    with alone(workspace):
        _remove_media(workspace)
        with workspace.unit_of_work() as db:
            for table in reversed(Dataset.metadata.sorted_tables):
                db.execute(table.delete())
        for name in _PLACES:
            shutil.rmtree(workspace.home / name, ignore_errors=True)
    shutil.rmtree(folder(workspace))


def _remove_media(workspace: Workspace) -> None:
    """Take the media out of the storage, also where it is no folder of the home."""
    with workspace.reading() as db:
        streams = db.scalars(select(Record.streams)).all()
        cleared = db.scalars(select(ClearedMedia.cleared_digest)).all()
    for digest in {stream["digest"] for one in streams for stream in one} | set(cleared):
        workspace.blobs.remove(digest)
