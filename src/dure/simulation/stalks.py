"""What several fruits and vegetables have in common: stalks, dimples, painted ends."""

import numpy as np

from .drawing import Floats, linear, mixed, smooth
from .shapes import ellipsoid, plain, tube
from .solid import Distance, Paint, Part


def stalk(height: float, at: float, code: str = "#5b3a1e", thick: float = 0.18) -> Part:
    shape = tube([(0, 0, 0, thick), (0.15, height * 0.6, 0, thick * 0.8), (0.4, height, 0, thick)])
    return Part(shape, plain(code), height + thick + 0.4, 0.1, (0, at, 0))


def dimpled(r: float, flat: float, lobes: int = 0) -> Distance:
    """Press dimples into both poles of a ball."""
    ball = ellipsoid(r, r * flat, r)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        axis = np.sqrt(x * x + z * z)
        press = 0.42 * r * np.exp(-((axis / (0.36 * r)) ** 2)) * (0.45 + 0.55 * (y > 0))
        if lobes:
            press = press + 0.05 * r * (1 - np.abs(np.cos(np.arctan2(z, x) * lobes / 2)))
        return np.asarray((ball(x, y, z) + press) * 0.62, np.float32)

    return distance


def tipped(base: Paint, low: float, high: float, code: str) -> Paint:
    tip = linear(code)

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        share = np.maximum(smooth(low + 0.5, low - 0.5, x), smooth(high - 0.5, high + 0.6, x))
        return mixed(base(x, y, z), tip, share)

    return paint
