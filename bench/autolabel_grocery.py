"""Automatic labels on the grocery photographs: ours beside the usual baseline, in one run.

    python bench/autolabel_grocery.py efficientnet_lite0.onnx [data folder]

The training part of GroceryStoreDataset (Klasson et al. 2019; 81 classes of 7 photographs) is what
people labelled; the validation part, which resembles it less than it resembles itself, stands for
what nobody has labelled: its labels are used for counting alone. The baseline is the usual recipe
with the same network: the last layer's mean over the middle of the picture at 224 pixels, and
logistic regression.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from dure.autolabel import heads, rules
from dure.autolabel.model import Examples, Level, Outcome, Promise
from dure.engines.runners import efficientnet_lite0 as lite0

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
LAST = slice(-1280, None)  # the last layer's part of the embedding
SIDE, SHARE = 224, 0.875  # of the baseline
PROMISES = (0.90, 0.95)


@dataclass(frozen=True)
class Task:
    """What is learned from, what is asked for, and its truth."""

    pictures: list[np.ndarray]
    classes: np.ndarray
    learned: np.ndarray
    parents: np.ndarray


def read(folder):
    """Read pictures and labels; `labels.txt` names path, class and the class above."""
    rows = [line.split(", ") for line in (folder / "labels.txt").read_text("utf-8").splitlines()]
    classes = np.array([int(row[1]) for row in rows])
    parents = np.zeros(classes.max() + 1, int)
    parents[classes] = [int(row[2]) for row in rows]
    pictures = [
        np.asarray(ImageOps.exif_transpose(Image.open(folder / row[0])).convert("RGB"))
        for row in rows
    ]
    return Task(pictures, classes, np.array([row[0].startswith("train") for row in rows]), parents)


def baseline_features(path, pictures):
    """Give the last layer's mean at 224 pixels, one view; the graph is opened at that size."""
    import onnx
    import onnxruntime

    model = onnx.load(path)
    for value in (*model.graph.input, *model.graph.output):
        for place in (0, 2, 3)[: len(value.type.tensor_type.shape.dim) - 1]:
            value.type.tensor_type.shape.dim[place].dim_param = f"free_{value.name}_{place}"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    vectors = []
    for picture in pictures:
        image = Image.fromarray(picture)
        side = min(image.size) * SHARE
        left, top = (image.width - side) / 2, (image.height - side) / 2
        box = (left, top, left + side, top + side)
        square = image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)
        pixels = (np.asarray(square, np.float32) - 127) / 128
        vectors.append(session.run(None, {"picture": pixels.transpose(2, 0, 1)[None]})[0][0, LAST])
    return np.stack(vectors)


def line(name: str, task: Task, outcome: Outcome, seconds: float) -> str:
    """Give one row of the table."""
    truth = task.classes[~task.learned]
    label = np.array([each.label for each in outcome.suggestions])
    parent = np.array([each.parent for each in outcome.suggestions])
    level = np.array([each.accepted for each in outcome.suggestions])
    right, above = label == truth, parent == task.parents[truth]
    fine, coarse = level == Level.FINE, level == Level.PARENT

    def kept(which: np.ndarray, what: np.ndarray) -> str:
        if not which.any():
            return "none           "
        return f"{which.mean():5.1%} {what[which].mean():6.1%} {which.sum():3d}"

    return (
        f"{name:34s} {outcome.report.accuracy:6.1%} {right.mean():6.1%} {above.mean():6.1%}   "
        f"{kept(fine, right):>16s}   {kept(coarse, above):>16s} {seconds:6.1f}"
    )


def main(model: Path, folder: Path) -> None:
    task = read(folder)
    learned, asked = task.learned, ~task.learned
    start = time.perf_counter()
    one_view = baseline_features(model, task.pictures)
    one_view_ms = (time.perf_counter() - start) / len(task.pictures) * 1000
    embedder = lite0.open(model, threads=1)
    start = time.perf_counter()
    ours = embedder.embed(task.pictures)
    ours_ms = (time.perf_counter() - start) / len(task.pictures) * 1000
    print(f"{learned.sum()} labelled, {asked.sum()} asked for, {len(task.parents)} classes")
    print(f"embedding on one core: baseline {one_view_ms:.0f} ms, ours {ours_ms:.0f} ms a picture")
    print(
        f"{'features + head, promise':34s} {'cross':>6s} {'class':>6s} {'above':>6s}   "
        f"{'taken right   n':>16s}   {'above right   n':>16s} {'s':>6s}"
    )
    groups = rules.near_copies(ours[learned], task.classes[learned])
    for name, features, head in (
        ("one view + linear (baseline)", one_view, "linear"),
        ("one view + whitened", one_view, "whitened"),
        ("ours + linear", ours, "linear"),
        ("ours + whitened (default)", ours, "whitened"),
    ):
        for share in PROMISES:
            start = time.perf_counter()
            outcome = rules.suggest(
                Examples(features[learned], task.classes[learned], groups),
                features[asked],
                task.parents,
                fit=heads.learner(head),
                promise=Promise(share),
            )
            seconds = time.perf_counter() - start
            print(line(f"{name}, {share:.0%}", task, outcome, seconds))


if __name__ == "__main__":
    shared = Path(os.environ.get("DURE_SHARED_DATA", SHARED))
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else shared / "grocery")
