"""Labels in Dure's stored form, as a stranger may have written them: nothing in them is trusted."""

from dataclasses import fields

from dure.core import Annotation, Invalid, Keyframe, Keypoints, Mask, Polygon, Polyline, from_json

from . import rle
from .geometry import number

_WORDS = frozenset(("label", "text", "pronunciation", "language", "path", "names"))
_TABLES = frozenset(("attributes", "slots"))
_OPTIONAL = frozenset(("score", "start_s", "end_s", "pronunciation", "language"))
_DEPTHS = {"path": 1, "names": 1, "points": 1, "counts": 1, "keyframes": 1, "rings": 2}


def read_stored(listed: object) -> list[Annotation] | None:
    """Read a list of labels in the stored form; None where one of them is not sound."""
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    try:
        found = [from_json(one) for one in listed]
    except (Invalid, TypeError):
        return None
    return found if all(map(_is_sound, found)) else None


def _is_sound(one: Annotation) -> bool:
    return _fields_fit(one) and _shape_fits(one)


def _fields_fit(one: Annotation | Keyframe) -> bool:
    return all(_fits(getattr(one, f.name), f.name, _DEPTHS.get(f.name, 0)) for f in fields(one))


def _fits(value: object, name: str, depth: int) -> bool:
    if depth:
        return isinstance(value, tuple) and all(_fits(v, name, depth - 1) for v in value)
    if name == "keyframes":
        return isinstance(value, Keyframe) and _fields_fit(value)
    if value is None:
        return name in _OPTIONAL
    if name in _WORDS:
        return isinstance(value, str)
    return isinstance(value, dict) if name in _TABLES else number(value) is not None


def _shape_fits(one: Annotation) -> bool:
    match one:
        case Polygon(rings=rings):
            return bool(rings) and all(len(r) >= 6 and len(r) % 2 == 0 for r in rings)
        case Polyline(points=points):
            return len(points) >= 4 and len(points) % 2 == 0
        case Keypoints(points=points):
            return len(points) >= 3 and len(points) % 3 == 0
        case Mask(counts=counts, height=height, width=width):
            whole = all(type(v) is int for v in (*counts, height, width))
            return whole and rle.valid(counts, height, width)
        case _:
            return True
