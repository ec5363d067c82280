"""YOLO label files, with the pictures laid out beside them.

The labels are boxes; where every shape of the release is a polygon they are outlines. What YOLO
cannot say (masks, rotation, points) stands as its upright box here and in full in Parquet.

The writer of `dure.formats` is not used: it numbers classes as they come and lists pictures where
they are, while a release numbers the classes of its domain, lays each picture out once for all its
formats, and cuts to the picture what `dure.formats` leaves to its readers.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from dure.core import Modality, Polygon

from ..model import SPLITS, Row, Rows, Snapshot
from . import _geometry, _media
from ._survey import GEOMETRY, Survey, survey
from ._text import write_text


def suits(found: Survey) -> bool:
    """Tell whether something is drawn on pictures."""
    return found.has_geometry and Modality.IMAGE in found.modalities


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``data.yaml``, ``labels/<split>/*.txt`` and ``images/<split>/``."""
    found = survey(rows)
    names = [c.name for c in snapshot.domain.classes]
    outlines = _only_polygons(found)
    paths = _media.lay_out(rows, folder)
    for row in _media.pictures(rows):
        path = folder / "labels" / row.split / Path(_media.name(row)).with_suffix(".txt")
        paths.append(write_text(path, "".join(_lines(row, names, outlines=outlines))))
    return [*paths, write_text(folder / "data.yaml", _described(found, names))]


def _only_polygons(found: Survey) -> bool:
    shapes = {k.__name__.lower() for k in GEOMETRY} & set(found.kinds)
    return shapes == {"polygon"}


def _lines(row: Row, names: list[str], *, outlines: bool) -> Iterator[str]:
    width, height = _media.size(row)
    for shape in _geometry.drawn(row.annotations):
        number = names.index(shape.label)
        if outlines and isinstance(shape, Polygon):
            for ring in shape.rings:
                points = _scaled(ring, width, height)
                yield f"{number} {' '.join(points)}\n"
        elif box := _centred(_geometry.extent(shape), width, height):
            yield f"{number} {box}\n"


def _scaled(ring: tuple[float, ...], width: int, height: int) -> list[str]:
    sizes = (width, height)
    return [_figure(min(max(v / sizes[i % 2], 0.0), 1.0)) for i, v in enumerate(ring)]


def _centred(box: _geometry.Extent, width: int, height: int) -> str | None:
    left, right = max(box.x, 0.0), min(box.x + box.width, float(width))
    top, bottom = max(box.y, 0.0), min(box.y + box.height, float(height))
    if right <= left or bottom <= top:
        return None
    figures = (
        (left + right) / 2 / width,
        (top + bottom) / 2 / height,
        (right - left) / width,
        (bottom - top) / height,
    )
    return " ".join(_figure(f) for f in figures)


def _figure(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".") or "0"


def _described(found: Survey, names: list[str]) -> str:
    keys = {"train": "train", "validation": "val", "test": "test"}
    lines = ["path: ."]
    lines += [f"{keys[split]}: images/{split}" for split in SPLITS if split in found.splits]
    lines += [
        "names:",
        *(f"  {i}: {json.dumps(n, ensure_ascii=False)}" for i, n in enumerate(names)),
    ]
    return "\n".join(lines) + "\n"
