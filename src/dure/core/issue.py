"""What was found wrong with something that came in, said so that its owner can mend it.

Batch work never stops at the first bad file: it collects issues with their paths and
reports all of them together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters; only an ERROR makes a command end with 1."""

    NOTE = "note"  # left out knowingly, nothing to do (a licence text, a thumbnail cache)
    WARNING = "warning"  # taken in, but look at it (a label without its picture)
    ERROR = "error"  # could not be taken in (a truncated photograph)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about one path.

    Attributes:
        path: where, as the user knows it: a path relative to the folder given.
        kind: a short stable word that programs may match, such as ``truncated``.
        message: one sentence with what to do.
        severity: see `Severity`.
        line: the line inside the file, where that helps; counted from 1.
    """

    path: str
    kind: str
    message: str
    severity: Severity = Severity.ERROR
    line: int | None = None
