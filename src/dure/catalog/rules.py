"""Decisions of the catalogue: which layer's word counts, and what a data set may be called."""

import re
import unicodedata
from collections.abc import Sequence

from dure.core import Annotation, Choice, Layer

# People who settled it outrank people who said it, who outrank files, who outrank engines.
_RANK = (Layer.GOLD, Layer.CONSENSUS, Layer.MEMBER, Layer.IMPORTED, Layer.ENGINE)
_NOT_IN_NAME = re.compile(r"[^\w-]+")


def rank(layer: Layer) -> int:
    """Order layers, the one whose word counts first."""
    return _RANK.index(layer)


def single_choice(annotations: Sequence[Annotation]) -> Choice | None:
    """Give the one class of a record, or None where it has none or several."""
    choices = [a for a in annotations if isinstance(a, Choice)]
    return choices[0] if len({c.label for c in choices}) == 1 else None


def slug(name: str) -> str:
    """Make a data set's name of any text: lower case, words joined by hyphens; Korean stays."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    text = unicodedata.normalize("NFKC", folded).casefold()
    return _NOT_IN_NAME.sub("-", text).strip("-_")[:80].strip("-_") or "dataset"


def free_name(wanted: str, taken: set[str]) -> str:
    """Give the wanted name, or the first of wanted-2, wanted-3, … that is free."""
    if wanted not in taken:
        return wanted
    number = next(n for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
    return f"{wanted}-{number}"
