"""Frozen, described, downloadable versions of data sets."""

from .jobs import Frozen, Order, freeze, hand_out, may_replace, places
from .model import NoSuchRelease, ReleasePublished
from .service import file, folder, listed, named
from .tables import ReleaseRow
from .writers import verify
from .writers.manifest import QUALITY, SUGGESTIONS

__all__ = [
    "QUALITY",
    "SUGGESTIONS",
    "Frozen",
    "NoSuchRelease",
    "Order",
    "ReleasePublished",
    "ReleaseRow",
    "file",
    "folder",
    "freeze",
    "hand_out",
    "listed",
    "may_replace",
    "named",
    "places",
    "verify",
]
