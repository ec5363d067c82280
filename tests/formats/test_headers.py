"""The size of a picture from its first bytes agrees with the decoder's."""

import io

import pytest
from PIL import Image

from dure.formats.base.headers import opened_size, picture_size, plain_size


def _encoded(format, size=(37, 23), **options):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, format, **options)
    return out.getvalue()


def _turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"comment": b"x" * 2000}])
def test_a_jpeg_is_measured_without_a_decoder(options):
    assert plain_size(_encoded("JPEG", **options)) == (37, 23)


def test_a_png_is_measured_without_a_decoder():
    assert plain_size(_encoded("PNG")) == (37, 23)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("orientation", [None, 1, 3, 6, 8])
def test_a_file_is_as_large_as_the_decoder_shows_it(tmp_path, format, orientation):
    options = {"exif": _turned(orientation)} if orientation and format in ("JPEG", "WEBP") else {}
    content = _encoded(format, **options)
    (tmp_path / "a.jpg").write_bytes(content)
    expected = (23, 37) if options and orientation in (6, 8) else (37, 23)
    assert picture_size(str(tmp_path), "a.jpg") == opened_size(io.BytesIO(content)) == expected


def test_a_turned_jpeg_is_left_to_the_decoder():
    assert plain_size(_encoded("JPEG", exif=_turned(6))) is None


def test_a_header_beyond_the_first_bytes_is_found(tmp_path):
    (tmp_path / "a.jpg").write_bytes(_encoded("JPEG", comment=b"x" * 9000))
    assert picture_size(str(tmp_path), "a.jpg") == (37, 23)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff" * 4096])
def test_what_is_no_picture_has_no_size(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    assert picture_size(str(tmp_path), "a.png") is None


def test_only_media_are_opened(tmp_path):
    (tmp_path / "a.txt").write_bytes(_encoded("PNG"))
    assert picture_size(str(tmp_path), "a.txt") is None
    assert picture_size(str(tmp_path), "missing.png") is None
