"""Decode frames of a video; needs the extra ``video`` (PyAV), which brings FFmpeg.

The index of frames does not need it (`dure.streams.frames`), so videos come in without it.
"""

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from itertools import chain
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dure.core import Invalid, Unavailable, say

from .frames import FrameIndex

Picture = NDArray[np.uint8]
_PREVIEW, _QUALITY = 256, 80
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def can_decode() -> bool:
    """Tell whether frames can be decoded here."""
    return find_spec("av") is not None


def pictures(file: BinaryIO, index: FrameIndex, numbers: Iterable[int]) -> Iterator[Picture]:
    """Give frames by their numbers, ascending, as RGB pictures as stored.

    Decoding goes on from the last frame given where no key frame lies between, and is begun anew
    at the key frame before otherwise; a frame is known by its presentation time alone.

    Raises:
        Invalid: the video cannot be decoded.
        Unavailable: this installation cannot decode videos.
    """
    av = engine()
    file.seek(0)
    try:
        with av.open(file) as container:
            stream = container.streams.video[0]
            stream.thread_type = "NONE"
            yield from _decoded(container, stream, index, numbers)
    except av.FFmpegError as error:
        raise Invalid(say("The video cannot be decoded; export it again.")) from error


def frame_at(file: BinaryIO, index: FrameIndex, time_s: float) -> Picture:
    """Give the frame that is shown at a time."""
    return next(pictures(file, index, [index.at(time_s)]))


def poster(file: BinaryIO, index: FrameIndex, rotation: int = 0) -> bytes:
    """Give the first key frame, upright, as a JPEG of at most 256 pixels a side."""
    first = int(index.key[0]) if len(index.key) else 0
    picture = Image.fromarray(next(pictures(file, index, [first])))
    if rotation in _TURNS:
        picture = picture.transpose(_TURNS[rotation])
    picture.thumbnail((_PREVIEW, _PREVIEW))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def heard(file: BinaryIO) -> tuple[NDArray[np.float32], float] | None:
    """Give the sound of a video on one channel, from its start, and its rate; None without any.

    Where the sound begins after the pictures, silence stands before it.
    """
    av = engine()
    file.seek(0)
    try:
        with av.open(file) as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            rate = stream.rate
            mono = av.AudioResampler("flt", "mono", rate)
            frames = list(container.decode(stream))
            parts = [p.to_ndarray()[0] for f in (*frames, None) for p in mono.resample(f)]
            late = frames[0].time if frames else 0.0
    except av.FFmpegError as error:
        raise Invalid(say("The sound of the video cannot be decoded; export it again.")) from error
    sound = np.concatenate([np.zeros(max(0, round((late or 0.0) * rate)), np.float32), *parts])
    return sound[max(0, round(-(late or 0.0) * rate)) :], float(rate)


def sounds(file: BinaryIO, count: int) -> Iterator[NDArray[np.float32]]:
    """Give the first sound of a file in blocks of so many moments, the last as long as it is.

    A block has a row for each moment and a column for each channel. Raises as `pictures`.
    """
    av = engine()
    file.seek(0)
    waiting: list[NDArray[np.float32]] = []
    try:
        with av.open(file) as container:
            stream = container.streams.audio[0]
            plain = av.AudioResampler("flt", stream.layout, stream.rate)
            for frame in chain(container.decode(stream), [None]):
                waiting += (
                    p.to_ndarray().reshape(-1, stream.channels) for p in plain.resample(frame)
                )
                if sum(map(len, waiting)) >= count:
                    whole = np.concatenate(waiting)
                    cut = len(whole) - len(whole) % count
                    yield from (whole[at : at + count] for at in range(0, cut, count))
                    waiting = [whole[cut:]]
    except (av.FFmpegError, LookupError) as error:
        raise Invalid(say("The sound cannot be decoded; export it again.")) from error
    if sum(map(len, waiting)):
        yield np.concatenate(waiting)


def _decoded(
    container: Any,  # noqa: ANN401  (PyAV comes late)
    stream: Any,  # noqa: ANN401
    index: FrameIndex,
    numbers: Iterable[int],
) -> Iterator[Picture]:
    numerator, denominator = index.time_base
    tick = Fraction(numerator, denominator)
    last, coming = -1, cast("Iterator[Any]", iter(()))
    for number in numbers:
        if last < 0 or _key_before(index, number) > last:
            start = int(index.pts[_key_before(index, number)]) * tick
            container.seek(int(start / stream.time_base), stream=stream)
            coming = container.decode(stream)
        wanted = int(index.pts[number]) * tick
        found = next((f for f in coming if f.pts is not None and _reached(f, wanted)), None)
        if found is None or abs(found.pts * found.time_base - wanted) > tick:
            raise Invalid(say("Frame {number} of the video cannot be decoded.", number=number))
        last = number
        yield np.asarray(found.to_ndarray(format="rgb24"))


def _reached(frame: Any, wanted: Fraction) -> bool:  # noqa: ANN401
    return bool(frame.pts * frame.time_base >= wanted - frame.time_base / 2)


def _key_before(index: FrameIndex, number: int) -> int:
    at = int(np.searchsorted(index.key, number, "right")) - 1
    return int(index.key[at]) if at >= 0 else 0


def engine() -> Any:  # noqa: ANN401
    """Give PyAV; raises `Unavailable` where it is not installed."""
    if not can_decode():
        raise Unavailable(say("Frames are decoded with the extra “video”; install dure[video]."))
    import av  # noqa: PLC0415  (heavy: FFmpeg; optional)

    return av
