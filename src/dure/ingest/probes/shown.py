"""Make and store the form of a medium that may be shown and shared."""

from dure.core import NotFound, Probe, say
from dure.kit.blobs import Blobs, digest_of

from . import Refused, cleared, stays

Form = dict[str, object]
"""A row of the catalogue's cleared forms."""


def clear_one(blobs: Blobs, digest: str, probe: Probe) -> Form:
    """Make and store the form of one medium; what stays as it is is not even read."""
    if stays(probe):
        form = digest, probe.media_type, blobs.size(digest) or 0
    else:
        content, media_type = cleared(blobs.read(digest), probe)
        form = digest_of(content), media_type, len(content)
        blobs.put(form[0], content)
    return {
        "digest": digest,
        "cleared_digest": form[0],
        "media_type": form[1],
        "size": form[2],
    }


def shown_form(blobs: Blobs, digest: str, probe: Probe) -> Form:
    """Make the form of one medium that may be shown; raises `NotFound` where none can be made."""
    try:
        return clear_one(blobs, digest, probe)
    except Refused:
        why = say("This medium cannot be cleared of what identifies people, so it is not shown.")
        raise NotFound(why) from None
