"""Verify a data set: gather the facts, run every check, keep the report."""

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from PIL import Image

from dure import autolabel, catalog, domains, ingest
from dure.core import (
    Actor,
    Box,
    Choice,
    DatasetId,
    Invalid,
    Layer,
    Modality,
    NotFound,
    Probe,
    RecordId,
    from_json,
)
from dure.kit.context import Workspace
from dure.streams import window
from dure.streams.units import celsius_and_fahrenheit

from . import checks, rules, service, store
from .model import Facts, Loudness, RecordFacts, SeriesFacts, Thresholds, label_of
from .tables import QualityReportRow

Report = Callable[[int, int | None, str], None]
_LOGS = (Modality.SERIES, Modality.DEVICE_STATUS)
_LATE_S = 60.0  # a log may end a little before the moment; what it said then still holds


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts, and the digest of the state that they describe."""

    facts: Facts
    state: str


def verify(
    workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report
) -> QualityReportRow:
    """Run every check over a data set; the same state has the same report."""
    gathered = gather(workspace, actor, dataset)
    with workspace.reading() as db:
        known = store.of_state(db, actor, dataset, gathered.state)
    if known is not None:
        with workspace.unit_of_work() as db:
            return service.again(db, actor, dataset, known)
    findings = []
    for number, check in enumerate(checks.CHECKS.values()):
        report(number, len(checks.CHECKS), str(check.title))
        findings += check.find(gathered.facts)
    report(len(checks.CHECKS), len(checks.CHECKS), "")
    judged = rules.judge(gathered.facts, findings, checks.CHECKS)
    with workspace.unit_of_work() as db:
        return service.keep(db, actor, dataset, gathered.state, judged)


def gather(workspace: Workspace, actor: Actor, dataset: DatasetId) -> Gathered:
    """Collect what the checks look at."""
    with workspace.reading() as db:
        pack = domains.load(catalog.get(db, actor, dataset).domain)
        rows = list(catalog.every_record(db, actor, dataset))
        words = catalog.word_on(db, actor, [row.id for row in rows])
        tally = ingest.tally(db, actor, dataset)
        run = autolabel.current_run(db, actor, dataset)
    spelling = _spelling(pack, words.values())
    previews = _Previews(workspace, rows)
    logs = _Logs(workspace, pack)
    records = tuple(
        replace(
            _respelled(_facts_of(row, words.get(row.id), previews), spelling),
            witnessed=logs.tell(row),
            series=logs.oddities(row),
        )
        for row in rows
    )
    outcomes = {
        "record": tally.records,
        "labels": tally.sources - tally.records,
        "duplicate": len(tally.duplicates),
        "issue": len(tally.issues),
    }
    learnt = autolabel.out_of_fold(workspace, run, [row.digest for row in rows])
    embeddings = autolabel.embeddings(workspace, pack, rows)
    facts = Facts(
        records=records,
        thresholds=thresholds(
            pack,
            {name for row in rows for name in row.conditions},
            {row.modality for row in rows},
        ),
        thumbnail=previews.picture,
        embeddings=embeddings,
        probabilities=learnt.probabilities,
        classes=_spelled(learnt.classes, words.values(), spelling),
        outcomes=outcomes,
        issues=tuple(tally.issues),
    )
    seen = 0 if embeddings is None else int(np.isfinite(embeddings[:, 0]).sum())
    evidence = f"{run.state if run else ''} {seen} {sorted(outcomes.items())}"
    return Gathered(facts, _state(pack, rows, words, evidence))


def thresholds(
    pack: domains.Pack, recorded: Collection[str], modalities: Collection[Modality]
) -> Thresholds:
    """Take the lines that the checks draw from the domain pack.

    Args:
        pack: the domain.
        recorded: the factors that some record tells; coverage of the others is not measured.
        modalities: of the records; what the domain asks of others is not asked here.
    """
    wanted = pack.quality
    factors = {
        factor.id: tuple(level.id for level in factor.levels)
        for factor in pack.conditions.factors
        if factor.id in recorded
    }
    asked = (q for q in pack.label_schema if q.required)
    hears = Modality.AUDIO in pack.modalities  # else the shortest length is meant for films
    side = int(wanted.min_pixels**0.5) if wanted.min_pixels else Thresholds().min_side
    return Thresholds(
        min_side=side,
        dark=wanted.min_brightness or Thresholds().dark,
        bright=wanted.max_brightness or Thresholds().bright,
        min_sound_s=(hears and wanted.min_duration_s) or Thresholds().min_sound_s,
        clipped=wanted.max_clipping_share or Thresholds().clipped,
        min_per_class=wanted.min_per_class,
        twin_cosine=wanted.near_duplicate_similarity,
        needs_labels=any(q.modality is None or q.modality in modalities for q in asked),
        factors=factors,
    )


def _spelled(
    classes: Sequence[str], words: Iterable[catalog.AnnotationSet], spelling: Mapping[str, str]
) -> tuple[str, ...]:
    """Give the classes of a run in the one spelling of facts, the path."""
    choices = (catalog.single_choice(catalog.annotations_of(word)) for word in words)
    paths = {choice.label: label_of(choice) for choice in choices if choice}
    found = (paths.get(name, name) for name in classes)
    return tuple(spelling.get(name, name) for name in found)


def _spelling(pack: domains.Pack, words: Iterable[catalog.AnnotationSet]) -> dict[str, str]:
    """Give for each spelling of a class the fullest one that the data set uses."""
    every = [a for word in words for a in catalog.annotations_of(word)]
    used = {label_of(a) for a in every if isinstance(a, Choice)}
    used |= {a.label for a in every if isinstance(a, Box)}
    of_class: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for label in sorted(used):
        if path := domains.find(pack, label) or domains.find(pack, label.rpartition("/")[2]):
            of_class[path].append(label)
    fullest = {path: max(same, key=lambda one: one.count("/")) for path, same in of_class.items()}
    return {label: fullest[path] for path, same in of_class.items() for label in same}


def _respelled(facts: RecordFacts, spelling: Mapping[str, str]) -> RecordFacts:
    """Call the classes of a record as the whole data set does."""
    boxes = tuple(replace(box, label=spelling.get(box.label, box.label)) for box in facts.boxes)
    label = facts.label and spelling.get(facts.label, facts.label)
    return replace(facts, boxes=boxes, label=label)


class _Previews:
    """Small pictures and peaks of sounds, read when a check asks for them."""

    def __init__(self, workspace: Workspace, rows: Sequence[catalog.Record]) -> None:
        self._blobs = workspace.blobs
        self._digests = [row.digest for row in rows]

    def picture(self, position: int) -> "np.ndarray[Any, np.dtype[np.uint8]] | None":
        content = self._blobs.read_derived("preview", self._digests[position])
        if content is None or content[:2] != b"\xff\xd8":
            return None
        return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))

    def loudness(self, digest: str) -> Loudness | None:
        content = self._blobs.read_derived("preview", digest)
        if content is None or content[:1] != b"{":
            return None
        drawn = json.loads(content)
        full = 2 ** (drawn["bits"] - 1) - 1
        peaks = np.minimum(np.abs(np.asarray(drawn["data"], dtype=np.float64)) / full, 1.0)
        if not peaks.size:
            return None
        power = float(np.mean(peaks**2)) / 2
        level = 10 * np.log10(power) if power > 0 else -120.0
        return Loudness(float(peaks.max()), float(level), float(np.mean(peaks >= 0.999)))


class _Logs:
    """What devices' logs tell of the conditions, at the moments of their records."""

    def __init__(self, workspace: Workspace, pack: domains.Pack) -> None:
        self._blobs = workspace.blobs
        self._witnesses = {f.id: f.status for f in pack.conditions.factors if f.status}

    def tell(self, row: catalog.Record) -> dict[str, str]:
        """Give factor → level; a factor on which the log is silent or divided is left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for stream in row.streams if self._witnesses else ():
            if stream["probe"]["modality"] not in _LOGS:
                continue
            for name, value in self._values(stream):
                for factor, witness in self._witnesses.items():
                    if name.endswith(f".{witness.attribute}") or name == witness.attribute:
                        found[factor].add(witness.levels.get(value, ""))
        return {factor: levels.pop() for factor, levels in found.items() if len(levels) == 1}

    def oddities(self, row: catalog.Record) -> SeriesFacts:
        """Give what is odd about the sampled numbers of a record."""
        gaps: list[tuple[float, float]] = []
        mixed: list[str] = []
        for stream in row.streams:
            if stream["probe"]["modality"] != Modality.SERIES:
                continue
            series = self._series(stream)
            if series is not None:
                if series.columns and window.is_sampled(series.seconds):
                    gaps += window.gaps(series.seconds)
                mixed += [
                    name
                    for (name, _), values in zip(series.columns, series.values, strict=True)
                    if "temp" in name.casefold() and celsius_and_fahrenheit(values)
                ]
        return SeriesFacts(tuple(gaps), tuple(mixed))

    def _series(self, stream: Mapping[str, Any]) -> window.Series | None:
        try:
            content = self._blobs.read(stream["digest"])
            return window.read(content, stream["probe"]["media_type"])
        except (NotFound, Invalid, OSError):
            return None

    def _values(self, stream: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give the log's attributes with their values at the record's moment."""
        series = self._series(stream)
        if series is None:
            return
        moment = -float(stream["start_s"])
        at = int(np.searchsorted(series.seconds, moment, side="right")) - 1
        if at < 0 or moment > series.seconds[-1] + _LATE_S:
            return
        for (name, _), values in zip(series.columns, series.values, strict=True):
            if np.isfinite(values[at]):
                yield name, f"{values[at]:g}"


