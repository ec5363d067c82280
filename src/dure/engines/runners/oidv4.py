"""Object boxes of 23 household classes: SSD-MobileNetV2, 300 pixels, trained on Open Images V4.

The head is TensorFlow's SSD box coder: 1917 anchors on six grids, scores by sigmoid.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Box

from .. import rules
from ._session import resized, session

_CLASSES = (
    "bicycle,boot,laptop,person,chair,cattle,desk,cat,computer mouse,computer monitor,box,mug,"
    "coffee cup,stationary bicycle,table,bottle,high heels,vehicle,footwear,dog,book,camera,"
    "car"
)
LABELS = tuple(_CLASSES.split(","))
SIDE = 300
LEAST_SCORE, MOST_OVERLAP = 0.35, 0.5
_GRIDS = (19, 10, 5, 3, 2, 1)
_SCALES = (0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0)

Floats = NDArray[np.float32]


def convert(source: Path, target: Path) -> None:
    """Convert the TensorFlow Lite file to ONNX."""
    from ._tflite import to_onnx  # noqa: PLC0415  (heavy: onnx, wanted only at installation)

    to_onnx(source, target, outputs=("boxes", "classes"))


def open(path: Path, *, threads: int = 2) -> "Detector":
    """Open the converted model."""
    return Detector(session(path, threads))


class Detector:
    """Finds boxes; scores below `LEAST_SCORE` are left out."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401  (onnxruntime has no types)
        self._session = session
        self._anchors = anchors()

    def detect(self, picture: NDArray[np.uint8]) -> list[Box]:
        """Give scored boxes in the pixels of the picture, best first."""
        pixels = (resized(picture, SIDE) / 127.5 - 1).transpose(2, 0, 1)[None]
        codes, logits = self._session.run(["boxes", "classes"], {"input": pixels})
        scores = 1 / (1 + np.exp(-logits[0, :, 1:]))  # class 0 is the background
        anchor, kind = np.nonzero(scores >= LEAST_SCORE)
        height, width = picture.shape[:2]
        size = np.array([width, height, width, height], np.float32)
        edges = decoded(codes[0, anchor], self._anchors[anchor]).clip(0, 1) * size
        found = scores[anchor, kind]
        best = rules.strongest(edges, found, kind, most=MOST_OVERLAP)
        return [box(LABELS[kind[i]], edges[i], found[i]) for i in best]


def anchors() -> Floats:
    """Give TensorFlow's SSD anchors (centre x, centre y, width, height), shape (1917, 4)."""
    return np.concatenate([_grid(step, cells) for step, cells in enumerate(_GRIDS)])


def _grid(step: int, cells: int) -> Floats:
    centres = (np.arange(cells) + 0.5) / cells
    y, x = np.meshgrid(centres, centres, indexing="ij")
    sizes = np.array([(s * r**0.5, s / r**0.5) for s, r in _shapes(step)])
    grid = np.empty((cells, cells, len(sizes), 4), np.float32)
    grid[..., 0], grid[..., 1] = x[..., None], y[..., None]
    grid[..., 2:] = sizes
    return grid.reshape(-1, 4)


def _shapes(step: int) -> list[tuple[float, float]]:
    """Give scale and aspect ratio of each anchor of a grid; the finest grid has fewer."""
    scale, between = _SCALES[step], (_SCALES[step] * _SCALES[step + 1]) ** 0.5
    if step == 0:
        return [(0.1, 1.0), (scale, 2.0), (scale, 0.5)]
    return [(scale, r) for r in (1.0, 2.0, 0.5, 3.0, 1 / 3)] + [(between, 1.0)]


def decoded(codes: Floats, anchors: Floats) -> Floats:
    """Turn box codes (y, x, height, width; scaled by 10, 10, 5, 5) into x0, y0, x1, y1."""
    x = codes[:, 1] / 10 * anchors[:, 2] + anchors[:, 0]
    y = codes[:, 0] / 10 * anchors[:, 3] + anchors[:, 1]
    width = np.exp(codes[:, 3] / 5) * anchors[:, 2]
    height = np.exp(codes[:, 2] / 5) * anchors[:, 3]
    return np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)


def box(label: str, edges: Floats, score: np.float32) -> Box:
    """Make an annotation of edges x0, y0, x1, y1."""
    x0, y0, x1, y1 = (round(float(edge), 2) for edge in edges)
    width, height = round(x1 - x0, 2), round(y1 - y0, 2)
    return Box(label, x0, y0, width, height, score=round(float(score), 4))
