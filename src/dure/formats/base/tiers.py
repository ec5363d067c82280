"""Tiers: rows of labels over one recording, as Praat and ELAN keep them.

A tier holds either texts (words, sentences) or classes (phones, events), and its name tells
which. Where the name would tell wrong, a mark behind it does: ``words (segments)``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from dure.core import Segment, Transcript

from .times import Span

Spoken = Segment | Transcript
_OF_CLASSES = frozenset(
    (
        *("phone", "phones", "phoneme", "phonemes", "segment", "segments", "event", "events"),
        *("label", "labels", "class", "classes", "noise", "noises", "silence", "vad", "speech"),
        *("speaker", "speakers", "diarization", "emotion", "emotions", "gesture", "gestures"),
        *("tone", "tones", "break", "breaks", "sound", "sounds", "activity", "activities"),
        *("음소", "구간", "잡음", "소음", "화자", "감정", "이벤트", "소리", "행동", "라벨"),
    )
)
_MARKED = re.compile(r"(.*?) ?\((segments|transcripts)\)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")


class Tier(NamedTuple):
    """The name of a tier (none: the writer's own), and whether it holds classes."""

    name: str
    of_classes: bool


def tier_named(written: str) -> Tier:
    """Tell from the written name of a tier what it holds."""
    if match := _MARKED.fullmatch(written):
        return Tier(match[1], match[2] == "segments")
    return Tier(written, not _OF_CLASSES.isdisjoint(_WORD.findall(written.casefold())))


def written_name(name: str, *, of_classes: bool) -> str:
    """Give the name to write, from which `tier_named` tells the same."""
    if name and tier_named(name) == Tier(name, of_classes):
        return name
    mark = "(segments)" if of_classes else "(transcripts)"
    return f"{name} {mark}" if name else mark


def name_of(annotation: Spoken) -> str:
    """Give the written name of the tier that an annotation belongs to."""
    name = annotation.attributes.get("tier", "")
    return written_name(str(name), of_classes=isinstance(annotation, Segment))


def said(annotation: Spoken) -> str:
    """Give what an annotation says: its class or its text."""
    return annotation.label if isinstance(annotation, Segment) else annotation.text


class Cell(NamedTuple):
    """One labelled stretch of a tier."""

    span: Span
    annotation: Spoken


def layers(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Part cells so that within each part none overlaps another."""
    parts: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda one: one.span):
        fits = (part for part in parts if _behind(part[-1].span, cell.span))
        part = next(fits, None)
        if part is None:
            parts.append([cell])
        else:
            part.append(cell)
    return parts


def _behind(last: Span, following: Span) -> bool:
    return last.end <= following.start and last != following


def by_tier(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Sort cells into tiers by the written name, in the order of their first use."""
    tiers: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        tiers[name_of(cell.annotation)].append(cell)
    return tiers
