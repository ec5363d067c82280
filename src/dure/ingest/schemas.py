"""Wire shapes of ingest."""

from pydantic import Field

from dure.core import Severity
from dure.kit.http import Wire


class IssueRead(Wire):
    path: str
    kind: str
    message: str
    severity: Severity
    line: int | None = None


class DuplicateRead(Wire):
    path: str
    first: str = Field(description="path of the file with the same content that counts")


class TallyRead(Wire):
    """files = sources + duplicates + issues."""

    files: int
    records: int
    sources: int
    duplicates: list[DuplicateRead]
    duplicates_total: int
    issues: list[IssueRead]
    issues_total: int
