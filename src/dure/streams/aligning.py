"""Set the streams of a recording right against one another, and write it into the manifest."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import soundfile
from numpy.typing import NDArray

from dure.core import Invalid, Sentence, Unavailable, say

from . import pictures, window
from .clocks import MAX_DRIFT_PPM, MAX_OFFSET_S, Events, Floats, Relation, relate
from .events import edges, onsets
from .recording import Part, Recording
from .sounds import relate_sounds

_SOUNDS = frozenset({".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus"})
_FILMS = frozenset({".mp4", ".m4v", ".mov", ".webm", ".mkv", ".m4a"})
_TABLES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".pq": "application/vnd.apache.parquet",
}
_MOST_STATES = 16
_LARGEST = 512 << 20
Sound = tuple[NDArray[np.floating], float]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stream saw, on its own clock: the events of each of its columns, or its sound."""

    events: Mapping[str, Events]
    sound: Sound | None = None


@dataclass(frozen=True, slots=True)
class Aligned:
    """How one stream stands to the recording's clock, or why that cannot be told.

    Attributes:
        by: what told it: ``sound``, or the columns whose events agree.
    """

    role: str
    path: str
    relation: Relation | None = None
    by: str = ""
    reason: str | None = None


def align(
    root: Path,
    recording: Recording,
    *,
    reference: str | None = None,
    max_offset_s: float = MAX_OFFSET_S,
    max_drift_ppm: float = MAX_DRIFT_PPM,
) -> tuple[str, list[Aligned]]:
    """Estimate the clocks of a recording's streams against that of one of them.

    Args:
        root: the folder that the paths of the recording are relative to.
        recording: what its manifest declares; offsets are looked for around those.
        reference: role of the stream whose clock counts; else the first that saw anything.
        max_offset_s: how far the offsets may be from what is declared.
        max_drift_ppm: the most that two clocks may drift.

    Returns:
        The role of the reference, and what was found of the others, in the manifest's order.
    """
    seen = {part.role: _seen(root / part.path) for part in recording.parts}
    own = _reference(recording, seen, reference)
    limits = (max_offset_s, max_drift_ppm)
    return own.role, [
        _one(own, part, seen, limits) for part in recording.parts if part.role != own.role
    ]


def write(path: Path, found: list[Aligned]) -> None:
    """Write what was estimated into the manifest; everything else in it stays."""
    document = json.loads(path.read_bytes().decode("utf-8-sig"))
    relations = {one.role: one.relation for one in found if one.relation is not None}
    for stream in document["streams"]:
        if (relation := relations.get(stream["role"])) is not None:
            stream["start_s"] = round(relation.offset_s, 6)
            stream["drift_ppm"] = round(relation.drift_ppm, 3)
            stream["offset_uncertainty_s"] = round(relation.offset_uncertainty_s, 6)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(text.encode())
    fresh.replace(path)


def _reference(
    recording: Recording, seen: Mapping[str, Seen | Sentence], asked: str | None
) -> Part:
    roles = [part.role for part in recording.parts]
    if asked is not None and asked not in roles:
        raise Invalid(
            say(
                "The recording has no stream “{role}”; it has {known}.",
                role=asked,
                known=", ".join(roles),
            )
        )
    told = [p for p in recording.parts if not isinstance(seen[p.role], Sentence)]
    found = next((p for p in told if asked in (None, p.role)), None)
    if found is None:
        reason = seen[asked] if asked else None
        raise Invalid(
            reason
            if isinstance(reason, Sentence)
            else say("No stream of this recording saw an event that its clock could be told by.")
        )
    return found


def _one(
    own: Part, part: Part, seen: Mapping[str, Seen | Sentence], limits: tuple[float, float]
) -> Aligned:
    mine, theirs = seen[own.role], seen[part.role]
    if isinstance(theirs, Sentence) or isinstance(mine, Sentence):
        reason = theirs if isinstance(theirs, Sentence) else None
        return Aligned(part.role, part.path, reason=reason)
    try:
        relation, by = _related(mine, theirs, _around(own, part), limits)
    except Invalid as error:
        return Aligned(part.role, part.path, reason=error.message)
    return Aligned(part.role, part.path, _on_record(relation, own), by)


def _around(own: Part, part: Part) -> float:
    """Give where the stream is declared to begin, on the reference's own clock."""
    return (part.start_s - own.start_s) * (1 + own.drift_ppm / 1e6)


