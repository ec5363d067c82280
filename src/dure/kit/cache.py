"""Files that are made again where they are missing: below ``cache`` of the home, within a bound.

Nothing here is truth. What was looked at longest ago goes first, and what is in use stays.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from .clock import now

_FOLDER = "cache"
_IN_USE = timedelta(minutes=10)


def place(home: Path, kind: str, name: str) -> Path:
    """Give where a file is kept; its folder is there."""
    path = home / _FOLDER / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def has(path: Path) -> bool:
    """Tell whether a file is kept, and note that it is used now."""
    moment = now().timestamp()
    try:
        os.utime(path, (moment, moment))
    except FileNotFoundError:
        return False
    return True


def prune(home: Path, limit: int) -> tuple[int, int]:
    """Remove what was used longest ago until `limit` bytes are left; gives files and bytes."""
    kept = sorted(_files(home / _FOLDER))
    excess = sum(size for _, size, _ in kept) - limit
    young = (now() - _IN_USE).timestamp()
    files = freed = 0
    for used, size, path in kept:
        if freed >= excess or used > young:
            break
        path.unlink(missing_ok=True)
        files, freed = files + 1, freed + size
    return files, freed


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Give when each file was used, its size, and where it is."""
    for inside, _, names in os.walk(folder):
        for name in names:
            path = Path(inside, name)
            try:
                told = path.stat()
            except FileNotFoundError:
                continue
            yield told.st_mtime, told.st_size, path
