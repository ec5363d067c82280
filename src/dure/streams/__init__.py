"""Time-based media: series, frames of video, and clocks that are set right against one another."""

from typing import Any, BinaryIO

from .recording import Part, Recording, manifests, read_manifest

__all__ = ["Part", "Recording", "frames_of", "manifests", "read_manifest"]


def frames_of(file: BinaryIO) -> dict[str, Any]:
    """Give when each frame of a video is shown, as JSON can hold it; see `frames.FrameIndex`."""
    from . import frames  # noqa: PLC0415  (heavy: numpy)

    index = frames.read_video(file).index
    return {
        "time_base": list(index.time_base),
        "pts": index.pts.tolist(),
        "key": index.key.tolist(),
        "end": index.end,
    }
