"""One line of YOLO as our annotations: boxes, outlines, poses and rotated boxes."""

from collections.abc import Callable

from dure.core import Annotation, Box, Keypoints, Polygon, say

from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Edges, Size, around_seen, near_edges, on_grid, rectangle
from ..base.reading import Issues
from .yolo_classes import Classes, Points

# Beyond this a "normalised" coordinate is no overshoot but a number of pixels.
_LARGEST = 2.0
_FAR = 1.0  # pixels from the smallest rectangle at which four corners are none
_Line = Callable[[list[float], Size, Classes, Issues, Place], list[Annotation]]


def is_number(word: str) -> bool:
    """Tell whether a word is a number."""
    try:
        float(word)
    except ValueError:
        return False
    return True


def read_line(
    words: list[str], number: int, size: Size, form: str, classes: Classes, issues: Issues
) -> list[Annotation]:
    """Give what one line says in a form, or say why it cannot be taken."""
    try:
        index, values = float(words[0]), [float(word) for word in words[1:]]
    except ValueError:
        index, values = -1.0, []
    finite = all(value == value and abs(value) != float("inf") for value in values)
    if not index >= 0 or index % 1 or not finite or not _shaped(len(values), form, classes.points):
        issues.add(
            "wrong_line",
            say("Line {line} is no YOLO label: a class number and coordinates.", line=number),
            line=number,
        )
        return []
    if any(abs(value) > _LARGEST for value in _coordinates(values, form, classes.points)):
        issues.add(
            "not_normalised",
            say("Line {line} is not in parts of the picture (0 to 1).", line=number),
            line=number,
        )
        return []
    place = Place(_label(int(index), number, classes, issues), number, number)
    return _FORMS[form](values, size, classes, issues, place)


def _shaped(length: int, form: str, points: Points | None) -> bool:
    """A box has 4 numbers, an outline pairs from three on; a score may stand after each."""
    if form == "yolo_obb":
        return length in (8, 9)
    if form == "yolo_pose":
        more = points.count * points.step if points else 0
        return length in (4, 4 + more, 5 + more)
    return length in (4, 5) or (length >= 6 and length % 2 == 0)


def _coordinates(values: list[float], form: str, points: Points | None) -> list[float]:
    """Leave out what is no coordinate: whether points are seen."""
    if form != "yolo_pose" or points is None or points.step == 2:
        return values
    return [value for i, value in enumerate(values) if i < 4 or (i - 4) % 3 != 2]


def _label(index: int, number: int, classes: Classes, issues: Issues) -> str:
    name = classes.names.get(index)
    if name is None and classes.names:
        issues.warn(
            "unknown_class",
            say("Line {line} is of class {index}, which has no name.", line=number, index=index),
            number,
        )
    return name or str(index)


def _scaled(values: list[float], size: Size) -> tuple[float, ...]:
    return tuple(on_grid(value * size[i & 1]) for i, value in enumerate(values))


def _plain(
    values: list[float], size: Size, _: Classes, issues: Issues, place: Place
) -> list[Annotation]:
    """Read a box, with its score where there are five numbers, or an outline."""
    if len(values) >= 6:
        return [Polygon(place.label, (fit_ring(_scaled(values, size), size, issues, place),))]
    fitted = fit_box(_box(values, size), size, issues, place)
    return [Box(place.label, *fitted, score=(*values, None)[4])] if fitted else []


def _box(values: list[float], size: Size) -> tuple[float, float, float, float]:
    cx, cy, w, h = values[:4]
    left, top = on_grid((cx - w / 2) * size[0]), on_grid((cy - h / 2) * size[1])
    return left, top, on_grid(w * size[0]), on_grid(h * size[1])


def _turned(
    values: list[float], size: Size, _: Classes, issues: Issues, place: Place
) -> list[Annotation]:
    """Read four corners as the smallest rotated box around them."""
    found = rectangle(tuple(v * size[i & 1] for i, v in enumerate(values[:8])))
    if found is None:
        fit_box((0, 0, 0, 0), size, issues, place)
        return []
    if found.distance > _FAR:
        issues.warn(
            "no_rectangle",
            say(
                "The corners of line {line} are no rectangle; the smallest around them was taken.",
                line=place.line,
            ),
            place.line,
        )
    left, top, right, bottom = found.edges
    box = on_grid(left), on_grid(top), on_grid(right - left), on_grid(bottom - top)
    # A rotated box may reach out with its corners; only upright ones are cut.
    fitted = box if found.rotation else fit_box(box, size, issues, place)
    score = values[8] if len(values) > 8 else None
    return [Box(place.label, *fitted, found.rotation, score)] if fitted else []


def _pose(
    values: list[float], size: Size, classes: Classes, issues: Issues, place: Place
) -> list[Annotation]:
    """Read a box and the keypoints of what is in it; they share the attribute ``object``."""
    layout = classes.points or Points(0, 3)
    end = 4 + layout.count * layout.step
    score = values[end] if len(values) > end else None
    points = _points(values[4:end], size, layout.step)
    box = _box(values, size)
    if not any(points[2::3]):
        fitted = fit_box(box, size, issues, place)
        return [Box(place.label, *fitted, score=score)] if fitted else []
    index = next((i for i, name in classes.names.items() if name == place.label), -1)
    found = Keypoints(place.label, *_named(points, layout.names.get(index, ())), score)
    if near_edges(Edges(box[0], box[1], box[0] + box[2], box[1] + box[3]), around_seen(points)):
        return [found]
    fitted = fit_box(box, size, issues, place)
    if fitted is None:
        return [found]
    found.attributes["object"] = place.line
    return [Box(place.label, *fitted, 0.0, score, {"object": place.line}), found]


def _points(values: list[float], size: Size, step: int) -> tuple[float, ...]:
    points: list[float] = []
    for i in range(0, len(values), step):
        x, y = on_grid(values[i] * size[0]), on_grid(values[i + 1] * size[1])
        points += (x, y, values[i + 2] if step == 3 else 2.0 if x or y else 0.0)
    return tuple(points)


def _named(
    points: tuple[float, ...], names: tuple[str, ...]
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Leave out the points beyond those of the class; names that only number them are none."""
    count = len(names) * 3
    if not names or any(points[count:]):
        return points, ()
    numbered = names == tuple(str(i + 1) for i in range(len(names)))
    return points[:count], () if numbered else names


_FORMS: dict[str, _Line] = {"yolo": _plain, "yolo_pose": _pose, "yolo_obb": _turned}
