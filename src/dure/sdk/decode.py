"""From the bytes of a media file to what a training loop wants: pictures and samples."""

import io
import wave
from functools import cache
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dure.core import say

from .errors import FileDamaged, LibraryMissing

_ORIENTATION = 0x0112
_UPRIGHT = 1


class Sound(NamedTuple):
    """Samples between -1 and 1, as (samples,) or (samples, channels), and their rate in Hertz."""

    samples: NDArray[np.float32]
    sample_rate: int


@cache
def _optional(name: str) -> ModuleType | None:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def picture(content: bytes, name: str) -> Image.Image:
    """Decode a picture upright, as the labels see it; fast where `simplejpeg` is installed.

    Raises:
        FileDamaged: where it cannot be decoded.
    """
    try:
        image = Image.open(io.BytesIO(content))
        upright = image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
        fast = _optional("simplejpeg")
        if fast and upright and image.format == "JPEG" and image.mode == "RGB":
            return Image.fromarray(fast.decode_jpeg(content))
        image.load()
        return image if upright else ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError) as error:
        raise _undecodable(name) from error


def sound(content: bytes, name: str) -> Sound:
    """Decode a sound: PCM WAV without help, all else where `soundfile` is installed.

    Raises:
        FileDamaged: where it cannot be decoded.
        LibraryMissing: where it needs `soundfile`.
    """
    try:
        return _pcm(content)
    except (wave.Error, EOFError):
        pass
    if (library := _optional("soundfile")) is None:
        raise LibraryMissing(
            say("Decoding “{file}” needs the library soundfile; install it with “pip install "
                "soundfile”.", file=name)
        )  # fmt: skip
    try:
        samples, rate = library.read(io.BytesIO(content), dtype="float32")
    except RuntimeError as error:
        raise _undecodable(name) from error
    return Sound(samples, int(rate))


def _pcm(content: bytes) -> Sound:
    with wave.open(io.BytesIO(content)) as opened:
        width, channels, rate = (
            opened.getsampwidth(),
            opened.getnchannels(),
            opened.getframerate(),
        )
        raw = opened.readframes(opened.getnframes())
    whole = len(raw) - len(raw) % (width * channels)
    samples = _samples(np.frombuffer(raw[:whole], np.uint8), width)
    return Sound(samples.reshape(-1, channels) if channels > 1 else samples, rate)


def _samples(raw: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    if width == 1:
        return (raw.astype(np.float32) - np.float32(128)) / np.float32(128)
    padded = np.zeros((raw.size // width, 4), np.uint8)
    padded[:, 4 - width :] = raw.reshape(-1, width)
    whole: NDArray[np.int32] = padded.view(np.dtype("<i4")).ravel()
    return (whole / 2.0**31).astype(np.float32)


def _undecodable(name: str) -> FileDamaged:
    return FileDamaged(
        say("“{file}” cannot be decoded; report it to the provider of the release.", file=name)
    )
