"""Make a workspace of many records for bench/web_grid.mjs, by inserting rows.

    python bench/web_grid.py HOME [RECORDS] [ON THE MAP]

Nothing in it was ever recorded. The records have labels, splits, providers, conditions and small
pictures, so that the grid filters, counts and shows as it would; embeddings are drawn around 40
centres, and the map of the second data set is laid out by the product's own job. Prints seconds.
"""

import hashlib
import io
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from dure import autolabel, catalog, domains
from dure.app.settings import Settings
from dure.app.wiring import local_context
from dure.autolabel.jobs import engine_of
from dure.core import Choice, DatasetId, Layer, Modality, Probe, Stream, new_id

WIDTH, CENTRES, PORTION = 64, 40, 5_000


def picture(shade: int) -> bytes:
    """Give a small JPEG."""
    ramp = np.add.outer(np.arange(96), np.arange(128)) + shade
    pixels = np.stack([ramp % 256, (ramp * 2) % 256, np.full_like(ramp, shade)], -1)
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "JPEG", quality=80)
    return file.getvalue()


def classes() -> list[tuple[str, ...]]:
    """Give the paths of the food pack's classes."""
    pack = domains.load("food")
    found: list[tuple[str, ...]] = []

    def walk(nodes, above=()):
        for node in nodes:
            path = (*above, node.id)
            if not node.children:
                found.append(path)
            walk(node.children, path)

    walk(pack.taxonomy)
    return found[:CENTRES]


def fill(context, name: str, count: int) -> DatasetId:
    """Insert a data set of so many records."""
    workspace, actor = context.workspace, context.actor
    pack = domains.load("food")
    with workspace.unit_of_work() as db:
        row = catalog.register(db, actor, name=name, domain=(pack.id, pack.version))
        dataset = DatasetId(row.id)
    rng, paths = np.random.default_rng(0), classes()
    centres = rng.normal(0, 1, (len(paths), WIDTH))
    small = [picture(shade) for shade in range(0, 250, 10)]
    for start in range(0, count, PORTION):
        many = range(start, min(count, start + PORTION))
        kinds = rng.integers(0, len(paths), len(many))
        digests = [hashlib.sha256(f"{name}{n}".encode()).hexdigest() for n in many]
        records = [
            catalog.NewRecord(
                new_id(), f"{paths[k][-1]}/{n:06}.jpg",
                (Stream("main", d, 2_000, Probe(Modality.IMAGE, "image/jpeg", 128, 96)),),
                {"light": ("lamp_on", "lamp_off")[n % 2]}, f"provider {n % 5}",
            )
            for n, k, d in zip(many, kinds, digests, strict=True)
        ]  # fmt: skip
        said = [
            catalog.NewAnnotations(r.id, Layer.IMPORTED, "files", (Choice(paths[k][-1], paths[k]),))
            for r, k, n in zip(records, kinds, many, strict=True)
            if n % 7
        ]
        with workspace.unit_of_work() as db:
            catalog.add_records(db, actor, dataset, records)
            catalog.annotate(db, actor, dataset, said)
            splits = [
                catalog.Facet(
                    r.id,
                    split=("train", "train", "validation", "test")[i % 4],
                    group=f"household {i % 300}",
                    conditions=r.conditions,
                    provider=r.provider,
                )
                for i, r in enumerate(records)
            ]
            catalog.describe_records(db, actor, dataset, splits)
        for digest in digests:
            workspace.blobs.put_derived("preview", digest, small[int(digest[-2:], 16) % 25])
        noise = rng.normal(0, 0.35, (len(many), WIDTH))
        workspace.columns.append(engine_of(pack), digests, (centres[kinds] + noise).astype("f4"))
        print(f"\r{name}: {many[-1] + 1}", end="", flush=True)
    print()
    return dataset


def main(home: Path, count: int, on_map: int) -> None:
    context = local_context(Settings(home=home), "en")
    start = time.perf_counter()
    fill(context, "many", count)
    dataset = fill(context, "mapped", on_map)
    print(f"inserted in {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    autolabel.lay_out(context.workspace, context.actor, dataset, lambda *told: None)
    print(f"map of {on_map} in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sizes = [int(word) for word in sys.argv[2:4]]
    main(Path(sys.argv[1]), *sizes, *(100_000, 50_000)[len(sizes) :])
