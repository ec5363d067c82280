"""NeMo's manifests: a JSON object a line, a stretch of a recording and what is said in it.

``audio_filepath`` names the recording, ``offset`` and ``duration`` the stretch (the whole, where
there is no offset), ``text`` what is said, ``label`` its class, ``lang`` the language. What all
rows of a recording say alike belongs to the recording, and what they say differently to the row.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dure.core import Annotation, Choice, Labelled, Segment, Transcript, say

from ..base.hearing import Hearing, Record, classes_of, finer_than_us
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.splits import split_of_file, split_of_name
from ..base.text import label_text
from ..base.times import Span, Where, on_us, seconds, span_of
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(
    kinds=frozenset({Transcript, Segment, Choice}),
    score=True,
    attributes=True,
    times=True,
    groups=True,
    columns=True,
    language=True,
    pronunciation=True,
    further=finer_than_us,
)
_OF_ROW = ("audio_filepath", "offset", "duration", "text", "label", "lang", "pronunciation")
_OWN = (*_OF_ROW, "score", "attributes", "split", "group")
_Row = dict[str, Any]


def looks_like(head: str) -> bool:
    """Tell whether the first line is an object that names a recording as NeMo does."""
    line = head.lstrip().split("\n", 1)[0]
    return line.startswith("{") and '"audio_filepath"' in line


def find(listing: Listing) -> Iterator[Found]:
    """Find manifests among the files of JSON lines."""
    for name in listing.of("jsonl", "ndjson", "manifest"):
        if looks_like(listing.head(name)):
            yield listing.claim("nemo", (name,))


def read(root: Path, name: str, media: Media) -> Reading:
    """Read one manifest; rows that cannot be taken are named with their line."""
    issues = Issues(name)
    try:
        lines = load_text(root, name, issues).split("\n")
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, name)
    hearing = Hearing(media, name, issues)
    rows: dict[str, list[tuple[Record, _Row, list[int]]]] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and (row := _row(line, number, issues)):
            record = hearing.of(str(row["audio_filepath"]), line=number)
            found = _said(row, record, hearing, issues, number)
            at = list(range(len(record.annotations), len(record.annotations) + len(found)))
            record.annotations += found
            rows.setdefault(record.path, []).append((record, row, at))
    for of_record in rows.values():
        _share(of_record, split_of_file(name))
    labelled = hearing.labelled()
    return Reading(labelled, issues.all(), (name,), classes_of(labelled))


def _row(line: str, number: int, issues: Issues) -> _Row | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if isinstance(row, dict) and isinstance(row.get("audio_filepath"), str):
        return row
    message = say("Line {line} is no JSON object with an “audio_filepath”.", line=number)
    issues.add("broken_line", message, line=number)
    return None


def _said(
    row: _Row, record: Record, hearing: Hearing, issues: Issues, line: int
) -> list[Annotation]:
    where = Where(str(row.get("text", row.get("label", ""))), line, line)
    start, length = seconds(row.get("offset")), seconds(row.get("duration"))
    span: Span | None = None
    if row.get("offset") is not None:
        end = None if start is None or length is None else on_us(start + length)
        span = hearing.fit(record, start, end, where)
        if span is None:
            return []
    elif length is not None:
        _compare(length, record, issues, where)
    return list(_annotations(row, span))


def _compare(length: float, record: Record, issues: Issues, where: Where) -> None:
    if record.length is not None and abs(record.length - length) > max(0.1, record.length / 100):
        issues.warn(
            "duration_differs",
            say(
                "Line {line} states {stated} s, but the recording lasts {real} s; check it.",
                line=where.line,
                stated=length,
                real=round(record.length, 3),
            ),
            where.line,
        )


def _annotations(row: _Row, span: Span | None) -> Iterator[Annotation]:
    nested = row.get("attributes")
    extra: dict[str, Any] = dict(nested) if isinstance(nested, dict) else {}
    score = seconds(row.get("score")) if "score" in row else None
    label = label_text(row.get("label"))
    if label and span:
        yield Segment(label, *span, score, dict(extra))
    elif label:
        yield Choice(label, (), score, dict(extra))
    text = row.get("text")
    # Where a class is what is said, NeMo writes a dash for the text.
    if isinstance(text, str) and not (label and text == "-"):
        said, language = row.get("pronunciation"), row.get("lang")
        start, end = span or (None, None)
        yield Transcript(
            text,
            said if isinstance(said, str) else None,
            start,
            end,
            language if isinstance(language, str) and language else None,
            score,
            extra,
        )


def _share(rows: list[tuple[Record, _Row, list[int]]], split: str | None) -> None:
    """Give what all rows say alike to the recording, and the rest to what each row says."""
    record = rows[0][0]
    every = [{k: v for k, v in row.items() if k not in _OWN} for _, row, _ in rows]
    alike = {k: v for k, v in every[0].items() if all(k in o and o[k] == v for o in every)}
    record.attributes = {k: _text(v) for k, v in alike.items() if v not in (None, "")}
    record.split, record.group = split, None
    for (_, row, at), extra in zip(rows, every, strict=True):
        own = {k: v for k, v in extra.items() if k not in alike and v is not None}
        for index in at:
            record.annotations[index].attributes.update(own)
        stated = split_of_name(str(row["split"])) if row.get("split") else None
        record.split = stated or record.split
        if row.get("group") is not None:
            record.group = _text(row["group"])


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write ``manifest.jsonl``, a row a label; give the number of labels."""
    rows: list[str] = []
    count = 0
    for labelled, _, _, duration_s in images:
        found = [row for a in labelled.annotations if (row := _written(a))]
        count += len(found)
        whole = {} if duration_s is None else {"duration": on_us(duration_s)}
        about = {"audio_filepath": labelled.path}
        record = _about(labelled)
        rows += [
            json.dumps({**about, **whole, **row, **record}, ensure_ascii=False)
            for row in found or [{}]
        ]
    Folders(to).write("manifest.jsonl", "".join(f"{row}\n" for row in rows))
    return count


def _about(labelled: Labelled) -> dict[str, str]:
    named = {"split": labelled.split, "group": labelled.group}
    columns = {(f"attribute_{k}" if k in _OWN else k): v for k, v in labelled.attributes.items()}
    return {**{k: v for k, v in named.items() if v is not None}, **columns}


def _written(annotation: Annotation) -> dict[str, Any] | None:
    span = span_of(annotation)
    times = {}
    if span:
        start, end = map(on_us, span)
        times = {"offset": start, "duration": on_us(end - start)}
    match annotation:
        case Transcript(text=text, pronunciation=said, language=language):
            row = {"text": text, "pronunciation": said, "lang": language}
        case Segment(label=label) | Choice(label=label):
            row = {"label": label, "pronunciation": None, "lang": None}
        case _:
            return None
    more = {**row, "score": annotation.score, "attributes": annotation.attributes or None}
    return {**times, **{k: v for k, v in more.items() if v is not None}}
