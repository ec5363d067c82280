"""Files appear whole or not at all."""

import pytest

from dure.kit.writing import appearing


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "new" / "file.bin"
    with appearing(target) as beside:
        beside.write_bytes(b"half")
        assert not target.exists()
        beside.write_bytes(b"whole")

    assert [p.name for p in target.parent.iterdir()] == ["file.bin"]
    assert target.read_bytes() == b"whole"


def break_off(target):
    with appearing(target) as beside:
        beside.write_bytes(b"half")
        raise OSError("the disk is full")


def test_a_write_that_breaks_off_leaves_what_was_there(tmp_path):
    target = tmp_path / "file.bin"
    target.write_bytes(b"before")
    with pytest.raises(OSError, match="full"):
        break_off(target)

    assert [p.name for p in tmp_path.iterdir()] == ["file.bin"]
    assert target.read_bytes() == b"before"
