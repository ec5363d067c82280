"""Intents: one JSON object that gives for each recording what the command wants, with slots."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dure.core import Intent, Labelled, say

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
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(kinds=frozenset({Intent}), score=True, attributes=True, groups=True, columns=True)
_OF_THE_INTENT = ("intent", "slots", "score", "attributes")
_OF_THE_RECORD = ("split", "group")
# The first name must be that of a file, so that no settings and no device status look like it.
_FIRST = re.compile(
    r'\s*\{\s*"(?:[^"\\]|\\.)+\.\w{2,5}"\s*:\s*\[?\s*\{[^{}]*"(?:intent|slots)"\s*:'
)


def looks_like(head: str) -> bool:
    """Tell whether JSON maps names of files to intents."""
    return _FIRST.match(head) is not None and '"intent"' in head


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one file; what is said of a recording may be one intent or a list of them."""
    issues = Issues(name)
    with uncollected():
        try:
            document = load_json(root, name, issues)
        except Refused as refused:
            issues.refuse(refused)
            return nothing(issues, name)
    if not isinstance(document, dict):
        issues.add("wrong_type", say("“{name}” is no JSON object; export it again.", name=name))
        return nothing(issues, name)
    locator = Locator(media, name)
    labelled = []
    for key, value in document.items():
        path = locator.locate(key)
        if path is None:
            issues.missing(key)
        if found := _read(key, value, issues):
            labelled.append(_labelled(path or tame(key), found, name))
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return Reading(tuple(labelled), issues.all(), (name,), tuple(dict.fromkeys(labels)))


_Said = tuple[Intent, dict[str, Any]]


def _read(key: str, value: object, issues: Issues) -> list[_Said]:
    found: list[_Said] = []
    for one in value if isinstance(value, list) else [value]:
        fields = one if isinstance(one, dict) else {}
        intent = _intent(fields)
        if intent is None:
            message = say("What is said of “{name}” is no intent; export it again.", name=key)
            issues.add("wrong_object", message)
        else:
            rest = {k: v for k, v in fields.items() if k not in _OF_THE_INTENT and v is not None}
            found.append((intent, rest))
    return found


def _intent(said: Mapping[str, Any]) -> Intent | None:
    label, slots, score = said.get("intent"), said.get("slots") or {}, said.get("score")
    label = label_text(label) if isinstance(label, str) else None
    if label is None or not isinstance(slots, dict):
        return None
    number = float(score) if isinstance(score, int | float) else None
    attributes = said.get("attributes")
    return Intent(
        label,
        {k: _text(v) for k, v in slots.items() if v is not None},
        number,
        attributes if isinstance(attributes, dict) else {},
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _labelled(path: str, said: list[_Said], source: str) -> Labelled:
    rest = {k: _text(v) for _, more in reversed(said) for k, v in more.items()}
    group, word = rest.pop("group", None), rest.get("split", "")
    split = split_of_name(word) if word else None
    if split:
        del rest["split"]
    return Labelled(path, tuple(intent for intent, _ in said), rest, split, group, source)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``intents.json``; give the number of intents."""
    document: dict[str, Any] = {}
    count = 0
    for labelled, *_ in images:
        found = list(_written(labelled))
        count += len(found)
        if found:
            document[labelled.path] = found[0] if len(found) == 1 else found
    Folders(to).write("intents.json", json.dumps(document, ensure_ascii=False, indent=1))
    return count


def _written(labelled: Labelled) -> Iterator[dict[str, Any]]:
    taken = (*_OF_THE_INTENT, *_OF_THE_RECORD)
    columns = {(f"attribute_{k}" if k in taken else k): v for k, v in labelled.attributes.items()}
    record = {"split": labelled.split, "group": labelled.group, **columns}
    for one in labelled.annotations:
        if isinstance(one, Intent):
            more = {"score": one.score, "attributes": one.attributes or None, **record}
            known = {k: v for k, v in more.items() if v is not None}
            yield {"intent": one.label, "slots": one.slots, **known}
