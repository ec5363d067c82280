"""Sound spoilt on purpose: what verification must find."""

import numpy as np

from dure.core import NotFound, say

from .speech import RATE
from .voice import Samples, encode

KINDS = ("clipped", "silent", "sample_rate")
OTHER_RATE = 8_000


def damaged(samples: Samples, kind: str) -> bytes:
    """Give a WAV file with one defect of `KINDS`; raises `NotFound` for another."""
    match kind:
        case "clipped":
            loud = samples / max(1e-9, float(np.abs(samples).max()))
            return encode(np.clip(loud * 12, -1, 1).astype(np.float32))
        case "silent":
            return encode((samples * 1e-4).astype(np.float32))
        case "sample_rate":
            return encode(_slower(samples), OTHER_RATE)
    raise NotFound(say("There is no simulated defect “{kind}”.", kind=kind))


def _slower(samples: Samples) -> Samples:
    """Give the same sound at half the rate: each two samples become their mean."""
    step = RATE // OTHER_RATE
    whole = samples[: len(samples) // step * step]
    return np.asarray(whole.reshape(-1, step).mean(axis=1), dtype=np.float32)
