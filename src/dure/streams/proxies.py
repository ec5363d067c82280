"""A film that browsers can play, with every frame shown when it is in the original.

Where only the container stands in the way, the coded frames are copied into another. Where the
codec does, they are coded anew, which needs the extra ``video``. Pictures alone: the sound is a
stream of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from dure.core import Invalid, Unavailable, say

from . import frames, pictures
from .container import Container, Samples, Track
from .mp4_writing import avc_entry, write

_PLAIN_PROFILES = {66, 77, 88, 100}  # of H.264: 8 bits, 4:2:0
_OF_MP4, _OF_WEBM = {"h264", "vp9", "av1"}, {"vp8", "vp9", "av1"}
_LONGEST_SIDE = 1280
_CODERS = (
    ("libx264", {"preset": "veryfast", "crf": "23", "bf": "0", "g": "48"}),
    ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "crf": "33", "b": "0"}),
)
_MATROSKA, _WEBM = b"\x42\x82\x88matroska", b"\x42\x82\x88webm\0\0\0\0"
_TURNS = {90: ["clock"], 180: ["clock", "clock"], 270: ["cclock"]}


class Way(StrEnum):
    """How a browser comes to play a film."""

    ORIGINAL = "original"  # it plays it as it is
    REWRAPPED = "rewrapped"  # its frames, copied into another container
    CODED = "coded"  # its frames, coded anew


def way_of(file: BinaryIO) -> Way:
    """Tell how browsers come to play a film; raises `Invalid` where it cannot be read."""
    found = frames.container_of(file, locate=True)
    track = _pictures(found)
    if track.codec in _OF_WEBM and found.media_type in ("video/webm", "video/x-matroska"):
        return Way.ORIGINAL if found.media_type == "video/webm" else Way.REWRAPPED
    if not _is_plain(track):
        return Way.CODED
    if found.media_type == "video/mp4":
        return Way.ORIGINAL
    can_copy = track.codec == "h264" and track.samples is not None
    return Way.REWRAPPED if can_copy else Way.CODED


def _pictures(found: Container) -> Track:
    track = next((t for t in found.tracks if t.kind == "video" and len(t.pts)), None)
    if track is None:
        raise frames.NoFrames(say("The file has no frames of a video."))
    return track


def _is_plain(track: Track) -> bool:
    if track.codec != "h264":
        return track.codec in _OF_MP4
    setup = track.setup
    at = setup.find(b"avcC") + 4 if b"avcC" in setup else 0
    return len(setup) > at + 1 and setup[at + 1] in _PLAIN_PROFILES


def rewrap(file: BinaryIO, out: BinaryIO) -> None:
    """Copy the frames of a film into MP4 or WebM; raises `Invalid` where they cannot be."""
    track = _pictures(frames.container_of(file, locate=True))
    if track.codec in _OF_WEBM and track.setup[4:8] != track.coding.encode():
        _call_webm(file, out)
        return
    if track.samples is None or track.codec != "h264":
        raise Invalid(say("The frames of the video cannot be copied; code it anew."))
    is_mp4 = track.setup[4:8] == track.coding.encode()
    entry = track.setup if is_mp4 else avc_entry(track)
    plain, samples = _in_whole_ticks(track, track.samples)
    try:
        write(replace(plain, setup=entry), samples, file, out)
    except ValueError as error:
        raise Invalid(say("The video ends too early or is damaged; copy it again.")) from error


def _call_webm(file: BinaryIO, out: BinaryIO) -> None:
    """Copy a Matroska file under the name of its part that browsers know (RFC 9559 §1)."""
    file.seek(0)
    head = file.read(4096)
    at = head.find(_MATROSKA)
    out.write(head[:at] + _WEBM + head[at + len(_WEBM) :] if at >= 0 else head)
    shutil.copyfileobj(file, out, 1 << 20)


def _in_whole_ticks(track: Track, samples: Samples) -> tuple[Track, Samples]:
    """Count in ticks of which a second has a whole number."""
    each, second = track.time_base
    if second % each == 0:
        return track, samples
    told = {name: getattr(samples, name) * each for name in ("pts", "lasting")}
    end = None if samples.end is None else samples.end * each
    return replace(track, time_base=(1, second)), replace(samples, **told, end=end)


def code(file: BinaryIO, out: Path, report: Callable[[int, int], None]) -> None:
    """Code a film anew, with every frame at its time.

    Raises:
        Unavailable: this installation cannot decode or code videos.
        Invalid: the film cannot be decoded, or not every frame came out at its time.
    """
    av = pictures.engine()
    found = frames.read_video(file)
    index = found.index
    file.seek(0)
    try:
        with av.open(file) as source, av.open(str(out), "w", format="mp4") as container:
            stream = _stream(av, container, found)
            shown = _shown(av, source, found)
            for number, frame in enumerate(shown):
                container.mux(stream.encode(frame))
                if number % 50 == 0:
                    report(number, len(index.pts))
            container.mux(stream.encode(None))
    except av.FFmpegError as error:
        raise Invalid(say("The video cannot be decoded; export it again.")) from error
    _require_same_times(out, index)


def _stream(av: Any, container: Any, found: frames.Video) -> Any:  # noqa: ANN401  (PyAV comes late)
    there = av.codec.codecs_available
    coder = next(((name, how) for name, how in _CODERS if name in there), None)
    if coder is None:
        raise Unavailable(say("No coder of videos for browsers is installed here."))
    rate = Fraction(found.index.frame_rate or 25).limit_denominator(1001)
    stream = container.add_stream(coder[0], rate=rate, options=coder[1])
    stream.width, stream.height = _size(found)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = stream.time_base = Fraction(*found.index.time_base)
    return stream


def _size(found: frames.Video) -> tuple[int, int]:
    """Give a size with even sides that is small enough, as the film is shown."""
    width, height = found.width, found.height
    if found.rotation in (90, 270):
        width, height = height, width
    share = min(1.0, _LONGEST_SIDE / max(width, height, 1))
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


def _shown(av: Any, source: Any, found: frames.Video) -> Iterator[Any]:  # noqa: ANN401
    """Decode the frames of the index, upright and scaled, each with its time in the index."""
    stream = source.streams.video[0]
    stream.thread_type = "NONE"
    tick, width, height = Fraction(*found.index.time_base), *_size(found)
    wanted = found.index.pts
    graph = None
    for frame in source.decode(stream):
        if frame.pts is None:
            continue
        moment = round(frame.pts * frame.time_base / tick)
        at = int(np.searchsorted(wanted, moment))
        if at >= len(wanted) or wanted[at] != moment:
            continue  # decoded, and not shown
        graph = graph or _graph(av, stream, found.rotation, (width, height))
        graph.push(frame)
        turned = graph.pull()
        turned.pts, turned.time_base = moment, tick
        turned.pict_type = 0
        yield turned


def _graph(av: Any, stream: Any, rotation: int, size: tuple[int, int]) -> Any:  # noqa: ANN401
    graph = av.filter.Graph()
    steps = [graph.add_buffer(template=stream)]
    steps += [graph.add("transpose", turn) for turn in _TURNS.get(rotation, [])]
    steps += [graph.add("scale", f"{size[0]}:{size[1]}"), graph.add("format", "yuv420p")]
    graph.link_nodes(*steps, graph.add("buffersink")).configure()
    return graph


def _require_same_times(made: Path, index: frames.FrameIndex) -> None:
    with made.open("rb") as file:
        told = frames.read_video(file).index
    if len(told.pts) != len(index.pts) or np.abs(told.seconds - index.seconds).max() > 1e-6:
        raise Invalid(say("Not every frame could be coded anew at its time; look at the original."))
