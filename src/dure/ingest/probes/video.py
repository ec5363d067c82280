"""Examine videos: what they hold and when their frames are shown, read without decoding them."""

from typing import BinaryIO

from dure.core import Invalid, Modality, Probe, say
from dure.streams import pictures
from dure.streams.frames import NoFrames, Video, read_video

from . import Examined, Note, Refused, Source
from .parts import damaged

_PLAYED = frozenset({"h264", "vp8", "vp9", "av1"})  # by every browser that Dure names
_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}


def examine(source: Source) -> Examined:
    """Examine a video; its first key frame is its preview where frames can be decoded."""
    with source.open() as file:
        try:
            found = read_video(file)
        except NoFrames as error:
            message = say("The file has no frames of a video; rename it if it is a sound.")
            raise Refused("not_a_video", message) from error
        except Invalid as error:
            raise damaged() from error
        preview, notes = _preview(file, found)
    if found.codec not in _PLAYED:
        notes = (_not_playable(found.codec), *notes)
    return Examined(_probe(found), preview, "image/jpeg" if preview is not None else None, notes)


def _probe(found: Video) -> Probe:
    is_turned = found.rotation in (90, 270)
    rate, channels = found.sound or (None, None)
    return Probe(
        Modality.VIDEO,
        found.media_type,
        width=found.height if is_turned else found.width,
        height=found.width if is_turned else found.height,
        orientation=_ORIENTATIONS.get(found.rotation, 1),
        frames=len(found.index.pts),
        duration_s=found.index.duration_s,
        sample_rate=rate,
        channels=channels,
        codec=found.codec,
        frame_rate=found.index.frame_rate,
    )


def _not_playable(codec: str) -> Note:
    message = say(
        "The video is coded as {codec}, which browsers do not play; it came in as it is.",
        codec=codec or "?",
    )
    return Note("not_playable", message)


def _preview(file: BinaryIO, found: Video) -> tuple[bytes | None, tuple[Note, ...]]:
    if not pictures.can_decode():
        message = say(
            "The video was taken in, but its pictures were not looked at; install dure[video]."
        )
        return None, (Note("not_decoded", message),)
    try:
        return pictures.poster(file, found.index, found.rotation), ()
    except Invalid:
        message = say("The first frame of the video cannot be decoded; look at it in a player.")
        return None, (Note("not_decoded", message),)
