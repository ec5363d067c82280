"""Label Studio: the JSON export and JSON_MIN; places are in per cent of the picture."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Labelled,
    Polygon,
    Segment,
    Severity,
    Transcript,
    say,
)

from ..base.geometry import Size
from ..base.reading import (
    Issues,
    Locator,
    Media,
    Reading,
    Refused,
    load_json,
    nothing,
    tame,
    uncollected,
)
from ..base.splits import split_of_name
from ..base.writing import Folders, Holds, Sized
from .label_studio_results import Result, Results, minimal_results, read_result, written

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Keypoints, Choice, Segment, Transcript}),
    rotation=True,
    score=True,
    attributes=True,
    times=True,
    levels=99,
    groups=True,
    columns=True,
    needs_size=True,
)
_MEDIA_KEYS = ("image", "audio", "video", "img", "sound", "file", "url", "ocr", "captioning")
_MIN_KEYS = frozenset(
    ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
)
_ADDRESS = re.compile(r"\.\w{2,5}($|\?)")
_SOUNDS = frozenset(("wav", "mp3", "flac", "ogg", "m4a", "aac", "opus", "aiff"))
_FILMS = frozenset(("mp4", "mov", "mkv", "avi", "webm"))
# Uploads get eight hexadecimal digits before their name.
_UPLOAD = re.compile(r"^[0-9a-f]{8}-")
_MARKS = (('"annotations"', '"result"'), ('"annotation_id"', '"lead_time"'))


def looks_like(head: str) -> bool:
    """Tell whether JSON is a list of tasks (or one task) with annotations."""
    opening = head.lstrip()[:1]
    return opening in ("[", "{") and any(all(m in head for m in marks) for marks in _MARKS)


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one export; what stands on a video's frames or in brush strokes is reported."""
    issues = Issues(name)
    with uncollected():
        try:
            document = load_json(root, name, issues)
        except Refused as refused:
            issues.refuse(refused)
            return nothing(issues, name)
        tasks = document if isinstance(document, list) else [document]
        reader = _Tasks(name, media, issues)
        labelled = tuple(one for task in tasks for one in reader.read(task))
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return Reading(labelled, issues.all(), (name,), tuple(filter(None, dict.fromkeys(labels))))


def media_names(url: str) -> Iterator[str]:
    """Give the file names that an address in a task may mean, likeliest first."""
    yield url
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    yield from parse_qs(parts.query).get("d", ())  # /data/local-files/?d=folder/name.jpg
    path = unquote(parts.path).lstrip("/")
    yield path
    yield _UPLOAD.sub("", path.rpartition("/")[2])


