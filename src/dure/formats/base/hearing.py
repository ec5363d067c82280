"""What one label file says of recordings, gathered by the recording that it names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from dure.core import Annotation, Labelled, Segment, Transcript

from .reading import Issues, Locator, Media, tame
from .times import Span, Where, fit_span, on_ms, on_us, span_of
from .writing import Sized


@dataclass(slots=True)
class Record:
    """What is said of one recording so far."""

    path: str
    length: float | None = None
    annotations: list[Annotation] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    split: str | None = None
    group: str | None = None


class Hearing:
    """Finds the recordings that one label file names, and gathers what it says of each."""

    def __init__(self, media: Media, source: str, issues: Issues) -> None:
        self._source, self._issues = source, issues
        self._locator = Locator(media, source)
        self._by_name: dict[str, Record] = {}
        self._records: dict[str, Record] = {}

    def of(self, *names: str, line: int | None = None) -> Record:
        """Give the recording that the first fitting of several names means; tells the absent."""
        known = self._by_name.get(names[0])
        if known is not None:
            return known
        path = next(filter(None, map(self._locator.locate, names)), None)
        if path is None:
            self._issues.missing(names[0], line)
        place = path or tame(names[0]) or "unnamed"
        record = Record(place, self._locator.duration_s(path) if path else None)
        record = self._by_name[names[0]] = self._records.setdefault(place, record)
        return record

    def fit(
        self, record: Record, start: float | None, end: float | None, where: Where
    ) -> Span | None:
        """Cut a span to a recording; None (and an error) where nothing of it remains."""
        return fit_span(start, end, record.length, self._issues, where)

    def labelled(self) -> tuple[Labelled, ...]:
        """Give what was gathered, in the order in which the recordings were named."""
        return tuple(
            Labelled(r.path, tuple(r.annotations), r.attributes, r.split, r.group, self._source)
            for r in self._records.values()
        )


def stem_of(path: str) -> str:
    """Give a path without its extension."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def classes_of(labelled: Iterable[Labelled]) -> tuple[str, ...]:
    """Give the classes that were used, in the order of their first use."""
    every = (getattr(a, "label", "") for one in labelled for a in one.annotations)
    return tuple(filter(None, dict.fromkeys(every)))


def spans(image: Sized) -> Iterator[tuple[Span, Segment | Transcript]]:
    """Give what is said at a time; a transcript without times spans the recording, if known."""
    for annotation in image.labelled.annotations:
        if isinstance(annotation, Segment | Transcript):
            whole = Span(0.0, image.duration_s) if image.duration_s else None
            if span := span_of(annotation) or whole:
                yield span, annotation


def finer_than_ms(labelled: Labelled) -> Iterator[str]:
    """Name the loss of times that milliseconds do not hold, once a label."""
    yield from ("times_rounded" for a in labelled.annotations if _moves(a, on_ms))


def finer_than_us(labelled: Labelled) -> Iterator[str]:
    """Name the loss of times that microseconds do not hold, once a label."""
    yield from ("times_rounded" for a in labelled.annotations if _moves(a, on_us))


def _moves(annotation: Annotation, rounded: Callable[[float], float]) -> bool:
    span = span_of(annotation)
    return span is not None and tuple(map(rounded, span)) != span


def instants(labelled: Labelled) -> Iterator[str]:
    """Name the loss of labels that have no length, once a label."""
    spans = map(span_of, labelled.annotations)
    yield from ("instant" for span in spans if span and span.start == span.end)


def texts(labelled: Labelled) -> Iterator[str]:
    """Give the texts of the transcripts."""
    return (a.text for a in labelled.annotations if isinstance(a, Transcript))


def labels(labelled: Labelled) -> Iterator[str]:
    """Give the classes of the segments."""
    return (a.label for a in labelled.annotations if isinstance(a, Segment))
