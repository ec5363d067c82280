"""Measure label formats beside Datumaro: COCO to VOC, COCO to YOLO, and reading much COCO.

Each side runs in a process of its own, one after the other, with the wall time, processor time and
peak memory of that process. The pictures are small real JPEGs and are copied by neither side, so
that labels alone are compared; 10,000 label files cost both what the file system takes for them,
so name a folder in memory. Datumaro (MIT) is no dependency of Dure: name the Python that has it.

    python bench/formats.py --datumaro ~/datumaro/bin/python --folder /dev/shm --json
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

IMAGES, BOXES, ANNOTATIONS = 10_000, 30_000, 200_000
CLASSES = [f"class {n}" for n in range(40)]

MEASURE = """
import json, resource, time
def measured(start, count):
    spent = resource.getrusage(resource.RUSAGE_SELF)
    # The peak of this program alone: what a fork leaves in ru_maxrss is its parent's.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return {"seconds": time.perf_counter() - start, "cpu_s": spent.ru_utime + spent.ru_stime,
            "peak_kb": int(status["VmHWM"].split()[0]), "labels": count}
"""
THEIRS = (
    MEASURE
    + """
import sys
import datumaro
task, src, dst = sys.argv[1:]
start = time.perf_counter()
if task == "read":
    found = datumaro.Dataset.import_from(src, "coco_instances")
    count = sum(len(item.annotations) for item in found)
else:
    found = datumaro.Dataset.import_from(src, "coco_instances")
    found.export(dst, {"voc": "voc_detection", "yolo": "yolo"}[task], save_media=False)
    count = sum(1 for item in found for a in item.annotations)
print(json.dumps(measured(start, count)))
"""
)
OURS = (
    MEASURE
    + """
import sys
sys.path.insert(0, sys.argv[4])
from formats import convert_or_read
import dure.formats
start = time.perf_counter()
print(json.dumps(measured(start, convert_or_read(*sys.argv[1:4]))))
"""
)


def make(root: Path, images: int, annotations: int) -> Path:
    """Write a COCO folder with pictures of 64 by 48 pixels."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(out, "JPEG")
    folder = root / "images" / "train"
    folder.mkdir(parents=True)
    (root / "annotations").mkdir()
    rng = random.Random(7)
    for n in range(images):
        (folder / f"{n:06}.jpg").write_bytes(out.getvalue())
    rows = [_row(n, rng.randrange(images) + 1, rng) for n in range(annotations)]
    document = {
        "images": [
            {"id": n + 1, "file_name": f"{n:06}.jpg", "width": 64, "height": 48}
            for n in range(images)
        ],
        "categories": [{"id": n + 1, "name": name} for n, name in enumerate(CLASSES)],
        "annotations": rows,
    }
    (root / "annotations" / "instances_train.json").write_text(json.dumps(document))
    return root


def _row(n: int, image: int, rng: random.Random) -> dict[str, Any]:
    x, y = rng.randrange(0, 4000) / 100, rng.randrange(0, 3000) / 100
    width, height = rng.randrange(100, 2000) / 100, rng.randrange(100, 1500) / 100
    box = [x, y, width, height]
    area = round(width * height, 2)
    head = {"id": n + 1, "image_id": image, "category_id": rng.randrange(len(CLASSES)) + 1}
    return {**head, "bbox": box, "area": area, "iscrowd": 0, "segmentation": []}


def convert_or_read(task: str, src: str, dst: str) -> int:
    """Do one task with Dure; give the number of labels."""
    from dure import formats

    root = Path(src)
    if task != "read":
        return formats.convert(root, Path(dst), to=task, media=False).counts["labels_written"]
    names = [
        os.path.relpath(f"{at}/{name}", root) for at, _, some in os.walk(root) for name in some
    ]
    media = formats.FolderMedia([n for n in names if n.endswith(".jpg")])
    readings = [formats.read(root, one, media) for one in formats.recognise(root, names)]
    return sum(len(one.annotations) for r in readings for one in r.labelled)


def run(command: list[str]) -> dict[str, float]:
    """Run one side and read what it measured."""
    # Both sides start from compiled modules, whatever the caller's environment says.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def compare(datumaro: str | None, within: str | None) -> dict[str, Any]:
    """Do every task on both sides."""
    table: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=within) as folder:
        root = Path(folder)
        small = make(root / "small", IMAGES, BOXES)
        large = make(root / "large", IMAGES, ANNOTATIONS)
        for task, src in (("voc", small), ("yolo", small), ("read", large)):
            here = str(Path(__file__).parent)
            sides = {"dure": ([sys.executable, "-c", OURS, task, str(src)], [here])}
            if datumaro:
                sides["datumaro"] = ([datumaro, "-c", THEIRS, task, str(src)], [])
            row = {
                name: run([*command, str(root / f"{name}-{task}"), *more])
                for name, (command, more) in sides.items()
            }
            if datumaro:
                a, b = row["datumaro"], row["dure"]
                row["ratio"] = {
                    key: round(a[key] / b[key], 1) for key in ("seconds", "cpu_s", "peak_kb")
                }
            table[task] = row
    return table


def main() -> None:
    """Print the table, or do one task for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datumaro", help="a Python that has Datumaro")
    parser.add_argument("--folder", help="where to put what is made")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    table = {"cpus": os.cpu_count(), **compare(given.datumaro, given.folder)}
    if given.json:
        print(json.dumps(table, indent=1))
        return
    for task in ("voc", "yolo", "read"):
        print(task, table[task])


if __name__ == "__main__":
    main()
