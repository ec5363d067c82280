import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure import formats
from dure.core import Choice, Labelled


def classes(*paths):
    return {p.path: ("/".join(p.classes), p.split) for p in formats.place(paths)}


def test_a_folder_that_holds_media_is_a_class_below_its_parents():
    paths = (
        "train/Fruit/Apple/Golden-Delicious/x.jpg",
        "valid/Fruit/Kiwi/y.jpg",
        "test/Packages/z.jpg",
    )

    assert classes(*paths) == {
        paths[0]: ("Fruit/Apple/Golden-Delicious", "train"),
        paths[1]: ("Fruit/Kiwi", "validation"),
        paths[2]: ("Packages", "test"),
    }


def test_labels_name_the_leaf_and_keep_the_path():
    assert formats.label(["a/b/1.jpg", "c/2.jpg"]) == (
        Labelled("a/b/1.jpg", (Choice("b", ("a", "b")),)),
        Labelled("c/2.jpg", (Choice("c"),)),
    )


@pytest.mark.parametrize(
    "paths",
    [
        ("images/1.jpg", "labels/2.jpg"),
        ("one/images/1.jpg", "two/images/2.jpg"),
        ("train/1.jpg", "val/2.jpg"),
        ("kim/wav/1.wav", "lee/wav/2.wav"),
        ("1.jpg", "2.jpg"),
        ("cat/1.jpg", "cat/2.jpg"),
        ("train/cat/1.jpg", "val/cat/2.jpg"),
        ("1.Training/원천데이터/1.jpg", "2.Validation/원천데이터/2.jpg"),
        (),
    ],
)
def test_structure_is_no_class_and_one_class_is_none(paths):
    assert formats.place(paths) == ()


def test_structural_folders_in_between_are_left_out():
    assert classes("images/cat/1.jpg", "images/dog/2.jpg") == {
        "images/cat/1.jpg": ("cat", None),
        "images/dog/2.jpg": ("dog", None),
    }


def test_the_name_of_the_whole_data_set_is_no_parent():
    assert classes("pets/train/cat/1.jpg", "pets/val/dog/2.jpg") == {
        "pets/train/cat/1.jpg": ("cat", "train"),
        "pets/val/dog/2.jpg": ("dog", "validation"),
    }


def test_a_split_may_stand_below_the_class():
    assert classes("cat/train/1.jpg", "dog/test/2.jpg") == {
        "cat/train/1.jpg": ("cat", "train"),
        "dog/test/2.jpg": ("dog", "test"),
    }


def test_a_folder_with_media_and_folders_is_a_class_of_its_own():
    assert classes("a/1.jpg", "a/b/2.jpg") == {"a/1.jpg": ("a", None), "a/b/2.jpg": ("a/b", None)}


segment = st.text("abc문", min_size=1, max_size=3) | st.sampled_from(["train", "images", "val"])
path = st.lists(segment, min_size=1, max_size=5).map(lambda parts: "/".join(parts) + ".jpg")


@given(st.lists(path, unique=True, max_size=12))
def test_every_class_is_a_folder_of_the_path_and_no_structure(paths):
    for one in formats.place(paths):
        folders = one.path.split("/")[:-1]

        assert set(one.classes) <= set(folders)
        assert not {"train", "val", "images"} & set(one.classes)
        assert (one.split is None) == (not {"train", "val"} & set(folders))
