"""Examine texts: their encoding and their lines."""

from dure.core import Modality, Probe, say

from . import Examined, Refused, Source
from .wording import lines


def examine(source: Source) -> Examined:
    """Examine a text in UTF-8, UTF-16 or CP949; refuse binary content."""
    refusal = Refused(
        "not_a_text",
        say("The content is no text in UTF-8, UTF-16 or CP949; save it again as UTF-8."),
    )
    rows = sum(1 for _ in lines(source, refusal))
    return Examined(Probe(Modality.TEXT, "text/plain", rows=rows))
