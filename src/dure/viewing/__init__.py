"""One record as a page shows it: streams, layers of annotations, what happened to it, media."""

from .service import cleared, sets, stream, trail

__all__ = ["cleared", "sets", "stream", "trail"]
