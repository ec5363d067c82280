"""Examine media files: what a file is, read from its bytes, and whether it is whole.

Members: ``image``, ``audio``, ``video``, ``series``, ``status``, ``text``. Each is imported when
its first file comes, so that importing this folder costs next to nothing.

Kinds of refusal (stable; they become `core.Issue.kind`):

=================  ==================================================================
empty              the file has no bytes
truncated          the file ends before its content does
damaged            bytes inside the file are wrong
packed             an archive with media in it, to be converted first
unreadable         the decoder gives up for a reason that it does not name
too_large          over 100 megapixels, or larger than a file of its kind may be
not_a_picture      the name says picture, the content is something else
not_a_sound        the name says sound, the content is something else
not_a_video        the name says video, the content is something else, or has no frames
not_a_series       the name says table, the content is something else or has no numbers
not_a_status       the name says JSON, the content is something else
not_a_text         the name says text, the content is something else
no_samples         a sound or table without a single sample
unknown_json       JSON, but not the status of a device that Dure knows
document           licences, read-mes, manuals: kept aside (severity note)
unsupported        a kind that Dure does not take; harmless ones are notes
=================  ==================================================================

Kinds of note (the file is taken): ``misnamed``, ``trailing_bytes``, ``wrong_header``,
``odd_bytes``, ``not_finite``, ``uneven_rows``, ``time_not_ascending``, ``holds_credentials``,
``not_decoded`` (a video whose pictures were not looked at), ``not_playable``, ``sound_stays`` (in
its video: it is no stream of its own), ``more_sounds``.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import BinaryIO, cast

from dure.core import Modality, Probe, Sentence, say

from .magic import FAMILY_OF_FORMAT, FAMILY_OF_SUFFIX, FORMATS_OF_SUFFIX, format_of

__all__ = ["Examined", "Note", "Refused", "Source", "cleared", "examine", "kind_of", "stays"]

_HEAD = 4096
_CLEARING = {
    Modality.IMAGE: "image_cleared",
    Modality.AUDIO: "audio_cleared",
    Modality.VIDEO: "video_cleared",
    Modality.DEVICE_STATUS: "status",
}
_DOCUMENT = re.compile(
    r"^(?i:(.*_)?licen[sc]e|readme)(?![a-zA-Z])|^(NOTICE|COPYING|AUTHORS|CHANGELOG)$"
    r"|(?i:\.(md|rst|html?|pdf|docx?|hwpx?|rtf)$)"
)
_HARMLESS = re.compile(
    r"^(\.ds_store|thumbs\.db|desktop\.ini|\.gitkeep|\.gitignore|\._.*)$|\.(ya?ml|xml)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about a file that was taken nevertheless."""

    kind: str
    message: Sentence


@dataclass(frozen=True, slots=True)
class Examined:
    """What examining one file found.

    Attributes:
        probe: what the file says of itself.
        preview: a JPEG whose longer side is at most 256 pixels, upright, for a picture and for
            the first key frame of a video; peaks for a sound, as JSON in the layout of BBC
            audiowaveform; nothing otherwise.
        preview_type: media type of the preview.
        notes: what was odd.
    """

    probe: Probe
    preview: bytes | None = None
    preview_type: str | None = None
    notes: tuple[Note, ...] = field(default=())


class Refused(Exception):
    """The file cannot be taken in; `note` says that nothing is lost by leaving it out."""

    def __init__(self, kind: str, message: Sentence, *, note: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.note = note


@dataclass(frozen=True, slots=True)
class Source:
    """A file under examination: its whole content, or its path where it is too large for that."""

    path: Path
    content: bytes | None
    format: str
    size: int

    def open(self) -> BinaryIO:
        """Open the bytes for reading in pieces."""
        return self.path.open("rb") if self.content is None else io.BytesIO(self.content)

    def read(self, limit: int) -> bytes:
        """Give the whole content; refuse files over the limit in bytes."""
        if self.size > limit:
            raise Refused(
                "too_large",
                say(
                    "The file has {megabytes} MB, and one of this kind may have {limit} MB.",
                    megabytes=self.size >> 20,
                    limit=limit >> 20,
                ),
            )
        return self.path.read_bytes() if self.content is None else self.content


def examine(name: str, path: Path, content: bytes | None) -> Examined:
    """Examine one file; raises `Refused` and nothing else for any content.

    Args:
        name: the name that it came under, with or without folders.
        path: where its bytes are.
        content: all of its bytes, or None for a large file, which is then read in pieces.
    """
    try:
        source = _source(name, path, content)
        member = _member(FAMILY_OF_FORMAT[source.format])
        found = cast("Callable[[Source], Examined]", member.examine)(source)
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            "unreadable",
            say(
                "The file cannot be read ({reason}); export it again from where it was made.",
                reason=type(error).__name__,
            ),
        ) from error
    return _with_name_checked(found, name, source.format)


