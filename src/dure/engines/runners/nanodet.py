"""Object boxes of the 80 COCO classes: NanoDet-g, 416 pixels.

The head (generalised focal loss, Li et al. 2020) gives for each cell of three grids the class
scores and, for each side of the box, a distribution over eleven distances from the cell's centre.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Box

from .. import rules
from ._session import resized, session

_CLASSES = (
    "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,"
    "stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,"
    "backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,"
    "baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,"
    "knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,"
    "chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,"
    "cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,"
    "hair drier,toothbrush"
)
LABELS = tuple(_CLASSES.split(","))
SIDE = 416
LEAST_SCORE, MOST_OVERLAP = 0.4, 0.6
# In the order blue, green, red, as the model was trained.
_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
_DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)
_OUTPUTS = {
    "Identity": "scores_8",
    "Identity_1": "scores_16",
    "Identity_2": "scores_32",
    "Identity_3": "sides_8",
    "Identity_4": "sides_16",
    "Identity_5": "sides_32",
}
STRIDES = (8, 16, 32)

Floats = NDArray[np.float32]


def convert(source: Path, target: Path) -> None:
    """Convert the TensorFlow.js graph model to ONNX."""
    from ._tfjs import to_onnx  # noqa: PLC0415  (heavy: onnx, wanted only at installation)

    to_onnx(source, target, outputs=_OUTPUTS)


def open(path: Path, *, threads: int = 2) -> "Detector":
    """Open the converted model."""
    return Detector(session(path, threads))


class Detector:
    """Finds boxes; scores below `LEAST_SCORE` are left out."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401  (onnxruntime has no types)
        self._session = session
        self._input = session.get_inputs()[0].name

    def detect(self, picture: NDArray[np.uint8]) -> list[Box]:
        """Give scored boxes in the pixels of the picture, best first."""
        pixels = (resized(picture, SIDE)[..., ::-1] - _MEAN) / _DEVIATION
        names = [f"{kind}_{stride}" for stride in STRIDES for kind in ("scores", "sides")]
        outputs = self._session.run(names, {self._input: pixels.transpose(2, 0, 1)[None]})
        parts = [
            _candidates(outputs[2 * i][0], outputs[2 * i + 1][0], stride)
            for i, stride in enumerate(STRIDES)
        ]
        edges, scores, kinds = (np.concatenate(part) for part in zip(*parts, strict=True))
        height, width = picture.shape[:2]
        scale = np.array([width, height, width, height], np.float32) / SIDE
        edges = edges.clip(0, SIDE) * scale
        best = rules.strongest(edges, scores, kinds, most=MOST_OVERLAP)
        return [_box(LABELS[kinds[i]], edges[i], scores[i]) for i in best]


def _candidates(
    scores: Floats, sides: Floats, stride: int
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Give edges, scores and classes of the cells of one grid that are sure enough."""
    cell, kind = np.nonzero(scores >= LEAST_SCORE)
    return decoded(sides[cell], cell, stride), scores[cell, kind], kind


def decoded(sides: Floats, cells: NDArray[np.intp], stride: int) -> Floats:
    """Turn distributions of distances (left, top, right, bottom) into x0, y0, x1, y1.

    Args:
        sides: shape (n, 4 * bins), before the softmax.
        cells: places in the grid, row by row.
        stride: pixels of the model's input between cells.
    """
    bins = sides.reshape(len(sides), 4, sides.shape[1] // 4)
    shares = np.exp(bins - bins.max(axis=2, keepdims=True))
    shares /= shares.sum(axis=2, keepdims=True)
    distances = shares @ np.arange(bins.shape[2], dtype=np.float32) * stride
    row, column = np.divmod(cells, SIDE // stride)
    x, y = (column + 0.5) * stride, (row + 0.5) * stride
    left, top, right, bottom = distances.T
    return np.stack([x - left, y - top, x + right, y + bottom], axis=1).astype(np.float32)


def _box(label: str, edges: Floats, score: np.float32) -> Box:
    x0, y0, x1, y1 = (round(float(edge), 2) for edge in edges)
    width, height = round(x1 - x0, 2), round(y1 - y0, 2)
    return Box(label, x0, y0, width, height, score=round(float(score), 4))
