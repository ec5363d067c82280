"""The time, which tests can set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Give the present moment in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator["Frozen"]:
    """Stop the clock for the block; ``advance`` moves it."""
    token = _frozen.set(at)
    try:
        yield Frozen()
    finally:
        _frozen.reset(token)


class Frozen:
    """Moves a stopped clock."""

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        _frozen.set(now() + timedelta(seconds=seconds))
