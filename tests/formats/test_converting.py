import io

import pytest
from PIL import Image

from dure import formats
from dure.core import Conflict, Invalid
from dure.formats.base.headers import picture_size

from .making import kinds, labels, names_of, put


def jpeg(width=64, height=48, orientation=1):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (width, height)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def source(tmp_path, **more):
    return put(
        tmp_path / "src",
        {
            "train/images/가.jpg": jpeg(),
            "train/labels/가.txt": "0 0.5 0.5 0.5 0.25\n1 0 0 0.5 0 0.5 0.5\n",
            "valid/images/b.jpg": jpeg(),
            "valid/labels/b.txt": "",
            "data.yaml": "names: [door, 손잡이]",
            **more,
        },
    )


def read_back(folder):
    names = names_of(folder)
    media = formats.FolderMedia(names, lambda path: picture_size(str(folder), path))
    return [formats.read(folder, found, media) for found in formats.recognise(folder, names)]


@pytest.mark.parametrize("to", ["coco", "label_studio", "yolo"])
def test_a_folder_converts_whole_with_its_media(tmp_path, to):
    conversion = formats.convert(source(tmp_path), tmp_path / "dst", to=to)
    readings = read_back(tmp_path / "dst")

    assert conversion == formats.Conversion(
        {"labelled": 2, "labels_read": 2, "labels_written": 2, "media": 2}, (), ()
    )
    assert [kinds(reading) for reading in readings] == [{}] * len(readings)
    assert {p: v for reading in readings for p, v in labels(reading).items()} == {
        "train/images/가.jpg": ["door", "손잡이"],
        "valid/images/b.jpg": [],
    }
    assert {one.split for reading in readings for one in reading.labelled} == {
        "train",
        "validation",
    }


def test_there_and_back_again_is_the_same(tmp_path):
    src = source(tmp_path)
    formats.convert(src, tmp_path / "coco", to="coco")
    formats.convert(tmp_path / "coco", tmp_path / "yolo", to="yolo")

    (before,), (after,) = read_back(src), read_back(tmp_path / "yolo")
    assert {o.path: o.annotations for o in before.labelled} == {
        o.path: o.annotations for o in after.labelled
    }


def test_what_is_lost_is_told(tmp_path):
    conversion = formats.convert(source(tmp_path), tmp_path / "dst", to="voc")

    assert [(loss.kind, loss.count) for loss in conversion.losses] == [("polygon_as_box", 1)]
    assert "train/images/가.jpg" in conversion.counts or conversion.counts["media"] == 2
    assert "JPEGImages/train/images/가.jpg" in names_of(tmp_path / "dst")


def test_strict_writes_nothing_where_something_is_lost(tmp_path):
    with pytest.raises(formats.WouldLose, match="lost") as refused:
        formats.convert(source(tmp_path), tmp_path / "dst", to="manifest", strict=True)

    conversion = refused.value.conversion
    assert {loss.kind: loss.count for loss in conversion.losses} == {"box": 1, "polygon": 1}
    assert conversion.counts == {"labelled": 2, "labels_read": 2, "labels_written": 0}
    assert [p.name for p in tmp_path.iterdir()] == ["src"]


def test_strict_writes_nothing_where_a_label_is_broken(tmp_path):
    src = source(tmp_path, **{"valid/labels/b.txt": "0 x"})

    with pytest.raises(Conflict, match="no YOLO label"):
        formats.convert(src, tmp_path / "dst", to="coco", strict=True)


def test_a_folder_with_something_in_it_is_never_written_to(tmp_path):
    src = source(tmp_path)
    put(tmp_path / "dst", {"mine.txt": "keep"})

    with pytest.raises(Conflict, match="not empty"):
        formats.convert(src, tmp_path / "dst", to="coco")
    assert names_of(tmp_path / "dst") == ["mine.txt"]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "dst").mkdir()
    formats.convert(source(tmp_path), tmp_path / "dst", to="coco")

    assert len(names_of(tmp_path / "dst")) == 4


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    src = source(tmp_path)

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.copyfile", broken)
    with pytest.raises(KeyboardInterrupt):
        formats.convert(src, tmp_path / "dst", to="coco")
    assert [p.name for p in tmp_path.iterdir()] == ["src"]


def test_folder_names_convert_where_there_are_no_labels(tmp_path):
    src = put(tmp_path / "src", {"train/a/1.jpg": jpeg(), "train/b/2.jpg": jpeg()})
    conversion = formats.convert(src, tmp_path / "dst", to="manifest")

    assert conversion.counts["labels_written"] == 2
    assert (tmp_path / "dst/manifest.csv").read_text().splitlines()[1] == "train/a/1.jpg,a,train,"


def test_the_given_format_counts_alone(tmp_path):
    src = source(tmp_path, **{"list.csv": "path,label\nb.jpg,cat\n"})
    conversion = formats.convert(src, tmp_path / "dst", to="manifest", from_="manifest")

    assert conversion.counts["labels_read"] == 1


@pytest.mark.parametrize("word", [{"to": "excel"}, {"to": "coco", "from_": "excel"}])
def test_unknown_formats_are_refused(tmp_path, word):
    with pytest.raises(Invalid, match="excel"):
        formats.convert(source(tmp_path), tmp_path / "dst", **word)


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(Invalid, match="No labels"):
        formats.convert(put(tmp_path / "src", {"a.jpg": jpeg()}), tmp_path / "dst", to="coco")


def test_sizes_are_as_shown(tmp_path):
    put(tmp_path, {"a.jpg": jpeg(orientation=6), "b.jpg": b"broken", "c.wav": b""})

    assert picture_size(str(tmp_path), "a.jpg") == (48, 64)
    assert picture_size(str(tmp_path), "b.jpg") is None
    assert picture_size(str(tmp_path), "c.wav") is None
    assert picture_size(str(tmp_path), "gone.jpg") is None


def test_a_layout_that_is_known_and_not_read_is_named_unless_its_folders_are_asked_for(tmp_path):
    files = {"train/a/1.jpg": jpeg(), "train/b/2.jpg": jpeg(), "trainannot/1.png": jpeg()}
    src = put(tmp_path / "src", files)

    with pytest.raises(Invalid, match=r"CamVid.*--from folder"):
        formats.convert(src, tmp_path / "one", to="coco")
    done = formats.convert(src, tmp_path / "two", to="manifest", from_="folder")
    assert done.counts["labels_written"] == 3


def test_media_stay_where_they_are_on_request(tmp_path):
    done = formats.convert(source(tmp_path), tmp_path / "dst", to="yolo", media=False)

    assert "media" not in done.counts
    assert not any(name.endswith(".jpg") for name in names_of(tmp_path / "dst"))


def test_a_format_that_numbers_its_frames_renames_the_media(tmp_path):
    files = {"door.jpg": jpeg(), "door.txt": "0 0.5 0.5 0.5 0.5", "classes.txt": "door"}
    done = formats.convert(put(tmp_path / "src", files), tmp_path / "dst", to="mot")

    assert [loss.kind for loss in done.losses] == ["file_name"]
    assert "img1/000001.jpg" in names_of(tmp_path / "dst")
    assert (tmp_path / "dst/gt/gt.txt").read_text() == "1,-1,16,12,32,24,1,1,1\n"
