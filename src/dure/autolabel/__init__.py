"""Engines over records: suggestions with a probability, accepted where a bound says so."""

from typing import TYPE_CHECKING, Any

from .service import Counts, counts, current_run, offered, spoken
from .tables import Run

if TYPE_CHECKING:
    from .jobs import (
        embeddings,
        engine_of,
        lay_out,
        map_of,
        out_of_fold,
        similar,
        suggest,
        write_suggestions,
    )

__all__ = [
    "Counts",
    "Run",
    "counts",
    "current_run",
    "embeddings",
    "engine_of",
    "lay_out",
    "map_of",
    "offered",
    "out_of_fold",
    "similar",
    "spoken",
    "suggest",
    "write_suggestions",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attributes)
    # What runs engines comes with numpy and Pillow, and so only when it is asked for.
    if name not in __all__:
        raise AttributeError(f"module 'dure.autolabel' has no attribute {name!r}")
    from . import jobs  # noqa: PLC0415

    return getattr(jobs, name)
