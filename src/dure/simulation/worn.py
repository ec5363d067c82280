"""Clothes, toys and what pets leave, as small solid objects: centimetres, standing on y = 0."""

import numpy as np

from .drawing import Floats
from .shapes import (
    Bead,
    beads,
    bent,
    block,
    ellipsoid,
    hollow,
    lathe,
    mottled,
    plain,
    rough,
    striped,
    tube,
)
from .solid import Distance, Maker, Paint, Part

BRIGHT = ("#e23b3b", "#2f7fd6", "#f2c12e", "#3aa655", "#f08a24", "#8e5bd0")


def pick(rng: np.random.Generator, codes: tuple[str, ...]) -> str:
    return str(rng.choice(codes))


def _sock(rng: np.random.Generator) -> list[Part]:
    first = pick(rng, ("#e9e6df", "#41506b", "#c94f5d", "#5d8f78", "#3b3b40", "#e0b35a"))
    foot: list[Bead] = [
        (-8, 2.0, 0, 2.0),
        (-3, 2.2, 0, 2.4),
        (3, 2.4, 0.5, 2.7),
        (6, 3.4, 2, 2.4),
        (9, 5.0, 3.5, 2.7),
    ]
    bands = _across(first, "#f6f4ee")
    return [Part(rough(tube(foot), 0.06, 0.9), bands, 13.5, 0.03)]


def _flattened(shape: Distance, share: float) -> Distance:
    return lambda x, y, z: np.asarray(shape(x, y / share, z) * share, np.float32)


def _across(first: str, second: str) -> Paint:
    """Paint the toe and rings below the cuff in a second colour."""
    base, band = mottled(first, first, 3.0), plain(second)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        ends = (x < -6.8) | ((x > 7.2) & (x < 8.4)) | ((x > 9.4) & (x < 10.4))
        return np.where(ends[:, None], band(x, y, z), base(x, y, z))

    return paint


def _shoe(rng: np.random.Generator) -> list[Part]:
    upper, sole = pick(rng, ("#e8e8ea", "#2d3e5e", "#b8323a", "#3e3e42", "#d8c3a0")), "#f4f2ec"
    turn = (0.0, float(rng.uniform(-35, 35)), 0.0)
    body: list[Bead] = [
        (-9.5, 3.0, 0, 2.3),
        (-4, 2.7, 0, 3.1),
        (2, 3.4, 0, 3.3),
        (7, 4.6, 0, 3.4),
        (10, 4.8, 0, 3.2),
    ]
    shape = _cut(tube(body), (7.8, 9.4, 3.6))
    base: list[Bead] = [(-10, 1.1, 0, 2.5), (0, 1.1, 0, 3.2), (10.5, 1.1, 0, 3.2)]
    tread = Part(_flattened(tube(base), 0.5), plain(sole), 14.5, 0.2, (0, 0.9, 0), turn)
    laces = [
        Part(
            block(0.35, 0.2, 2.0, 0.15),
            plain("#ffffff"),
            2.2,
            0.1,
            turned((-3.4 + 2.1 * n, 6.0 + 0.42 * n, 0), turn[1]),
            (0, turn[1], 20),
        )
        for n in range(4)
    ]
    return [tread, Part(shape, mottled(upper, upper, 1.0), 14.5, 0.2, (0, 0, 0), turn), *laces]


def turned(point: tuple[float, float, float], degrees: float) -> tuple[float, float, float]:
    c, s = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    return point[0] * c + point[2] * s, point[1], -point[0] * s + point[2] * c


def _cut(shape: Distance, well: tuple[float, float, float]) -> Distance:
    x0, y0, r = well
    hole = ellipsoid(r * 1.15, r, r * 0.72)
    return lambda x, y, z: np.maximum(shape(x, y, z), -hole(x - x0, y - y0, z))


