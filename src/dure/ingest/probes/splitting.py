"""Keep the sound of a video as a stream of its own, beside the video."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from dure.core import Invalid, Modality, Probe, Stream, say
from dure.kit.blobs import Blobs
from dure.kit.files import Entry

from . import Note, Refused, examine, storing
from .reading import read

if TYPE_CHECKING:
    from dure.streams.soundtrack import Soundtrack

ROLE = "sound"
Split = tuple[tuple[Stream, ...], tuple[Note, ...]]
"""The streams that were split off, and what was odd about it."""


def split(blobs: Blobs, entry: Entry, content: bytes | None, probe: Probe) -> Split:
    """Split the sound off a video, if it has one and its coded samples can be copied.

    Raises:
        StorageFull: there is no room for it.
    """
    if probe.modality is not Modality.VIDEO or probe.sample_rate is None:
        return (), ()
    from dure.streams import soundtrack  # noqa: PLC0415  (heavy: numpy)

    with io.BytesIO(content) if content is not None else entry.path.open("rb") as file:
        try:
            found = soundtrack.find(file)
            return _kept(blobs, entry, file, found) if found else ((), ())
        except soundtrack.CannotSplit as error:
            return (), (Note("sound_stays", error.sentence),)
        except (Refused, Invalid, ValueError):
            message = say("The sound of the video cannot be read by itself; it stays in the video.")
            return (), (Note("sound_stays", message),)


def _kept(blobs: Blobs, entry: Entry, file: BinaryIO, found: "Soundtrack") -> Split:
    with TemporaryDirectory(prefix="dure-sound-") as folder:
        path = Path(folder, f"{ROLE}.{found.form}")
        with storing.room(), path.open("wb") as out:
            found.write(file, out)
        told = path.stat()
        part = Entry(path, f"{entry.name}#{ROLE}", told.st_size, told.st_mtime_ns)
        digest, held = read(part)
        examined = examine(path.name, path, held)
        storing.store(blobs, digest, part, held, examined)
    stream = Stream(ROLE, digest, part.size, examined.probe, start_s=found.start_s, path=part.name)
    return (stream,), _further(found.further)


def _further(count: int) -> tuple[Note, ...]:
    if not count:
        return ()
    message = say(
        "The video has {count} more tracks of sound; the first was split off, and all stay in the "
        "video.",
        count=count,
    )
    return (Note("more_sounds", message),)