def _on_record(relation: Relation, own: Part) -> Relation:
    """Turn a relation to the reference's clock into one to the record's."""
    rate = 1 + own.drift_ppm / 1e6
    return Relation(
        offset_s=own.start_s + relation.offset_s / rate,
        offset_uncertainty_s=relation.offset_uncertainty_s / rate,
        drift_ppm=((1 + relation.drift_ppm / 1e6) * rate - 1) * 1e6,
        drift_uncertainty_ppm=relation.drift_uncertainty_ppm,
        matched=relation.matched,
        residual_s=relation.residual_s,
        accident=relation.accident,
    )


def _related(
    mine: Seen, theirs: Seen, around_s: float, limits: tuple[float, float]
) -> tuple[Relation, str]:
    """Relate by sound where both have one, else by the columns whose events agree most surely."""
    max_offset_s, max_drift_ppm = limits
    known = {"around_s": around_s, "max_offset_s": max_offset_s, "max_drift_ppm": max_drift_ppm}
    if mine.sound is not None and theirs.sound is not None:
        return relate_sounds(mine.sound, theirs.sound, **known), "sound"
    found: list[tuple[Relation, str]] = []
    refused: Invalid | None = None
    for a, own in mine.events.items():
        for b, other in theirs.events.items():
            try:
                found.append((relate(own, other, **known), f"{a} = {b}"))
            except Invalid as error:
                refused = refused or error
    if not found:
        raise refused or Invalid(say("The streams saw no events that could be the same."))
    return min(found, key=lambda one: one[0].accident)


def _seen(path: Path) -> Seen | Sentence:
    """Read what a stream saw; a sentence tells why its clock cannot be told."""
    reader = _READERS.get(PurePosixPath(path.name).suffix.lower())
    if reader is None:
        return say("A stream of this kind has no clock of its own that events could tell.")
    try:
        if path.stat().st_size > _LARGEST:
            return say("The stream has over 512 MB; align by a shorter one.")
        return reader(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return say("The stream cannot be read ({reason}).", reason=reason)
    except (soundfile.SoundFileError, pa.ArrowException, ValueError, KeyError):
        return say("The stream cannot be read; take the recording in to learn why.")


def _heard(path: Path) -> Seen:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    sound = samples.mean(axis=1)
    return Seen({"sound": onsets(sound, rate)}, (sound, float(rate)))


def _filmed(path: Path) -> Seen | Sentence:
    """Listen to a film; what is to be seen in it tells no events yet."""
    try:
        with path.open("rb") as file:
            found = pictures.heard(file)
    except Invalid:
        return say("The sound of the film cannot be decoded; export it again.")
    except Unavailable:
        return say("Films are listened to with the extra “video”; install dure[video].")
    if found is None:
        return say("The film has no sound that its clock could be told by.")
    return Seen({"sound": onsets(*found)}, found)


def _logged(path: Path) -> Seen | Sentence:
    table = window.table_of(path.read_bytes(), _TABLES[path.suffix.lower()])
    clock, seconds = window.clock_of(table, None)
    if clock is None:
        return say("The table has no column that tells the time.")
    order = np.argsort(seconds, kind="stable")
    order = order[np.isfinite(seconds[order])]
    found = {
        name: events
        for name, values in _columns(table, clock)
        if len((events := edges(seconds[order], values[order])).seconds)
    }
    return Seen(found) if found else say("No column of the table goes from one level to another.")


def _columns(table: pa.Table, clock: str) -> Iterator[tuple[str, Floats]]:
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name == clock:
            continue
        values = window.numbers_of(column)
        if values is not None:
            yield name, values
        elif pa.types.is_string(column.type):
            yield from _states(name, column)


def _states(name: str, column: pa.ChunkedArray) -> Iterator[tuple[str, Floats]]:
    """Give each state that a column of words tells as a column of its own, 1 while it lasts."""
    words = np.array([word or "" for word in column.to_pylist()], dtype=object)
    told = sorted(set(words) - {""})
    if 2 <= len(told) <= _MOST_STATES:
        for word in told[: 1 if len(told) == 2 else None]:
            yield f"{name}={word}", np.where(words == "", np.nan, words == word).astype(float)


_READERS: Mapping[str, Callable[[Path], Seen | Sentence]] = {
    **dict.fromkeys(_SOUNDS, _heard),
    **dict.fromkeys(_FILMS, _filmed),
    **dict.fromkeys(_TABLES, _logged),
}
