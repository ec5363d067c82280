"""Decisions of ingest: what a name promises, which texts are transcripts, who was first."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath
from types import MappingProxyType
from uuid import UUID

from dure.core import (
    Annotation,
    Choice,
    DatasetId,
    Issue,
    Labelled,
    RecordId,
    Severity,
    Transcript,
    derived_id,
    say,
)

from .model import Known, Outcome

# Names that may hold labels, and so are looked at together once all media are known.
_MAY_BE_LABELS = frozenset(
    {".json", ".jsonl", ".ndjson", ".xml", ".csv", ".tsv", ".txt", ".lab"}
    | {".yaml", ".yml", ".names", ".data"}
    | {".textgrid", ".eaf", ".rttm", ".vtt", ".srt", ".manifest", ".scp", ".tar"}
)
# The tables of a Kaldi data folder, which have no extension.
_TABLES = frozenset({"text", "segments", "utt2spk", "spk2utt", "utt2lang", "utt2dur", "reco2dur"})
_CLAIMED = (Outcome.LABELS, Outcome.STREAM)
_TRIED_AGAIN = frozenset({"unreadable", "changing"})
_SOUND = frozenset({".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".aac"})
_TRANSCRIPT_FOLDERS: Mapping[str, str] = {
    "script": "spelling",
    "scripts": "spelling",
    "text": "spelling",
    "txt": "spelling",
    "transcript": "pronunciation",
    "transcripts": "pronunciation",
    "transcription": "pronunciation",
}
_SOUND_FOLDERS = frozenset({"wav", "wavs", "audio", "audios", "flac", "mp3", "sound", "clips"})
# What Roboflow calls the pictures that it makes of one: STEM_jpg.rf.HASH.jpg.
_ROBOFLOW = re.compile(r"(?P<stem>.+)_(?P<kind>[A-Za-z]{3,4})\.rf\.[0-9A-Za-z]{16,}\.\w+")
_ROBOFLOW_FOLDERS = frozenset({"train", "valid", "test", "images"})


def may_be_labels(name: str) -> bool:
    """Tell whether a file waits until all media are known."""
    path = PurePosixPath(name)
    return path.suffix.lower() in _MAY_BE_LABELS or path.name in _TABLES


def is_manifest(name: str) -> bool:
    """Tell whether a file is a provider's manifest, which tells of the others (see `delivery`)."""
    own = PurePosixPath(name).name
    return own == "manifest-sha256.txt" or own.endswith(".dure-manifest.json")


def is_same(known: Known | None, size: int, mtime_ns: int) -> bool:
    """Tell whether a file need not be examined again.

    A file that told of others, or was a stream of a recording, and that nobody claims any more,
    and what could not be opened, are tried again: no time of a file tells that its permissions
    changed.
    """
    if known is None or known[2] in _CLAIMED or known[3] in _TRIED_AGAIN:
        return False
    return known[:2] == (size, mtime_ns)


def gone(paths: Iterable[str], seen: Collection[str], unread: Collection[str]) -> list[str]:
    """List the paths that are not there any more; below a folder that was not read, none is."""
    if "" in unread:
        return []
    hidden = tuple(f"{folder}/" for folder in unread)
    return [path for path in paths if path not in seen and not path.startswith(hidden)]


def record_id(dataset: DatasetId, digest: str) -> RecordId:
    """Give the id of the record with this content, the same whenever it is taken in."""
    return RecordId(derived_id(dataset, "record", digest))


def source_id(dataset: DatasetId, name: str) -> UUID:
    """Give the id of a file's row, the same whenever it is taken in."""
    return derived_id(dataset, "source", name)


def original(path: str) -> str | None:
    """Name the picture of which this one is a copy, where its name tells: Roboflow's do.

    Copies of one picture have one name, whichever split they were put into. A copy that stands
    alone is named as well, because another delivery may bring its like.
    """
    own = PurePosixPath(path)
    told = _ROBOFLOW.fullmatch(own.name)
    if told is None:
        return None
    folders = (part for part in own.parts[:-1] if part not in _ROBOFLOW_FOLDERS)
    return "/".join((*folders, f"{told['stem']}.{told['kind']}"))


