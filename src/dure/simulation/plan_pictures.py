"""The pictures of the simulated data sets: which there are, and how each is drawn and spoilt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from dure.core import Box

from . import damage, fabric, floor, fridge, garments, scene
from .plan import PROVIDERS, Scale

FOODS = (
    "yellow_onion", "carrots", "fuji_apple", "banana", "orange", "lemon", "strawberry",
    "watermelon", "cucumber", "aubergine", "red_bell_pepper", "regular_tomato", "sweet_potato",
    "cabbage", "broccoli", "baechu_kimchi", "hen_egg", "firm_tofu", "whole_milk", "butter",
)  # fmt: skip
HOMES = 14
_DRAWERS: dict[str, Any] = {
    "fridge": fridge, "garments": garments, "fabric": fabric, "floor": floor,
}  # fmt: skip
# Share of the pictures that come without a label, for engines to suggest.
_BARE = 0.3
_SPOILT = ("blurred", "dark", "overexposed", "truncated", "corrupt", "tiny", "near_duplicate",
           "exact_duplicate", "with_position", "wrong_label", "outlier")  # fmt: skip
_BY_DAMAGE = frozenset(
    {"blurred", "dark", "overexposed", "truncated", "corrupt", "tiny", "with_position"}
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that is to be made.

    Attributes:
        path: relative to the data set's folder.
        drawer: which module draws it; `seed` and `options`: what its `render` is given.
        label: the class that the label list tells; None: none.
        has_boxes: whether its boxes are told.
        household, provider: where it comes from.
        defect: a kind of `defects.DEFECTS`, where it is spoilt.
    """

    path: str
    drawer: str
    seed: int
    label: str | None
    household: str
    provider: str
    options: dict[str, Any] = field(default_factory=dict)
    has_boxes: bool = False
    defect: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is true of a picture that was made."""

    picture: Picture
    conditions: dict[str, str]
    width: int
    height: int
    boxes: tuple[Box, ...]
    subject: str


def draw(root: Path, picture: Picture) -> Drawn:
    """Draw one picture into the folder, spoilt as its plan says."""
    made = _DRAWERS[picture.drawer].render(picture.seed, **picture.options)
    target = root / picture.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if picture.defect in _BY_DAMAGE:
        target.write_bytes(damage.damaged(made, picture.defect, picture.seed))
    else:
        target.write_bytes(scene.encode(made))
    _copy(root, picture, made)
    return Drawn(
        picture,
        dict(made.conditions),
        made.width,
        made.height,
        made.boxes if picture.has_boxes else (),
        made.choice.label if made.choice else "",
    )


def copy_of(picture: Picture) -> str:
    """Give the path of the further file that a duplicate is."""
    stem, _, suffix = picture.path.rpartition(".")
    return f"{stem}_copy.{suffix}"  # behind the original in every order


def _copy(root: Path, picture: Picture, made: scene.Scene) -> None:
    if picture.defect == "exact_duplicate":
        (root / copy_of(picture)).write_bytes((root / picture.path).read_bytes())
    elif picture.defect == "near_duplicate":
        (root / copy_of(picture)).write_bytes(damage.damaged(made, "near_duplicate", picture.seed))


def fridge_pictures(scale: Scale) -> list[Picture]:
    """List the pictures of refrigerators: single foods, and shelves with boxes."""
    close = _classed("close", "fridge", FOODS, scale.close, 10_000)
    close = _spoilt(close, scale, FOODS, ("garments", {}))
    shelves = [
        _placed(f"shelves/shelf-{n:04}.jpg", "fridge", 20_000 + n, None, {"view": "interior"})
        for n in range(scale.interior)
    ]
    return close + _wrongly_boxed([replace(p, has_boxes=True) for p in shelves], scale)


def garment_pictures(scale: Scale) -> list[Picture]:
    """List the pictures of garments and of fabrics close up."""
    worn = tuple(garments.CLASSES)
    whole = _classed("garments", "garments", worn, scale.garments, 30_000)
    near = _classed("fabrics", "fabric", tuple(fabric.CLASSES), scale.fabrics, 40_000)
    return _spoilt(whole, scale, worn, ("fridge", {"view": "interior"})) + near


def floor_pictures(scale: Scale) -> list[Picture]:
    """List the pictures of floors, with boxes."""
    classes = tuple(floor.CLASSES)
    pictures = _classed("floor", "floor", classes, scale.floors, 50_000)
    spoilt = _spoilt(pictures, scale, classes, ("fabric", {}))
    told = [replace(p, has_boxes=p.label is not None and p.drawer == "floor") for p in spoilt]
    return _wrongly_boxed(told, scale)


def _classed(
    folder: str, drawer: str, classes: Sequence[str], count: int, first: int
) -> list[Picture]:
    """Plan pictures of single things, the classes in turn, part of them without a label."""
    random = np.random.default_rng(first)
    bare = random.random(count) < _BARE
    return [
        _placed(
            f"{folder}/{folder}-{n:04}.jpg",
            drawer,
            first + n,
            None if bare[n] else classes[n % len(classes)],
            {"subject": classes[n % len(classes)]},
        )
        for n in range(count)
    ]


def _placed(
    path: str, drawer: str, seed: int, label: str | None, options: dict[str, Any]
) -> Picture:
    # Drawn, and not counted, so that no class belongs to some of the households alone.
    home = int(np.random.default_rng((seed, HOMES)).integers(HOMES))
    # A household sends through one company: more than half through the first.
    provider = PROVIDERS[(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2)[home]]
    return Picture(path, drawer, seed, label, f"h{home + 1:02}", provider, options)


def _spoilt(
    pictures: list[Picture],
    scale: Scale,
    classes: Sequence[str],
    stranger: tuple[str, dict[str, Any]],
) -> list[Picture]:
    """Spoil some labelled pictures, each in one way."""
    random = np.random.default_rng(len(pictures))
    labelled = [n for n, picture in enumerate(pictures) if picture.label]
    chosen = random.permutation(labelled).tolist()
    spoilt = list(pictures)
    for kind in _SPOILT:
        for _ in range(scale.defects):
            if chosen:
                n = chosen.pop()
                spoilt[n] = _with(spoilt[n], kind, classes, stranger)
    return spoilt


def _with(
    picture: Picture, kind: str, classes: Sequence[str], stranger: tuple[str, dict[str, Any]]
) -> Picture:
    if kind == "wrong_label":
        after = classes.index(picture.label or "") + 1 + len(classes) // 3
        return replace(picture, defect=kind, label=classes[after % len(classes)])
    if kind == "outlier":
        return replace(picture, defect=kind, drawer=stranger[0], options=stranger[1])
    return replace(picture, defect=kind)


def _wrongly_boxed(pictures: list[Picture], scale: Scale) -> list[Picture]:
    """Plan two kinds of wrong boxes, each on pictures that are whole otherwise."""
    told = list(pictures)
    whole = [n for n, picture in enumerate(told) if picture.has_boxes and not picture.defect]
    for at, kind in enumerate(("box_outside", "box_repeated")):
        for n in whole[at * scale.defects : (at + 1) * scale.defects]:
            told[n] = replace(told[n], defect=kind)
    return told
