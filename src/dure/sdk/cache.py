"""The user's cache: files by their digest, so that a thing is fetched and checked once."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def folder() -> Path:
    """Give the cache folder: `DURE_CACHE`, or where this system keeps caches."""
    if chosen := os.environ.get("DURE_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "dure" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dure"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dure"


def place(digest: str) -> Path:
    """Give where the file with this SHA-256 lies, whether or not it is there."""
    return folder() / "files" / digest[:2] / digest


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def matches(path: Path, digest: str) -> bool:
    """Tell whether a file has this SHA-256; a file that has not changed is not read again."""
    stamp = _stamp(path, digest)
    if stamp.exists():
        return True
    if digest_of(path) != digest:
        return False
    with suppress(OSError):  # a read-only cache only costs the next check
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    return True


def _stamp(path: Path, digest: str) -> Path:
    state = path.stat()
    facts = f"{path.resolve()}\x1f{state.st_size}\x1f{state.st_mtime_ns}\x1f{digest}"
    return folder() / "checked" / hashlib.sha256(facts.encode()).hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes of this machine from fetching the same file at the same time."""
    try:
        import fcntl
    except ImportError:  # Windows: two fetches of one file may disturb each other
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
