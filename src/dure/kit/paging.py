"""Lists come in pages that stay right while rows are added: the cursor is the last row's key."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from dure.core import Invalid, say

T = TypeVar("T")
MAX_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the next page, or None at the end."""

    items: Sequence[T]
    next_cursor: str | None


def encode(key: Sequence[str | int]) -> str:
    """Make an opaque cursor of a row's sort key."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """Read a cursor whose parts are of these kinds (str, int, UUID); else raises `Invalid`."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(_part(value, kind) for value, kind in zip(key, kinds, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise Invalid(say("The cursor is not one of ours; start again without it.")) from None


def _part(value: object, kind: type) -> str | int | UUID:
    """Read one part; raises `ValueError` for what a database would refuse as well."""
    if isinstance(value, str) and kind in {str, UUID} and "\0" not in value:
        value.encode()  # raises where half a character stands alone
        return UUID(value) if kind is UUID else value
    if type(value) is int and kind is int and abs(value) < 1 << 63:
        return value
    raise ValueError(value)
