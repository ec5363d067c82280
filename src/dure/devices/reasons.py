"""The reasons of the tables, in the reader's language."""

from collections.abc import Mapping
from functools import cache

from . import vocabulary


def told(reason: str, language: str) -> str:
    """Give a reason in Korean or, as the tables write it, in English."""
    return _korean().get(reason, reason) if language == "ko" else reason


@cache
def _korean() -> Mapping[str, str]:
    return dict(vocabulary.table("reasons.ko.yaml"))
