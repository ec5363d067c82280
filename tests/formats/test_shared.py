"""The readers on other people's data, where it stands beside the checkout."""

import os
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from dure import formats
from dure.core import Invalid, Labelled, Segment, Transcript
from dure.formats.base.headers import picture_size
from dure.formats.finding import is_media

from .making import names_of

SHARED = Path(os.environ.get("DURE_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason=f"there is no {SHARED.name} beside the checkout"
    ),
]


def read(folder):
    root = SHARED / folder
    names = names_of(root)
    media = formats.FolderMedia(filter(is_media, names), lambda path: picture_size(str(root), path))
    return {f.files[-1]: formats.read(root, f, media) for f in formats.recognise(root, names)}


def counted(readings):
    every = [a for r in readings.values() for one in r.labelled for a in one.annotations]
    return Counter(type(a).__name__ for a in every)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("pet_floor", {"Box": 62}),
        ("kitchen_doors", {"Box": 125}),
        ("clothing", {"Choice": 178}),
        ("grocery", {}),
        ("spoken_digits", {}),
        ("formats/datumaro/yolo_dataset", {"Box": 8}),
        ("formats/datumaro/voc_dataset", {"Box": 8, "Mask": 1}),
        ("formats/datumaro/kaggle_dataset/image_mask_with_labelmap", {"Mask": 6}),
        ("formats/datumaro/common_semantic_segmentation_dataset/dataset", {"Mask": 4}),
        ("formats/datumaro/kaggle_dataset/image_csv_det", {"Box": 18}),
        ("formats/datumaro/roboflow_dataset", {"Box": 16, "Choice": 4}),
        ("formats/datumaro/imagenet_dataset", {}),
    ],
)
def test_every_label_is_read(folder, expected):
    assert counted(read(folder)) == expected


def test_a_real_list_without_a_header_says_which_to_add():
    (reading,) = read("grocery").values()

    assert "“path,label,column_3”" in reading.issues[0].message


def test_real_folders_give_a_hierarchy():
    paths = [name for name in names_of(SHARED / "grocery") if is_media(name)]
    placed = formats.place(paths)

    assert len(placed) == len(paths) == 747
    assert len({one.classes for one in placed}) == 81
    assert {one.split for one in placed} == {"train", "validation"}


@pytest.mark.parametrize("folder", ["smartthings", "lg_thinq", "matter_nodes", "appliance_power"])
def test_device_status_is_never_claimed(folder):
    root = SHARED / folder

    assert formats.recognise(root, names_of(root)) == []


def test_the_same_doors_come_back_from_every_format(tmp_path):
    first = read("kitchen_doors")
    expected = {o.path: o.annotations for r in first.values() for o in r.labelled}
    for to in ("coco", "darknet", "label_studio", "yolo"):
        formats.convert(SHARED / "kitchen_doors", tmp_path / to, to=to)
        root, names = tmp_path / to, names_of(tmp_path / to)
        media = formats.FolderMedia(filter(is_media, names), partial(picture_size, str(root)))
        again = [formats.read(root, f, media) for f in formats.recognise(root, names)]

        assert {o.path: o.annotations for r in again for o in r.labelled} == expected


LAYOUTS = (
    sorted(p for p in (SHARED / "formats").glob("*/*") if p.is_dir()) if SHARED.is_dir() else []
)


# Layouts that hold labels in a form that is not read, or no labels at all.
REFUSED = {
    "ade20k2020_dataset", "camvid_dataset", "celeba_dataset", "cityscapes_dataset",
    "image_dir_dataset", "kinetics_dataset",
    "lfw_dataset", "mnist_csv_dataset", "mvtec_dataset", "segment_anything_dataset",
    "synthetic_dataset", "tabular_dataset", "test_brush", "tf_detection_api_dataset",
    "video_dataset", "vott_json_dataset", "widerface_dataset",
}  # fmt: skip


@pytest.mark.parametrize("folder", LAYOUTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_layout_is_read_or_refused_with_a_sentence(folder, tmp_path):
    out = tmp_path / "out"
    if folder.name in REFUSED:
        with pytest.raises(Invalid, match=rf"“{folder.name}”.*(COCO|name its format)"):
            formats.convert(folder, out, to="datumaro", media=False)
        assert not out.exists()
    else:
        done = formats.convert(folder, out, to="datumaro", media=False)
        assert done.counts["labels_read"] or done.issues
        assert all(issue.message for issue in done.issues)


SPOKEN = ("cvat_tsv", "elan", "kaldi", "nemo", "rttm", "subrip", "textgrid", "webvtt")


@pytest.mark.parametrize("format", SPOKEN)
def test_korean_sentences_come_back_from_every_format_of_speech(format, tmp_path):
    folder = SHARED / "korean_speech/Personality/pmc"
    sounds = sorted((folder / "wav").glob("*.wav"))[:8]
    for sound in sounds:
        (tmp_path / "in" / sound.name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / sound.name).write_bytes(sound.read_bytes())
    said = [
        Labelled(
            sound.name,
            (
                Transcript(
                    (folder / "script" / f"{sound.stem}.txt").read_text("utf-8").strip(),
                    start_s=0.125,
                    end_s=0.75,
                ),
                Segment("말소리", 0.125, 0.75),
            ),
        )
        for sound in sounds
    ]
    formats.write([formats.Sized(one) for one in said], tmp_path / "in", "nemo")
    formats.convert(tmp_path / "in", tmp_path / "out", to=format)

    root, names = tmp_path / "out", names_of(tmp_path / "out")
    media = formats.FolderMedia(filter(is_media, names))
    readings = [formats.read(root, found, media) for found in formats.recognise(root, names)]
    held = formats.FORMATS[format].holds.kinds
    assert [issue for reading in readings for issue in reading.issues] == []
    assert {one.path: set(map(repr, one.annotations)) for r in readings for one in r.labelled} == {
        one.path: {repr(a) for a in one.annotations if type(a) in held} for one in said
    }
