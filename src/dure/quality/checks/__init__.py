"""The checks: each a pure function from facts to findings, one file a member.

A new check is a new file with ``NAME`` and ``find``, and one line in `CHECKS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dure.core import NotFound, Sentence, say

from ..model import Dimension, Facts, Finding
from . import balance, consistency, duplicates, format, label_issues, outliers, series, streams

EDITION = 3
"""Counts up whenever the checks find other things in the same data; older reports are made anew."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check as people choose it: what it is called, what it looks at, how to run it."""

    name: str
    title: Sentence
    description: Sentence
    dimensions: tuple[Dimension, ...]
    find: Callable[[Facts], list[Finding]]


_ALL = (
    Check(
        format.NAME,
        say("Files and formats"),
        say(
            "Looks for files that ingest refused and for pictures and sound that are too small, "
            "odd, short, blurred, dark, overexposed, empty, clipped or silent."
        ),
        (Dimension.COMPLETENESS, Dimension.SYNTACTIC_ACCURACY),
        format.find,
    ),
    Check(
        consistency.NAME,
        say("Consistent labels"),
        say(
            "Looks for impossible boxes, labels outside the taxonomy, one picture with two labels, "
            "groups that straddle splits and records without a label."
        ),
        (Dimension.COMPLETENESS, Dimension.SYNTACTIC_ACCURACY, Dimension.VALIDITY),
        consistency.find,
    ),
    Check(
        duplicates.NAME,
        say("Duplicates and leakage"),
        say(
            "Looks for records with equal bytes or nearly equal pictures, and for copies that "
            "stand in two splits."
        ),
        (Dimension.UNIQUENESS, Dimension.VALIDITY),
        duplicates.find,
    ),
    Check(
        label_issues.NAME,
        say("Doubtful labels"),
        say(
            "Looks for labels that out-of-fold predictions contradict (confident learning), with "
            "the nearest neighbours as second opinion."
        ),
        (Dimension.SEMANTIC_ACCURACY,),
        label_issues.find,
    ),
    Check(
        outliers.NAME,
        say("Outliers"),
        say("Looks for records that are far from all others of their class."),
        (Dimension.VALIDITY,),
        outliers.find,
    ),
    Check(
        series.NAME,
        say("Whole series"),
        say("Looks for missing rows and for °C and °F in one column of sampled numbers."),
        (Dimension.COMPLETENESS, Dimension.SYNTACTIC_ACCURACY),
        series.find,
    ),
    Check(
        streams.NAME,
        say("Streams that agree"),
        say("Looks for records whose label the device's own log contradicts at that moment."),
        (Dimension.VALIDITY,),
        streams.find,
    ),
    Check(
        balance.NAME,
        say("Balance and coverage"),
        say(
            "Looks for scarce classes, imbalance, missing conditions and pairs of conditions, "
            "splits that differ and providers that dominate."
        ),
        (Dimension.DIVERSITY,),
        balance.find,
    ),
)
CHECKS: dict[str, Check] = {check.name: check for check in _ALL}


def run(facts: Facts, names: Iterable[str] | None = None) -> list[Finding]:
    """Run the named checks, or all of them, in the order of the registry."""
    wanted = set(CHECKS if names is None else names)
    if unknown := wanted - set(CHECKS):
        raise NotFound(say("There is no quality check “{name}”.", name=min(unknown)))
    return [f for check in CHECKS.values() if check.name in wanted for f in check.find(facts)]
