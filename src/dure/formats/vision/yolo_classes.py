"""What a YOLO data set says of its classes: their names, their keypoints, the form of its lines."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dure.core import say

from ..base.reading import Issues, Refused, load_text
from ..base.splits import split_of_name
from ..base.text import composed, label_text

_NAMES = ("data.yaml", "data.yml", "dataset.yaml", "obj.names", "classes.txt", "_darknet.labels")
_YAML = (".yaml", ".yml")
_MOST_POINTS = 1000
_OBB = re.compile(r"^task\s*:\s*['\"]?obb\b", re.MULTILINE)
_POSE = re.compile(r"^kpt_shape\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Points:
    """How many keypoints a line has, of how many numbers each, and their names by class."""

    count: int
    step: int
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of the classes by number, and what the data set says of its lines.

    Attributes:
        names: by number.
        points: the layout of keypoints, in a data set of poses.
        task: what Ultralytics calls the form: ``detect``, ``segment``, ``pose``, ``obb``; or "".
        folders: where the pictures of each split stand.
    """

    names: dict[int, str]
    points: Points | None = None
    task: str = ""
    folders: tuple[tuple[str, str], ...] = ()

    def split_of(self, path: str) -> str | None:
        """Give the split in whose folder a picture stands."""
        return next((split for place, split in self.folders if place in f"/{path}"), None)


def is_names(path: str) -> bool:
    """Tell whether a file name is one under which class names stand."""
    base = path.rpartition("/")[2].lower()
    return base in _NAMES or base.endswith((".names", *_YAML))


def form_of(head: str) -> str:
    """Give the name of the format whose lines a ``data.yaml`` announces."""
    if _POSE.search(head):
        return "yolo_pose"
    return "yolo_obb" if _OBB.search(head) else "yolo"


def read(root: Path, names: list[str], labels: list[str], issues: list[Issues]) -> Classes:
    """Read the first of the files that names classes; tell where none does."""
    for name in sorted(names, key=lambda n: not n.endswith(_YAML)):
        report = Issues(name)
        issues.append(report)
        try:
            text = load_text(root, name, report)
        except Refused as refused:
            report.refuse(refused)
            continue
        if found := (_from_yaml if name.endswith(_YAML) else _from_lines)(text, report):
            return found
    if labels:
        report = Issues(labels[0])
        issues.append(report)
        report.warn(
            "no_class_names",
            say("No class names were found; put them into classes.txt, one a line, in order."),
        )
    return Classes({})


def _from_lines(text: str, _: Issues) -> Classes | None:
    lines = [line.strip() for line in text.strip().splitlines()]
    names = {i: composed(line) for i, line in enumerate(lines) if line}
    return Classes(names) if names else None


def _from_yaml(text: str, issues: Issues) -> Classes | None:
    import yaml  # noqa: PLC0415  (heavy: only some YOLO folders have one)

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        issues.add("broken_yaml", say("The YAML is broken; check its indentation."))
        return None
    stated: dict[str, Any] = document if isinstance(document, dict) else {}
    found = {
        index: label
        for index, value in _numbered(stated.get("names"))
        if (label := label_text(value)) is not None
    }
    if not found:
        return None
    folders = tuple(_folders(stated))
    return Classes(found, _points(stated, issues), str(stated.get("task", "")), folders)


def _folders(stated: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("train", "val", "test"):
        value = stated.get(key)
        for one in value if isinstance(value, list) else (value,):
            folder = posixpath.normpath(one).lstrip("./") if isinstance(one, str) else ""
            if folder and (split := split_of_name(key)):
                yield f"/{folder}/", split


def _numbered(value: object) -> list[tuple[int, object]]:
    """Give what a list or a mapping by number says."""
    if isinstance(value, list):
        return list(enumerate(value))
    pairs = value.items() if isinstance(value, dict) else ()
    return [(int(key), one) for key, one in pairs if str(key).isdecimal()]


def _points(stated: dict[str, Any], issues: Issues) -> Points | None:
    shape = stated.get("kpt_shape")
    if shape is None:
        return None
    whole = isinstance(shape, list) and len(shape) == 2 and all(type(v) is int for v in shape)
    if not whole or not 0 < shape[0] <= _MOST_POINTS or shape[1] not in (2, 3):
        message = say("“kpt_shape” must be the number of keypoints and 2 or 3, such as [17, 3].")
        issues.add("wrong_points", message)
        return None
    count = shape[0]
    flipped = stated.get("flip_idx")
    if flipped is not None and _order(flipped) != list(range(count)):
        message = say("“flip_idx” is no order of the {count} keypoints.", count=count)
        issues.warn("wrong_points", message)
    names = {
        index: tuple(label_text(one) or "" for one in value)
        for index, value in _numbered(stated.get("kpt_names"))
        if isinstance(value, list) and 0 < len(value) <= count
    }
    return Points(count, shape[1], names)


def _order(value: object) -> list[int]:
    whole = isinstance(value, list) and all(type(one) is int for one in value)
    return sorted(value) if whole and isinstance(value, list) else []
