"""From findings to a verdict: measures, scores, profile; all pure.

Each measure is a share with its numerator and denominator, put against a goal. A dimension is as
good as its weakest measure and the set as good as its weakest dimension: a set without leakage
does not make up for wrong labels.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dure.core import RecordId, Sentence, Severity, say

from .model import (
    Dimension,
    Facts,
    Finding,
    Goal,
    Measure,
    Profile,
    QualityReport,
    Reliability,
    Score,
    Verdict,
    cells,
    classes,
    levels,
)

_BINS = 10
_WORST = (Verdict.FAIL, Verdict.WARN, Verdict.PASS)
Share = tuple[float, float]


def judge(facts: Facts, findings: Sequence[Finding], checks: Iterable[str]) -> QualityReport:
    """Make the report of what the named checks found."""
    ran = tuple(checks)
    measures = tuple(_measured(rule, facts, findings, ran) for rule in _RULES)
    scores = tuple(_score(dimension, measures) for dimension in Dimension)
    named = {id for finding in findings for id in finding.records}
    return QualityReport(
        verdict=worst(score.verdict for score in scores),
        scores=scores,
        measures=measures,
        findings=tuple(sorted(findings, key=_urgency)),
        profile=profile(facts),
        checks=ran,
        paths={r.id: r.path for r in facts.records if r.id in named},
    )


def verdict(share: float | None, goal: Goal) -> Verdict:
    """Put a share against its goal."""
    if share is None:
        return Verdict.UNMEASURED
    if share >= goal.passes:
        return Verdict.PASS
    return Verdict.FAIL if share < goal.fails else Verdict.WARN


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst verdict; what was not measured neither passes nor fails."""
    given = set(verdicts)
    return next((v for v in _WORST if v in given), Verdict.UNMEASURED)


def profile(facts: Facts) -> Profile:
    """Count the set, wrong or not."""
    records = facts.records
    return Profile(
        records=len(records),
        labelled=sum(r.is_labelled for r in records),
        classes=dict(sorted(classes(facts).items(), key=lambda item: (-item[1], item[0]))),
        splits=dict(sorted(Counter(r.split for r in records if r.split).items())),
        providers=dict(Counter(r.provider for r in records if r.provider).most_common()),
        outcomes=dict(facts.outcomes),
        reliability=reliability(facts),
    )


def reliability(facts: Facts) -> tuple[Reliability, ...]:
    """Bin out-of-fold predictions by confidence, with the share that agrees with the labels."""
    rows = judged(facts)
    if facts.probabilities is None or not rows:
        return ()
    table = facts.probabilities[rows]
    column = {name: i for i, name in enumerate(facts.classes)}
    given = np.array([column[facts.records[i].label or ""] for i in rows])
    confidence, right = table.max(axis=1), table.argmax(axis=1) == given
    bins = np.clip((confidence * _BINS).astype(int), 0, _BINS - 1)
    members = ((b, np.flatnonzero(bins == b)) for b in range(_BINS))
    return tuple(
        Reliability(
            low=b / _BINS,
            high=(b + 1) / _BINS,
            records=len(own),
            confidence=float(confidence[own].mean()),
            right=float(right[own].mean()),
        )
        for b, own in members
        if len(own)
    )


def judged(facts: Facts) -> list[int]:
    """Give the positions of the labelled records that predictions or neighbours can judge."""
    labelled = [i for i, r in enumerate(facts.records) if r.label]
    if facts.probabilities is not None:
        known = set(facts.classes)
        finite = np.asarray(np.isfinite(facts.probabilities).all(axis=1))
        return [i for i in labelled if finite[i] and facts.records[i].label in known]
    if facts.embeddings is not None:
        finite = np.asarray(np.isfinite(facts.embeddings).all(axis=1))
        return [i for i in labelled if finite[i]]
    return []


def effective(counts: Mapping[str, int]) -> float:
    """Give the effective number of classes: the exponential of the entropy (Hill number 1)."""
    total = sum(counts.values())
    shares = [c / total for c in counts.values() if c]
    return math.exp(-sum(p * math.log(p) for p in shares)) if shares else 0.0


