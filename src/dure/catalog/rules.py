"""Decisions of the catalogue: which layer's word counts, and what a data set may be called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dure.core import Annotation, Choice, Layer, Transcript

from .model import Standing

# People who settled it outrank people who said it, who outrank files, who outrank engines.
LAYERS = (Layer.GOLD, Layer.CONSENSUS, Layer.MEMBER, Layer.IMPORTED, Layer.ENGINE)
# A mark is found by an index, whose entries PostgreSQL limits to 2,700 bytes.
_LONGEST, _OVERLAP = 500, 50
_NOT_IN_NAME = re.compile(r"[^\w-]+")


def rank(layer: Layer) -> int:
    """Order layers, the one whose word counts first."""
    return LAYERS.index(layer)


def single_choice(annotations: Sequence[Annotation]) -> Choice | None:
    """Give the one class of a record, or None where it has none or several."""
    choices = [a for a in annotations if isinstance(a, Choice)]
    return choices[0] if len({c.label for c in choices}) == 1 else None


def label_of(choice: Choice) -> str:
    """Give the one word of a class: its path joined by ``/``."""
    return "/".join(choice.path or (choice.label,))


def standing(annotations: Sequence[Annotation]) -> Standing:
    """Tell in short what annotations say: a choice before shapes, the most frequent first."""
    choices = Counter(label_of(a) for a in annotations if isinstance(a, Choice))
    others = Counter(
        a.label for a in annotations if not isinstance(a, Choice | Transcript) and a.label
    )
    labels = [label for found in (choices, others) for label, _ in found.most_common()]
    scores = [a.score for a in annotations if a.score is not None]
    return Standing(tuple(dict.fromkeys(labels)), min(scores, default=None))


def marks(
    path: str, conditions: Mapping[str, Any], attributes: Mapping[str, Any], finding: str
) -> set[tuple[str, str]]:
    """Give what a record is found by beside its labels, as (key, value)."""
    told = [path, *map(str, attributes.values())]
    return {
        *((f"condition.{name}"[:_LONGEST], str(v)[:_LONGEST]) for name, v in conditions.items()),
        *(("finding", kind) for kind in finding.split(",") if kind),
        *([("simulated", "yes")] if is_simulated(attributes) else []),
        *(("words", piece) for piece in _pieces(searchable("\n".join(told)))),
    }


def joined(words: Iterable[str]) -> str:
    """Write words into one text, each between two line breaks, so that each is found whole."""
    lines = [" ".join(word.replace("\0", "").splitlines()) for word in words]
    return "\n".join(("", *lines, "")) if lines else ""


def levels(conditions: Mapping[str, Any]) -> str:
    """Write conditions into one text: factor, tab and level, each between two line breaks."""
    pairs = sorted((name.replace("\t", " "), str(v)) for name, v in conditions.items())
    return joined(f"{name}\t{value}" for name, value in pairs)


def is_simulated(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a record is no recording of anything real, as its files declare."""
    return str(attributes.get("simulated", "")).casefold() in ("true", "yes", "1")


def searchable(text: str) -> str:
    """Give text as it is searched: composed syllables, without difference of case."""
    return unicodedata.normalize("NFC", text).casefold().replace("\0", "")


def _pieces(text: str) -> Iterator[str]:
    """Split a long text into pieces that overlap, so that no short word is torn."""
    for start in range(0, max(1, len(text) - _OVERLAP), _LONGEST - _OVERLAP):
        yield text[start : start + _LONGEST]


def label_marks(labels: Iterable[str]) -> set[tuple[str, str]]:
    """Give the marks of labels."""
    return {("label", label[:_LONGEST]) for label in labels}


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


def plain(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Give a value as it comes back from JSON: lists for tuples."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value
