import pytest

from dure import formats

from .making import names_of, put

TASK = [{"id": 1, "data": {"image": "a.jpg"}, "annotations": [{"result": [{"from_name": "x"}]}]}]
COCO = {"images": [], "annotations": [], "categories": []}


def found(root, files):
    put(root, files)
    return [(f.format, f.files) for f in formats.recognise(root, names_of(root))]


def test_each_file_belongs_to_one_format(tmp_path):
    files = {
        "a.jpg": b"",
        "annotations/instances_train.json": COCO,
        "export.json": TASK,
        "yolo/images/b.jpg": b"",
        "yolo/labels/b.txt": "0 0.5 0.5 0.5 0.5",
        "yolo/classes.txt": "door",
        "voc/c.xml": "<annotation></annotation>",
        "list.csv": "path,label\na.jpg,x\n",
    }

    assert found(tmp_path, files) == [
        ("coco", ("annotations/instances_train.json",)),
        ("label_studio", ("export.json",)),
        ("manifest", ("list.csv",)),
        ("voc", ("voc/c.xml",)),
        ("yolo", ("yolo/classes.txt", "yolo/labels/b.txt")),
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"components": {"main": {"refrigeration": {"rapidCooling": {"value": "off"}}}}},
        {"deviceId": "1", "state": {"reported": {"door": "open"}}, "annotations": {}},
        [{"node_id": 1, "attributes": {"0/40/1": "Maker"}, "last_interview": "2024"}],
        {"response": {"runState": {"currentState": "RUNNING"}}, "images": None},
        {"image": {"image_id": 1}, "annotations": [{"segmentation": {}, "bbox": []}]},
        [1, 2],
        "text",
    ],
)
def test_json_that_is_no_label_is_not_claimed(tmp_path, content):
    assert found(tmp_path, {"status.json": content}) == []


def test_a_coco_file_is_found_whichever_part_comes_first(tmp_path):
    many = [{"id": i, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]} for i in range(5000)]

    files = {
        "a.json": {"annotations": many, "images": [], "categories": []},
        "b.json": {
            "info": {},
            "images": [{"id": i, "file_name": f"{i}.jpg"} for i in range(5000)],
            "annotations": [],
        },
    }
    assert found(tmp_path, files) == [("coco", ("a.json",)), ("coco", ("b.json",))]


def test_sets_in_sibling_folders_keep_their_own_classes(tmp_path):
    files = {
        f"{name}/{part}": content
        for name in ("one", "two")
        for part, content in (
            ("data.yaml", f"names: [{name}]"),
            ("train/images/a.jpg", b""),
            ("train/labels/a.txt", "0 0.5 0.5 0.5 0.5"),
        )
    }

    assert [f[1][0] for f in found(tmp_path, files)] == ["one/data.yaml", "two/data.yaml"]


def test_hostile_names_are_passed_over(tmp_path):
    put(tmp_path, {"secret/x.json": COCO, "in/a.jpg": b""})
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "secret" / "x.json")
    names = [
        "../secret/x.json",
        "link.json",
        "/etc/passwd.csv",
        "a\x00.csv",
        "",
        "gone.xml",
        "a.jpg",
    ]

    assert formats.recognise(tmp_path / "in", names) == []


def test_a_head_that_ends_inside_a_character_is_read(tmp_path):
    rows = "".join(f"{i:05}.jpg,양파와 마늘\n" for i in range(9000))

    assert found(tmp_path, {"a.csv": f"path,label\n{rows}"}) == [("manifest", ("a.csv",))]


def test_the_front_door_is_light():
    import subprocess
    import sys

    code = "import sys, dure.formats; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert not {"numpy", "PIL", "yaml", "pyarrow", "urllib.request"} & set(loaded.stdout.split())


def test_a_list_may_tell_of_tables_and_statuses(tmp_path):
    files = {
        "h01/day.csv": "time,watt\n2026-01-01T00:00:00,3\n",
        "h01/run.jsonl": '{"time": 1, "watt": 3}\n',
        "labels.csv": "path,label\nh01/day.csv,refrigerator\nh01/run.jsonl,washer\n",
        "other.csv": "path,label\nh02/day.csv,refrigerator\n",
    }

    assert found(tmp_path, files) == [("manifest", ("labels.csv",))]
