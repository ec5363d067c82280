"""A large JSON object of which one list is taken record by record, never all of it at once."""

import re
from collections.abc import Iterator, Set
from json.decoder import JSONDecoder
from typing import Any

_BLANK, _COMMA = re.compile(r"[ \t\n\r]*"), re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_value = JSONDecoder().raw_decode


def parted(text: str, name: str, needed: Set[str]) -> tuple[dict[str, Any], Iterator[Any]]:
    """Give the members of a JSON object, and the values of its list `name` one after another.

    Of the members behind the list those `needed` are read before it; the rest is only checked.
    Where they cannot be told there without doubt, or `name` is no list, it is read whole.

    Raises:
        ValueError: the text is no complete JSON object; also while the values are taken.
        RecursionError: it nests too deeply; also while the values are taken.
    """
    members: dict[str, Any] = {}
    at = _opened(text, "{", 0)
    while text.startswith('"', at):
        key, at = _key(text, at)
        if key == name and text.startswith("[", at):
            behind = _behind(text, at, needed - members.keys())
            if behind is not None:
                return members | behind, _values(text, at, name)
        members[key], at = _value(text, at)
        at = _after(text, at)
    _closed(text, at)
    whole = members.pop(name, [])
    return members, iter(whole if isinstance(whole, list) else (whole,))


def _behind(text: str, at: int, needed: Set[str]) -> dict[str, Any] | None:
    """Read the members from the first one needed to the end.

    They are members of the outermost object, and of no other, if one bracket closes after them.
    """
    if not needed:
        return {}
    start = min(text.rfind(f'"{word}"') for word in needed)
    try:
        found = _members(text, start) if start > at else {}
    except ValueError:
        return None
    return found if found.keys() >= needed else None


def _members(text: str, at: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    while text.startswith('"', at):
        key, at = _key(text, at)
        members[key], at = _value(text, at)
        at = _after(text, at)
    _closed(text, at)
    return members


def _values(text: str, at: int, name: str) -> Iterator[Any]:
    at = _opened(text, "[", at)
    more = not text.startswith("]", at)
    while more:
        value, at = _value(text, at)
        yield value
        comma = _COMMA.match(text, at)
        more = comma is not None
        at = comma.end() if comma else at
    at = _skip(text, at)
    if not text.startswith("]", at):
        raise ValueError(f"no end of “{name}” at character {at}")
    if name in _members(text, _after(text, at + 1)):
        raise ValueError(f"“{name}” stands there twice")


def _key(text: str, at: int) -> tuple[str, int]:
    key, at = _value(text, at)
    return key, _opened(text, ":", _skip(text, at))


def _after(text: str, at: int) -> int:
    """Give the place of the next member's name, or of the bracket that closes the object."""
    comma = _COMMA.match(text, at)
    following = comma.end() if comma else _skip(text, at)
    if not text.startswith('"' if comma else "}", following):
        raise ValueError(f"no end of the object and no next name at character {following}")
    return following


def _closed(text: str, at: int) -> None:
    if _skip(text, _opened(text, "}", at)) != len(text):
        raise ValueError(f"more than one value at character {at + 1}")


def _opened(text: str, sign: str, at: int) -> int:
    at = _skip(text, at)
    if not text.startswith(sign, at):
        raise ValueError(f"no “{sign}” at character {at}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
