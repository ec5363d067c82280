"""Read what files tell of others, once all media are known."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dure import domains, formats, streams
from dure.core import Issue, Labelled, Severity, say
from dure.kit.blobs import opened_blob
from dure.kit.files import Entry, name_of

from .. import rules, service, store
from ..model import Finished, Outcome, Root, UnusableLabels
from ..probes.reading import transcript_text
from . import examining
from .intake import Intake, chunks
from .recordings import Recordings


class Labels:
    """Finds which files tell of others, and reads them once all media are known."""

    def __init__(
        self,
        intake: Intake,
        pack: domains.Pack,
        recordings: Recordings,
        given: Path | None,
    ) -> None:
        self.warnings: list[Issue] = []
        self.labelled = 0
        self._intake, self._pack, self._recordings = intake, pack, recordings
        self._waiting: dict[Root, list[Entry]] = {}
        self._found: list[tuple[Root, formats.Found]] = []
        self._transcripts: dict[str, tuple[str, str]] = {}
        self._entries: dict[str, Entry] = {}
        self._given = given.resolve() if given else None

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
        joined = self._recordings.paths
        here = [path for path in dict.fromkeys((*paths, *joined)) if path.startswith(prefix)]
        manifests = {e.name for e in entries if rules.is_manifest(e.name)}
        others = (e.name for e in entries if e.name not in manifests)
        names = [path.removeprefix(prefix) for path in (*here, *others)]
        found = formats.recognise(root.path, names)
        self._found += [(replace(root, prefix=prefix), one) for one in found]
        if not found and self._given is None:
            self.warnings += rules.unread_layout(prefix, formats.layout(names))
        claimed = {prefix + file for one in found for file in one.files}
        entries += self._masks(root, claimed & set(here))
        claimed |= {e.name for e in entries if self._is_given(e)}
        claimed |= manifests
        written = rules.transcripts(here, [e.name for e in entries if e.name not in claimed])
        self._transcripts |= written
        claimed |= written.keys()
        self._claim([e for e in entries if e.name in claimed])
        intake.save_told([self._row(name) for name in sorted(manifests)])
        for chunk in chunks(e for e in entries if e.name not in claimed):
            intake.examine(chunk, frozenset(self._pack.modalities))

    def _masks(self, root: Root, claimed: Collection[str]) -> list[Entry]:
        """Give the media that a format takes for its own: pictures that hold classes."""
        prefix, known = name_of(root.prefix), self._intake.known(sorted(claimed))
        return [
            Entry(root.path / name.removeprefix(prefix), name, size, mtime_ns)
            for name, (size, mtime_ns, _, _) in known.items()
        ]

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
        told = rules.Words(
            held.records, frozenset(held.own.values()), pack.ingest.group_columns, held.roles
        )
        told.add(self._recordings.words)
        if self._given:
            told.add(self._explicit(self._given, held))
        else:
            for root, found in self._found:
                told.add(self._reading(root, found, held))
        told.add(self._written())
        heard = [path for path in sorted(held.records) if path in intake.seen]
        if self._given is None and not told.has_choices():
            told.add(self._of_folders([path for path in heard if path not in held.roles]))
        self.warnings += [*told.issues(), *self._recordings.warnings]
        # Of what came with other deliveries these files need not speak.
        records = list(dict.fromkeys((*(held.records[path] for path in heard), *told.said)))
        with intake.workspace.unit_of_work() as db:
            self.labelled = service.apply_labels(db, intake.actor, pack, held, records, told.of)

    def _reading(
        self, root: Root, found: formats.Found, held: service.Holdings
    ) -> Iterator[Labelled]:
        prefix = root.prefix
        inside = [path.removeprefix(prefix) for path in held.records if path.startswith(prefix)]
        media = formats.FolderMedia(
            inside,
            lambda path: held.size(prefix + path),
            lambda path: self._times(held, prefix + path),
            duration_s=lambda path: held.duration_s(prefix + path),
        )
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

    def _times(self, held: service.Holdings, path: str) -> tuple[float, ...] | None:
        """Give when the frames of a film are shown, where a label file asks."""
        digest = held.digests.get(path)
        if digest is None or not formats.is_film(path):
            return None
        with opened_blob(self._intake.workspace.blobs, digest) as file:
            film = streams.film(file)
        return film[1] if film else None

    def _explicit(self, given: Path, held: service.Holdings) -> tuple[Labelled, ...]:
        """Read the label list that alone counts; raises `UnusableLabels`."""
        entry = next((e for e in self._entries.values() if self._is_given(e)), None)
        near = entry.name.rpartition("/")[0] if entry else ""
        media = formats.Near(
            formats.FolderMedia(held.records, held.size, duration_s=held.duration_s), near
        )
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
        return examining.left_out(entry, replace(issue, path=name))

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
