"""Label Studio: the JSON export and JSON_MIN; places are in per cent of the picture."""

import json
import posixpath
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
    Track,
    Transcript,
    say,
)

from ..base.hearing import classes_of
from ..base.listing import Listing
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
from ..base.times import span_of
from ..base.writing import Folders, Holds, Sized
from . import label_studio_config as config
from . import label_studio_video as video
from .label_studio_config import Config
from .label_studio_results import Film, Result, Results, minimal_results, read_result
from .label_studio_writing import Medium, written

CONFIG = "label_config.xml"
_SOUNDS = frozenset(("wav", "mp3", "flac", "ogg", "m4a", "aac", "opus", "aiff"))
_FILMS = frozenset(("mp4", "mov", "mkv", "avi", "webm"))


def _data_key(labelled: Labelled) -> str:
    extension = labelled.path.rpartition(".")[2].lower()
    if extension in _FILMS or any(isinstance(a, Track) for a in labelled.annotations):
        return "video"
    return "audio" if extension in _SOUNDS else "image"


def _lost(labelled: Labelled) -> Iterable[str]:
    return video.changed(labelled, is_film=_data_key(labelled) == "video")


HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Keypoints, Choice, Segment, Transcript, Track}),
    rotation=True,
    score=True,
    attributes=True,
    times=True,
    levels=99,
    groups=True,
    columns=True,
    needs_size=True,
    frames=False,
    further=_lost,
)
_MEDIA_KEYS = ("image", "audio", "video", "img", "sound", "file", "url", "ocr", "captioning")
_MIN_KEYS = frozenset(
    ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
)
_ADDRESS = re.compile(r"\.\w{2,5}($|\?)")
# Uploads get eight hexadecimal digits before their name.
_UPLOAD = re.compile(r"^[0-9a-f]{8}-")
_MARKS = (('"annotations"', '"result"'), ('"annotation_id"', '"lead_time"'))


def looks_like(head: str) -> bool:
    """Tell whether JSON is a list of tasks (or one task) with annotations."""
    opening = head.lstrip()[:1]
    return opening in ("[", "{") and any(all(m in head for m in marks) for marks in _MARKS)


