"""Tars of samples: read in place, written for other loaders, and never trusted."""

import io
import json
import tarfile

import pytest

from dure import formats
from dure.core import Box, Choice, Invalid, Labelled, Severity, Transcript

from .making import kinds, media_of, names_of, put


def shard(*members: tuple[str, bytes | str | dict]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in members:
            one = content if isinstance(content, bytes) else None
            text = content if isinstance(content, str) else json.dumps(content) if not one else ""
            data = one if one is not None else text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def read(root, *virtual):
    found = formats.recognise(root, names_of(root))
    assert [one.format for one in found] == ["webdataset"]
    return formats.read(root, found[0], media_of(*virtual))


def test_classes_texts_and_fields_of_other_writers_are_read(tmp_path):
    first = [("1.jpg", b"x"), ("1.cls", "1"), ("1.txt", "a cup"), ("1.json", {"lux": 40})]
    content = shard(*first, ("d/2.png", b"y"), ("d/2.cls", "plate"))
    put(tmp_path, {"train-000000.tar": content, "classes.txt": "bowl\ncup\n"})
    reading = read(tmp_path, "train-000000/1.jpg", "train-000000/d/2.png")
    one, two = reading.labelled
    assert one.annotations == (Choice("cup"), Transcript("a cup"))
    assert (one.path, one.attributes, one.split) == ("train-000000/1.jpg", {"lux": "40"}, "train")
    assert (two.path, two.annotations) == ("train-000000/d/2.png", (Choice("plate"),))
    assert not reading.issues


def test_several_media_of_a_sample_are_all_there(tmp_path):
    put(tmp_path, {"0.tar": shard(("1.jpg", b"x"), ("1.wav", b"y"), ("1.txt", "물 한 잔"))})
    reading = read(tmp_path, "0/1.jpg", "0/1.wav")
    assert [(one.path, len(one.annotations)) for one in reading.labelled] == [
        ("0/1.jpg", 1),
        ("0/1.wav", 0),
    ]


def test_where_the_media_stay_packed_the_owner_is_told_to_convert(tmp_path):
    put(tmp_path, {"0.tar": shard(("1.jpg", b"x"), ("1.cls", "cup"))})
    reading = read(tmp_path, "elsewhere/1.jpg")
    assert kinds(reading) == {"packed": 1}
    assert not reading.labelled


@pytest.mark.parametrize("name", ["../out.json", "/etc/out.json", "a/../../out.json", "a\\b.json"])
def test_names_that_lead_out_are_refused(tmp_path, name):
    put(tmp_path, {"0.tar": shard((name, {"a": 1}), ("1.jpg", b"x"), ("1.cls", "cup"))})
    reading = read(tmp_path, "0/1.jpg")
    assert kinds(reading) == {"outside_root": 1}
    assert [one.path for one in reading.labelled] == ["0/1.jpg"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(tmp_path, kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        member = tarfile.TarInfo("1.jpg")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    put(tmp_path, {"0.tar": out.getvalue()})
    reading = read(tmp_path)
    assert kinds(reading) == {"no_file": 1}
    assert not reading.labelled


def test_a_member_larger_than_its_archive_is_refused(tmp_path):
    header = tarfile.TarInfo("1.json")
    header.size = 1 << 40
    put(tmp_path, {"0.tar": shard(("0.jpg", b"x"))[:1024] + header.tobuf() + b"{}"})
    reading = read(tmp_path, "0/0.jpg")
    assert kinds(reading, Severity.ERROR) == {"broken_archive": 2}
    assert [one.path for one in reading.labelled] == ["0/0.jpg"]


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 40
    put(tmp_path, {"0.tar": header.tobuf() + b"\0" * 4096})
    assert kinds(read(tmp_path)) == {"broken_archive": 1}


@pytest.mark.parametrize("content", [b"", b"no tar", b"\x1f\x8b" + b"\0" * 600])
def test_what_is_no_tar_is_told(tmp_path, content):
    put(tmp_path, {"0.tar": content})
    assert kinds(read(tmp_path)) == {"broken_archive": 1}


@pytest.mark.parametrize(
    "annotations",
    [
        [{"type": "box", "label": "a", "x": "1", "y": 2, "width": 3, "height": 4}],
        [{"type": "box", "label": "a", "x": float("nan"), "y": 2, "width": 3, "height": 4}],
        [{"type": "polygon", "label": "a", "rings": [[1, 2]]}],
        [{"type": "mask", "label": "a", "height": 2, "width": 2, "counts": [99]}],
        [{"type": "choice", "label": ["a"]}],
        [{"type": "track", "label": "a", "keyframes": [{"time_s": 0}]}],
        [{"type": "spline"}],
        {"boxes": []},
        [1],
    ],
)
def test_labels_in_a_form_of_their_own_are_kept_as_a_field(tmp_path, annotations):
    put(tmp_path, {"0.tar": shard(("1.jpg", b"x"), ("1.json", {"annotations": annotations}))})
    (one,) = read(tmp_path, "0/1.jpg").labelled
    assert one.annotations == ()
    assert one.attributes == {"annotations": json.dumps(annotations)}


def test_a_broken_sample_is_named(tmp_path):
    put(tmp_path, {"0.tar": shard(("1.jpg", b"x"), ("1.json", '{"a":'), ("2.npy", b"z"))})
    reading = read(tmp_path, "0/1.jpg")
    assert kinds(reading) == {"wrong_sample": 1, "unread_member": 1}


def test_a_folder_goes_into_shards_and_comes_back(tmp_path):
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (64, 48)).save(picture, "JPEG")
    coco = {
        "images": [{"id": 1, "file_name": "가/a.b.jpg", "width": 64, "height": 48}],
        "categories": [{"id": 1, "name": "cup"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}],
    }
    src = put(tmp_path / "src", {"가/a.b.jpg": picture.getvalue(), "instances_val.json": coco})
    done = formats.convert(src, tmp_path / "shards", to="webdataset", strict=True)
    assert done.counts == {"labelled": 1, "labels_read": 1, "labels_written": 1, "media": 1}
    with tarfile.open(tmp_path / "shards" / "val-000000.tar") as tar:
        assert tar.getnames() == ["가/a_b.jpg", "가/a_b.json"]
        assert tar.extractfile("가/a_b.jpg").read() == picture.getvalue()
    back = formats.convert(tmp_path / "shards", tmp_path / "back", to="coco")
    assert back.counts["labels_written"] == back.counts["media"] == 1
    there = tmp_path / "back" / "val-000000" / "가" / "a_b.jpg"
    assert there.read_bytes() == picture.getvalue()
    document = json.loads((tmp_path / "back/annotations/instances_validation.json").read_text())
    assert document["images"][0]["width"] == 64
    assert document["annotations"][0]["bbox"] == [1.0, 2.0, 3.0, 4.0]


def test_everything_said_of_a_record_comes_back(tmp_path):
    said = {"light": "dim"}
    labelled = Labelled("a.jpg", (Box("컵", 1.0, 2.0, 3.0, 4.0),), said, "test", "house 1")
    formats.write([formats.Sized(labelled)], tmp_path, "webdataset")
    (back,) = read(tmp_path, "test-000000/a.jpg").labelled
    assert (back.annotations, back.split, back.group) == (labelled.annotations, "test", "house 1")
    assert back.attributes == said


def test_a_name_that_could_not_be_kept_is_told(tmp_path):
    formats.write([formats.Sized(Labelled("d/a.b.jpg", ()))], tmp_path, "webdataset")
    (back,) = read(tmp_path, "000000/d/a_b.jpg").labelled
    assert (back.path, back.attributes) == ("000000/d/a_b.jpg", {"path": "d/a.b.jpg"})


def test_two_names_that_differ_in_a_dot_are_two_samples():
    pair = [Labelled("a.b.jpg", ()), Labelled("a_b.jpg", ()), Labelled("A_b.jpg", ())]
    places = formats.places(pair, "webdataset")
    assert len({place.casefold() for place in places.values()}) == 3


def test_what_is_no_media_has_no_place(tmp_path):
    labelled = Labelled("status.json", (Choice("on"),))
    assert [loss.kind for loss in formats.losses([labelled], "webdataset")] == ["file"]
    assert formats.write([formats.Sized(labelled)], tmp_path, "webdataset") == 0


def test_links_in_the_source_are_not_followed(tmp_path):
    outside = put(tmp_path / "outside", {"a.jpg": b"secret"})
    src = put(tmp_path / "src", {"manifest.csv": "path,label\nlink/a.jpg,cup\n"})
    (src / "link").symlink_to(outside)
    for to in ("webdataset", "coco"):
        done = formats.convert(src, tmp_path / to, to=to)
        assert done.counts.get("media", 0) == 0


def test_an_unknown_format_is_still_refused(tmp_path):
    with pytest.raises(Invalid):
        formats.convert(tmp_path, tmp_path / "new", to="webdata")
