"""Fruit and vegetables as small solid objects: centimetres, standing on y = 0."""

from collections.abc import Callable

import numpy as np

from .drawing import Floats, linear, mixed, smooth
from .shapes import (
    Bead,
    beads,
    bent,
    ellipsoid,
    lathe,
    mottled,
    plain,
    rising,
    rough,
    speckled,
    striped,
    tube,
    waves,
)
from .solid import Paint, Part

Maker = Callable[[np.random.Generator], list[Part]]


def _ball(paint: Paint, r: float, flat: float = 1.0, gloss: float = 0.4) -> Part:
    return Part(ellipsoid(r, r * flat, r), paint, r * 1.05, gloss, (0, r * flat, 0))


def _stalk(height: float, at: float, code: str = "#5b3a1e", thick: float = 0.18) -> Part:
    shape = tube([(0, 0, 0, thick), (0.15, height * 0.6, 0, thick * 0.8), (0.4, height, 0, thick)])
    return Part(shape, plain(code), height + thick + 0.4, 0.1, (0, at, 0))


def _apple(first: str, second: str) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(3.7, 4.3))
        streaks = striped(first, second, 9, 1.4, 1.2)
        skin = speckled(streaks, "#f2dfa0", 9, 0.12)
        body = Part(
            _dimpled(r, 0.92),
            skin,
            r * 1.15,
            0.55,
            (0, r * 0.9, 0),
            (float(rng.uniform(-14, 14)), 0, float(rng.uniform(-14, 14))),
        )
        return [body, _stalk(1.9, r * 1.5)]

    return make


def _dimpled(r: float, flat: float, lobes: int = 0) -> Callable[[Floats, Floats, Floats], Floats]:
    """Press dimples into both poles of a ball."""
    ball = ellipsoid(r, r * flat, r)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        axis = np.sqrt(x * x + z * z)
        press = 0.42 * r * np.exp(-((axis / (0.36 * r)) ** 2)) * (0.45 + 0.55 * (y > 0))
        if lobes:
            press = press + 0.05 * r * (1 - np.abs(np.cos(np.arctan2(z, x) * lobes / 2)))
        return np.asarray((ball(x, y, z) + press) * 0.62, np.float32)

    return distance


def _citrus(first: str, second: str, size: tuple[float, float], flat: float) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(*size))
        skin = speckled(mottled(first, second, 0.7, r), second, 9, 0.35)
        shape = rough(ellipsoid(r, r * flat, r), 0.012, 6.5)
        body = Part(shape, skin, r * 1.1, 0.35, (0, r * flat, 0))
        button = Part(
            ellipsoid(0.45, 0.22, 0.45), plain("#5f7a2d"), 0.5, 0.1, (0.2, r * flat * 1.97, -0.5)
        )
        return [body, button]

    return make


def _lemon(rng: np.random.Generator) -> list[Part]:
    profile = [
        (-4.7, 0.1),
        (-4.3, 0.7),
        (-3.6, 1.2),
        (-2.2, 2.5),
        (0, 3.1),
        (2.2, 2.5),
        (3.6, 1.2),
        (4.2, 0.75),
        (4.5, 0.1),
    ]
    skin = mottled("#f6d21f", "#f3c60f", 1.2)
    return [
        Part(
            lathe(profile),
            skin,
            5,
            0.4,
            (0, 3.0, 0),
            (0, float(rng.uniform(-30, 30)), 84),
        )
    ]


def _banana(rng: np.random.Generator) -> list[Part]:
    parts = []
    tips = [
        (-8.2, 0.25),
        (-7.4, 0.6),
        (-5, 1.55),
        (-1, 1.9),
        (3, 1.85),
        (6.2, 1.3),
        (7.6, 0.55),
        (8.6, 0.5),
    ]
    for n, lean in enumerate((0.0, 1.0, 2.0)):
        bow = [(x, 0.05 * x * x + 0.1 * lean, 0.4 * lean, r) for x, r in tips]
        ends: list[Bead] = [(float(a), float(b), float(c), float(d)) for a, b, c, d in bow]
        skin = _ends(mottled("#f4cf3c", "#edbf25", 0.8, float(n)), -7.3, 7.4, "#5c4a1d")
        parts.append(
            Part(
                tube(ends), skin, 11, 0.25, (0.7 * lean, 1.9, -1.9 * lean), (0, -6 * lean, 4 * lean)
            )
        )
    return parts


