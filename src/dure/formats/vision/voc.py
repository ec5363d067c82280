"""PASCAL VOC: one XML file a picture.

PASCAL counts pixels from 1 and includes the last one: (1, 1, 640, 480) is the whole of a 640 × 480
picture, (0, 0, 640, 480) by our edges. Files are read that way, and written that way. Many tools
write edges counted from 0 under the same names: where a set of files holds a 0, or names such a
tool, the whole set is read as edges and a note says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dure.core import Annotation, Box, Labelled, Mask, Polygon, Severity, say

from ..base.fitting import Place, fit_box
from ..base.geometry import Size, on_grid
from ..base.markup import Node, escaped, parse
from ..base.reading import Issues, Locator, Media, Reading, Refused, load, load_text, tame
from ..base.splits import split_of_name, split_of_path
from ..base.text import label_text
from ..base.writing import Folders, Holds, Sized, box_around

HOLDS = Holds(
    kinds=frozenset({Box}),
    as_boxes=frozenset({Polygon, Mask}),
    attributes=True,
    one_stem=True,
)
_LARGEST = 32 << 20
_ROOT = re.compile(r"<annotation[\s>]")
_TOOLS_WITH_EDGES = ("roboflow",)
_DEFAULTS = ("", "0", "unspecified", "no")


def looks_like(head: str) -> bool:
    """Tell whether an XML file is a VOC annotation."""
    return _ROOT.search(head) is not None and "<deleted>" not in head  # LabelMe has these


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read a set of VOC files and the lists of ``ImageSets/Main`` beside them."""
    reports = {name: Issues(name) for name in files}
    lists = [name for name in files if name.endswith(".txt")]
    splits = _splits(root, lists, reports)
    trees = {
        name: tree
        for name in files
        if name not in lists and (tree := _tree(root, name, reports[name])) is not None
    }
    shift = 0 if _counts_from_zero(trees.values()) else 1
    if shift == 0:
        first = next(iter(trees))
        reports[first].add(
            "zero_based",
            say("These files count pixels from 0, unlike PASCAL; they were read as edges."),
            severity=Severity.NOTE,
        )
    read_files = (
        (tree, _labelled(name, tree, media, splits, _Context(shift, reports[name])))
        for name, tree in trees.items()
    )
    # A file without objects says that nothing is on the picture; refused objects do not.
    labelled = tuple(one for tree, one in read_files if one.annotations or not tree.all("object"))
    labels = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    issues = tuple(issue for report in reports.values() for issue in report.all())
    return Reading(labelled, issues, files, tuple(dict.fromkeys(labels)))


@dataclass(frozen=True, slots=True)
class _Context:
    shift: int
    issues: Issues
    size: Size | None = None


def _tree(root: Path, name: str, issues: Issues) -> Node | None:
    try:
        return parse(load(root, name, _LARGEST))
    except Refused as refused:
        issues.refuse(refused)
        return None


def _splits(root: Path, lists: list[str], reports: dict[str, Issues]) -> dict[str, str]:
    splits: dict[str, str] = {}
    for name in lists:
        try:
            lines = load_text(root, name, reports[name]).splitlines()
        except Refused as refused:
            reports[name].refuse(refused)
            continue
        split = split_of_name(Path(name).stem)
        stems = (line.split()[0] for line in lines if line.strip())
        splits |= {stem: split for stem in stems if split}
    return splits


def _counts_from_zero(trees: Iterable[Node]) -> bool:
    for tree in trees:
        sources = " ".join(s.get("database") for s in tree.all("source")).lower()
        if any(tool in sources for tool in _TOOLS_WITH_EDGES):
            return True
        boxes = (box for thing in tree.all("object") for box in thing.all("bndbox"))
        if any(_number(box.get(key)) == 0 for box in boxes for key in ("xmin", "ymin")):
            return True
    return False


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def _labelled(
    name: str, tree: Node, media: Media, splits: dict[str, str], context: _Context
) -> Labelled:
    stem = name.rpartition("/")[2].rpartition(".")[0]
    asked = tree.get("filename") or stem
    locator = Locator(media, name)
    path = locator.locate(asked) or locator.locate(stem)
    if path is None:
        context.issues.missing(asked)
    size = media.size(path) if path else None
    context = _Context(context.shift, context.issues, size or _stated_size(tree))
    annotations = tuple(a for thing in tree.all("object") for a in _object(thing, context))
    split = splits.get(stem) or split_of_path(name)
    return Labelled(path or tame(asked), annotations, split=split, source=name)


def _stated_size(tree: Node) -> Size | None:
    for size in tree.all("size"):
        width, height = _number(size.get("width")), _number(size.get("height"))
        if width and height and width > 0 and height > 0:
            return int(width), int(height)
    return None


