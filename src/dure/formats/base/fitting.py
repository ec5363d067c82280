"""Puts shapes into their picture: cuts what reaches beyond, refuses what is nothing."""

from typing import NamedTuple

from dure.core import say

from .geometry import Edges, Size, clipped, clipped_ring, moved, on_grid
from .reading import Issues

BoxValues = tuple[float, float, float, float]


class Place(NamedTuple):
    """Where in a label file a label stands, for messages."""

    label: str
    where: object
    line: int | None = None


def fit_box(box: BoxValues, size: Size | None, issues: Issues, place: Place) -> BoxValues | None:
    """Cut x, y, width, height to the picture; None (and an error) where nothing remains."""
    x, y, width, height = box
    within = size is None or (x + width <= size[0] and y + height <= size[1])
    if within and width > 0 and height > 0 and x >= 0 and y >= 0:
        return box
    whole = Edges(x, y, x + width, y + height)
    cut = clipped(whole, size)
    if cut.right <= cut.left or cut.bottom <= cut.top or width <= 0 or height <= 0:
        _refuse_empty(issues, place)
        return None
    if moved(whole, cut):
        _warn_cut(issues, place)
    extent = on_grid(cut.right - cut.left), on_grid(cut.bottom - cut.top)
    return (on_grid(cut.left), on_grid(cut.top), *extent)


def fit_ring(
    ring: tuple[float, ...], size: Size | None, issues: Issues, place: Place
) -> tuple[float, ...]:
    """Move points outside the picture to its border, with a warning."""
    if size is None:
        return ring
    if min(ring) >= 0 and max(ring[0::2]) <= size[0] and max(ring[1::2]) <= size[1]:
        return ring
    cut = clipped_ring(ring, size)
    if moved(ring, cut):
        _warn_cut(issues, place)
    return cut


def _refuse_empty(issues: Issues, place: Place) -> None:
    issues.add(
        "empty_box",
        say(
            "The box of “{label}” ({where}) is empty or outside the picture; draw it again.",
            label=place.label,
            where=place.where,
        ),
        line=place.line,
    )


def _warn_cut(issues: Issues, place: Place) -> None:
    issues.warn(
        "outside",
        say(
            "“{label}” ({where}) reaches beyond the picture and was cut to it.",
            label=place.label,
            where=place.where,
        ),
        place.line,
    )