def overlap(counts: Mapping[str, int], targets: Mapping[str, float]) -> float:
    """Give the composition-ratio overlap (구성비 중첩률): the sum of min(wanted, actual share)."""
    total = sum(counts.values())
    wanted = targets or dict.fromkeys(counts, 1.0)
    whole = sum(wanted.values())
    if not total or not whole:
        return 0.0
    return sum(min(share / whole, counts.get(n, 0) / total) for n, share in wanted.items())


def _urgency(finding: Finding) -> tuple[int, float]:
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return order.index(finding.severity), -finding.score


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    dimension: Dimension
    check: str
    item: Sentence
    indicator: Sentence
    goal: Goal
    share: Callable[[Facts, Sequence[Finding]], Share]


def _measured(
    rule: _Rule, facts: Facts, findings: Sequence[Finding], ran: Sequence[str]
) -> Measure:
    good, total = rule.share(facts, findings) if rule.check in ran else (0.0, 0.0)
    goal = facts.thresholds.goals.get(rule.name, rule.goal)
    return Measure(
        name=rule.name,
        dimension=rule.dimension,
        item=rule.item,
        indicator=rule.indicator,
        good=round(good, 4),
        total=total,
        goal=goal,
        verdict=verdict(good / total if total else None, goal),
    )


def _score(dimension: Dimension, measures: Iterable[Measure]) -> Score:
    own = [m for m in measures if m.dimension is dimension and m.share is not None]
    if not own:
        return Score(dimension, None, 0.0, 0.0, Verdict.UNMEASURED)
    # The weakest is the one with the worst verdict, and among those the lowest share.
    weakest = min(own, key=lambda m: (_WORST.index(m.verdict), m.share or 0.0))
    return Score(dimension, weakest.name, weakest.good, weakest.total, weakest.verdict)


def _named(findings: Iterable[Finding], *kinds: str) -> set[RecordId]:
    return {id for f in findings if f.kind in kinds for id in f.records}


def _taken_in(facts: Facts, findings: Sequence[Finding]) -> Share:
    total = sum(facts.outcomes.values())
    refused = {i.path for i in facts.issues if i.severity is Severity.ERROR}
    return max(0, total - len(refused)), total


def _labelled(facts: Facts, findings: Sequence[Finding]) -> Share:
    labelled = sum(r.is_labelled for r in facts.records)
    return (labelled, len(facts.records)) if labelled else (0, 0)


def _well_formed(facts: Facts, findings: Sequence[Finding]) -> Share:
    bad = {id for f in findings if f.check == "format" for id in f.records}
    return len(facts.records) - len(bad), len(facts.records)


def _label_form(facts: Facts, findings: Sequence[Finding]) -> Share:
    total = sum(1 for r in facts.records if r.label or r.boxes)
    bad = _named(
        findings,
        "box_not_finite",
        "box_without_area",
        "box_outside",
        "box_repeated",
        "label_not_in_taxonomy",
    )
    return total - len(bad), total


def _label_accuracy(facts: Facts, findings: Sequence[Finding]) -> Share:
    wrong = [f for f in findings if f.kind == "label_issue" and f.severity is not Severity.NOTE]
    total = len(judged(facts))
    return total - len(_named(wrong, "label_issue")), total


def _label_agreement(facts: Facts, findings: Sequence[Finding]) -> Share:
    total = sum(1 for r in facts.records if r.label)
    labelled = {r.id for r in facts.records if r.label}
    return total - len(_named(findings, "two_labels", "two_labels_near") & labelled), total


def _unique(facts: Facts, findings: Sequence[Finding]) -> Share:
    kinds = ("exact_duplicate", "near_duplicate")
    surplus = sum(len(f.records) - 1 for f in findings if f.kind in kinds)
    return len(facts.records) - surplus, len(facts.records)


def _independent(facts: Facts, findings: Sequence[Finding]) -> Share:
    placed = {r.id for r in facts.records if r.split}
    if len({r.split for r in facts.records if r.split}) < 2:
        return 0, 0
    return len(placed - _named(findings, "leak", "group_straddles")), len(placed)


def _typical(facts: Facts, findings: Sequence[Finding]) -> Share:
    if facts.embeddings is None:
        return 0, 0
    compared = {r.id for r in facts.records} - _named(findings, "embedding_missing")
    return len(compared - _named(findings, "outlier")), len(compared)


def _class_supply(facts: Facts, findings: Sequence[Finding]) -> Share:
    counts = classes(facts)
    return sum(c >= facts.thresholds.min_per_class for c in counts.values()), len(counts)


