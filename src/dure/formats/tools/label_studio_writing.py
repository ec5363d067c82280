"""Writes our annotations as the results of a Label Studio annotation."""

from dataclasses import dataclass
from typing import Any

from dure.core import Annotation, Box, Choice, Keypoints, Polygon, Segment, Track, Transcript

from ..base.geometry import Size
from . import label_studio_video as video
from .label_studio_config import control_name
from .label_studio_places import percent, to_corner


@dataclass(frozen=True, slots=True)
class Medium:
    """What the results of one task are about: its field in the data, its size and frame rate."""

    key: str
    size: Size | None = None
    rate: float = video.DEFAULT_RATE
    frames: int = 0


def written(annotation: Annotation, medium: Medium, id: str) -> list[dict[str, Any]]:
    """Give the results for one annotation; none for what Label Studio has no place for."""
    size = medium.size
    made = _on_film(annotation, medium) or _made(annotation, size, id)
    frame = {"original_width": size[0], "original_height": size[1]} if size else {}
    for kind, result in made:
        of_region = kind == "textarea" and "start" in result["value"]
        control = control_name(medium.key, kind, of_region=of_region)
        names = {"from_name": control, "to_name": medium.key}
        result |= {"type": kind, **names, "origin": "manual"}
        result.setdefault("id", id)
        if annotation.score is not None:
            result["score"] = annotation.score
        meta = {**annotation.attributes, **result.get("meta", {})}
        if meta:
            result["meta"] = meta
        if not result["value"].keys().isdisjoint(("x", "points", "sequence")):
            result |= {**frame, "image_rotation": 0}
    return [result for _, result in made]


def _on_film(annotation: Annotation, medium: Medium) -> list[tuple[str, dict[str, Any]]]:
    """Give the results that stand on frames of a film."""
    rate, size = medium.rate, medium.size
    match annotation:
        case Track(label=label) if size and medium.key == "video":
            frames = video.sequence(annotation, size, rate)
            count = max(medium.frames, *(one["frame"] for one in frames), 1)
            stated = {"framesCount": count, "duration": count / rate}
            value = {**stated, "sequence": frames, "labels": [label]}
            return [("videorectangle", {"value": value})]
        case Segment(label=label) if medium.key == "video":
            start, end = video.ranged(annotation, rate)
            ranges = [{"start": start, "end": end}]
            return [("timelinelabels", {"value": {"ranges": ranges, "timelinelabels": [label]}})]
        case _:
            return []


def _made(annotation: Annotation, size: Size | None, id: str) -> list[tuple[str, dict[str, Any]]]:
    match annotation:
        case Box() if size:
            return [("rectanglelabels", {"value": _box_value(annotation, size)})]
        case Polygon(label=label, rings=rings) if size:
            values = [
                {"points": percent(ring, size), "closed": True, "polygonlabels": [label]}
                for ring in rings
            ]
            return [
                ("polygonlabels", {"value": value, "id": f"{id}-{i}" if i else id})
                for i, value in enumerate(values)
            ]
        case Keypoints() if size:
            return _point_results(annotation, size, id)
        case _:
            said = _said_of_whole(annotation)
            return [said] if said else []


def _said_of_whole(annotation: Annotation) -> tuple[str, dict[str, Any]] | None:
    match annotation:
        case Choice(path=path) if path:
            return "taxonomy", {"value": {"taxonomy": [list(path)]}}
        case Choice(label=label):
            return "choices", {"value": {"choices": [label]}}
        case Segment(label=label, start_s=start, end_s=end):
            return "labels", {"value": {"start": start, "end": end, "labels": [label]}}
        case Transcript(text=text, start_s=start, end_s=end):
            times = {} if start is None or end is None else {"start": start, "end": end}
            return "textarea", {"value": {**times, "text": [text]}}
        case _:
            return None


def _box_value(box: Box, size: Size) -> dict[str, Any]:
    corner = to_corner(box.x, box.y, box.width, box.height, box.rotation)
    (place,) = percent(corner, size)
    (extent,) = percent((box.width, box.height), size)
    return {
        "x": place[0],
        "y": place[1],
        "width": extent[0],
        "height": extent[1],
        "rotation": box.rotation,
        "rectanglelabels": [box.label],
    }


def _point_results(points: Keypoints, size: Size, id: str) -> list[tuple[str, dict[str, Any]]]:
    results: list[tuple[str, dict[str, Any]]] = []
    for i in range(0, len(points.points), 3):
        x, y, visible = points.points[i : i + 3]
        ((across, down),) = percent((x, y), size)
        name = points.names[i // 3] if points.names else f"{points.label} {i // 3 + 1}"
        value = {"x": across, "y": down, "width": 0.5, "keypointlabels": [name]}
        meta = {"object": points.label, "visibility": visible}
        results.append(
            (
                "keypointlabels",
                {"id": f"{id}-{i // 3}", "parentID": id, "value": value, "meta": meta},
            )
        )
    return results
