"""Whether there is enough of everything: classes, conditions, their pairs, splits, providers."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from dure.core import RecordId, Sentence, Severity, say

from ..model import Facts, Finding, cells, classes, levels
from ..rules import effective

NAME = "balance"
_SHOWN = 50


def find(facts: Facts) -> list[Finding]:
    """Find what there is too little or too much of."""
    return [
        *_scarce(facts),
        *_imbalance(facts),
        *_missing_conditions(facts),
        *_missing_pairs(facts),
        *_drifted_splits(facts),
        *_dominance(facts),
    ]


def _scarce(facts: Facts) -> Iterator[Finding]:
    least = facts.thresholds.min_per_class
    members: dict[str, list[RecordId]] = defaultdict(list)
    for record in facts.records:
        if record.label:
            members[record.label].append(record.id)
    for name, count in sorted(classes(facts).items(), key=lambda item: (item[1], item[0])):
        if count >= least:
            continue
        yield Finding(
            check=NAME,
            kind="scarce_class" if count else "empty_class",
            severity=Severity.WARNING,
            records=tuple(members[name]),
            score=round(1 - count / least, 4),
            message=say(
                "The class “{label}” has {count} records; {least} are needed.",
                label=name,
                count=count,
                least=least,
            ),
            advice=say("Collect more of this class, or join it with a like one."),
            evidence={"label": name, "count": count, "least": least},
        )


def _imbalance(facts: Facts) -> Iterator[Finding]:
    counts = {name: count for name, count in classes(facts).items() if count}
    if len(counts) < 2:
        return
    limits = facts.thresholds
    ratio = max(counts.values()) / min(counts.values())
    share = effective(counts) / len(counts)
    if ratio > limits.max_imbalance:
        most, fewest = max(counts, key=lambda n: counts[n]), min(counts, key=lambda n: counts[n])
        yield _whole(
            "imbalance",
            1 - limits.max_imbalance / ratio,
            say(
                "“{most}” has {ratio} times as many records as “{fewest}”.",
                most=most,
                fewest=fewest,
                ratio=f"{ratio:.0f}",
            ),
            {"ratio": round(ratio, 2), "most": most, "fewest": fewest},
        )
    if share < limits.min_effective:
        yield _whole(
            "few_effective_classes",
            1 - share,
            say(
                "The {count} classes are spread as unevenly as {effective} even ones.",
                count=len(counts),
                effective=f"{effective(counts):.1f}",
            ),
            {"effective": round(effective(counts), 2), "classes": len(counts)},
        )


def _missing_conditions(facts: Facts) -> Iterator[Finding]:
    if not facts.records:
        return
    _, _, missing = levels(facts)
    for factor, lost in sorted(missing.items()):
        yield _whole(
            "missing_condition",
            len(lost) / len(facts.thresholds.factors[factor]),
            say(
                "The condition “{factor}” never has the levels {levels}.",
                factor=factor,
                levels=", ".join(lost),
            ),
            {"factor": factor, "levels": lost},
        )


def _missing_pairs(facts: Facts) -> Iterator[Finding]:
    found, wanted, missing = cells(facts)
    if not facts.records or not missing:
        return
    yield _whole(
        "missing_pairs",
        1 - found / wanted,
        say(
            "{missing} of {wanted} pairs of conditions never occur together.",
            missing=len(missing),
            wanted=wanted,
        ),
        {"missing": len(missing), "wanted": wanted, "pairs": missing[:_SHOWN]},
    )


def _drifted_splits(facts: Facts) -> Iterator[Finding]:
    """Find splits whose classes differ from the whole more than their size explains."""
    whole = Counter(r.label for r in facts.records if r.split and r.label)
    total = sum(whole.values())
    splits: dict[str, Counter[str]] = defaultdict(Counter)
    for record in facts.records:
        if record.split and record.label:
            splits[record.split][record.label] += 1
    for split, counts in sorted(splits.items()):
        size = sum(counts.values())
        apart = sum(abs(counts[n] / size - c / total) for n, c in whole.items()) / 2
        # What a random draw of this size is expected to be apart, at most (Cauchy–Schwarz).
        chance = math.sqrt(len(whole) / size) / 2
        if len(splits) > 1 and apart > facts.thresholds.max_split_drift + chance:
            yield _whole(
                "split_drift",
                apart,
                say(
                    "The classes of the split “{split}” differ from the whole by {share:.0%}.",
                    split=split,
                    share=apart,
                ),
                {"split": split, "distance": round(apart, 4), "records": size},
            )


def _dominance(facts: Facts) -> Iterator[Finding]:
    counts = Counter(r.provider for r in facts.records if r.provider)
    if len(counts) < 2:
        return
    provider, most = counts.most_common(1)[0]
    share = most / sum(counts.values())
    if share > facts.thresholds.max_provider_share:
        yield _whole(
            "provider_dominates",
            share,
            say(
                "{share:.0%} of the records come from “{provider}”.", share=share, provider=provider
            ),
            {"provider": provider, "share": round(share, 4)},
        )


def _whole(kind: str, score: float, message: Sentence, evidence: dict[str, object]) -> Finding:
    return Finding(
        check=NAME,
        kind=kind,
        severity=Severity.WARNING,
        records=(),
        score=round(score, 4),
        message=message,
        advice=say("Collect what is missing; a collection scenario names the cells to fill."),
        evidence=evidence,
    )
