"""Walk a document that has no reader of its own: one field for each scalar or list of scalars."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from .model import Field, Path, Reading, Role
from .tree import children, is_flat


def read(document: Any) -> Reading:  # noqa: ANN401  (JSON)
    """Read a document whose vendor nobody knows; it still comes in whole."""
    return Reading("", "document", tuple(walked(document, (), "")))


def walked(
    tree: Any,  # noqa: ANN401  (JSON)
    path: Path,
    key: str,
    *,
    place: str = "",
    whole: Collection[str] = (),
    role: Callable[[Any], Role | None] = lambda _: None,
) -> Iterator[Field]:
    """Give the fields under a path: scalars, flat lists, and what `whole` names or `role` knows.

    The key of a field is made of the keys on its way; places in lists are left out of it.
    """
    waiting: list[tuple[Path, str, Any]] = [(path, key, tree)]
    while waiting:
        here, name, value = waiting.pop()
        known = role(value)
        if known is not None or is_flat(value) or name in whole:
            yield Field(here, name, value, value, place=place, role=known or Role.STATE)
            continue
        inner = children(value)
        waiting += [((*here, k), _longer(name, k), part) for k, part in reversed(inner)]


def _longer(name: str, key: str | int) -> str:
    if isinstance(key, int):
        return name
    return f"{name}.{key}" if name else key
