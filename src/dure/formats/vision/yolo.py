"""YOLO: one text file a picture, classes by number; Darknet and Ultralytics layouts."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dure.core import Annotation, Box, Keypoints, Labelled, Polygon, say

from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Size, on_grid
from ..base.reading import Issues, Media, Reading, Refused, load_text
from ..base.splits import split_of_name, split_of_path
from ..base.text import composed, label_text
from ..base.writing import Folders, Holds, Sized, box_around

HOLDS = Holds(kinds=frozenset({Box, Polygon}), needs_size=True, one_stem=True)
DARKNET_HOLDS = Holds(
    kinds=frozenset({Box}), as_boxes=frozenset({Polygon}), needs_size=True, one_stem=True
)
# Beyond this a "normalised" coordinate is no overshoot but a number of pixels.
_LARGEST = 2.0
_LABELS = re.compile(r"(^|/)(labels|annotations)(?=/)", re.IGNORECASE)
_NAMES = ("data.yaml", "data.yml", "dataset.yaml", "obj.names", "classes.txt", "_darknet.labels")


@dataclass(frozen=True, slots=True)
class _Classes:
    """The class names, and the layout of keypoints where the data set is of poses."""

    names: dict[int, str]
    point_values: int = 0  # numbers a keypoint: 2 or 3; 0 where there are none


def images_beside(path: str) -> Iterator[str]:
    """Give where the picture of a label file stands, without its extension: likeliest first."""
    stem = path.rpartition(".")[0]
    matches = list(_LABELS.finditer(stem))
    for match in reversed(matches):
        for word in ("images", "Images"):
            yield f"{stem[: match.start(2)]}{word}{stem[match.end(2) :]}"
    yield stem


def is_names(path: str) -> bool:
    """Tell whether a file name is one under which class names stand."""
    base = path.rpartition("/")[2].lower()
    return base in _NAMES or base.endswith((".names", ".yaml", ".yml"))


def looks_like(head: str) -> bool:
    """Tell whether text has a line of a class number and four numbers or more, or is empty."""
    lines = [line.split() for line in head.splitlines()[:5] if line.strip()]
    fitting = (len(line) >= 5 and all(map(_is_number, line)) for line in lines)
    return not lines or any(fitting)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one YOLO data set: its class names, its lists of pictures and its label files."""
    names = [f for f in files if is_names(f)]
    lists = [f for f in files if f not in names and _is_list(f)]
    rest = [f for f in files if f not in names and f not in lists]
    issues: list[Issues] = []
    classes = _classes(root, names, rest, issues)
    splits = _listed(root, lists, media, issues)
    labelled = []
    for name in rest:
        report = Issues(name)
        issues.append(report)
        if found := _read_file(root, name, media, classes, report):
            path, annotations = found
            split = splits.get(path) or split_of_path(name)
            labelled.append(Labelled(path, annotations, split=split, source=name))
    found_issues = tuple(issue for report in issues for issue in report.all())
    return Reading(tuple(labelled), found_issues, files, tuple(classes.names.values()))


def _is_list(path: str) -> bool:
    folder, _, base = path.rpartition("/")
    stem, _, extension = base.rpartition(".")
    within = _LABELS.search(f"{folder}/") is not None
    return extension == "txt" and not within and split_of_name(stem) is not None


def _classes(root: Path, names: list[str], labels: list[str], issues: list[Issues]) -> _Classes:
    for name in sorted(names, key=lambda n: not n.endswith((".yaml", ".yml"))):
        report = Issues(name)
        issues.append(report)
        try:
            text = load_text(root, name, report)
        except Refused as refused:
            report.refuse(refused)
            continue
        if found := (_from_yaml if name.endswith((".yaml", ".yml")) else _from_lines)(text, report):
            return found
    if labels:
        report = Issues(labels[0])
        issues.append(report)
        report.warn(
            "no_class_names",
            say("No class names were found; put them into classes.txt, one a line, in order."),
        )
    return _Classes({})


