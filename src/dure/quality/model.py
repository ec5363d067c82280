"""The nouns of verification: facts, findings, thresholds, measures, report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

from dure.core import Box, Choice, Issue, Probe, RecordId, Sentence, Severity, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Picture = NDArray[np.uint8]


class Dimension(StrEnum):
    """What a measure speaks about, in the words of AI Hub's quality tables and ISO/IEC 5259-2."""

    COMPLETENESS = "completeness"  # 완전성
    SYNTACTIC_ACCURACY = "syntactic_accuracy"  # 구문 정확성
    SEMANTIC_ACCURACY = "semantic_accuracy"  # 의미 정확성
    UNIQUENESS = "uniqueness"  # 유일성
    VALIDITY = "validity"  # 유효성
    DIVERSITY = "diversity"  # 다양성


DIMENSIONS: Mapping[Dimension, Sentence] = {
    Dimension.COMPLETENESS: say("Completeness"),
    Dimension.SYNTACTIC_ACCURACY: say("Syntactic accuracy"),
    Dimension.SEMANTIC_ACCURACY: say("Semantic accuracy"),
    Dimension.UNIQUENESS: say("Uniqueness"),
    Dimension.VALIDITY: say("Validity"),
    Dimension.DIVERSITY: say("Diversity"),
}


class Verdict(StrEnum):
    """What a measure comes to against its goal."""

    PASS = "pass"  # noqa: S105  (a verdict, no secret)
    WARN = "warn"
    FAIL = "fail"
    UNMEASURED = "unmeasured"  # the facts that it needs are not there


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a sound is: highest sample (0 to 1), RMS in dBFS, share of clipped samples."""

    peak: float
    rms_db: float
    clipped: float = 0.0


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What is odd about the sampled numbers of a record.

    Attributes:
        gaps: stretches without rows, from and to in seconds from the first row.
        mixed: columns that hold temperatures in °C and in °F.
    """

    gaps: tuple[tuple[float, float], ...] = ()
    mixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One record as the checks see it.

    Attributes:
        id, path, digest: who it is, where it came from, SHA-256 of its main stream.
        label: the class's path joined by ``/`` (`label_of`), where it has exactly one choice.
        split: ``train``, ``validation`` or ``test``, where one is given.
        group: what must not straddle splits: a household, a speaker, a garment.
        probe: what the main stream says of itself.
        loudness: for sound, where it was measured.
        boxes: in pixels of the picture as shown.
        told: whether it has labels of another kind: several classes, outlines, texts, intents.
        conditions: factor → level.
        provider: who contributed it.
        witnessed: factor → level, as the device's own log in the record tells it.
        series: what is odd about its sampled numbers, where it has any.
    """

    id: RecordId
    path: str
    digest: str
    label: str | None = None
    split: str | None = None
    group: str | None = None
    probe: Probe | None = None
    loudness: Loudness | None = None
    boxes: tuple[Box, ...] = ()
    told: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    provider: str | None = None
    witnessed: Mapping[str, str] = field(default_factory=dict)
    series: SeriesFacts = SeriesFacts()

    @property
    def is_labelled(self) -> bool:
        return bool(self.label or self.boxes or self.told)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the checks draw their lines; a domain pack's quality rules are mapped on it.

    Attributes:
        min_side: pixels of a picture's shorter side.
        max_aspect: longer side over shorter side.
        dark, bright: mean brightness (0 to 1) below and above which a picture shows nothing.
        blur: perceptual blur (Crete et al. 2007, 0 sharp to 1) of a 256-pixel thumbnail, above
            which any picture is blurred; in sharper sets less is enough (`outlier_deviations`).
        sample_rates: Hertz that sound may have; empty: any, as long as it is one.
        min_sound_s: seconds that a sound lasts.
        clipped: share of samples at full scale; `silent_db`: RMS in dBFS below which is silence.
        hash_bits: of the 64 bits of a perceptual hash, how many may differ (at most 7).
        twin_correlation, twin_cosine: confirmation of a near duplicate by thumbnails (16 × 16
            colours) or by embeddings.
        neighbours: how many vote on a label, and how many measure an outlier's distance.
        outlier_deviations: robust standard deviations, of the log distance and of the blur.
        min_per_class: records a class needs; `max_imbalance`: largest class over smallest.
        min_effective: effective number of classes (exponential of the entropy) over classes.
        max_split_drift: total variation distance between a split's classes and all classes'.
        max_provider_share: share of one provider, where there are several.
        needs_labels: whether the domain asks a question that every record has to answer.
        taxonomy: label paths that may be used; empty: any.
        factors: factor → its levels, for coverage.
        class_targets: label → wanted share, for the composition-ratio overlap; empty: uniform.
        goals: measure → its goal, over `rules.GOALS`.
    """

    min_side: int = 224
    max_aspect: float = 4.0
    dark: float = 0.06
    bright: float = 0.97
    blur: float = 0.68
    sample_rates: tuple[int, ...] = ()
    min_sound_s: float = 0.25
    clipped: float = 0.01
    silent_db: float = -60.0
    hash_bits: int = 7
    twin_correlation: float = 0.95
    twin_cosine: float = 0.95
    neighbours: int = 10
    outlier_deviations: float = 6.0
    min_per_class: int = 10
    max_imbalance: float = 20.0
    min_effective: float = 0.5
    max_split_drift: float = 0.25
    max_provider_share: float = 0.9
    needs_labels: bool = False
    taxonomy: tuple[str, ...] = ()
    factors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    class_targets: Mapping[str, float] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """The share a measure has to reach to pass, and the share below which it fails."""

    passes: float
    fails: float


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the checks may look at; the columns run alongside `records`.

    Attributes:
        records: one row a record.
        thresholds: where the checks draw their lines.
        thumbnail: position → RGB of at most 256 pixels a side, or None.
        embeddings: float32 (n, d); rows of NaN where the engine gave none.
        probabilities: out-of-fold class probabilities (n, k), columns as `classes`.
        classes: label paths, as in `RecordFacts.label`.
        outcomes: how ingest ended for how many files: ``record``, ``duplicate``, ``issue``, ….
        issues: what ingest found.
    """

    records: tuple[RecordFacts, ...]
    thresholds: Thresholds = Thresholds()
    thumbnail: Callable[[int], Picture | None] = lambda _: None
    embeddings: Floats | None = None
    probabilities: Floats | None = None
    classes: tuple[str, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    Attributes:
        check: the check's name in the registry.
        kind: a short stable word that programs may match.
        severity: `ERROR` must be mended, `WARNING` be looked at, `NOTE` be known.
        records: whom it is about; empty where it is about the whole set.
        score: how sure or how grave, 0 to 1; the higher, the earlier a person should look.
        message: one sentence on what is wrong.
        advice: one sentence on what to do.
        evidence: JSON values that a reader can check.
    """

    check: str
    kind: str
    severity: Severity
    records: tuple[RecordId, ...]
    score: float
    message: Sentence
    advice: Sentence
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the quality table: a share with its goal and verdict.

    Attributes:
        name: a short stable word; the key of `Thresholds.goals`.
        item: what is verified (검증 항목); `indicator`: how it is counted (지표).
        good, total: numerator and denominator; ``total`` 0 means unmeasured.
    """

    name: str
    dimension: Dimension
    item: Sentence
    indicator: Sentence
    good: float
    total: float
    goal: Goal
    verdict: Verdict

    @property
    def share(self) -> float | None:
        return self.good / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Score:
    """A dimension by its weakest measure, so that nothing is averaged away.

    Attributes:
        measure: the name of that measure; None where none could be taken.
        good, total: its numerator and denominator.
        verdict: the worst of the dimension's verdicts.
    """

    dimension: Dimension
    measure: str | None
    good: float
    total: float
    verdict: Verdict

    @property
    def share(self) -> float | None:
        return self.good / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of the records predicted with a confidence in [low, high): mean confidence, share right."""

    low: float
    high: float
    records: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The set at a glance, whether or not anything is wrong with it."""

    records: int
    labelled: int
    classes: Mapping[str, int]
    splits: Mapping[str, int]
    providers: Mapping[str, int]
    outcomes: Mapping[str, int]
    reliability: tuple[Reliability, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What verification came to.

    Attributes:
        checks: the checks that ran.
        paths: of the records that a finding names.
    """

    verdict: Verdict
    scores: tuple[Score, ...]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]
    profile: Profile
    checks: tuple[str, ...]
    paths: Mapping[RecordId, str]


