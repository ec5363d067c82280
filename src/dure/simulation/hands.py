"""Processes that draw and speak side by side, and share what is costly to make."""

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import sprites

Run = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]
"""Like `map`: calls a function for each of some things and gives what comes of them, in order."""
_ALONE_S = 1.0


@contextmanager
def hands(count: int) -> Iterator[Run]:
    """Give a map that works in so many processes; they start with the first work."""
    if count < 2:
        yield map
        return
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="dure-sprites-") as folder:
        begin = (os.getpid(), Path(folder))
        pool = ProcessPoolExecutor(count, fresh, initializer=_begin, initargs=begin)
        try:
            yield lambda make, things: pool.map(
                make, things, chunksize=max(1, len(things) // (6 * count))
            )
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(parent: int, folder: Path) -> None:
    """Share sprites, and end when the process that started this one is killed."""
    sprites.share(folder)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_ALONE_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
