"""Furniture and household goods on the floor, as small solid objects: centimetres."""

import numpy as np
from PIL import ImageDraw

from .drawing import bytes_of
from .shapes import (
    Bead,
    Texture,
    bent,
    block,
    ellipsoid,
    hollow,
    label,
    lathe,
    lettering,
    mottled,
    plain,
    printed,
    rising,
    rough,
    striped,
    tube,
)
from .solid import Distance, Maker, Part
from .worn import BRIGHT, pick, turned


def _book(rng: np.random.Generator) -> list[Part]:
    code, turn = (
        pick(rng, ("#2f5d8c", "#a83a3a", "#3d7a5c", "#d9a441", "#5a4a78")),
        float(rng.uniform(-45, 45)),
    )
    pages = Part(block(10.3, 1.1, 7.2, 0.1), plain("#f3eddc"), 13, 0.05, (0, 1.4, 0), (0, turn, 0))
    covers = [
        Part(block(10.8, 0.16, 7.6, 0.1), plain(code), 13.5, 0.35, (0, y, 0), (0, turn, 0))
        for y in (0.18, 2.65)
    ]
    spine = Part(
        block(10.8, 1.35, 0.2, 0.1),
        plain(code),
        11.2,
        0.35,
        (*turned((0, 1.4, -7.5), turn),),
        (0, turn, 0),
    )
    return [pages, *covers, spine]


def _parcel(rng: np.random.Generator) -> list[Part]:
    front = label((240, 170), "#c59a62", _parcel_print)
    hx, hy, hz = float(rng.uniform(11, 15)), float(rng.uniform(7, 10)), 9.0
    turn = (0.0, float(rng.uniform(-30, 30)), 0.0)
    body = Part(
        block(hx, hy, hz, 0.15),
        printed(front, (-hx, hx), (-hy, hy), "#c0955d"),
        float(np.hypot(np.hypot(hx, hy), hz)),
        0.05,
        (0, hy, 0),
        turn,
    )
    tape = Part(
        block(hx + 0.05, 0.06, 1.8, 0.03), plain("#e0c691"), hx + 2, 0.5, (0, 2 * hy, 0), turn
    )
    return [body, tape]


def _parcel_print(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 76, 240, 98), fill=bytes_of("#dec28c"))
    lettering(pen, (62, 40), "DURE", 30, "#7a5428")
    pen.rectangle((170, 18, 220, 62), outline=bytes_of("#7a5428"), width=3)
    pen.polygon([(184, 40), (195, 24), (206, 40)], fill=bytes_of("#7a5428"))


def _mug(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, (*BRIGHT, "#f2efe8"))
    wall = hollow(lathe([(0, 3.6), (0.4, 4.0), (9.2, 4.2)], soft=False), 9.2, 3.7, 1.0)
    ring: list[Bead] = [
        (3.8, 7.4, 0, 0.55),
        (6.4, 7.0, 0, 0.55),
        (6.9, 4.8, 0, 0.55),
        (6.0, 2.8, 0, 0.55),
        (3.8, 2.4, 0, 0.55),
    ]
    turn = (0.0, float(rng.uniform(-60, 60)), 0.0)
    return [
        Part(wall, plain(code), 10.2, 0.85),
        Part(tube(ring), plain(code), 10, 0.85, (0, 0, 0), turn),
    ]


def _fallen_bottle(rng: np.random.Generator) -> list[Part]:
    profile = [(0.0, 2.6), (0.4, 3.1), (12.0, 3.1), (15.5, 2.4), (18.5, 1.2), (20.5, 1.15)]
    turn = (0.0, float(rng.uniform(0, 360)), 90.0)
    paint = rising(
        [
            (0, "#bfe0ee"),
            (5.9, "#d3ebf4"),
            (6, "#2a7fc4"),
            (11.9, "#2a7fc4"),
            (12, "#d3ebf4"),
            (20, "#e8f5fa"),
        ]
    )
    at = (10.0, 3.1, 0.0)
    cap = (-11.0, 3.1, 0.0)
    return [
        Part(lathe(profile), paint, 21, 0.9, at, turn),
        Part(lathe([(-0.8, 1.45), (0.9, 1.45)], soft=False), plain("#1f6fb5"), 1.9, 0.4, cap, turn),
    ]