class _Tasks:
    """Turns the tasks of one export into what is said of their media."""

    def __init__(self, source: str, media: Media, issues: Issues) -> None:
        self._source, self._media, self._issues = source, media, issues
        self._locator = Locator(media, source)

    def read(self, task: object) -> Iterator[Labelled]:
        """Give one `Labelled` for each finished annotation of a task."""
        if not isinstance(task, dict):
            self._issues.add("wrong_type", say("A task is no JSON object; export it again."))
            return
        minimal = "annotations" not in task
        data = task if minimal else task.get("data")
        data = data if isinstance(data, dict) else {}
        key, path = self._medium(data)
        if key is None:
            self._issues.warn(
                "no_media",
                say("Task {id} names no media file; its labels were left out.", id=task.get("id")),
            )
            return
        if path is None:
            self._issues.missing(data[key])
        name = path or tame(list(media_names(data[key]))[-1])
        size = self._media.size(path) if path else None
        if minimal:
            yield self._minimal(task, key, name, size)
        else:
            yield from self._full(task, key, name, size)

    def _medium(self, data: dict[str, Any]) -> tuple[str | None, str | None]:
        texts = {k: v for k, v in data.items() if isinstance(v, str) and v}
        order = sorted(texts, key=lambda k: k not in _MEDIA_KEYS)
        for key in order:
            for name in media_names(texts[key]):
                if path := self._locator.locate(name):
                    return key, path
        named = (k for k in order if k in _MEDIA_KEYS or _ADDRESS.search(texts[k]))
        return next(named, None), None

    def _full(
        self, task: dict[str, Any], key: str, name: str, size: Size | None
    ) -> Iterator[Labelled]:
        answers = task["annotations"] if isinstance(task["annotations"], list) else []
        kept = [a for a in answers if isinstance(a, dict) and not a.get("was_cancelled")]
        if len(kept) > 1:
            self._issues.warn(
                "several_annotations",
                say(
                    "Task {id} has {count} annotations; each was taken with its annotator.",
                    id=task.get("id"),
                    count=len(kept),
                ),
            )
        if not kept:
            self._note("not_annotated", say("Task {id} has no annotation.", id=task.get("id")))
        record = _Record.of(task["data"], key, self._source)
        for answer in kept:
            raw = answer.get("result")
            results = [r for r in raw if isinstance(r, dict)] if isinstance(raw, list) else []
            found = tuple(Results(size, self._issues).read(map(read_result, results)))
            extra = {"annotator": _annotator(answer)} if len(kept) > 1 else {}
            yield record.labelled(name, found, extra)

    def _note(self, kind: str, message: str) -> None:
        self._issues.add(kind, message, severity=Severity.NOTE)

    def _minimal(self, task: dict[str, Any], key: str, name: str, size: Size | None) -> Labelled:
        results: list[Result] = []
        rest: dict[str, Any] = {}
        for field, value in task.items():
            if found := list(minimal_results(field, value)):
                results += found
            elif field not in _MIN_KEYS:
                rest[field] = value
        annotations = tuple(Results(size, self._issues).read(results))
        return _Record.of(rest, key, self._source).labelled(name, annotations, {})


def _annotator(answer: dict[str, Any]) -> str:
    by = answer.get("completed_by")
    return str(by.get("email") or by.get("id")) if isinstance(by, dict) else str(by)


@dataclass(frozen=True, slots=True)
class _Record:
    """What a task says beside its labels."""

    attributes: dict[str, str]
    split: str | None
    group: str | None
    source: str

    @classmethod
    def of(cls, data: dict[str, Any], key: str, source: str) -> "_Record":
        """Sort a task's data into split, group and attributes."""
        rest = {k: v for k, v in data.items() if k != key and v not in (None, "", [], {})}
        split = split_of_name(str(rest["split"])) if "split" in rest else None
        rest.pop("split", None) if split else None
        group = rest.pop("group", None)
        attributes = {
            k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
            for k, v in rest.items()
        }
        group = None if group is None else str(group)
        return cls(attributes, split, group, source)

    def labelled(
        self, path: str, annotations: tuple[Annotation, ...], extra: dict[str, str]
    ) -> Labelled:
        """Put the annotations of one answer to the record."""
        attributes = {**self.attributes, **extra}
        return Labelled(path, annotations, attributes, self.split, self.group, self.source)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``label_studio.json``, one task a media file; give the number of annotations."""
    tasks: list[dict[str, Any]] = []
    count = 0
    for labelled, size, *_ in images:
        results = [r for i, a in enumerate(labelled.annotations) for r in written(a, size, f"r{i}")]
        count += len({r.get("parentID", r["id"]) for r in results})
        key = _data_key(labelled.path)
        extra = {
            (f"attribute_{k}" if k in (key, "split", "group") else k): v
            for k, v in labelled.attributes.items()
        }
        named = {"split": labelled.split, "group": labelled.group}
        data = {key: labelled.path, **extra, **{k: v for k, v in named.items() if v}}
        number = len(tasks) + 1
        answer = {"id": number, "was_cancelled": False, "result": results}
        tasks.append({"id": number, "data": data, "annotations": [answer]})
    Folders(to).write("label_studio.json", json.dumps(tasks, ensure_ascii=False, indent=1))
    return count


def _data_key(path: str) -> str:
    extension = path.rpartition(".")[2].lower()
    return "audio" if extension in _SOUNDS else "video" if extension in _FILMS else "image"
