"""The inside of a refrigerator, empty: walls, glass shelves, drawers, an open door with its bins.

Lengths are centimetres: x to the right of the middle, y up from the camera, z into the cabinet.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from .drawing import Size, blurred, bytes_of

CAMERA_Z = 56.0
SHELVES = (-32.0, -9.5)
DEPTH, CEILING, FLOOR = 34.0, 14.0, -47.0
DOOR_BINS = (-34.0, -12.0)
_FINE = 2


@dataclass(frozen=True, slots=True)
class Eye:
    """A pinhole camera: pixels a centimetre at z = 0, and its middle in pixels."""

    scale: float
    x: float
    y: float

    def at(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Project a point onto the picture."""
        s = self.size(z)
        return self.x + x * s, self.y - y * s

    def size(self, z: float) -> float:
        """Give pixels a centimetre at a depth."""
        return self.scale * CAMERA_Z / (CAMERA_Z + z)


def eye(size: Size, door: str) -> Eye:
    """Give the built-in camera of a cabinet whose door is open or closed."""
    width, height = size
    share = 0.43 if door == "open" else 0.5
    return Eye(width / 66, width * share, height * 0.235)


def half_width(door: str) -> float:
    """Give half the width between the cabinet's walls."""
    return 22.5 if door == "open" else 29.0


@lru_cache(maxsize=16)
def empty(size: Size, door: str, style: int) -> Image.Image:
    """Draw the empty cabinet with its lamp on; `style` 0 to 3 changes colours and drawers."""
    fine = (size[0] * _FINE, size[1] * _FINE)
    view, half = eye(fine, door), half_width(door)
    image = Image.new("RGB", fine, "#c9d1d6")
    pen = ImageDraw.Draw(image)
    _walls(pen, view, half, style)
    _lamp(pen, view, half)
    for shelf in SHELVES:
        _shelf(image, view, half, shelf)
    _drawers(image, view, half, style)
    if door == "open":
        _door(ImageDraw.Draw(image), view, half)
    _frame(ImageDraw.Draw(image), view, half, door)
    return image.resize(size, Image.Resampling.LANCZOS)


_TINTS = (
    ("#eef3f6", "#dbe3e8"),
    ("#f4f4f1", "#e2e2dd"),
    ("#dfe5ea", "#c8d0d7"),
    ("#f0f5fa", "#d5dfea"),
)


