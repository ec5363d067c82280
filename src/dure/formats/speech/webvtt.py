"""WebVTT: captions with voices, languages and settings (W3C, "Web Video Text Tracks Format")."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dure.core import Severity, Transcript, say

from ..base.captions import Caption, beside, blocks, cue_of, fit, lost, one_block, record_of, wrong
from ..base.hearing import Hearing
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text, nothing
from ..base.times import Span, clocked
from ..base.writing import Folders, Holds, Sized

HOLDS = Holds(
    kinds=frozenset({Transcript}),
    keeps=frozenset({"speaker", "cue", "settings", "markup"}),
    times=True,
    splits=False,
    one_stem=True,
    language=True,
    untimed=False,
    further=lost,
)
_TAG = re.compile(r"<(/?)([a-z]*|[\d:.]+)((?:\.[^\s>]*)?)(?:[ \t\n]+([^>]*))?>")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "nbsp": "\xa0", "lrm": "\u200e", "rlm": "\u200f"}
_SIGN = re.compile("&(amp|lt|gt|nbsp|lrm|rlm);")
_LANGUAGE = re.compile(r"Language:\s*([\w-]+)")


def find(listing: Listing) -> Iterator[Found]:
    """Find the caption files, by their extension."""
    for name in listing.of("vtt"):
        yield listing.claim("webvtt", (name,))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the captions of one recording, a transcript a voice."""
    name = files[0]
    issues = Issues(name)
    try:
        text = load_text(root, name, issues)
    except Refused as refused:
        issues.refuse(refused)
        return nothing(issues, *files)
    if not text.startswith("WEBVTT"):
        message = say("“{name}” does not begin with WEBVTT; write that line first.", name=name)
        issues.add("wrong_type", message)
        return nothing(issues, *files)
    hearing = Hearing(media, name, issues)
    record, language = record_of(hearing, name)
    for line, block in blocks(text):
        word = block[0].split(" ")[0]
        cue = cue_of(line, block)
        if cue is None and word == "WEBVTT":
            stated = next(filter(None, map(_LANGUAGE.match, block)), None)
            language = stated[1] if stated else language
        elif cue is None and word in ("NOTE", "STYLE", "REGION"):
            message = say("The block “{kind}” at line {line} is no caption.", kind=word, line=line)
            issues.add("left_out", message, severity=Severity.NOTE, line=line)
        elif cue is None:
            wrong(issues, line)
        elif span := fit(cue, hearing, record):
            about = {"cue": cue.name, "settings": cue.settings}
            record.annotations += _said(cue.payload, span, language, about)
    return Reading(hearing.labelled(), issues.all(), files)


class _Voice(NamedTuple):
    """Part of a caption that one person says."""

    speaker: str
    text: str
    markup: str
    language: str | None


def _said(
    payload: str, span: Span, language: str | None, about: dict[str, str]
) -> Iterator[Transcript]:
    voices = list(_voices(payload))
    for one in voices:
        marked = one.markup if _plain(one.markup) != one.markup and "<" in one.markup else ""
        kept = {**about, "speaker": one.speaker, "markup": marked}
        extra = {key: value for key, value in kept.items() if value}
        said = one.language or language
        yield Transcript(one.text, None, *span, language=said, attributes=extra)


def _voices(payload: str) -> Iterator[_Voice]:
    """Part a caption where the voice changes; tags of voice and language are not kept."""
    parts: list[tuple[str, str | None, list[str]]] = [("", None, [])]
    at, speaker, language = 0, "", None
    for match in _TAG.finditer(payload):
        closing, tag, _, value = match.groups()
        if tag not in ("v", "lang"):
            continue
        parts[-1][2].append(payload[at : match.start()])
        at = match.end()
        if tag == "v":
            speaker = "" if closing else _unescaped(value or "").strip()
        else:
            language = None if closing else value
        parts.append((speaker, language, []))
    parts[-1][2].append(payload[at:])
    spoken = [_Voice(s, _plain(m).strip("\n"), m, lang) for s, lang, (m, *_) in parts]
    voices = [one for one in spoken if one.text.strip()]
    yield from voices or [max(spoken, key=lambda one: (one.text, one.speaker, one.language or ""))]


def _plain(markup: str) -> str:
    return _unescaped(_TAG.sub("", markup))


def _unescaped(text: str) -> str:
    return _SIGN.sub(lambda match: _SIGNS[match[1]], text)


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a caption file beside each recording; give the number of captions."""
    folders = Folders(to)
    count = 0
    for name, captions in beside(images, "vtt"):
        folders.write(name, "WEBVTT\n\n" + "\n".join(map(_cue, captions)))
        count += len(captions)
    return count


def _cue(caption: Caption) -> str:
    (start, end), said = caption
    get = {key: str(value) for key, value in said.attributes.items()}.get
    name, settings = one_block(get("cue", "")), get("settings", "")
    head = f"{name}\n" if name and "-->" not in name and "\n" not in name else ""
    times = f"{clocked(start)} --> {clocked(end)} {settings}".rstrip()
    text = one_block(said.text)
    marked = get("markup", "")
    payload = marked if marked and _plain(marked) == text else _escaped(text)
    if speaker := get("speaker"):
        payload = f"<v {_escaped(speaker)}>{payload}</v>"
    if said.language:
        payload = f"<lang {said.language}>{payload}</lang>"
    return f"{head}{times}\n{payload}\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
