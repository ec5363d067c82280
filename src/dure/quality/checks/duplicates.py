"""The same thing more than once: equal bytes, nearly equal pictures, and copies across splits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dure.core import Severity, say

from ..model import Facts, Finding
from . import _twins

NAME = "duplicates"
_SHOWN = 50


def find(facts: Facts) -> list[Finding]:
    """Find clusters of copies, and those that let a test record be seen in training."""
    pairs = [*_copies(facts), *_near(facts)]
    clusters = unite(((a, b) for a, b, _ in pairs), len(facts.records))
    edges: dict[int, list[tuple[int, int, dict[str, float]]]] = defaultdict(list)
    home = {member: i for i, cluster in enumerate(clusters) for member in cluster}
    for pair in pairs:
        edges[home[pair[0]]].append(pair)
    findings = []
    for i, cluster in enumerate(clusters):
        findings.append(_cluster(facts, cluster, edges[i]))
        findings.extend(_leak(facts, edges[i]))
    return sorted(findings, key=lambda f: (f.kind != "leak", -f.score))


def unite(pairs: Iterable[tuple[int, int]], count: int) -> list[list[int]]:
    """Give the connected components of more than one member, each sorted (union-find)."""
    parent = list(range(count))

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    touched: set[int] = set()
    for a, b in pairs:
        touched.update((a, b))
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    clusters: dict[int, list[int]] = defaultdict(list)
    for x in sorted(touched):
        clusters[root(x)].append(x)
    return list(clusters.values())


def by_digest(facts: Facts) -> list[list[int]]:
    """Give the positions of records with equal bytes, where there is more than one."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, record in enumerate(facts.records):
        groups[record.digest].append(i)
    return [group for group in groups.values() if len(group) > 1]


Pair = tuple[int, int, dict[str, float]]


def _copies(facts: Facts) -> Iterator[Pair]:
    """Link every copy with the first one, and with the first one of each other split."""
    for group in by_digest(facts):
        firsts = {facts.records[i].split: i for i in reversed(group)}
        for i in group:
            for first in {group[0], *firsts.values()}:
                if first < i:
                    yield first, i, {"bits": 0, "correlation": 1.0, "cosine": 1.0}


def _near(facts: Facts) -> Iterator[Pair]:
    """Link near duplicates; every copy of a picture stands where its first one stands."""
    found = _twins.twins(facts)
    for a, b, bits, correlation, cosine in zip(
        found.first.tolist(),
        found.second.tolist(),
        found.bits.tolist(),
        found.correlation.tolist(),
        found.cosine.tolist(),
        strict=True,
    ):
        proof = {"bits": bits, "correlation": round(correlation, 4)}
        yield a, b, proof if cosine != cosine else proof | {"cosine": round(cosine, 4)}


def _cluster(facts: Facts, cluster: list[int], edges: list[Pair]) -> Finding:
    exact = len({facts.records[i].digest for i in cluster}) == 1
    message = (
        say("{count} records have exactly the same bytes.", count=len(cluster))
        if exact
        else say("{count} records show nearly the same picture.", count=len(cluster))
    )
    return Finding(
        check=NAME,
        kind="exact_duplicate" if exact else "near_duplicate",
        severity=Severity.WARNING,
        records=tuple(facts.records[i].id for i in cluster),
        score=1.0 if exact else round(max(_likeness(e) for e in edges), 4),
        message=message,
        advice=say("Keep one of them, or put all of them into one group."),
        evidence={"pairs": _proofs(facts, edges)},
    )


def _leak(facts: Facts, edges: list[Pair]) -> Iterator[Finding]:
    across = [e for e in edges if _straddles(facts, e)]
    if not across:
        return
    members = sorted({i for a, b, _ in across for i in (a, b)})
    yield Finding(
        check=NAME,
        kind="leak",
        severity=Severity.ERROR,
        records=tuple(facts.records[i].id for i in members),
        score=1.0,
        message=say(
            "The same picture stands in the splits {splits}.",
            splits=", ".join(sorted({facts.records[i].split or "" for i in members})),
        ),
        advice=say("Put all copies into one split; a score measured on a copy is too good."),
        evidence={"pairs": _proofs(facts, across)},
    )


def _straddles(facts: Facts, edge: Pair) -> bool:
    one, other = facts.records[edge[0]].split, facts.records[edge[1]].split
    return bool(one and other and one != other)


def _likeness(edge: Pair) -> float:
    return max(edge[2]["correlation"], edge[2].get("cosine", 0.0))


def _proofs(facts: Facts, edges: list[Pair]) -> list[dict[str, object]]:
    return [
        {"first": str(facts.records[a].id), "second": str(facts.records[b].id), **proof}
        for a, b, proof in edges[:_SHOWN]
    ]
