"""YOLO: one text file a picture, classes by number; Darknet and Ultralytics layouts."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from dure.core import Annotation, Box, Labelled, Polygon, say

from ..base.geometry import Size
from ..base.reading import Issues, Media, Reading, Refused, load_text
from ..base.splits import split_of_name, split_of_path
from ..base.writing import Folders, Holds, Sized, box_around
from . import yolo_classes
from .yolo_classes import is_names
from .yolo_lines import is_number, read_line

HOLDS = Holds(kinds=frozenset({Box, Polygon}), needs_size=True, one_stem=True)
DARKNET_HOLDS = Holds(
    kinds=frozenset({Box}), as_boxes=frozenset({Polygon}), needs_size=True, one_stem=True
)
_LABELS = re.compile(r"(^|/)(labels|annotations)(?=/)", re.IGNORECASE)
_FORMS = {"pose": "yolo_pose", "obb": "yolo_obb"}
Line = tuple[str, str]  # a class and the numbers that follow its own
_Lines = Callable[[Sequence[Annotation], Size], Iterator[Line]]


def images_beside(path: str) -> Iterator[str]:
    """Give where the picture of a label file stands, without its extension: likeliest first."""
    stem = path.rpartition(".")[0]
    matches = list(_LABELS.finditer(stem))
    for match in reversed(matches):
        for word in ("images", "Images"):
            yield f"{stem[: match.start(2)]}{word}{stem[match.end(2) :]}"
    yield stem


def looks_like(head: str) -> bool:
    """Tell whether text has a line of a class number and four numbers or more, or is empty."""
    lines = [line.split() for line in head.splitlines()[:5] if line.strip()]
    fitting = (len(line) >= 5 and all(map(is_number, line)) for line in lines)
    return not lines or any(fitting)


def read(root: Path, files: tuple[str, ...], media: Media, form: str = "") -> Reading:
    """Read one YOLO data set: its class names, its lists of pictures and its label files.

    The form of the lines is the one given, else what ``data.yaml`` says, else boxes and outlines.
    """
    names = [f for f in files if is_names(f)]
    lists = [f for f in files if f not in names and _is_list(f)]
    rest = [f for f in files if f not in names and f not in lists]
    issues: list[Issues] = []
    classes = yolo_classes.read(root, names, rest, issues)
    said = form or ("yolo_pose" if classes.points else _FORMS.get(classes.task, "yolo"))
    if said == "yolo_pose" and classes.points is None:
        issues.append(_no_points(files[0]))
    lines = partial(read_line, form=said, classes=classes)
    splits = _listed(root, lists, media, issues)
    labelled = []
    for name in rest:
        report = Issues(name)
        issues.append(report)
        if found := _read_file(root, name, media, lines, report):
            path, annotations = found
            split = splits.get(path) or split_of_path(name) or classes.split_of(path)
            labelled.append(Labelled(path, annotations, split=split, source=name))
    if not form and not classes.task:
        issues.append(_doubt(labelled, files[0]))
    found_issues = tuple(issue for report in issues for issue in report.all())
    return Reading(tuple(labelled), found_issues, files, tuple(classes.names.values()))


def _no_points(name: str) -> Issues:
    issues = Issues(name)
    message = say("Poses need the line “kpt_shape: [keypoints, 3]” in data.yaml; write it there.")
    issues.add("no_points", message)
    return issues


def _doubt(labelled: Sequence[Labelled], name: str) -> Issues:
    """Tell of outlines that may be rotated boxes, which nothing in a line distinguishes."""
    issues = Issues(name)
    outlines = [a for one in labelled for a in one.annotations if isinstance(a, Polygon)]
    if outlines and all(len(one.rings[0]) == 8 for one in outlines):
        issues.warn(
            "four_corners",
            say(
                "All {count} outlines have four corners; if they are rotated boxes, write the "
                "line “task: obb” into data.yaml.",
                count=len(outlines),
            ),
        )
    return issues


def _is_list(path: str) -> bool:
    folder, _, base = path.rpartition("/")
    stem, _, extension = base.rpartition(".")
    within = _LABELS.search(f"{folder}/") is not None
    return extension == "txt" and not within and split_of_name(stem) is not None


def _listed(root: Path, lists: list[str], media: Media, issues: list[Issues]) -> dict[str, str]:
    splits: dict[str, str] = {}
    for name in lists:
        report = Issues(name)
        issues.append(report)
        try:
            lines = load_text(root, name, report).splitlines()
        except Refused as refused:
            report.refuse(refused)
            continue
        folder, split = posixpath.dirname(name), split_of_name(Path(name).stem)
        for line in filter(None, map(str.strip, lines)):
            path = media.resolve(posixpath.join(folder, line)) or media.resolve(line)
            if path and split:
                splits[path] = split
    return splits


def _read_file(
    root: Path, name: str, media: Media, read_line: Callable[..., list[Annotation]], issues: Issues
) -> tuple[str, tuple[Annotation, ...]] | None:
    candidates = (media.resolve(stem) for stem in images_beside(name))
    path = next(filter(None, candidates), None)
    if path is None:
        issues.missing(posixpath.basename(name).rpartition(".")[0])
        return None
    size = media.size(path)
    if size is None:
        issues.add(
            "size_unknown",
            say("The size of “{name}” is unknown, so its labels have no place.", name=path),
        )
        return None
    try:
        text = load_text(root, name, issues)
    except Refused as refused:
        issues.refuse(refused)
        return None
    annotations: list[Annotation] = []
    for number, line in enumerate(text.splitlines(), 1):
        if words := line.split():
            annotations += read_line(words, number, size, issues=issues)
    # An empty file says that nothing is on the picture; one of refused lines does not.
    return (path, tuple(annotations)) if annotations or not text.strip() else None


def placed(path: str) -> str:
    """Give where a picture must stand so that Ultralytics finds its labels."""
    return path if "/images/" in f"/{path}" else f"images/{path}"


def _beside(path: str) -> str:
    before, _, after = f"/{path}".rpartition("/images/")
    return f"{before}/labels/{after}".lstrip("/").rpartition(".")[0] + ".txt"


def write(images: Iterable[Sized], to: Path) -> int:
    """Write Ultralytics' layout: ``labels/…`` beside ``images/…``, lists a split, ``data.yaml``.

    Boxes are written to detect, polygons to segment. Gives the number of labels written.
    """
    layout = ultralytics(_lines)
    count = layout.write(images, to)
    layout.describe("segment" if layout.outlined else "detect")
    return count


def write_darknet(images: Iterable[Sized], to: Path) -> int:
    """Write Darknet's layout: label files beside the pictures, ``obj.names``, ``obj.data``."""
    layout = Layout(lambda path: path, lambda path: f"{path.rpartition('.')[0]}.txt", _box_lines)
    count = layout.write(images, to)
    folders = layout.folders
    folders.write("obj.names", "".join(f"{name}\n" for name in layout.classes))
    keys = {"train": "train", "validation": "valid", "test": "test"}
    rows = "".join(f"{keys[s]} = {s}.txt\n" for s in layout.listed)
    folders.write("obj.data", f"classes = {len(layout.classes)}\n{rows}names = obj.names\n")
    return count


