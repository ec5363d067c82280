"""Decisions of ingest: what a name promises, which texts are transcripts, who was first."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from uuid import UUID

from dure.core import DatasetId, RecordId, Transcript, derived_id

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
