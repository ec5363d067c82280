"""One look over all rows before writing: which modalities, labels and splits there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dure.core import Box, Choice, Intent, Keypoints, Mask, Modality, Polygon, Transcript

from ..model import SPLITS, Row, Rows

GEOMETRY = (Box, Polygon, Mask, Keypoints)


@dataclass(frozen=True, slots=True)
class Survey:
    """What the rows hold.

    Attributes:
        modalities: those that occur, in the order of `Modality`.
        kinds: names of the annotation types that occur, such as ``box``, with their number.
        most_choices: the largest number of choices on one record.
        splits: those that occur, in order, with their number of records.
        labels: by split, how often each class is named.
        companions: records of several streams.
    """

    modalities: tuple[Modality, ...]
    kinds: Mapping[str, int]
    most_choices: int
    splits: Mapping[str, int]
    labels: Mapping[str, Mapping[str, int]]
    companions: int = 0

    @property
    def has_geometry(self) -> bool:
        """Tell whether anything is drawn on a picture."""
        return any(kind.__name__.lower() in self.kinds for kind in GEOMETRY)

    @property
    def records(self) -> int:
        """Give the number of rows."""
        return sum(self.splits.values())


def survey(rows: Rows) -> Survey:
    """Look over all rows without opening any media."""
    modalities: set[Modality] = set()
    kinds: Counter[str] = Counter()
    splits: Counter[str] = Counter()
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    most_choices = companions = 0
    for row in rows:
        companions += bool(row.streams)
        modalities.add(row.probe.modality)
        kinds.update(type(a).__name__.lower() for a in row.annotations)
        splits[row.split] += 1
        labels[row.split].update(labels_of(row))
        most_choices = max(most_choices, sum(isinstance(a, Choice) for a in row.annotations))
    present = {split: splits[split] for split in SPLITS if splits[split]}
    found = tuple(m for m in Modality if m in modalities)
    return Survey(found, kinds, most_choices, present, labels, companions)


def labels_of(row: Row) -> list[str]:
    """Give the classes that a row's annotations name, intents and transcripts left aside."""
    return [a.label for a in row.annotations if not isinstance(a, Transcript | Intent)]
