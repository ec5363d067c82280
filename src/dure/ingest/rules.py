"""Decisions of ingest: what a name promises, which texts are transcripts, who was first."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from uuid import UUID

from dure.core import (
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

from .model import Outcome

# Names that may hold labels, and so are looked at together once all media are known.
_MAY_BE_LABELS = frozenset(
    {".json", ".jsonl", ".ndjson", ".xml", ".csv", ".tsv", ".txt", ".lab"}
    | {".yaml", ".yml", ".names", ".data"}
)
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


def may_be_labels(name: str) -> bool:
    """Tell whether a file waits until all media are known."""
    return PurePosixPath(name).suffix.lower() in _MAY_BE_LABELS


def record_id(dataset: DatasetId, digest: str) -> RecordId:
    """Give the id of the record with this content, the same whenever it is taken in."""
    return RecordId(derived_id(dataset, "record", digest))


def source_id(dataset: DatasetId, name: str) -> UUID:
    """Give the id of a file's row, the same whenever it is taken in."""
    return derived_id(dataset, "source", name)


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


def prefixes(names: Sequence[str]) -> list[str]:
    """Give each of several folders a prefix of its own; one folder alone needs none."""
    if len(names) == 1:
        return [""]
    seen: dict[str, int] = defaultdict(int)
    given = []
    for name in names:
        seen[name] += 1
        given.append(f"{name}/" if seen[name] == 1 else f"{name}-{seen[name]}/")
    return given


class Words:
    """Collects what label files say of each record, and where they contradict one another."""

    def __init__(
        self, records: Mapping[str, UUID], firsts: set[str], group_columns: Sequence[str]
    ) -> None:
        self._records, self._firsts = records, firsts
        self._group_columns = [name.casefold() for name in group_columns]
        self.said: dict[UUID, list[Labelled]] = defaultdict(list)

    def add(self, labelled: Iterable[Labelled]) -> None:
        """Take in what one label file says; the record's own path is heard first."""
        for word in labelled:
            record = self._records.get(word.path)
            if record is None:
                continue
            at = 0 if word.path in self._firsts and not self._heard(record, word) else None
            heard = self.said[record]
            heard.insert(len(heard) if at is None else at, self._grouped(word))

    def _heard(self, record: UUID, word: Labelled) -> bool:
        return any(w.path == word.path for w in self.said[record])

    def _grouped(self, word: Labelled) -> Labelled:
        if word.group is not None:
            return word
        values = {name.casefold(): value for name, value in word.attributes.items()}
        group = next((values[name] for name in self._group_columns if values.get(name)), None)
        return replace(word, group=group)

    def has_choices(self) -> bool:
        """Tell whether some file gives a record a class."""
        return any(
            isinstance(a, Choice)
            for words in self.said.values()
            for w in words
            for a in w.annotations
        )

    def issues(self) -> list[Issue]:
        """Tell of the same content under two different classes."""
        found = []
        for words in self.said.values():
            classes = {
                w.path: c.label for w in words for c in w.annotations if isinstance(c, Choice)
            }
            if len(set(classes.values())) > 1:
                (first, one), (path, other) = _two_that_differ(classes)
                message = say(
                    "The same content is “{one}” at {first} and “{other}” here; decide which.",
                    one=one,
                    first=first,
                    other=other,
                )
                found.append(Issue(path, "conflicting_labels", message, Severity.WARNING))
        return found


def _two_that_differ(classes: dict[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    first, *rest = classes.items()
    return first, next(pair for pair in rest if pair[1] != first[1])
