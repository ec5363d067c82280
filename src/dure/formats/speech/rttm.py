"""RTTM: who speaks when, a line a turn (NIST, Rich Transcription evaluation plan, appendix A).

The ten fields of a line are type, file, channel, start, duration, orthography, subtype, name,
confidence and look-ahead; ``<NA>`` stands where there is nothing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Annotation, Labelled, Segment, Transcript, say

from ..base.hearing import Hearing, classes_of, finer_than_us, labels, spans, stem_of
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.splits import split_of_path
from ..base.text import label_text
from ..base.times import Span, Where, on_us, plain, seconds
from ..base.writing import Folders, Holds, Sized

NONE = "<NA>"


def _lost(labelled: Labelled) -> Iterator[str]:
    yield from finer_than_us(labelled)
    yield from ("signs" for label in labels(labelled) if _one_word(label) != label)


HOLDS = Holds(
    kinds=frozenset({Segment}),
    score=True,
    keeps=frozenset({"channel"}),
    splits=False,
    one_stem=True,
    further=_lost,
)


def _one_word(text: str) -> str:
    word = re.sub(r"\s", "_", text)
    return f"_{word}" if word == NONE or not word else word


def find(listing: Listing) -> Iterator[Found]:
    """Find the files of turns, by their extension."""
    for name in listing.of("rttm"):
        yield listing.claim("rttm", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the turns of one or more recordings; words (``LEXEME``) become transcripts."""
    name = files[0]
    issues = Issues(name)
    try:
        lines = load_text(root, name, issues).split("\n")
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    rows = {n: line.split() for n, line in enumerate(lines, 1) if not line.startswith(";;")}
    rows = {n: cells for n, cells in rows.items() if cells}
    alone = len({cells[1] for cells in rows.values() if len(cells) > 1}) == 1
    hearing = Hearing(media, name, issues)
    for number, cells in rows.items():
        if len(cells) < 8 or not cells[0].replace("-", "").isalpha():
            _refuse(issues, number)
        elif cells[0] not in ("SPEAKER", "LEXEME"):
            _pass_over(issues, cells[0], number)
        else:
            record = hearing.of(*([stem_of(name)] if alone else []), cells[1], line=number)
            record.split = split_of_path(name)
            start, length = seconds(cells[3]), seconds(cells[4])
            end = None if start is None or length is None else on_us(start + length)
            word = cells[7] if cells[0] == "SPEAKER" else cells[5]
            span = hearing.fit(record, start, end, Where(word, number, number))
            if span and (said := _said(cells, span, issues, number)):
                record.annotations.append(said)
    labelled = hearing.labelled()
    return Reading(labelled, issues.all(), files, classes_of(labelled))


def _said(cells: list[str], span: Span, issues: Issues, line: int) -> Annotation | None:
    channel = {} if cells[2] in ("1", NONE) else {"channel": cells[2]}
    score = seconds(cells[8]) if len(cells) > 8 else None
    speaker = label_text(cells[7]) if cells[7] != NONE else None
    if cells[0] == "LEXEME":
        by = {"speaker": speaker} if speaker else {}
        word = "" if cells[5] == NONE else cells[5]
        return Transcript(word, None, *span, score=score, attributes=by | channel)
    if speaker is None:
        _refuse(issues, line)
        return None
    return Segment(speaker, *span, score, dict(channel))


def _refuse(issues: Issues, line: int) -> None:
    message = say("Line {line} is no turn of RTTM, which has ten fields.", line=line)
    issues.add("wrong_line", message, line=line)


def _pass_over(issues: Issues, kind: str, line: int) -> None:
    message = say(
        "Line {line} is of the type “{kind}”, which is not read and was left out.",
        line=line,
        kind=kind,
    )
    issues.warn("unsupported", message, line)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a file of turns beside each sound; give the number of turns."""
    folders = Folders(to)
    count = 0
    written: set[str] = set()
    for image in images:
        stem = stem_of(image.labelled.path)
        rows = [_row(stem, s, a) for s, a in spans(image) if isinstance(a, Segment)]
        if rows and stem not in written:
            written.add(stem)
            folders.write(f"{stem}.rttm", "".join(rows))
            count += len(rows)
    return count


def _row(stem: str, span: Span, turn: Segment) -> str:
    start, end = map(on_us, span)
    score = NONE if turn.score is None else repr(turn.score)
    channel = _one_word(str(turn.attributes.get("channel", "1")))
    name, file = _one_word(turn.label), _one_word(stem.rpartition("/")[2])
    length = plain(on_us(end - start))
    return f"SPEAKER {file} {channel} {plain(start)} {length} {NONE} {NONE} {name} {score} {NONE}\n"
