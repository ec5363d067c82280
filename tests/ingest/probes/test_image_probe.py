"""Pictures: whole, upright, small, and without what they tell of their owner."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin
from probe_samples import SERIAL, SIDE, encoded, exif, picture, png_chunk

from dure.core import Modality, Probe
from dure.ingest.probes import Refused, cleared, examine

NOWHERE = Path("nowhere")
UNTURN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def look(name, content):
    return examine(name, NOWHERE, content)


def refused(name, content):
    with pytest.raises(Refused) as caught:
        look(name, content)
    return caught.value


def difference(one, other):
    a, b = (np.asarray(Image.open(io.BytesIO(x)).convert("RGB"), np.int16) for x in (one, other))
    assert a.shape == b.shape
    return np.abs(a - b).mean()


def test_a_photograph_says_size_time_and_device(samples):
    assert look("a.jpg", samples["a.jpg"]).probe == Probe(
        Modality.IMAGE, "image/jpeg", *SIDE, frames=1, channels=3,
        captured_at="2026-03-01T12:34:56+09:00", device="Dure Cam 7",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_shows_the_same_picture(kind, orientation):
    turn = UNTURN[orientation]
    stored = picture() if turn is None else picture().transpose(turn)
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    content = encoded(stored, kind, exif=exif(orientation), **options)

    found = look(f"a.{kind.lower()}", content)
    upright, _ = cleared(content, found.probe)

    assert (found.probe.width, found.probe.height) == SIDE
    assert found.probe.orientation == orientation
    assert difference(found.preview, encoded(picture(), "PNG")) < 8
    assert difference(upright, encoded(picture(), "PNG")) < 4
    assert SERIAL.encode() not in upright
    assert not Image.open(io.BytesIO(upright)).getexif()


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.tif", "a.bmp", "a.avif"])
def test_clearing_keeps_every_pixel_and_no_secret(name, samples):
    content = samples[name]

    clear, _ = cleared(content, look(name, content).probe)

    assert difference(content, clear) == 0
    assert SERIAL.encode() not in clear
    image = Image.open(io.BytesIO(clear))
    assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert not {"exif", "xmp", "comment", "photoshop"} & set(image.info)


def test_clearing_a_jpeg_keeps_colour_and_drops_the_rest():
    profile = b"ICC_PROFILE\x00\x01\x01" + bytes(128)
    segments = b"".join(
        b"\xff" + bytes([code]) + struct.pack(">H", len(body) + 2) + body
        for code, body in [
            (0xE2, profile), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SERIAL.encode()),
            (0xED, b"Photoshop 3.0\0" + SERIAL.encode()), (0xFE, SERIAL.encode()),
            (0xE2, b"MPF\0" + SERIAL.encode()),
        ]
    )  # fmt: skip
    plain = encoded(picture(), "JPEG")
    content = plain[:20] + segments + plain[20:] + b"PK\x03\x04" + SERIAL.encode() * 20

    found = look("a.jpg", content)
    clear, _ = cleared(content, found.probe)

    assert [note.kind for note in found.notes] == ["trailing_bytes"]
    assert SERIAL.encode() not in clear
    assert profile in clear
    assert clear.endswith(b"\xff\xd9")
    assert difference(plain, clear) == 0


def test_ink_keeps_its_colours(samples):
    assert difference(look("a.jpg", samples["ink.jpg"]).preview, encoded(picture(), "PNG")) < 8


@pytest.mark.parametrize(
    "size", [(800, 600), (3000, 20), (5, 4000), (256, 256), (1, 1), (4001, 3001)]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_preview_fits_in_256_pixels(size, kind):
    found = look("a.x", encoded(picture().resize(size), kind))

    shown = Image.open(io.BytesIO(found.preview))
    assert max(shown.size) == min(256, max(size))
    assert (found.probe.width, found.probe.height) == size
    assert abs(shown.width * size[1] - shown.height * size[0]) <= max(size)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "F", "I", "CMYK"])
def test_every_mode_of_pixels_gets_a_preview_and_is_cleared(mode):
    image = Image.fromarray(np.linspace(0, 60000, 1200).reshape(30, 40).astype(np.float32))
    image = picture().convert(mode) if mode not in ("I;16", "F", "I") else image
    image = Image.fromarray(np.asarray(image).astype(np.uint16)) if mode == "I;16" else image
    content = encoded(image.convert("I") if mode == "I" else image, "TIFF")

    found = look("a.tif", content)

    assert Image.open(io.BytesIO(found.preview)).size == image.size
    assert Image.open(io.BytesIO(cleared(content, found.probe)[0])).size == image.size


@pytest.mark.parametrize(
    "tail",
    [b"", b"\xff\xd9", bytes(5000) + b"\xff\xd9"],
    ids=["nothing", "end mark", "zeros"],
)
@pytest.mark.parametrize("progressive", [False, True])
def test_half_a_jpeg_is_refused_whatever_follows(tail, progressive):
    noise = np.random.default_rng(4).integers(0, 255, (300, 400, 3), np.uint8)
    content = encoded(Image.fromarray(noise), "JPEG", progressive=progressive)

    assert refused("a.jpg", content[: len(content) // 2] + tail).kind in ("truncated", "damaged")


def test_a_jpeg_of_too_many_scans_is_refused(samples):
    content = samples["progressive.jpg"]
    scan = content.rindex(b"\xff\xda")

    assert refused("a.jpg", content[:-2] + content[scan:-2] * 600 + b"\xff\xd9").kind == "damaged"


def test_a_damaged_png_is_refused():
    content = bytearray(encoded(picture(), "PNG"))
    content[-20] ^= 1

    assert refused("a.png", bytes(content)).kind == "damaged"


def header(width, height):
    return png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.png",
            b"\x89PNG\r\n\x1a\n" + header(50000, 50000)
            + png_chunk(b"IDAT", zlib.compress(bytes(10**6))) + png_chunk(b"IEND", b""),
        ),
        (
            "a.webp",
            b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10)
            + bytes(4) + (16000).to_bytes(3, "little") + (16000).to_bytes(3, "little"),
        ),
        ("a.gif", b"GIF89a" + struct.pack("<HHBBB", 60000, 60000, 0, 0, 0)
         + b"," + struct.pack("<HHHHBB", 0, 0, 60000, 60000, 0, 2) + b"\x01\x00\x00;"),
        ("a.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(9)
         + b"\xff\xda\x00\x02\xff\xd9"),
        ("a.bmp", b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, 50000, 50000, 1, 24, 0)
         + bytes(99)),
    ],
)  # fmt: skip
def test_a_bomb_is_refused_from_its_header(name, content):
    bomb = refused(name, content)

    assert bomb.kind == "too_large"
    assert "100 megapixels" in bomb.message


def test_texts_in_a_png_do_not_explode():
    info = PngImagePlugin.PngInfo()
    info.add_text("bomb", "x" * 80_000_000, zip=True)
    content = encoded(picture(), "PNG", pnginfo=info)

    found = look("a.png", content)
    clear, _ = cleared(content, found.probe)

    assert found.probe.width == SIDE[0]
    assert len(clear) < 1000


def test_an_animation_shows_its_first_frame_and_stays_moving():
    frames = [picture(), picture().rotate(180)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)

    found = look("a.gif", content)
    clear, _ = cleared(content, found.probe)

    assert found.probe.frames == 2
    assert Image.open(io.BytesIO(clear)).n_frames == 2
    assert difference(found.preview, encoded(picture(), "PNG")) < 8


def test_a_heic_that_kills_its_decoder_is_refused(samples):
    content = bytearray(samples["a.heic"])
    content[178] = 128  # pi-heif 1.4 ends with a segmentation fault here

    assert refused("a.heic", bytes(content)).kind == "damaged"
