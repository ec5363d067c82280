"""What the columns of a list mean, told from their names in English and Korean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..base.text import composed

PATHS = (
    *("path", "file", "file_path", "filepath", "file_name", "filename", "name"),
    *("image", "image_path", "image_name", "image_file", "image_id", "img"),
    *("img_path", "audio", "audio_path", "audio_file", "wav", "video", "video_path"),
    *("media", "경로", "파일경로", "파일", "파일명", "이미지", "이미지명", "음성", "영상"),
)
LABELS = (
    *("label", "label_name", "labels", "class", "class_name", "classname"),
    *(
        "category",
        "category_name",
        "species",
        "라벨",
        "레이블",
        "라벨명",
        "클래스",
        "소분류",
        "품목",
    ),
    *("분류",),
)
PARENTS = (
    *("대분류", "중분류", "supercategory", "superclass", "super_class", "coarse"),
    *("coarse_label", "coarse_class", "parent", "parent_label", "parent_class"),
    *("parent_category",),
)
SPLITS = ("split", "subset", "분할")
EDGES = (
    ("xmin", "ymin", "xmax", "ymax"),
    ("x_min", "y_min", "x_max", "y_max"),
    ("x1", "y1", "x2", "y2"),
    ("left", "top", "right", "bottom"),
)
_CORNERS = (("x", "y"), ("x1", "y1"), ("xmin", "ymin"), ("x_min", "y_min"), ("left", "top"))
ORDERS = {"short": ("w", "h"), "size": ("width", "height")}
EXTENTS = (
    *((*corner, *extent) for corner in _CORNERS for extent in ORDERS.values()),
    ("bbox_x", "bbox_y", "bbox_w", "bbox_h"),
    ("bbox_x", "bbox_y", "bbox_width", "bbox_height"),
)
# Columns that hold a whole box; the endings say which numbers they are.
CELLS = ("bbox", "box", "bounding_box", "boundingbox", "바운딩박스")
GROUPS = ("group", "group_id")
_LEVEL = re.compile(r"^parent_(\d+)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns mean what; those left empty are found by their names.

    Attributes:
        path: the media file.
        label: the class.
        parents: the classes above it, the root first.
        split, group: what they say.
        edges: left, top, right and bottom of a box in pixels, or one column with all four.
        extent: whether the last two are width and height instead; None: not known.
        flags: a column a class, 1 where it applies.
    """

    path: str | None = None
    label: str | None = None
    parents: tuple[str, ...] = ()
    split: str | None = None
    group: str | None = None
    edges: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    extent: bool | None = None


def key_of(name: str) -> str:
    """Give a column's name as it is compared."""
    return composed(name).strip().casefold().replace(" ", "_").replace("-", "_")


def first(header: list[str], wanted: Iterable[str]) -> str | None:
    """Give the column whose name is the first of the wanted words that occurs."""
    keys = {key_of(name): name for name in reversed(header)}
    return next((keys[word] for word in wanted if word in keys), None)


def columns_of(header: list[str], given: Columns) -> Columns:
    """Find the columns that were not given by their names."""
    parents = given.parents or tuple(_parents(header))
    edges, extent = (given.edges, given.extent) if given.edges else _edges(header)
    return Columns(
        given.path or first(header, PATHS),
        given.label or first(header, LABELS),
        parents,
        given.split or first(header, SPLITS),
        given.group or first(header, GROUPS),
        edges,
        given.flags,
        extent,
    )


def _edges(header: list[str]) -> tuple[tuple[str, ...], bool | None]:
    """Give the columns of a box, and whether the last two are its extent."""
    for forms, extent in ((EDGES, False), (EXTENTS, True)):
        for words in forms:
            found = [first(header, (word,)) for word in words]
            if all(found):
                return tuple(filter(None, found)), extent
    for cell in CELLS:
        for ending, extent_said in (("_xywh", True), ("_xyxy", False), ("", None)):
            if name := first(header, (cell + ending,)):
                return (name,), extent_said
    return (), None


def _parents(header: list[str]) -> Iterator[str]:
    levels = {int(m[1]): name for name in header if (m := _LEVEL.match(key_of(name)))}
    yield from (levels[i] for i in sorted(levels))
    keys = {key_of(name): name for name in header}
    yield from (keys[word] for word in PARENTS if word in keys)


def reserved(name: str) -> bool:
    """Tell whether a column of this name would be read as something else than an attribute."""
    key = key_of(name)
    fixed = key in ("path", "label", "split", "group", *PARENTS)
    return fixed or _LEVEL.match(key) is not None