def kind_of(name: str, head: bytes) -> str | None:
    """Name the member that takes a file, from its first bytes (at least 64), else None."""
    return FAMILY_OF_FORMAT.get(format_of(_suffix(name), head) or "")


def cleared(content: bytes, probe: Probe) -> tuple[bytes, str]:
    """Give what may be shown and released, and its media type.

    Removed are EXIF, XMP, IPTC, maker notes, places, serial numbers, comments, embedded
    thumbnails and whatever follows the end of the media; samples and pixels stay as they are,
    except that a picture stored rotated is turned upright and encoded again. From a device's
    status go access tokens and sessions. Tables and texts stay as they are. Raises `Refused`
    for what cannot be cleared: it is not to be served.
    """
    if (name := _CLEARING.get(probe.modality)) is None:
        return content, probe.media_type
    return cast("Callable[[bytes, Probe], tuple[bytes, str]]", _member(name).cleared)(
        content, probe
    )


def stays(probe: Probe) -> bool:
    """Tell whether a medium is shown and released as it came in: tables and texts are."""
    return probe.modality not in _CLEARING


def _source(name: str, path: Path, content: bytes | None) -> Source:
    base = PurePosixPath(name).name
    size = path.stat().st_size if content is None else len(content)
    head = _head(path) if content is None else content[:_HEAD]
    if _HARMLESS.search(base):
        raise _unsupported(base, note=True)
    if not size:
        raise Refused("empty", say("The file is empty; copy it again from where it was made."))
    found = format_of(_suffix(base), head)
    family = FAMILY_OF_FORMAT.get(found or "")
    if family not in ("image", "audio", "video") and _DOCUMENT.search(base):
        raise Refused("document", say("A document is kept aside, not taken as data."), note=True)
    _refuse_other_family(FAMILY_OF_SUFFIX.get(_suffix(base)), family, found)
    if found is None or family is None:
        raise _unsupported(base, note=False)
    return Source(path, content, found, size)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _refuse_other_family(claimed: str | None, family: str | None, found: str | None) -> None:
    if claimed is None or claimed == family:
        return
    what = found or "something else"
    messages = {
        "image": say("The name says picture, but the content is {found}; rename it.", found=what),
        "audio": say("The name says sound, but the content is {found}; rename it.", found=what),
        "video": say("The name says video, but the content is {found}; rename it.", found=what),
        "series": say("The name says table, but the content is {found}; rename it.", found=what),
        "status": say("The name says JSON, but the content is {found}; rename it.", found=what),
        "text": say("The name says text, but the content is {found}; rename it.", found=what),
    }
    kinds = {"image": "not_a_picture", "audio": "not_a_sound"}
    raise Refused(kinds.get(claimed, f"not_a_{claimed}"), messages[claimed])


def _unsupported(base: str, *, note: bool) -> Refused:
    message = say(
        "Dure does not take files of the kind “{kind}”; convert it or leave it out.",
        kind=_suffix(base) or base,
    )
    return Refused("unsupported", message, note=note)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _member(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def _with_name_checked(found: Examined, name: str, content_format: str) -> Examined:
    suffix = _suffix(name)
    if content_format in FORMATS_OF_SUFFIX.get(suffix, (content_format,)):
        return found
    note = Note(
        "misnamed",
        say(
            "The name ends in .{suffix}, but the content is {found}; it was taken as {found}.",
            suffix=suffix,
            found=content_format,
        ),
    )
    return replace(found, notes=(*found.notes, note))
