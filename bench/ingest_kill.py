"""Take files in, kill -9 the process at random moments, start again; compare with a quiet run.

A child process takes a folder in through the public API, into a home on SQLite, and is killed at
random moments, spread so that most fall while files come in and the others while the settled
whole is labelled or looked through again. At the end every row of `source_file`,
`record` and `annotation_set` (but for times of writing and random ids) and the digest of every
blob must equal those of a run that nobody disturbed.

    python bench/ingest_kill.py --files 5000 --kills 20
"""

import argparse
import hashlib
import io
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sqlalchemy import select

from dure import catalog, identity, ingest
from dure.adapters.blobs_local import LocalBlobs
from dure.adapters.columns_parquet import ParquetColumns
from dure.app import tables
from dure.core import DatasetId
from dure.kit.context import Workspace
from dure.kit.db import connect

NAME = "killed"
LEFT_OUT = {
    "source_file": {"id", "dataset", "record"},
    # `word` is the id of a set, and `revision` counts writes, of which a killed run has more.
    "record": {"id", "dataset", "created_at", "word", "revision"},
    "annotation_set": {"id", "dataset", "record", "created_at"},
}


def make(folder: Path, files: int) -> None:
    """Make pictures in class folders, with duplicates, broken files and two label lists."""
    listed = ["path,label,split"]
    for number in range(files):
        name = f"class-{number % 7}/{number:05}.jpg"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Every ninth file repeats another's content; every eleventh is cut short.
        content = _photo(number // 9 * 9 if number % 9 == 1 else number)
        path.write_bytes(content[:-300] if number % 11 == 5 else content)
        if number % 3:
            listed.append(f"{name},class {number % 7},{'train' if number % 2 else 'test'}")
    (folder / "labels.csv").write_text("\n".join(listed))
    (folder / "LICENSE").write_text("free")
    (folder / "power.csv").write_text("time,watts\n2026-01-01T00:00:00,1\n")


def _photo(seed: int) -> bytes:
    small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(small).resize((160, 120)).save(out, "JPEG", quality=80)
    return out.getvalue()


def open_home(home: Path) -> tuple[Workspace, ingest.jobs.Actor, DatasetId]:
    """Open a home and its one data set; both are made where they are not there."""
    home.mkdir(exist_ok=True)
    engine = connect(f"sqlite:///{home / 'dure.db'}")
    tables.metadata.create_all(engine)
    workspace = Workspace(
        home, engine, LocalBlobs(home / "blobs"), ParquetColumns(home / "c"), home / "m"
    )
    with workspace.unit_of_work() as db:
        actor = identity.local_actor(db)
        found = catalog.of_origin(db, actor, origin=NAME, name=NAME, domain=("food", "1"))
        return workspace, actor, DatasetId(found.id)


def child(home: Path, folder: Path) -> None:
    """Take the folder in, telling when it begins and what it came to."""
    workspace, actor, dataset = open_home(home)
    print("begins", flush=True)
    delivery = ingest.Delivery((ingest.Root(folder),), mirrors=True)
    tally = ingest.take_in(workspace, actor, dataset, delivery, lambda *_: None)
    print(json.dumps({"added": tally.added, "files": tally.files}), flush=True)


def run(home: Path, folder: Path, kill_after_s: float | None = None) -> tuple[float, int | None]:
    """Take in, in a child; give its seconds, and the files it added if it was not killed first."""
    words = [sys.executable, __file__, "--child", str(home), str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        try:
            process.wait(kill_after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        code = process.wait()
        took = time.monotonic() - began
        if code not in (0, -signal.SIGKILL):
            raise SystemExit(f"the child ended with {code}")
        return took, json.loads(process.stdout.read())["added"] if code == 0 else None


def state(home: Path) -> dict[str, list[Any]]:
    """Everything that a run leaves: rows, and the digest of each blob's content."""
    workspace, _, _ = open_home(home)
    found: dict[str, list[Any]] = {}
    with workspace.reading() as db:
        paths = {r.id: r.path for r in db.execute(select(catalog.Record.id, catalog.Record.path))}
        for name, left_out in LEFT_OUT.items():
            rows = db.execute(select(tables.metadata.tables[name])).mappings()
            found[name] = sorted(
                repr(
                    {k: v for k, v in row.items() if k not in left_out}
                    | {"of": paths.get(row.get("record"))}
                )
                for row in rows
            )
    workspace.engine.dispose()
    blobs = (p for p in (home / "blobs").rglob("*") if p.is_file())
    found["blobs"] = sorted(
        (str(p.relative_to(home)), hashlib.sha256(p.read_bytes()).hexdigest())
        for p in blobs
        if not p.name.startswith(".")
    )
    for path, digest in found["blobs"]:
        if "/media/" in path and not path.endswith(digest):
            raise SystemExit(f"the blob {path} does not hold what its name says")
    return found


def kill_and_compare(work: Path, files: int, kills: int, seed: int) -> dict[str, int]:
    """Disturb one home, leave another alone; raises SystemExit where they differ."""
    folder, quiet, disturbed = work / "in", work / "quiet", work / "disturbed"
    make(folder, files)
    whole_s, _ = run(quiet, folder)
    expected = state(quiet)
    chance, killed, incoming = random.Random(seed), 0, 0
    longest_s = 2.2 * whole_s / kills
    while killed < kills:
        if killed == kills * 3 // 4:
            longest_s = whole_s  # from here on some get as far as the labels
        took_s, added = run(disturbed, folder, chance.uniform(0, longest_s))
        if added is None:
            killed += 1
            incoming += _rows(disturbed) < len(expected["source_file"])
        elif not added:
            whole_s = longest_s = took_s  # all is in; kill what looks it through
    run(disturbed, folder)
    _, again = run(disturbed, folder)
    found = state(disturbed)
    for name, rows in expected.items():
        if found[name] != rows:
            raise SystemExit(f"{name} differs from the quiet run")
    if again:
        raise SystemExit("a run after the last added something again")
    counts = {name: len(rows) for name, rows in expected.items()}
    return {"killed": killed, "killed_before_all_was_in": incoming, **counts}


def _rows(home: Path) -> int:
    with sqlite3.connect(home / "dure.db") as db:
        return db.execute("select count(*) from source_file").fetchone()[0]


def main() -> None:
    """Read the command line and print one line a count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
        return
    with tempfile.TemporaryDirectory() as work:
        counts = kill_and_compare(Path(work), given.files, given.kills, given.seed)
    for name, count in counts.items():
        print(f"{name:24}{count:8}")
    print("the state after the kills equals that of the quiet run")


if __name__ == "__main__":
    main()
