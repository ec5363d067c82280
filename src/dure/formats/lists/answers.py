"""Tells who answered twice about one media file of a list, and whether alike."""

from collections.abc import Mapping, Sequence

from dure.core import Annotation, Sentence, say

from .columns import first

_WHO = (
    *("annotator", "annotator_id", "worker", "worker_id", "workerid", "labeler", "labeller"),
    *("labeler_id", "rater", "rater_id", "작업자", "작업자id", "라벨러", "주석자"),
)


class Answers:
    """Remembers what each annotator said of each media file; lists that name none stay silent."""

    def __init__(self, header: Sequence[str]) -> None:
        self._column = first(list(header), _WHO)
        self._given: dict[tuple[str, str], list[Annotation]] = {}

    def again(
        self, path: str, cells: Mapping[str, str], said: Sequence[Annotation], line: int
    ) -> tuple[str, Sentence] | None:
        """Take one row's answer; give kind and message where its annotator answered before."""
        who = cells.get(self._column or "", "").strip()
        if not who or not said:
            return None
        before = self._given.setdefault((path, who), [])
        new = [one for one in said if one not in before]
        told = _told(path, who, before, new, line) if before else None
        before += new
        return told


def _told(
    path: str, who: str, before: Sequence[Annotation], new: Sequence[Annotation], line: int
) -> tuple[str, Sentence]:
    if not new:
        return "repeated_answer", say(
            "Line {line} repeats the answer of “{annotator}” about “{name}”; it counts once.",
            line=line,
            annotator=who,
            name=path,
        )
    return "conflicting_labels", say(
        "“{annotator}” calls “{name}” {one} and, on line {line}, {other}; both were kept, decide "
        "which.",
        annotator=who,
        name=path,
        one=_words(before),
        line=line,
        other=_words(new),
    )


def _words(labels: Sequence[Annotation]) -> str:
    return ", ".join(f"“{getattr(one, 'label', '')}”" for one in labels)
