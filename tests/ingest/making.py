"""Tiny deliveries, made in code, and what came of them."""

import io
import json
import os
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image
from sqlalchemy import select

from dure import catalog, ingest
from dure.catalog.tables import AnnotationSet, Record
from dure.core import Sentence
from dure.ingest.tables import SourceFile


def photo(seed=0, size=(32, 24), kind="JPEG"):
    """A picture unlike that of any other seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


def sound(seed=0):
    out = io.BytesIO()
    wave = np.random.default_rng(seed).normal(0, 0.1, 800)
    soundfile.write(out, wave, 16000, format="WAV", subtype="PCM_16")
    return out.getvalue()


def png_header(width, height):
    """A PNG that declares a size, with hardly any content."""

    def chunk(tag, body):
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    content = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + content + chunk(b"IEND", b"")


def put(root, files):
    """Write files: bytes as they are, text as UTF-8, anything else as JSON."""
    for name, content in files.items():
        path = Path(os.fsdecode(os.fsencode(root) + b"/" + os.fsencode(name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, bytes | str):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def found_in(*roots):
    """Count what is in folders and is no folder, as the operating system tells it."""
    count = 0
    for root in roots:
        for folder, folders, files in os.walk(root):
            links = (name for name in folders if Path(folder, name).is_symlink())
            count += len(files) + len(list(links))
    return count


@dataclass
class Site:
    """A data set, and the folder that is delivered to it."""

    workspace: object
    actor: object
    dataset: object
    root: Path

    def put(self, files):
        put(self.root, files)
        return self

    def take(self, *roots, labels=None, mirrors=True, report=lambda *_: None):
        """Take in; whatever comes, the counts must add up and every message be a sentence."""
        given = roots or (ingest.Root(self.root),)
        delivery = ingest.Delivery(tuple(given), labels=labels, mirrors=mirrors)
        tally = ingest.take_in(self.workspace, self.actor, self.dataset, delivery, report)
        assert tally.files == tally.sources + len(tally.duplicates) + len(tally.issues)
        if mirrors:
            assert tally.files == found_in(*(root.path for root in given))
        for issue in (*tally.issues, *tally.warnings):
            assert isinstance(issue.message, Sentence)
            assert str(issue.message).endswith((".", "!"))
            assert issue.kind.islower()
            assert "\n" not in issue.path
            assert issue.path.isprintable()
        return tally

    def again(self, **options):
        """Take the same in again: nothing may be added, and no row may change."""
        before = self.dump()
        tally = self.take(**options)
        assert tally.added == tally.gone == 0
        assert self.dump() == before
        return tally

    def rows(self, table):
        with self.workspace.reading() as db:
            found = db.execute(select(*table.__table__.c)).mappings()
            return [dict(row) for row in found if row["dataset"] == self.dataset]

    def dump(self):
        """All rows that ingest writes; times of writing and random ids are left out."""
        return {
            table.__tablename__: sorted(
                ({k: v for k, v in row.items() if k not in left_out} for row in self.rows(table)),
                key=repr,
            )
            for table, left_out in (
                (SourceFile, {"created_at"}),
                (Record, {"created_at"}),
                (AnnotationSet, {"created_at", "id"}),
            )
        }

    def records(self):
        """The paths of the records that are there."""
        return sorted(r["path"] for r in self.rows(Record) if r["withdrawn_at"] is None)

    def labels(self):
        """The classes that count, by the path of the record."""
        paths = {r["id"]: r["path"] for r in self.rows(Record) if r["withdrawn_at"] is None}
        return {
            paths[row["record"]]: [a.get("label", a.get("text")) for a in row["annotations"]]
            for row in self.rows(AnnotationSet)
            if row["is_current"] and row["record"] in paths
        }

    def record(self, path):
        return next(r for r in self.rows(Record) if r["path"] == path)

    def outcomes(self):
        return {row["path"]: row["outcome"].value for row in self.rows(SourceFile)}


def site(workspace, actor, root, domain="food", name="x"):
    root.mkdir(exist_ok=True)
    with workspace.unit_of_work() as db:
        row = catalog.register(db, actor, name=name, domain=(domain, "1"))
    return Site(workspace, actor, row.id, root)


def kinds(tally):
    """Why files were left out, and what else was said, by path."""
    return {issue.path: issue.kind for issue in tally.issues}


def warned(tally):
    return Counter(issue.kind for issue in tally.warnings)
