"""The raw material: what a file is, and what probing it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Modality(StrEnum):
    """The kinds of stream that a record can hold."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    SERIES = "series"  # sampled numbers over time: power, temperature
    DEVICE_STATUS = "device_status"  # attributes of an appliance at one moment
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Probe:
    """What a media file says of itself, read from its bytes and never from its name.

    Attributes:
        modality: the kind of stream.
        media_type: IANA media type, such as ``image/jpeg``.
        width, height: pixels as shown, after the EXIF orientation is applied.
        orientation: EXIF orientation tag (1 to 8) as stored; 1 is upright.
        frames: pictures in the file (1 for a still picture).
        duration_s: seconds of sound, video or series.
        sample_rate: Hertz of sound (of a video's, where it has any), or rows a second of a
            regular series.
        channels: colour planes, sound channels or series columns.
        rows: rows of a series, or lines of a text.
        captured_at: ISO 8601 time from the file itself, if it carries one.
        device: model of the capturing device, if the file names one.
        codec: coding of a video's pictures: ``h264``, ``vp9``, …
        frame_rate: nominal frames a second of a video; the real ones are frames / duration_s.
        vendor: vendor whose format a device status is in: ``smartthings``, ``thinq``, ``matter``.
    """

    modality: Modality
    media_type: str
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    frames: int | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    rows: int | None = None
    captured_at: str | None = None
    device: str | None = None
    codec: str | None = None
    frame_rate: float | None = None
    vendor: str | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Probe":
        """Read the stored form, which is the fields by name."""
        return cls(**{**stored, "modality": Modality(stored["modality"])})
