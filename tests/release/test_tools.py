"""The tools of the field read a release, and all of them count and name the same."""

import contextlib
import hashlib
import io
import json
import logging
from collections import Counter
from pathlib import Path

import pytest
import yaml

import dure
from dure.core import Box, Choice, Intent, Modality, Transcript
from dure.release.writers import OPTIONAL, WRITERS, write_release
from dure.release.writers._survey import survey

# mlcroissant 1.1 still builds on what rdflib 7 and pandas 3 want to drop.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("DURE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(sample, tmp_path):
    seen = survey(sample.rows)
    formats = [name for name in OPTIONAL if WRITERS[name].suits(seen)]
    return write_release(sample.snapshot, sample.rows, tmp_path / "release", formats=formats)


def hugging_face(folder: Path, **how: object):
    from datasets import disable_progress_bars, load_dataset

    disable_progress_bars()
    cache = str(folder.parent / "hf")
    return load_dataset("parquet", data_dir=str(folder), cache_dir=cache, **how)


def croissant(folder: Path):
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def split_counts(rows) -> dict[str, int]:
    return dict(Counter(row.split for row in rows))


def labels(rows) -> Counter:
    """How often each class is named, as the rows themselves say."""
    return Counter(
        a.label for row in rows for a in row.annotations if not isinstance(a, Transcript | Intent)
    )


def numbers_in(row: dict) -> list[int]:
    found = [] if row.get("label") is None else [row["label"]]
    for kind in ("objects", "segments"):
        found += (row.get(kind) or {}).get("category") or []
    return found


def test_every_tool_counts_the_same_records(sample, folder):
    expected = split_counts(sample.rows)

    hf = hugging_face(folder)
    records = list(croissant(folder).records("records"))

    assert dure.load(folder).splits == expected
    assert {split: len(part) for split, part in hf.items()} == expected
    assert Counter(r["records/split"].decode() for r in records) == expected


def test_every_tool_names_the_same_labels(sample, folder):
    expected = labels(sample.rows)
    names = [c.name for c in sample.snapshot.domain.classes]
    described = croissant(folder)

    ours = Counter(names[n] for row in dure.load(folder) for n in numbers_in(row))
    hf = Counter(
        names[n]
        for part in hugging_face(folder).values()
        for row in part.remove_columns(_media(part)).to_list()
        for n in numbers_in(row)
    )
    classes = {r["classes/number"]: r["classes/name"] for r in described.records("classes")}
    mlc = Counter(classes[n] for row in described.records("records") for n in _croissant(row))

    assert ours == hf == mlc == expected


def _media(part) -> list[str]:
    return [n for n in part.column_names if n in {m.value for m in Modality} - {"text"}]


def _croissant(row: dict) -> list[int]:
    found = [] if row.get("records/label") is None else [int(row["records/label"])]
    for kind in ("objects", "segments"):
        parts = row.get(f"records/{kind}") or []
        found += [part[f"records/{kind}/category"] for part in parts]
    return found


def test_hugging_face_knows_the_features(folder):
    from datasets import Audio, ClassLabel, Features, Image

    hf = hugging_face(folder)["train"]
    found = hf.features

    for name, kind in (("image", Image), ("audio", Audio), ("label", ClassLabel)):
        if name in found:
            assert isinstance(found[name], kind)
    for name in {"label"} & set(found):
        assert found[name].names == ["onion", "apple", "milk"]
    header = (folder / "README.md").read_text("utf-8").split("---\n")[1]
    described = yaml.safe_load(header)["dataset_info"]["features"]
    assert Features._from_yaml_list(described) == found


def test_hugging_face_decodes_the_pictures(samples, tmp_path):
    release = samples["choices"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "release")

    rows = hugging_face(folder, split="train")

    assert rows[0]["image"].size == (40, 30)
    assert [rows.features["label"].int2str(n) for n in rows["label"]] == [
        row.annotations[0].label for row in release.rows if row.split == "train"
    ]


