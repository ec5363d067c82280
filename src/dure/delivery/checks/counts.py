"""As many records as was agreed: in all, of each class, under each condition."""

from collections.abc import Iterator

from dure.core import Severity, say

from ..model import Evidence, Found


def check(evidence: Evidence) -> Iterator[Found]:
    """Compare counts with what was expected; more than expected is only a warning."""
    expected = evidence.expected
    if expected.records is not None:
        yield from _compared("", expected.records, evidence.records)
    for label, count in sorted(expected.classes.items()):
        yield from _compared(label, count, evidence.classes.get(label, 0))
    for factor, levels in sorted(expected.conditions.items()):
        for level, count in sorted(levels.items()):
            came = evidence.conditions.get((factor, level), 0)
            yield from _compared(f"{factor}={level}", count, came)
    if expected.classes:
        for label in sorted(evidence.classes.keys() - expected.classes.keys()):
            message = say("“{label}” was not agreed upon, and came.", label=label)
            yield Found("unexpected_class", message, Severity.WARNING)


def _compared(what: str, expected: int, came: int) -> Iterator[Found]:
    if came == expected:
        return
    values = {"what": what or "*", "expected": expected, "came": came}
    if came < expected:
        yield Found(
            "too_few", say("{what}: {expected} records were agreed, and {came} came.", **values)
        )
    else:
        message = say("{what}: {came} records came, more than the {expected} agreed.", **values)
        yield Found("too_many", message, Severity.WARNING)