def _ends(base: Paint, low: float, high: float, code: str) -> Paint:
    tip = linear(code)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        share = np.maximum(smooth(low + 0.5, low - 0.5, x), smooth(high - 0.5, high + 0.6, x))
        return mixed(base(x, y, z), tip, share)

    return paint


def _kiwi(rng: np.random.Generator) -> list[Part]:
    skin = speckled(mottled("#7a5a2c", "#8d6b38", 1.4), "#5c4320", 8, 0.4)
    whole = Part(rough(ellipsoid(3.4, 2.6, 2.6), 0.03, 11), skin, 3.6, 0.08, (-2.4, 2.6, 0.8))
    half = Part(
        lathe([(-2.0, 0.6), (-1.6, 1.5), (-0.6, 2.4), (0.3, 2.6)]),
        _kiwi_flesh,
        2.9,
        0.3,
        (2.6, 2.5, -0.8),
        (-74, 0, -10),
    )
    return [whole, half]


def _kiwi_flesh(x: Floats, y: Floats, z: Floats) -> Floats:
    r = np.sqrt(x * x + z * z)
    rays = np.sin(np.arctan2(z, x) * 22) * 0.12
    flesh = mixed(
        linear("#eef0c0"), linear("#7fb335"), smooth(0.55, 1.0, np.asarray(r + rays, np.float32))
    )
    seeds = smooth(0.6, 0.9, np.asarray(np.sin(np.arctan2(z, x) * 19), np.float32)) * (
        np.abs(r - 1.15) < 0.25
    )
    flesh = mixed(flesh, linear("#1d1a10"), np.asarray(seeds, np.float32))
    return np.where((y > 0.25)[:, None], flesh, linear("#7a5a2c"))


def _peach(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(3.6, 4.2))
    blush = mottled("#f6c890", "#e4605a", 0.42, float(rng.uniform(0, 6)), 0.9)
    return [Part(_dimpled(r, 0.97), blush, r * 1.15, 0.12, (0, r * 0.9, 0), (-12, 0, 14))]


def _pear(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(4.6, 5.2))
    skin = speckled(mottled("#c9a45a", "#b98f45", 0.5), "#e6cf95", 7, 0.45)
    return [Part(_dimpled(r, 0.92), skin, r * 1.15, 0.15, (0, r * 0.86, 0)), _stalk(2.0, r * 1.45)]


def _strawberry(rng: np.random.Generator) -> list[Part]:
    parts = []
    for x, z, turn in ((-2.6, 0.6, 12.0), (0.2, -0.9, -20.0), (2.7, 0.5, 40.0)):
        profile = [(-2.0, 0.1), (-1.6, 0.65), (-0.5, 1.35), (0.7, 1.75), (1.5, 1.4), (1.75, 0.1)]
        skin = speckled(
            rising([(-2, "#d3122b"), (1.1, "#d91a2e"), (1.8, "#f0a090")]), "#f6d98a", 6.5, 0.2
        )
        lean = (-52.0, turn, float(rng.uniform(-20, 20)))
        parts.append(
            Part(lathe(profile), skin, 2.3, 0.55, (x, 1.65, z), (180 + lean[0], turn, lean[2]))
        )
        parts.append(
            Part(
                rough(ellipsoid(1.3, 0.25, 1.3), 0.2, 3.2),
                plain("#3f8f35"),
                1.5,
                0.1,
                (x + 0.1, 2.75, z + 1.0),
                (24, turn, 0),
            )
        )
    return parts


def _grape(first: str, second: str, radius: float) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        balls: list[Bead] = []
        for layer in range(5):
            for n in range(7 - layer):
                turn = 2 * np.pi * n / (7 - layer) + layer * 0.6
                out = radius * (2.5 - 0.5 * layer)
                balls.append(
                    (
                        float(layer * 1.5 * radius - 2.9 * radius),
                        float(radius + out * 0.45 * (1 + np.sin(turn))),
                        float(out * np.cos(turn)),
                        radius,
                    )
                )
        skin = mottled(first, second, 1.1, 1.0)
        stem = Part(
            tube([(0, 0, 0, 0.18), (-1.6, 1.0, 0, 0.2)]),
            plain("#7c6a2c"),
            2.6,
            0.1,
            (-3.2 * radius, 3.0, 0),
        )
        return [
            Part(beads(balls), skin, 7, 0.5, (0, 0, 0), (0, float(rng.uniform(-25, 25)), 0)),
            stem,
        ]

    return make


