"""Where somebody speaks: Silero VAD v5, one score for every 32 ms."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, Segment, say

from .. import rules
from ._session import session

RATE, STEP, CONTEXT = 16_000, 512, 64
STEP_S = STEP / RATE
ON, OFF = 0.5, 0.35
SHORTEST_S, LONGEST_GAP_S = 0.1, 0.1

Floats = NDArray[np.float32]


def open(path: Path, *, threads: int = 2) -> "Detector":
    """Open the model as it comes."""
    return Detector(session(path, threads))


class Detector:
    """Finds voice in mono sound of 16 kHz."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401  (onnxruntime has no types)
        self._session = session

    def segments(self, samples: Floats) -> list[Segment]:
        """Give the stretches of voice of at least `SHORTEST_S` seconds, in their order."""
        scores = self.scores(samples)
        runs = rules.stretches(
            scores,
            on=ON,
            off=OFF,
            longest_gap=int(LONGEST_GAP_S / STEP_S),
            shortest=int(np.ceil(SHORTEST_S / STEP_S)),
        )
        length_s = len(samples) / RATE
        return [_segment(scores, start, end, length_s) for start, end in runs]

    def scores(self, samples: Floats) -> Floats:
        """Give the probability of voice in each 32 ms; the last step is filled with silence."""
        if samples.ndim != 1:
            raise Invalid(
                say(
                    "Sound must be mono, shape (samples,); this one is {shape}.",
                    shape=samples.shape,
                )
            )
        whole = np.zeros(CONTEXT + -(-len(samples) // STEP) * STEP, np.float32)
        whole[CONTEXT : CONTEXT + len(samples)] = samples
        state = np.zeros((2, 1, 128), np.float32)
        rate = np.array(RATE, np.int64)
        scores = []
        for start in range(0, len(whole) - CONTEXT, STEP):
            piece = whole[None, start : start + CONTEXT + STEP]
            score, state = self._session.run(None, {"input": piece, "state": state, "sr": rate})
            scores.append(score[0, 0])
        return np.array(scores, np.float32)


def _segment(scores: Floats, start: int, end: int, length_s: float) -> Segment:
    score = round(float(scores[start:end].mean()), 4)
    return Segment(
        "voice", round(start * STEP_S, 3), round(min(end * STEP_S, length_s), 3), score=score
    )
