"""Episodes of a LeRobot data set become recordings, with their own frames of the shared films."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dure.core import Invalid
from dure.streams import Recording, frames, lerobot, read_manifest, window

from .videos import NTSC, VP9, X264, film, told

FPS, LENGTHS = 30, (50, 70, 30)
FRONT = "observation.images.front"


@pytest.fixture(
    scope="module", params=[("libx264", X264), ("libvpx-vp9", VP9)], ids=["x264", "vp9"]
)
def shared_film(request, tmp_path_factory):
    """Three episodes in one film, whose key frames are not where episodes begin."""
    pytest.importorskip("av", reason="films are made with the extra video")
    codec, options = request.param
    path = tmp_path_factory.mktemp("film") / "file-000.mp4"
    return film(path, codec, FPS, count=sum(LENGTHS), options=options)


def _dataset(root, video=None, *, version="v3.0", features=None, **changes):
    states = {
        "observation.state": {
            "dtype": "float32",
            "shape": [2],
            "names": {"motors": ["lid", "arm"]},
        },
        "action": {"dtype": "float32", "shape": [2], "names": None},
        "timestamp": {"dtype": "float32", "shape": [1]},
    }
    films = {FRONT: {"dtype": "video", "shape": [108, 192, 3]}} if video else {}
    info = {
        "codebase_version": version, "robot_type": "so101", "fps": FPS,
        "splits": {"train": "0:2", "val": "2:3"}, "features": states | films | (features or {}),
    }  # fmt: skip
    (root / "meta/episodes/chunk-000").mkdir(parents=True)
    (root / "data/chunk-000").mkdir(parents=True)
    (root / "meta/info.json").write_text(json.dumps(info))
    rows, episodes, at = [], [], 0
    for number, length in enumerate(LENGTHS):
        for n in range(length):
            state = [float(number), n / 10]
            rows.append(
                {"observation.state": state, "action": [0.5, -n * 1.0], "timestamp": n / FPS,
                 "frame_index": n, "grip": {"force": n},
                 "episode_index": number, "index": at + n, "task_index": 0}
            )  # fmt: skip
        episodes.append(
            {"episode_index": number, "tasks": ["open the lid"], "length": length,
             "data/chunk_index": 0, "data/file_index": 0,
             f"videos/{FRONT}/chunk_index": 0, f"videos/{FRONT}/file_index": 0,
             f"videos/{FRONT}/from_timestamp": at / FPS,
             f"videos/{FRONT}/to_timestamp": (at + length) / FPS,
             "stats/action/min": [0.0, 0.0]} | changes
        )  # fmt: skip
        at += length
    pq.write_table(pa.Table.from_pylist(rows), root / "data/chunk-000/file-000.parquet")
    pq.write_table(
        pa.Table.from_pylist(episodes), root / "meta/episodes/chunk-000/file-000.parquet"
    )
    if video:
        folder = root / f"videos/{FRONT}/chunk-000"
        folder.mkdir(parents=True)
        (folder / "file-000.mp4").write_bytes(video.read_bytes())
    return root


def _numbers(path):
    """Give the numbers painted into the frames that a player shows."""
    import av

    with av.open(str(path)) as source:
        return [told(frame.to_ndarray(format="rgb24")) for frame in source.decode(video=0)]


def test_every_episode_has_its_own_frames_and_rows(shared_film, tmp_path):
    found = lerobot.read(_dataset(tmp_path / "set", shared_film), tmp_path / "out")
    assert (found.recordings, found.streams, found.issues) == (3, 6, [])

    at = 0
    for number, length in enumerate(LENGTHS):
        folder = tmp_path / "out" / f"episode_{number:06d}"
        recording = read_manifest(folder, f"{folder.name}.recording.json")
        assert [p.role for p in recording.parts] == ["front", "states"]
        assert [p.start_s for p in recording.parts] == pytest.approx([0, 0], abs=1e-3)
        assert recording.attributes["task"] == "open the lid"
        assert recording.split == ("validation" if number == 2 else "train")
        with (folder / "front.mp4").open("rb") as file:
            index = frames.read_video(file).index
        assert index.seconds.tolist() == pytest.approx([n / FPS for n in range(length)], abs=1e-3)
        assert index.duration_s == pytest.approx(length / FPS, abs=1e-3)
        assert _numbers(folder / "front.mp4") == list(range(at, at + length))
        series = window.read((folder / "states.parquet").read_bytes(), "parquet")
        columns = dict(zip([c for c, _ in series.columns], series.values))
        assert series.seconds == pytest.approx([n / FPS for n in range(length)])
        assert set(columns["observation.state.lid"]) == {number}
        table = pq.read_table(folder / "states.parquet")
        assert json.loads(table["grip"][3].as_py()) == {"force": 3}
        assert columns["action.1"].tolist() == [-n for n in range(length)]
        at += length


def test_a_film_of_an_odd_rate_is_cut_at_the_frames_nearest(tmp_path):
    pytest.importorskip("av", reason="films are made with the extra video")
    from dure.streams import cutting

    path = film(tmp_path / "ntsc.mp4", "libx264", NTSC, count=120, options=X264)
    with path.open("rb") as file, (tmp_path / "cut.mp4").open("wb") as out:
        first = cutting.cut(file, out, float(61 / NTSC) + 0.002, float(100 / NTSC) - 0.002)

    assert first == pytest.approx(float(61 / NTSC), abs=1e-4)
    assert _numbers(tmp_path / "cut.mp4") == list(range(61, 100))


def test_an_episode_whose_film_is_missing_keeps_its_rows_and_says_so(tmp_path):
    root = _dataset(tmp_path / "set", features={FRONT: {"dtype": "video"}})
    found = lerobot.read(root, tmp_path / "out")

    assert (found.recordings, found.streams) == (3, 3)
    assert {issue.kind for issue in found.issues} == {"film_left_out"}
    assert not list((tmp_path / "out").rglob("*.mp4"))
    made = read_manifest(tmp_path / "out", "episode_000001/episode_000001.recording.json")
    assert isinstance(made, Recording)


@pytest.mark.parametrize(
    "changes",
    [
        {"episode_index": -1},
        {"data/file_index": 10**12},
        {"data/file_index": 7},
        {"tasks": [["x"]]},
    ],
)
def test_odd_episodes_are_told_and_never_lead_out_of_the_folder(tmp_path, changes):
    found = lerobot.read(_dataset(tmp_path / "set", **changes), tmp_path / "out")

    assert found.recordings == (3 if "tasks" in changes else 0)
    assert len(found.issues) == (0 if "tasks" in changes else 3)
    assert {p.name for p in tmp_path.iterdir()} <= {"set", "out"}


def test_names_of_films_that_are_paths_are_refused(tmp_path):
    features = {"../../secret": {"dtype": "video"}, "pic": {"dtype": "image"}}
    found = lerobot.read(_dataset(tmp_path / "set", features=features), tmp_path / "out")

    assert {i.kind for i in found.issues} == {"film_left_out", "not_read"}
    assert found.streams == 3


@pytest.mark.parametrize("content", ["[]", "{", '{"codebase_version": "v2.1", "features": {}}'])
def test_other_versions_and_no_data_sets_are_refused_with_a_sentence(tmp_path, content):
    root = _dataset(tmp_path / "set")
    (root / "meta/info.json").write_text(content)
    with pytest.raises(Invalid, match="LeRobot"):
        lerobot.read(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_broken_list_of_episodes_is_told(tmp_path):
    root = _dataset(tmp_path / "set")
    (root / "meta/episodes/chunk-000/file-000.parquet").write_bytes(b"PAR1 no")
    found = lerobot.read(root, tmp_path / "out")

    assert [i.kind for i in found.issues] == ["unreadable"]
    assert not (tmp_path / "out").exists()