def quoted(name: str) -> str:
    """Give text as YAML in single quotes."""
    return "'" + name.replace("'", "''").replace("\n", " ") + "'"


class Layout:
    """Writes label files and lists of pictures, numbering classes as they come."""

    def __init__(
        self, place: Callable[[str], str], label_file: Callable[[str], str], lines: _Lines
    ) -> None:
        self.classes: dict[str, int] = {}
        self.listed: dict[str, list[str]] = {}
        self.outlined = False
        self._place, self._label_file, self._lines = place, label_file, lines

    def write(self, images: Iterable[Sized], to: Path) -> int:
        """Write every picture's label file, then the lists; give the number of labels."""
        self.folders = Folders(to)
        count = 0
        texts: dict[str, tuple[str, list[str]]] = {}
        for labelled, size, *_ in images:
            if size is None:
                continue
            path = self._place(labelled.path)
            lines = [self._numbered(line) for line in self._lines(labelled.annotations, size)]
            count += len(lines)
            owner, before = texts.setdefault(self._label_file(path), (path, []))
            if owner == path:
                before += lines
                self.listed.setdefault(labelled.split or "train", []).append(f"./{path}\n")
        for name, (_, lines) in texts.items():
            self.folders.write(name, "".join(lines))
        for split, paths in self.listed.items():
            self.folders.write(f"{split}.txt", "".join(dict.fromkeys(paths)))
        return count

    def _numbered(self, line: Line) -> str:
        label, numbers = line
        self.outlined = self.outlined or numbers.count(" ") > 4
        index = self.classes.setdefault(class_name(label), len(self.classes))
        return f"{index} {numbers}\n"

    def describe(self, task: str, more: str = "") -> None:
        """Write ``data.yaml``: the lists, the classes and Ultralytics' word for the form."""
        lists = {"train": "train", "val": "validation", "test": "test"}
        used = {key: name for key, name in lists.items() if name in self.listed}
        rows = "".join(f"{key}: {name}.txt\n" for key, name in used.items())
        names = "".join(f"  {i}: {quoted(name)}\n" for name, i in self.classes.items())
        self.folders.write(
            "data.yaml",
            f"path: .\n{rows}task: {task}\nnc: {len(self.classes)}\n{more}names:\n{names}",
        )


def class_name(label: str) -> str:
    """Give a label as the name of a class, which is one line."""
    return label.replace("\n", " ").strip()


def ultralytics(lines: _Lines) -> Layout:
    """Make the layout that Ultralytics reads."""
    return Layout(placed, _beside, lines)


def joined(values: Iterable[float]) -> str:
    """Give coordinates in parts of the picture as a line has them."""
    return " ".join(f"{value:.10g}" for value in values)


_FOUR = " ".join(["%.10g"] * 4)  # a list of four is joined in thrice the time


def _lines(annotations: Sequence[Annotation], size: Size) -> Iterator[Line]:
    for one in annotations:
        if isinstance(one, Polygon):
            for ring in one.rings:
                yield one.label, joined(v / size[i & 1] for i, v in enumerate(ring))
        elif isinstance(one, Box):
            yield from _box_lines((one,), size)


def _box_lines(annotations: Sequence[Annotation], size: Size) -> Iterator[Line]:
    for one in annotations:
        edges = box_around(one) if isinstance(one, Box | Polygon) else None
        if edges and isinstance(one, Box | Polygon):
            yield one.label, _FOUR % centred(edges, size)


def centred(edges: tuple[float, float, float, float], size: Size) -> tuple[float, ...]:
    """Give centre and extent of a rectangle in parts of the picture."""
    left, top, right, bottom = edges
    width, height = size
    centre = (left + right) / 2 / width, (top + bottom) / 2 / height
    return *centre, (right - left) / width, (bottom - top) / height
