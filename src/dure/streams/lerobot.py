"""Make recordings of a LeRobot data set, version 3: one an episode.

Version 3 keeps many episodes in one Parquet file and in one film; `meta/episodes` says where each
lies. An episode becomes a folder with its rows as Parquet, its stretch of each film, cut without
coding it anew, and a manifest.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet

from dure.core import Conflict, Invalid, Issue, Severity, say
from dure.kit.files import name_of

from . import cutting
from .recording import SUFFIX

INFO = "meta/info.json"
_KEY = re.compile(r"[A-Za-z0-9_][\w.-]{0,100}")
_LARGEST = 16 << 20
_SPLITS = {"train": "train", "val": "validation", "validation": "validation", "test": "test"}
_MOST_WIDE = 1024  # values of a vector that become a column each


@dataclass(slots=True)
class Episodes:
    """What was written, and what was left out."""

    recordings: int = 0
    streams: int = 0
    issues: list[Issue] = field(default_factory=list)


def is_dataset(folder: Path) -> bool:
    """Tell whether a folder is a data set of LeRobot."""
    return (folder / INFO).is_file()


def read(source: Path, target: Path) -> Episodes:
    """Write each episode as a recording into a new folder; raises `Invalid` for what is none."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(say("“{path}” is there and not empty; name a new folder.", path=str(target)))
    info = _info(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{uuid4().hex}")
    fresh.mkdir()
    found = Episodes()
    try:
        for name in _pictures(info):
            message = say(
                "“{name}” holds pictures inside the table; they were left out.", name=name
            )
            found.issues.append(Issue(INFO, "not_read", message, Severity.WARNING))
        for episode in _episodes(source, found):
            _write(source, info, episode, fresh, found)
        if found.recordings:
            fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return found


def _info(source: Path) -> Mapping[str, Any]:
    with (source / INFO).open("rb") as file:
        content = file.read(_LARGEST)
    try:
        info = json.loads(content)
        version, features = str(info["codebase_version"]), info["features"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise Invalid(say("The file meta/info.json is not that of a LeRobot data set.")) from error
    if not version.startswith("v3") or not isinstance(features, dict):
        raise Invalid(
            say(
                "The data set is of version “{version}”; convert it to v3.0 by LeRobot's script.",
                version=version[:20],
            )
        )
    return info if isinstance(info, dict) else {}


def _features(info: Mapping[str, Any], kind: str) -> list[str]:
    named = info["features"].items()
    return [name for name, told in named if isinstance(told, dict) and told.get("dtype") == kind]


def _pictures(info: Mapping[str, Any]) -> list[str]:
    return _features(info, "image")


def _episodes(source: Path, found: Episodes) -> Iterator[Mapping[str, Any]]:
    """Give the rows of `meta/episodes` without their statistics."""
    for path in sorted((source / "meta" / "episodes").glob("*/*.parquet")):
        try:
            with pyarrow.parquet.ParquetFile(path) as file:
                names = [n for n in file.schema_arrow.names if not n.startswith("stats/")]
                for batch in file.iter_batches(256, columns=names):
                    yield from batch.to_pylist()
        except (pa.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0][:120]
            message = say("The list of episodes cannot be read ({reason}).", reason=reason)
            found.issues.append(Issue(_relative(path, source), "unreadable", message))


def _write(
    source: Path,
    info: Mapping[str, Any],
    episode: Mapping[str, Any],
    target: Path,
    found: Episodes,
) -> None:
    """Write one episode; what it lacks is told, and the others are written."""
    try:
        number = _whole(episode, "episode_index")
        folder = target / f"episode_{number:06d}"
        folder.mkdir()
        rows = _rows(source, info, episode, number)
    except (Invalid, FileExistsError, pa.ArrowException, OSError) as error:
        told = error.message if isinstance(error, Invalid) else None
        message = told or say("The episode's rows cannot be read; copy the data set again.")
        where = f"episode {episode.get('episode_index')}"
        found.issues.append(Issue(where, "unreadable", message))
        return
    streams = list(_films(source, info, episode, folder, found))
    pyarrow.parquet.write_table(rows, folder / "states.parquet", compression="zstd")
    streams.append({"role": "states", "path": "states.parquet"})
    document = _about(info, episode, number) | {"streams": streams}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    path = folder / f"{folder.name}{SUFFIX}"
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
    found.recordings += 1
    found.streams += len(streams)


def _about(info: Mapping[str, Any], episode: Mapping[str, Any], number: int) -> dict[str, Any]:
    tasks = episode.get("tasks")
    told = {
        "recording": 1,
        "name": f"episode_{number:06d}",
        "task": "; ".join(map(str, tasks)) if isinstance(tasks, list) else None,
        "robot_type": info.get("robot_type"),
        "split": _split(info, number),
    }
    return {name: value for name, value in told.items() if value is not None}


def _split(info: Mapping[str, Any], number: int) -> str | None:
    """Give the split that an episode is in; LeRobot writes ``{"train": "0:50"}``."""
    splits = info.get("splits")
    for name, span in splits.items() if isinstance(splits, dict) else ():
        ends = re.fullmatch(r"(\d{1,9}):(\d{1,9})", str(span))
        if ends and int(ends[1]) <= number < int(ends[2]):
            return _SPLITS.get(name)
    return None


def _whole(episode: Mapping[str, Any], name: str) -> int:
    value = episode.get(name)
    if not isinstance(value, int) or not 0 <= value < 1_000_000_000:
        raise Invalid(say("The list of episodes has no sensible “{name}”.", name=name))
    return value


def _rows(
    source: Path, info: Mapping[str, Any], episode: Mapping[str, Any], number: int
) -> pa.Table:
    """Read the rows of an episode, a column for each value of a vector."""
    chunk, file = _whole(episode, "data/chunk_index"), _whole(episode, "data/file_index")
    path = source / "data" / f"chunk-{chunk:03d}" / f"file-{file:03d}.parquet"
    table = pyarrow.parquet.read_table(path, filters=[("episode_index", "=", number)])
    if not table.num_rows or "timestamp" not in table.column_names:
        raise Invalid(say("The data set holds no rows of this episode."))
    columns = {"time_s": table["timestamp"].cast(pa.float64())}
    for name in table.column_names:
        if name not in ("timestamp", "episode_index"):
            columns |= _columns(name, table[name], info["features"].get(name))
    return pa.table(columns)


def _columns(name: str, column: pa.ChunkedArray, told: object) -> dict[str, pa.ChunkedArray]:
    """Give a column as it is, or a vector as a column a value under the names that are told."""
    kind = column.type
    if isinstance(told, dict) and told.get("dtype") == "image":
        return {}
    if not pa.types.is_nested(kind):
        return {name: column}
    if not (pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind)):
        return {name: _as_json(column)}
    width = max((len(cell) for cell in column.to_pylist() if cell), default=0)
    values = kind.value_type
    if width > _MOST_WIDE or not (pa.types.is_floating(values) or pa.types.is_integer(values)):
        return {name: _as_json(column)}
    names = _names(told, width)
    rows = [list(cell or ()) + [None] * (width - len(cell or ())) for cell in column.to_pylist()]
    return {
        f"{name}.{each}": pa.chunked_array([pa.array([row[at] for row in rows], values)])
        for at, each in enumerate(names)
    }


def _as_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    cells = [json.dumps(cell, default=str) for cell in column.to_pylist()]
    return pa.chunked_array([pa.array(cells, pa.string())])


def _names(told: object, width: int) -> Sequence[str]:
    """Give the names of a vector's values; LeRobot writes a list, or one under a word."""
    names = told.get("names") if isinstance(told, dict) else None
    if isinstance(names, dict) and len(names) == 1:
        (names,) = names.values()
    is_list = isinstance(names, list) and len(names) == len(set(map(str, names))) == width
    return [str(name) for name in names] if is_list and names else list(map(str, range(width)))


def _films(
    source: Path,
    info: Mapping[str, Any],
    episode: Mapping[str, Any],
    folder: Path,
    found: Episodes,
) -> Iterator[dict[str, Any]]:
    """Cut the stretch of an episode out of each film; give the streams."""
    roles = {"states"}
    for key in _features(info, "video"):
        role = _role(key, roles)
        made = folder / f"{role}.mp4"
        try:
            path, start_s, end_s = _place(source, episode, key)
            with path.open("rb") as film, made.open("wb") as out:
                first = cutting.cut(film, out, start_s, end_s)
        except (Invalid, OSError) as error:
            told = error.message if isinstance(error, Invalid) else None
            message = told or say("The film of this episode cannot be read; copy it again.")
            made.unlink(missing_ok=True)
            where = f"{folder.name}/{name_of(key)}"
            found.issues.append(Issue(where, "film_left_out", message))
            continue
        late = round(first - start_s, 6)
        yield {"role": role, "path": made.name, "start_s": late}


def _place(source: Path, episode: Mapping[str, Any], key: str) -> tuple[Path, float, float]:
    if not _KEY.fullmatch(key):
        raise Invalid(say("“{name}” is no name of a film.", name=key[:80]))
    at = f"videos/{key}"
    chunk, file = _whole(episode, f"{at}/chunk_index"), _whole(episode, f"{at}/file_index")
    start, end = (episode.get(f"{at}/{end}_timestamp") for end in ("from", "to"))
    if not isinstance(start, float) or not isinstance(end, float) or not 0 <= start < end < 1e9:
        raise Invalid(say("The list of episodes has no sensible “{name}”.", name=at))
    path = source / "videos" / key / f"chunk-{chunk:03d}" / f"file-{file:03d}.mp4"
    return path, start, end


def _role(key: str, taken: set[str]) -> str:
    """Give a role: the last word of ``observation.images.front``."""
    plain = re.sub(r"[^a-z0-9]+", "_", key.lower().rpartition(".")[2]).strip("_")[:48]
    plain = plain if plain[:1].isalpha() else f"camera_{plain}".rstrip("_")
    role, number = plain, 1
    while role in taken:
        number += 1
        role = f"{plain}_{number}"
    taken.add(role)
    return role


def _relative(path: Path, source: Path) -> str:
    return name_of(path.relative_to(source).as_posix())
