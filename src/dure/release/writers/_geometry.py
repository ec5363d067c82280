"""What is drawn on a picture, as the upright boxes and areas that other formats want."""

from collections.abc import Sequence
from dataclasses import dataclass

from dure import formats
from dure.core import Annotation, Box, Keypoints, Mask, Polygon

Drawn = Box | Polygon | Mask | Keypoints


@dataclass(frozen=True, slots=True)
class Extent:
    """The upright box around something, and the pixels that it covers."""

    x: float
    y: float
    width: float
    height: float
    area: float


def drawn(annotations: Sequence[Annotation]) -> list[Drawn]:
    """Give what is drawn on the picture, in order."""
    return [a for a in annotations if isinstance(a, Box | Polygon | Mask | Keypoints)]


def extent(shape: Drawn) -> Extent:
    """Give the upright box around a shape and its area in pixels."""
    record = formats.coco_record(shape)
    x, y, width, height = record["bbox"]
    return Extent(x, y, width, height, float(record["area"]))
