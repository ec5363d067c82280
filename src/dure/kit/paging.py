"""Lists come in pages that stay right while rows are added: the cursor is the last row's key."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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


def decode(cursor: str | None, width: int) -> tuple[str | int, ...] | None:
    """Read a cursor of `width` parts; raises `Invalid` for anything else."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        key = None
    if not isinstance(key, list) or len(key) != width:
        raise Invalid(say("The cursor is not one of ours; start again without it."))
    return tuple(key)
