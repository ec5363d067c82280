"""The report as one self-contained page, made of its stored form (`service.to_json`).

The page is made from the JSON alone, so a stored report can be shown years later. The keys are
described in docs/reference/quality.md.
"""

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import jinja2
import numpy as np
from PIL import Image
from pydantic import Field

from dure import catalog, ingest
from dure.core import Actor, DatasetId, say
from dure.curation import Names
from dure.kit.context import Workspace
from dure.kit.http import Wire
from dure.kit.text import Language, told, translated

from . import service
from .model import DIMENSIONS, Verdict
from .tables import QualityReportRow

_PAIRS = 12
_ISSUES = 24
_CLASSES = 40
_CONFUSED = 12
_CALLED = frozenset({"label", "labels", "given", "suggested", "most", "fewest"})
_LEVELS = frozenset({"told", "level", "levels"})
_THUMBNAIL = 128  # pixels; a page of 48 of them stays under half a megabyte

Json = dict[str, Any]
Thumbnail = Callable[[str], "np.ndarray[Any, np.dtype[np.uint8]] | None"]

VERDICTS = {
    Verdict.PASS: say("Pass"),
    Verdict.WARN: say("Caution"),
    Verdict.FAIL: say("Fail"),
    Verdict.UNMEASURED: say("Not measured"),
}
_WORDS = {
    "report": say("Quality report"),
    "records": say("Records"),
    "labelled": say("Labelled"),
    "classes": say("Classes"),
    "findings": say("Findings"),
    "lead": say("Each dimension is as good as its weakest measure; nothing is averaged away."),
    "table": say("Quality table"),
    "dimension": say("Dimension"),
    "item": say("Item verified"),
    "indicator": say("Indicator"),
    "goal": say("Goal"),
    "result": say("Result"),
    "verdict": say("Verdict"),
    "balance": say("Records a class"),
    "duplicates": say("Copies and near copies"),
    "label_issues": say("Doubtful labels"),
    "given": say("Given"),
    "suggested": say("Suggested"),
    "confusion": say("Given and suggested classes"),
    "reliability": say("Reliability of the predictions"),
    "reliability_lead": say(
        "A point on the line: of the predictions made with this confidence, as many agree with "
        "the labels."
    ),
    "confidence": say("Confidence"),
    "agreement": say("Agreement"),
    "all_findings": say("What was found, and what to do"),
    "severity": say("Severity"),
    "finding": say("Finding"),
    "advice": say("What to do"),
    "count": say("Count"),
    "first": say("For instance"),
    "none": say("Nothing was found."),
    "splits": say("Splits"),
    "providers": say("Providers"),
    "error": say("Error"),
    "warning": say("Warning"),
    "note": say("Note"),
    "likeness": say("Likeness"),
}


def named(report: Json, domain: str) -> Json:
    """Give a stored report with classes, factors and levels called as their domain calls them.

    ``names`` has what every class, and every pair of conditions, of the report is called.
    """
    called = {language: Names(domain, language) for language in get_args(Language)}
    findings = [retold(finding, domain) for finding in report["findings"]]
    classes = {*report["profile"]["classes"]}
    cells = set[str]()
    for each in (finding["evidence"] for finding in findings):
        classes |= {each[key] for key in ("given", "suggested") if key in each}
        cells |= {pair for pair in each.get("pairs", ()) if isinstance(pair, str)}
    words = {label: {lang: one.word(label) for lang, one in called.items()} for label in classes}
    words |= {pair: {lang: _cell(pair, one) for lang, one in called.items()} for pair in cells}
    return report | {"findings": findings, "names": words}


def retold(finding: Json, domain: str) -> Json:
    """Give a stored finding with its sentence in the words of the domain, in every language."""
    shown = {key: value for key, value in finding.items() if key != "said"}
    if said := finding.get("said"):
        shown["message"] = {
            language: _sentence(said, Names(domain, language), language)
            for language in get_args(Language)
        }
    return shown


