"""The frames of a video by presentation time, read from its container without decoding one.

A frame is named by when it is shown. Frame number times rate names the wrong frame as soon as
frames are stored out of order (B-frames), the rate varies or the file was cut; what the
container says of each frame (ISO/IEC 14496-12 for MP4, RFC 9559 for Matroska) does not.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

from . import matroska, mp4
from .container import Broken, Container, Track

Ticks = NDArray[np.int64]
_SAME = 1e-6  # seconds by which a time may be short of a frame's start and still mean the frame


class NoFrames(Invalid):
    """The container holds no frames of a video."""


@dataclass(frozen=True)
class FrameIndex:
    """When each frame of a video is shown.

    Attributes:
        time_base: seconds a tick, as numerator and denominator.
        pts: presentation times in ticks, ascending; 0 is the start of the video.
        key: numbers of the frames that are decoded without others.
        end: when the last frame ends, in ticks.
    """

    time_base: tuple[int, int]
    pts: Ticks
    key: Ticks
    end: int

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """Give the presentation times in seconds."""
        return self.pts * self.time_base[0] / self.time_base[1]

    @property
    def duration_s(self) -> float:
        """Give when the last frame ends."""
        return self.end * self.time_base[0] / self.time_base[1]

    @property
    def frame_rate(self) -> float | None:
        """Give the nominal rate: that of the usual step between two frames."""
        if len(self.pts) < 2:
            return None
        steps = np.diff(self.pts)
        usual = np.median(steps)
        # Ticks of a millisecond tell 33 and 34 for thirty a second: the mean of those alike.
        alike = steps[np.abs(steps - usual) <= max(1.0, 0.05 * usual)]
        return self.time_base[1] / (float(alike.mean()) * self.time_base[0])

    def at(self, time_s: float) -> int:
        """Give the number of the frame that is shown at a time; the ends hold what is beyond."""
        found = int(np.searchsorted(self.seconds, time_s + _SAME, "right")) - 1
        return min(max(found, 0), len(self.pts) - 1)

    def middle_s(self, frame: int) -> float:
        """Give a time that surely shows this frame: its middle, as players round at the edges."""
        after = self.pts[frame + 1] if frame + 1 < len(self.pts) else self.end
        return float((self.pts[frame] + after) / 2 * self.time_base[0] / self.time_base[1])


@dataclass(frozen=True, slots=True)
class Video:
    """What a container tells of its first video track.

    Attributes:
        media_type: IANA media type of the container.
        codec: ``h264``, ``hevc``, ``vp8``, ``vp9``, ``av1``, …; else as the container names it.
        width, height: pixels as stored.
        rotation: degrees clockwise by which a player turns the picture.
        sound: sample rate and channels of the first sound track, if there is one.
    """

    media_type: str
    codec: str
    width: int
    height: int
    rotation: int
    index: FrameIndex
    sound: tuple[int, int] | None


def read_video(file: BinaryIO) -> Video:
    """Read what a video is and when its frames are shown; MP4, MOV, WebM and Matroska.

    Raises:
        NoFrames: it holds none.
        Invalid: it is none of them, or ends before its content does.
    """
    found = container_of(file)
    tracks = [track for track in found.tracks if track.kind == "video" and len(track.pts)]
    if not tracks:
        raise NoFrames(say("The file has no frames of a video."))
    sound = next((track for track in found.tracks if track.kind == "sound"), None)
    track = tracks[0]
    return Video(
        media_type=found.media_type,
        codec=track.codec,
        width=track.width,
        height=track.height,
        rotation=track.rotation,
        index=_index(track),
        sound=(sound.sample_rate, sound.channels) if sound else None,
    )


def container_of(file: BinaryIO, *, locate: bool = False) -> Container:
    """Read the tracks of a video, and with `locate` where their frames lie; raises `Invalid`."""
    file.seek(0)
    reader = matroska.read if file.read(4) == matroska.SIGNATURE else mp4.read
    try:
        return reader(file, locate=locate)
    except Broken as broken:
        raise Invalid(say("The video ends too early or is damaged; copy it again.")) from broken


def _index(track: Track) -> FrameIndex:
    order = np.argsort(track.pts, kind="stable")
    pts = track.pts[order]
    key = np.flatnonzero(track.key[order])
    usual = int(np.median(np.diff(pts))) if len(pts) > 1 else track.time_base[1] // 25
    last = int(track.lasting[order][-1]) if len(track.lasting) else 0
    return FrameIndex(track.time_base, pts, key, int(pts[-1]) + (last or usual))
