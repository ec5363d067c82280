"""The label files of the simulated data sets, as companies really deliver them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .plan_pictures import Drawn, copy_of

_OUTSIDE_PX = 60.0
_FIRST = ("path", "label", "household", "provider", "simulated")


def label_list(rows: Sequence[Mapping[str, str]]) -> str:
    """Write a label list: a row a file; cells that a row does not have stay empty."""
    further = sorted({name for row in rows for name in row} - set(_FIRST))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*_FIRST, *further], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def picture_rows(drawn: Iterable[Drawn]) -> list[dict[str, str]]:
    """Give what the label list tells of pictures; copies that are not told of have no row."""
    rows = []
    for one in drawn:
        picture = one.picture
        row = {
            "path": picture.path,
            "label": picture.label or "",
            "household": picture.household,
            "provider": picture.provider,
            "simulated": "true",
            **one.conditions,
        }
        rows.append(row)
        if picture.defect == "near_duplicate":
            rows.append({**row, "path": copy_of(picture)})
    return rows


def coco(drawn: Iterable[Drawn]) -> str:
    """Write boxes as COCO, with those mistakes that were planned."""
    told = [one for one in drawn if one.boxes]
    names = sorted({box.label for one in told for box in one.boxes})
    images, annotations = [], []
    for number, one in enumerate(told, 1):
        size = {"width": one.width, "height": one.height}
        images.append({"id": number, "file_name": one.picture.path, **size})
        annotations += [
            {"image_id": number, "category_id": names.index(label) + 1, "bbox": box,
             "area": round(box[2] * box[3], 1), "iscrowd": 0}
            for label, box in _boxes(one)
        ]  # fmt: skip
    return json.dumps(
        {
            "info": {"description": "simulated", "version": "1"},
            "images": images,
            "annotations": [{"id": i, **a} for i, a in enumerate(annotations, 1)],
            "categories": [{"id": i, "name": name} for i, name in enumerate(names, 1)],
        }
    )


def _boxes(one: Drawn) -> list[tuple[str, list[float]]]:
    found = [(box.label, [box.x, box.y, box.width, box.height]) for box in one.boxes]
    label, first = found[0]
    if one.picture.defect == "box_outside":
        found[0] = label, [one.width - first[2] / 2, first[1], first[2] + _OUTSIDE_PX, first[3]]
    if one.picture.defect == "box_repeated":
        found.append((label, [first[0] + 0.01 * first[2], *first[1:]]))
    return found


def speech_segments(said: Iterable[tuple[str, float, float]]) -> str:
    """Write where somebody speaks, as Label Studio does: path, start and end in seconds."""
    tasks: list[dict[str, Any]] = []
    for number, (path, start, end) in enumerate(said, 1):
        result = {
            "id": f"s{number}", "from_name": "sound", "to_name": "audio", "type": "labels",
            "value": {"start": start, "end": end, "channel": 0, "labels": ["speech"]},
        }  # fmt: skip
        tasks.append({"id": number, "data": {"audio": path}, "annotations": [{"result": [result]}]})
    return json.dumps(tasks, ensure_ascii=False)
