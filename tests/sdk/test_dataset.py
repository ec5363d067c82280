"""A release in the hands of somebody who trains."""

import pickle
import sys
from collections import Counter
from types import ModuleType

import numpy as np
import pytest

import dure
from dure.core import Invalid
from dure.sdk import LabelClass, LibraryMissing, Sound, SplitNotFound
from dure.sdk.dataset import Dataset
from dure.sdk.shards import Shards


@pytest.fixture
def food(write) -> Dataset:
    return dure.load(write("choices"))


def test_a_row_has_its_picture_its_label_and_its_facts(food, make):
    wanted = make.choices().rows[0]

    row = food[0]

    assert row["image"].size == (40, 30)
    assert np.asarray(row["image"]).tobytes() == _pixels(wanted.open())
    assert food.classes[row["label"]].name == "onion"
    assert row["annotations"] == [
        {"type": "choice", "label": "onion", "path": ["vegetable", "onion"], "score": 0.5}
    ]
    assert (row["conditions"], row["attributes"]) == ({"light": "night"}, {"shelf": "0"})
    assert (row["provider"], row["group"], row["flags"]) == ("맑은가전", "household-0", None)


def _pixels(content: bytes) -> bytes:
    from dure.sdk.decode import picture

    return np.asarray(picture(content, "x")).tobytes()


def test_sounds_come_as_samples_with_their_rate(write):
    row = dure.load(write("sounds"))[0]

    assert isinstance(row["audio"], Sound)
    assert (len(row["audio"].samples), row["audio"].sample_rate) == (800, 8000)
    assert (row["transcript"], row["pronunciation"]) == ("양파 0개 있어?", "양파 0개 이써?")
    assert (row["intent"], row["slots"]) == ("ask_stock", {"item": "양파"})


def test_texts_series_and_device_status_come_as_they_are(write):
    rows = {row["record_id"]: row for row in dure.load(write("mixed"))}

    assert rows["text-000"]["text"] == "문 0 열어 줘"
    assert rows["series-001"]["series"] == b"time,power\n0,1\n1,2\n"
    assert rows["device_status-002"]["device_status"] == {"door": 2}
    assert rows["text-000"]["series"] is None


def test_numbers_count_from_both_ends(food):
    assert food[-1]["record_id"] == food[9]["record_id"]
    with pytest.raises(IndexError):
        food[10]
    with pytest.raises(IndexError):
        food[-11]


def test_a_loop_sees_every_row_once(food):
    assert len({row["record_id"] for row in food}) == len(food) == 10


def test_the_table_has_no_media_unless_asked(food):
    assert "image" not in food.table.schema.names
    assert food.table.num_rows == 10
    media = food.to_table(media=True)["image"].to_pylist()
    assert all(cell["bytes"].startswith(b"\x89PNG") for cell in media)


def test_splits_classes_card_and_report_are_at_hand(food):
    assert food.splits == {"train": 6, "validation": 2, "test": 2}
    assert food.classes[0] == LabelClass("onion", ("vegetable", "onion"), "양파", "Onion")
    assert "식재료 사진" in food.card
    assert food.report["outcomes"] == {"accepted": 10, "left_out": 2}
    assert food.report["quality"][0]["result"] == "68.36 %"


def test_it_says_what_it_is(food):
    assert repr(food) == (
        "<dure.Dataset food@3 “Food ingredients”: 10 records (train 6, validation 2, test 2),"
        " 3 classes, CC-BY-4.0>"
    )


def test_a_split_is_loaded_or_filtered_alike(food, write):
    loaded = dure.load(write("choices"), split="test")

    assert loaded.table == food.filter(split="test").table
    assert loaded.splits == {"test": 2}
    with pytest.raises(SplitNotFound):
        food.filter(split="dev")


def test_rows_are_filtered_by_class_and_by_fact(food, make):
    onions = food.filter(label="onion")

    wanted = [r.record_id for r in make.choices().rows if r.annotations[0].label == "onion"]
    assert sorted(onions.table["record_id"].to_pylist()) == wanted
    assert len(onions.filter(lambda row: row["group"] == "household-0")) == 1
    assert len(food.filter(split="train", label="apple")) == 2
    with pytest.raises(Invalid, match="pear"):
        food.filter(label="pear")


def test_classes_of_objects_and_of_stretches_are_found(write):
    assert len(dure.load(write("shapes", "a")).filter(label="milk")) == 2
    assert len(dure.load(write("sounds", "b")).filter(label="onion")) == 10