def settled(
    sources: Iterable[tuple[str, str]],
) -> tuple[dict[str, Outcome], dict[str, str]]:
    """Decide which of the files with one content is the record and which are duplicates.

    The first name in order is the record, so that the outcome does not depend on the order in
    which files were read, nor on how often the work was interrupted.

    Args:
        sources: (name, digest) of media files.

    Returns:
        The outcome by name, and the record's name by digest.
    """
    first: dict[str, str] = {}
    pairs = sorted(sources)
    for name, digest in pairs:
        first.setdefault(digest, name)
    outcomes = {
        name: Outcome.RECORD if first[digest] == name else Outcome.DUPLICATE
        for name, digest in pairs
    }
    return outcomes, first


def transcripts(sounds: Iterable[str], texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Pair text files with the sound that they write down.

    A text belongs to a sound of the same stem in the same folder, or in a neighbouring folder
    when the two folders are named for it (``wav`` beside ``script`` and ``transcript``).

    Returns:
        For each text that belongs: (sound, ``spelling`` or ``pronunciation``).
    """
    by_stem: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sound in sounds:
        path = PurePosixPath(unicodedata.normalize("NFC", sound))
        if path.suffix.lower() in _SOUND:
            by_stem[str(path.parent), path.stem].append(sound)
            if path.parent.name.lower() in _SOUND_FOLDERS:
                by_stem[f"{path.parent.parent}/*", path.stem].append(sound)
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        path = PurePosixPath(unicodedata.normalize("NFC", text))
        role = _TRANSCRIPT_FOLDERS.get(path.parent.name.lower())
        beside = by_stem.get((str(path.parent), path.stem), [])
        across = by_stem.get((f"{path.parent.parent}/*", path.stem), []) if role else []
        sound_of = beside or across
        if len(sound_of) == 1 and path.suffix.lower() in {".txt", ".lab"}:
            found[text] = (sound_of[0], role or "spelling")
    return found


def transcript(roles: Mapping[str, str]) -> Transcript:
    """Put the spelling and the pronunciation of one sound together."""
    spelling = roles.get("spelling") or roles.get("pronunciation", "")
    said = roles.get("pronunciation")
    return Transcript(spelling, said if said != spelling else None)


Factors = Mapping[str, tuple[str, Mapping[str, str]]]
"""Factors by each of their names, casefolded: id, and the levels' ids by each of their names."""


def conditions(
    attributes: Mapping[str, str], factors: Factors
) -> tuple[dict[str, str], dict[str, str]]:
    """Tell which attributes are levels of the domain's factors, and which are anything else."""
    found: dict[str, str] = {}
    rest: dict[str, str] = {}
    for name, value in attributes.items():
        factor, levels = factors.get(name.strip().casefold(), ("", {}))
        level = levels.get(value.strip().casefold())
        if level is None or found.get(factor, level) != level:
            rest[name] = value
        else:
            found[factor] = level
    return found, rest


def prefixes(names: Sequence[str]) -> list[str]:
    """Give each of several folders a prefix of its own; one folder alone needs none."""
    if len(names) == 1:
        return [""]
    free, given = set(names), list[str]()
    for name in names:
        prefix = name if name in free else _numbered(name, {*names, *given})
        free.discard(name)
        given.append(prefix)
    return [f"{prefix}/" for prefix in given]


def _numbered(name: str, taken: Collection[str]) -> str:
    return next(one for i in count(2) if (one := f"{name}-{i}") not in taken)


def errors(issues: Iterable[Issue], files: Collection[str]) -> dict[str, Issue]:
    """Give for each file the first error that keeps it from saying anything."""
    found: dict[str, Issue] = {}
    for issue in issues:
        if issue.path in files and issue.severity is Severity.ERROR:
            found.setdefault(issue.path, issue)
    return found


def unread_layout(prefix: str, layout: str | None) -> list[Issue]:
    """Tell that a folder's labels are in a layout that is known and not read."""
    if layout is None:
        return []
    message = say(
        "The labels look like {layout}, which Dure does not read; only the files came in. Export "
        "them in another format, such as COCO.",
        layout=layout,
    )
    return [Issue(prefix.rstrip("/") or ".", "unread_layout", message, Severity.WARNING)]


def milder(issue: Issue | None) -> Issue | None:
    """A list that may be no label list at all is worth a look, and no more."""
    guessed = issue is not None and issue.kind == "no_header"
    return replace(issue, severity=Severity.WARNING) if issue and guessed else issue


def merged(words: Sequence[Labelled]) -> tuple[Annotation, ...]:
    """Put together what several files say: classes from the first, and everything else once."""
    said = next((word for word in words if _classes(word)), None)
    kept = (a for w in words for a in w.annotations if w is said or not isinstance(a, Choice))
    found: dict[str, Annotation] = {}
    for annotation in kept:
        found.setdefault(repr(annotation), annotation)  # attributes cannot be hashed
    return tuple(found.values())


def _said_alike(annotations: Iterable[Annotation]) -> dict[str, str]:
    """Give what all annotations of a record that speak of it say alike: who is heard, where."""
    values: dict[str, set[str]] = defaultdict(set)
    for annotation in annotations:
        for name, value in annotation.attributes.items():
            if isinstance(value, str):
                values[name.casefold()].add(value)
    return {name: said.pop() for name, said in values.items() if len(said) == 1}


def _classes(word: Labelled) -> tuple[str, ...]:
    return tuple(a.label for a in word.annotations if isinstance(a, Choice))


class Words:
    """Collects what label files say of each record, and where they contradict one another.

    Args:
        records: the record of each path.
        own: the paths by which the records are known; what is said of them is heard first.
        group_columns: names of columns that tell a household, a speaker or a sender.
        roles: what the further streams of recordings are; annotations on them say so.
    """

    def __init__(
        self,
        records: Mapping[str, UUID],
        own: Collection[str],
        group_columns: Sequence[str],
        roles: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._records, self._own, self._roles = records, own, roles
        self._group_columns = [name.casefold() for name in group_columns]
        self.said: dict[UUID, list[Labelled]] = defaultdict(list)

    def add(self, labelled: Iterable[Labelled]) -> None:
        """Take in what one label file says."""
        for word in labelled:
            if (record := self._records.get(word.path)) is not None:
                self.said[record].append(self._grouped(self._of_stream(word)))

    def _of_stream(self, word: Labelled) -> Labelled:
        role = self._roles.get(word.path)
        if role is None:
            return word
        told = (replace(a, attributes={**a.attributes, "stream": role}) for a in word.annotations)
        return replace(word, annotations=tuple(told))

    def _grouped(self, word: Labelled) -> Labelled:
        if word.group is not None or not self._group_columns:
            return word
        columns = {name.casefold(): value for name, value in word.attributes.items()}
        values = _said_alike(word.annotations) | columns
        group = next((values[name] for name in self._group_columns if values.get(name)), None)
        return replace(word, group=group) if group else word

    def of(self, record: UUID) -> Sequence[Labelled]:
        """Give what is said of a record, that of its own path first."""
        return sorted(self.said.get(record, ()), key=lambda word: word.path not in self._own)

    def has_choices(self) -> bool:
        """Tell whether some file gives a record a class."""
        return any(_classes(word) for words in self.said.values() for word in words)

    def issues(self) -> list[Issue]:
        """Tell of the same content under two different classes."""
        found = map(self._contradiction, self.said)
        return sorted(filter(None, found), key=lambda issue: issue.path)

    def _contradiction(self, record: UUID) -> Issue | None:
        words = [word for word in self.of(record) if word.path not in self._roles]
        told = [(word, classes) for word in words if (classes := _classes(word))]
        if not told or all(set(classes) == set(told[0][1]) for _, classes in told):
            return None
        first, classes = told[0]
        word, others = next(pair for pair in told if set(pair[1]) != set(classes))
        one, other = ", ".join(classes), ", ".join(others)
        if word.path == first.path:
            message = say(
                "This file is “{one}” according to {first} and “{other}” according to {second}; "
                "the first was taken, decide which.",
                one=one,
                first=first.source,
                other=other,
                second=word.source,
            )
        else:
            message = say(
                "The same content is “{one}” at {first} and “{other}” here; decide which.",
                one=one,
                first=first.path,
                other=other,
            )
        return Issue(word.path, "conflicting_labels", message, Severity.WARNING)
