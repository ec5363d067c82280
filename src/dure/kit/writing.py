"""Write files so that nobody ever sees half of one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """Give a path to write to; it takes the target's name if the block ends well, else it goes.

    Of two who write the same at the same moment the later one stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.parent / f".{target.name[:32]}-{secrets.token_hex(6)}"
    try:
        yield beside
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
