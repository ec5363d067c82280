"""Hugging Face's Parquet, read late: most folders have none, and its library weighs much."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.listing import Listing
from ..base.reading import Found, Media, Reading

if TYPE_CHECKING:
    from .parquet import Table


def find(listing: Listing) -> Iterator[Found]:
    """Find tables with pictures or sounds in them."""
    for name in listing.of("parquet"):
        from . import parquet  # noqa: PLC0415  (heavy: pyarrow)

        if parquet.holds_media(listing.root, name):
            yield listing.claim("parquet", (name,))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read what the rows of one table say."""
    from . import parquet  # noqa: PLC0415  (heavy: pyarrow)

    return parquet.read(root, name, media)


def opened(root: Path, name: str) -> "Table | None":
    """Open a table with media in it; None where it has none or cannot be read."""
    from . import parquet  # noqa: PLC0415  (heavy: pyarrow)

    return parquet.Table(root, name) if parquet.holds_media(root, name) else None
