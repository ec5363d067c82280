"""The media of a row: read and checked, named, and laid out as files where a format wants files."""

import hashlib
import mimetypes
from collections.abc import Iterator
from pathlib import Path

from dure.core import Conflict, Invalid, Modality, say

from ..model import Companion, Row, Rows

_ENDINGS = {
    "audio/flac": ".flac",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/vnd.wave": ".wav",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
}


def read(row: Row | Companion, file_name: str = "") -> bytes:
    """Read a row's media, or a further stream's.

    Raises:
        Conflict: it no longer matches its digest.
    """
    content = row.open()
    if row.digest and hashlib.sha256(content).hexdigest() != row.digest:
        raise Conflict(
            say(
                "The stored media of “{file}” no longer matches its digest; bring the file in "
                "again before you release it.",
                file=file_name or getattr(row, "file_name", ""),
            )
        )
    return content


def name(row: Row) -> str:
    """Give the file name that a row's media carries inside a release."""
    ending = _ending(row.probe.media_type)
    return row.record_id + (ending or Path(row.file_name).suffix.lower() or ".bin")


def companion_name(row: Row, stream: Companion) -> str:
    """Give the file name that a further stream carries inside a release."""
    return f"{row.record_id}.{stream.role}{_ending(stream.probe.media_type) or '.bin'}"


def _ending(media_type: str) -> str | None:
    return _ENDINGS.get(media_type) or mimetypes.guess_extension(media_type)


def size(row: Row) -> tuple[int, int]:
    """Give width and height of a picture; raises `Invalid` where the probe does not know them."""
    if not row.probe.width or not row.probe.height:
        raise Invalid(
            say(
                "The size of the picture “{file}” is not known; probe it again before you "
                "release it.",
                file=row.file_name,
            )
        )
    return row.probe.width, row.probe.height


def pictures(rows: Rows) -> Iterator[Row]:
    """Give the rows that are pictures."""
    return (row for row in rows if row.probe.modality is Modality.IMAGE)


def lay_out(rows: Rows, folder: Path) -> list[Path]:
    """Write each picture to ``images/<split>/``, unless another writer has already done so."""
    written = []
    for row in pictures(rows):
        target = folder / "images" / row.split / name(row)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(read(row))
            written.append(target)
    return written
