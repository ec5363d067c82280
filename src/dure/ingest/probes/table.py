"""What a probe needs of a table, whatever file it stands in."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    """What a probe needs of a table; `last` holds the last rows that are not among the first."""

    names: list[str]
    first: list[list[str]]
    last: list[list[str]] = field(default_factory=list)
    rows: int = 0
    uneven: int = 0
