"""What the readers of containers have in common."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CODECS = {
    **dict.fromkeys(("avc1", "avc3", "V_MPEG4/ISO/AVC"), "h264"),
    **dict.fromkeys(("hvc1", "hev1", "V_MPEGH/ISO/HEVC"), "hevc"),
    **dict.fromkeys(("vp08", "V_VP8"), "vp8"),
    **dict.fromkeys(("vp09", "V_VP9"), "vp9"),
    **dict.fromkeys(("av01", "V_AV1"), "av1"),
    **dict.fromkeys(("mp4v", "V_MPEG4/ISO/ASP", "V_MPEG4/ISO/SP"), "mpeg4"),
    **dict.fromkeys(("jpeg", "mjpa", "V_MJPEG"), "mjpeg"),
}


class Broken(Exception):
    """The container ends too early or contradicts itself."""


def _no_ticks() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Track:
    """One track; its frames in the order in which they are stored.

    Attributes:
        time_base: seconds a tick, as numerator and denominator.
        pts: when each frame is shown, in ticks.
        lasting: for how long, in ticks, where the container says; 0 where it does not.
        key: which frames are decoded without others.
    """

    kind: str
    codec: str = ""
    width: int = 0
    height: int = 0
    rotation: int = 0
    sample_rate: int = 0
    channels: int = 0
    time_base: tuple[int, int] = (1, 1)
    pts: NDArray[np.int64] = field(default_factory=_no_ticks)
    lasting: NDArray[np.int64] = field(default_factory=_no_ticks)
    key: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


@dataclass(slots=True)
class Container:
    """A media type and tracks."""

    media_type: str
    tracks: list[Track]
