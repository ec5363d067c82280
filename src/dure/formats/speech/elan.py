"""ELAN's EAF: tiers of annotations with times, and of annotations that refer to others.

Times are slots in milliseconds; a slot without a time lies evenly between its neighbours, as ELAN
shows it. A tier whose linguistic type has a controlled vocabulary holds classes, any other what
its name tells (see `base.tiers`). Schema: EAFv3.0.xsd.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from dure.core import Labelled, Segment, Severity, Transcript, say

from ..base import markup
from ..base.hearing import Hearing, Record, classes_of, finer_than_ms, instants, stem_of
from ..base.listing import Listing
from ..base.markup import Node
from ..base.reading import Found, Issues, Media, Reading, Refused, load, nothing
from ..base.splits import split_of_path
from ..base.text import label_text
from ..base.tiers import Tier, tier_named
from ..base.times import Where, seconds
from ..base.writing import Folders, Holds, Sized
from .elan_writing import document, parents


def _lost(labelled: Labelled) -> Iterator[str]:
    yield from finer_than_ms(labelled)
    yield from instants(labelled)
    found = parents(labelled.annotations)
    referred = set(map(id, found.values()))
    for one in labelled.annotations:
        loose = "ref" in one.attributes and id(one) not in found
        if loose or ("id" in one.attributes and id(one) not in referred):
            yield "attributes"


HOLDS = Holds(
    kinds=frozenset({Segment, Transcript}),
    keeps=frozenset({"tier", "speaker", "annotator", "id", "ref"}),
    times=True,
    splits=False,
    one_stem=True,
    language=True,
    untimed=False,
    further=_lost,
)
_COPY = re.compile(r"(.+) #\d+")


def find(listing: Listing) -> Iterator[Found]:
    """Find ELAN's documents, by their extension."""
    for name in listing.of("eaf"):
        yield listing.claim("elan", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the tiers of one document."""
    name = files[0]
    issues = Issues(name)
    try:
        tree = markup.parse(load(root, name))
        if tree.tag != "ANNOTATION_DOCUMENT":
            raise _foreign(name)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    hearing = Hearing(media, name, issues)
    record, origin = _record(tree, name, hearing)
    _Document(tree, hearing, record, issues).read(origin)
    labelled = hearing.labelled()
    return Reading(labelled, issues.all(), files, classes_of(labelled))


def _foreign(name: str) -> Refused:
    return Refused("wrong_type", say("“{name}” is no document of ELAN.", name=name))


def _record(tree: Node, name: str, hearing: Hearing) -> tuple[Record, float]:
    """Find the recording, and where on its clock the times of the document begin."""
    described = tree.first("HEADER").all("MEDIA_DESCRIPTOR")
    named = [
        (unquote(place).removeprefix("file://").removeprefix("./"), one)
        for one in described
        for key in ("RELATIVE_MEDIA_URL", "MEDIA_URL")
        if (place := one.attributes.get(key, "")).strip()
    ]
    record = hearing.of(*(place for place, _ in named), stem_of(name))
    record.split = split_of_path(name)
    own = record.path.rpartition("/")[2]
    meant = next((one for place, one in named if place.rpartition("/")[2] == own), Node(""))
    return record, (seconds(meant.attributes.get("TIME_ORIGIN")) or 0) / 1000


@dataclass(frozen=True, slots=True)
class _About:
    """What a tier says of all its annotations."""

    tier: Tier
    extra: dict[str, str]
    language: str | None


class _Document:
    """Reads tiers, those that others refer to first."""

    def __init__(self, tree: Node, hearing: Hearing, record: Record, issues: Issues) -> None:
        self._hearing, self._record, self._issues = hearing, record, issues
        slots = tree.first("TIME_ORDER").all("TIME_SLOT")
        values = {
            s.attributes.get("TIME_SLOT_ID", ""): s.attributes.get("TIME_VALUE") for s in slots
        }
        self._slots = {slot: seconds(value) for slot, value in values.items()}
        self._tiers = tree.all("TIER")
        self._names = {tier.attributes.get("TIER_ID", "") for tier in self._tiers}
        self._types = {
            kind.attributes.get("LINGUISTIC_TYPE_ID", ""): kind.attributes
            for kind in tree.all("LINGUISTIC_TYPE")
        }
        self._spans: dict[str, tuple[float | None, float | None]] = {}
        self._parents: dict[str, str] = {}

    def read(self, origin: float) -> None:
        """Read all tiers; `origin` seconds are added to all times."""
        every = [(tier, one) for tier in self._tiers for one in _annotations(tier)]
        for tier in self._tiers:
            self._time(list(_annotations(tier)))
        for _, one in every:
            if parent := one.attributes.get("ANNOTATION_REF"):
                self._parents[one.attributes.get("ANNOTATION_ID", "")] = parent
        referred = set(self._parents.values())
        about = {id(tier): self._about(tier) for tier in self._tiers}
        for tier, one in every:
            self._add(about[id(tier)], one, referred, origin)

    def _time(self, annotations: list[Node]) -> None:
        """Note the times of a tier's annotations, the unknown ones evenly between the known."""
        found = [
            tuple(one.attributes.get(key, "") for key in ("ANNOTATION_ID", *_SLOTS))
            for one in annotations
            if one.tag == "ALIGNABLE_ANNOTATION"
        ]
        order = list(dict.fromkeys(slot for _, *slots in found for slot in slots if slot))
        times = dict(zip(order, _evened([self._slots.get(s) for s in order]), strict=True))
        guessed = [s for s in order if self._slots.get(s) is None and times[s] is not None]
        if guessed:
            message = say("{count} times were put evenly between known ones.", count=len(guessed))
            self._issues.add("interpolated", message, severity=Severity.NOTE)
        for name, start, end in found:
            self._spans[name] = times.get(start), times.get(end)

    def _about(self, node: Node) -> _About:
        get = node.attributes.get
        written = get("TIER_ID", "")
        copy = _COPY.fullmatch(written)
        named = tier_named(copy[1] if copy and copy[1] in self._names else written)
        kind = get("LINGUISTIC_TYPE_REF", "")
        of_classes = "CONTROLLED_VOCABULARY_REF" in self._types.get(kind, {})
        tier = Tier(
            named.name, of_classes or (named.of_classes and not kind.startswith("transcript"))
        )
        told = {"tier": tier.name, "speaker": get("PARTICIPANT"), "annotator": get("ANNOTATOR")}
        return _About(tier, {k: v for k, v in told.items() if v}, get("LANG_REF"))

    def _add(self, about: _About, one: Node, referred: set[str], origin: float) -> None:
        name = one.attributes.get("ANNOTATION_ID", "")
        value = next((c.text for c in one.children if c.tag == "ANNOTATION_VALUE"), "")
        start, end = (None if t is None else t / 1000 + origin for t in self._span(name))
        where = Where(value, f"{about.tier.name} {name}".strip())
        span = self._hearing.fit(self._record, start, end, where)
        if span is None:
            return
        extra = dict(about.extra)
        if name in referred:
            extra["id"] = name
        if parent := self._parents.get(name):
            extra["ref"] = parent
        label = label_text(value)
        if about.tier.of_classes and label:
            self._record.annotations.append(Segment(label, *span, attributes=extra))
        elif not about.tier.of_classes:
            said = Transcript(value, None, *span, language=about.language, attributes=extra)
            self._record.annotations.append(said)

    def _span(self, name: str) -> tuple[float | None, float | None]:
        """Give the times of an annotation, or of the one that it refers to in the end."""
        seen: set[str] = set()
        while name in self._parents and name not in self._spans and name not in seen:
            seen.add(name)
            name = self._parents[name]
        return self._spans.get(name, (None, None))


_SLOTS = ("TIME_SLOT_REF1", "TIME_SLOT_REF2")


def _annotations(tier: Node) -> Iterator[Node]:
    for one in tier.all("ANNOTATION"):
        yield from (c for c in one.children if c.tag.endswith("_ANNOTATION"))


def _evened(times: list[float | None]) -> list[float | None]:
    known = [i for i, time in enumerate(times) if time is not None]
    evened = list(times)
    for left, right in pairwise(known):
        start, end = times[left] or 0.0, times[right] or 0.0
        for i in range(left + 1, right):
            evened[i] = start + (end - start) * (i - left) / (right - left)
    return evened


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a document beside each recording; give the number of annotations."""
    folders = Folders(to)
    count = 0
    written: set[str] = set()
    for image in images:
        name = f"{stem_of(image.labelled.path)}.eaf"
        text, found = document(image) if name not in written else ("", 0)
        if found:
            written.add(name)
            folders.write(name, text)
            count += found
    return count
