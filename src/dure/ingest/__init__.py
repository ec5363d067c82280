"""From contributed files to records: every file ends as a record, a duplicate or an issue."""

from .jobs import Delivery, take_in
from .model import EmptyFolder, FolderTakenIn, Outcome, Root, Tally, UnusableLabels
from .probes import cleared
from .rules import prefixes
from .service import tally

__all__ = [
    "Delivery",
    "EmptyFolder",
    "FolderTakenIn",
    "Outcome",
    "Root",
    "Tally",
    "UnusableLabels",
    "cleared",
    "prefixes",
    "take_in",
    "tally",
]
