"""CVAT XML 1.1: one file for a task or project, of pictures or of a video's frames.

What moves through a film is a Track of the film, where that is there itself. Where only its frames
are there as pictures named ``frame_000012``, it is told frame by frame, each box with the
``track_id`` that it shares with the others; where a track says ``outside`` there is nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dure.core import (
    Annotation,
    Box,
    Choice,
    Keypoints,
    Labelled,
    Mask,
    Polygon,
    Polyline,
    Track,
    say,
)

from ..base import rle
from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Edges, Size, on_grid
from ..base.markup import Node, escaped, named_numbers, parts
from ..base.reading import Issues, Locator, Media, Reading, Refused, load, nothing, tame
from ..base.splits import split_of_name
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, shown
from . import cvat_video
from .cvat_video import DEFAULTS, rows, stated

HOLDS = Holds(
    kinds=frozenset({Box, Polygon, Polyline, Mask, Keypoints, Choice, Track}),
    rotation=True,
    attributes=True,
)
_ROOT = re.compile(r"<annotations[\s>]")
_LARGEST_MASK = 1 << 28


def looks_like(head: str) -> bool:
    """Tell whether an XML file is CVAT's."""
    return _ROOT.search(head) is not None and ("<meta>" in head or "<image " in head)


@dataclass(slots=True)
class _Task:
    """What was read of one file so far."""

    issues: Issues
    locator: Locator
    categories: dict[str, None] = field(default_factory=dict)
    size: Size | None = None
    film: cvat_video.Film | None = None
    frames: dict[int, list[Annotation]] = field(default_factory=dict)
    pictures: list[Labelled] = field(default_factory=list)


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one file, a picture or track at a time."""
    name = files[0]
    issues = Issues(name)
    task = _Task(issues, Locator(media, name))
    try:
        for node in parts(load(root, name)):
            if node.tag == "meta":
                _meta(node, task)
            elif node.tag == "image":
                task.pictures.append(_picture(node, task, name))
            elif node.tag == "track":
                _track(node, task)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    frames = (_frame(number, found, task, name) for number, found in sorted(task.frames.items()))
    films = (task.film.labelled(name),) if task.film and task.film.tracks else ()
    labelled = (*task.pictures, *films, *frames)
    return Reading(labelled, issues.all(), files, tuple(task.categories))


def _meta(meta: Node, task: _Task) -> None:
    for owner in (meta.first("task"), meta.first("project"), meta.first("job")):
        for label in owner.first("labels").all("label"):
            if name := label_text(label.get("name")):
                task.categories[name] = None
        size = {child.tag: child.text for child in owner.first("original_size").children}
        if found := named_numbers(size, "width", "height"):
            task.size = int(found[0]), int(found[1])
    task.film = cvat_video.film_of(meta, task.locator)


def _picture(node: Node, task: _Task, source: str) -> Labelled:
    name, subset = node.attributes.get("name", ""), node.attributes.get("subset", "")
    path = task.locator.locate(f"{subset}/{name}") if subset else None
    path = path or (task.locator.locate(name) if name else None)
    if path is None:
        task.issues.missing(name)
    given = named_numbers(node.attributes, "width", "height")
    size = task.locator.size(path) if path else None
    size = size or ((int(given[0]), int(given[1])) if given and min(given) > 0 else None)
    found = tuple(a for child in node.children if (a := _shape(child, child, size, task)))
    split = split_of_name(subset) if subset else None
    extra = {"subset": subset} if subset and not split else {}
    return Labelled(path or tame(name or "unnamed"), found, extra, split, source=source)


def _track(node: Node, task: _Task) -> None:
    if task.film:
        if not cvat_video.read(node, task.film, task.issues):
            _refuse(node, node, task.issues)
        return
    for child in node.children:
        frame = child.attributes.get("frame", "")
        if not frame.isdecimal() or len(frame) > 9:
            _refuse(child, node, task.issues)
        elif child.attributes.get("outside") != "1" and (
            found := _shape(child, node, task.size, task)
        ):
            found.attributes["track_id"] = node.attributes.get("id", "")
            if child.attributes.get("keyframe") == "1":
                found.attributes["keyframe"] = "1"
            task.frames.setdefault(int(frame), []).append(found)


def _frame(number: int, found: list[Annotation], task: _Task, source: str) -> Labelled:
    name = f"frame_{number:06}"
    path = task.locator.locate(name)
    if path is None:
        task.issues.missing(name)
    return Labelled(path or name, tuple(found), source=source)


def _shape(node: Node, owner: Node, size: Size | None, task: _Task) -> Annotation | None:
    """Read one shape; the label stands on it, or on the track that owns it."""
    label = label_text(owner.attributes.get("label"))
    reader = _SHAPES.get(node.tag)
    if reader is None:
        task.issues.warn(
            "unsupported",
            say(
                "Results of the kind “{kind}” cannot be read; “{id}” was left out.",
                kind=node.tag,
                id=label or "",
            ),
        )
        return None
    found = reader(node, label, size, task.issues) if label else None
    if found is None or label is None:
        _refuse(node, owner, task.issues)
        return None
    found.attributes.update(_attributes(node))
    return found


def _refuse(node: Node, owner: Node, issues: Issues) -> None:
    issues.add(
        "wrong_shape",
        say(
            "A “{kind}” of “{label}” has no label or no complete place; export it again.",
            kind=node.tag,
            label=owner.attributes.get("label", ""),
        ),
    )


def _attributes(node: Node) -> dict[str, str]:
    found = {k: node.attributes.get(k, default) for k, default in DEFAULTS.items()}
    kept = {k: v for k, v in found.items() if v != DEFAULTS[k]}
    kept |= {a.attributes.get("name", ""): a.text.strip() for a in node.all("attribute")}
    return kept


def _box(node: Node, label: str, size: Size | None, issues: Issues) -> Annotation | None:
    edges = named_numbers(node.attributes, "xtl", "ytl", "xbr", "ybr")
    turn = named_numbers({"rotation": "0", **node.attributes}, "rotation")
    if edges is None or turn is None:
        return None
    left, top, right, bottom = edges
    box = (left, top, on_grid(right - left), on_grid(bottom - top))
    # A rotated box may reach out with its corners; only upright ones are cut.
    fitted = box if turn[0] % 360 else fit_box(box, size, issues, Place(label, label))
    return Box(label, *fitted, turn[0]) if fitted else None


def _flat(node: Node) -> tuple[float, ...] | None:
    text = node.attributes.get("points", "").replace(";", ",")
    try:
        values = tuple(float(value) for value in text.split(","))
    except ValueError:
        return None
    whole = len(values) % 2 == 0 and all(abs(value) < 1e9 for value in values)
    return values if whole else None


def _polygon(node: Node, label: str, size: Size | None, issues: Issues) -> Annotation | None:
    ring = _flat(node)
    if ring is None or len(ring) < 6:
        return None
    return Polygon(label, (fit_ring(ring, size, issues, Place(label, label)),))


def _polyline(node: Node, label: str, size: Size | None, issues: Issues) -> Annotation | None:
    line = _flat(node)
    if line is None or len(line) < 4:
        return None
    return Polyline(label, fit_ring(line, size, issues, Place(label, label)))


def _points(node: Node, label: str, size: Size | None, issues: Issues) -> Annotation | None:
    flat = _flat(node)
    if flat is None:
        return None
    flat = fit_ring(flat, size, issues, Place(label, label))
    return Keypoints(label, tuple(v for i in range(0, len(flat), 2) for v in (*flat[i : i + 2], 2)))


def _skeleton(node: Node, label: str, _: Size | None, __: Issues) -> Annotation | None:
    """Read named points; one outside the picture is not labelled, an occluded one is hidden."""
    values: list[float] = []
    names: list[str] = []
    for point in node.all("points"):
        flat = _flat(point)
        if flat is None or len(flat) != 2:
            return None
        outside, hidden = (point.attributes.get(k) == "1" for k in ("outside", "occluded"))
        values += (*flat, 0.0 if outside else 1.0 if hidden else 2.0)
        names.append(label_text(point.attributes.get("label")) or "")
    numbered = names == [str(i + 1) for i in range(len(names))]
    return Keypoints(label, tuple(values), () if numbered else tuple(names)) if values else None


def _mask(node: Node, label: str, size: Size | None, _: Issues) -> Annotation | None:
    """Read a mask: runs row by row within its box, zeros first."""
    place = named_numbers(node.attributes, "left", "top", "width", "height")
    runs = node.attributes.get("rle", "").replace(" ", "").split(",")
    if size is None or place is None or not all(r.isdecimal() and len(r) < 10 for r in runs):
        return None
    left, top, width, height = map(int, place)
    counts = tuple(map(int, runs))
    fits = left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]
    if not fits or sum(counts) != width * height or size[0] * size[1] > _LARGEST_MASK:
        return None
    box = Edges(left, top, left + width, top + height)
    return Mask(label, size[1], size[0], rle.from_rows(counts, box, size))


def _tag(_: Node, label: str, __: Size | None, ___: Issues) -> Annotation:
    return Choice(label)


_SHAPES: dict[str, Callable[[Node, str, Size | None, Issues], Annotation | None]] = {
    "box": _box,
    "polygon": _polygon,
    "polyline": _polyline,
    "points": _points,
    "skeleton": _skeleton,
    "mask": _mask,
    "tag": _tag,
}


def placed(path: str) -> str:
    """Give where a picture stands in CVAT's layout."""
    return path if path.startswith("images/") else f"images/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``annotations.xml`` in the form for pictures, and a file for each film with tracks.

    Gives the number of shapes and tracks.
    """
    labels: dict[str, None] = {}
    pictures: list[str] = []
    count = films = 0
    folders = Folders(to)
    for image in images:
        labelled = image.labelled
        tracks = sum(isinstance(one, Track) for one in labelled.annotations) if image.times else 0
        if tracks:
            films, count = films + 1, count + tracks
            name = placed(labelled.path).removeprefix("images/")
            folders.write(f"video-{films}.xml", cvat_video.write(image, name))
        shapes = [text for a in labelled.annotations for text in _written(a, labels)]
        count += len(shapes)
        if shapes or not tracks:
            pictures.append(_written_picture(labelled, image.size, len(pictures), shapes))
    if pictures or not films:
        folders.write("annotations.xml", _document(labels, pictures))
    return count


def _document(labels: Iterable[str], pictures: list[str]) -> str:
    named = "".join(f"<label><name>{escaped(name)}</name></label>\n" for name in labels)
    head = f"<meta><task><size>{len(pictures)}</size>\n<labels>\n{named}</labels></task></meta>\n"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
        f"{head}{''.join(pictures)}</annotations>\n"
    )


def _written_picture(labelled: Labelled, size: Size | None, id: int, shapes: list[str]) -> str:
    name = placed(labelled.path).removeprefix("images/")
    words = {"validation": "val"}
    head: dict[str, object] = {"id": id, "name": name}
    if labelled.split:
        head["subset"] = words.get(labelled.split, labelled.split)
    if size:
        head |= {"width": size[0], "height": size[1]}
    return f"<image{stated(head)}>\n{''.join(shapes)}</image>\n"


def _written(annotation: Annotation, labels: dict[str, None]) -> Iterator[str]:
    for kind, place, inner in _forms(annotation):
        label = getattr(annotation, "label", "")
        labels[label] = None
        extra = {k: v for k, v in annotation.attributes.items() if v is not None}
        own = {k: extra.pop(k) for k in DEFAULTS if isinstance(extra.get(k), str)}
        head = {"label": label, **DEFAULTS, **own, **place}
        yield f"<{kind}{stated(head)}>\n{inner}{''.join(rows(extra.items()))}</{kind}>\n"


def _forms(annotation: Annotation) -> Iterator[tuple[str, dict[str, object], str]]:
    """Give each shape's element, its attributes and what stands inside."""
    match annotation:
        case Box(x=x, y=y, width=width, height=height, rotation=turn):
            edges = dict(zip(("xtl", "ytl", "xbr", "ybr"), (x, y, x + width, y + height)))  # noqa: B905
            turned: dict[str, object] = {"rotation": shown(turn)} if turn % 360 else {}
            yield "box", turned | {k: shown(on_grid(v)) for k, v in edges.items()}, ""
        case Polygon(rings=rings):
            for ring in rings:
                yield "polygon", {"points": _pairs(ring)}, ""
        case Polyline(points=line):
            yield "polyline", {"points": _pairs(line)}, ""
        case Mask():
            yield "mask", _mask_form(annotation), ""
        case Keypoints():
            yield _points_form(annotation)
        case Choice():
            yield "tag", {}, ""
        case _:
            return


