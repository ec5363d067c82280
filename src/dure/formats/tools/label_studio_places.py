"""Label Studio's places: per cent of a picture, and boxes that turn about their left top corner."""

import math

from ..base.geometry import Size


def from_corner(
    x: float, y: float, width: float, height: float, rotation: float
) -> tuple[float, float]:
    """Give the left and top of the unturned box, which here turns about its centre."""
    cos, sin = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    cx = x + width / 2 * cos - height / 2 * sin
    cy = y + width / 2 * sin + height / 2 * cos
    return cx - width / 2, cy - height / 2


def to_corner(
    x: float, y: float, width: float, height: float, rotation: float
) -> tuple[float, float]:
    """Give where the top left corner of a box comes to lie that turns about its centre."""
    if not rotation % 360:
        return x, y
    cos, sin = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    cx, cy = x + width / 2, y + height / 2
    left = cx - width / 2 * cos + height / 2 * sin
    return left, cy - width / 2 * sin - height / 2 * cos


def percent(values: tuple[float, ...], size: Size) -> list[list[float]]:
    """Give pairs of pixels as per cent of the picture."""
    pairs = zip(values[0::2], values[1::2], strict=True)
    return [[x * 100 / size[0], y * 100 / size[1]] for x, y in pairs]
