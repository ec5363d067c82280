"""Cut a stretch out of a film: its coded frames are copied from the key frame before it.

What is copied only to be decoded is not shown, as an edit list says, so that the film begins
with the first frame that is wanted.
"""

from dataclasses import replace
from typing import BinaryIO

import numpy as np

from dure.core import Invalid, say

from . import frames
from .container import Samples, Track
from .mp4_writing import write


def cut(file: BinaryIO, out: BinaryIO, start_s: float, end_s: float) -> float:
    """Write the frames that begin in a stretch as MP4; give when the first of them is shown.

    A frame that begins less than half a frame before either end counts as beginning there.
    Raises `Invalid` where no frame does, or where frames cannot be copied.
    """
    found = frames.container_of(file, locate=True)
    track = next((t for t in found.tracks if t.kind == "video" and len(t.pts)), None)
    if track is None:
        raise frames.NoFrames(say("The file has no frames of a video."))
    samples = track.samples
    is_mp4 = track.setup[4:8] == track.coding.encode() and track.time_base[0] == 1
    if samples is None or not is_mp4:
        raise Invalid(say("The frames of the video cannot be copied; code it anew."))
    kept, first = _kept(track, samples, start_s, end_s)
    try:
        write(replace(track, samples=None), kept, file, out)
    except ValueError as error:
        raise Invalid(say("The video ends too early or is damaged; copy it again.")) from error
    return first / track.time_base[1]


def _kept(track: Track, samples: Samples, start_s: float, end_s: float) -> tuple[Samples, int]:
    """Give the frames to copy, with 0 where the first that is wanted is shown, and that time."""
    shown = np.sort(samples.pts[samples.pts >= 0])
    usual = int(np.median(np.diff(shown))) if len(shown) > 1 else track.time_base[1] // 25
    low, high = (t * track.time_base[1] - usual / 2 for t in (start_s, end_s))
    wanted = (samples.pts >= max(0.0, low)) & (samples.pts < high)
    if not wanted.any():
        raise Invalid(say("The film shows nothing from {start} s on.", start=round(start_s, 3)))
    first, last = int(samples.pts[wanted].min()), int(samples.pts[wanted].max())
    keys = np.flatnonzero(samples.key & (samples.pts <= first))
    if not len(keys):
        raise Invalid(say("The frames of the video cannot be copied; code it anew."))
    part = slice(int(keys[-1]), int(np.flatnonzero(wanted)[-1]) + 1)
    after = shown[shown > last]
    lasts = int(after[0]) - last if len(after) else usual
    kept = Samples(
        samples.offsets[part],
        samples.sizes[part],
        samples.pts[part] - first,
        samples.lasting[part],
        samples.key[part],
        end=last - first + lasts,
    )
    return kept, first
