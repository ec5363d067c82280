"""What WebVTT and SubRip share: blocks of lines with times, and names that tell the language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dure.core import Labelled, Transcript, say

from .hearing import Hearing, Record, finer_than_ms, instants, spans, stem_of, texts
from .reading import Issues
from .splits import split_of_path
from .times import Span, Where, clock, on_ms
from .writing import Sized

Caption = tuple[Span, Transcript]
_TIMES = re.compile(r"[ \t]*(\S+)[ \t]+-->[ \t]+(\S+)[ \t]*(.*)")
_TAGGED = re.compile(r"(.+)\.([a-z]{2,3}(?:-\w+)?)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption as written: its times are not yet told from nonsense."""

    name: str
    start: float | None
    end: float | None
    settings: str
    payload: str
    line: int


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the blocks that blank lines part, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines_of(text), ""], 1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def lines_of(text: str) -> list[str]:
    """Part a text into lines, whichever way they end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cue_of(line: int, block: list[str]) -> Cue | None:
    """Read a block as a caption; None where it has no times."""
    at = next((i for i, one in enumerate(block[:2]) if "-->" in one), None)
    match = _TIMES.fullmatch(block[at]) if at is not None else None
    if at is None or match is None:
        return None
    name = block[0] if at else ""
    payload = "\n".join(block[at + 1 :])
    return Cue(name, clock(match[1]), clock(match[2]), match[3].strip(), payload, line)


def record_of(hearing: Hearing, name: str) -> tuple[Record, str | None]:
    """Find the recording of a file such as ``a.vtt`` or ``a.ko.vtt``, and the language it names."""
    stem = stem_of(name)
    match = _TAGGED.fullmatch(stem)
    record = hearing.of(stem, match[1]) if match else hearing.of(stem)
    record.split = split_of_path(name)
    tagged = match is not None and stem_of(record.path) == match[1]
    return record, match[2] if match and tagged else None


def fit(cue: Cue, hearing: Hearing, record: Record) -> Span | None:
    """Cut a caption to its recording; one without a length is refused as well."""
    start, end = cue.start, cue.end
    return hearing.fit(record, start, end, Where(cue.payload[:40], cue.name or cue.line, cue.line))


def wrong(issues: Issues, line: int) -> None:
    """Report a block that is no caption."""
    message = say(
        "The block at line {line} has no times; write them as “00:00:01.000 --> 00:00:02.000”.",
        line=line,
    )
    issues.add("wrong_line", message, line=line)


def lost(labelled: Labelled) -> Iterator[str]:
    """Name the losses that all captions share."""
    yield from finer_than_ms(labelled)
    yield from instants(labelled)
    yield from ("signs" for text in texts(labelled) if one_block(text) != text)


def one_block(text: str) -> str:
    """Give a text without the blank lines that would end a caption."""
    lines = lines_of(text)
    return "\n".join(line for line in lines if line) if len(lines) > 1 else text


def kept(image: Sized) -> list[Caption]:
    """Give what can be written of a recording, in the order of time."""
    timed = ((Span(*map(on_ms, s)), a) for s, a in spans(image) if isinstance(a, Transcript))
    return sorted((one for one in timed if one[0].start < one[0].end), key=lambda one: one[0])


def beside(images: Iterable[Sized], extension: str) -> Iterator[tuple[str, list[Caption]]]:
    """Give for each recording the name of its file and the captions to write into it."""
    written: set[str] = set()
    for image in images:
        name = f"{stem_of(image.labelled.path)}.{extension}"
        found = kept(image) if name not in written else []
        if found:
            written.add(name)
            yield name, found
