"""COCO panoptic: a picture whose colours number the segments that a record names.

`coco` reads it, as a file of it may hold other records too; here is what reads and writes the maps.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dure.core import Annotation, Labelled, Mask, say

from ..base import rle
from ..base.pictures import Grid, open_file, png
from ..base.reading import Issues, tame
from ..base.writing import Folders, Holds, Sized
from .coco_records import Category

_MOST_SEGMENTS = 1 << 24


def lost(labelled: Labelled) -> Iterator[str]:
    """Name the masks that cannot share a map, where each pixel belongs to one segment."""
    masks = [one for one in labelled.annotations if isinstance(one, Mask)]
    taken = 0
    for one in masks:
        bits = int.from_bytes(rle.bits_of(one.counts))
        if (one.height, one.width) != (masks[0].height, masks[0].width):
            yield "other_size"
        elif not bits:
            yield "empty_mask"
        elif len(masks) > 1 and bits & taken:
            yield "overlap"
        taken |= bits


HOLDS = Holds(kinds=frozenset({Mask}), keeps=frozenset({"iscrowd"}), one_stem=True, further=lost)


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


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``annotations/panoptic_<split>.json`` and a map a picture beside it; count segments."""
    folders = Folders(to)
    documents: dict[str, _Document] = {}
    numbers: dict[str, int] = {}
    for labelled, size, *_ in images:
        split = labelled.split or "all"
        document = documents.setdefault(split, _Document(folders, f"panoptic_{split}", numbers))
        document.add(labelled, size)
    for document in documents.values():
        document.finish()
    return sum(document.segments for document in documents.values())


class _Document:
    """One panoptic file and its maps while they are being written."""

    def __init__(self, folders: Folders, name: str, numbers: dict[str, int]) -> None:
        self.segments = 0
        self._folders, self._name, self._numbers = folders, name, numbers
        self._images: list[dict[str, Any]] = []
        self._annotations: list[dict[str, Any]] = []
        self._stems: set[str] = set()

    def add(self, labelled: Labelled, size: tuple[int, int] | None) -> None:
        """Add a picture and write its map."""
        masks = [one for one in labelled.annotations if isinstance(one, Mask)]
        size = (masks[0].width, masks[0].height) if masks else size
        id = len(self._images) + 1
        image: dict[str, Any] = {"id": id, "file_name": labelled.path}
        self._images.append(
            image | (dict(zip(("width", "height"), size, strict=True) if size else ()))
        )
        stem = labelled.path.rpartition(".")[0] or labelled.path
        if not masks or size is None or stem in self._stems:
            return
        self._stems.add(stem)
        grid, found = _numbered(masks, size)
        self._folders.write(f"annotations/{self._name}/{stem}.png", png(grid))
        segments = [self._segment(number, masks[number - 1], area) for number, area in found]
        self.segments += len(segments)
        record = {"image_id": id, "file_name": f"{stem}.png", "segments_info": segments}
        self._annotations.append(record)

    def _segment(self, number: int, mask: Mask, area: int) -> dict[str, Any]:
        left, top, right, bottom = map(int, rle.bounds(mask.counts, mask.height))
        return {
            "id": number,
            "category_id": self._numbers.setdefault(mask.label, len(self._numbers) + 1),
            "area": area,
            "bbox": [left, top, right - left, bottom - top],
            "iscrowd": int(bool(mask.attributes.get("iscrowd"))),
        }

    def finish(self) -> None:
        """Write the file itself, once all classes are known."""
        categories = [
            {"id": id, "name": label, "supercategory": "", "isthing": 1}
            for label, id in self._numbers.items()
        ]
        document = {
            "info": {"description": "Written by Dure"},
            "licenses": [],
            "images": self._images,
            "categories": categories,
            "annotations": self._annotations,
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        self._folders.write(f"annotations/{self._name}.json", text)


def _numbered(masks: Sequence[Mask], size: tuple[int, int]) -> tuple[Grid, list[tuple[int, int]]]:
    """Give the map, and of each segment that has a pixel its number and how many it has.

    A pixel that several masks claim belongs to the first.
    """
    import numpy as np  # noqa: PLC0415  (heavy: only panoptic files need it)

    width, height = size
    ids = np.zeros(width * height, np.uint32)
    found: list[tuple[int, int]] = []
    for number, mask in enumerate(masks[: _MOST_SEGMENTS - 1], start=1):
        if (mask.width, mask.height) == size:
            runs = np.arange(len(mask.counts)) & 1
            mine = np.repeat(runs, mask.counts).astype(bool) & (ids == 0)
            ids[mine] = number
            found += [(number, int(mine.sum()))] if mine.any() else []
    rows = ids.reshape(width, height).T
    planes = np.stack([rows & 255, rows >> 8 & 255, rows >> 16 & 255], axis=-1).astype(np.uint8)
    return Grid(size, planes.tobytes(), 3), found
