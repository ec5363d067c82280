"""Media become pictures and samples, upright and in range."""

import io
import wave

import numpy as np
import pytest
from PIL import Image

from dure.sdk import FileDamaged, LibraryMissing, decode

ORIENTATION = 0x0112


def photo(mode: str = "RGB", orientation: int | None = None, kind: str = "JPEG") -> bytes:
    colours = np.zeros((16, 32, 3), np.uint8)
    colours[:, :16] = (255, 0, 0)
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    Image.fromarray(colours).convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def pcm(samples: list[int], width: int, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((channels, width, 8000, 0, "NONE", ""))
        raw = [(s + 128 if width == 1 else s).to_bytes(width, "little", signed=width > 1)
               for s in samples]  # fmt: skip
        sound.writeframes(b"".join(raw))
    return out.getvalue()


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_photo_is_decoded_with_and_without_the_fast_codec(monkeypatch, fast, mode):
    if not fast:
        monkeypatch.setattr(decode, "_optional", lambda _: None)

    found = decode.picture(photo(mode), "a.jpg")

    assert (found.size, found.mode) == ((32, 16), mode)


def test_a_picture_is_turned_upright():
    found = decode.picture(photo(orientation=6), "a.jpg")

    assert found.size == (16, 32)
    assert found.getpixel((8, 4))[0] > 200
    assert found.getpixel((8, 28))[0] < 50


def test_a_png_keeps_its_mode():
    assert decode.picture(photo("LA", kind="PNG"), "a.png").mode == "LA"


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:200], photo(kind="PNG")[:60]])
def test_a_broken_picture_is_named(content):
    with pytest.raises(FileDamaged, match=r"a\.jpg"):
        decode.picture(content, "a.jpg")


@pytest.mark.parametrize(
    ("width", "samples"),
    [(1, [0, 64, -128]), (2, [0, 2**14, -(2**15)]), (3, [0, 2**22, -(2**23)]),
     (4, [0, 2**30, -(2**31)])],
)  # fmt: skip
def test_samples_of_every_width_lie_between_minus_one_and_one(width, samples):
    found = decode.sound(pcm(samples, width), "a.wav")

    assert found.samples.dtype == np.float32
    assert found.samples.tolist() == [0.0, 0.5, -1.0]
    assert found.sample_rate == 8000


def test_channels_stand_side_by_side():
    samples, _ = decode.sound(pcm([1, 2, 3, 4], 2, channels=2), "a.wav")

    assert (samples * 2**15).tolist() == [[1, 2], [3, 4]]


def test_a_compressed_sound_is_decoded_where_the_library_is():
    soundfile = pytest.importorskip("soundfile")
    out = io.BytesIO()
    soundfile.write(out, np.full(800, 0.5, np.float32), 16000, format="FLAC")

    found = decode.sound(out.getvalue(), "a.flac")

    assert found.sample_rate == 16000
    assert found.samples == pytest.approx(np.full(800, 0.5), abs=1e-3)


def test_a_compressed_sound_without_the_library_says_what_to_install(monkeypatch):
    monkeypatch.setattr(decode, "_optional", lambda _: None)

    with pytest.raises(LibraryMissing, match="pip install soundfile"):
        decode.sound(b"fLaC....", "a.flac")


def test_a_broken_sound_is_named():
    pytest.importorskip("soundfile")

    with pytest.raises(FileDamaged, match=r"a\.flac"):
        decode.sound(b"fLaC....", "a.flac")