def _blend(first: str, second: str, share: float) -> tuple[int, int, int]:
    pairs = zip(bytes_of(first), bytes_of(second), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red, green, blue


def _walls(pen: ImageDraw.ImageDraw, view: Eye, half: float, style: int) -> None:
    light, dark = _TINTS[style % 4]
    bands = 48
    for n in range(bands):
        top = CEILING + (FLOOR - CEILING) * n / bands
        low = CEILING + (FLOOR - CEILING) * (n + 1.3) / bands
        share = (n / bands) ** 0.8
        box = [*view.at(-half, top, DEPTH), *view.at(half, low, DEPTH)]
        pen.rectangle(box, fill=_blend(light, dark, share))
        for side in (-half, half):
            ends = [(side, top, 0), (side, top, DEPTH), (side, low, DEPTH), (side, low, 0)]
            pen.polygon([view.at(*p) for p in ends], fill=_blend(dark, "#b3bec6", share))
    for n in range(5):
        y = CEILING - 6 - 1.4 * n
        pen.rectangle(
            [*view.at(-6, y, DEPTH), *view.at(6, y - 0.5, DEPTH)], fill=_blend(dark, "#9aa6ae", 0.7)
        )


def _lamp(pen: ImageDraw.ImageDraw, view: Eye, half: float) -> None:
    ceiling = [
        (-half, CEILING, 0),
        (half, CEILING, 0),
        (half, CEILING, DEPTH),
        (-half, CEILING, DEPTH),
    ]
    pen.polygon([view.at(*p) for p in ceiling], fill="#e8eef1")
    for side in (-1, 1):
        bar = [
            (side * half, -3.0, 9),
            (side * half, 11.0, 9),
            (side * half, 11.0, 13),
            (side * half, -3.0, 13),
        ]
        pen.polygon([view.at(*p) for p in bar], fill="#ffffff")
    panel = [(-14, CEILING, 8), (14, CEILING, 8), (14, CEILING, 24), (-14, CEILING, 24)]
    pen.polygon([view.at(*p) for p in panel], fill="#fffdf4")


def _shelf(image: Image.Image, view: Eye, half: float, y: float) -> None:
    """Lay a sheet of glass with a bright front rail."""
    glass = Image.new("L", image.size, 0)
    corners = [(-half, y, 1), (half, y, 1), (half, y, DEPTH), (-half, y, DEPTH)]
    ImageDraw.Draw(glass).polygon([view.at(*p) for p in corners], fill=150)
    image.paste(Image.new("RGB", image.size, "#dfebee"), (0, 0), glass)
    pen = ImageDraw.Draw(image)
    pen.line([view.at(-half, y, DEPTH), view.at(half, y, DEPTH)], fill="#b8c8cd", width=3)
    left, right = view.at(-half, y, 0.5), view.at(half, y, 0.5)
    low = view.at(half, y - 1.5, 0.5)
    pen.rectangle([*left, *low], fill="#c3cdd3")
    pen.rectangle([*left, right[0], left[1] + (low[1] - left[1]) * 0.35], fill="#f7fafb")
    pen.rectangle([left[0], low[1], low[0], low[1] + 3], fill="#93a2aa")


def _drawers(image: Image.Image, view: Eye, half: float, style: int) -> None:
    """Put frosted drawers below the lowest shelf."""
    pen = ImageDraw.Draw(image)
    count = 1 + style % 2
    top, low = SHELVES[0] - 2.6, FLOOR + 0.5
    for n in range(count):
        left = -half + 2 * half * n / count + 0.6
        right = -half + 2 * half * (n + 1) / count - 0.6
        box = [*view.at(left, top, 1), *view.at(right, low, 1)]
        pen.rounded_rectangle(box, 14, fill="#d3dde2", outline="#aab8c0", width=3)
        inner = [*view.at(left + 1.2, top - 3.4, 1), *view.at(right - 1.2, low + 1, 1)]
        pen.rounded_rectangle(inner, 12, fill="#c6d3d9")
        grip = [*view.at(left + 4, top - 0.9, 1), *view.at(right - 4, top - 2.5, 1)]
        pen.rounded_rectangle(grip, 8, fill="#f2f6f8", outline="#9fadb5", width=2)


def _door(pen: ImageDraw.ImageDraw, view: Eye, half: float) -> None:
    near = -34.0
    panel = [(half + 1, 30, 0), (half + 9, 40, near), (half + 9, -60, near), (half + 1, -52, 0)]
    pen.polygon([view.at(*p) for p in panel], fill="#e7edf0")
    for y in DOOR_BINS:
        floor = [(half + 1.5, y, -2), (half + 7, y, -28), (half, y, -28), (half - 4.5, y, -2)]
        pen.polygon([view.at(*p) for p in floor], fill="#cbd6dc")


def bin_lips(size: Size) -> list[tuple[Image.Image, tuple[int, int]]]:
    """Give the opaque fronts of the door's bins, each with where it goes."""
    return [_lip(size, y) for y in DOOR_BINS]


@lru_cache(maxsize=8)
def _lip(size: Size, y: float) -> tuple[Image.Image, tuple[int, int]]:
    view, half = eye(size, "open"), half_width("open")
    front = [
        (half - 4.5, y + 5, -2),
        (half - 1.5, y + 5, -28),
        (half - 1.5, y - 1, -28),
        (half - 4.5, y - 1, -2),
    ]
    points = np.array([view.at(*p) for p in front]) * 3
    layer = Image.new("RGBA", (size[0] * 3, size[1] * 3), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pen.polygon([tuple(p) for p in points], fill="#eef3f5")
    pen.line([tuple(points[0]), tuple(points[1])], fill="#ffffff", width=8)
    pen.line([tuple(points[2]), tuple(points[3])], fill="#a8b5bc", width=6)
    small = layer.resize(size, Image.Resampling.BOX)
    left, top, right, low = small.getbbox() or (0, 0, 1, 1)
    return small.crop((left, top, right, low)), (left, top)


def _frame(pen: ImageDraw.ImageDraw, view: Eye, half: float, door: str) -> None:
    """Draw the cabinet's rim round its mouth."""
    left, top = view.at(-half, CEILING + 1, 0)
    right, low = view.at(half, FLOOR, 0)
    far = 4000
    pen.rectangle([-far, -far, left - 1, far], fill="#b9c3c9")
    pen.rectangle([left - 8, -far, left - 1, far], fill="#8e9aa1")
    if door == "closed":
        pen.rectangle([right + 1, -far, far, far], fill="#b9c3c9")
        pen.rectangle([right + 1, -far, right + 8, far], fill="#8e9aa1")
    pen.rectangle([-far, low, far if door == "closed" else right, far], fill="#9aa6ad")
    pen.rectangle([left, -far, right, top], fill="#e4eaed")


@lru_cache(maxsize=16)
def shelf_close(size: Size, compartment: str, style: int) -> Image.Image:
    """Draw one compartment as seen from near: the ground from 0.62 of the height down."""
    light, dark = _TINTS[style % 4]
    width, height = size
    rows = np.linspace(0, 1, height, dtype=np.float32)
    wall, ground = np.array(bytes_of(light)), np.array(bytes_of("#dbe6ea"))
    deep = np.array(bytes_of(dark if compartment != "crisper" else "#c3d0d6"))
    edge = 0.42 if compartment == "crisper" else 0.5
    upper = wall + (deep - wall) * np.clip(rows / edge, 0, 1)[:, None]
    lower = ground * (0.86 + 0.17 * np.clip((rows - edge) / (1 - edge), 0, 1))[:, None]
    column = np.where((rows < edge)[:, None], upper, lower)
    image = Image.fromarray(np.repeat(column[:, None], width, 1).clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    horizon = round(height * edge)
    if compartment == "crisper":
        for n in range(-9, 10):
            x = width / 2 + n * width * 0.07
            pen.line(
                [(x, horizon), (width / 2 + n * width * 0.16, height)], fill="#c2d0d6", width=3
            )
    pen.rectangle([0, horizon - 3, width, horizon], fill="#aebcc3")
    return blurred(image, 2.5)
