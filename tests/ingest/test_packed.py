"""Archives are not unpacked on the way in: whoever delivers them is told what to do."""

import io
import tarfile

import pyarrow as pa
import pyarrow.parquet as pq

from dure import formats
from dure.core import Choice, Labelled

from .making import photo


def shard():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in (("1.jpg", photo()), ("1.txt", b"a cup")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def test_a_tar_is_told_to_be_converted_first(studio):
    studio.put({"train-000000.tar": shard(), "photo.jpg": photo(1)})
    tally = studio.take()
    (issue,) = tally.issues
    assert (issue.path, issue.kind) == ("train-000000.tar", "packed")
    assert "dure convert" in issue.message
    assert studio.records() == ["photo.jpg"]


def test_a_table_of_pictures_is_told_to_be_converted_first(studio):
    file = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    rows = pa.array([{"bytes": photo(), "path": "a.jpg"}], file)
    out = io.BytesIO()
    pq.write_table(pa.table({"image": rows, "label": [1]}), out)
    studio.put({"train.parquet": out.getvalue()})
    tally = studio.take()
    assert [(one.path, one.kind) for one in tally.issues] == [("train.parquet", "packed")]
    assert studio.records() == []


def test_what_convert_makes_of_shards_comes_in_whole(studio, tmp_path):
    labelled = Labelled("a.jpg", (Choice("cup"),), {}, "train")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.jpg").write_bytes(photo())
    formats.write([formats.Sized(labelled)], tmp_path / "src", "manifest")
    formats.convert(tmp_path / "src", tmp_path / "shards", to="webdataset")
    formats.convert(tmp_path / "shards", tmp_path / "new", to="manifest")
    for file in (tmp_path / "new").rglob("*"):
        if file.is_file():
            studio.put({file.relative_to(tmp_path / "new").as_posix(): file.read_bytes()})
    assert studio.take().issues == []
    assert studio.records() == ["train-000000/a.jpg"]
