"""Paths in JSON documents: naming them, walking them, and putting a document together again."""

from collections.abc import Iterable, Iterator
from typing import Any

from .model import Path


def pointer(path: Path) -> str:
    """Give the path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def parts(text: str) -> tuple[str, ...]:
    """Split a JSON pointer into its keys."""
    return tuple(p.replace("~1", "/").replace("~0", "~") for p in text.split("/")[1:])


def leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  (JSON)
    """Give every scalar and every empty list or object, with its path; deep trees are no danger."""
    waiting: list[tuple[Path, Any]] = [(path, tree)]
    while waiting:
        place, value = waiting.pop()
        inner = children(value)
        if inner:
            waiting += [((*place, key), part) for key, part in reversed(inner)]
        else:
            yield place, value


def children(value: Any) -> list[tuple[str | int, Any]]:  # noqa: ANN401  (JSON)
    """Give the members of an object or the elements of a list, by key or place."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def at(tree: Any, *path: str | int) -> Any:  # noqa: ANN401  (JSON)
    """Give the part under a path; None where there is none."""
    for key in path:
        if isinstance(tree, dict):
            tree = tree.get(key)
        elif isinstance(tree, list) and isinstance(key, int) and key < len(tree):
            tree = tree[key]
        else:
            return None
    return tree


def is_flat(value: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether this is a scalar, or a list of scalars: what one field can say at once."""
    if isinstance(value, list):
        return not any(isinstance(x, list | dict) for x in value)
    return not isinstance(value, dict) or not value


def rebuilt(parts_by_path: Iterable[tuple[Path, Any]]) -> Any:  # noqa: ANN401  (JSON)
    """Put a document together from disjoint parts; keys of lists are places, counted from 0."""
    ordered = list(parts_by_path)
    if len(ordered) == 1 and not ordered[0][0]:
        return ordered[0][1]
    root: dict[str | int, Any] = {}
    for path, raw in ordered:
        _branch(root, path)[path[-1]] = _Part(raw)
    return _closed(root)


def _branch(root: dict[str | int, Any], path: Path) -> dict[str | int, Any]:
    for key in path[:-1]:
        root = root.setdefault(key, {})
    return root


class _Part:
    """A part of the source, kept apart from the branches that lead to it."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401  (JSON)
        self.raw = raw


def _closed(node: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(node, _Part):
        return node.raw
    if all(isinstance(key, int) for key in node):
        return [_closed(node[key]) for key in sorted(node)]
    return {key: _closed(inner) for key, inner in node.items()}
