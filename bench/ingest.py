"""Take photographs in: Dure beside the bare floor and beside Hugging Face `datasets`, in one run.

    python bench/ingest.py CACHE --images 5000 --rounds 3

The photographs (about 70 KB, 640×480 to 1024×768) are mosaics of those of the grocery data,
made once into CACHE from a fixed seed; a comment in each file makes its content unlike any other.

What is compared, each in a process of its own, two threads or processes each:

floor      read, SHA-256, full decode, 256-pixel thumbnail, JPEG encode; nothing is kept.
dure       `ingest.take_in` into a fresh home: all of that, EXIF, checks for broken files, a copy
           of the file and of its thumbnail under the digest, rows in SQLite, labels of folders.
dure-full  the same, but every photograph is decoded at full size and then reduced, as in the
           floor. Dure itself lets libjpeg-turbo shrink while it decodes (1/2, 1/4, 1/8): all coded
           bytes are still read and every defect found, but the inverse transform is cheaper than
           the floor's. Of the two, this is the comparison like for like.
datasets   `imagefolder`, a `map` that does the floor's work, Parquet with the bytes inside.

CPU is user and system time of the whole process tree, and peak memory the largest sum of its
processes' proportional sets, sampled ten times a second. Dure makes two files a photograph: where
the file system is slow to make files, --home in memory shows what is Dure's own. The machine is
usually shared: compare CPU and its ratios, not wall time. Rounds are interleaved, and medians are
printed. About a second of CPU of each run is Python and libraries starting (SQLAlchemy above all);
--flat shows what each further photograph costs.
"""

import argparse
import hashlib
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

GROCERY = Path(__file__).parents[2] / "shared/data/grocery"
SIZES = ((640, 480), (800, 600), (1024, 768), (768, 576))
DISTINCT, THREADS, CHUNK, SIDE = 1000, 2, 64, 256
KINDS = ("floor", "dure", "dure-full", "datasets")


# The photographs


def photographs(cache: Path, grocery: Path, count: int) -> Path:
    """Give a folder with this many photographs in ten class folders."""
    folder = cache / f"{count}"
    if (folder / "complete").is_dir():
        return folder
    pool = _pool(cache / "distinct", grocery)
    for number in range(count):
        content = pool[number % len(pool)].read_bytes()
        comment = f"photograph {number}".encode()
        marker = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        path = folder / f"class {number % 10}/{number:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[:2] + marker + content[2:])
    (folder / "complete").mkdir()
    return folder


def _pool(folder: Path, grocery: Path) -> list[Path]:
    sources = sorted(grocery.rglob("*.jpg"))
    if not sources:
        raise SystemExit(f"there are no photographs in {grocery}; name them with --grocery")
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / f"{number:04}.jpg" for number in range(DISTINCT)]
    for number, path in enumerate(made):
        if not path.exists():
            path.with_suffix(".part").write_bytes(_mosaic(sources, number))
            path.with_suffix(".part").rename(path)
    return made


def _mosaic(sources: list[Path], seed: int) -> bytes:
    """Lay crops of photographs side by side, with noise, and encode them to about 70 KB."""
    from PIL import Image

    chance, noise = random.Random(seed), np.random.default_rng(seed)
    width, height = SIZES[seed % len(SIZES)]
    mosaic = Image.new("RGB", (width, height))
    for left in range(0, width, 256):
        for top in range(0, height, 256):
            with Image.open(chance.choice(sources)) as source:
                crop = source.convert("RGB").resize((256, 256))
            mosaic.paste(crop, (left, top))
    pixels = np.asarray(mosaic).astype(np.int16) + chance.randint(-20, 20)
    pixels += noise.normal(0, 2, (height, width, 1)).astype(np.int16)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    content = b""
    for quality in (90, 85, 80, 74, 68, 60, 50, 40):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        content = out.getvalue()
        if len(content) < 68_000:
            break
    return content


# What is measured; each runs in a process of its own