def _object(thing: Node, context: _Context) -> Iterator[Annotation]:
    label = label_text(thing.get("name"))
    boxes = thing.all("bndbox")
    sides = (
        [_number(boxes[0].get(key)) for key in ("xmin", "ymin", "xmax", "ymax")] if boxes else []
    )
    place = Place(label or "", " ".join(f"{side:g}" for side in sides if side is not None))
    if label is None or not sides or None in sides:
        context.issues.add(
            "wrong_object",
            say(
                "An object “{label}” has no name or no complete bndbox; export it again.",
                label=label or "",
            ),
        )
    else:
        left, top, right, bottom = (side or 0.0 for side in sides)
        x, y = on_grid(left - context.shift), on_grid(top - context.shift)
        box = (x, y, on_grid(right - x), on_grid(bottom - y))
        if fitted := fit_box(box, context.size, context.issues, place):
            yield Box(label, *fitted, attributes=_attributes(thing))
    for part in thing.all("part"):
        for shape in _object(part, context):
            shape.attributes["part_of"] = label
            yield shape


def _attributes(thing: Node) -> dict[str, str]:
    flags = {key: thing.get(key) for key in ("pose", "truncated", "difficult", "occluded")}
    for group in thing.all("actions"):
        flags |= {node.tag: node.text.strip() for node in group.children}
    kept = {key: value for key, value in flags.items() if value.lower() not in _DEFAULTS}
    for group in thing.all("attributes"):
        kept |= {a.get("name"): a.get("value") for a in group.all("attribute")}
    return kept


def placed(path: str) -> str:
    """Give where a picture stands in VOC's layout."""
    return path if path.startswith("JPEGImages/") else f"JPEGImages/{path}"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``Annotations/…xml`` and ``ImageSets/Main/<split>.txt``; give the number of boxes."""
    merged: dict[str, tuple[str, Size | None, list[Annotation]]] = {}
    splits: dict[str, list[str]] = {}
    for labelled, size, *_ in images:
        stem = placed(labelled.path).removeprefix("JPEGImages/").rpartition(".")[0]
        path, _, annotations = merged.setdefault(stem, (labelled.path, size, []))
        if path == labelled.path:
            annotations += labelled.annotations
            if labelled.split:
                splits.setdefault(labelled.split, []).append(f"{stem}\n")
    folders, count = Folders(to), 0
    for stem, (path, size, annotations) in merged.items():
        objects = [text for a in annotations if (text := _written(a))]
        count += len(objects)
        folders.write(f"Annotations/{stem}.xml", _document(path, size, objects))
    words = {"validation": "val"}
    for split, stems in splits.items():
        folders.write(
            f"ImageSets/Main/{words.get(split, split)}.txt", "".join(dict.fromkeys(stems))
        )
    return count


def _document(path: str, size: Size | None, objects: list[str]) -> str:
    width, height = size or (0, 0)
    return (
        "<annotation>\n  <folder>JPEGImages</folder>\n"
        f"  <filename>{escaped(placed(path).removeprefix('JPEGImages/'))}</filename>\n"
        "  <source><database>Dure</database></source>\n"
        f"  <size><width>{width}</width><height>{height}</height><depth>3</depth></size>\n"
        f"  <segmented>0</segmented>\n{''.join(objects)}</annotation>\n"
    )


_PLAIN = "<pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>"


def _written(annotation: Annotation) -> str | None:
    edges = box_around(annotation)
    if edges is None or not isinstance(annotation, Box | Polygon | Mask):
        return None
    flags, others = _flags(annotation.attributes) if annotation.attributes else (_PLAIN, "")
    left, top, right, bottom = map(on_grid, _inclusive(*edges))
    return (
        f"  <object><name>{escaped(annotation.label)}</name>{flags}"
        f"<bndbox><xmin>{left:.10g}</xmin><ymin>{top:.10g}</ymin>"
        f"<xmax>{right:.10g}</xmax><ymax>{bottom:.10g}</ymax></bndbox>{others}</object>\n"
    )


def _flags(attributes: dict[str, object]) -> tuple[str, str]:
    rest = {k: v for k, v in attributes.items() if v is not None}
    flags = "".join(
        f"<{key}>{escaped(str(rest.pop(key, default)))}</{key}>"
        for key, default in (("pose", "Unspecified"), ("truncated", 0), ("difficult", 0))
    )
    others = "".join(
        f"<attribute><name>{escaped(key)}</name><value>{escaped(str(value))}</value></attribute>"
        for key, value in rest.items()
    )
    return flags, f"<attributes>{others}</attributes>" if others else ""


def _inclusive(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
    """Count from 1, the last pixel included, as PASCAL does."""
    return left + 1, top + 1, right, bottom
