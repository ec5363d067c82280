"""A release in the hands of somebody who trains: rows, tables, streams and other libraries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dure.core import Invalid, say

from . import streaming
from .errors import LibraryMissing, SplitNotFound
from .manifest import Source
from .shards import Positions, Shards

if TYPE_CHECKING:
    from torch.utils.data import Dataset as TorchDataset

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class: its word in labels, its place in the taxonomy, its Korean and English names."""

    name: str
    path: tuple[str, ...]
    ko: str
    en: str


def open_dataset(source: Source, split: str | None = None) -> "Dataset":
    """Open a release, or one split of it."""
    shards = Shards(source)
    there = list(source.manifest["splits"])
    if split is not None and split not in there:
        raise _no_split(split, there)
    return Dataset(shards, shards.positions(there if split is None else [split]))


def _no_split(split: str, there: Sequence[str]) -> SplitNotFound:
    return SplitNotFound(
        say("The release has no split “{split}”; there is {splits}.",
            split=split, splits=", ".join(there))
    )  # fmt: skip


class Dataset:
    """The rows of a release, or some of them. Cheap to cut, safe to pickle and to share."""

    def __init__(self, shards: Shards, positions: Positions) -> None:
        self._shards, self._positions = shards, positions

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, index: int) -> Row:
        """Give one row with its media decoded, as `shuffled` does.

        Pictures come as `PIL.Image`, upright; sounds as `Sound`; a device status in JSON as
        Python values; video and series as bytes. `label` is a number in `classes`.
        """
        if not -len(self) <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self._shards.row(int(self._positions[index]))

    def __iter__(self) -> Iterator[Row]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        splits = ", ".join(f"{name} {count:,}" for name, count in self.splits.items())
        return (
            f"<dure.Dataset {self.name}@{self.version} “{self.title}”: {len(self):,} records"
            f" ({splits}), {len(self.classes)} classes, {self.licence}>"
        )

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Give the manifest of the release."""
        return self._shards.source.manifest

    @property
    def name(self) -> str:
        """Give the name before the @."""
        return str(self.manifest["name"])

    @property
    def version(self) -> int:
        """Give the version after the @."""
        return int(self.manifest["version"])

    @property
    def title(self) -> str:
        """Give the English title."""
        return str(self.manifest["title"]["en"])

    @property
    def licence(self) -> str:
        """Give the licence of the data."""
        return str(self.manifest["licences"]["data"])

    @property
    def splits(self) -> dict[str, int]:
        """Give how many of these rows are in each split."""
        there = self.manifest["splits"]
        counts = {
            s: int(np.isin(self._positions, self._shards.positions([s])).sum()) for s in there
        }
        return {split: count for split, count in counts.items() if count}

    @property
    def classes(self) -> tuple[LabelClass, ...]:
        """Give the classes; the number in `label` is the place here."""
        return tuple(
            LabelClass(c["name"], tuple(c["path"]), c["ko"], c["en"])
            for c in self.manifest["classes"]
        )

    @property
    def card(self) -> str:
        """Give the data card, in Markdown."""
        return self._shards.source.file("README.md").read_text(encoding="utf-8")

    @property
    def report(self) -> dict[str, Any]:
        """Give the quality figures against their targets, and the records by outcome."""
        return {"quality": self.manifest["quality"], "outcomes": self.manifest["outcomes"]}

    @cached_property
    def table(self) -> pa.Table:
        """Give the rows as an Arrow table, without the media."""
        return self.to_table()

    def to_table(self, *, media: bool = False) -> pa.Table:
        """Give the rows as an Arrow table; with the media everything comes into memory."""
        read = self._shards.whole if media else self._shards.described
        return read(self._positions)

    def select(self, indices: Sequence[int] | Positions) -> "Dataset":
        """Give the rows with these numbers, in this order."""
        chosen = np.asarray(indices, np.int64)
        if chosen.size and not (-len(self) <= chosen.min() <= chosen.max() < len(self)):
            raise IndexError(f"rows must lie within {len(self)}")
        return Dataset(self._shards, self._positions[chosen])

    def filter(
        self,
        where: Callable[[Row], bool] | None = None,
        *,
        split: str | None = None,
        label: str | None = None,
    ) -> "Dataset":
        """Give the rows of a split, with a class, or for which `where` is true.

        `where` sees each row of `table` as a dict, so no media is read. A class is looked for
        among the classes of the record, its objects and its segments.
        """
        keep = np.ones(len(self), bool)
        if split is not None:
            if split not in self.manifest["splits"]:
                raise _no_split(split, list(self.manifest["splits"]))
            keep &= np.isin(self._positions, self._shards.positions([split]))
        if label is not None:
            number = self._number(label)
            keep &= [number in _classes_of(row) for row in self._labels()]
        if where is not None:
            keep &= [bool(where(row)) for row in self.table.to_pylist()]
        return self.select(np.flatnonzero(keep))

    def shuffled(self, seed: int = 0, buffer: int = 1_000) -> Iterator[Row]:
        """Stream every row once in an order that `seed` decides; the fastest way to train.

        Give another seed each epoch. `buffer` rows wait undecoded in memory; the larger it is,
        the better rows that lie together are mixed.
        """
        return streaming.shuffled(self._shards, self._positions, seed, buffer)

    def to_hf(self) -> Any:  # noqa: ANN401  (a library that may be missing)
        """Give a `datasets.Dataset`, or a `DatasetDict` where there are several splits.

        Raises:
            LibraryMissing: where `datasets` is not installed.
        """
        try:
            import datasets
        except ImportError:
            raise LibraryMissing(
                say("This needs the library datasets; install it with “pip install datasets”.")
            ) from None
        parts = {split: self._split_to_hf(datasets, split) for split in self.splits}
        return next(iter(parts.values())) if len(parts) == 1 else datasets.DatasetDict(parts)

    def to_torch(self, transform: Callable[[Row], Any] | None = None) -> "TorchDataset":
        """Give a map-style PyTorch data set whose rows went through `transform`.

        Raises:
            LibraryMissing: where PyTorch is not installed.
        """
        try:
            from .torch_view import TorchView
        except ImportError:
            raise LibraryMissing(
                say("This needs PyTorch; install it as pytorch.org says for your machine.")
            ) from None
        return TorchView(self, transform)

    def _split_to_hf(self, datasets: Any, split: str) -> Any:  # noqa: ANN401  (as above)
        whole = self._shards.positions([split])
        files = [
            str(self._shards.source.file(s.path)) for s in self._shards.shards if s.split == split
        ]
        loaded = datasets.load_dataset("parquet", data_files={split: files}, split=split)
        mine = self._positions[np.isin(self._positions, whole)]
        if len(mine) == len(whole) and (mine == whole).all():
            return loaded
        return loaded.select(np.searchsorted(whole, mine))

    def _number(self, label: str) -> int:
        names = [c.name for c in self.classes]
        if label not in names:
            raise Invalid(
                say("The release has no class “{label}”; there is {classes}.",
                    label=label, classes=", ".join(names))
            )  # fmt: skip
        return names.index(label)

    def _labels(self) -> list[Row]:
        names = [
            n for n in ("label", "labels", "objects", "segments") if n in self.table.schema.names
        ]
        found: list[Row] = self.table.select(names).to_pylist()
        return found


def _classes_of(row: Row) -> set[int | None]:
    found = {row.get("label"), *(row.get("labels") or ())}
    for kind in ("objects", "segments"):
        found.update((row.get(kind) or {}).get("category") or ())
    return found
