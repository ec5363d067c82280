"""Make a recording of an MCAP file: a manifest, and a file a channel, on one clock.

Channels in JSON are taken: pictures, sound, and everything else as rows. Files inside the file
become streams where they are media, and lie beside them where not. What is left out is told.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from dure.core import Conflict, Invalid, Issue, Severity, say
from dure.kit.files import name_of

from . import mcap, mcap_parts
from .mcap_parts import Made
from .recording import LARGEST, SUFFIX, read_manifest

ABOUT = "dure.recording"
_PICTURES = frozenset(
    {"foxglove.CompressedImage", "sensor_msgs/CompressedImage", "sensor_msgs/msg/CompressedImage"}
)
_SOUNDS = frozenset({"foxglove.RawAudio"})
_CODED_FILMS = frozenset({"foxglove.CompressedVideo"})
_MEDIA = re.compile(
    r"\.(jpe?g|png|webp|avif|bmp|tiff?|heic|wav|flac|mp3|og[ga]|opus|m4[av]|mp4|mov|webm|mkv"
    r"|csv|tsv|jsonl|ndjson|parquet|pq|json|txt)"
)
_MOST_STREAMS = 512
_FARTHEST = 1_000_000_000 * 1_000_000_000  # nanoseconds that two streams of one clock are apart
_SINCE_1973 = 100_000_000 * 1_000_000_000
_MOST_ISSUES = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the file; `manifest` is None where it held nothing to take."""

    manifest: Path | None
    streams: tuple[Made, ...]
    messages: int
    issues: tuple[Issue, ...]


@dataclass(slots=True)
class _Work:
    """What is known while a file is read."""

    folder: Path
    parts: dict[int, mcap_parts.Part | None] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    taken: int = 0
    unfit: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    words: dict[str, Mapping[str, str]] = field(default_factory=dict)
    about: "_About" = field(default_factory=lambda: _About())


@dataclass(frozen=True, slots=True)
class _About:
    """What a file that Dure wrote tells of the recording that it was."""

    document: Mapping[str, Any] = field(default_factory=dict)
    origin: int | None = None

    def stream(self, key: str, value: str) -> Mapping[str, Any]:
        streams = self.document.get("streams")
        rows = streams if isinstance(streams, list) else []
        found = (row for row in rows if isinstance(row, dict) and row.get(key) == value)
        return next(found, {})


def read(source: Path, target: Path) -> Imported:
    """Write the recording that a file holds into a new folder; raises `Invalid` for no MCAP."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(say("“{path}” is there and not empty; name a new folder.", path=str(target)))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{uuid4().hex}")
    fresh.mkdir()
    try:
        found = _read(source, fresh)
        if found.manifest is not None:
            fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return found


def _read(source: Path, folder: Path) -> Imported:
    work = _Work(folder)
    with source.open("rb") as file:
        for item in mcap.read(file):
            _take(work, item, source.name)
    _close(work)
    manifest = _manifest(work, f"{_role(source.stem, set())}{SUFFIX}") if work.made else None
    return Imported(manifest, tuple(work.made), work.taken, tuple(work.issues))


def _take(work: _Work, item: mcap.Item, name: str) -> None:
    if isinstance(item, mcap.Message):
        _message(work, item)
    elif isinstance(item, mcap.Attachment):
        _attachment(work, item)
    elif isinstance(item, mcap.Metadata):
        if item.name == ABOUT:
            work.about = _about(item.values)
        elif len(work.words) < _MOST_STREAMS:
            work.words[item.name] = item.values
    elif len(work.issues) < _MOST_ISSUES:
        work.issues.append(Issue(name_of(name), item.kind, item.message))


def _message(work: _Work, item: mcap.Message) -> None:
    channel = item.channel
    if channel.id not in work.parts:
        work.parts[channel.id] = _part(work, channel)
        work.topics[channel.id] = name_of(channel.topic)
    part = work.parts[channel.id]
    if part is None:
        work.left[work.topics[channel.id], _kind(channel)] += 1
        return
    try:
        part.add(item.log_time, mcap_parts.said(item.data), len(item.data))
        work.taken += 1
    except (mcap_parts.Unfit, ValueError, RecursionError):
        work.unfit[work.topics[channel.id]] += 1


def _kind(channel: mcap.Channel) -> str:
    return channel.schema if channel.encoding == "json" else channel.encoding or "?"


def _part(work: _Work, channel: mcap.Channel) -> mcap_parts.Part | None:
    is_read = channel.encoding == "json" and channel.schema not in _CODED_FILMS
    if not is_read or len(work.roles) >= _MOST_STREAMS:
        return None
    role = _role(channel.topic, work.roles)
    if channel.schema in _PICTURES:
        return mcap_parts.Pictures(work.folder, role)
    if channel.schema in _SOUNDS:
        return mcap_parts.Sound(work.folder, role)
    return mcap_parts.Rows(work.folder, role)


def _role(topic: str, taken: set[str]) -> str:
    """Give a name that is safe as a role and as a file's, and used once."""
    plain = re.sub(r"[^a-z0-9]+", "_", topic[:200].lower()).strip("_")[:48].strip("_")
    plain = plain if plain[:1].isalpha() else f"stream_{plain}".rstrip("_")
    role, number = plain, 1
    while role in taken:
        number += 1
        role = f"{plain}_{number}"
    taken.add(role)
    return role


