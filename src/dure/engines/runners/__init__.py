"""The engines' runners: one module an engine, imported when the engine is opened or installed.

A runner is a module with::

    def open(path: Path, *, threads: int = 2) -> object       # the protocol of its kind
    def convert(source: Path, target: Path) -> None           # optional: package's file to ONNX

`convert` reads the first member that the list of models names (the others lie beside it) and
writes `target`. It trusts the file no further than its digest: it runs no code of the package.
Modules that begin with an underscore are shared converters and no runners.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dure.core import Unavailable, say

NAMES = ("efficientnet_lite0", "nanodet", "oidv4", "silero", "use_multilingual", "kiwi")


class Open(Protocol):
    """Opens the files of one engine."""

    def __call__(self, path: Path, *, threads: int = 2) -> object:
        """Give the engine; `path` is the artefact's `file`."""


@dataclass(frozen=True, slots=True)
class Runner:
    """What the module of an engine offers."""

    open: Open
    convert: Callable[[Path, Path], None] | None


def runner(name: str) -> Runner:
    """Import the module of a runner; raises `Unavailable` where something it needs is missing."""
    if name not in NAMES:
        raise Unavailable(say("There is no runner “{name}” in this version of Dure.", name=name))
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except ImportError as error:
        raise Unavailable(
            say(
                "The engine “{name}” cannot be loaded ({reason}); install Dure with its extra "
                "“server”.",
                name=name,
                reason=error,
            )
        ) from error
    return Runner(module.open, getattr(module, "convert", None))
