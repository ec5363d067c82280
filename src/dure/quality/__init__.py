"""Verification: checks, findings, the report, and what releases take from it."""

from typing import TYPE_CHECKING, Any

from .service import NotVerified, TableRow, flags, latest, near_pairs, newest, table
from .tables import QualityReportRow

if TYPE_CHECKING:
    from .jobs import verify
    from .schemas import write_report

__all__ = [
    "NotVerified",
    "QualityReportRow",
    "TableRow",
    "flags",
    "latest",
    "near_pairs",
    "newest",
    "table",
    "verify",
    "write_report",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attributes)
    # The checks and the page come with numpy, Pillow and jinja2, so only when asked for.
    if name == "verify":
        from .jobs import verify  # noqa: PLC0415

        return verify
    if name == "write_report":
        from .schemas import write_report  # noqa: PLC0415

        return write_report
    raise AttributeError(f"module 'dure.quality' has no attribute {name!r}")
