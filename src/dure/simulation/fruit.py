"""Fruit as small solid objects: centimetres, standing on y = 0."""

import numpy as np

from . import shapes
from .drawing import Floats, linear, mixed, smooth
from .solid import Maker, Paint, Part
from .stalks import dimpled, stalk, tipped


def _ball(paint: Paint, r: float, flat: float = 1.0, gloss: float = 0.4) -> Part:
    return Part(shapes.ellipsoid(r, r * flat, r), paint, r * 1.05, gloss, (0, r * flat, 0))


def _apple(first: str, second: str) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(3.7, 4.3))
        streaks = shapes.striped(first, second, 9, 1.4, 1.2)
        skin = shapes.speckled(streaks, "#f2dfa0", 9, 0.12)
        body = Part(
            dimpled(r, 0.92),
            skin,
            r * 1.15,
            0.55,
            (0, r * 0.9, 0),
            (float(rng.uniform(-14, 14)), 0, float(rng.uniform(-14, 14))),
        )
        return [body, stalk(1.9, r * 1.5)]

    return make


def _citrus(first: str, second: str, size: tuple[float, float], flat: float) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        r = float(rng.uniform(*size))
        skin = shapes.speckled(shapes.mottled(first, second, 0.7, r), second, 9, 0.35)
        shape = shapes.rough(shapes.ellipsoid(r, r * flat, r), 0.012, 6.5)
        body = Part(shape, skin, r * 1.1, 0.35, (0, r * flat, 0))
        button = Part(
            shapes.ellipsoid(0.45, 0.22, 0.45),
            shapes.plain("#5f7a2d"),
            0.5,
            0.1,
            (0.2, r * flat * 1.97, -0.5),
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
    skin = shapes.mottled("#f6d21f", "#f3c60f", 1.2)
    return [
        Part(
            shapes.lathe(profile),
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
        ends: list[shapes.Bead] = [(float(a), float(b), float(c), float(d)) for a, b, c, d in bow]
        skin = tipped(shapes.mottled("#f4cf3c", "#edbf25", 0.8, float(n)), -7.3, 7.4, "#5c4a1d")
        parts.append(
            Part(
                shapes.tube(ends),
                skin,
                11,
                0.25,
                (0.7 * lean, 1.9, -1.9 * lean),
                (0, -6 * lean, 4 * lean),
            )
        )
    return parts


def _kiwi(rng: np.random.Generator) -> list[Part]:
    skin = shapes.speckled(shapes.mottled("#7a5a2c", "#8d6b38", 1.4), "#5c4320", 8, 0.4)
    whole = Part(
        shapes.rough(shapes.ellipsoid(3.4, 2.6, 2.6), 0.03, 11), skin, 3.6, 0.08, (-2.4, 2.6, 0.8)
    )
    half = Part(
        shapes.lathe([(-2.0, 0.6), (-1.6, 1.5), (-0.6, 2.4), (0.3, 2.6)]),
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
    blush = shapes.mottled("#f6c890", "#e4605a", 0.42, float(rng.uniform(0, 6)), 0.9)
    return [Part(dimpled(r, 0.97), blush, r * 1.15, 0.12, (0, r * 0.9, 0), (-12, 0, 14))]


def _pear(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(4.6, 5.2))
    skin = shapes.speckled(shapes.mottled("#c9a45a", "#b98f45", 0.5), "#e6cf95", 7, 0.45)
    return [Part(dimpled(r, 0.92), skin, r * 1.15, 0.15, (0, r * 0.86, 0)), stalk(2.0, r * 1.45)]


def _strawberry(rng: np.random.Generator) -> list[Part]:
    parts = []
    for x, z, turn in ((-2.6, 0.6, 12.0), (0.2, -0.9, -20.0), (2.7, 0.5, 40.0)):
        profile = [(-2.0, 0.1), (-1.6, 0.65), (-0.5, 1.35), (0.7, 1.75), (1.5, 1.4), (1.75, 0.1)]
        skin = shapes.speckled(
            shapes.rising([(-2, "#d3122b"), (1.1, "#d91a2e"), (1.8, "#f0a090")]),
            "#f6d98a",
            6.5,
            0.2,
        )
        lean = (-52.0, turn, float(rng.uniform(-20, 20)))
        parts.append(
            Part(
                shapes.lathe(profile), skin, 2.3, 0.55, (x, 1.65, z), (180 + lean[0], turn, lean[2])
            )
        )
        parts.append(
            Part(
                shapes.rough(shapes.ellipsoid(1.3, 0.25, 1.3), 0.2, 3.2),
                shapes.plain("#3f8f35"),
                1.5,
                0.1,
                (x + 0.1, 2.75, z + 1.0),
                (24, turn, 0),
            )
        )
    return parts


def _grape(first: str, second: str, radius: float) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        balls: list[shapes.Bead] = []
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
        skin = shapes.mottled(first, second, 1.1, 1.0)
        stem = Part(
            shapes.tube([(0, 0, 0, 0.18), (-1.6, 1.0, 0, 0.2)]),
            shapes.plain("#7c6a2c"),
            2.6,
            0.1,
            (-3.2 * radius, 3.0, 0),
        )
        return [
            Part(shapes.beads(balls), skin, 7, 0.5, (0, 0, 0), (0, float(rng.uniform(-25, 25)), 0)),
            stem,
        ]

    return make


def _persimmon(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(3.8, 4.3))
    body = Part(
        dimpled(r, 0.72, 4),
        shapes.mottled("#ef7d1a", "#f08f2b", 0.5),
        r * 1.15,
        0.6,
        (0, r * 0.66, 0),
    )
    leaf = Part(
        shapes.rough(shapes.ellipsoid(2.3, 0.3, 2.3), 0.35, 1.9),
        shapes.mottled("#6f7f3a", "#8b8a4a", 1.5),
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
    skin = shapes.mottled("#2f3d1d", "#45552a", 3.0)
    return [
        Part(
            shapes.lathe(profile),
            skin,
            5.6,
            0.35,
            (0, 3.2, 0),
            (0, float(rng.uniform(-30, 30)), 80),
        )
    ]


def _watermelon(rng: np.random.Generator) -> list[Part]:
    r = float(rng.uniform(9.0, 10.0))
    return [_ball(shapes.striped("#2f6b2f", "#16361b", 6, 0.6, 0.5), r, 0.94, 0.4)]


FRUIT: dict[str, tuple[str, Maker]] = {
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
}
