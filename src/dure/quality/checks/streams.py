"""Streams of one record against one another: what a device's log says against the label."""

from collections.abc import Iterator

from dure.core import Severity, say

from ..model import Facts, Finding

NAME = "streams"


def find(facts: Facts) -> list[Finding]:
    """Find records whose conditions the log in the same record contradicts."""
    return list(_contradicted(facts))


def _contradicted(facts: Facts) -> Iterator[Finding]:
    for record in facts.records:
        for factor, level in record.witnessed.items():
            told = record.conditions.get(factor)
            if told is None or told == level:
                continue
            yield Finding(
                check=NAME,
                kind="status_contradicts",
                severity=Severity.ERROR,
                records=(record.id,),
                score=1.0,
                message=say(
                    "The record says {factor} = {told}, and the device's log at that moment says "
                    "{level}.",
                    factor=factor,
                    told=told,
                    level=level,
                ),
                advice=say("Look at the picture and the log; mend the label, or the clock."),
                evidence={"factor": factor, "told": told, "log": level},
            )
