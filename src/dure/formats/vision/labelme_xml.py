"""The XML of MIT's LabelMe: polygons, boxes and masks of one picture."""

import posixpath
from pathlib import Path

from dure.core import Annotation, Box, Labelled, Mask, Polygon, Severity, say

from ..base import rle
from ..base.fitting import Place, fit_box, fit_ring
from ..base.geometry import Size, bounds
from ..base.markup import Node, named_numbers, parse
from ..base.pictures import open_file
from ..base.reading import Issues, Locator, Media, load, tame
from ..base.splits import split_of_path
from ..base.text import label_text

_LARGEST = 32 << 20


def read_picture(root: Path, name: str, media: Media, issues: Issues) -> Labelled:
    """Read one file; raises `Refused` where it is no XML."""
    tree = parse(load(root, name, _LARGEST))
    asked, folder = tree.get("filename"), tree.get("folder")
    asked = asked or name.rpartition("/")[2].rpartition(".")[0]
    locator = Locator(media, name)
    path = (locator.locate(f"{folder}/{asked}") if folder else None) or locator.locate(asked)
    if path is None:
        issues.missing(asked)
    size = (media.size(path) if path else None) or _stated_size(tree)
    masks = posixpath.dirname(name).replace("Annotations", "Masks", 1)
    found = []
    for thing in tree.all("object"):
        if thing.get("deleted") == "1":
            issues.add(
                "deleted",
                say("Object {id} is marked as deleted and was left out.", id=thing.get("id")),
                severity=Severity.NOTE,
            )
        elif shape := _shape(thing, root, masks, size, issues):
            shape.attributes.update(_attributes(thing))
            found.append(shape)
    return Labelled(path or tame(asked), tuple(found), split=split_of_path(name), source=name)


def _stated_size(tree: Node) -> Size | None:
    stated = {child.tag: child.text for child in tree.first("imagesize").children}
    found = named_numbers(stated, "ncols", "nrows")
    return (int(found[0]), int(found[1])) if found and min(found) > 0 else None


def _attributes(thing: Node) -> dict[str, str]:
    words = {"occluded": thing.get("occluded"), "attributes": thing.get("attributes")}
    part = thing.first("parts").get("ispartof")
    kept = {key: value for key, value in words.items() if value not in ("", "no")}
    return kept | ({"part_of": part} if part else {})


def _shape(
    thing: Node, root: Path, masks: str, size: Size | None, issues: Issues
) -> Annotation | None:
    label = label_text(thing.get("name"))
    place = Place(label or "", thing.get("id"))
    found = None
    if label and thing.all("polygon"):
        found = _outline(thing, place, size, issues)
    elif label and thing.all("segm"):
        found = _mask(root, posixpath.join(masks, thing.first("segm").get("mask")), label)
    if found is None:
        issues.add(
            "wrong_object",
            say(
                "An object “{label}” has no name or no complete outline; export it again.",
                label=place.label,
            ),
        )
    return found


def _outline(thing: Node, place: Place, size: Size | None, issues: Issues) -> Annotation | None:
    points = (
        named_numbers({child.tag: child.text for child in point.children}, "x", "y")
        for point in thing.first("polygon").all("pt")
    )
    ring = tuple(value for pair in points for value in pair or (float("nan"),))
    if len(ring) < 6 or len(ring) % 2 or any(value != value for value in ring):
        return None
    if thing.get("type") == "bounding_box":
        left, top, right, bottom = bounds(ring)
        fitted = fit_box((left, top, right - left, bottom - top), size, issues, place)
        return Box(place.label, *fitted) if fitted else None
    return Polygon(place.label, (fit_ring(ring, size, issues, place),))


def _mask(root: Path, name: str, label: str) -> Mask | None:
    grid = open_file(root, name)
    if grid is None:
        return None
    bits = bytes(map(bool, grid.values[:: grid.planes]))
    return Mask(label, grid.size[1], grid.size[0], rle.from_bits(bits, grid.size))
