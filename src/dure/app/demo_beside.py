"""Make the demonstration in a process of its own while the server runs.

A newcomer sees the first page at once and watches the data arrive; the server's process keeps its
time for answering. When the server ends the maker ends, and the next start goes on with it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dure.core import say
from dure.kit import console
from dure.kit.context import Context
from dure.kit.text import translated

from . import demo, demo_people

_PROGRAM = "from dure.app.cli import main; main()"
_LOG = "demo.log"
_POLITE = 10  # niceness: pages come first
_END_S = 5.0


def prepare(context: Context) -> None:
    """Found the alliance where a demonstration is wanted, so that its people can be greeted."""
    if demo.is_wanted(context.workspace):
        demo.begin(context.workspace)
        demo_people.settle(context)


@contextmanager
def making(context: Context) -> Iterator[None]:
    """Let the demonstration be made while the block runs, where the workspace wants one."""
    if not demo.is_wanted(context.workspace):
        yield
        return
    told = say("The simulated alliance is bringing its data; watch them arrive in the browser.")
    console.out.print(translated(told, context.language))
    sys.stdout.flush()
    with _started(context) as maker:
        try:
            yield
        finally:
            _end(maker)


@contextmanager
def _started(context: Context) -> Iterator[subprocess.Popen[bytes]]:
    place = demo.folder(context.workspace)
    place.mkdir(parents=True, exist_ok=True)
    words = ["--home", str(context.workspace.home), "--lang", context.language, "demo", "--json"]
    with (place / _LOG).open("ab") as log:
        maker = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-c", _PROGRAM, *words], stdout=log, stderr=log
        )
    with suppress(OSError, AttributeError):  # no niceness where the system has none
        os.setpriority(os.PRIO_PROCESS, maker.pid, _POLITE)
    yield maker


def _end(maker: subprocess.Popen[bytes]) -> None:
    """Break the maker off; what it has done stays, and the next start goes on."""
    maker.terminate()
    try:
        maker.wait(_END_S)
    except subprocess.TimeoutExpired:
        maker.kill()
        maker.wait()