def _from_lines(text: str, _: Issues) -> _Classes | None:
    lines = [line.strip() for line in text.strip().splitlines()]
    names = {i: composed(line) for i, line in enumerate(lines) if line}
    return _Classes(names) if names else None


def _from_yaml(text: str, issues: Issues) -> _Classes | None:
    import yaml  # noqa: PLC0415  (heavy: only some YOLO folders have one)

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        issues.add("broken_yaml", say("The YAML is broken; check its indentation."))
        return None
    names = document.get("names") if isinstance(document, dict) else None
    listed = enumerate(names if isinstance(names, list) else ())
    pairs = names.items() if isinstance(names, dict) else listed
    found = {
        int(key): label
        for key, value in pairs
        if str(key).isdigit() and (label := label_text(value)) is not None
    }
    shape = document.get("kpt_shape") if isinstance(document, dict) else None
    per_point = shape[1] if isinstance(shape, list) and len(shape) == 2 else 0
    return _Classes(found, per_point if per_point in (2, 3) else 0) if found else None


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
    root: Path, name: str, media: Media, classes: _Classes, issues: Issues
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
            annotations += _read_line(words, number, size, classes, issues)
    # An empty file says that nothing is on the picture; one of refused lines does not.
    return (path, tuple(annotations)) if annotations or not text.strip() else None


def _read_line(
    words: list[str], number: int, size: Size, classes: _Classes, issues: Issues
) -> list[Annotation]:
    try:
        index, values = float(words[0]), [float(word) for word in words[1:]]
    except ValueError:
        index, values = -1.0, []
    if not index >= 0 or index % 1 or not _shaped(values, classes):
        issues.add(
            "wrong_line",
            say("Line {line} is no YOLO label: a class number and coordinates.", line=number),
            line=number,
        )
        return []
    if any(abs(value) > _LARGEST for value in values):
        issues.add(
            "not_normalised",
            say("Line {line} is not in parts of the picture (0 to 1).", line=number),
            line=number,
        )
        return []
    label = _label(int(index), number, classes, issues)
    return _shapes(values, size, classes, issues, Place(label, number, number))


def _shaped(values: list[float], classes: _Classes) -> bool:
    """4 numbers are a box, 5 a box with its score, pairs from three on an outline."""
    if not all(value == value and abs(value) != float("inf") for value in values):
        return False
    if classes.point_values:
        return len(values) >= 4 and (len(values) - 4) % classes.point_values == 0
    return len(values) in (4, 5) or (len(values) >= 6 and len(values) % 2 == 0)


def _label(index: int, number: int, classes: _Classes, issues: Issues) -> str:
    name = classes.names.get(index)
    if name is None and classes.names:
        issues.warn(
            "unknown_class",
            say("Line {line} is of class {index}, which has no name.", line=number, index=index),
            number,
        )
    return name or str(index)


def _shapes(
    values: list[float], size: Size, classes: _Classes, issues: Issues, place: Place
) -> list[Annotation]:
    width, height = size
    if not classes.point_values and len(values) >= 6:
        ring = tuple(on_grid(v * size[i & 1]) for i, v in enumerate(values))
        return [Polygon(place.label, (fit_ring(ring, size, issues, place),))]
    cx, cy, w, h = values[:4]
    left, top = on_grid((cx - w / 2) * width), on_grid((cy - h / 2) * height)
    fitted = fit_box((left, top, on_grid(w * width), on_grid(h * height)), size, issues, place)
    if fitted is None:
        return []
    score = values[4] if len(values) == 5 else None
    shapes: list[Annotation] = [Box(place.label, *fitted, score=score)]
    if classes.point_values and len(values) > 4:
        shapes.append(Keypoints(place.label, _points(values[4:], size, classes.point_values)))
    return shapes


