"""Decisions of viewing: which bytes are asked for, and as what a browser may take them."""

import re

# What a browser shows without running any of it; everything else is sent as plain bytes or text.
_SHOWN = re.compile(r"^(image/(jpeg|png|webp|gif|avif)|audio/[\w.+-]+|video/[\w.+-]+)$")
_TEXTS = re.compile(r"^(text/|application/([\w.-]+\+)?(json|jsonl|xml|x-ndjson)$)")
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def shown_as(media_type: str) -> str:
    """Give the type under which a medium is sent: never one that a browser would execute."""
    kind = media_type.partition(";")[0].strip().lower()
    if _SHOWN.match(kind):
        return kind
    if kind == "application/json":
        return kind
    return "text/plain; charset=utf-8" if _TEXTS.match(kind) else "application/octet-stream"


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Read a Range header (RFC 9110 §14.2): start and end, not included, or None for the whole.

    What is not understood is ignored, as the standard wants; several ranges are too. Raises
    `ValueError` where no byte of what is asked for exists.
    """
    found = _RANGE.match((header or "").strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
        if found[2] and int(found[2]) < start:
            return None
    if start >= size or start >= end:
        raise ValueError(header)
    return start, end
