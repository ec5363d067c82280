"""Decisions about a release: splits without leaks, versions, and what may be written."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dure.core import Choice, Intent, Invalid, Issue, Sentence, Transcript, say, to_json

from .model import (
    SPLITS,
    Assignment,
    Candidate,
    Changes,
    Gate,
    Held,
    Outcome,
    Readiness,
    Row,
    Rows,
    Snapshot,
)

_RECORD_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
DEFAULT_SHARES: Mapping[str, float] = {"train": 0.8, "validation": 0.1, "test": 0.1}


def kin(candidates: Iterable[Candidate], near: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Give each record the key of its kin: records that must share a split.

    Kin are records with the same media, the same group, or a near-duplicate pair between them,
    and the kin of kin. The key is the smallest record id among them. Pairs that name a record
    outside `candidates` are passed over.
    """
    parents = {c.record_id: c.record_id for c in candidates}
    links = [*_shared(candidates), *near]
    for left, right in links:
        if left in parents and right in parents:
            a, b = _root(parents, left), _root(parents, right)
            parents[max(a, b)] = min(a, b)
    return {record: _root(parents, record) for record in parents}


def _shared(candidates: Iterable[Candidate]) -> Iterable[tuple[str, str]]:
    first: dict[tuple[str, str], str] = {}
    for c in candidates:
        keys = [("digest", c.digest)] if c.digest else []
        keys += [("group", c.group)] if c.group else []
        for key in keys:
            yield c.record_id, first.setdefault(key, c.record_id)


def _root(parents: dict[str, str], record: str) -> str:
    while parents[record] != record:
        parents[record] = parents[parents[record]]
        record = parents[record]
    return record


def assign(
    candidates: Sequence[Candidate],
    *,
    near: Iterable[tuple[str, str]] = (),
    shares: Mapping[str, float] = DEFAULT_SHARES,
    seed: int = 0,
) -> Assignment:
    """Give every record one split, whole kin at a time.

    A record that has a split keeps it, so a version that grows moves nothing. Where kin already
    straddle, all of them go to the first of train, validation and test that one of them is in:
    what a model has once been trained on can no longer test it.

    New kin are taken in an order that only `seed` and their key decide. Each goes to a split
    that is still below its share, and among those to the one that most lacks its classes, so
    with at most *m* records a kin and nothing assigned before, no split is further than
    (splits - 1) × *m* records from its share.

    Raises:
        Invalid: for shares that are not positive or name an unknown split.
    """
    _check_shares(shares)
    groups: dict[str, list[Candidate]] = defaultdict(list)
    keys = kin(candidates, near)
    for candidate in sorted(candidates, key=lambda c: c.record_id):
        groups[keys[candidate.record_id]].append(candidate)
    ledger = _Ledger(candidates, shares)
    splits: dict[str, str] = {}
    for settled in (True, False):
        for key in sorted(groups, key=lambda k: (_rank(seed, k), k)):
            held = {c.split for c in groups[key] if c.split}
            if bool(held) == settled:
                split = min(held, key=_precedence) if held else ledger.choose(groups[key])
                ledger.enter(split, groups[key])
                splits.update((c.record_id, split) for c in groups[key])
    moved = [c.record_id for c in candidates if c.split and splits[c.record_id] != c.split]
    return Assignment(splits, tuple(sorted(moved)))


class _Ledger:
    """How full each split is, in all and by class, against what its share asks for."""

    def __init__(self, candidates: Sequence[Candidate], shares: Mapping[str, float]) -> None:
        whole = sum(shares.values())
        self.shares = {s: shares[s] / whole for s in SPLITS if shares.get(s)}
        self.records = len(candidates)
        self.labels = Counter(label for c in candidates for label in c.labels)
        self.held: Counter[str] = Counter()
        self.held_labels: dict[str, Counter[str]] = defaultdict(Counter)

    def choose(self, group: Sequence[Candidate]) -> str:
        """Give the split, among those below their share, that most lacks the group's classes."""
        lacking = [s for s in self.shares if self._lack(s) > 1e-9] or list(self.shares)
        wanted = Counter(label for c in group for label in c.labels)
        return max(lacking, key=lambda s: (self._label_lack(s, wanted), self._relative_lack(s)))

    def enter(self, split: str, group: Sequence[Candidate]) -> None:
        """Write a group down."""
        self.held[split] += len(group)
        self.held_labels[split].update(label for c in group for label in c.labels)

    def _lack(self, split: str) -> float:
        return self.shares[split] * self.records - self.held[split]

    def _relative_lack(self, split: str) -> float:
        return self._lack(split) / self.shares[split]

    def _label_lack(self, split: str, wanted: Counter[str]) -> float:
        held = self.held_labels[split]
        return round(
            sum(n * (self.shares[split] * self.labels[c] - held[c]) for c, n in wanted.items()), 9
        )