def configs(listing: Listing, name: str) -> tuple[str, ...]:
    """Give the labelling configurations that stand beside an export."""
    folder = posixpath.dirname(name)
    named = (n for n in sorted(listing.every("xml")) if posixpath.dirname(n) == folder)
    return tuple(n for n in named if config.looks_like(listing.head(n, 4096)))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one export, with the labelling configuration that fits it; brush strokes are told."""
    name = next((n for n in files if not n.lower().endswith(".xml")), files[0])
    issues = Issues(name)
    reports = {n: Issues(n) for n in files if n != name}
    with uncollected():
        try:
            document = load_json(root, name, issues)
        except Refused as refused:
            issues.refuse(refused)
            return nothing(issues, *files)
        tasks = document if isinstance(document, list) else [document]
        known = (config.read(root, n, report) for n, report in reports.items())
        fitting = config.fitting(known, _control_names(tasks))
        reader = _Tasks(name, media, issues, fitting)
        labelled = tuple(one for task in tasks for one in reader.read(task))
    told = tuple(issue for report in (issues, *reports.values()) for issue in report.all())
    return Reading(labelled, told, files, classes_of(labelled))


def _control_names(tasks: list[Any]) -> set[str]:
    """Give the names of the controls that the results of an export come from."""
    lists = (t.get("annotations") for t in tasks if isinstance(t, dict))
    answers = (a for some in lists if isinstance(some, list) for a in some if isinstance(a, dict))
    results = (r for a in answers if isinstance(a.get("result"), list) for r in a["result"])
    return {str(r["from_name"]) for r in results if isinstance(r, dict) and "from_name" in r}


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

    def __init__(self, source: str, media: Media, issues: Issues, known: Config) -> None:
        self._source, self._media, self._issues = source, media, issues
        self._config = known
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
        film = Film(self._media.size(path), self._media.times(path)) if path else Film()
        if minimal:
            yield self._minimal(task, key, name, film)
        else:
            yield from self._full(task, key, name, film)

    def _medium(self, data: dict[str, Any]) -> tuple[str | None, str | None]:
        texts = {k: v for k, v in data.items() if isinstance(v, str) and v}
        stated = self._config.fields
        order = sorted(texts, key=lambda k: (k not in stated, k not in _MEDIA_KEYS))
        for key in order:
            for name in media_names(texts[key]):
                if path := self._locator.locate(name):
                    return key, path
        known = (*stated, *_MEDIA_KEYS)
        named = (k for k in order if k in known or _ADDRESS.search(texts[k]))
        return next(named, None), None

    def _full(self, task: dict[str, Any], key: str, name: str, film: Film) -> Iterator[Labelled]:
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
        rate = self._config.frame_rate(task["data"])
        own = self._config.own_fields()
        data = {k: v for k, v in task["data"].items() if k not in own}
        record = _Record.of(data, key, self._source)
        for answer in kept:
            raw = answer.get("result")
            results = [r for r in raw if isinstance(r, dict)] if isinstance(raw, list) else []
            for one in results:
                config.compare(self._config, one, self._issues)
            reader = Results(film._replace(rate=rate or _stated_rate(results)), self._issues)
            found = tuple(reader.read(map(read_result, results)))
            extra = {"annotator": _annotator(answer)} if len(kept) > 1 else {}
            yield record.labelled(name, found, {**reader.attributes, **extra})

    def _note(self, kind: str, message: str) -> None:
        self._issues.add(kind, message, severity=Severity.NOTE)

    def _minimal(self, task: dict[str, Any], key: str, name: str, film: Film) -> Labelled:
        results: list[Result] = []
        rest: dict[str, Any] = {}
        for field, value in task.items():
            if found := list(minimal_results(field, value)):
                results += found
            elif field not in _MIN_KEYS:
                rest[field] = value
        rate = self._config.frame_rate(rest)
        own = self._config.own_fields()
        rest = {k: v for k, v in rest.items() if k not in own}
        reader = Results(film._replace(rate=rate), self._issues)
        annotations = tuple(reader.read(results))
        return _Record.of(rest, key, self._source).labelled(name, annotations, reader.attributes)


def _stated_rate(results: list[dict[str, Any]]) -> float | None:
    """Give the frame rate that any result states."""
    values = (r["value"] for r in results if isinstance(r.get("value"), dict))
    return next(filter(None, map(video.rate_of, values)), None)


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
    """Write the tasks and a labelling configuration that fits them; give the number of labels.

    A project of Label Studio holds one kind of media; where there are several, each kind has its
    own files: ``label_studio_audio.json`` with ``label_config_audio.xml``.
    """
    tasks: dict[str, list[dict[str, Any]]] = {}
    used: dict[str, config.Written] = {}
    count = 0
    for image in images:
        key = _data_key(image.labelled)
        medium = _medium_of(image, key)
        said = list(_results(image.labelled, medium))
        count += sum(map(bool, said))
        results = [one for some in said for one in some]
        used.setdefault(key, config.Written(key)).add(results)
        of_kind = tasks.setdefault(key, [])
        of_kind.append(_task(image.labelled, medium, results, len(of_kind) + 1))
    folders = Folders(to)
    for key, some in tasks.items():
        ending = f"_{key}" if len(tasks) > 1 else ""
        text = json.dumps(some, ensure_ascii=False, indent=1)
        folders.write(f"label_studio{ending}.json", text)
        folders.write(CONFIG.replace(".", f"{ending}."), used[key].text())
    return count


def _medium_of(image: Sized, key: str) -> Medium:
    rate = video.rate_for(image.labelled, is_film=key == "video", shown=image.times)
    frames = round((image.duration_s or 0) * rate)
    return Medium(key, image.size, rate, frames)


def _results(labelled: Labelled, medium: Medium) -> Iterator[list[dict[str, Any]]]:
    """Give the results of each label; what is said in a stretch of sound belongs to its region."""
    regions = {
        span_of(a): f"r{i}"
        for i, a in enumerate(labelled.annotations)
        if isinstance(a, Segment) and medium.key != "video"
    }
    for i, one in enumerate(labelled.annotations):
        span = span_of(one) if isinstance(one, Transcript) else None
        shared = regions.get(span) if span else None
        yield written(one, medium, shared or f"r{i}")


def _task(
    labelled: Labelled, medium: Medium, results: list[dict[str, Any]], number: int
) -> dict[str, Any]:
    key = medium.key
    taken = (key, "split", "group", *(["fps"] if key == "video" else []))
    extra = {(f"attribute_{k}" if k in taken else k): v for k, v in labelled.attributes.items()}
    rate = {"fps": medium.rate} if key == "video" else {}
    named = {"split": labelled.split, "group": labelled.group}
    data = {key: labelled.path, **rate, **extra, **{k: v for k, v in named.items() if v}}
    answer = {"id": number, "was_cancelled": False, "result": results}
    return {"id": number, "data": data, "annotations": [answer]}
