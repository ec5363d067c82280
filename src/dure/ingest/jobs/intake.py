"""Examine files in threads, and save what became of them, a chunk a transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Self

from dure import catalog
from dure.core import Actor, DatasetId, Modality
from dure.kit.context import Workspace
from dure.kit.files import UNREADABLE_FOLDER, Entry, name_of, walk

from .. import rules, service, store
from ..model import Finished, Known, Outcome, Root
from . import examining

CHUNK = 64
Report = Callable[[int, int | None, str], None]


class Intake:
    """Examines files in threads and saves what became of them, a chunk a transaction."""

    def __init__(
        self, workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report
    ) -> None:
        self.workspace, self.actor, self.dataset = workspace, actor, dataset
        self.added = 0
        self.seen: set[str] = set()
        self.unread: set[str] = set()
        self._report = report
        self._done = 0
        self._pool = ThreadPoolExecutor(workspace.threads, thread_name_prefix="ingest")
        # The chunk under examination while the one before it is saved.
        self._open: tuple[Iterator[examining.Examination], dict[str, Known]] = (iter(()), {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def walk(
        self, root: Root, leave_out: Sequence[Path], claim: Callable[[Entry], bool]
    ) -> list[Entry]:
        """Take in the media of a folder; give the files that may tell of others.

        What `claim` takes for itself is left to it. Media that told of others when they last
        came, such as masks, may do so again.
        """
        waiting: list[Entry] = []
        with self.workspace.reading() as db:
            told = store.paths(db, self.actor, self.dataset, outcome=Outcome.LABELS)
        masks = {path for path in told if not rules.may_be_labels(path)}
        prefix = name_of(root.prefix)
        found = walk(root.path, leave_out=leave_out)
        for entries in chunks(replace(e, name=prefix + e.name) if prefix else e for e in found):
            self.seen.update(entry.name for entry in entries)
            self.unread |= _unread(entries, prefix)
            free = [e for e in entries if not claim(e)]
            waiting += [e for e in free if _waits(e, masks)]
            self.examine([e for e in free if not _waits(e, masks)])
        return waiting

    def examine(
        self, entries: Sequence[Entry], modalities: frozenset[Modality] | None = None
    ) -> None:
        """Take in those of the files that are new or changed.

        Tables and texts lie beside every data set; they are data only where the domain's
        `modalities` have them.
        """
        known = self.known([entry.name for entry in entries])
        self._part([name for name, told in known.items() if told[2] is Outcome.STREAM])
        fresh = [e for e in entries if not _same(e, known.get(e.name))]
        self._done += len(entries) - len(fresh)
        blobs, dataset = self.workspace.blobs, self.dataset
        upcoming = self._pool.map(
            lambda entry: examining.examine(blobs, dataset, entry, modalities), fresh
        )
        self.finish()
        self._open = upcoming, known

    def examined(self, entries: Sequence[Entry]) -> list[examining.Examination]:
        """Examine files of any modality, without saving what they are."""
        blobs, dataset = self.workspace.blobs, self.dataset
        return list(self._pool.map(lambda entry: examining.examine(blobs, dataset, entry), entries))

    def _part(self, names: Sequence[str]) -> None:
        """Let files that no manifest joins any more be records of their own again."""
        if names:
            with self.workspace.unit_of_work() as db:
                joined = store.records_at(db, self.actor, self.dataset, names)
                catalog.part(db, self.actor, self.dataset, list(set(joined.values())))

    def known(self, names: Sequence[str]) -> dict[str, Known]:
        """Give what is known of those files that came in before."""
        with self.workspace.reading() as db:
            return store.known(db, self.actor, self.dataset, names)

    def finish(self) -> None:
        """Save the chunk that is under examination."""
        upcoming, known = self._open
        examined = list(upcoming)
        self._open = iter(()), {}
        records = [e.record for e in examined if e.record is not None]
        self._save([e.file for e in examined], known, records)

    def save_told(
        self, files: Sequence[Finished], records: Sequence[catalog.NewRecord] = ()
    ) -> None:
        """Save what became of files that tell of others, and the records that they join."""
        self._save(files, self.known([file.name for file in files]), records)

    def _save(
        self,
        files: Sequence[Finished],
        known: Mapping[str, Known],
        records: Sequence[catalog.NewRecord] = (),
    ) -> None:
        """Save in one transaction what is not known already."""
        news = [file for file in files if known.get(file.name) != file.known]
        if news:
            with self.workspace.unit_of_work() as db:
                service.keep(db, self.actor, self.dataset, news, records)
        self.added += len(news)
        self._done += len(files)
        self._report(self._done, None, files[-1].name if files else "")


def _waits(entry: Entry, masks: Collection[str]) -> bool:
    return not entry.refusal and (rules.may_be_labels(entry.name) or entry.name in masks)


def _unread(entries: Iterable[Entry], prefix: str) -> set[str]:
    """Give the folders that cannot be read; the folder that was given is named “.”."""
    names = {e.name for e in entries if e.refusal and e.refusal[0] == UNREADABLE_FOLDER}
    return {prefix.rstrip("/") if name == f"{prefix}." else name for name in names}


def chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Give files in the portions that one transaction saves."""
    ahead = iter(entries)
    while chunk := list(islice(ahead, CHUNK)):
        yield chunk


def _same(entry: Entry, known: Known | None) -> bool:
    return not entry.refusal and rules.is_same(known, entry.size, entry.mtime_ns)