def _persimmon(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(3.8, 4.3))
    body = Part(
        _dimpled(r, 0.72, 4), mottled("#ef7d1a", "#f08f2b", 0.5), r * 1.15, 0.6, (0, r * 0.66, 0)
    )
    leaf = Part(
        rough(ellipsoid(2.3, 0.3, 2.3), 0.35, 1.9),
        mottled("#6f7f3a", "#8b8a4a", 1.5),
        2.7,
        0.1,
        (0, r * 1.22, 0),
    )
    return [body, leaf]


def _avocado(rng: np.random.Generator) -> list[Part]:
    profile = [
        (-4.8, 0.3),
        (-4.3, 1.5),
        (-2.5, 3.1),
        (-0.3, 3.3),
        (2, 2.3),
        (4, 1.6),
        (4.8, 0.9),
        (5, 0.1),
    ]
    skin = mottled("#2f3d1d", "#45552a", 3.0)
    return [
        Part(
            lathe(profile),
            skin,
            5.6,
            0.35,
            (0, 3.2, 0),
            (0, float(rng.uniform(-30, 30)), 80),
        )
    ]


def _watermelon(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(9.0, 10.0))
    return [_ball(striped("#2f6b2f", "#16361b", 6, 0.6, 0.5), r, 0.94, 0.4)]


def _onion(first: str, second: str) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(3.5, 4.1))
        profile = [
            (-0.92 * r, 0.05),
            (-0.8 * r, 0.5 * r),
            (-0.35 * r, 0.94 * r),
            (0.05 * r, r),
            (0.45 * r, 0.8 * r),
            (0.75 * r, 0.42 * r),
            (0.98 * r, 0.16 * r),
            (1.5 * r, 0.10 * r),
            (1.55 * r, 0.02),
        ]
        skin = striped(first, second, 13, 1.1, 0.4)
        lean = (float(rng.uniform(-16, 4)), float(rng.uniform(0, 360)), float(rng.uniform(-22, 22)))
        roots = Part(
            rough(ellipsoid(0.8, 0.4, 0.8), 0.2, 5), plain("#d8c49a"), 1.1, 0.05, (0, 0.3, 0)
        )
        return [Part(lathe(profile), skin, 1.62 * r, 0.45, (0, 0.92 * r, 0), lean), roots]

    return make


