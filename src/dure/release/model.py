"""The nouns of a release: what is frozen, and what is said of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dure.core import Annotation, Event, Layer, NotFound, Probe, Sentence

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Korean and in English."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class that labels may name.

    Attributes:
        name: the stable word in labels; unique in a snapshot.
        path: from the root of the taxonomy to this class, this class included.
        title: what people call it.
    """

    name: str
    path: tuple[str, ...]
    title: Bilingual

    @property
    def parent(self) -> str | None:
        """Give the class above this one, or None at the root."""
        return self.path[-2] if len(self.path) > 1 else None


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a class stands: records that carry it by split, and the types of those labels."""

    records: Mapping[str, int] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DomainVersion:
    """The domain pack whose words the labels use."""

    id: str
    version: str
    classes: tuple[LabelClass, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineUse:
    """An engine that took part in the labels."""

    name: str
    version: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One line of the quality table (구분, 항목명, 정량목표, 결과값).

    Attributes:
        axis: 다양성, 정확성 or 유효성, with its English word.
        item: what was measured.
        target, result: figures as they are to be read, such as ``50 %``; an empty result was
            not measured.
        met: whether the result reaches the target; None where it was not measured.
    """

    axis: Bilingual
    item: Bilingual
    target: str
    result: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """How much was collected, kept and labelled (원시, 원천, 라벨링데이터 수량)."""

    raw: int
    source: int
    labelled: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is frozen, apart from its rows.

    Attributes:
        dataset: name before the ``@`` in ``food@3``.
        version: counted from 1.
        title, description: for people.
        domain: the pack and its classes.
        licence: SPDX identifier, or the address of the licence text.
        providers: organisations whose material is inside.
        created_at: when it was frozen, with a time zone.
        consent_basis: on what ground the material may be shared.
        engines: engines that took part in the labels.
        outcomes: records by outcome, such as ``accepted`` or ``left_out``.
        quality: measured figures against their targets.
        volume: counts for the AI Hub table; None where nobody counted.
        area, purpose, source: the AI Hub words for 데이터 영역, 활용 서비스 and 데이터 출처.
        url: the page of the data set; empty where it has none.
        keywords: search words.
    """

    dataset: str
    version: int
    title: Bilingual
    description: Bilingual
    domain: DomainVersion
    licence: str
    providers: tuple[str, ...]
    created_at: datetime
    consent_basis: str = ""
    engines: tuple[EngineUse, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    quality: tuple[QualityRow, ...] = ()
    volume: Volume | None = None
    area: Bilingual = Bilingual("", "")
    purpose: Bilingual = Bilingual("", "")
    source: Bilingual = Bilingual("", "")
    url: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """Give the name that people load it by, such as ``food@3``."""
        return f"{self.dataset}@{self.version}"


@dataclass(frozen=True, slots=True)
class Companion:
    """A further stream of a record, beside the one that the row is named by.

    Attributes:
        digest: SHA-256 of what `open` gives, hexadecimal.
        start_s, drift_ppm, offset_uncertainty_s: its clock, as in `dure.core.Stream`.
    """

    role: str
    digest: str
    probe: Probe
    open: Callable[[], bytes]
    start_s: float = 0.0
    drift_ppm: float = 0.0
    offset_uncertainty_s: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a release, with the media in the form that may be shared.

    Attributes:
        record_id: unique in the release.
        file_name: the name that its owner knows it by.
        split: ``train``, ``validation`` or ``test``.
        digest: SHA-256 of what `open` gives, hexadecimal.
        probe: what the shared media says of itself.
        open: gives the cleared media; called once for each file that holds it.
        annotations: of one layer.
        layer: whose word they are.
        group: what must not straddle splits, where one is known.
        provider: the organisation that brought it in.
        source_path: where it lay, relative to the folder that was contributed.
        source_digest: SHA-256 of the media as it came in; differs where something was cleared.
        conditions: factor to level, such as ``light`` to ``night``.
        attributes: further columns as they came.
        flags: findings that did not keep it out.
        streams: what else was recorded at the same moment.
    """

    record_id: str
    file_name: str
    split: str
    digest: str
    probe: Probe
    open: Callable[[], bytes]
    annotations: tuple[Annotation, ...] = ()
    layer: Layer = Layer.IMPORTED
    group: str | None = None
    provider: str = ""
    source_path: str = ""
    source_digest: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    streams: tuple[Companion, ...] = ()


Rows = Iterable[Row]
"""Streamed, and iterated as often as a writer asks; always in the same order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that wants a split.

    Attributes:
        record_id: unique.
        digest: SHA-256 of its media; equal media share a split.
        group: household, speaker or garment, where one is known.
        labels: classes it carries, for stratification.
        split: the split it already has, given by its owner or by an earlier version.
    """

    record_id: str
    digest: str
    group: str | None = None
    labels: tuple[str, ...] = ()
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which split each record is in, and which records had to leave the one they had."""

    splits: Mapping[str, str]
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a release says of one record: its split, the digest of its media, its annotations."""

    split: str
    digest: str
    annotations: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How a release differs from an earlier one, in ids of records.

    Attributes:
        added, removed: only in the later, only in the earlier.
        relabelled: in both, with other annotations.
        moved: in both, in another split.
        replaced: in both, with other media.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    relabelled: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What a gate says: open, open with something to know, or shut."""

    PASS = "pass"  # noqa: S105  (an outcome, no secret)
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing looked at before a version is frozen.

    Attributes:
        name: a short stable word.
        message: what was found.
        advice: what to do; empty where there is nothing to do.
    """

    name: str
    outcome: Outcome
    message: Sentence
    advice: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a data set before it is frozen.

    Attributes:
        may_publish: whether the one who asks may freeze it.
        records, labelled: how many there are.
        issues: files that were left out.
        licence, consent_basis: as its owner gave them.
        verdict: of the newest quality report; empty before one.
    """

    may_publish: bool
    records: int
    labelled: int
    issues: int
    licence: str
    consent_basis: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReleasePublished(Event):
    dataset: UUID
    version: int


class NoSuchRelease(NotFound):
    """The data set has no release of that version."""
