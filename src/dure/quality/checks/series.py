"""Sampled numbers: rows that are missing, and units that change in the middle."""

from collections.abc import Iterator

from dure.core import Severity, say

from ..model import Facts, Finding

NAME = "series"


def find(facts: Facts) -> list[Finding]:
    """Find series with gaps or with two units in one column."""
    return [*_gaps(facts), *_units(facts)]


def _gaps(facts: Facts) -> Iterator[Finding]:
    for record in facts.records:
        if not record.series.gaps:
            continue
        longest = max(end - start for start, end in record.series.gaps)
        yield Finding(
            check=NAME,
            kind="gap",
            severity=Severity.WARNING,
            records=(record.id,),
            score=1.0,
            message=say(
                "Rows are missing in {count} stretches, the longest of {seconds} seconds.",
                count=len(record.series.gaps),
                seconds=round(longest),
            ),
            advice=say("Deliver the missing stretch, or leave it out of windows to train on."),
            evidence={"gaps": [list(gap) for gap in record.series.gaps[:20]]},
        )


def _units(facts: Facts) -> Iterator[Finding]:
    for record in facts.records:
        for column in record.series.mixed:
            yield Finding(
                check=NAME,
                kind="unit_mixture",
                severity=Severity.ERROR,
                records=(record.id,),
                score=1.0,
                message=say("“{column}” holds temperatures in °C and in °F.", column=column),
                advice=say(
                    "Convert the column to one unit where it was logged, and deliver it again."
                ),
                evidence={"column": column},
            )
