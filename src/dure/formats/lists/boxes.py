"""Boxes in the columns of a list: two corners, a corner and an extent, or all in one cell."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dure.core import say

from ..base.fitting import BoxValues
from ..base.geometry import Size, numbers, on_grid
from ..base.reading import Issues
from .columns import ORDERS, Columns, key_of

_EMPTY = frozenset(("", "nan", "none", "null", "[]"))
_SAID = re.compile(r"[^\s,;\[\]()]+")
# Columns that tell of places in a picture in a way that is not read.
_UNREAD = frozenset(
    (
        *("x_center", "y_center", "xcenter", "ycenter", "cx", "cy", "center_x", "center_y"),
        *("encodedpixels", "encoded_pixels", "rle", "segmentation", "polygon", "polygons"),
        *("keypoints", "landmarks", "region_shape_attributes"),
        *("bbox", "bounding_box", "boundingbox", "bbox_xywh", "bbox_xyxy"),
    )
)
_BEYOND = 1.0  # pixels beyond the picture that rounding explains
Cells = dict[str, str]


def values_of(cells: Cells, columns: Columns) -> tuple[float, ...] | None:
    """Give the four numbers of a row's box; nothing where a row has none.

    Raises:
        ValueError: there are other than four numbers.
    """
    said = [cells.get(name, "").strip() for name in columns.edges]
    if all(word.casefold() in _EMPTY for word in said):
        return None
    words = _SAID.findall(said[0]) if len(said) == 1 else said
    found = numbers([float(word) for word in words])
    if found is None or len(found) != 4:
        raise ValueError
    return found


def box_of(values: tuple[float, ...], columns: Columns) -> BoxValues:
    """Give left, top, width and height."""
    x, y, third, fourth = values
    if columns.extent:
        return x, y, third, fourth
    return x, y, on_grid(third - x), on_grid(fourth - y)


def settled(
    columns: Columns,
    rows: Sequence[tuple[Cells, str | None]],
    size: Callable[[str], Size | None],
    issues: Issues,
) -> Columns:
    """Find out from the rows what their names leave open; tell where nothing does.

    Each row comes with the picture that it names.
    """
    if len(columns.edges) == 1 and not any(True for _ in _boxes(columns, rows)):
        columns = replace(columns, edges=(), extent=None)
    _tell_unread(columns, rows, issues)
    if columns.edges and columns.label is None:
        message = say("The list has boxes and no column of classes; they are called “object”.")
        issues.warn("no_class_column", message)
    if columns.extent and columns.edges[2:] == ORDERS["size"] and _are_sizes(columns, rows, size):
        return replace(columns, edges=(), extent=None)
    if len(columns.edges) == 1 and columns.extent is None:
        return replace(columns, extent=_extent(columns, rows, size, issues))
    return columns


def _tell_unread(
    columns: Columns, rows: Sequence[tuple[Cells, str | None]], issues: Issues
) -> None:
    header = rows[0][0] if rows else {}
    for name in header if not columns.edges else ():
        if key_of(name) in _UNREAD and any(cells.get(name, "").strip() for cells, _ in rows):
            issues.warn(
                "unread_column",
                say(
                    "The column “{column}” tells of places in the picture in a form that is not "
                    "read; it is kept as text.",
                    column=name,
                ),
            )


def _are_sizes(
    columns: Columns,
    rows: Sequence[tuple[Cells, str | None]],
    size: Callable[[str], Size | None],
) -> bool:
    """Tell whether “width” and “height” are those of the pictures, beside a point."""
    known = [(cells, size(path)) for cells, path in rows if path]
    stated = [
        ([cells.get(name, "") for name in columns.edges[2:]], found) for cells, found in known
    ]
    return bool(stated) and all(
        found is not None and said == [str(found[0]), str(found[1])] for said, found in stated
    )


def _extent(
    columns: Columns,
    rows: Sequence[tuple[Cells, str | None]],
    size: Callable[[str], Size | None],
    issues: Issues,
) -> bool:
    """Tell whether the last two of four numbers in a cell are an extent or a corner."""
    found = list(_boxes(columns, rows))
    no_corner = sum(c <= a or d <= b for (a, b, c, d), _ in found)
    sizes = ((values, size(path)) for values, path in found if path)
    no_extent = sum(
        a + c > at[0] + _BEYOND or b + d > at[1] + _BEYOND for (a, b, c, d), at in sizes if at
    )
    if found and (no_corner > 0) is (no_extent > 0):
        issues.warn(
            "box_order",
            say(
                "The column “{column}” may hold x, y, width, height or two corners; it was read as "
                "the first. Name it “bbox_xywh” or “bbox_xyxy”.",
                column=columns.edges[0],
            ),
        )
        return True
    return no_corner > 0


def _boxes(
    columns: Columns, rows: Iterable[tuple[Cells, str | None]]
) -> Iterable[tuple[tuple[float, ...], str | None]]:
    for cells, path in rows:
        try:
            found = values_of(cells, columns)
        except ValueError:
            continue
        if found:
            yield found, path
