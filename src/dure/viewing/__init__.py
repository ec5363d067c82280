"""One record as a page shows it: streams, layers of annotations, what happened to it, media."""

from .jobs import make
from .service import cleared, sets, stream, sweep, trail

__all__ = ["cleared", "make", "sets", "stream", "sweep", "trail"]
