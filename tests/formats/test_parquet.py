"""Tables that hold pictures, as Hugging Face's data sets are kept."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from dure import formats
from dure.core import Box, Choice, Severity, Transcript

from .making import kinds, media_of, names_of, put

FILE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
NAMES = {"_type": "ClassLabel", "names": ["bowl", "cup"]}
MANY = [
    {"feature": {"bbox": {}, "category": NAMES}, "_type": "Sequence"},
    {"bbox": {}, "category": {"feature": NAMES, "_type": "List"}},
    {"bbox": [{}], "category": [NAMES]},
]


def picture(format="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, format)
    return out.getvalue()


def table(objects=MANY[0]):
    features = {"image": {"_type": "Image"}, "label": NAMES, "objects": objects}
    columns = {
        "image": [
            {"bytes": picture(), "path": "a.png"},
            {"bytes": picture("JPEG"), "path": None},
            {"bytes": picture("JPEG"), "path": "../../b.jpg"},
            None,
        ],
        "label": [1, 0, None, 1],
        "text": ["컵", None, None, None],
        "objects": [{"bbox": [[1.0, 2.0, 3.0, 4.0]], "category": [1]}, None, None, None],
    }
    made = pa.table({"image": pa.array(columns.pop("image"), FILE), **columns})
    note = json.dumps({"info": {"features": features}})
    return made.replace_schema_metadata({"huggingface": note})


def written(root, made, name="validation-00000-of-00001.parquet"):
    root.mkdir(exist_ok=True)
    pq.write_table(made, root / name, row_group_size=2)
    return root


@pytest.mark.parametrize("objects", MANY)
def test_rows_are_converted_with_the_pictures_in_them(tmp_path, objects):
    src = written(tmp_path / "src", table(objects))
    done = formats.convert(src, tmp_path / "dst", to="webdataset")
    assert done.counts == {"labelled": 3, "labels_read": 4, "labels_written": 4, "media": 3}
    back = formats.convert(tmp_path / "dst", tmp_path / "back", to="coco")
    assert not [one for one in (*done.issues, *back.issues) if one.severity is Severity.ERROR]
    names = sorted(names_of(tmp_path / "back"))
    pictures = [name.rpartition("/")[2] for name in names if not name.endswith(".json")]
    assert pictures == ["a.png", "b.jpg", "image-000001.jpg"]
    assert sorted((tmp_path / "back").rglob("a.png"))[0].read_bytes() == picture()


def test_classes_have_their_names(tmp_path):
    written(tmp_path, table())
    folder = "validation-00000-of-00001"
    media = media_of(f"{folder}/a.png", f"{folder}/image-000001.jpg", f"{folder}/b.jpg")
    (found,) = formats.recognise(tmp_path, names_of(tmp_path))
    reading = formats.read(tmp_path, found, media)
    said = {one.path.rpartition("/")[2]: one.annotations for one in reading.labelled}
    assert said["a.png"] == (Box("cup", 1.0, 2.0, 3.0, 4.0), Choice("cup"), Transcript("컵"))
    assert said["image-000001.jpg"] == (Choice("bowl"),)
    assert {one.split for one in reading.labelled} == {"validation"}


def test_where_the_pictures_stay_packed_the_owner_is_told_to_convert(tmp_path):
    written(tmp_path, table())
    (found,) = formats.recognise(tmp_path, names_of(tmp_path))
    assert kinds(formats.read(tmp_path, found, media_of("a.png"))) == {"packed": 1}


def test_a_table_without_files_in_it_is_left_to_others(tmp_path):
    written(tmp_path, pa.table({"time": [1.0], "image": [{"bytes": b"", "size": 1}]}))
    put(tmp_path, {"broken.parquet": b"PAR1 and no more"})
    assert formats.recognise(tmp_path, names_of(tmp_path)) == []


@pytest.mark.parametrize("cut", [4, 40])
def test_a_damaged_table_is_told(tmp_path, cut):
    written(tmp_path, table())
    place = tmp_path / "validation-00000-of-00001.parquet"
    content = place.read_bytes()
    place.write_bytes(content[:cut] + b"\xff" * 400 + content[cut + 400 :])
    found = formats.recognise(tmp_path, names_of(tmp_path))
    reading = formats.read(tmp_path, found[0], media_of())
    assert set(kinds(reading)) <= {"broken_archive", "packed"}
    assert reading.issues
