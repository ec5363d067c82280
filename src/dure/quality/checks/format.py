"""Files that are not as they should be: refused, odd, small, blurred, dark, short, silent."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dure.core import Modality, Sentence, Severity, say

from ..model import Facts, Finding, RecordFacts, Thresholds
from . import _pictures

NAME = "format"
_CONSTANT = 0.004  # one grey level: contrast of a picture that shows nothing
_SHOWN = 20
_LEAST = 20  # pictures from which a set has a sharpness of its own
_SOFT = 0.5  # below one half, blurring again takes most of the detail away: there was detail
_NARROWEST = 0.02  # spread of blur below which pictures are alike
_MAD_TO_DEVIATION = 1.4826


def find(facts: Facts) -> list[Finding]:
    """Find what is wrong with the files themselves; one finding a kind of fault."""
    return [*_refused(facts), *_sizes(facts), *_views(facts), *_rates(facts), *_sounds(facts)]


def _refused(facts: Facts) -> Iterator[Finding]:
    """Repeat what ingest found, one finding a kind: these files are no records."""
    for severity in (Severity.ERROR, Severity.WARNING):
        kinds = Counter(i.kind for i in facts.issues if i.severity is severity)
        for kind, count in sorted(kinds.items()):
            issues = [i for i in facts.issues if i.kind == kind and i.severity is severity]
            yield Finding(
                check=NAME,
                kind="ingest_issue",
                severity=severity,
                records=(),
                score=1.0 if severity is Severity.ERROR else 0.5,
                message=say(
                    "{count} files had the issue “{kind}” at ingest.", count=count, kind=kind
                ),
                advice=say("Open the ingest report, mend the files and send them again."),
                evidence={
                    "kind": kind,
                    "count": count,
                    "paths": [i.path for i in issues[:_SHOWN]],
                },
            )


def _sizes(facts: Facts) -> Iterator[Finding]:
    small, odd, empty = [], [], []
    for record in facts.records:
        probe = record.probe
        if probe is None:
            continue
        if probe.duration_s is not None and probe.duration_s <= 0:
            empty.append(record)
        if not probe.width or not probe.height:
            continue
        sides = sorted((probe.width, probe.height))
        if sides[0] < facts.thresholds.min_side:
            small.append(record)
        if sides[1] > facts.thresholds.max_aspect * sides[0]:
            odd.append(record)
    limits = facts.thresholds
    yield from _about(
        facts,
        "too_small",
        small,
        say("The shorter side is under {pixels} pixels.", pixels=limits.min_side),
        say("Send the original size, or lower the domain's smallest side."),
    )
    yield from _about(
        facts,
        "odd_size",
        odd,
        say("One side is more than {ratio} times the other.", ratio=f"{limits.max_aspect:g}"),
        say("See whether these are strips or screenshots rather than photographs."),
    )
    yield from _about(
        facts,
        "no_duration",
        empty,
        say("The recording has no length."),
        say("Record it again; there is nothing in the file."),
    )


def _views(facts: Facts) -> Iterator[Finding]:
    traits, limits = _pictures.traits(facts), facts.thresholds
    constant = traits.seen & (traits.contrast < _CONSTANT)
    shown = traits.seen & ~constant
    faults = (
        (
            "constant",
            constant,
            say("The picture is one plain colour."),
            say("Leave it out; nothing can be learnt from it."),
        ),
        (
            "dark",
            shown & (traits.brightness < limits.dark),
            say("The picture is almost black."),
            say("Take it again with light, or keep it only if darkness is a wanted condition."),
        ),
        (
            "overexposed",
            shown & (traits.brightness > limits.bright),
            say("The picture is almost white."),
            say("Take it again with a shorter exposure."),
        ),
        (
            "blurred",
            shown & (np.nan_to_num(traits.blur) > _blur_line(traits.blur[shown], limits)),
            say("The picture is blurred even at thumbnail size."),
            say("Take it again, or leave it out if the label cannot be seen."),
        ),
    )
    for kind, where, message, advice in faults:
        records = [facts.records[i] for i in np.flatnonzero(where).tolist()]
        yield from _about(facts, kind, records, message, advice)


def _blur_line(blur: NDArray[np.float32], limits: Thresholds) -> float:
    """Draw the line where the set's own pictures leave off, and never beyond the threshold.

    A textured floor that is out of focus still shows more detail than a plain garment in focus.
    """
    told = blur[np.isfinite(blur)]
    if len(told) < _LEAST:
        return limits.blur
    centre = float(np.median(told))
    spread = max(_NARROWEST, _MAD_TO_DEVIATION * float(np.median(np.abs(told - centre))))
    return min(limits.blur, max(_SOFT, centre + limits.outlier_deviations * spread))


def _rates(facts: Facts) -> Iterator[Finding]:
    """Find sound of another sampling rate than the domain's, or than most of the set."""
    sounds = [
        (r, r.probe.sample_rate)
        for r in facts.records
        if r.probe and r.probe.modality is Modality.AUDIO and r.probe.sample_rate
    ]
    if not sounds:
        return
    common = Counter(rate for _, rate in sounds).most_common(1)[0][0]
    wanted = facts.thresholds.sample_rates or (common,)
    yield from _about(
        facts,
        "sample_rate",
        [record for record, rate in sounds if rate not in wanted],
        say("The sound is not sampled at {rates} Hz.", rates=", ".join(str(r) for r in wanted)),
        say("Resample it, or allow this rate in the domain."),
    )


def _sounds(facts: Facts) -> Iterator[Finding]:
    limits = facts.thresholds
    lengths = [(_sound_s(r), r) for r in facts.records]
    short = [(length, r) for length, r in lengths if 0 < length < limits.min_sound_s]
    yield from _about(
        facts,
        "too_short",
        [r for _, r in sorted(short, key=lambda one: one[0])],  # the gravest first
        say("The sound is shorter than {least} seconds.", least=f"{limits.min_sound_s:g}"),
        say("See whether it was cut off; record it again, or lower the domain's shortest length."),
    )
    heard = [(r, r.loudness) for r in facts.records if r.loudness is not None]
    yield from _about(
        facts,
        "clipped",
        [r for r, loud in heard if loud.clipped > limits.clipped],
        say("More than {share:.1%} of the samples are at full scale.", share=limits.clipped),
        say("Record it again with less gain."),
    )
    yield from _about(
        facts,
        "silent",
        [r for r, loud in heard if loud.rms_db < limits.silent_db],
        say("The sound is below {level} dBFS: silence.", level=f"{limits.silent_db:g}"),
        say("See whether the microphone was on; leave silent files out."),
    )


def _sound_s(record: RecordFacts) -> float:
    """Give how long a sound lasts; 0 where it is none."""
    probe = record.probe
    if probe is None or probe.modality is not Modality.AUDIO:
        return 0.0
    return probe.duration_s or 0.0


def _about(
    facts: Facts,
    kind: str,
    records: Sequence[RecordFacts],
    message: Sentence,
    advice: Sentence,
) -> Iterator[Finding]:
    if records:
        yield Finding(
            check=NAME,
            kind=kind,
            severity=Severity.WARNING,
            records=tuple(r.id for r in records),
            score=round(len(records) / len(facts.records), 4),
            message=message,
            advice=advice,
            evidence={"count": len(records)},
        )