def _remote(rng: np.random.Generator) -> list[Part]:
    turn = (0.0, float(rng.uniform(-60, 60)), 0.0)
    body = Part(block(8.6, 1.0, 2.3, 0.6), plain("#25272b"), 9.2, 0.5, (0, 1.0, 0), turn)
    keys = []
    for n in range(5):
        for z in (-1.1, 0.0, 1.1):
            code = "#d8473f" if n == 4 and z else "#b9bec6"
            keys.append(
                Part(
                    ellipsoid(0.55, 0.25, 0.36),
                    plain(code),
                    0.6,
                    0.3,
                    turned((-5.0 + 2.5 * n, 2.0, z), turn[1]),
                    turn,
                )
            )
    return [body, *keys]


def _dumbbell(rng: np.random.Generator) -> list[Part]:
    code, turn = (
        pick(rng, ("#4a4f57", "#d65a7e", "#3f8fb5", "#7a5fb0")),
        float(rng.uniform(-45, 45)),
    )
    heads = [
        Part(
            lathe([(-2.6, 3.2), (-2.2, 4.2), (2.2, 4.2), (2.6, 3.2)], 6, 0.1, soft=False),
            plain(code),
            5.2,
            0.4,
            turned((x, 4.1, 0), turn),
            (0, turn, 90),
        )
        for x in (-6.2, 6.2)
    ]
    bar: list[Bead] = [(-6, 0, 0, 1.4), (6, 0, 0, 1.4)]
    return [*heads, Part(tube(bar), plain("#b8bcc2"), 7.6, 0.8, (0, 4.1, 0), (0, turn, 0))]


