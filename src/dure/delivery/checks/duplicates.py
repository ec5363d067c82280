"""The same content twice: inside the delivery, or in one that came before."""

from collections.abc import Iterator

from dure.core import Severity, say

from ..model import Evidence, Found


def check(evidence: Evidence) -> Iterator[Found]:
    """Name each file whose content counts no second time."""
    came = {file.path for file in evidence.files}
    for file in evidence.files:
        if file.duplicate_of is None:
            continue
        is_inside = file.duplicate_of in came and file.duplicate_of != file.path
        values = {"path": file.path, "first": file.duplicate_of}
        if is_inside:
            message = say("“{path}” has the content of “{first}”.", **values)
            yield Found("duplicate_inside", message, Severity.WARNING, file.path)
        else:
            message = say("“{path}” was delivered before, as “{first}”.", **values)
            yield Found("duplicate_earlier", message, Severity.WARNING, file.path)
