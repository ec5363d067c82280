"""Use cases of domain packs: which are shipped, load one, check one."""

import json
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path as File
from typing import Any, Protocol

from dure.core import Conflict, Invalid, Issue, NotFound, Sentence, say

from . import rules, store
from .model import (
    Document,
    Node,
    Pack,
    Path,
    pack_of,
)

SCHEMA = File(__file__).with_name("pack.schema.json")


def shipped() -> list[str]:
    """Name the packs that come with the platform."""
    return list(store.shipped_files())


def load(name_or_path: str | File) -> Pack:
    """Give a pack by its id, one of its other names, or the path of its file.

    Raises `NotFound` for an unknown name and `Invalid`, with all issues in ``details``, for a
    file that is not a pack.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, File) or _is_path(text):
        return _checked(text, _stamp(File(text)))
    return named(text)


def named(name: str) -> Pack:
    """Give a known pack by its id or one of its other names, and never open another file."""
    file = store.known_files().get(name) or store.shipped_files()[_meant(name)]
    if file.parent == store.PACKS:
        return _trusted(file, _stamp(file))
    return _checked(str(file), _stamp(file))


def known() -> list[str]:
    """Name the packs that come with the platform and those that this workspace keeps."""
    return sorted(store.known_files(), key=lambda name: (name not in shipped(), name))


def elsewhere(id: str) -> Node | None:
    """Find a class by its id in the shipped packs, the first that has it.

    A record of one domain may carry words of another, as a picture with a spoken command does.
    """
    found = (rules.node_of(named(name), id) for name in shipped())
    return next((node for node in found if node), None)


def adopt(name_or_path: str | File) -> Pack:
    """Give a pack as `load` does; one of a file of your own is kept for all later work.

    Raises `Conflict` for a file whose id is that of a pack that comes with the platform.
    """
    pack, text = load(name_or_path), str(name_or_path)
    if isinstance(name_or_path, File) or _is_path(text):
        if pack.id in shipped():
            raise Conflict(
                say("“{id}” is the id of a shipped domain; give your pack another id.", id=pack.id)
            )
        store.keep(pack.id, File(text).read_bytes())
    return pack


def check(path: str | File) -> list[Issue]:
    """Find everything that is wrong with a pack's file, in the order of its lines."""
    return _issues(store.read(File(path)))


def _is_path(text: str) -> bool:
    return text.endswith((".yaml", ".yml")) or "/" in text or os.sep in text


def _meant(name: str) -> str:
    """Find the shipped pack that answers to another name; this reads them all, once."""
    names: dict[str, str] = {}
    for key in shipped():
        pack = named(key)
        for said in (pack.id, *pack.aliases, pack.name.ko, pack.name.en):
            names[rules.normalise(said)] = key
    if found := names.get(rules.normalise(name)):
        return found
    choices = ", ".join(known())
    if best := rules.nearest(name, names):
        raise NotFound(
            say(
                "There is no domain “{name}”; did you mean “{best}”? The domains are {choices}.",
                name=name,
                best=names[best],
                choices=choices,
            )
        )
    raise NotFound(
        say(
            "There is no domain “{name}”; choose one of {choices}, or give the path of a pack.",
            name=name,
            choices=choices,
        )
    )


def _stamp(file: File) -> tuple[int, int]:
    """Tell one state of a file from another; a missing file has one too."""
    try:
        state = file.stat()
    except OSError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _trusted(file: File, _stamp: tuple[int, int]) -> Pack:
    """Build a shipped pack, whose file our own tests have checked."""
    return pack_of(store.read(file).value)


@lru_cache(maxsize=32)
def _checked(file: str, _stamp: tuple[int, int]) -> Pack:
    document = store.read(File(file))
    issues = _issues(document)
    if not issues:
        return pack_of(document.value)
    first = issues[0]
    if first.kind == "missing_file":
        raise NotFound(first.message)
    raise Invalid(
        say(
            "“{file}” is not a sound pack ({count} found); the first is on line {line}: {problem}",
            file=file,
            count=len(issues),
            line=first.line or 1,
            problem=first.message,
        ),
        issues=issues,
    )


# --- checking ------------------------------------------------------------------------------


def _issues(document: Document) -> list[Issue]:
    found = list(document.issues)
    if document.whole:
        found += _shape_issues(document)
        found += rules.faults(document)
    return sorted(dict.fromkeys(found), key=lambda issue: issue.line or 0)


@lru_cache(maxsize=1)
def _validator() -> Any:  # noqa: ANN401  (jsonschema's protocol has no useful type)
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (heavy: 60 ms, only to check)

    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def _shape_issues(document: Document) -> Iterator[Issue]:
    for error in _validator().iter_errors(document.value):
        at = tuple(error.absolute_path)
        if at in document.spoiled:
            continue
        said = _SAYERS[error.validator]
        for path, kind, message in said(error, at, rules.place(document.value, at)):
            yield rules.issue_at(document, path, kind, message)


