"""`dure recording` on the command line: what it writes, what it prints, and how it ends."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dure.app.cli import main


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / "door.csv").write_text("time_s,open\n0,0\n1.5,1\n")
    path = tmp_path / "one.recording.json"
    streams = [{"role": "door", "path": "door.csv", "start_s": 0.5}]
    path.write_text(json.dumps({"recording": 1, "streams": streams}))
    return path


def run(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code, capsys.readouterr()


def test_a_recording_goes_out_and_comes_back(manifest, tmp_path, capsys):
    mcap, back = tmp_path / "one.mcap", tmp_path / "back"
    code, printed = run(capsys, "recording", "export", manifest, mcap, "--json")
    assert (code, json.loads(printed.out)["messages"]) == (0, 2)

    code, printed = run(capsys, "recording", "import", mcap, back, "--json")
    told = json.loads(printed.out)
    assert code == 0
    assert told["streams"] == [{"role": "door", "path": "door.jsonl"}]
    document = json.loads((back / told["manifest"]).read_text())
    assert document["streams"][0]["start_s"] == 0.5


def test_a_file_that_was_cut_off_ends_with_one_and_says_so_in_korean(manifest, tmp_path, capsys):
    mcap = tmp_path / "one.mcap"
    run(capsys, "recording", "export", manifest, mcap)
    end_of_data = b"\x0f\x04" + bytes(7)
    mcap.write_bytes(mcap.read_bytes().partition(end_of_data)[0])
    code, printed = run(capsys, "--lang", "ko", "recording", "import", mcap, tmp_path / "back")

    assert code == 1
    assert "일찍 끝나거나" in printed.out + printed.err


def test_a_file_that_is_there_is_not_written_over(manifest, tmp_path, capsys):
    mcap = tmp_path / "one.mcap"
    mcap.write_bytes(b"mine")
    code, printed = run(capsys, "recording", "export", manifest, mcap)

    assert code == 2
    assert "is there already" in printed.err
    assert mcap.read_bytes() == b"mine"


def test_a_lerobot_data_set_becomes_a_recording_an_episode(tmp_path, capsys):
    root = tmp_path / "set"
    (root / "meta/episodes/chunk-000").mkdir(parents=True)
    (root / "data/chunk-000").mkdir(parents=True)
    info = {"codebase_version": "v3.0", "features": {}}
    (root / "meta/info.json").write_text(json.dumps(info))
    episode = {"episode_index": 0, "data/chunk_index": 0, "data/file_index": 0}
    row = {"episode_index": 0, "timestamp": 0.0, "action": [1.0, 2.0]}
    for folder, table in (("meta/episodes", episode), ("data", row)):
        path = root / folder / "chunk-000/file-000.parquet"
        pq.write_table(pa.Table.from_pylist([table]), path)
    code, printed = run(capsys, "recording", "import", root, tmp_path / "out", "--json")

    assert code == 0
    assert json.loads(printed.out) == {"recordings": 1, "streams": 1, "issues": []}
    assert (tmp_path / "out/episode_000000/episode_000000.recording.json").is_file()
