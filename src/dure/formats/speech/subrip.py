"""SubRip (``.srt``): numbered captions with times to the millisecond."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dure.core import Labelled, Transcript

from ..base.captions import Caption, beside, blocks, cue_of, fit, lost, one_block, record_of, wrong
from ..base.hearing import Hearing, texts
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.times import clocked
from ..base.writing import Folders, Holds, Sized

_MARKUP = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^>]*)?>|\{\\[^}]*\}", re.IGNORECASE)


def _lost(labelled: Labelled) -> Iterator[str]:
    yield from lost(labelled)
    yield from ("markup" for text in texts(labelled) if _MARKUP.search(text))
    yield from ("empty_text" for text in texts(labelled) if not text)


HOLDS = Holds(
    kinds=frozenset({Transcript}),
    keeps=frozenset({"markup"}),
    times=True,
    splits=False,
    one_stem=True,
    untimed=False,
    further=_lost,
)


def find(listing: Listing) -> Iterator[Found]:
    """Find the caption files, by their extension."""
    for name in listing.of("srt"):
        yield listing.claim("subrip", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the captions of one recording; their numbers say nothing."""
    name = files[0]
    issues = Issues(name)
    try:
        text = load_text(root, name, issues)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    hearing = Hearing(media, name, issues)
    record, language = record_of(hearing, name)
    for line, block in blocks(text):
        cue = cue_of(line, block)
        if cue is None:
            wrong(issues, line)
        elif span := fit(cue, hearing, record):
            plain = _MARKUP.sub("", cue.payload)
            extra = {"markup": cue.payload} if plain != cue.payload else {}
            said = Transcript(plain, None, *span, language=language, attributes=extra)
            record.annotations.append(said)
    return Reading(hearing.labelled(), issues.all(), files)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a caption file beside each recording; give the number of captions."""
    folders = Folders(to)
    count = 0
    for name, captions in beside(images, "srt"):
        rows = (f"{n}\n{_cue(one)}" for n, one in enumerate(captions, 1))
        folders.write(name, "\n".join(rows))
        count += len(captions)
    return count


def _cue(caption: Caption) -> str:
    (start, end), said = caption
    times = f"{clocked(start)} --> {clocked(end)}".replace(".", ",")
    marked = str(said.attributes.get("markup", ""))
    text = one_block(said.text)
    return f"{times}\n{marked if _MARKUP.sub('', marked) == text and marked else text}\n"
