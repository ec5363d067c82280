"""From contributed files to records: every file ends as a record, a duplicate or an issue."""

from .jobs import Delivery, clear, take_in
from .model import (
    KINDS,
    EmptyFolder,
    FolderTakenIn,
    Outcome,
    Root,
    StorageFull,
    Tally,
    UnusableLabels,
)
from .probes.shown import shown_form
from .rules import is_manifest, prefixes
from .service import require_operator, settle, tally, told, warnings_told
from .tables import SourceFile

__all__ = [
    "KINDS",
    "Delivery",
    "EmptyFolder",
    "FolderTakenIn",
    "Outcome",
    "Root",
    "SourceFile",
    "StorageFull",
    "Tally",
    "UnusableLabels",
    "clear",
    "is_manifest",
    "prefixes",
    "require_operator",
    "settle",
    "shown_form",
    "take_in",
    "tally",
    "told",
    "warnings_told",
]