def _check_shares(shares: Mapping[str, float]) -> None:
    if unknown := set(shares) - set(SPLITS):
        raise Invalid(
            say("There is no split “{split}”; use train, validation and test.", split=min(unknown))
        )
    if any(share < 0 for share in shares.values()) or not sum(shares.values()) > 0:
        raise Invalid(say("Shares must not be negative, and one of them must be above zero."))


def _precedence(split: str) -> tuple[int, str]:
    return (SPLITS.index(split) if split in SPLITS else len(SPLITS), split)


def _rank(seed: int, key: str) -> str:
    return hashlib.sha256(f"{seed}\x1f{key}".encode()).hexdigest()


def check_no_straddle(
    candidates: Sequence[Candidate],
    splits: Mapping[str, str],
    near: Iterable[tuple[str, str]] = (),
) -> list[Issue]:
    """Find kin that are in more than one split; one issue for each such kin."""
    members: dict[str, list[str]] = defaultdict(list)
    for record, key in kin(candidates, near).items():
        members[key].append(record)
    return [
        Issue(
            path=key,
            kind="straddles",
            message=say(
                "{count} records that belong together are spread over {splits}; assign the "
                "splits again.",
                count=len(records),
                splits=", ".join(sorted(found)),
            ),
        )
        for key, records in sorted(members.items())
        if len(found := {splits[record] for record in records}) > 1
    ]


def content_digest(snapshot: Snapshot, rows: Rows) -> str:
    """Give the SHA-256 of what a snapshot holds, whatever its version, date and row order."""
    facts = {
        "dataset": snapshot.dataset,
        "domain": [snapshot.domain.id, snapshot.domain.version],
        "classes": [[c.name, *c.path] for c in snapshot.domain.classes],
        "licence": snapshot.licence,
        "consent": snapshot.consent_basis,
        "providers": sorted(snapshot.providers),
    }
    whole = hashlib.sha256(_canonical(facts))
    for digest in sorted(hashlib.sha256(_canonical(_row_facts(row))).digest() for row in rows):
        whole.update(digest)
    return whole.hexdigest()


def _row_facts(row: Row) -> list[Any]:
    return [
        row.record_id,
        row.file_name,
        row.split,
        row.group,
        row.digest,
        row.source_digest,
        row.provider,
        row.layer.value,
        [to_json(a) for a in row.annotations],
        dict(row.conditions),
        dict(row.attributes),
        list(row.flags),
        *([[s.role, s.digest, s.start_s, s.drift_ppm] for s in row.streams],) * bool(row.streams),
    ]


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def next_version(digest: str, earlier: Mapping[int, str]) -> int:
    """Give the version for this content: the one that already holds it, or one more than the last.

    Args:
        digest: from `content_digest`.
        earlier: version to content digest of what was released before.
    """
    same = [version for version, known in earlier.items() if known == digest]
    return max(same) if same else max(earlier, default=0) + 1


def check_rows(snapshot: Snapshot, rows: Rows) -> list[Issue]:
    """Find what keeps rows from being written: unknown splits or classes, a record twice."""
    known = {c.name for c in snapshot.domain.classes}
    issues: list[Issue] = []
    seen: set[str] = set()
    for row in rows:
        issues += _row_issues(row, known)
        if row.record_id in seen:
            message = say("Record {record} is in the release twice.", record=row.record_id)
            issues.append(Issue(row.file_name, "record_twice", message))
        seen.add(row.record_id)
    return issues


