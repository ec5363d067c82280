"""Pictures that an export made of one another belong together, whatever labels them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure import ingest, quality
from dure.ingest import rules

from .making import photo, site

SHARED = Path(os.environ.get("DURE_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
BOX = "0 0.5 0.5 0.2 0.2\n"
hashes = st.text("0123456789abcdef", min_size=32, max_size=32)


def copy(stem, kind="jpg", number=1):
    return f"{stem}_{kind}.rf.{number:032x}.jpg"


def export(places):
    """Make a Roboflow export: split, picture and number of the copy."""
    files = {"data.yaml": "names: [cable]\ntrain: train/images\nval: valid/images\n"}
    for seed, (split, stem, number) in enumerate(places):
        name = copy(stem, number=number)
        files[f"{split}/images/{name}"] = photo(seed)
        files[f"{split}/labels/{name.removesuffix('.jpg')}.txt"] = BOX
    return files


@pytest.fixture
def floor(workspace, operator, tmp_path):
    """A data set of floors, and its folder."""
    return site(workspace, operator, tmp_path / "in", domain="obstacle")


def groups(place):
    return {path: place.record(path)["group_key"] for path in place.records()}


@given(hashes, hashes, st.sampled_from(["train", "valid", "test"]))
def test_copies_of_one_picture_have_one_name_in_every_split(one, other, split):
    here = rules.original(f"set/train/images/turf7_jpg.rf.{one}.jpg")

    assert here == rules.original(f"set/{split}/images/turf7_jpg.rf.{other}.jpg")
    assert here == "set/turf7.jpg"


@pytest.mark.parametrize(
    "path",
    ["turf7.jpg", "train/turf7_jpg.jpg", "turf7.rf.jpg", "turf7_jpg.rf.short.jpg", "_jpg.rf", ""],
)
def test_other_names_tell_of_no_original(path):
    assert rules.original(path) is None


def test_pictures_of_one_name_in_two_exports_or_of_two_formats_stay_apart():
    names = {
        rules.original(path)
        for path in (
            f"a/train/{copy('x')}",
            f"b/train/{copy('x')}",
            f"a/train/{copy('x', 'png')}",
            f"a/train/{copy('x_2')}",
        )
    }

    assert names == {"a/x.jpg", "b/x.jpg", "a/x.png", "a/x_2.jpg"}


def test_copies_share_a_group_and_a_second_delivery_brings_another_into_it(floor):
    floor.put(export([("train", "turf7", 1), ("train", "turf7", 2), ("train", "stone", 3)]))
    floor.take()

    assert sorted(groups(floor).values()) == ["stone.jpg", "turf7.jpg", "turf7.jpg"]

    floor.put(export([("train", "turf7", 1), ("train", "turf7", 2), ("train", "stone", 3)]))
    floor.put({f"valid/images/{copy('turf7', number=9)}": photo(99)})
    floor.take()

    assert list(groups(floor).values()).count("turf7.jpg") == 3
    floor.again()


def test_a_household_that_a_list_names_counts_before_the_name(shop):
    name = copy("turf7")
    shop.put({name: photo(), "labels.csv": f"path,label,group\n{name},onion,h07\n"})
    shop.take()

    assert groups(shop) == {name: "h07"}


def test_an_export_that_parts_copies_is_told(floor, workspace, operator):
    floor.put(export([("train", "turf7", 1), ("valid", "turf7", 2), ("valid", "stone", 3)]))
    floor.take()

    report = quality.verify(workspace, operator, floor.dataset, lambda *_: None).report
    (told,) = (f for f in report["findings"] if f["kind"] == "group_straddles")

    assert told["severity"] == "error"
    assert told["evidence"] == {"group": "turf7.jpg", "splits": ["train", "validation"]}
    assert len(told["records"]) == 2


@pytest.mark.shared_data
def test_the_four_pairs_of_a_real_export_are_found(floor):
    folder = SHARED / "pet_floor" / "outdoor_roboflow"
    if not folder.is_dir():
        pytest.skip("the third-party data is not beside the checkout")

    floor.take(ingest.Root(folder))
    found = list(groups(floor).values())

    assert {name for name in found if found.count(name) == 2} == {
        "IMG_7176.png", "gravel_0559.jpg", "motion_blur_1655.jpg", "turf7.jpg",
    }  # fmt: skip
    assert max(map(found.count, found)) == 2
