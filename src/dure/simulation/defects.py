"""What was planted on purpose, and by which word verification tells that it found it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dure.core import Sentence, say


class Station(StrEnum):
    """Where a defect should be found."""

    INGEST = "ingest"
    QUALITY = "quality"
    CLEARING = "clearing"


@dataclass(frozen=True, slots=True)
class Planted:
    """One defect that was planted.

    Attributes:
        kind: a key of `DEFECTS`.
        path: the file that has it, relative to its data set's folder.
        detail: what exactly was done, for a reader.
    """

    kind: str
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of defect: where it should be found, and as which kinds of issue or finding."""

    title: Sentence
    station: Station
    found_as: tuple[str, ...]


_ALL = {
    "exact_duplicate": (say("the same file twice"), Station.INGEST, "duplicate"),
    "truncated": (say("a file cut off"), Station.INGEST, "truncated damaged"),
    "corrupt": (
        say("bytes overwritten"),
        Station.INGEST,
        "damaged truncated unreadable not_a_picture",
    ),
    "empty_file": (say("an empty file"), Station.INGEST, "empty"),
    "unknown_format": (say("a file of an unknown format"), Station.INGEST, "unsupported"),
    "misnamed": (say("a name that says another format"), Station.INGEST, "misnamed"),
    "clock_back": (say("a clock that goes back"), Station.INGEST, "time_not_ascending clock_back"),
    "gap": (say("hours missing in a status log"), Station.QUALITY, "gap series_gap"),
    "unit_mixture": (say("°C and °F in one column"), Station.QUALITY, "unit_mixture unit"),
    "status_disagrees": (
        say("a closed door in the status, an open one in the picture"),
        Station.QUALITY,
        "status_contradicts",
    ),
    "with_position": (say("a place in the EXIF data"), Station.CLEARING, "position_removed"),
    "near_duplicate": (say("nearly the same picture"), Station.QUALITY, "near_duplicate"),
    "blurred": (say("a blurred picture"), Station.QUALITY, "blurred"),
    "dark": (say("a picture that is too dark"), Station.QUALITY, "dark constant"),
    # Two pictures that are burnt out completely are the same bytes.
    "overexposed": (
        say("an overexposed picture"),
        Station.QUALITY,
        "overexposed constant duplicate",
    ),
    "tiny": (say("a picture that is too small"), Station.QUALITY, "too_small"),
    "wrong_label": (say("a wrong label"), Station.QUALITY, "label_issue two_labels_near"),
    "outlier": (say("a picture of something else"), Station.QUALITY, "outlier label_issue"),
    "box_outside": (say("a box outside its picture"), Station.INGEST, "outside"),
    "box_repeated": (say("a box drawn twice"), Station.QUALITY, "box_repeated"),
    "clipped": (say("clipped sound"), Station.QUALITY, "clipped"),
    "silent": (say("silence instead of speech"), Station.QUALITY, "silent"),
    "sample_rate": (say("another sampling rate"), Station.QUALITY, "sample_rate"),
}
DEFECTS: Mapping[str, Defect] = {
    kind: Defect(title, station, tuple(words.split()))
    for kind, (title, station, words) in _ALL.items()
}