def test_hugging_face_keeps_the_sounds(samples, tmp_path):
    from datasets import Audio

    release = samples["sounds"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "release")

    # decoding needs torchcodec, which is not ours to install
    rows = hugging_face(folder, split="test").cast_column("audio", Audio(decode=False))

    mine = [row for row in release.rows if row.split == "test"]
    assert [r["audio"]["bytes"] for r in rows] == [row.open() for row in mine]
    assert rows["transcript"][:] == [row.annotations[0].text for row in mine]


def test_the_hub_layout_is_found_without_naming_the_format(folder, sample):
    from datasets import load_dataset

    hf = load_dataset(str(folder), cache_dir=str(folder.parent / "hf"))

    assert {split: len(part) for split, part in hf.items()} == split_counts(sample.rows)


def test_croissant_validates_without_a_word(folder):
    assert croissant(folder).metadata.issues.report() == ""


def test_croissant_names_each_shard_with_its_digest(folder):
    described = json.loads((folder / "croissant.json").read_text("utf-8"))

    shards = {d["@id"]: d for d in described["distribution"] if d["@type"] == "cr:FileObject"}

    assert sorted(shards) == sorted(f"data/{p.name}" for p in (folder / "data").iterdir())
    for place, shard in shards.items():
        content = (folder / place).read_bytes()
        assert shard["sha256"] == hashlib.sha256(content).hexdigest()
        assert shard["contentSize"] == f"{len(content)} B"


def test_croissant_gives_the_media_itself(sample, folder):
    wanted = {row.record_id: row for row in sample.rows}

    for record in croissant(folder).records("records"):
        row = wanted[record["records/record_id"].decode()]
        found = record[f"records/{row.probe.modality.value}"]
        if row.probe.modality is Modality.IMAGE:
            assert found.size == (40, 30)
        else:
            assert found == row.open()


@pytest.mark.parametrize("name", ["choices", "shapes"])
def test_pycocotools_counts_and_names_the_same(samples, tmp_path, name):
    release = samples[name]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "r", formats=["coco"])

    found: Counter = Counter()
    for split, expected in split_counts(release.rows).items():
        coco = _coco(folder, split)
        assert len(coco.imgs) == expected
        assert all((folder / "images" / i["file_name"]).is_file() for i in coco.imgs.values())
        found.update(coco.cats[a["category_id"]]["name"] for a in coco.anns.values())

    assert found == labels(release.rows)


def _coco(folder: Path, split: str):
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(folder / "annotations" / f"instances_{split}.json"))


# pycocotools 2.0 has not yet learned the copy keyword of NumPy 2
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_pycocotools_sees_the_same_pixels(samples, tmp_path):
    release = samples["shapes"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "r", formats=["coco"])
    coco = _coco(folder, "train")

    outlined = [a for a in coco.anns.values() if a["segmentation"]]

    assert len(outlined) == 4
    for one in outlined:
        bitmap = coco.annToMask(one)
        ys, xs = bitmap.nonzero()
        box = [xs.min(), ys.min(), xs.max() + 1 - xs.min(), ys.max() + 1 - ys.min()]
        assert bitmap.sum() == pytest.approx(one["area"])
        assert one["bbox"] == pytest.approx(box)


def test_whole_picture_classes_say_so_and_never_pose_as_boxes(make, samples, tmp_path):
    release = samples["choices"]()
    whole = write_release(release.snapshot, release.rows, tmp_path / "a", formats=["coco"])
    both = [make.row(0, Modality.IMAGE, Choice("onion"), Box("apple", 1, 1, 2, 2))]
    drawn = write_release(release.snapshot, both, tmp_path / "b", formats=["coco"])

    one = next(iter(_coco(whole, "train").anns.values()))
    two = _coco(drawn, "train")

    assert one["attributes"]["image_level"] is True
    assert one["bbox"] == [0, 0, 40, 30]
    assert [a["bbox"] for a in two.anns.values()] == [[1, 1, 2, 2]]
    assert two.imgs[1]["choices"] == ["onion"]
