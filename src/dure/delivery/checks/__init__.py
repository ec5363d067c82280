"""What a delivery is held to: one check a file, each from the evidence to what disagrees."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..model import Evidence, Found
from . import counts, duplicates, manifests, public

Check = Callable[[Evidence], Iterable[Found]]
CHECKS: Mapping[str, Check] = {
    "manifests": manifests.check,
    "counts": counts.check,
    "duplicates": duplicates.check,
    "public": public.check,
}


def all_of(evidence: Evidence) -> Iterator[Found]:
    """Give everything that disagrees, check by check."""
    for check in CHECKS.values():
        yield from check(evidence)