def _sentence(said: Json, called: Names, language: Language) -> str:
    values = said["values"]
    factor = str(values.get("factor", ""))
    words = {name: _word(name, value, factor, called) for name, value in values.items()}
    return translated(told({"template": said["template"], "values": words}), language)


def _word(name: str, value: object, factor: str, called: Names) -> object:
    """Give a value of a sentence as the domain calls it, by the value's name in the sentence."""
    if name in _CALLED:
        return ", ".join(called.word(label) for label in str(value).split(", "))
    if name == "kind":
        return ingest.KINDS.get(str(value), value)
    if name == "factor":
        return called.key(factor)
    if factor and name in _LEVELS:
        return ", ".join(called.value(factor, level) for level in str(value).split(", "))
    return value


def _cell(pair: str, called: Names) -> str:
    """Name a pair of conditions such as “door=open × light=dim”."""
    parts = [part.partition("=") for part in pair.split(" × ")]
    return " × ".join(f"{called.key(key)}: {called.value(key, level)}" for key, _, level in parts)


def to_html(
    report: Json,
    language: Language,
    *,
    title: str = "",
    made_at: str = "",
    thumbnail: Thumbnail = lambda _: None,
) -> str:
    """Make one page that needs nothing else; `thumbnail` gives RGB by record id."""
    return _template().render(
        report=report,
        language=language,
        called={raw: words[language] for raw, words in report.get("names", {}).items()},
        title=title,
        made_at=made_at,
        words={key: translated(text, language) for key, text in _WORDS.items()},
        verdicts={v.value: translated(text, language) for v, text in VERDICTS.items()},
        dimensions={d.value: translated(text, language) for d, text in DIMENSIONS.items()},
        classes=_bars(report, language),
        more_classes=_more(report, language),
        pairs=_pairs(report, thumbnail),
        doubtful=_doubtful(report, thumbnail),
        confusion=_confusion(report),
        groups=_groups(report, language),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["percent"] = percent
    source = files("dure.quality").joinpath("report.html.j2").read_text("utf-8")
    return environment.from_string(source)


def percent(share: float | None) -> str:
    """Write a share for people; 99.96 % is never rounded up to 100 %."""
    if share is None:
        return "–"
    floored = int(share * 1000 + 1e-9) / 10
    return f"{floored:g} %"


def _counted(report: Json, language: Language) -> Counter[str]:
    """Count records by what their class is called; each has one label or else boxes."""
    counts: Counter[str] = Counter()
    for label, count in report["profile"]["classes"].items():
        words = report.get("names", {}).get(label)
        counts[words[language] if words else label] += count
    return counts


def _bars(report: Json, language: Language) -> list[Json]:
    counts = _counted(report, language)
    most = max(counts.values(), default=0) or 1
    shown = counts.most_common(_CLASSES)
    return [{"label": name, "count": n, "share": n / most} for name, n in shown]


def _more(report: Json, language: Language) -> str:
    rest = len(_counted(report, language)) - _CLASSES
    text = say("{count} further classes have no more records than these.", count=rest)
    return translated(text, language) if rest > 0 else ""


def _of(report: Json, *kinds: str) -> Iterable[Json]:
    return (f for f in report["findings"] if f["kind"] in kinds)


def _pairs(report: Json, thumbnail: Thumbnail) -> list[Json]:
    """Give the first pair of each cluster of copies, leaks first."""
    found = [*_of(report, "leak"), *_of(report, "near_duplicate"), *_of(report, "exact_duplicate")]
    sheets: dict[tuple[str, str], Json] = {}
    for finding in found:
        pair = finding["evidence"]["pairs"][0]
        key = (pair["first"], pair["second"])
        if key in sheets or len(sheets) == _PAIRS:
            continue
        names = {r["id"]: r["path"] for r in finding["records"]}
        pictures = [{"path": names.get(id, ""), "source": _source(thumbnail(id))} for id in key]
        sheets[key] = {"finding": finding, "pictures": pictures, **pair}
    return list(sheets.values())


def _doubtful(report: Json, thumbnail: Thumbnail) -> list[Json]:
    found = islice(_of(report, "label_issue"), _ISSUES)
    return [
        {**f, **f["records"][0], "source": _source(thumbnail(f["records"][0]["id"]))} for f in found
    ]


def _confusion(report: Json) -> Json:
    """Count given × suggested of the doubtful labels, over the classes that are in most of them."""
    counts = Counter(
        (f["evidence"]["given"], f["evidence"]["suggested"]) for f in _of(report, "label_issue")
    )
    weight: Counter[str] = Counter()
    for (given, suggested), n in counts.items():
        weight.update({given: n, suggested: n})
    shown = sorted(name for name, _ in weight.most_common(_CONFUSED))
    rows = [{"label": g, "cells": [counts.get((g, s), 0) for s in shown]} for g in shown]
    return {"labels": shown, "rows": rows, "most": max(counts.values(), default=0)}


def _groups(report: Json, language: Language) -> list[Json]:
    """Gather findings by kind, in the order of their urgency, with the first one's words."""
    groups: dict[tuple[str, str], Json] = {}
    for finding in report["findings"]:
        key = (finding["kind"], finding["severity"])
        group = groups.setdefault(
            key,
            {
                "kind": finding["kind"],
                "severity": finding["severity"],
                "message": finding["message"][language],
                "advice": finding["advice"][language],
                "findings": 0,
                "count": 0,
                "paths": [],
            },
        )
        group["findings"] += 1
        group["count"] += finding["count"] or finding["evidence"].get("count", 1)
        room = max(0, 3 - len(group["paths"]))
        group["paths"] += [r["path"] for r in finding["records"][:room]]
    return list(groups.values())


def _source(picture: "np.ndarray[Any, np.dtype[np.uint8]] | None") -> str:
    """Give a picture as a data address, small enough that a page of them can be mailed."""
    if picture is None:
        return ""
    image = Image.fromarray(np.ascontiguousarray(picture)).convert("RGB")
    image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=72, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


class RecordNamed(Wire):
    id: UUID
    path: str


class RecordFinding(Wire):
    check: str
    kind: str
    severity: str
    score: float | None
    message: str
    advice: str
    records: list[RecordNamed] = Field(description="all that the finding is about, 200 at most")

    @classmethod
    def of(cls, stored: Mapping[str, Any], language: Language) -> "RecordFinding":
        """Read a finding of a stored report in one language."""
        return cls(
            check=stored["check"],
            kind=stored["kind"],
            severity=stored["severity"],
            score=stored["score"],
            message=stored["message"][language],
            advice=stored["advice"][language],
            records=[RecordNamed(**each) for each in stored["records"]],
        )


class Verification(Wire):
    job: UUID


class ReportRead(Wire):
    id: UUID
    verdict: str
    created_at: datetime


def write_report(
    workspace: Workspace, actor: Actor, row: QualityReportRow, folder: Path, *, title: str
) -> list[Path]:
    """Write the report as ``report.json`` and as a page in Korean and in English."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = service.digests(workspace, actor, row)
    with workspace.reading() as db:
        report = named(row.report, catalog.get(db, actor, DatasetId(row.dataset)).domain)

    def thumbnail(record: str) -> "np.ndarray[Any, np.dtype[np.uint8]] | None":
        digest = digests.get(record)
        content = workspace.blobs.read_derived("preview", digest) if digest else None
        if content is None or content[:2] != b"\xff\xd8":
            return None
        return np.asarray(Image.open(BytesIO(content)).convert("RGB"))

    made_at = row.created_at.date().isoformat()
    pages = {
        f"report.{lang}.html": to_html(
            report, lang, title=title, made_at=made_at, thumbnail=thumbnail
        )
        for lang in get_args(Language)
    }
    document = json.dumps(report, ensure_ascii=False, indent=1)
    written = []
    for name, content in {**pages, "report.json": document}.items():
        (folder / name).write_text(content, encoding="utf-8")
        written.append(folder / name)
    return written
