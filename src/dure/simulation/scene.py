"""A picture made by a program, and what is truly in it, pixel by pixel."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from dure.core import Box, Choice, Mask, Polygon

Pixels = NDArray[np.uint8]
SOFTWARE, DESCRIPTION = "Dure simulation", "simulated"
_DESCRIPTION_TAG, _SOFTWARE_TAG, _ORIENTATION_TAG, _GPS_TAG = 0x010E, 0x0131, 0x0112, 0x8825


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of a scene; `path` runs from the taxonomy's root to its class.

    Attributes:
        path: ids of the domain pack: ``("food", "vegetables", "onion")``.
        whole: pixels of its silhouette if nothing hid it, also beyond the picture's edges.
        attributes: what the pack does not say: where it stands, how far it is in centimetres.
    """

    path: tuple[str, ...]
    whole: int
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture with its truth.

    Attributes:
        image: uint8, height × width × 3, red green blue.
        ids: uint16, height × width; 0 is background, n is ``things[n - 1]`` seen at that pixel.
        things: every object placed, also those that are hidden completely.
        choice: the one class of the picture, where it shows one object.
        conditions: factor → level, words of the domain pack.
        floor: further choices about the picture as a whole (the floor covering).
        seed: what it was made from.
    """

    image: Pixels
    ids: NDArray[np.uint16]
    things: tuple[Thing, ...]
    choice: Choice | None
    conditions: dict[str, str]
    seed: int
    floor: Choice | None = None

    @property
    def height(self) -> int:
        return int(self.image.shape[0])

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @cached_property
    def extents(self) -> dict[int, tuple[int, int, int, int]]:
        """Give the visible extent (left, top, right, bottom; pixel edges) of each id in view."""
        return {n: _extent(self.ids == n) for n in np.unique(self.ids).tolist() if n}

    @cached_property
    def counts(self) -> list[int]:
        """Give the visible pixels of each thing, in the order of `things`."""
        found = np.bincount(self.ids.ravel(), minlength=len(self.things) + 1)
        return [int(n) for n in found[1:]]

    def visible(self, n: int) -> float:
        """Give the share of a thing's silhouette in view, 0 to 1; `n` counts from 1."""
        return min(1.0, self.counts[n - 1] / max(self.things[n - 1].whole, 1))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Give the visible extent of each thing in view; attribute ``visible`` is its share."""
        return tuple(
            Box(
                self.things[n - 1].label,
                float(left),
                float(top),
                float(right - left),
                float(bottom - top),
                attributes=self._said(n),
            )
            for n, (left, top, right, bottom) in self.extents.items()
        )

    @property
    def masks(self) -> tuple[Mask, ...]:
        """Give the visible pixels of each thing in view as COCO's run lengths."""
        return tuple(
            Mask(
                self.things[n - 1].label,
                self.height,
                self.width,
                _run_lengths(self.ids == n),
                attributes=self._said(n),
            )
            for n in self.extents
        )

    @property
    def polygons(self) -> tuple[Polygon, ...]:
        """Give the visible outline of each thing along pixel edges; holes are filled."""
        return tuple(
            Polygon(
                self.things[n - 1].label,
                outlines(self.ids[t:b, left:r] == n, (left, t)),
                attributes=self._said(n),
            )
            for n, (left, t, r, b) in self.extents.items()
        )

    def _said(self, n: int) -> dict[str, Any]:
        return {**self.things[n - 1].attributes, "visible": round(self.visible(n), 3)}


def choice(path: tuple[str, ...]) -> Choice:
    """Give the single class of a picture."""
    return Choice(path[-1], path)


def occlusion(shares: list[float]) -> str:
    """Name the pack's level of occlusion for the least visible of some shares."""
    least = min(shares, default=1.0)
    return "none" if least >= 0.98 else "partial" if least > 0.5 else "heavy"