def _slipper(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#b9a184", "#7d8fa8", "#c58a90", "#8a9a7c"))
    parts = []
    for z, turn in ((-5.5, -6.0), (5.5, 12.0)):
        base: list[Bead] = [(-9, 0.9, 0, 3.2), (0, 0.9, 0, 3.4), (9, 0.9, 0, 3.1)]
        parts.append(
            Part(
                _flattened(tube(base), 0.42), plain("#e7dccb"), 13, 0.05, (0, 0.6, z), (0, turn, 0)
            )
        )
        vamp = _cut(_flattened(ellipsoid(6.2, 4.6, 4.2), 1.0), (7.0, 0.8, 6.0))
        parts.append(
            Part(
                vamp,
                mottled(code, code, 1.0),
                7.5,
                0.05,
                (*turned((-5.0, 1.2, 0), turn)[:2], z - 0.5),
                (0, turn, 0),
            )
        )
    return parts


def _waste(rng: np.random.Generator) -> list[Part]:
    coils: list[Bead] = []
    for n in range(34):
        turn, up = n * 0.55, n / 33
        out = 2.7 * (1 - up) ** 0.8
        coils.append(
            (
                float(out * np.cos(turn)),
                float(0.9 + 3.2 * up),
                float(out * np.sin(turn)),
                float(1.25 - 0.95 * up * up),
            )
        )
    shape = rough(tube(coils[::2]), 0.10, 2.6)
    return [
        Part(
            shape,
            mottled("#5b3a1c", "#3f2711", 1.2),
            6.2,
            0.45,
            (0, 0, 0),
            (0, float(rng.uniform(0, 360)), 0),
        )
    ]


def _bowl(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#d9474f", "#4a90c9", "#c9ccd0", "#6fb08a"))
    wall = hollow(lathe([(0, 8.0), (0.5, 8.2), (5.2, 6.6), (5.6, 6.5)], soft=False), 5.6, 5.9, 1.6)
    food: list[Bead] = [
        (float(rng.uniform(-4, 4)), 3.0, float(rng.uniform(-4, 4)), 0.8) for _ in range(24)
    ]
    return [
        Part(wall, plain(code), 10, 0.6),
        Part(beads(food), mottled("#9a6534", "#7c4c24", 2.0), 8, 0.1),
    ]


def _bone(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#f0e6d0", "#e8665a", "#5fb0c9"))
    ends: list[Bead] = [
        (-6, 1.8, -1.4, 1.9),
        (-6, 1.8, 1.4, 1.9),
        (6, 1.8, -1.4, 1.9),
        (6, 1.8, 1.4, 1.9),
    ]
    turn = (0.0, float(rng.uniform(-40, 40)), 0.0)
    bar: list[Bead] = [(-6, 1.8, 0, 1.3), (6, 1.8, 0, 1.3)]
    return [
        Part(beads(ends), plain(code), 9.5, 0.3, (0, 0, 0), turn),
        Part(tube(bar), plain(code), 9.5, 0.3, (0, 0, 0), turn),
    ]


def _bricks(rng: np.random.Generator) -> list[Part]:
    parts = []
    for x, z, y in ((-4.4, 0.5, 0.0), (0.6, 2.2, 0.0), (4.6, -1.2, 0.0), (-1.4, 0.9, 1.92)):
        code, turn = pick(rng, BRIGHT), float(rng.uniform(-50, 50))
        parts.append(
            Part(block(2.4, 0.96, 1.6, 0.12), plain(code), 3.2, 0.6, (x, 0.96 + y, z), (0, turn, 0))
        )
        for sx in (-1.2, 0.0, 1.2):
            for sz in (-0.7, 0.7):
                at = turned((sx, 0, sz), turn)
                parts.append(
                    Part(
                        lathe([(0, 0.48), (0.36, 0.48)], soft=False),
                        plain(code),
                        0.7,
                        0.6,
                        (x + at[0], 1.92 + y, z + at[2]),
                    )
                )
    return parts


def _ball(rng: np.random.Generator) -> list[Part]:
    r, code = float(rng.uniform(3.5, 8.0)), pick(rng, BRIGHT)
    skin = striped(code, "#f7f5ef", 3, 0.15, 0.0)
    return [
        Part(
            ellipsoid(r, r, r),
            skin,
            r * 1.02,
            0.5,
            (0, r, 0),
            (float(rng.uniform(20, 70)), float(rng.uniform(0, 90)), 30),
        )
    ]


def _car(rng: np.random.Generator) -> list[Part]:
    code, turn = pick(rng, BRIGHT), float(rng.uniform(-50, 50))
    body = Part(block(6.0, 1.5, 2.8, 0.9), plain(code), 7.2, 0.8, (0, 2.5, 0), (0, turn, 0))
    cabin = Part(
        block(3.0, 1.3, 2.4, 0.8),
        _windows(code),
        4.3,
        0.9,
        turned((0.6, 4.6, 0), turn),
        (0, turn, 0),
    )
    wheels = [
        Part(
            lathe([(-0.7, 1.45), (0.7, 1.45)], soft=False),
            _hub,
            1.8,
            0.2,
            turned((x, 1.45, z), turn),
            (90, turn, 0),
        )
        for x in (-3.6, 3.6)
        for z in (-2.7, 2.7)
    ]
    return [body, cabin, *wheels]


def _windows(code: str) -> Paint:
    roof, glass = plain(code), plain("#26323d")
    return lambda x, y, z: np.where((np.abs(y) < 0.75)[:, None], glass(x, y, z), roof(x, y, z))


def _hub(x: Floats, y: Floats, z: Floats) -> Floats:
    near = (x * x + z * z < 0.5)[:, None]
    return np.where(near, plain("#d9dce0")(x, y, z), plain("#1d1d20")(x, y, z))


def _teddy(rng: np.random.Generator) -> list[Part]:
    first = pick(rng, ("#b98149", "#d9c2a0", "#8c5f3c", "#c7a9b8"))
    fur: Paint = mottled(first, first, 1.0)
    limbs: list[Bead] = [
        (-4.6, 1.9, -4.2, 2.0),
        (4.6, 1.9, -4.2, 2.0),
        (-5.3, 6.6, -1.6, 1.7),
        (5.3, 6.6, -1.6, 1.7),
        (-3.1, 15.2, 0, 1.5),
        (3.1, 15.2, 0, 1.5),
    ]
    torso = Part(rough(ellipsoid(4.8, 5.2, 4.2), 0.05, 7), fur, 6, 0.02, (0, 5.0, 0))
    head = Part(rough(ellipsoid(4.1, 3.8, 3.8), 0.05, 7), fur, 4.6, 0.02, (0, 12.2, -0.4))
    muzzle = Part(ellipsoid(1.8, 1.4, 1.3), plain("#f0dfc4"), 2, 0.02, (0, 11.4, -3.7))
    dark: list[Bead] = [(0, 11.9, -5.0, 0.6), (-1.6, 13.2, -3.9, 0.45), (1.6, 13.2, -3.9, 0.45)]
    return [
        torso,
        head,
        Part(rough(beads(limbs), 0.05, 7), fur, 18, 0.02),
        muzzle,
        Part(beads(dark), plain("#17130f"), 15, 0.8),
    ]


def _towel(rng: np.random.Generator) -> list[Part]:
    code = pick(rng, ("#e6c9b8", "#9fb8c9", "#d98f8a", "#a8c3a0", "#f0ede4"))
    parts = []
    for n in range(4):
        fold = bent(ellipsoid(11 - 1.4 * n, 1.6, 7 - 0.8 * n), 0.9, 0.33, float(rng.uniform(0, 6)))
        parts.append(
            Part(
                rough(fold, 0.12, 3.2),
                mottled(code, code, 1),
                13,
                0.02,
                (float(rng.uniform(-2, 2)), 1.3 + 1.3 * n, float(rng.uniform(-1, 1))),
                (float(rng.uniform(-8, 8)), float(rng.uniform(0, 180)), float(rng.uniform(-8, 8))),
            )
        )
    return parts


WORN: dict[str, tuple[str, Maker]] = {
    "pet_waste": ("pet_related", _waste),
    "pet_bowl": ("pet_related", _bowl),
    "pet_toy": ("pet_related", _bone),
    "sock": ("clothing_item", _sock),
    "towel": ("clothing_item", _towel),
    "sneakers": ("clothing_item/shoe", _shoe),
    "slipper": ("clothing_item/shoe", _slipper),
    "building_blocks": ("toy", _bricks),
    "ball": ("toy", _ball),
    "doll": ("toy", _teddy),
    "toy_car": ("toy", _car),
}