def _composition(facts: Facts, findings: Sequence[Finding]) -> Share:
    counts = classes(facts)
    total = sum(counts.values())
    return overlap(counts, facts.thresholds.class_targets) * total, total


def _evenness(facts: Facts, findings: Sequence[Finding]) -> Share:
    counts = classes(facts)
    return effective(counts), len(counts) if sum(counts.values()) else 0


def _levels(facts: Facts, findings: Sequence[Finding]) -> Share:
    found, wanted, _ = levels(facts)
    return found, wanted


def _pairs(facts: Facts, findings: Sequence[Finding]) -> Share:
    found, wanted, _ = cells(facts)
    return found, wanted


_RULES = (
    _Rule(
        "intake",
        Dimension.COMPLETENESS,
        "format",
        say("Files taken in"),
        say("Files without an error at ingest / files sent"),
        Goal(0.99, 0.95),
        _taken_in,
    ),
    _Rule(
        "labelled",
        Dimension.COMPLETENESS,
        "consistency",
        say("Labels present"),
        say("Records with a label / records"),
        Goal(0.99, 0.9),
        _labelled,
    ),
    _Rule(
        "well_formed",
        Dimension.SYNTACTIC_ACCURACY,
        "format",
        say("Well-formed media"),
        say("Records without a fault of form / records"),
        Goal(0.98, 0.9),
        _well_formed,
    ),
    _Rule(
        "label_form",
        Dimension.SYNTACTIC_ACCURACY,
        "consistency",
        say("Well-formed labels"),
        say("Records whose labels keep to taxonomy and geometry / labelled records"),
        Goal(1.0, 0.98),
        _label_form,
    ),
    _Rule(
        "label_accuracy",
        Dimension.SEMANTIC_ACCURACY,
        "label_issues",
        say("Label accuracy, estimated"),
        say("Labels that predictions do not contradict / labels judged"),
        Goal(0.97, 0.9),
        _label_accuracy,
    ),
    _Rule(
        "label_agreement",
        Dimension.SEMANTIC_ACCURACY,
        "consistency",
        say("One picture, one label"),
        say("Records whose copies carry the same label / labelled records"),
        Goal(1.0, 0.98),
        _label_agreement,
    ),
    _Rule(
        "unique",
        Dimension.UNIQUENESS,
        "duplicates",
        say("Records without copies"),
        say("Records less surplus copies / records"),
        Goal(0.98, 0.9),
        _unique,
    ),
    _Rule(
        "independence",
        Dimension.VALIDITY,
        "duplicates",
        say("Independent splits"),
        say("Records without a copy or group mate in another split / records in splits"),
        Goal(1.0, 0.99),
        _independent,
    ),
    _Rule(
        "typical",
        Dimension.VALIDITY,
        "outliers",
        say("Records that belong to their class"),
        say("Records that are no outliers / records compared"),
        Goal(0.99, 0.95),
        _typical,
    ),
    _Rule(
        "class_supply",
        Dimension.DIVERSITY,
        "balance",
        say("Classes with enough records"),
        say("Classes that reach the minimum / classes"),
        Goal(1.0, 0.8),
        _class_supply,
    ),
    _Rule(
        "composition",
        Dimension.DIVERSITY,
        "balance",
        say("Composition-ratio overlap"),
        say("Sum over classes of the smaller of wanted and actual share"),
        Goal(0.7, 0.5),
        _composition,
    ),
    _Rule(
        "evenness",
        Dimension.DIVERSITY,
        "balance",
        say("Effective number of classes"),
        say("Exponential of the class entropy / classes"),
        Goal(0.7, 0.5),
        _evenness,
    ),
    _Rule(
        "conditions",
        Dimension.DIVERSITY,
        "balance",
        say("Conditions covered"),
        say("Levels of conditions that occur / levels planned"),
        Goal(1.0, 0.8),
        _levels,
    ),
    _Rule(
        "condition_pairs",
        Dimension.DIVERSITY,
        "balance",
        say("Pairs of conditions covered"),
        say("Pairs of levels that occur together / pairs planned"),
        Goal(0.8, 0.5),
        _pairs,
    ),
)
GOALS: Mapping[str, Goal] = {rule.name: rule.goal for rule in _RULES}