def _facts_of(
    row: catalog.Record, word: catalog.AnnotationSet | None, previews: _Previews
) -> RecordFacts:
    counted = word if word is not None and word.layer is not Layer.ENGINE else None
    annotations = [from_json(a) for a in counted.annotations] if counted else []
    choice = catalog.single_choice(annotations)
    sound = row.modality is Modality.AUDIO
    return RecordFacts(
        id=RecordId(row.id),
        path=row.path,
        digest=row.digest,
        label=label_of(choice) if choice else None,
        split=row.split,
        group=row.group,
        probe=Probe.from_json(row.streams[0]["probe"]),
        loudness=previews.loudness(row.digest) if sound else None,
        boxes=tuple(a for a in annotations if isinstance(a, Box)),
        told=bool(annotations),
        conditions=row.conditions,
        provider=row.provider or None,
    )


def _state(
    pack: domains.Pack,
    rows: Sequence[catalog.Record],
    words: Mapping[UUID, catalog.AnnotationSet],
    evidence: str,
) -> str:
    """Digest all that the checks look at: records, labels, and what engines said of them."""
    judged = f"{checks.EDITION} {pack.id}@{pack.version} {evidence}"
    whole = hashlib.sha256(judged.encode())
    for row in rows:
        word = words.get(row.id)
        facts: list[Any] = [
            row.path,
            row.digest,
            row.split,
            row.group,
            row.conditions,
            row.provider,
        ]
        facts += [[s["role"], s["digest"], s["start_s"]] for s in row.streams[1:]]
        said = [word.layer, word.annotations] if word else None
        whole.update(json.dumps([*facts, said], sort_keys=True, default=str).encode())
    return whole.hexdigest()