def _dock(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#f3f3f1", "#2c2f34"))
    tower = Part(block(8.0, 5.5, 3.2, 1.2), plain(code), 10.3, 0.6, (0, 5.5, 6))
    plate = Part(block(8.6, 0.45, 7.0, 0.4), plain("#3a3d43"), 11.2, 0.4, (0, 0.45, -1))
    contacts = [
        Part(block(1.1, 0.2, 0.5, 0.1), plain("#d9b25a"), 1.3, 0.9, (x, 3.4, 2.75))
        for x in (-2.6, 2.6)
    ]
    return [
        tower,
        plate,
        *contacts,
        Part(ellipsoid(0.7, 0.35, 0.2), plain("#4fe08a"), 0.8, 0.9, (0, 8.6, 2.75)),
    ]


def _strip(rng: np.random.Generator) -> list[Part]:
    turn = (0.0, float(rng.uniform(-35, 35)), 0.0)
    body = Part(block(11.0, 1.7, 2.8, 0.6), plain("#f2f1ec"), 11.8, 0.45, (0, 1.7, 0), turn)
    holes = []
    for n in range(4):
        spot = turned((-7.2 + 4.4 * n, 3.4, 0), turn[1])
        holes.append(
            Part(lathe([(-0.3, 1.7), (0.12, 1.7)], soft=False), plain("#c9c8c1"), 1.9, 0.3, spot)
        )
        holes += [
            Part(
                ellipsoid(0.28, 0.2, 0.28),
                plain("#26262a"),
                0.4,
                0.1,
                (spot[0] + dx, 3.55, spot[2]),
            )
            for dx in (-0.7, 0.7)
        ]
    switch = Part(
        block(0.9, 0.4, 0.8, 0.2), plain("#e2442f"), 1.4, 0.6, turned((9.6, 3.5, 0), turn[1]), turn
    )
    return [body, *holes, switch]


def _leg(rng: np.random.Generator) -> list[Part]:
    wood = pick(rng, ("#8a5a34", "#5c3b24", "#c39a6b", "#3a3a3d"))
    foot: list[Bead] = [(0, 0.9, 0, 1.5), (0, 22, 0, 2.1), (0, 50, 0, 2.7)]
    return [Part(_grounded(tube(foot)), mottled(wood, wood, 0.5), 53, 0.35)]


def _grounded(shape: Distance) -> Distance:
    return lambda x, y, z: np.maximum(shape(x, y, z), -y)


def _tissue(rng: np.random.Generator) -> list[Part]:
    shape = rough(ellipsoid(3.6, 2.6, 3.2), 0.55, 0.95, float(rng.uniform(0, 6)))
    return [
        Part(rough(shape, 0.07, 3.0), mottled("#fbfaf6", "#efeee8", 1.0), 5.2, 0.02, (0, 2.3, 0))
    ]


def _pot(rng: np.random.Generator) -> list[Part]:
    clay = pick(rng, ("#b9653f", "#e8e4da", "#5f6f78"))
    pot = Part(
        lathe([(0, 5.2), (10, 7.2), (10.1, 7.9), (12, 8.0)], soft=False),
        mottled(clay, clay, 0.6),
        15,
        0.15,
    )
    leaves = [
        Part(
            bent(ellipsoid(2.0, 9.5, 0.35), 0.5, 0.4, float(n)),
            mottled("#3f8a4a", "#2f6b3a", 0.8),
            10.5,
            0.3,
            (float(3.4 * np.sin(n * 1.1)), 19.0 + n % 3, float(3.4 * np.cos(n * 1.1))),
            (float(16 * np.cos(n * 1.1)), 40.0 * n, float(-24 * np.sin(n * 1.1))),
        )
        for n in range(7)
    ]
    return [pot, *leaves]


def _bin(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#8fa3ad", "#e9e4d8", "#3c444a"))
    return [
        Part(
            hollow(lathe([(0, 8.5), (24, 11.0), (24.6, 11.4)], soft=False), 24, 7.9, 1.5),
            plain(code),
            27,
            0.4,
        )
    ]


def _scales(rng: np.random.Generator) -> list[Part]:
    screen: Texture = label(
        (120, 40), "#cfe6d8", lambda pen: lettering(pen, (60, 20), "62.4", 30, "#22332a")
    )
    plate = Part(
        block(14.5, 0.9, 13.0, 0.7), mottled("#eef4f6", "#e2ecf0", 0.3), 20, 0.95, (0, 1.4, 0)
    )
    shown = Part(block(3.4, 0.1, 1.6, 0.05), plain("#20282c"), 4, 0.9, (0, 2.35, 8))
    return [
        plate,
        shown,
        Part(
            block(3.0, 0.4, 0.1, 0.05),
            printed(screen, (-3, 3), (-0.4, 0.4), "#20282c"),
            3.2,
            0.5,
            (0, 1.5, -13),
        ),
    ]


def _basket(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#d9c7a8", "#b5a58c", "#c98f7a", "#7f8fa6"))
    pad = rough(ellipsoid(18, 4.2, 16), 0.15, 0.7)
    return [Part(pad, striped(code, "#f0e9dc", 10, 0.5, 0.1), 19.5, 0.03, (0, 3.6, 0))]


def _puddle(rng: np.random.Generator) -> list[Part]:
    shape = rough(ellipsoid(8.5, 0.35, 7.0), 0.16, 0.5, float(rng.uniform(0, 6)))
    return [Part(shape, mottled("#b9c6cc", "#a8b6bd", 0.4), 9.4, 1.0, (0, 0.1, 0))]


HOUSEHOLD: dict[str, tuple[str, Maker]] = {
    "power_strip": ("entangling/cable", _strip),
    "furniture_leg": ("furniture", _leg),
    "floor_cushion": ("furniture", _basket),
    "book": ("household_item", _book),
    "tissue": ("household_item", _tissue),
    "box": ("household_item", _parcel),
    "bottle": ("household_item", _fallen_bottle),
    "mug": ("household_item", _mug),
    "waste_bin": ("household_item", _bin),
    "flowerpot": ("household_item", _pot),
    "scale": ("household_item", _scales),
    "remote_control": ("household_item", _remote),
    "dumbbell": ("household_item", _dumbbell),
    "liquid": ("spill", _puddle),
    "docking_station": ("structure", _dock),
}
