"""Take folders in: examine in threads, commit in chunks, resume where a kill left off.

What came in before, with the same size and time, is not read again. All that a chunk found is
committed in one transaction, and its media lie in the storage before that, so that a kill
leaves whole chunks; what is left over is done by the next run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self

from dure import catalog, domains, formats
from dure.core import Actor, DatasetId, Issue, Labelled, Modality, Permission, Probe, Severity, say
from dure.kit.context import Workspace
from dure.kit.events import publish
from dure.kit.files import UNREADABLE_FOLDER, Entry, name_of, walk

from . import rules, service, store
from .model import (
    EmptyFolder,
    Finished,
    FolderTakenIn,
    Known,
    Outcome,
    Root,
    Tally,
    UnusableLabels,
)
from .probes.reading import transcript_text

CHUNK = 64
Report = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be taken in.

    Attributes:
        labels: a label list that alone says what is labelled; the folders' own are set aside.
        mirrors: the data set holds what the folders hold, and no more: what is gone is taken out.
        leave_out: folders inside the roots that are not data, such as the release that is built.
    """

    roots: tuple[Root, ...]
    labels: Path | None = None
    mirrors: bool = False
    leave_out: tuple[Path, ...] = ()


def take_in(
    workspace: Workspace,
    actor: Actor,
    dataset: DatasetId,
    delivery: Delivery,
    report: Report,
) -> Tally:
    """Take folders into a data set; every file ends as record, duplicate, labels or issue.

    Raises:
        EmptyFolder: there is not one file.
        UnusableLabels: the label list that was given says nothing of the files.
        StorageFull: there is no room for the media; what came in so far is kept.
    """
    actor.require(Permission.INGEST_WRITE)
    with workspace.reading() as db:
        pack = domains.load(catalog.mine(db, actor, dataset).domain)
    with Intake(workspace, actor, dataset, report) as intake:
        labels = Labels(intake, pack, delivery)
        for root in delivery.roots:
            labels.wait(root, intake.walk(root, delivery.leave_out))
        if not intake.seen:
            raise EmptyFolder(say("There is no file in the folder; name one that holds data."))
        for root in delivery.roots:
            labels.sort_out(root)
        intake.finish()
    gone = _settle(intake, delivery)
    labels.read()
    return _close(intake, labels, gone)


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
        self._open: tuple[Iterator[service.Examination], dict[str, Known]] = (iter(()), {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def walk(self, root: Root, leave_out: Sequence[Path]) -> list[Entry]:
        """Take in the media of a folder; give the files that may tell of others."""
        waiting: list[Entry] = []
        prefix = name_of(root.prefix)
        found = walk(root.path, leave_out=leave_out)
        for entries in _chunks(replace(e, name=prefix + e.name) if prefix else e for e in found):
            self.seen.update(entry.name for entry in entries)
            self.unread |= _unread(entries, prefix)
            waiting += [e for e in entries if _waits(e)]
            self.examine([e for e in entries if not _waits(e)])
        return waiting

    def examine(
        self, entries: Sequence[Entry], modalities: frozenset[Modality] | None = None
    ) -> None:
        """Take in those of the files that are new or changed.

        Tables and texts lie beside every data set; they are data only where the domain's
        `modalities` have them.
        """
        known = self.known([entry.name for entry in entries])
        fresh = [e for e in entries if not _same(e, known.get(e.name))]
        self._done += len(entries) - len(fresh)
        blobs, dataset = self.workspace.blobs, self.dataset
        upcoming = self._pool.map(
            lambda entry: service.examine(blobs, dataset, entry, modalities), fresh
        )
        self.finish()
        self._open = upcoming, known

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

    def save_told(self, files: Sequence[Finished]) -> None:
        """Save what became of label files."""
        self._save(files, self.known([file.name for file in files]))

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


def _waits(entry: Entry) -> bool:
    return not entry.refusal and rules.may_be_labels(entry.name)


def _unread(entries: Iterable[Entry], prefix: str) -> set[str]:
    """Give the folders that cannot be read; the folder that was given is named “.”."""
    names = {e.name for e in entries if e.refusal and e.refusal[0] == UNREADABLE_FOLDER}
    return {prefix.rstrip("/") if name == f"{prefix}." else name for name in names}


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    ahead = iter(entries)
    while chunk := list(islice(ahead, CHUNK)):
        yield chunk


def _same(entry: Entry, known: Known | None) -> bool:
    return not entry.refusal and rules.is_same(known, entry.size, entry.mtime_ns)


class Labels:
    """Finds which files tell of others, and reads them once all media are known."""

    def __init__(self, intake: Intake, pack: domains.Pack, delivery: Delivery) -> None:
        self.warnings: list[Issue] = []
        self.labelled = 0
        self._intake, self._pack, self._delivery = intake, pack, delivery
        self._waiting: dict[Root, list[Entry]] = {}
        self._found: list[tuple[Root, formats.Found]] = []
        self._transcripts: dict[str, tuple[str, str]] = {}
        self._entries: dict[str, Entry] = {}
        self._given = delivery.labels.resolve() if delivery.labels else None

    def wait(self, root: Root, entries: Sequence[Entry]) -> None:
        """Hear of files that may tell of others."""
        self._waiting[root] = list(entries)

    def sort_out(self, root: Root) -> None:
        """Tell label files and transcripts from data; the data are examined."""
        intake, prefix, entries = self._intake, name_of(root.prefix), self._waiting.pop(root)
        intake.finish()
        with intake.workspace.reading() as db:
            media = store.media(db, intake.actor, intake.dataset)
        paths = (path for path, _, _ in media if not rules.may_be_labels(path))
        here = [path for path in paths if path.startswith(prefix)]
        names = [path.removeprefix(prefix) for path in (*here, *(e.name for e in entries))]
        found = formats.recognise(root.path, names)
        self._found += [(replace(root, prefix=prefix), one) for one in found]
        claimed = {prefix + file for one in found for file in one.files}
        claimed |= {e.name for e in entries if self._is_given(e)}
        written = rules.transcripts(here, [e.name for e in entries if e.name not in claimed])
        self._transcripts |= written
        claimed |= written.keys()
        self._claim([e for e in entries if e.name in claimed])
        for chunk in _chunks(e for e in entries if e.name not in claimed):
            intake.examine(chunk, frozenset(self._pack.modalities))

    def _is_given(self, entry: Entry) -> bool:
        given = self._given
        return given is not None and entry.path.name == given.name and entry.path.samefile(given)

    def _claim(self, entries: Sequence[Entry]) -> None:
        """Take label files; what was data in an earlier run is so no more."""
        self._entries |= {e.name: e for e in entries}
        known = self._intake.known([e.name for e in entries])
        once_data = (e.name for e in entries if e.name in known and known[e.name][2] in store.MEDIA)
        self._intake.save_told([self._row(name) for name in once_data])

    def read(self) -> None:
        """Read what was found and save it as the imported layer, in one transaction."""
        intake, pack = self._intake, self._pack
        with intake.workspace.reading() as db:
            held = service.holdings(db, intake.actor, intake.dataset)
        told = rules.Words(held.records, frozenset(held.own.values()), pack.ingest.group_columns)
        if self._given:
            told.add(self._explicit(self._given, held))
        else:
            for root, found in self._found:
                told.add(self._reading(root, found, held))
        told.add(self._written())
        heard = [path for path in sorted(held.records) if path in intake.seen]
        if self._given is None and not told.has_choices():
            told.add(self._of_folders(heard))
        self.warnings += told.issues()
        # Of what came with other deliveries these files need not speak.
        records = list(dict.fromkeys((*(held.records[path] for path in heard), *told.said)))
        with intake.workspace.unit_of_work() as db:
            self.labelled = service.apply_labels(db, intake.actor, pack, held, records, told.of)

    def _reading(
        self, root: Root, found: formats.Found, held: service.Holdings
    ) -> Iterator[Labelled]:
        prefix = root.prefix
        inside = [path.removeprefix(prefix) for path in held.records if path.startswith(prefix)]
        media = formats.FolderMedia(inside, lambda path: held.size(prefix + path))
        reading = formats.read(root.path, found, media)
        useless = {} if reading.labelled else rules.errors(reading.issues, found.files)
        rows = [self._row(prefix + file, rules.milder(useless.get(file))) for file in found.files]
        self._intake.save_told(rows)
        self.warnings += [
            replace(issue, path=prefix + issue.path)
            for issue in reading.issues
            if issue is not useless.get(issue.path)
        ]
        for word in reading.labelled:
            yield replace(word, path=prefix + word.path, source=prefix + word.source)

    def _explicit(self, given: Path, held: service.Holdings) -> tuple[Labelled, ...]:
        """Read the label list that alone counts; raises `UnusableLabels`."""
        entry = next((e for e in self._entries.values() if self._is_given(e)), None)
        near = entry.name.rpartition("/")[0] if entry else ""
        media = Near(formats.FolderMedia(held.records, held.size), near)
        reading = formats.read(given.parent, formats.Found("manifest", (given.name,)), media)
        errors = [i for i in reading.issues if i.severity is Severity.ERROR]
        if not any(word.path in held.records for word in reading.labelled):
            raise UnusableLabels(
                errors[0].message
                if errors
                else say("“{file}” labels none of the files; check its paths.", file=given.name)
            )
        self._set_aside()
        self.warnings += reading.issues
        return reading.labelled

    def _set_aside(self) -> None:
        message = say("Set aside, because a label list was given that alone counts.")
        files = [root.prefix + file for root, found in self._found for file in found.files]
        given = [name for name, entry in self._entries.items() if self._is_given(entry)]
        aside = dict.fromkeys(name for name in files if name not in given)
        rows = [self._row(n, Issue(n, "set_aside", message, Severity.NOTE)) for n in aside]
        self._intake.save_told([*rows, *map(self._row, given)])

    def _row(self, name: str, issue: Issue | None = None) -> Finished:
        entry = self._entries[name]
        if issue is None:
            return Finished(name, entry.size, entry.mtime_ns, Outcome.LABELS)
        return service.left_out(entry, replace(issue, path=name))

    def _written(self) -> list[Labelled]:
        """Read the texts that write down what is said in a sound."""
        spoken: dict[str, dict[str, str]] = defaultdict(dict)
        sources: dict[str, list[str]] = defaultdict(list)
        rows = []
        for text, (sound, role) in sorted(self._transcripts.items()):
            content = transcript_text(self._entries[text])
            if isinstance(content, Issue):
                rows.append(self._row(text, content))
                continue
            rows.append(self._row(text))
            spoken[sound][role] = content
            sources[sound].append(text)
        self._intake.save_told(rows)
        return [
            Labelled(sound, (rules.transcript(roles),), source=", ".join(sources[sound]))
            for sound, roles in spoken.items()
        ]

    def _of_folders(self, names: Sequence[str]) -> list[Labelled]:
        """Take folders' names for classes, as far as the pack lets them be."""
        allowed = self._pack.ingest.folder_labels
        if allowed is domains.FolderLabels.NEVER:
            return []
        words = formats.label(names)
        if allowed is domains.FolderLabels.OPEN:
            return list(words)
        return [w for w in words if service.is_known(self._pack, w)]


class Near:
    """The media of all folders; a label list means first what lies beside it."""

    def __init__(self, media: formats.Media, folder: str) -> None:
        self._media, self._folder = media, folder

    def resolve(self, name: str) -> str | None:
        """Give the media file that a name means."""
        return self._media.resolve(f"{self._folder}/{name}") or self._media.resolve(name)

    def size(self, path: str) -> tuple[int, int] | None:
        """Give width and height of a picture as shown."""
        return self._media.size(path)


def _settle(intake: Intake, delivery: Delivery) -> int:
    """Settle duplicates and what is gone; counts the records taken out."""
    actor, dataset = intake.actor, intake.dataset
    with intake.workspace.reading() as db:
        kind = None if delivery.mirrors else UNREADABLE_FOLDER
        before = store.paths(db, actor, dataset, kind=kind)
    with intake.workspace.unit_of_work() as db:
        return service.settle(db, actor, dataset, rules.gone(before, intake.seen, intake.unread))


def _close(intake: Intake, labels: Labels, gone: int) -> Tally:
    """Tell what it all amounts to."""
    with intake.workspace.unit_of_work() as db:
        tally = service.tally(db, intake.actor, intake.dataset)
        errors = sum(issue.severity is Severity.ERROR for issue in tally.issues)
        publish(db, FolderTakenIn(intake.dataset, tally.files, errors))
    return replace(
        tally, added=intake.added, gone=gone, warnings=labels.warnings, labelled=labels.labelled
    )


def clear(workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report) -> None:
    """Make the form of every medium that may be shown and shared, where it is missing."""
    with workspace.reading() as db:
        found = {
            row.digest: row.streams[0]["probe"] for row in catalog.every_record(db, actor, dataset)
        }
        there = catalog.cleared(db, actor, list(found))
    probes = {digest: Probe.from_json(found[digest]) for digest in found if digest not in there}
    waiting = iter(probes)
    done = len(there)
    with ThreadPoolExecutor(workspace.threads, thread_name_prefix="clear") as pool:
        while chunk := list(islice(waiting, CHUNK)):
            rows = list(pool.map(lambda d: service.clear_one(workspace.blobs, d, probes[d]), chunk))
            with workspace.unit_of_work() as db:
                catalog.keep_cleared(db, rows)
            done += len(rows)
            report(done, len(found), "")
