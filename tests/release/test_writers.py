"""Every format under one contract, and a release that is there at once or not at all."""

import csv
import hashlib
import json
import tarfile
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from dure.core import Box, Choice, Conflict, Invalid, Mask, Modality, Polygon
from dure.release import writers
from dure.release.rules import content_digest
from dure.release.writers import OPTIONAL, WRITERS, parquet, verify, write_release
from dure.release.writers._survey import survey


def contents(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def suitable(release) -> list[str]:
    seen = survey(release.rows)
    return [name for name in OPTIONAL if WRITERS[name].suits(seen)]


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_names_every_file_that_it_makes(name, sample, tmp_path):
    writer = WRITERS[name]
    if not writer.suits(survey(sample.rows)):
        pytest.skip("these rows cannot be said in this format")

    paths = writer.write(sample.snapshot, sample.rows, tmp_path)

    assert sorted(paths) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    assert len(paths) == len(set(paths)) > 0


def test_a_release_verifies_and_is_the_same_bytes_each_time(sample, tmp_path):
    formats = suitable(sample)

    for place in ("one", "two"):
        write_release(sample.snapshot, sample.rows, tmp_path / place, formats=formats)

    assert verify(tmp_path / "one") == []
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_writing_a_release_again_touches_nothing(samples, tmp_path):
    release, target = samples["choices"](), tmp_path / "out"
    write_release(release.snapshot, release.rows, target)
    before = {p: p.stat().st_ino for p in target.rglob("*")}

    write_release(release.snapshot, release.rows, target)

    assert {p: p.stat().st_ino for p in target.rglob("*")} == before


def test_writing_a_damaged_release_again_mends_it(samples, tmp_path):
    release, target = samples["choices"](), tmp_path / "out"
    write_release(release.snapshot, release.rows, target)
    good = contents(target)
    (target / "README.md").write_text("gone")

    write_release(release.snapshot, release.rows, target)

    assert contents(target) == good
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("stop_at", [0, 7])
def test_a_write_that_breaks_off_leaves_no_target(samples, tmp_path, stop_at):
    release = samples["choices"]()

    def broken() -> bytes:
        raise OSError("the disk is gone")

    rows = [replace(r, open=broken) if n == stop_at else r for n, r in enumerate(release.rows)]

    with pytest.raises(OSError, match="the disk is gone"):
        write_release(release.snapshot, rows, tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("late", ["card", "croissant", "manifest"])
def test_a_late_writer_that_breaks_leaves_the_earlier_release(samples, tmp_path, monkeypatch, late):
    release, target = samples["choices"](), tmp_path / "out"
    write_release(release.snapshot, release.rows, target)
    good = contents(target)

    def broken(*_: object) -> list[Path]:
        raise RuntimeError("out of memory")

    changed = {**WRITERS, late: replace(WRITERS[late], write=broken)}
    monkeypatch.setattr(writers, "WRITERS", changed)
    with pytest.raises(RuntimeError):
        write_release(release.snapshot, release.rows, target)

    assert contents(target) == good
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_write_left_behind_is_cleared(samples, tmp_path):
    release, target = samples["choices"](), tmp_path / "out"
    write_release(release.snapshot, release.rows, target)
    digest = json.loads((target / "manifest.json").read_text())["digest"]
    left = tmp_path / f"out.partial-{digest[:12]}"
    left.mkdir()
    (left / "half").write_text("x")

    write_release(release.snapshot, release.rows, target)

    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_things_is_refused(samples, tmp_path):
    release, target = samples["choices"](), tmp_path / "mine"
    target.mkdir()
    (target / "thesis.txt").write_text("years of work")

    with pytest.raises(Conflict, match="mine"):
        write_release(release.snapshot, release.rows, target)

    assert contents(target).keys() == {"thesis.txt"}


def test_a_folder_with_another_release_is_refused(samples, tmp_path):
    release, target = samples["choices"](), tmp_path / "out"
    write_release(release.snapshot, release.rows, target)

    with pytest.raises(Conflict, match="food@3"):
        write_release(replace(release.snapshot, version=4), release.rows, target)
    with pytest.raises(Conflict, match="food@3"):
        write_release(release.snapshot, release.rows[1:], target)

    assert verify(target) == []


def test_media_that_changed_since_it_was_taken_in_stops_the_release(samples, tmp_path):
    release = samples["choices"]()
    rows = [replace(release.rows[0], open=lambda: b"other"), *release.rows[1:]]

    with pytest.raises(Conflict, match="no longer matches its digest"):
        write_release(release.snapshot, rows, tmp_path / "out")


def test_unknown_and_unsuitable_formats_are_refused(samples, tmp_path):
    release = samples["sounds"]()

    with pytest.raises(Invalid, match="zip"):
        write_release(release.snapshot, release.rows, tmp_path / "out", formats=["zip"])
    with pytest.raises(Invalid, match="yolo"):
        write_release(release.snapshot, release.rows, tmp_path / "out", formats=["yolo"])


def test_rows_that_the_domain_does_not_know_are_refused(samples, tmp_path):
    release = samples["choices"]()
    bare = replace(release.snapshot, domain=replace(release.snapshot.domain, classes=()))

    with pytest.raises(Invalid, match="onion"):
        write_release(bare, release.rows, tmp_path / "out")


def test_every_change_on_disk_is_found(samples, tmp_path):
    release = samples["choices"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "out")
    shard = folder / "data" / "test-00000-of-00001.parquet"
    shard.write_bytes(shard.read_bytes()[:-1] + b"x")
    (folder / "croissant.json").unlink()
    (folder / "notes.txt").write_text("mine")

    found = {(i.path, i.kind) for i in verify(folder)}

    assert found == {
        ("croissant.json", "missing"),
        ("data/test-00000-of-00001.parquet", "damaged"),
        ("notes.txt", "foreign"),
    }
    assert [i.kind for i in verify(tmp_path)] == ["no_manifest"]


def test_shards_end_by_rows_and_by_bytes(samples, tmp_path):
    release = samples["choices"](50)
    limits = parquet.Limits(shard_rows=8, group_rows=3)

    paths = parquet.write(release.snapshot, release.rows, tmp_path, limits)

    train = [p.name for p in paths if p.name.startswith("train")]
    assert train == [f"train-{n:05d}-of-00004.parquet" for n in range(4)]
    assert [pq.read_metadata(p).num_rows for p in paths[:4]] == [8, 8, 8, 6]
    groups = pq.read_metadata(paths[0])
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [3, 3, 2]
    one = len(release.rows[0].open())
    by_bytes = parquet.write(
        release.snapshot, release.rows, tmp_path / "b", parquet.Limits(shard_bytes=10 * one)
    )
    assert sum(p.name.startswith("train") for p in by_bytes) == 3


def test_media_lie_uncompressed_and_without_statistics(samples, tmp_path):
    release = samples["choices"]()

    parquet.write(release.snapshot, release.rows, tmp_path)

    group = pq.read_metadata(tmp_path / "data" / "train-00000-of-00001.parquet").row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    assert columns["image.bytes"].compression == "UNCOMPRESSED"
    assert not columns["image.bytes"].is_stats_set
    assert "PLAIN_DICTIONARY" not in str(columns["image.bytes"].encodings)
    assert {c.compression for name, c in columns.items() if name != "image.bytes"} == {"ZSTD"}


def test_memory_does_not_grow_with_the_release(make, tmp_path):
    digest = hashlib.sha256(bytes(100_000)).hexdigest()

    def peak(count: int) -> int:
        base = make.row(0, Modality.SERIES)
        rows = [
            replace(base, record_id=f"r{n}", digest=digest, open=lambda: bytes(100_000))
            for n in range(count)
        ]
        tracemalloc.start()
        parquet.write(
            make.snapshot(), rows, tmp_path / str(count), parquet.Limits(group_bytes=2_000_000)
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(400) < 1.5 * peak(60)


def test_the_card_says_what_is_inside_in_both_languages(samples, tmp_path):
    release = samples["choices"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "out")

    _, header, body = (folder / "README.md").read_text("utf-8").split("---\n", 2)

    described = yaml.safe_load(header)
    assert described["license"] == "cc-by-4.0"
    assert described["configs"][0]["data_files"][0] == {"split": "train", "path": "data/train-*"}
    assert [s["num_examples"] for s in described["dataset_info"]["splits"]] == [6, 2, 2]
    for words in (
        "식재료 사진",
        "Food ingredients",
        "양파",
        "68.36 %",
        "written consent",
        "맑은가전",
    ):
        assert words in body


def test_a_licence_of_ones_own_is_named_and_linked(make, samples, tmp_path):
    snapshot = make.snapshot(licence="https://example.org/terms")

    write_release(snapshot, samples["choices"]().rows, tmp_path / "out")

    header = yaml.safe_load((tmp_path / "out" / "README.md").read_text("utf-8").split("---\n")[1])
    assert header["license"] == "other"
    assert header["license_link"] == "https://example.org/terms"


def test_ai_hub_gets_its_fields_and_its_quality_table(samples, tmp_path):
    release = samples["shapes"]()
    folder = write_release(release.snapshot, release.rows, tmp_path / "out") / "aihub"

    facts = json.loads((folder / "metadata.json").read_text("utf-8"))
    with (folder / "quality.csv").open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.reader(opened))

    assert {
        k: facts[k] for k in ("데이터 유형", "데이터 형식", "라벨링 유형", "원시데이터 수량")
    } == {
        "데이터 유형": "이미지",
        "데이터 형식": "png",
        "라벨링 유형": "바운딩박스, 폴리곤, 세그멘테이션, 키포인트",
        "원시데이터 수량": "12",
    }
    assert facts["데이터 구축년도/구축량"] == "2026년 / 10건"
    assert table == [
        ["구분", "항목명", "정량목표", "결과값", "달성 여부"],
        ["다양성", "구성비 중첩률", "50 %", "68.36 %", "달성"],
    ]
    page = (folder / "report.html").read_text("utf-8")
    assert all(f"<td>{value}</td>" in page for value in (*table[1], facts["데이터 유형"]))


def test_ai_hub_says_what_nobody_counted_or_measured(make, samples, tmp_path):
    bare = make.snapshot(volume=None, quality=())

    folder = write_release(bare, samples["choices"]().rows, tmp_path / "out") / "aihub"

    facts = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert facts["원천데이터 수량"] == "미기재"
    assert "품질 측정값이 없습니다" in (folder / "report.html").read_text("utf-8")


def test_yolo_labels_are_centred_and_cut_to_the_picture(make, tmp_path):
    rows = [make.row(0, Modality.IMAGE, Box("apple", 30, 10, 20, 10), Box("onion", 50, 0, 5, 5))]

    WRITERS["yolo"].write(make.snapshot(), rows, tmp_path)

    lines = (tmp_path / "labels" / "train" / "image-000.txt").read_text().splitlines()
    assert lines == ["1 0.875 0.5 0.25 0.3333333333"]
    described = yaml.safe_load((tmp_path / "data.yaml").read_text("utf-8"))
    assert described["names"] == {0: "onion", 1: "apple", 2: "milk"}
    assert described["train"] == "images/train"


def test_yolo_draws_outlines_where_all_shapes_are_polygons(make, tmp_path):
    rows = [make.row(0, Modality.IMAGE, Polygon("milk", ((0, 0, 40, 0, 40, 30),)))]

    WRITERS["yolo"].write(make.snapshot(), rows, tmp_path)

    assert (tmp_path / "labels/train/image-000.txt").read_text() == "2 0 0 1 0 1 1\n"


def test_a_tar_is_read_at_random_through_its_index(sample, tmp_path):
    WRITERS["webdataset"].write(sample.snapshot, sample.rows, tmp_path)
    train = [row for row in sample.rows if row.split == "train"]

    index = json.loads((tmp_path / "webdataset" / "train-00000.index.json").read_text())
    content = (tmp_path / "webdataset" / "train-00000.tar").read_bytes()

    assert [content[e["offset"] : e["offset"] + e["size"]] for e in index] == [
        row.open() for row in train
    ]
    with tarfile.open(tmp_path / "webdataset" / "train-00000.tar") as tar:
        names = tar.getnames()
    assert len(names) == len(set(names)) == 2 * len(train)


def test_a_rotated_box_and_an_empty_mask_keep_an_upright_extent(make, tmp_path):
    rows = [
        make.row(
            0,
            Modality.IMAGE,
            Box("apple", 10, 10, 10, 4, rotation=90.0),
            Mask("milk", 30, 40, (1200,)),
        )
    ]

    parquet.write(make.snapshot(), rows, tmp_path)

    objects = pq.read_table(tmp_path / "data/train-00000-of-00001.parquet")["objects"][0].as_py()
    assert objects["bbox"][0] == pytest.approx([13, 7, 4, 10])
    assert objects["bbox"][1] == [0, 0, 0, 0]
    assert objects["area"] == pytest.approx([40, 0])


def test_a_text_that_is_not_utf8_is_named(make, tmp_path):
    content = "문".encode("cp949")
    digest = hashlib.sha256(content).hexdigest()
    rows = [replace(make.row(0, Modality.TEXT), open=lambda: content, digest=digest)]

    with pytest.raises(Invalid, match="찍은 것 0"):
        write_release(make.snapshot(), rows, tmp_path / "out")


def test_several_choices_of_a_record_are_all_kept(make, tmp_path):
    rows = [
        make.row(0, Modality.IMAGE, Choice("apple", ("fruit", "apple")), Choice("milk")),
        make.row(1, Modality.IMAGE),
    ]

    parquet.write(make.snapshot(), rows, tmp_path)

    table = pq.read_table(tmp_path / "data/train-00000-of-00001.parquet")
    assert table["labels"].to_pylist() == [[1, 2], []]
    assert table["label"].to_pylist() == [1, None]


def test_the_streams_of_a_moment_are_in_its_row(samples, tmp_path):
    release = samples["moments"]()

    write_release(release.snapshot, release.rows, tmp_path / "out")

    table = pq.read_table(tmp_path / "out" / "data").sort_by("record_id").to_pylist()
    first, second = table[0]["streams"], table[1]["streams"]
    assert first["role"] == ["voice", "status"]
    assert first["start_s"] == [1.25, -600.0]
    assert first["drift_ppm"] == [80.0, 0.0]
    assert first["offset_uncertainty_s"] == [0.004, None]
    assert first["path"] == ["image-000.voice.wav", "image-000.status.jsonl"]
    assert [hashlib.sha256(b).hexdigest() for b in first["bytes"]] == first["digest"]
    assert second["role"] == []


def test_other_streams_make_other_content(samples):
    release = samples["moments"]()
    late = [
        replace(row, streams=tuple(replace(s, start_s=s.start_s + 1) for s in row.streams))
        for row in release.rows
    ]

    assert content_digest(release.snapshot, release.rows) != content_digest(release.snapshot, late)
