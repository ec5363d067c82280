"""Join the streams that a manifest declares into one record, all of them in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from dure import catalog, streams
from dure.core import DatasetId, Issue, Labelled, Severity, Stream, say
from dure.kit.files import Entry, name_of
from dure.streams import Recording

from .. import store
from ..model import Finished, Known, Outcome, Root
from . import examining
from .intake import Intake

AT_ONCE = 16
_JOINED = (Outcome.RECORD, Outcome.DUPLICATE, Outcome.STREAM)


class Recordings:
    """The recordings of the folders, found before anything else is taken in.

    Attributes:
        words: what their manifests tell of their records.
        warnings: what they name and is not there.
    """

    def __init__(self, intake: Intake, roots: Sequence[Root]) -> None:
        self.words: list[Labelled] = []
        self.warnings: list[Issue] = []
        self._intake = intake
        self._found: dict[str, Recording] = {}
        self._bad: dict[str, Issue] = {}
        self._owner: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._first: dict[UUID, str] = {}
        for root in roots:
            self._find(root)

    @property
    def paths(self) -> list[str]:
        """List the files that are streams of recordings."""
        return list(self._owner)

    def _find(self, root: Root) -> None:
        prefix = name_of(root.prefix)
        for name in streams.manifests(root.path):
            found = streams.read_manifest(root.path, name)
            if isinstance(found, Issue):
                self._bad[prefix + found.path] = replace(found, path=prefix + found.path)
                continue
            parts = tuple(replace(part, path=prefix + part.path) for part in found.parts)
            self._add(replace(found, manifest=prefix + found.manifest, parts=parts))

    def _add(self, found: Recording) -> None:
        taken = next((p.path for p in found.parts if p.path in self._owner), None)
        if taken is not None:
            message = say(
                "“{path}” is a stream of “{other}” already; name every file in one manifest.",
                path=taken,
                other=self._owner[taken],
            )
            self._bad[found.manifest] = Issue(found.manifest, "bad_recording", message)
            return
        self._found[found.manifest] = found
        self._owner |= {part.path: found.manifest for part in found.parts}

    def claim(self, entry: Entry) -> bool:
        """Take a file that is a manifest or a stream of one."""
        mine = entry.name in self._owner or entry.name in self._found or entry.name in self._bad
        if mine:
            self._entries[entry.name] = entry
        return mine

    def take_in(self) -> None:
        """Take in every recording that is new or changed."""
        bad = {name: issue for name, issue in self._bad.items() if name in self._entries}
        rows = [examining.left_out(self._entries[name], issue) for name, issue in bad.items()]
        self._intake.save_told(rows)
        there = (one for name, one in self._found.items() if name in self._entries)
        while portion := list(islice(there, AT_ONCE)):
            self._take(portion)

    def _take(self, portion: Sequence[Recording]) -> None:
        files = [name for one in portion for name in self._files(one)]
        known = self._intake.known(files)
        fresh = [one for one in portion if not self._same(one, known)]
        same = [self._first_path(one) for one in portion if one not in fresh]
        with self._intake.workspace.reading() as db:
            intake = self._intake
            joined = store.records_at(db, intake.actor, intake.dataset, same)
        self._first |= {record: path for path, record in joined.items()}
        self._join(fresh)
        for one in portion:
            self._tell(one)

    def _files(self, one: Recording) -> Iterator[str]:
        yield one.manifest
        yield from (part.path for part in one.parts if part.path in self._entries)

    def _first_path(self, one: Recording) -> str:
        return next((p.path for p in one.parts if p.path in self._entries), one.manifest)

    def _same(self, one: Recording, known: dict[str, Known]) -> bool:
        """Tell whether a recording is what it was, so that it need not be read again."""
        manifest = known.get(one.manifest)
        if manifest is None or manifest[2] is not Outcome.LABELS:
            return False
        for name in self._files(one):
            entry, told = self._entries[name], known.get(name)
            if entry.refusal or told is None or told[:2] != (entry.size, entry.mtime_ns):
                return False
            if name != one.manifest and told[2] not in _JOINED:
                return False
        return True

    def _join(self, fresh: Sequence[Recording]) -> None:
        """Examine the streams, and save the records that they are together."""
        intake = self._intake
        names = [part.path for one in fresh for part in one.parts if part.path in self._entries]
        examined = dict(
            zip(names, intake.examined([self._entries[name] for name in names]), strict=True)
        )
        files, records = [], []
        for one in fresh:
            parts = {p.path: examined[p.path] for p in one.parts if p.path in examined}
            told, record = join(intake.dataset, one, self._entries[one.manifest], parts)
            if record is not None and record.id in self._first:
                told = self._refused(one, parts, self._first[record.id])
            elif record is not None:
                self._first[record.id] = record.path
                records.append(record)
            files += told
        intake.save_told(files, records)

    def _refused(
        self, one: Recording, parts: dict[str, examining.Examination], other: str
    ) -> list[Finished]:
        """Leave a recording out whose first stream is another record's already."""
        message = say(
            "The first stream of this recording has the same content as “{other}”; begin it with "
            "another stream, or take it out.",
            other=other,
        )
        names = [one.manifest, *parts]
        return [
            examining.left_out(self._entries[name], Issue(name, "same_recording", message))
            for name in names
        ]

    def _tell(self, one: Recording) -> None:
        for part in one.parts:
            if part.path not in self._entries:
                message = say("The stream “{path}” of this recording is not there.", path=part.path)
                issue = Issue(one.manifest, "missing_stream", message, Severity.WARNING)
                self.warnings.append(issue)
                continue
            attributes = dict(one.attributes)
            word = Labelled(part.path, (), attributes, one.split, one.group, one.manifest)
            self.words.append(word)


def join(
    dataset: DatasetId,
    recording: Recording,
    manifest: Entry,
    parts: Mapping[str, examining.Examination],
) -> tuple[list[Finished], catalog.NewRecord | None]:
    """Make one record of what examining a recording's streams gave; the damaged are left out.

    `parts` are the examinations by path, in the order of the manifest; what is missing has none.
    """
    good = {path: one.record for path, one in parts.items() if one.record is not None}
    if not good:
        issue = Issue(manifest.name, "no_stream", say("Not one stream of this recording is whole."))
        return [*(one.file for one in parts.values()), examining.left_out(manifest, issue)], None
    first = next(iter(good))
    id = good[first].id
    streams = tuple(_streams(recording, {path: one.streams for path, one in good.items()}))
    files = [
        replace(one.file, outcome=Outcome.STREAM, record=id)
        if path in good and path != first
        else one.file
        for path, one in parts.items()
    ]
    told = Finished(manifest.name, manifest.size, manifest.mtime_ns, Outcome.LABELS, record=id)
    return [*files, told], catalog.NewRecord(id, first, streams)


def _streams(recording: Recording, found: Mapping[str, tuple[Stream, ...]]) -> Iterator[Stream]:
    """Give the streams that are there on the recording's clock, each with what was split off."""
    roles = {part.role for part in recording.parts}
    for part in recording.parts:
        for n, stream in enumerate(found.get(part.path, ())):
            role = f"{part.role}_{stream.role}" if n else part.role
            while n and role in roles:
                role = f"{role}_2"
            roles.add(role)
            yield replace(
                stream,
                role=role,
                path=stream.path or part.path,
                start_s=part.start_s + stream.start_s / (1 + part.drift_ppm / 1e6),
                drift_ppm=part.drift_ppm,
                offset_uncertainty_s=part.offset_uncertainty_s,
            )
