import unicodedata

import pytest

from dure import formats
from dure.core import Severity
from dure.formats.base import text
from dure.formats.base.reading import Issues, Refused, load, tame

from .making import media_of, put


def test_media_is_found_by_path_by_name_and_by_stem():
    media = media_of("a/one.jpg", "a/two.jpg", "b/two.jpg", "b/three.png")

    assert media.resolve("a/two.jpg") == "a/two.jpg"
    assert media.resolve("./a/one.jpg") == "a/one.jpg"
    assert media.resolve("C:\\pictures\\three.png") == "b/three.png"
    assert media.resolve("three") == "b/three.png"
    assert media.resolve("b/two") == "b/two.jpg"


def test_an_ambiguous_name_is_no_media():
    media = media_of("a/two.jpg", "b/two.jpg")

    assert media.resolve("two.jpg") is None
    assert media.resolve("two") is None
    assert media.resolve("") is None


def test_a_korean_name_from_a_mac_is_found():
    decomposed = unicodedata.normalize("NFD", "사진/양파.jpg")

    assert media_of("사진/양파.jpg").resolve(decomposed) == "사진/양파.jpg"
    assert media_of(decomposed).resolve("양파.jpg") == decomposed


def test_media_is_never_outside_the_folder():
    media = media_of("a.jpg")

    assert media.resolve("../../etc/passwd") is None
    assert media.resolve("../a.jpg") == "a.jpg"


@pytest.mark.parametrize(
    ("name", "tamed"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.jpg", "y.jpg"),
        ("a/./b.jpg", "a/b.jpg"),
        ("..", "unnamed"),
        ("a/../../b.jpg", "b.jpg"),
    ],
)
def test_names_of_absent_media_stay_inside(name, tamed):
    assert tame(name) == tamed


def test_label_files_outside_the_folder_are_refused(tmp_path):
    put(tmp_path, {"secret.csv": "path,label\n", "in/a.csv": "path,label\n"})
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "secret.csv")

    for name in ("../secret.csv", "link.csv", "/etc/passwd", "nul\x00.csv"):
        with pytest.raises(Refused) as refused:
            load(tmp_path / "in", name)
        assert refused.value.kind == "outside_root"
    assert load(tmp_path / "in", "a.csv") == b"path,label\n"


def test_a_folder_or_a_pipe_is_no_label_file(tmp_path):
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(Refused, match="not a regular file"):
        load(tmp_path, "folder.csv")


def test_after_twenty_findings_of_a_kind_they_are_only_counted():
    issues = Issues("a.csv")
    for line in range(100):
        issues.missing(f"{line}.jpg", line)
    found = issues.all()

    assert len(found) == 21
    assert "80 more" in found[-1].message
    assert {issue.kind for issue in found} == {"missing_media"}
    assert {issue.severity for issue in found} == {Severity.WARNING}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "euc-kr"]
)
def test_korean_text_is_decoded_whatever_it_was_saved_as(encoding):
    written = "path,label\n사진.jpg,양파\n"

    decoded = text.decode(written.encode(encoding))

    assert decoded is not None
    assert decoded.text.removeprefix("\ufeff") == written


@pytest.mark.parametrize(
    "content",
    [
        "файл,метка".encode("cp1251"),
        "名前,ラベル,写真".encode("shift_jis"),
        "照片,标签,洋葱的图片".encode("gbk"),
        "café,crème brûlée".encode("latin-1"),
        "사진.jpg,양파".encode()[:-1],
    ],
)
def test_text_that_no_encoding_fits_is_never_garbled(content):
    assert text.decode(content) is None


def test_there_is_no_reader_for_an_unknown_format(tmp_path):
    with pytest.raises(formats.base.reading.Invalid, match="no format"):
        formats.read(tmp_path, formats.Found("excel", ("a.xls",)), media_of())
