"""Read back what a frozen release holds, record by record, without its media."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from .. import rules
from ..model import Carried, Changes, Held

_COLUMNS = ("record_id", "split", "digest", "annotations")
_KEPT = 256  # releases never change, so what was counted once is counted


def held(folder: Path) -> Iterator[tuple[str, Held]]:
    """Give every record of a release by its id."""
    for shard in sorted((folder / "data").glob("*.parquet")):
        for batch in pq.ParquetFile(shard).iter_batches(columns=list(_COLUMNS)):
            for row in batch.to_pylist():
                written = row["annotations"] or ""
                yield row["record_id"], Held(row["split"], row["digest"] or "", written)


@lru_cache(maxsize=_KEPT)
def class_counts(folder: Path, _state: str) -> Mapping[str, Carried]:
    """Count the records that carry each class, by split; the state names the content."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, set[str]] = defaultdict(set)
    for _, record in held(folder):
        found = json.loads(record.annotations) if record.annotations else ()
        named = [(a["label"], a["type"]) for a in found if "label" in a]
        for label in {label for label, _ in named}:
            counts[label][record.split] += 1
        for label, kind in named:
            kinds[label].add(kind)
    return {label: Carried(by, tuple(sorted(kinds[label]))) for label, by in counts.items()}


@lru_cache(maxsize=_KEPT)
def changes(before: Path, after: Path, _states: tuple[str, str]) -> Changes:
    """Compare two releases of a data set; the states name their contents."""
    return rules.compare(dict(held(before)), dict(held(after)))
