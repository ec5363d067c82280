"""Vegetables as small solid objects: centimetres, standing on y = 0."""

import numpy as np

from . import shapes
from .drawing import Floats, linear, mixed, smooth
from .leaves import leafy, lettuce
from .solid import Maker, Paint, Part
from .stalks import dimpled, stalk, tipped


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
        skin = shapes.striped(first, second, 13, 1.1, 0.4)
        lean = (float(rng.uniform(-16, 4)), float(rng.uniform(0, 360)), float(rng.uniform(-22, 22)))
        roots = Part(
            shapes.rough(shapes.ellipsoid(0.8, 0.4, 0.8), 0.2, 5),
            shapes.plain("#d8c49a"),
            1.1,
            0.05,
            (0, 0.3, 0),
        )
        return [Part(shapes.lathe(profile), skin, 1.62 * r, 0.45, (0, 0.92 * r, 0), lean), roots]

    return make


def _carrot(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(3):
        beads_: list[shapes.Bead] = [
            (-8.5, 0, 0, 0.25),
            (-4, 0, 0, 1.1),
            (3, 0, 0, 1.75),
            (5.4, 0, 0, 1.7),
            (6, 0, 0, 1.1),
        ]
        skin = _rings(shapes.mottled("#ee7a20", "#e56a12", 1.1, float(n)), "#c9560c")
        at = (0.8 * n, 1.7 + (1.9 if n == 1 else 0), 1.9 - 1.9 * n)
        turn = (0.0, float(rng.uniform(-9, 9)), 0.0)
        parts.append(Part(shapes.tube(beads_), skin, 9, 0.25, at, turn))
        parts.append(
            Part(
                shapes.tube([(0, 0, 0, 0.5), (2.2, 0.9, 0.3, 0.12)]),
                shapes.plain("#5d8a36"),
                3,
                0.1,
                (at[0] + 6, at[1], at[2]),
            )
        )
    return parts


def _rings(base: Paint, code: str) -> Paint:
    dark = linear(code)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        line = np.asarray(np.sin(x * 5 + shapes.waves(x * 0, y, z, 1.2) * 2), np.float32)
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
            line: list[shapes.Bead] = [
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
            skin = tipped(shapes.mottled(first, second, 1.6, float(n)), -99, half * 0.98, "#8f9f52")
            parts.append(
                Part(
                    shapes.tube(line),
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
    skin = shapes.striped("#f3ebe0", "#d9bfc4", 10, 1.2, 0.4)
    bulbs = [(-2.6, 0.4, 0.0), (2.5, 0.0, 20.0)]
    return [
        Part(shapes.lathe(profile, 8, 0.14), skin, 3.9, 0.25, (x, 2.0, z), (0, t, t - 8))
        for x, z, t in bulbs
    ]


def _green_onion(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(5):
        fan = (n - 2) * 0.45
        line: list[shapes.Bead] = [
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
                shapes.tube(line),
                skin,
                15,
                0.35,
                (0, 0.95 + 1.3 * (n % 2), (n - 2) * 1.1),
                (0, float(rng.uniform(-3, 3)), 0),
            )
        )
    tie = Part(
        shapes.lathe([(-0.5, 3.0), (0.5, 3.0)]),
        shapes.plain("#3d6fc4"),
        3.2,
        0.4,
        (-6, 1.6, 0),
        (0, 0, 90),
    )
    return [*parts, Part(shapes.ellipsoid(0.5, 1.95, 3.3), tie.paint, 3.4, 0.5, (-6.5, 1.5, 0))]


def _along(stops: list[tuple[float, str]]) -> Paint:
    upright = shapes.rising(stops)
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
            shapes.lathe(profile, 4, 0.16),
            shapes.mottled(first, second, 0.4),
            9.6,
            0.75,
            (0, 0, 0),
            (0, float(rng.uniform(0, 90)), 0),
        )
        cap = Part(
            shapes.rough(shapes.ellipsoid(1.5, 0.35, 1.5), 0.2, 2.5),
            shapes.plain("#3f7d2c"),
            1.8,
            0.2,
            (0, 8.3, 0),
        )
        return [body, cap, stalk(1.9, 8.2, "#4a8a35", 0.5)]

    return make


def _tomato(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(3.5, 4.1))
    body = Part(
        dimpled(r, 0.84, 5),
        shapes.mottled("#d8261c", "#e0402a", 0.5),
        r * 1.15,
        0.7,
        (0, r * 0.78, 0),
    )
    star: list[Part] = [
        Part(
            shapes.tube([(0, 0, 0, 0.25), (1.0, 0.15, 0, 0.28), (2.0, -0.25, 0, 0.06)]),
            shapes.plain("#3c7a2c"),
            2.4,
            0.1,
            (0, r * 1.36, 0),
            (0, 72.0 * n, 0),
        )
        for n in range(5)
    ]
    return [body, *star, stalk(1.0, r * 1.35, "#3c7a2c", 0.22)]


def _potato(first: str, second: str, size: tuple[float, float]) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        parts = []
        for n, (x, z) in enumerate(((-0.62, 1.6), (0.62, -1.4))):
            shape = shapes.rough(
                shapes.ellipsoid(size[0], size[1], size[1]), 0.22, 0.8, float(rng.uniform(0, 6))
            )
            skin = shapes.speckled(
                shapes.mottled(first, second, 0.9, float(n)), "#5b4225", 5.5, 0.12
            )
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


def _broccoli(rng: np.random.Generator) -> list[Part]:
    balls: list[shapes.Bead] = []
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
        shapes.rough(shapes.beads(balls), 0.16, 5.5),
        shapes.mottled("#3e7a34", "#2c5d2a", 3.5),
        11,
        0.08,
        (0, 0, 0),
    )
    stem = Part(
        shapes.tube([(0, 0.8, 0, 1.5), (0, 3.5, 0, 1.7), (0, 6.5, 0, 2.6)]),
        shapes.mottled("#a9c27a", "#93b264", 1.0),
        9,
        0.15,
        (0, 0.7, 0),
    )
    return [stem, crown]


def _radish(rng: np.random.Generator) -> list[Part]:
    line: list[shapes.Bead] = [
        (-10, 0, 0, 0.4),
        (-8.6, 0, 0, 2.6),
        (-5, 0, 0, 4.1),
        (3, 0, 0, 4.3),
        (7.4, 0, 0, 3.5),
        (8.6, 0, 0, 2.0),
    ]
    skin = _along([(-10, "#f5f2e6"), (1, "#f3f1df"), (4, "#cfe0a4"), (8, "#9fc46a")])
    body = Part(shapes.tube(line), skin, 12.5, 0.3, (0, 4.2, 0))
    leaf = Part(
        shapes.tube([(0, 0, 0, 1.2), (2.0, 0.8, 0, 0.9), (3.6, 1.8, 0, 0.4)]),
        shapes.mottled("#5f9a3d", "#7fb152", 1.5),
        5,
        0.1,
        (8.4, 4.2, 0),
    )
    return [body, leaf]


def _pumpkin(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(6.6, 7.4))
    skin = shapes.speckled(shapes.striped("#28502c", "#3d6b38", 9, 1.0, 0.4), "#8aa860", 4, 0.25)
    return [
        Part(dimpled(r, 0.66, 10), skin, r * 1.15, 0.3, (0, r * 0.6, 0)),
        stalk(1.8, r * 1.0, "#a89460", 0.6),
    ]


def _mushroom(rng: np.random.Generator) -> list[Part]:
    parts = []
    for x, z, y, lean in ((-3, 0.6, 0, 8.0), (0.4, -1.2, 0, -30.0), (3.3, 0.8, 0, 22.0)):
        cap = [(-0.4, 0.6), (-0.35, 1.9), (0.3, 2.3), (1.1, 2.1), (1.8, 1.3), (2.05, 0.1)]
        paint = shapes.mottled("#f3ece0", "#e2d3bd", 1.3, lean)
        parts.append(Part(shapes.lathe(cap), paint, 3, 0.15, (x, 2.0 + y, z), (0, 0, lean)))
        parts.append(
            Part(
                shapes.tube([(0, 0.7, 0, 0.9), (0, 2.2, 0, 0.8)]),
                shapes.plain("#efe6d6"),
                3.2,
                0.1,
                (x, 0, z),
            )
        )
    return parts


VEGETABLES: dict[str, tuple[str, Maker]] = {
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
    "cabbage": ("vegetables", leafy("#cfe0a0", "#b4cf7e", "#eef3d4", (7.6, 6.8))),
    "napa_cabbage": ("vegetables", leafy("#eef0c8", "#9dc25a", "#fbfbee", (5.6, 11.0))),
    "lettuce": ("vegetables", lettuce),
    "broccoli": ("vegetables", _broccoli),
    "radish": ("vegetables", _radish),
    "pumpkin": ("vegetables", _pumpkin),
    "button_mushroom": ("vegetables/mushroom", _mushroom),
}
