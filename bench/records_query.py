"""How fast the grid of records answers: 100,000 synthetic records, every filter and order.

    python bench/records_query.py [--records 100000] [--database sqlite:///… | postgresql+psycopg://…]

The records are made through the catalogue's front door, so that their copies are what the
platform would have written; then each question is asked five times and its median told, as
[milliseconds by the clock, milliseconds of CPU of this process]. On a machine that others use the
second is the one to compare; PostgreSQL works in processes of its own, so there the first counts.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from dure import catalog, curation, identity
from dure.app import tables
from dure.core import Choice, DatasetId, Layer, Modality, Probe, RecordId, Stream, derived_id
from dure.curation.service import composition
from dure.kit.blobs import digest_of
from dure.kit.db import connect, reading, unit_of_work

CHUNK = 1000
PROVIDERS = ("한빛전자", "새봄가전", "두레길로보틱스")
KINDS = ("blurry", "dark", "near_duplicate", "label_issue")
LEVELS = {"lamp": ("on", "off"), "door": ("open", "closed"), "light": ("bright", "dim", "dark")}


def _classes():
    from dure import domains

    pack = domains.load("food")
    found = []

    def walk(nodes, path):
        for node in nodes:
            place = (*path, node.en)
            if node.children:
                walk(node.children, place)
            else:
                found.append(place)

    walk(pack.taxonomy, ())
    return found[:60]


def make(engine, actor, count):
    """Fill a data set; gives its id and the seconds it took."""
    chance, classes = random.Random(7), _classes()
    with unit_of_work(engine) as db:
        id = DatasetId(catalog.register(db, actor, name="bench", domain=("food", "1.0.0")).id)
    began = time.perf_counter()
    flagged = {}
    for start in range(0, count, CHUNK):
        records, sets, facets = [], [], []
        for number in range(start, min(count, start + CHUNK)):
            digest = digest_of(str(number).encode())
            record = RecordId(derived_id(id, digest))
            probe = Probe(Modality.IMAGE, "image/jpeg", width=1280, height=720)
            path = f"냉장고/{number % 500:03d}/사진-{number:06d}.jpg"
            conditions = {name: chance.choice(levels) for name, levels in LEVELS.items()}
            provider = chance.choice(PROVIDERS)
            stream = Stream("main", digest, 250_000, probe)
            records.append(catalog.NewRecord(record, path, (stream,), conditions, provider))
            place = chance.choice(classes)
            layer = chance.choices([Layer.IMPORTED, Layer.ENGINE, None], [6, 3, 1])[0]
            if layer:
                score = round(chance.random(), 3) if layer is Layer.ENGINE else None
                said = (Choice(place[-1], place, score=score),)
                sets.append(catalog.NewAnnotations(record, layer, "bench", said))
            split = chance.choices(["train", "validation", "test", None], [7, 1, 1, 1])[0]
            facets.append(
                catalog.Facet(
                    record,
                    split=split,
                    group=f"h{number % 300}",
                    conditions=conditions,
                    provider=provider,
                )
            )
            if chance.random() < 0.05:
                flagged[record] = [chance.choice(KINDS)]
        with unit_of_work(engine) as db:
            catalog.add_records(db, actor, id, records)
            catalog.annotate(db, actor, id, sets)
            catalog.describe_records(db, actor, id, facets)
    with unit_of_work(engine) as db:
        catalog.note_findings(db, actor, id, flagged)
    return id, time.perf_counter() - began


def questions(label):
    """Name each question: kind, filters, order, offset."""
    some = {
        "first page": ([], "path", "asc", 0),
        "offset 90,000": ([], "path", "asc", 90_000),
        "label": ([f"label:{label}"], "path", "asc", 0),
        "unlabelled": (["label:"], "path", "asc", 0),
        "split": (["split:train"], "path", "asc", 0),
        "not a finding": (["-finding:blurry"], "path", "asc", 0),
        "condition": (["condition.lamp:off"], "path", "asc", 0),
        "text of one syllable": (["text:양"], "path", "asc", 0),
        "text of a path": (["text:사진-0123"], "path", "asc", 0),
        "text that is nowhere": (["text:없는말"], "path", "asc", 0),
        "four filters": (
            ["split:train", "layer:engine", "condition.lamp:off", "confidence:0.5..0.9"],
            "confidence",
            "asc",
            0,
        ),
    }
    for sort in ("label", "confidence", "provider", "split", "finding", "created_at"):
        some[f"sort {sort}"] = ([], sort, "desc", 0)
        some[f"split, sort {sort}"] = (["split:train"], sort, "asc", 0)
    some["sort condition.lamp"] = ([], "condition.lamp", "asc", 0)
    return some


def asked(engine, actor, call):
    """Give the median milliseconds of five answers: by the clock, and of this process's CPU."""
    took, worked = [], []
    for _ in range(5):
        with reading(engine) as db:
            began, cpu = time.perf_counter(), time.process_time()
            call(db, actor)
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - cpu) * 1000)
    return round(statistics.median(took), 1), round(statistics.median(worked), 1)


def run(engine, actor, id):
    figures = {}
    with reading(engine) as db:
        label = curation.facets(db, actor, id, curation.asked([]), "ko").facets[0].values[0].value
    for name, (where, sort, order, offset) in questions(label).items():
        wanted = curation.asked(where, sort, order)
        figures[f"grid: {name}"] = asked(
            engine,
            actor,
            lambda db, a, w=wanted, o=offset: curation.grid(db, a, id, w, (o, 100), "ko"),
        )
    for name in (
        "first page",
        "label",
        "split",
        "condition",
        "text of one syllable",
        "four filters",
    ):
        wanted = curation.asked(questions(label)[name][0])
        figures[f"facets: {name}"] = asked(
            engine, actor, lambda db, a, w=wanted: curation.facets(db, a, id, w, "ko")
        )
    figures["ids: all"] = asked(
        engine, actor, lambda db, a: curation.ids(db, a, id, curation.asked([]))
    )
    figures["overview"] = asked(engine, actor, lambda db, a: composition(db, a, id, "ko"))
    return figures


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--records", type=int, default=100_000)
    words.add_argument("--database")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(given.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        tables.metadata.create_all(engine)
        with unit_of_work(engine) as db:
            actor = identity.local_actor(db)
        id, took = make(engine, actor, given.records)
        figures = {
            "database": engine.dialect.name,
            "records": given.records,
            "made_s": round(took, 1),
        }
        figures |= run(engine, actor, id)
        print("\n".join(f"{name:32} {json.dumps(value)}" for name, value in figures.items()))
        engine.dispose()


if __name__ == "__main__":
    main()