def _points(values: list[float], size: Size, step: int) -> tuple[float, ...]:
    points: list[float] = []
    for i in range(0, len(values), step):
        x, y = on_grid(values[i] * size[0]), on_grid(values[i + 1] * size[1])
        points += (x, y, values[i + 2] if step == 3 else 2.0 if x or y else 0.0)
    return tuple(points)


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
    layout = _Layout(placed, _beside, _lines)
    count = layout.write(images, to)
    names = "".join(f"  {i}: {_quoted(name)}\n" for name, i in layout.classes.items())
    lists = {"train": "train", "val": "validation", "test": "test"}
    used = {key: name for key, name in lists.items() if name in layout.listed}
    rows = "".join(f"{key}: {name}.txt\n" for key, name in used.items())
    layout.folders.write("data.yaml", f"path: .\n{rows}nc: {len(layout.classes)}\nnames:\n{names}")
    return count


def write_darknet(images: Iterable[Sized], to: Path) -> int:
    """Write Darknet's layout: label files beside the pictures, ``obj.names``, ``obj.data``."""
    layout = _Layout(lambda path: path, lambda path: f"{path.rpartition('.')[0]}.txt", _box_lines)
    count = layout.write(images, to)
    folders = layout.folders
    folders.write("obj.names", "".join(f"{name}\n" for name in layout.classes))
    keys = {"train": "train", "validation": "valid", "test": "test"}
    rows = "".join(f"{keys[s]} = {s}.txt\n" for s in layout.listed)
    folders.write("obj.data", f"classes = {len(layout.classes)}\n{rows}names = obj.names\n")
    return count


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''").replace("\n", " ") + "'"


class _Layout:
    """Writes label files and lists of pictures, numbering classes as they come."""

    def __init__(
        self,
        place: Callable[[str], str],
        label_file: Callable[[str], str],
        lines: Callable[[Annotation, Size], list[str]],
    ) -> None:
        self.classes: dict[str, int] = {}
        self.listed: dict[str, list[str]] = {}
        self._place, self._label_file, self._lines = place, label_file, lines

    def write(self, images: Iterable[Sized], to: Path) -> int:
        """Write every picture's label file, then the lists; give the number of labels."""
        self.folders = Folders(to)
        count = 0
        texts: dict[str, tuple[str, list[str]]] = {}
        for labelled, size, _ in images:
            path = self._place(labelled.path)
            lines = [line for a in labelled.annotations for line in self._numbered(a, size)]
            count += len(lines)
            if size is None:
                continue
            owner, before = texts.setdefault(self._label_file(path), (path, []))
            if owner == path:
                before += lines
                self.listed.setdefault(labelled.split or "train", []).append(f"./{path}\n")
        for name, (_, lines) in texts.items():
            self.folders.write(name, "".join(lines))
        for split, paths in self.listed.items():
            self.folders.write(f"{split}.txt", "".join(dict.fromkeys(paths)))
        return count

    def _numbered(self, annotation: Annotation, size: Size | None) -> list[str]:
        label = getattr(annotation, "label", "").replace("\n", " ").strip()
        lines = self._lines(annotation, size) if size else []
        if not lines:
            return []
        index = self.classes.setdefault(label, len(self.classes))
        return [f"{index} {line}\n" for line in lines]


def _lines(annotation: Annotation, size: Size) -> list[str]:
    if isinstance(annotation, Polygon):
        return [
            " ".join(f"{v / size[i & 1]:.10g}" for i, v in enumerate(ring))
            for ring in annotation.rings
        ]
    return _box_lines(annotation, size) if isinstance(annotation, Box) else []


def _box_lines(annotation: Annotation, size: Size) -> list[str]:
    edges = box_around(annotation) if isinstance(annotation, Box | Polygon) else None
    if edges is None:
        return []
    left, top, right, bottom = edges
    width, height = size
    centre = (left + right) / 2 / width, (top + bottom) / 2 / height
    extent = (right - left) / width, (bottom - top) / height
    return [" ".join(f"{value:.10g}" for value in (*centre, *extent))]