def _pairs(flat: tuple[float, ...]) -> str:
    return ";".join(f"{shown(flat[i])},{shown(flat[i + 1])}" for i in range(0, len(flat), 2))


def _mask_form(mask: Mask) -> dict[str, object]:
    box = rle.bounds(mask.counts, mask.height)
    left, top, right, bottom = map(int, box)
    runs = rle.to_rows(mask.counts, box, (mask.width, mask.height))
    place = {"left": left, "top": top, "width": right - left, "height": bottom - top}
    return {"rle": ", ".join(map(str, runs)), **place}


def _points_form(points: Keypoints) -> tuple[str, dict[str, object], str]:
    triples = [points.points[i : i + 3] for i in range(0, len(points.points), 3)]
    if not points.names and all(seen == 2 for _, _, seen in triples):
        flat = tuple(v for x, y, _ in triples for v in (x, y))
        return "points", {"points": _pairs(flat)}, ""
    names = points.names or tuple(str(i + 1) for i in range(len(triples)))
    inner = "".join(
        "<points"
        + stated(
            {
                "label": name,
                "outside": int(seen == 0),
                "occluded": int(seen == 1),
                "points": _pairs((x, y)),
            }
        )
        + "></points>\n"
        for name, (x, y, seen) in zip(names, triples, strict=False)
    )
    return "skeleton", {}, inner