def encode(scene: Scene, quality: int = 90) -> bytes:
    """Write a scene as JPEG that says in its EXIF that it is simulated."""
    return encode_pixels(scene.image, quality=quality)


def encode_pixels(
    image: Pixels,
    *,
    quality: int = 90,
    orientation: int = 1,
    position: tuple[float, float] | None = None,
) -> bytes:
    """Write pixels as marked JPEG; `position` is latitude and longitude in degrees."""
    plain = simplejpeg.encode_jpeg(
        np.ascontiguousarray(image), quality=quality, colorspace="RGB", colorsubsampling="420"
    )
    return with_exif(plain, _exif(orientation, position))


def with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """Put an EXIF block right behind the start of a JPEG that has none."""
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    return jpeg[:2] + segment + jpeg[2:]


def _exif(orientation: int, position: tuple[float, float] | None) -> bytes:
    exif = Image.Exif()
    exif[_DESCRIPTION_TAG], exif[_SOFTWARE_TAG] = DESCRIPTION, SOFTWARE
    if orientation != 1:
        exif[_ORIENTATION_TAG] = orientation
    if position is not None:
        exif[_GPS_TAG] = _gps(*position)
    return exif.tobytes()


def _gps(latitude: float, longitude: float) -> dict[int, Any]:
    return {
        1: "N" if latitude >= 0 else "S",
        2: _sexagesimal(abs(latitude)),
        3: "E" if longitude >= 0 else "W",
        4: _sexagesimal(abs(longitude)),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)


def _extent(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _run_lengths(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    flat = mask.ravel(order="F")
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate(([0], changes, [flat.size]))
    runs = [int(n) for n in np.diff(edges)]
    return tuple([0, *runs] if flat[0] else runs)


def outlines(
    mask: NDArray[np.bool_], origin: tuple[int, int] = (0, 0)
) -> tuple[tuple[float, ...], ...]:
    """Follow the outer edges of a mask; each ring keeps the mask's pixels on its right."""
    steps = _edge_steps(mask)
    rings: list[tuple[float, ...]] = []
    while steps:
        corners = _ring(steps)
        if _signed_area(corners) > 0:
            rings.append(
                tuple(float(v + o) for p in corners for v, o in zip(p, origin, strict=True))
            )
    return tuple(rings)


Corner = tuple[int, int]


def _edge_steps(mask: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """Give, for each corner of a boundary, where the boundary goes on, clockwise on the screen."""
    wide = np.pad(mask, 1).astype(np.int8)
    down, across = np.diff(wide, axis=0), np.diff(wide, axis=1)
    steps: dict[Corner, list[Corner]] = {}

    def add(starts: NDArray[np.intp], move: Corner, shift: Corner) -> None:
        for y, x in starts.tolist():
            at = (x + shift[0], y + shift[1])
            steps.setdefault(at, []).append((at[0] + move[0], at[1] + move[1]))

    add(np.argwhere(down == 1), (1, 0), (-1, 0))
    add(np.argwhere(down == -1), (-1, 0), (0, 0))
    add(np.argwhere(across == -1), (0, 1), (0, -1))
    add(np.argwhere(across == 1), (0, -1), (0, 0))
    return steps


def _ring(steps: dict[Corner, list[Corner]]) -> list[Corner]:
    start = next(iter(steps))
    at, came, corners = start, (0, 0), []
    while True:
        to = _turn(steps[at], at, came)
        steps[at].remove(to)
        if not steps[at]:
            del steps[at]
        move = (to[0] - at[0], to[1] - at[1])
        if move != came:
            corners.append(at)
        at, came = to, move
        if at == start:
            return corners


def _turn(ways: list[Corner], at: Corner, came: Corner) -> Corner:
    """Choose the right turn where two parts touch at a corner, so that they stay apart."""
    right = (at[0] - came[1], at[1] + came[0])
    return right if right in ways else ways[0]


def _signed_area(ring: list[Corner]) -> float:
    following = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2
