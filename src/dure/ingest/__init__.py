"""From contributed files to records: every file ends as a record, a duplicate or an issue."""

from .jobs import Delivery, clear, take_in
from .model import (
    EmptyFolder,
    FolderTakenIn,
    Outcome,
    Root,
    StorageFull,
    Tally,
    UnusableLabels,
)
from .rules import prefixes
from .service import tally, told, warnings_told

__all__ = [
    "Delivery",
    "EmptyFolder",
    "FolderTakenIn",
    "Outcome",
    "Root",
    "StorageFull",
    "Tally",
    "UnusableLabels",
    "clear",
    "prefixes",
    "take_in",
    "tally",
    "told",
    "warnings_told",
]
