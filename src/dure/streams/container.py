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


Ticks = NDArray[np.int64]
PLAIN = frozenset({"sowt", "twos", "raw", "lpcm", "ipcm", "fpcm", "in24", "in32", "fl32", "fl64"})
"""Names in MP4 and MOV of sound that is not compressed."""


def _no_ticks() -> Ticks:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Samples:
    """The coded frames of a track in the order in which they are stored, which decoders want.

    Attributes:
        offsets, sizes: where each lies in the file, in bytes.
        pts: when each is shown, in ticks; what is before 0 is decoded, and not shown.
        lasting: for how long, in ticks; 0 where the container does not say.
        key: which are decoded without others.
        end: when the showing ends, in ticks; None where with the last frame.
        trimmed: nanoseconds at the end of the last that are decoded, and not shown.
    """

    offsets: Ticks
    sizes: Ticks
    pts: Ticks
    lasting: Ticks
    key: NDArray[np.bool_]
    end: int | None = None
    trimmed: int = 0


@dataclass(slots=True)
class Track:
    """One track; its frames in the order in which they are stored.

    Attributes:
        time_base: seconds a tick, as numerator and denominator.
        pts: when each frame is shown, in ticks.
        lasting: for how long, in ticks, where the container says; 0 where it does not.
        key: which frames are decoded without others.
        depth: bits of a sample of sound that is not compressed, where the container says.
        coding: the codec as the container names it.
        setup: what a decoder must know: the sample entry of MP4, Matroska's CodecPrivate.
        delay_s: what a decoder gives before the first sound that is meant (Matroska's CodecDelay).
        is_packed: whether frames are laced or compressed once more: then none is copied as it is.
        samples: where the frames lie, if that was asked for and they can be copied as they are.
    """

    kind: str
    codec: str = ""
    coding: str = ""
    setup: bytes = b""
    delay_s: float = 0.0
    is_packed: bool = False
    samples: Samples | None = None
    width: int = 0
    height: int = 0
    rotation: int = 0
    sample_rate: int = 0
    channels: int = 0
    depth: int = 0
    time_base: tuple[int, int] = (1, 1)
    pts: Ticks = field(default_factory=_no_ticks)
    lasting: Ticks = field(default_factory=_no_ticks)
    key: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


@dataclass(slots=True)
class Container:
    """A media type and tracks."""

    media_type: str
    tracks: list[Track]
