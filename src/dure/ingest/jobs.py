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
from uuid import UUID

from dure import catalog, domains, formats
from dure.core import Actor, DatasetId, Issue, Labelled, Modality, Probe, Sentence, Severity, say
from dure.kit.context import Workspace
from dure.kit.events import publish
from dure.kit.files import Entry, walk
from dure.kit.text import decode

from . import rules, service, store
from .model import EmptyFolder, Finished, FolderTakenIn, Outcome, Root, Tally, UnusableLabels

CHUNK = 64
TRANSCRIPT_BYTES = 1 << 20
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
    """
    with workspace.reading() as db:
        pack = domains.load(catalog.get(db, actor, dataset).domain)
    intake = Intake(workspace, actor, dataset, report)
    seen: set[str] = set()
    waiting: dict[Root, list[Entry]] = {root: [] for root in delivery.roots}
    for root in delivery.roots:
        for entries in _chunks(_named(root, walk(root.path, leave_out=delivery.leave_out))):
            seen.update(entry.name for entry in entries)
            waiting[root] += [e for e in entries if _waits(e)]
            intake.examine([e for e in entries if not _waits(e)])
    if not seen:
        raise EmptyFolder(say("There is no file in the folder; name one that holds data."))
    labels = Labels(intake, pack, delivery)
    for root, entries in waiting.items():
        labels.sort_out(root, entries)
    intake.finish()
    labels.read()
    return _close(intake, labels, delivery, seen)


def _waits(entry: Entry) -> bool:
    return not entry.refusal and rules.may_be_labels(entry.name)


class Intake:
    """Examines files in threads and saves what became of them, a chunk a transaction."""

    def __init__(
        self, workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report
    ) -> None:
        self.workspace, self.actor, self.dataset = workspace, actor, dataset
        self.added = 0
        self._report = report
        self._done = 0
        self._pool = ThreadPoolExecutor(workspace.threads, thread_name_prefix="ingest")
        # The chunk under examination while the one before it is saved.
        self._open: Iterator[service.Examination] | None = None

    def examine(
        self, entries: Sequence[Entry], modalities: frozenset[Modality] | None = None
    ) -> None:
        """Take in those of the files that are new or changed.

        Tables and texts lie beside every data set; they are data only where the domain's
        `modalities` have them.
        """
        with self.workspace.reading() as db:
            known = store.known(db, self.actor, self.dataset, [e.name for e in entries])
        fresh = [e for e in entries if not _same(e, known.get(e.name))]
        self._done += len(entries) - len(fresh)
        blobs, dataset = self.workspace.blobs, self.dataset
        upcoming = self._pool.map(
            lambda entry: service.examine(blobs, dataset, entry, modalities), fresh
        )
        self.finish()
        self._open = upcoming

    def finish(self) -> None:
        """Save the chunk that is under examination."""
        examined = list(self._open or ())
        self._open = None
        records = [e.record for e in examined if e.record is not None]
        self.save([e.file for e in examined], records)

    def save_told(self, files: Sequence[Finished]) -> None:
        """Save what became of label files, where it is not what is known already."""
        with self.workspace.reading() as db:
            known = store.known(db, self.actor, self.dataset, [f.name for f in files])
        self.save([f for f in files if known.get(f.name) != (f.size, f.mtime_ns, f.outcome)])

    def save(self, files: Sequence[Finished], records: Sequence[catalog.NewRecord] = ()) -> None:
        """Save files and records in one transaction."""
        if files:
            with self.workspace.unit_of_work() as db:
                service.keep(db, self.actor, self.dataset, files, records)
        self.added += len(files)
        self._done += len(files)
        self._report(self._done, None, files[-1].name if files else "")


def _named(root: Root, entries: Iterable[Entry]) -> Iterator[Entry]:
    return (
        (replace(e, name=root.prefix + e.name) for e in entries) if root.prefix else iter(entries)
    )


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk


def _same(entry: Entry, known: tuple[int, int, Outcome] | None) -> bool:
    if known is None or entry.refusal is not None:
        return known is not None and known[2] is Outcome.ISSUE
    return known[:2] == (entry.size, entry.mtime_ns)


class Labels:
    """Finds which files tell of others, and reads them once all media are known."""

    def __init__(self, intake: Intake, pack: domains.Pack, delivery: Delivery) -> None:
        self.warnings: list[Issue] = []
        self.labelled = 0
        self._intake, self._pack, self._delivery = intake, pack, delivery
        self._found: list[tuple[Root, formats.Found]] = []
        self._transcripts: dict[str, tuple[str, str]] = {}
        self._entries: dict[str, Entry] = {}

    def sort_out(self, root: Root, entries: Sequence[Entry]) -> None:
        """Tell label files and transcripts from data; the data are examined."""
        self._intake.finish()
        with self._intake.workspace.reading() as db:
            media = store.media(db, self._intake.actor, self._intake.dataset)
        here = [path for path, _, _ in media if path.startswith(root.prefix)]
        names = [*(path.removeprefix(root.prefix) for path in here)]
        names += [e.name.removeprefix(root.prefix) for e in entries]
        found = formats.recognise(root.path, names)
        self._found += [(root, one) for one in found]
        claimed = {root.prefix + file for one in found for file in one.files}
        rest = [e.name for e in entries if e.name not in claimed]
        written = rules.transcripts(here, rest)
        self._transcripts |= written
        claimed |= written.keys()
        self._entries |= {e.name: e for e in entries if e.name in claimed}
        data = iter([e for e in entries if e.name not in claimed])
        for chunk in _chunks(data):
            self._intake.examine(chunk, frozenset(self._pack.modalities))

    def read(self) -> None:
        """Read what was found and save it as the imported layer, in one transaction."""
        intake = self._intake
        with intake.workspace.reading() as db:
            records, firsts, size = service.media_of(db, intake.actor, intake.dataset)
        told = rules.Words(records, firsts, self._pack.ingest.group_columns)
        if self._delivery.labels is not None:
            self._set_aside()
            told.add(self._explicit(self._delivery.labels, records, size))
        else:
            for root, found in self._found:
                told.add(self._reading(root, found, records, size))
        told.add(self._written())
        if self._delivery.labels is None and not told.has_choices():
            told.add(self._of_folders(sorted(firsts)))
        self.warnings += told.issues()
        with intake.workspace.unit_of_work() as db:
            self.labelled = service.apply_labels(
                db, intake.actor, intake.dataset, self._pack, told.said
            )

    def _reading(
        self, root: Root, found: formats.Found, records: Mapping[str, UUID], size: service.Sizes
    ) -> list[Labelled]:
        prefix = root.prefix
        inside = [path.removeprefix(prefix) for path in records if path.startswith(prefix)]
        media = formats.FolderMedia(inside, lambda path: size(prefix + path))
        reading = formats.read(root.path, found, media)
        broken = {
            issue.path: issue
            for issue in reading.issues
            if issue.path in found.files and issue.severity is Severity.ERROR
        }
        useless = broken if not reading.labelled else {}
        useless = {file: _milder(issue) for file, issue in useless.items()}
        rows = [self._row(prefix + file, useless.get(file)) for file in found.files]
        self._intake.save_told(rows)
        self.warnings += [
            replace(i, path=prefix + i.path) for i in reading.issues if i.path not in useless
        ]
        return [
            replace(word, path=prefix + word.path, source=prefix + word.source)
            for word in reading.labelled
        ]

    def _explicit(
        self, labels: Path, records: Mapping[str, UUID], size: service.Sizes
    ) -> list[Labelled]:
        """Read the label list that alone counts; raises `Invalid` where it cannot be used."""
        media = formats.FolderMedia(records, size)
        found = formats.Found("manifest", (labels.name,))
        reading = formats.read(labels.resolve().parent, found, media)
        errors = [i for i in reading.issues if i.severity is Severity.ERROR]
        if not reading.labelled:
            raise UnusableLabels(
                errors[0].message
                if errors
                else say("“{file}” labels none of the files; check its paths.", file=labels.name)
            )
        self.warnings += reading.issues
        return list(reading.labelled)

    def _set_aside(self) -> None:
        message = say("Set aside, because a label list was given that alone counts.")
        given = self._delivery.labels.resolve() if self._delivery.labels else None
        rows = []
        for root, found in self._found:
            for file in found.files:
                entry = self._entries[root.prefix + file]
                is_it = entry.path.resolve() == given
                issue = Issue(entry.name, "set_aside", message, Severity.NOTE)
                rows.append(self._row(entry.name, None if is_it else issue))
        self._intake.save_told(rows)

    def _row(self, name: str, issue: Issue | None) -> Finished:
        entry = self._entries[name]
        if issue is None:
            return Finished(name, entry.size, entry.mtime_ns, Outcome.LABELS)
        return Finished(
            name,
            entry.size,
            entry.mtime_ns,
            Outcome.ISSUE,
            kind=issue.kind,
            message=issue.message if isinstance(issue.message, Sentence) else None,
            severity=issue.severity,
        )

    def _written(self) -> list[Labelled]:
        """Read the texts that write down what is said in a sound."""
        spoken: dict[str, dict[str, str]] = defaultdict(dict)
        sources: dict[str, list[str]] = defaultdict(list)
        rows = []
        for text, (sound, role) in sorted(self._transcripts.items()):
            content = decode(self._entries[text].path.read_bytes()[:TRANSCRIPT_BYTES])
            if content is None:
                message = say("The text is in no encoding that Dure knows; save it as UTF-8.")
                rows.append(self._row(text, Issue(text, "not_a_text", message)))
                continue
            rows.append(self._row(text, None))
            spoken[sound][role] = content.strip()
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


def _milder(issue: Issue) -> Issue:
    """A list that may be no label list at all is worth a look, and no more."""
    guessed = issue.kind == "no_header"
    return replace(issue, severity=Severity.WARNING) if guessed else issue


def _close(intake: Intake, labels: Labels, delivery: Delivery, seen: set[str]) -> Tally:
    """Settle duplicates and what is gone, and tell what it all amounts to."""
    workspace, actor, dataset = intake.workspace, intake.actor, intake.dataset
    with workspace.reading() as db:
        paths = store.paths(db, actor, dataset) if delivery.mirrors else []
    missing = [path for path in paths if path not in seen]
    with workspace.unit_of_work() as db:
        gone = service.settle(db, actor, dataset, missing)
        publish(db, FolderTakenIn(dataset, len(seen), gone))
    with workspace.reading() as db:
        tally = service.tally(db, actor, dataset)
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