def test_chosen_rows_keep_the_order_asked_for(food):
    chosen = food.select([7, 0, -1, 3])

    ids = [food[i]["record_id"] for i in (7, 0, 9, 3)]
    assert [row["record_id"] for row in chosen] == ids
    assert chosen.table["record_id"].to_pylist() == ids
    assert chosen.select([1])[0]["record_id"] == ids[1]
    assert len(food.select([])) == 0
    assert food.select([]).table.num_rows == 0
    with pytest.raises(IndexError):
        food.select([10])


@pytest.fixture
def many(make, tmp_path) -> Dataset:
    """Several shards with several row groups each."""
    from dure.release.writers import manifest, parquet

    release = make.choices(60)
    limits = parquet.Limits(shard_rows=10, group_rows=3)
    parquet.write(release.snapshot, release.rows, tmp_path / "many", limits)
    manifest.write(release.snapshot, release.rows, tmp_path / "many")
    return dure.load(tmp_path / "many")


def test_any_row_of_any_shard_is_found(many, make):
    wanted = {r.record_id: r for r in make.choices(60).rows}
    order = np.random.default_rng(0).permutation(60)

    for i in order:
        row = many[int(i)]
        assert row["image"].tobytes() == _pixels(wanted[row["record_id"]].open())


def test_a_shuffled_pass_gives_every_row_once_in_an_order_that_the_seed_decides(many):
    one, same, other = (
        [row["record_id"] for row in many.shuffled(seed, buffer=8)] for seed in (1, 1, 2)
    )

    assert one == same
    assert one != other
    assert Counter(one) == Counter(many.table["record_id"].to_pylist())


def test_a_shuffled_row_is_the_row(many):
    by_id = {row["record_id"]: row for row in many}

    for row in many.shuffled():
        assert row["image"].tobytes() == by_id[row["record_id"]].pop("image").tobytes()
        row.pop("image")
        assert row == by_id[row["record_id"]]


def test_a_shuffled_pass_over_some_rows_gives_only_those(many):
    some = many.filter(split="train", label="onion")

    assert sorted(r["record_id"] for r in some.shuffled(3)) == sorted(
        some.table["record_id"].to_pylist()
    )
    assert list(many.select([]).shuffled()) == []


def test_a_shuffled_pass_that_is_left_early_ends_its_threads(many):
    import threading

    stream = many.shuffled()
    next(stream)
    stream.close()

    assert not [t for t in threading.enumerate() if t.name.startswith("dure-")]


def test_a_picture_that_cannot_be_decoded_stops_the_pass(many, monkeypatch):
    from dure.sdk import FileDamaged, decode

    def broken(_: bytes, name: str) -> object:
        raise FileDamaged(name)

    monkeypatch.setattr(decode, "picture", broken)

    with pytest.raises(FileDamaged):
        list(many.shuffled())


def test_a_rows_media_are_not_read_for_their_neighbours_each_time(many, monkeypatch):
    reads = []
    read = Shards._read
    monkeypatch.setattr(Shards, "_read", lambda self, g: reads.append(g) or read(self, g))

    _ = many[0], many[1], many[2], many[0]

    assert len(reads) == 1


def test_it_survives_the_way_to_a_worker(food):
    _ = food[0], food.table

    there = pickle.loads(pickle.dumps(food))

    assert there[3]["record_id"] == food[3]["record_id"]
    assert len(pickle.dumps(food)) < 50_000


def test_hugging_face_gets_the_same_rows(food, monkeypatch, tmp_path):
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hf")

    whole = food.to_hf()
    part = food.filter(split="train", label="apple").to_hf()

    assert {name: len(rows) for name, rows in whole.items()} == food.splits
    assert (
        part["record_id"][:]
        == food.filter(split="train", label="apple").table["record_id"].to_pylist()
    )
    assert part[0]["image"].size == (40, 30)


def test_without_hugging_face_it_says_what_to_install(food, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)

    with pytest.raises(LibraryMissing, match="pip install datasets"):
        food.to_hf()


def test_without_pytorch_it_says_where_to_get_it(food, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "dure.sdk.torch_view", raising=False)

    with pytest.raises(LibraryMissing, match=r"pytorch\.org"):
        food.to_torch()


def test_pytorch_gets_rows_through_a_transform(food, monkeypatch):
    base = type("Dataset", (), {})
    parts = ("torch", "torch.utils", "torch.utils.data")
    for name in parts:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["torch.utils.data"].Dataset = base
    monkeypatch.delitem(sys.modules, "dure.sdk.torch_view", raising=False)

    view = food.to_torch(lambda row: row["label"])

    assert isinstance(view, base)
    assert [view[i] for i in range(len(view))] == food.table["label"].to_pylist()
    assert food.to_torch()[0]["image"].size == (40, 30)
    monkeypatch.delitem(sys.modules, "dure.sdk.torch_view")
