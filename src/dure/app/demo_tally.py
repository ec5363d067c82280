"""What the stations found, against what was planted."""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from dure import catalog, quality
from dure.core import DatasetId, Issue, Sentence
from dure.ingest.tables import SourceFile
from dure.kit.context import Context
from dure.simulation import plan_writing
from dure.simulation.defects import DEFECTS, Planted, Station

from .demo import Row

_GPS = 0x8825
_REMOVED = "position_removed"
Found = dict[str, set[str]]
"""For each path by the station's words what was found about it."""


def rows(context: Context, name: str, folder: Path, label_issues: Iterable[Issue]) -> list[Row]:
    """Compare what was planted in a folder with what its data set's stations say."""
    planted = plan_writing.planted_in(folder)
    found = _found(context, name, planted)
    for path, word in _of_labels(folder, label_issues):
        found[path].add(word)
    kinds = dict.fromkeys(one.kind for one in planted)
    return [_row(kind, [p for p in planted if p.kind == kind], planted, found) for kind in kinds]


def _row(kind: str, here: list[Planted], planted: list[Planted], found: Found) -> Row:
    words = set(DEFECTS[kind].found_as)
    missed = tuple(one.path for one in here if not words & set(found.get(one.path, ())))
    # A spoilt file may well look spoilt in another way, so those count for nobody.
    known = {_original(one.path) for one in planted} | {one.path for one in planted}
    others = sum(1 for path, said in found.items() if path not in known and words & set(said))
    return Row(kind, len(here), len(here) - len(missed), missed, others)


def _original(path: str) -> str:
    return path.replace("_copy.", ".")


def _found(context: Context, name: str, planted: Iterable[Planted]) -> Found:
    found: Found = defaultdict(set)
    with context.workspace.reading() as db:
        dataset = DatasetId(catalog.named(db, context.actor, name).id)
        files = db.scalars(select(SourceFile).where(SourceFile.dataset == dataset)).all()
        flags = quality.flags(db, context.actor, dataset)
    for file in files:
        found[file.path] |= {file.outcome.value, file.kind or ""}
        if file.record is not None and file.outcome.value == "record":
            found[file.path] |= set(flags.get(str(file.record), ()))
    places = {one.path for one in planted if DEFECTS[one.kind].station is Station.CLEARING}
    for file in files:
        if file.path in places and _has_lost_its_place(context, file.digest, file.record):
            found[file.path].add(_REMOVED)
    return found


def _of_labels(folder: Path, issues: Iterable[Issue]) -> Iterator[tuple[str, str]]:
    """Give what reading the boxes found, by the picture that they are drawn on."""
    boxes = folder / "annotations.json"
    if not boxes.is_file():
        return
    document = json.loads(boxes.read_text("utf-8"))
    names = {image["id"]: image["file_name"] for image in document["images"]}
    pictures = {str(one["id"]): names[one["image_id"]] for one in document["annotations"]}
    for issue in issues:
        where = issue.message.values.get("where") if isinstance(issue.message, Sentence) else None
        if issue.path == boxes.name and str(where) in pictures:
            yield pictures[str(where)], issue.kind


def _has_lost_its_place(context: Context, digest: str | None, record: UUID | None) -> bool:
    """Tell whether the original says where it was taken and its cleared form does not."""
    if digest is None or record is None:
        return False
    with context.workspace.reading() as db:
        cleared = catalog.cleared(db, context.actor, [digest]).get(digest)
    if cleared is None:
        return False
    blobs = context.workspace.blobs
    return _tells_place(blobs.read(digest)) and not _tells_place(blobs.read(cleared.cleared_digest))


def _tells_place(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as image:
        return bool(image.getexif().get_ifd(_GPS))
