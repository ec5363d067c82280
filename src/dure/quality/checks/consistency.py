"""Labels against their own rules: geometry, taxonomy, one picture one label, whole groups."""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from dure.core import Box, Probe, Sentence, Severity, say

from ..model import Facts, Finding, RecordFacts
from . import _twins
from .duplicates import by_digest

NAME = "consistency"
_TOLERANCE = 1.0  # pixels by which a box may stick out: exporters round
_SAME = 0.95  # overlap (IoU) from which two boxes of one class are one box drawn twice


def find(facts: Facts) -> list[Finding]:
    """Find what contradicts itself or the taxonomy."""
    return [
        *_boxes(facts),
        *_off_taxonomy(facts),
        *_two_labels(facts),
        *_split_groups(facts),
        *_unlabelled(facts),
    ]


def _boxes(facts: Facts) -> Iterator[Finding]:
    for record in facts.records:
        faults = sorted(_faults(record))
        for kind, found in groupby(faults, key=lambda fault: fault[0]):
            wrong = [i for _, i in found]
            yield Finding(
                check=NAME,
                kind=kind,
                severity=Severity.ERROR,
                records=(record.id,),
                score=1.0,
                message=_said(kind, len(wrong)),
                advice=say("Draw the boxes again, or mend the export that wrote them."),
                evidence={"boxes": wrong},
            )


def _said(kind: str, count: int) -> Sentence:
    match kind:
        case "box_not_finite":
            return say("{count} boxes have coordinates that are no numbers.", count=count)
        case "box_without_area":
            return say("{count} boxes have no area.", count=count)
        case "box_outside":
            return say("{count} boxes reach outside their picture.", count=count)
        case _:
            return say("{count} boxes repeat another box of the same class.", count=count)


def _faults(record: RecordFacts) -> Iterator[tuple[str, int]]:
    for i, box in enumerate(record.boxes):
        if not all(math.isfinite(v) for v in (box.x, box.y, box.width, box.height)):
            yield "box_not_finite", i
        elif box.width <= 0 or box.height <= 0:
            yield "box_without_area", i
        elif record.probe is not None and _sticks_out(box, record.probe):
            yield "box_outside", i
        elif any(_repeats(box, earlier) for earlier in record.boxes[:i]):
            yield "box_repeated", i


def _sticks_out(box: Box, probe: Probe) -> bool:
    if not probe.width or not probe.height:
        return False
    left, top, right, bottom = _hull(box)
    return (
        min(left, top) < -_TOLERANCE
        or right > probe.width + _TOLERANCE
        or bottom > probe.height + _TOLERANCE
    )


def _hull(box: Box) -> tuple[float, float, float, float]:
    """Give the upright hull of a rotated box: left, top, right, bottom."""
    turn = math.radians(box.rotation)
    sine, cosine = abs(math.sin(turn)), abs(math.cos(turn))
    half_width = (box.width * cosine + box.height * sine) / 2
    half_height = (box.width * sine + box.height * cosine) / 2
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return x - half_width, y - half_height, x + half_width, y + half_height


def _repeats(box: Box, earlier: Box) -> bool:
    """Tell whether two boxes of one class and one turn overlap nearly wholly (IoU)."""
    if box.label != earlier.label or box.rotation != earlier.rotation:
        return False
    width = min(box.x + box.width, earlier.x + earlier.width) - max(box.x, earlier.x)
    height = min(box.y + box.height, earlier.y + earlier.height) - max(box.y, earlier.y)
    if width <= 0 or height <= 0:
        return False
    both = box.width * box.height + earlier.width * earlier.height
    return width * height >= _SAME * (both - width * height)


def _off_taxonomy(facts: Facts) -> Iterator[Finding]:
    allowed = set(facts.thresholds.taxonomy)
    if not allowed:
        return
    # A box or a choice without a path may name a class by its last word alone.
    allowed |= {path.rsplit("/", 1)[-1] for path in allowed}
    strange: dict[str, list[RecordFacts]] = defaultdict(list)
    for record in facts.records:
        used = {box.label for box in record.boxes} | ({record.label} if record.label else set())
        for label in used - allowed:
            strange[label].append(record)
    for label, records in sorted(strange.items()):
        yield Finding(
            check=NAME,
            kind="label_not_in_taxonomy",
            severity=Severity.ERROR,
            records=tuple(r.id for r in records),
            score=1.0,
            message=say("The label “{label}” is not in the taxonomy.", label=label),
            advice=say("Map it to a class of the domain, or add it to the taxonomy."),
            evidence={"label": label, "count": len(records)},
        )


def _two_labels(facts: Facts) -> Iterator[Finding]:
    for group in by_digest(facts):
        labels = {facts.records[i].label for i in group} - {None}
        if len(labels) > 1:
            yield _disagreement(facts, group, exact=True)
    found = _twins.twins(facts)
    for a, b in zip(found.first.tolist(), found.second.tolist(), strict=True):
        one, other = facts.records[a].label, facts.records[b].label
        if one and other and one != other:
            yield _disagreement(facts, [a, b], exact=False)


def _disagreement(facts: Facts, members: list[int], *, exact: bool) -> Finding:
    labels = sorted({facts.records[i].label or "" for i in members} - {""})
    return Finding(
        check=NAME,
        kind="two_labels" if exact else "two_labels_near",
        severity=Severity.ERROR if exact else Severity.WARNING,
        records=tuple(facts.records[i].id for i in members),
        score=1.0 if exact else 0.8,
        message=say("The same picture carries the labels {labels}.", labels=", ".join(labels)),
        advice=say("Decide on one label; at least one of them is wrong."),
        evidence={"labels": labels},
    )


def _split_groups(facts: Facts) -> Iterator[Finding]:
    groups: dict[str, list[RecordFacts]] = defaultdict(list)
    for record in facts.records:
        if record.group and record.split:
            groups[record.group].append(record)
    for group, records in sorted(groups.items()):
        splits = sorted({r.split or "" for r in records})
        if len(splits) > 1:
            yield Finding(
                check=NAME,
                kind="group_straddles",
                severity=Severity.ERROR,
                records=tuple(r.id for r in records),
                score=1.0,
                message=say(
                    "The group “{group}” stands in the splits {splits}.",
                    group=group,
                    splits=", ".join(splits),
                ),
                advice=say("Put the whole group into one split."),
                evidence={"group": group, "splits": splits},
            )


def _unlabelled(facts: Facts) -> Iterator[Finding]:
    """Find records without a label; where none has one, tell it of the set as a whole."""
    bare = [r.id for r in facts.records if not r.is_labelled]
    none = len(bare) == len(facts.records)
    if not bare or (none and not facts.thresholds.needs_labels):
        return
    message = (
        say(
            "None of the {count} records has a label, and the domain asks for one.", count=len(bare)
        )
        if none
        else say("{count} records have no label.", count=len(bare))
    )
    advice = (
        say("Deliver the label files as well, let an engine suggest labels, or label by hand.")
        if none
        else say("Label them, or leave them out of the release.")
    )
    yield Finding(
        check=NAME,
        kind="unlabelled",
        severity=Severity.WARNING,
        records=() if none else tuple(bare),
        score=len(bare) / len(facts.records),
        message=message,
        advice=advice,
        evidence={"count": len(bare)},
    )
