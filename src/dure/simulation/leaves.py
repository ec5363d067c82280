"""Heads and leaves: cabbage, lettuce and what grows like them."""

import numpy as np

from .drawing import Floats, linear, mixed, smooth
from .shapes import bent, ellipsoid, mottled, rising, rough, waves
from .solid import Maker, Paint, Part


def leafy(first: str, second: str, rib: str, size: tuple[float, float]) -> Maker:
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


def lettuce(rng: np.random.Generator) -> list[Part]:
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