class _Breach(Protocol):
    """The part that is used of jsonschema's error: a value and the keyword that it breaks."""

    schema: Any
    instance: Any
    validator_value: Any


Said = Iterator[tuple[Path, str, Sentence]]


def _unknown_keys(error: _Breach, at: Path, key: str) -> Said:
    known = error.schema["properties"]
    for name in error.instance:
        if name in known:
            continue
        message = say("{key} has no key “{name}”; remove it.", key=key, name=name)
        if best := rules.nearest(name, set(known) - set(error.instance)):
            message = say(
                "{key} has no key “{name}”; did you mean “{best}”?", key=key, name=name, best=best
            )
        yield (*at, name), "unknown_key", message


def _missing_keys(error: _Breach, at: Path, key: str) -> Said:
    for name in error.validator_value:
        if name in error.instance:
            continue
        if name in ("ko", "en"):
            yield at, "missing_text", _missing_text(key, name)
        else:
            yield at, "missing_key", say("{key} lacks “{name}”; add it.", key=key, name=name)


def _missing_text(key: str, language: str) -> Sentence:
    if language == "ko":
        return say("{key} has no Korean text (“ko”); write it.", key=key)
    return say("{key} has no English text (“en”); write it.", key=key)


def _wrong_type(error: _Breach, at: Path, key: str) -> Said:
    expected: dict[str, Sentence] = {
        "string": say("{key} must be a text; put it in quotes if it looks otherwise.", key=key),
        "number": say("{key} must be a number.", key=key),
        "integer": say("{key} must be a whole number.", key=key),
        "boolean": say("{key} must be true or false.", key=key),
        "array": say("{key} must be a list; begin each of its lines with “- ”.", key=key),
        "object": say("{key} must be a mapping of keys to values.", key=key),
    }
    yield at, "wrong_type", expected[error.validator_value]


def _unknown_value(error: _Breach, at: Path, key: str) -> Said:
    value, choices = str(error.instance), ", ".join(error.validator_value)
    message = say(
        "{key} cannot be “{value}”; choose one of {choices}.", key=key, value=value, choices=choices
    )
    if best := rules.nearest(value, error.validator_value):
        message = say(
            "{key} cannot be “{value}”; did you mean “{best}”?", key=key, value=value, best=best
        )
    yield at, "unknown_value", message


def _bad_pattern(error: _Breach, at: Path, key: str) -> Said:
    value = error.instance
    if at == ("version",):
        message = say(
            "{key} cannot be “{value}”; write three numbers, such as 1.0.0.", key=key, value=value
        )
        yield at, "bad_version", message
    elif at[-1:] == ("attribute",):
        message = say(
            "{key} cannot be “{value}”; write a Matter cluster and attribute, such as "
            "BooleanState.StateValue.",
            key=key,
            value=value,
        )
        yield at, "bad_attribute", message
    else:
        message = say(
            "{key} cannot be “{value}”; an id is small letters, digits and “_”, a letter first, "
            "at most 64.",
            key=key,
            value=value,
        )
        yield at, "bad_id", message


def _too_small(error: _Breach, at: Path, key: str) -> Said:
    message = say("{key} must be at least {limit}.", key=key, limit=error.validator_value)
    yield at, "out_of_range", message


def _too_large(error: _Breach, at: Path, key: str) -> Said:
    message = say("{key} must be at most {limit}.", key=key, limit=error.validator_value)
    yield at, "out_of_range", message


def _too_short(error: _Breach, at: Path, key: str) -> Said:
    if at[-1] in ("ko", "en") and not error.instance:
        yield at, "missing_text", _missing_text(key.rpartition(".")[0] or key, str(at[-1]))
        return
    message = say(
        "{key} has {size} letters; write at least {limit}.",
        key=key,
        size=len(error.instance),
        limit=error.validator_value,
    )
    yield at, "too_short", message


def _too_long(error: _Breach, at: Path, key: str) -> Said:
    message = say(
        "{key} has {size} letters; write at most {limit}.",
        key=key,
        size=len(error.instance),
        limit=error.validator_value,
    )
    yield at, "too_long", message


def _too_few(error: _Breach, at: Path, key: str) -> Said:
    message = say(
        "{key} has {size} entries; give at least {limit}.",
        key=key,
        size=len(error.instance),
        limit=error.validator_value,
    )
    yield at, "too_few", message


def _repeated(_error: _Breach, at: Path, key: str) -> Said:
    yield at, "duplicate_item", say("{key} names one thing twice; remove one.", key=key)


_SAYERS: dict[str, Callable[[_Breach, Path, str], Said]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _unknown_value,
    "pattern": _bad_pattern,
    "minimum": _too_small,
    "maximum": _too_large,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minItems": _too_few,
    "minProperties": _too_few,
    "uniqueItems": _repeated,
}
