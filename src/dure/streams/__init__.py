"""Time-based media: series, frames of video, and clocks that are set right against one another."""

from typing import Any, BinaryIO

from dure.core import Invalid

from .recording import Part, Recording, manifests, read_manifest

__all__ = ["Part", "Recording", "film", "frames_of", "manifests", "read_manifest"]


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


def film(file: BinaryIO) -> tuple[tuple[int, int], tuple[float, ...]] | None:
    """Give width and height as shown and when each frame is shown; None for what is no film."""
    from . import frames  # noqa: PLC0415  (heavy: numpy)

    try:
        found = frames.read_video(file)
    except Invalid:
        return None
    turned = found.rotation % 180 != 0
    size = (found.height, found.width) if turned else (found.width, found.height)
    return size, tuple(found.index.seconds.tolist())
