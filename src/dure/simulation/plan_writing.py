"""Write one data set of the simulated alliance into a folder, all of it or nothing."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from . import fridge, plan_labels, plan_pictures, plan_sounds
from .defects import Planted
from .hands import Run
from .plan import Holding, Scale
from .plan_pictures import Drawn, Picture

TRUTH = "truth.json"
Report = Callable[[int, int | None, str], None]


def write(holding: Holding, scale: Scale, to: Path, report: Report, run: Run = map) -> None:
    """Write a data set's folder and, beside it, what was planted; nothing where it is there.

    A folder appears under its name when it is whole, so that a kill leaves nothing by halves. `run`
    is `map`, or the map of `hands.hands`.
    """
    if to.is_dir() and truth_of(to).is_file():
        return
    beside = to.with_name(f".{to.name}.partial")
    for left in (beside, to):
        shutil.rmtree(left, ignore_errors=True)
    beside.mkdir(parents=True)
    planted = _WRITERS[holding.domain](beside, scale, report, run)
    content = json.dumps([asdict(one) for one in planted], ensure_ascii=False, indent=1)
    truth_of(to).write_text(content, "utf-8")
    beside.rename(to)


def truth_of(folder: Path) -> Path:
    """Say where the truth of a data set's folder lies: beside it, for it is no data."""
    return folder.with_name(f"{folder.name}.{TRUTH}")


def planted_in(folder: Path) -> list[Planted]:
    """Read what was planted in a data set's folder."""
    return [Planted(**one) for one in json.loads(truth_of(folder).read_text("utf-8"))]


def _foods(root: Path, scale: Scale, report: Report, run: Run) -> list[Planted]:
    pictures = plan_pictures.fridge_pictures(scale)
    total = len(pictures) + scale.linked
    drawn = _draw(root, pictures, report, total, run)
    planted = _planted(drawn)
    joined: list[Drawn] = []
    for one, defects in plan_sounds.linked(root, scale, run):
        joined.append(one)
        planted += defects
        report(len(drawn) + len(joined), total, one.picture.path)
    rows = plan_labels.picture_rows([*drawn, *joined])
    _save(root, "labels.csv", plan_labels.label_list(rows))
    _save(root, "annotations.json", plan_labels.coco([*drawn, *joined]))
    return planted + _strays(root)


def _fabrics(root: Path, scale: Scale, report: Report, run: Run) -> list[Planted]:
    return _labelled(root, plan_pictures.garment_pictures(scale), report, run)


def _floors(root: Path, scale: Scale, report: Report, run: Run) -> list[Planted]:
    return _labelled(root, plan_pictures.floor_pictures(scale), report, run)


def _labelled(root: Path, pictures: Sequence[Picture], report: Report, run: Run) -> list[Planted]:
    drawn = _draw(root, pictures, report, len(pictures), run)
    _save(root, "labels.csv", plan_labels.label_list(plan_labels.picture_rows(drawn)))
    if any(one.boxes for one in drawn):
        _save(root, "annotations.json", plan_labels.coco(drawn))
    return _planted(drawn)


def _voices(root: Path, scale: Scale, report: Report, run: Run) -> list[Planted]:
    return _rows(root, plan_sounds.voices(root, scale, run), report, scale.voices)


def _statuses(root: Path, scale: Scale, report: Report, run: Run) -> list[Planted]:
    return _rows(root, plan_sounds.statuses(root, scale), report, None)


def _rows(
    root: Path,
    written: Iterator[tuple[dict[str, str], list[Planted]]],
    report: Report,
    total: int | None,
) -> list[Planted]:
    rows, planted = [], []
    for done, (row, defects) in enumerate(written, 1):
        rows.append(row)
        planted += defects
        report(done, total, row["path"])
    _save(root, "labels.csv", plan_labels.label_list(rows))
    return planted


_WRITERS: dict[str, Callable[[Path, Scale, Report, Run], list[Planted]]] = {
    "food": _foods,
    "voice": _voices,
    "fabric": _fabrics,
    "device": _statuses,
    "obstacle": _floors,
}


def _draw(
    root: Path, pictures: Sequence[Picture], report: Report, total: int, run: Run
) -> list[Drawn]:
    """Draw pictures; neighbours in class share what was computed."""
    order = sorted(range(len(pictures)), key=lambda n: (str(pictures[n].options), n))
    found: dict[int, Drawn] = {}
    wanted = [pictures[n] for n in order]
    for n, drawn in zip(order, run(partial(plan_pictures.draw, root), wanted), strict=True):
        found[n] = drawn
        report(len(found), total, drawn.picture.path)
    return [found[n] for n in range(len(pictures))]


def _planted(drawn: Sequence[Drawn]) -> list[Planted]:
    found = []
    for one in drawn:
        picture = one.picture
        if picture.defect is None:
            continue
        is_copy = picture.defect in ("exact_duplicate", "near_duplicate")
        path = plan_pictures.copy_of(picture) if is_copy else picture.path
        detail = f"is {one.subject}" if picture.defect == "wrong_label" else ""
        found.append(Planted(picture.defect, path, detail))
    return found


def _strays(root: Path) -> list[Planted]:
    """Put files beside the data that no data set should hold."""
    random = np.random.default_rng(0)
    _save(root, "close/empty.jpg", "")
    (root / "close" / "camera.rawx").write_bytes(random.bytes(4096))
    picture = fridge.render(80_000, view="interior")
    Image.fromarray(picture.image).save(root / "close" / "shelf.jpg", "PNG")
    return [
        Planted("empty_file", "close/empty.jpg"),
        Planted("unknown_format", "close/camera.rawx"),
        Planted("misnamed", "close/shelf.jpg"),
    ]


def _save(root: Path, name: str, text: str) -> None:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
