"""COCO annotations, with the pictures laid out beside them.

Where nothing is drawn on the pictures, each class becomes one annotation over the whole picture
with ``image_level`` set, so that COCO tools count what is there. Where boxes or shapes exist,
classes of whole pictures stand in the image entry instead and never pose as boxes. The record of
a shape is that of `dure.formats`; what is around it (licence, titles in two languages, classes of
the domain, streaming by split) is the release's own.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from dure import formats
from dure.core import Box, Choice, Keypoints, Modality

from ..model import Row, Rows, Snapshot
from . import _geometry, _media
from ._survey import Survey, survey
from ._text import write_json


def suits(found: Survey) -> bool:
    """Tell whether there are pictures with something that COCO can say."""
    labelled = found.has_geometry or found.most_choices > 0
    return labelled and Modality.IMAGE in found.modalities


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``annotations/instances_<split>.json`` and ``images/<split>/``."""
    found = survey(rows)
    head = {"info": _described(snapshot), "licenses": _licences(snapshot)}
    categories = _categories(snapshot, rows)
    numbers = {c["name"]: c["id"] for c in categories}
    paths = _media.lay_out(rows, folder)
    for split in found.splits:
        path = folder / "annotations" / f"instances_{split}.json"
        write_json(path, {})
        mine = _Split(rows, split, numbers, drawn=found.has_geometry)
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.write(json.dumps({**head, "categories": categories}, ensure_ascii=False)[:-1])
            _stream(out, "images", mine.images())
            _stream(out, "annotations", mine.annotations())
            out.write("\n}\n")
        paths.append(path)
    return paths


def _stream(out: TextIO, key: str, values: Iterator[dict[str, Any]]) -> None:
    out.write(f',\n"{key}": [')
    for i, value in enumerate(values):
        out.write(("," if i else "") + "\n" + json.dumps(value, ensure_ascii=False))
    out.write("\n]")


def _described(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "description": snapshot.title.en,
        "url": snapshot.url,
        "version": str(snapshot.version),
        "year": snapshot.created_at.year,
        "contributor": ", ".join(snapshot.providers),
        "date_created": snapshot.created_at.date().isoformat(),
    }


def _licences(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [{"id": 1, "name": snapshot.licence, "url": ""}]


def _categories(snapshot: Snapshot, rows: Rows) -> list[dict[str, Any]]:
    points = {a.label: a.names for r in rows for a in r.annotations if isinstance(a, Keypoints)}
    return [
        {
            "id": number,
            "name": one.name,
            "supercategory": one.parent or "",
            "name_ko": one.title.ko,
            "name_en": one.title.en,
            **({"keypoints": list(points[one.name])} if points.get(one.name) else {}),
        }
        for number, one in enumerate(snapshot.domain.classes, start=1)
    ]


class _Split:
    """The pictures of one split, numbered from 1 in the order of the rows."""

    def __init__(self, rows: Rows, split: str, numbers: dict[str, int], *, drawn: bool) -> None:
        self.rows, self.split, self.numbers, self.drawn = rows, split, numbers, drawn

    def images(self) -> Iterator[dict[str, Any]]:
        """Give the image entries."""
        for number, row in self._numbered():
            width, height = _media.size(row)
            choices = [a.label for a in row.annotations if isinstance(a, Choice)]
            yield {
                "id": number,
                "file_name": f"{row.split}/{_media.name(row)}",
                "width": width,
                "height": height,
                "license": 1,
                "record_id": row.record_id,
                **({"choices": choices} if choices and self.drawn else {}),
            }

    def annotations(self) -> Iterator[dict[str, Any]]:
        """Give the annotation entries."""
        number = 0
        for image, row in self._numbered():
            for entry in self._entries(row):
                number += 1
                yield {"id": number, "image_id": image, **entry}

    def _numbered(self) -> Iterator[tuple[int, Row]]:
        mine = (row for row in _media.pictures(self.rows) if row.split == self.split)
        return enumerate(mine, start=1)

    def _entries(self, row: Row) -> Iterator[dict[str, Any]]:
        for shape in _geometry.drawn(row.annotations):
            yield {"category_id": self.numbers[shape.label], **_shape(shape)}
        for choice in row.annotations:
            if isinstance(choice, Choice) and not self.drawn:
                yield {"category_id": self.numbers[choice.label], **_whole(row, choice)}


def _shape(shape: _geometry.Drawn) -> dict[str, Any]:
    if isinstance(shape, Box) and shape.rotation:  # COCO keeps the upright box around it alone
        turned = {**shape.attributes, "rotation": shape.rotation}
        shape = replace(shape, attributes=turned)
    return formats.coco_record(shape)


def _whole(row: Row, choice: Choice) -> dict[str, Any]:
    width, height = _media.size(row)
    return {
        "bbox": [0.0, 0.0, float(width), float(height)],
        "area": float(width * height),
        "segmentation": [],
        "iscrowd": 0,
        **({"score": choice.score} if choice.score is not None else {}),
        "attributes": {"image_level": True, **choice.attributes},
    }