def label_of(choice: Choice) -> str:
    """Give the one spelling of a class that facts use: its path joined by ``/``."""
    return "/".join(choice.path) if choice.path else choice.label


def classes(facts: Facts) -> Counter[str]:
    """Count records a class, with zero for classes of the taxonomy that nobody has."""
    counts: Counter[str] = Counter({name: 0 for name in facts.thresholds.taxonomy})
    for record in facts.records:
        names = {record.label} if record.label else {box.label for box in record.boxes}
        counts.update(names)
    return counts


def cells(facts: Facts) -> tuple[int, int, list[str]]:
    """Count the pairs of levels of two factors that occur: found, wanted, the missing ones."""
    factors = facts.thresholds.factors
    missing: list[str] = []
    wanted = 0
    for (one, levels), (other, others) in combinations(sorted(factors.items()), 2):
        met = {(r.conditions.get(one), r.conditions.get(other)) for r in facts.records}
        pairs = [(a, b) for a in levels for b in others]
        wanted += len(pairs)
        missing += [f"{one}={a} × {other}={b}" for a, b in pairs if (a, b) not in met]
    return wanted - len(missing), wanted, missing


def levels(facts: Facts) -> tuple[int, int, dict[str, list[str]]]:
    """Count the levels of all factors that occur: found, wanted, the missing ones by factor."""
    missing: dict[str, list[str]] = {}
    for factor, wanted in facts.thresholds.factors.items():
        met = {r.conditions.get(factor) for r in facts.records}
        if lost := [level for level in wanted if level not in met]:
            missing[factor] = lost
    total = sum(len(wanted) for wanted in facts.thresholds.factors.values())
    return total - sum(len(lost) for lost in missing.values()), total, missing