def _row_issues(row: Row, known: set[str]) -> Iterable[Issue]:
    if not _RECORD_ID.fullmatch(row.record_id):
        message = say(
            "The record id “{record}” cannot name a file; use letters, digits, “-” and “_”.",
            record=row.record_id,
        )
        yield Issue(row.file_name, "bad_record_id", message)
    if row.split not in SPLITS:
        yield Issue(
            row.file_name,
            "unknown_split",
            say("There is no split “{split}”; use train, validation and test.", split=row.split),
        )
    labels = {a.label for a in row.annotations if not isinstance(a, Transcript | Intent)}
    for label in sorted(labels - known):
        yield Issue(
            row.file_name,
            "unknown_class",
            say(
                "The label “{label}” is not among the classes of the domain; add the class or "
                "correct the label.",
                label=label,
            ),
        )


def label_of(row: Row) -> str | None:
    """Give the class of the whole record, where it has one."""
    return next((a.label for a in row.annotations if isinstance(a, Choice)), None)


def compare(before: Mapping[str, Held], after: Mapping[str, Held]) -> Changes:
    """Tell how the records of a release differ from those of an earlier one."""
    both = sorted(before.keys() & after.keys())
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        relabelled=tuple(id for id in both if before[id].annotations != after[id].annotations),
        moved=tuple(id for id in both if before[id].split != after[id].split),
        replaced=tuple(id for id in both if before[id].digest != after[id].digest),
    )


def gates(ready: Readiness) -> list[Gate]:
    """Look at everything that keeps a version from being frozen, or that its reader should know.

    Only what `freeze` itself refuses is shut; the rest is said and left to whoever freezes.
    """
    return [_may(ready), _records(ready), *_facts(ready), _verdict(ready)]


def _may(ready: Readiness) -> Gate:
    if ready.may_publish:
        return Gate("permission", Outcome.PASS, say("You may freeze this data set."))
    return Gate(
        "permission",
        Outcome.BLOCK,
        say("Your role may not freeze this data set."),
        say("Ask an administrator of the organisation that owns it for the right to publish."),
    )


def _records(ready: Readiness) -> Gate:
    if ready.records:
        message = say("There are {count} records to freeze.", count=ready.records)
        return Gate("records", Outcome.PASS, message)
    return Gate(
        "records",
        Outcome.BLOCK,
        say("The data set has no records."),
        say("Bring in files first; a version holds at least one record."),
    )


def _facts(ready: Readiness) -> Iterable[Gate]:
    unlabelled = ready.records - ready.labelled
    yield _or_warn(
        "labels",
        not unlabelled,
        say("Every record has a label."),
        say("{count} records have no label.", count=unlabelled),
        say("Label them first, or release them without labels."),
    )
    yield _or_warn(
        "intake",
        not ready.issues,
        say("Every file that came in was used."),
        say("{count} files were left out when they came in.", count=ready.issues),
        say("Look at the issues of the deliveries and bring in the mended files."),
    )
    yield _or_warn(
        "licence",
        bool(ready.licence),
        say("The licence is {licence}.", licence=ready.licence),
        say("No licence is given; nobody else may use the version."),
        say("Give the data set a licence, such as CC-BY-4.0."),
    )
    yield _or_warn(
        "consent",
        bool(ready.consent_basis),
        say("The basis of consent is given."),
        say("It is not said on what ground the data were collected."),
        say("Write down the basis of consent of the data set."),
    )


def _or_warn(name: str, is_met: bool, met: Sentence, unmet: Sentence, advice: Sentence) -> Gate:
    if is_met:
        return Gate(name, Outcome.PASS, met)
    return Gate(name, Outcome.WARN, unmet, advice)


def _verdict(ready: Readiness) -> Gate:
    if not ready.verdict:
        message = say("It has not been verified yet; freezing verifies it first.")
        return Gate("quality", Outcome.WARN, message)
    return _or_warn(
        "quality",
        ready.verdict == "pass",
        say("The newest quality report passes."),
        say("The newest quality report has measures below their goals."),
        say("Look at the report; the version carries its table."),
    )
