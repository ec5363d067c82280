"""Times: UTC, with the zone that the document wrote kept beside it."""

import re
from datetime import UTC, datetime

_CLOCK = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})")


def read(text: object) -> datetime | None:
    """Read an ISO 8601 time with or without zone; None for what is no time."""
    if not isinstance(text, str) or len(text) < len("2026-01-01T00"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def utc(moment: datetime) -> str:
    """Write the moment in UTC; without a zone it stays local and unmarked."""
    if moment.tzinfo is None:
        return moment.isoformat()
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return moment.isoformat()


def zone(text: str) -> str | None:
    """Give the zone as written: ``Z``, ``+09:00``; None where there is none."""
    found = re.search(r"(Z|[+-]\d{2}:?\d{2})$", text)
    return found.group(1) if found else None


def seconds_between(start: datetime, end: datetime) -> float | None:
    """Give the seconds from one moment to another; None where only one has a zone."""
    if (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return (end - start).total_seconds()


def clock_s(text: object) -> float | None:
    """Read hours, minutes and seconds (``01:15:00``) as seconds."""
    found = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    hours, minutes, seconds = map(int, found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def from_epoch_ms(value: object) -> str | None:
    """Write milliseconds since 1970 as an ISO 8601 time."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 42:
        return None
    return datetime.fromtimestamp(value / 1000, UTC).isoformat().replace("+00:00", "Z")
