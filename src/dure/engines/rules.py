"""Decisions that several engines share: which boxes overlap, where a score says “on”. Pure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


def overlap(box: Floats, others: Floats) -> Floats:
    """Give the intersection over union of one box with others, all as x0, y0, x1, y1."""
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    union = _area(others) + _area(box[None])[0] - shared
    shares: Floats = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return shares


def strongest(boxes: Floats, scores: Floats, classes: Places, *, most: float) -> Places:
    """Choose boxes that do not repeat one another, best first (greedy suppression a class).

    Args:
        boxes: shape (n, 4) as x0, y0, x1, y1.
        scores: shape (n,).
        classes: shape (n,); boxes of different classes never suppress one another.
        most: the largest overlap that two boxes of one class may keep.

    Returns:
        Positions of the chosen boxes, by falling score.
    """
    left = np.argsort(-scores, kind="stable")
    chosen = []
    while len(left):
        best, rest = left[0], left[1:]
        chosen.append(best)
        repeats = (overlap(boxes[best], boxes[rest]) > most) & (classes[rest] == classes[best])
        left = rest[~repeats]
    return np.array(chosen, dtype=np.intp)


def stretches(
    scores: Floats, *, on: float, off: float, longest_gap: int, shortest: int
) -> list[tuple[int, int]]:
    """Give the runs [start, end) that begin at a score of `on` and last until one below `off`.

    Two thresholds keep a score that trembles around one of them from cutting a run into pieces.
    Runs with at most `longest_gap` steps between them are one; a run of fewer than `shortest`
    steps is dropped.
    """
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for place, score in enumerate(scores):
        if start is None and score >= on:
            start = place
        elif start is not None and score < off:
            runs.append((start, place))
            start = None
    if start is not None:
        runs.append((start, len(scores)))
    return [run for run in _joined(runs, longest_gap) if run[1] - run[0] >= shortest]


def _joined(runs: list[tuple[int, int]], longest_gap: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] <= longest_gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _area(boxes: Floats) -> Floats:
    areas: Floats = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return areas