def _carrot(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(3):
        beads_: list[Bead] = [
            (-8.5, 0, 0, 0.25),
            (-4, 0, 0, 1.1),
            (3, 0, 0, 1.75),
            (5.4, 0, 0, 1.7),
            (6, 0, 0, 1.1),
        ]
        skin = _rings(mottled("#ee7a20", "#e56a12", 1.1, float(n)), "#c9560c")
        at = (0.8 * n, 1.7 + (1.9 if n == 1 else 0), 1.9 - 1.9 * n)
        turn = (0.0, float(rng.uniform(-9, 9)), 0.0)
        parts.append(Part(tube(beads_), skin, 9, 0.25, at, turn))
        parts.append(
            Part(
                tube([(0, 0, 0, 0.5), (2.2, 0.9, 0.3, 0.12)]),
                plain("#5d8a36"),
                3,
                0.1,
                (at[0] + 6, at[1], at[2]),
            )
        )
    return parts


def _rings(base: Paint, code: str) -> Paint:
    dark = linear(code)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        line = np.asarray(np.sin(x * 5 + waves(x * 0, y, z, 1.2) * 2), np.float32)
        return mixed(base(x, y, z), dark, smooth(0.75, 0.98, line) * np.float32(0.7))

    return paint


def _log(
    first: str, second: str, shape: tuple[float, float], count: int = 2, gloss: float = 0.35
) -> Maker:
    """Make long vegetables that lie side by side: cucumber, courgette, aubergine."""
    half, thick = shape

    def make(rng: np.random.Generator) -> list[Part]:
        parts = []
        for n in range(count):
            bow = float(rng.uniform(0.2, 0.9))
            line: list[Bead] = [
                (float(x * half), float(bow * x * x), 0.0, float(thick * r))
                for x, r in (
                    (-1, 0.45),
                    (-0.8, 0.85),
                    (-0.3, 1),
                    (0.3, 0.98),
                    (0.8, 0.86),
                    (1, 0.5),
                )
            ]
            at = (
                0.5 * n,
                thick + (0 if n < 2 else 1.6 * thick),
                thick * (2.0 * (n % 2) - 0.9 * (count > 1)),
            )
            skin = _ends(mottled(first, second, 1.6, float(n)), -99, half * 0.98, "#8f9f52")
            parts.append(
                Part(
                    tube(line),
                    skin,
                    half + thick + 0.5,
                    gloss,
                    at,
                    (0, float(rng.uniform(-8, 8)), 0),
                )
            )
        return parts

    return make


def _garlic(rng: np.random.Generator) -> list[Part]:
    profile = [
        (-2.0, 0.6),
        (-1.6, 1.9),
        (-0.6, 2.7),
        (0.4, 2.4),
        (1.3, 1.1),
        (2.2, 0.45),
        (3.3, 0.35),
        (3.4, 0.05),
    ]
    skin = striped("#f3ebe0", "#d9bfc4", 10, 1.2, 0.4)
    bulbs = [(-2.6, 0.4, 0.0), (2.5, 0.0, 20.0)]
    return [
        Part(lathe(profile, 8, 0.14), skin, 3.9, 0.25, (x, 2.0, z), (0, t, t - 8))
        for x, z, t in bulbs
    ]


def _green_onion(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(5):
        fan = (n - 2) * 0.45
        line: list[Bead] = [
            (-13.5, 0, 0, 0.8),
            (-12.5, 0, 0, 0.95),
            (-2, 0.1, 0.2 * fan, 0.85),
            (5, 0.5, fan, 0.75),
            (13.5, 0.4 + 0.3 * (n % 3), 2.0 * fan, 0.35),
        ]
        skin = _along(
            [(-13, "#f4f1e2"), (-4, "#eef0d6"), (0, "#a9cb78"), (5, "#4f9440"), (14, "#2f7334")]
        )
        parts.append(
            Part(
                tube(line),
                skin,
                15,
                0.35,
                (0, 0.95 + 1.3 * (n % 2), (n - 2) * 1.1),
                (0, float(rng.uniform(-3, 3)), 0),
            )
        )
    tie = Part(
        lathe([(-0.5, 3.0), (0.5, 3.0)]), plain("#3d6fc4"), 3.2, 0.4, (-6, 1.6, 0), (0, 0, 90)
    )
    return [*parts, Part(ellipsoid(0.5, 1.95, 3.3), tie.paint, 3.4, 0.5, (-6.5, 1.5, 0))]


def _along(stops: list[tuple[float, str]]) -> Paint:
    upright = rising(stops)
    return lambda x, y, z: upright(y, x, z)


def _pepper(first: str, second: str) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(3.7, 4.2))
        profile = [
            (0.0, 1.2),
            (0.5, 2.4),
            (1.6, 0.86 * r),
            (4, r),
            (6.6, 1.02 * r),
            (7.8, 0.8 * r),
            (8.3, 0.45 * r),
            (7.9 + 0.5, 0.1),
        ]
        body = Part(
            lathe(profile, 4, 0.16),
            mottled(first, second, 0.4),
            9.6,
            0.75,
            (0, 0, 0),
            (0, float(rng.uniform(0, 90)), 0),
        )
        cap = Part(
            rough(ellipsoid(1.5, 0.35, 1.5), 0.2, 2.5), plain("#3f7d2c"), 1.8, 0.2, (0, 8.3, 0)
        )
        return [body, cap, _stalk(1.9, 8.2, "#4a8a35", 0.5)]

    return make


def _tomato(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(3.5, 4.1))
    body = Part(
        _dimpled(r, 0.84, 5), mottled("#d8261c", "#e0402a", 0.5), r * 1.15, 0.7, (0, r * 0.78, 0)
    )
    star: list[Part] = [
        Part(
            tube([(0, 0, 0, 0.25), (1.0, 0.15, 0, 0.28), (2.0, -0.25, 0, 0.06)]),
            plain("#3c7a2c"),
            2.4,
            0.1,
            (0, r * 1.36, 0),
            (0, 72.0 * n, 0),
        )
        for n in range(5)
    ]
    return [body, *star, _stalk(1.0, r * 1.35, "#3c7a2c", 0.22)]


def _potato(first: str, second: str, size: tuple[float, float]) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        parts = []
        for n, (x, z) in enumerate(((-0.62, 1.6), (0.62, -1.4))):
            shape = rough(ellipsoid(size[0], size[1], size[1]), 0.22, 0.8, float(rng.uniform(0, 6)))
            skin = speckled(mottled(first, second, 0.9, float(n)), "#5b4225", 5.5, 0.12)
            parts.append(
                Part(
                    shape,
                    skin,
                    size[0] * 1.15,
                    0.1,
                    (x, size[1], z),
                    (0, float(rng.uniform(-35, 35)), 0),
                )
            )
        return parts

    return make


def _leafy(first: str, second: str, rib: str, size: tuple[float, float]) -> Maker:
    """Make a head of leaves: cabbage, lettuce, napa cabbage."""
    rx, ry = size

    def make(rng: np.random.Generator) -> list[Part]:
        core = Part(
            rough(ellipsoid(rx * 0.86, ry * 0.92, rx * 0.86), 0.12, 1.1),
            _veined(first, second, rib),
            rx * 1.1 + ry * 0.2,
            0.15,
            (0, ry * 0.9, 0),
        )
        parts = [core]
        for n in range(4):
            turn = float(90 * n + rng.uniform(-20, 20))
            leaf = bent(ellipsoid(rx * 0.66, ry * 0.8, rx * 0.16), 0.5, 0.7, float(n))
            out = np.radians(turn)
            at = (float(0.52 * rx * np.sin(out)), ry * 0.74, float(0.52 * rx * np.cos(out)))
            parts.append(
                Part(
                    leaf, _veined(second, first, rib), max(rx, ry) * 0.95, 0.15, at, (-14, turn, 0)
                )
            )
        return parts

    return make


def _veined(first: str, second: str, rib: str) -> Paint:
    ground, vein = mottled(first, second, 0.9), linear(rib)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * 7 + y * 0.35 + waves(x, y, z, 0.7) * 0.8
        share = smooth(0.86, 1.0, np.asarray(np.sin(turn), np.float32)) * np.float32(0.75)
        return mixed(ground(x, y, z), vein, share)

    return paint


def _lettuce(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(6):
        tilt, turn = -18.0 + 9 * n, float(rng.uniform(-26, 26))
        leaf = bent(ellipsoid(4.6, 6.2, 0.42), 0.7, 0.75, float(n))
        skin = _blade(rng)
        parts.append(
            Part(
                leaf,
                skin,
                7.4,
                0.2,
                (0.5 * (n - 3), 5.4 - 0.3 * n, 2.2 - 0.9 * n),
                (tilt - 20, turn, (n - 2.5) * 11),
            )
        )
    return parts


def _blade(rng: np.random.Generator) -> Paint:
    green = rising(
        [(-6, "#e9edc8"), (-3, "#b5d477"), (1.5, "#6fae3d"), (5, "#5d9a38"), (6.6, "#7a3b3f")],
        0.8,
        1.6,
    )
    pale = linear("#e3ecc0")

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        rib = np.exp(-((x / 0.35) ** 2)) * smooth(6, 1, y)
        side = smooth(
            0.9, 1.0, np.asarray(np.sin(np.abs(x) * 2.2 - y * 1.6), np.float32)
        ) * np.float32(0.5)
        return mixed(green(x, y, z), pale, np.maximum(np.asarray(rib, np.float32), side))

    return paint


def _broccoli(rng: np.random.Generator) -> list[Part]:
    balls: list[Bead] = []
    for n in range(16):
        turn, ring = n * 2.4, np.sqrt(n / 15)
        balls.append(
            (
                float(4.0 * ring * np.cos(turn)),
                float(8.6 - 2.4 * ring * ring),
                float(4.0 * ring * np.sin(turn)),
                float(2.1 - 0.3 * ring),
            )
        )
    crown = Part(
        rough(beads(balls), 0.16, 5.5), mottled("#3e7a34", "#2c5d2a", 3.5), 11, 0.08, (0, 0, 0)
    )
    stem = Part(
        tube([(0, 0.8, 0, 1.5), (0, 3.5, 0, 1.7), (0, 6.5, 0, 2.6)]),
        mottled("#a9c27a", "#93b264", 1.0),
        9,
        0.15,
        (0, 0.7, 0),
    )
    return [stem, crown]


def _radish(rng: np.random.Generator) -> list[Part]:
    line: list[Bead] = [
        (-10, 0, 0, 0.4),
        (-8.6, 0, 0, 2.6),
        (-5, 0, 0, 4.1),
        (3, 0, 0, 4.3),
        (7.4, 0, 0, 3.5),
        (8.6, 0, 0, 2.0),
    ]
    skin = _along([(-10, "#f5f2e6"), (1, "#f3f1df"), (4, "#cfe0a4"), (8, "#9fc46a")])
    body = Part(tube(line), skin, 12.5, 0.3, (0, 4.2, 0))
    leaf = Part(
        tube([(0, 0, 0, 1.2), (2.0, 0.8, 0, 0.9), (3.6, 1.8, 0, 0.4)]),
        mottled("#5f9a3d", "#7fb152", 1.5),
        5,
        0.1,
        (8.4, 4.2, 0),
    )
    return [body, leaf]


def _pumpkin(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(6.6, 7.4))
    skin = speckled(striped("#28502c", "#3d6b38", 9, 1.0, 0.4), "#8aa860", 4, 0.25)
    return [
        Part(_dimpled(r, 0.66, 10), skin, r * 1.15, 0.3, (0, r * 0.6, 0)),
        _stalk(1.8, r * 1.0, "#a89460", 0.6),
    ]


def _mushroom(rng: np.random.Generator) -> list[Part]:
    parts = []
    for x, z, y, lean in ((-3, 0.6, 0, 8.0), (0.4, -1.2, 0, -30.0), (3.3, 0.8, 0, 22.0)):
        cap = [(-0.4, 0.6), (-0.35, 1.9), (0.3, 2.3), (1.1, 2.1), (1.8, 1.3), (2.05, 0.1)]
        paint = mottled("#f3ece0", "#e2d3bd", 1.3, lean)
        parts.append(Part(lathe(cap), paint, 3, 0.15, (x, 2.0 + y, z), (0, 0, lean)))
        parts.append(
            Part(tube([(0, 0.7, 0, 0.9), (0, 2.2, 0, 0.8)]), plain("#efe6d6"), 3.2, 0.1, (x, 0, z))
        )
    return parts


PRODUCE: dict[str, tuple[str, Maker]] = {
    "fuji_apple": ("fruit/apple", _apple("#c8202b", "#dd5a3c")),
    "granny_smith": ("fruit/apple", _apple("#84b53a", "#9cc352")),
    "banana": ("fruit", _banana),
    "orange": ("fruit", _citrus("#f28a12", "#f59b2a", (3.8, 4.3), 0.97)),
    "satsumas": ("fruit", _citrus("#f59a1c", "#f7ab3b", (2.9, 3.3), 0.76)),
    "lemon": ("fruit", _lemon),
    "kiwi": ("fruit", _kiwi),
    "peach": ("fruit", _peach),
    "shingo_pear": ("fruit/pear", _pear),
    "strawberry": ("fruit", _strawberry),
    "campbell_grape": ("fruit/grape", _grape("#35204d", "#4a2a63", 1.25)),
    "shine_muscat": ("fruit/grape", _grape("#a9c94f", "#bcd56a", 1.4)),
    "persimmon": ("fruit", _persimmon),
    "avocado": ("fruit", _avocado),
    "watermelon": ("fruit/melon", _watermelon),
    "yellow_onion": ("vegetables/onion", _onion("#d09240", "#b87328")),
    "red_onion": ("vegetables/onion", _onion("#8c2a55", "#6c1d44")),
    "carrots": ("vegetables", _carrot),
    "cucumber": ("vegetables", _log("#2f6b2c", "#477f3a", (10, 1.9), 2)),
    "korean_courgette": ("vegetables", _log("#8fbb58", "#a9cc78", (8.5, 2.7), 1)),
    "aubergine": ("vegetables", _log("#3a1d48", "#2b1437", (9, 2.4), 2, 0.8)),
    "garlic": ("vegetables", _garlic),
    "green_onion": ("vegetables", _green_onion),
    "red_bell_pepper": ("vegetables/pepper", _pepper("#cf1f20", "#b91519")),
    "yellow_bell_pepper": ("vegetables/pepper", _pepper("#f2bd16", "#eead0a")),
    "regular_tomato": ("vegetables/tomato", _tomato),
    "floury_potato": ("vegetables/potato", _potato("#c9a468", "#b8915a", (4.2, 3.0))),
    "sweet_potato": ("vegetables/potato", _potato("#9a4a5c", "#86394f", (6.0, 2.5))),
    "cabbage": ("vegetables", _leafy("#cfe0a0", "#b4cf7e", "#eef3d4", (7.6, 6.8))),
    "napa_cabbage": ("vegetables", _leafy("#eef0c8", "#9dc25a", "#fbfbee", (5.6, 11.0))),
    "lettuce": ("vegetables", _lettuce),
    "broccoli": ("vegetables", _broccoli),
    "radish": ("vegetables", _radish),
    "pumpkin": ("vegetables", _pumpkin),
    "button_mushroom": ("vegetables/mushroom", _mushroom),
}
