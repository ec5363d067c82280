"""Write files so that nobody ever sees half of one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing(target: Path, *, has_folder: bool = False) -> Iterator[Path]:
    """Give a path to write to; it takes the target's name if the block ends well, else it goes.

    Of two who write the same at the same moment the later one stays.

    Args:
        target: what the file will be called.
        has_folder: the caller knows that the target's folder is there, which saves asking.
    """
    if not has_folder:
        target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.parent / f".{target.name[:32]}-{secrets.token_hex(6)}"
    try:
        yield beside
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