def work_on(content: bytes) -> tuple[str, bytes]:
    """Do the least that any ingest must: digest, full decode, thumbnail, encode."""
    import simplejpeg
    from PIL import Image

    digest = hashlib.sha256(content).hexdigest()
    pixels = simplejpeg.decode_jpeg(content, "RGB")
    image = Image.frombuffer("RGB", (pixels.shape[1], pixels.shape[0]), pixels, "raw", "RGB", 0, 1)
    factor = max(1, max(image.size) // SIDE)
    small = image.reduce(factor)
    small.thumbnail((SIDE, SIDE))
    return digest, simplejpeg.encode_jpeg(np.asarray(small), 80, "RGB", "420")


def floor(folder: Path, _to: Path) -> int:
    """Do the least, in threads."""
    paths: Iterator[Path] = iter(sorted(folder.glob("*/*.jpg")))
    count = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while chunk := list(islice(paths, CHUNK)):
            count += len(list(pool.map(lambda path: work_on(path.read_bytes()), chunk)))
    return count


def dure(folder: Path, to: Path) -> int:
    """Take in with Dure, into a fresh home."""
    from dure import catalog, identity, ingest
    from dure.adapters.blobs_local import LocalBlobs
    from dure.adapters.columns_parquet import ParquetColumns
    from dure.core import DatasetId
    from dure.ingest import tables
    from dure.kit import jobs as _jobs  # noqa: F401  (its tables)
    from dure.kit.context import Workspace
    from dure.kit.db import connect

    engine = connect(f"sqlite:///{to / 'dure.db'}")
    tables.Table.metadata.create_all(engine)
    columns = ParquetColumns(to / "columns")
    workspace = Workspace(to, engine, LocalBlobs(to / "blobs"), columns, to / "models", THREADS)
    with workspace.unit_of_work() as db:
        actor = identity.local_actor(db)
        row = catalog.register(db, actor, name="bench", domain=("food", "1"))
    delivery = ingest.Delivery((ingest.Root(folder),), mirrors=True)
    tally = ingest.take_in(workspace, actor, DatasetId(row.id), delivery, lambda *_: None)
    if tally.labelled != tally.records:
        raise SystemExit("not every photograph got its folder's name as its label")
    return tally.records


def dure_full(folder: Path, to: Path) -> int:
    """Take in with Dure, with the decoder forced to full size."""
    from PIL import Image

    from dure.ingest.probes import image

    real = image.simplejpeg.decode_jpeg

    def full(content: bytes, space: str, *, min_width: int, strict: bool = True, **_: object):
        pixels = real(content, space, strict=strict)
        factor = round(pixels.shape[1] / min_width)
        return np.asarray(Image.fromarray(pixels, image._SPACES[3][1]).reduce(factor))

    image.simplejpeg.decode_jpeg = full
    return dure(folder, to)


def datasets(folder: Path, to: Path) -> int:
    """Read with `imagefolder`, do the same work, write Parquet with the bytes inside."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": str(to / "hf")}
    import datasets as hf

    hf.disable_progress_bars()
    found = hf.load_dataset("imagefolder", data_dir=str(folder), split="train", num_proc=THREADS)
    found = found.cast_column("image", hf.Image(decode=False))
    found.map(_one, num_proc=THREADS).to_parquet(to / "train.parquet")
    return len(found)


def _one(row: dict) -> dict:
    path = row["image"]["path"]
    content = Path(path).read_bytes()
    digest, small = work_on(content)
    return {"image": {"bytes": content, "path": path}, "digest": digest, "thumbnail": small}


RUNS = {"floor": floor, "dure": dure, "dure-full": dure_full, "datasets": datasets}


# Measuring


class Measured(NamedTuple):
    """What one run cost."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(kind: str, folder: Path, count: int, home: Path | None) -> Measured:
    """Run one kind in a process of its own."""
    with tempfile.TemporaryDirectory(dir=home) as to:
        words = [sys.executable, __file__, "--child", kind, str(folder), to]
        began, before = time.monotonic(), _children_s()
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            peak = [0]
            watch = threading.Thread(target=_watch, args=(process, peak))
            watch.start()
            out, _ = process.communicate()
            watch.join()
        took = time.monotonic() - began
        if process.returncode or int(out.split()[-1]) != count:
            raise SystemExit(f"{kind} failed or did not take {count} photographs: {out}")
        return Measured(took, _children_s() - before, peak[0] / 1024)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen, peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_memory_kb, _tree(process.pid))))
        time.sleep(0.1)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return  # it has just ended


def _memory_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def line(name: str, count: int, runs: list[Measured], floors: list[Measured] | None) -> str:
    """Write one row of the table: medians, and the median of the ratios to the floor."""
    wall, cpu, peak = (statistics.median(values) for values in zip(*runs, strict=True))
    ratio = ""
    if floors:
        pairs = zip(runs, floors, strict=True)
        ratio = f"{statistics.median(one.cpu_s / other.cpu_s for one, other in pairs):8.2f}"
    return f"{name:12}{count:8}{wall:9.1f}{cpu:9.1f}{ratio:>8}{peak:9.0f}{count / wall:11.0f}"


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache", type=Path, nargs="?", help="where the photographs lie or go")
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--flat", action="store_true", help="half and twice as many, too")
    parser.add_argument("--home", type=Path, help="where homes are made; they are removed again")
    parser.add_argument("--grocery", type=Path, default=GROCERY)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        kind, folder, to = given.child
        print(RUNS[kind](Path(folder), Path(to)))
        return
    folder = photographs(given.cache, given.grocery, given.images)
    runs: dict[str, list[Measured]] = {kind: [] for kind in given.kinds}
    for _ in range(given.rounds):
        for kind in given.kinds:
            runs[kind].append(measure(kind, folder, given.images, given.home))
    print(
        f"{'':12}{'images':>8}{'wall s':>9}{'CPU s':>9}{'×floor':>8}{'peak MB':>9}{'images/s':>11}"
    )
    for kind in given.kinds:
        print(line(kind, given.images, runs[kind], runs.get("floor")))
    for count in (given.images // 2, given.images * 2) if given.flat else ():
        part = photographs(given.cache, given.grocery, count)
        print(line("dure", count, [measure("dure", part, count, given.home)], None))


if __name__ == "__main__":
    main()