def _attachment(work: _Work, item: mcap.Attachment) -> None:
    suffix = PurePosixPath(item.name.replace("\\", "/")).suffix.lower()
    told = work.about.stream("path", item.name)
    is_stream = _MEDIA.fullmatch(suffix) is not None
    if len(work.roles) >= _MOST_STREAMS:
        work.left[name_of(item.name), item.media_type] += 1
        return
    stem = PurePosixPath(item.name.replace("\\", "/")).stem
    role = _role(str(told.get("role", stem)), work.roles)
    suffix = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
    folder = work.folder if is_stream else work.folder / "attachments"
    folder.mkdir(exist_ok=True)
    with (folder / f"{role}{suffix}").open("wb") as file:
        for piece in item.content:
            file.write(piece)
    if is_stream:
        work.made.append(Made(role, f"{role}{suffix}", item.log_time))
    else:
        message = say("The attachment is no stream; it lies beside them, under “attachments”.")
        work.issues.append(Issue(name_of(item.name), "kept_beside", message, Severity.NOTE))


def _close(work: _Work) -> None:
    for number, part in work.parts.items():
        made, told = part.close() if part is not None else ([], [])
        work.made += made
        topic = work.topics[number]
        work.issues += [mcap_parts.told(topic, kind, message) for kind, message in told]
    for topic, count in work.unfit.items():
        message = say("{count} messages are not what their channel says; left out.", count=count)
        work.issues.append(mcap_parts.told(topic, "bad_messages", message))
    for (topic, kind), count in work.left.items():
        message = say(
            "{count} messages or files in “{kind}” were left out; record them in JSON.",
            count=count,
            kind=kind[:80],
        )
        work.issues.append(mcap_parts.told(topic, "not_read", message))


def _about(values: Mapping[str, str]) -> _About:
    try:
        document = json.loads(values.get("manifest", ""))
        origin = int(values.get("origin_ns", ""))
    except (ValueError, RecursionError):
        return _About()
    return _About(document, origin) if isinstance(document, dict) else _About()


def _manifest(work: _Work, name: str) -> Path:
    """Write the manifest; what its file tells beside the streams stays out if it breaks it."""
    origin = _origin(work)
    rows = [_stream(work, made, origin) for made in work.made]
    rows.sort(key=lambda row: _place(work, row["role"]))
    head: dict[str, Any] = {"recording": 1}
    path = work.folder / name
    for attributes in (_attributes(work, origin), {}):
        document = head | attributes | {"streams": rows}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
        if len(text) < LARGEST and not isinstance(read_manifest(work.folder, name), Issue):
            return path
        message = say("What the file tells of the whole recording cannot be kept; left out.")
        work.issues.append(Issue(name, "bad_metadata", message, Severity.WARNING))
    raise Invalid(say("The file's streams make no recording; say which recorder wrote it."))


def _place(work: _Work, role: str) -> int:
    streams = work.about.document.get("streams")
    roles = [s.get("role") for s in streams if isinstance(s, dict)] if streams else []
    return roles.index(role) if role in roles else len(roles)


def _origin(work: _Work) -> int:
    if work.about.origin is not None:
        return work.about.origin
    last = max(made.began for made in work.made)
    return min(made.began for made in work.made if last - made.began < _FARTHEST)


def _stream(work: _Work, made: Made, origin: int) -> dict[str, Any]:
    start = made.began - origin
    if abs(start) >= _FARTHEST:
        start = 0
        message = say("The stream has a clock of its own; its start is not known.")
        work.issues.append(mcap_parts.told(made.path, "other_clock", message))
    row: dict[str, Any] = {"role": made.role, "path": made.path, "start_s": start / 1e9}
    told = work.about.stream("role", made.role)
    # The rows of a channel were written on the recording's clock, so that they no longer drift.
    is_corrected = made.path.endswith(".jsonl")
    kept = ("offset_uncertainty_s",) if is_corrected else ("offset_uncertainty_s", "drift_ppm")
    return row | {key: told[key] for key in kept if told.get(key) is not None}


def _attributes(work: _Work, origin: int) -> dict[str, Any]:
    given = {k: v for k, v in work.about.document.items() if k not in ("recording", "streams")}
    if origin >= _SINCE_1973 and not work.about.document:
        given["started_at"] = _moment(origin)
    return given | {f"mcap_{_role(name, set())}": dict(w) for name, w in work.words.items()}


def _moment(nanoseconds: int) -> str | None:
    try:
        return datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
