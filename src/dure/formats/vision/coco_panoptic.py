"""COCO panoptic: a picture whose colours number the segments that a record names."""

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dure.core import Annotation, Mask, say

from ..base.pictures import Grid, open_file
from ..base.reading import Issues, tame
from .coco_records import Category


class Maps:
    """The maps that belong to one file: in a folder of its name, or beside it."""

    def __init__(self, root: Path, source: str, issues: Issues) -> None:
        self._root, self._issues = root, issues
        self._folders = (source.rpartition(".")[0], posixpath.dirname(source))

    def read(
        self, record: dict[str, Any], category: Callable[[dict[str, Any]], Category | None]
    ) -> list[Annotation]:
        """Give a mask for each segment of one picture."""
        name, segments = record.get("file_name"), record["segments_info"]
        grid = self._grid(name) if isinstance(name, str) else None
        if grid is None or grid.planes != 3 or not isinstance(segments, list):
            self._issues.add(
                "no_map",
                say("The map “{name}” of the segments is missing or no RGB picture.", name=name),
            )
            return []
        known = [(one, category(one)) for one in segments if isinstance(one, dict)]
        masks = _masks(grid, [(one, found) for one, found in known if found])
        if len(masks) < len(segments):
            self._issues.add(
                "unknown_segment",
                say(
                    "{count} segments of “{name}” have no known class or no pixel.",
                    count=len(segments) - len(masks),
                    name=name,
                ),
            )
        return masks

    def _grid(self, name: str) -> Grid | None:
        places = (posixpath.join(folder, tame(name)) for folder in self._folders)
        return next((grid for place in places if (grid := open_file(self._root, place))), None)


def _masks(grid: Grid, segments: list[tuple[dict[str, Any], Category]]) -> list[Annotation]:
    """Find each segment's pixels: its id is red + 256 green + 65536 blue."""
    import numpy as np  # noqa: PLC0415  (heavy: only panoptic files need it)

    width, height = grid.size
    planes = np.frombuffer(grid.values, np.uint8).reshape(height, width, 3).astype(np.uint32)
    ids = (planes[..., 0] | planes[..., 1] << 8 | planes[..., 2] << 16).T.ravel()
    found: list[Annotation] = []
    for one, category in segments:
        wanted = one.get("id")
        mine = ids == wanted if isinstance(wanted, int) else np.zeros(0, bool)
        if mine.any():
            edges = np.flatnonzero(np.diff(mine)) + 1
            runs = np.diff([0, *edges, mine.size]).tolist()
            counts = (0, *runs) if mine[0] else tuple(runs)
            extra = {"iscrowd": 1} if one.get("iscrowd") else {}
            found.append(Mask(category.label, height, width, counts, attributes=extra))
    return found
