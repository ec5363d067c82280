"""The heads: each learns classes on frozen features; one file a member.

A head is a module with::

    def fit(features, classes, n_classes, *, seed=0) -> Head      # see `dure.autolabel.model`
    def from_arrays(arrays) -> Head                               # the inverse of `Head.arrays`

`fit` raises `Invalid` where nothing can be learned: NaN, equal vectors, a single class. A class of
one example is learned from. A kept head is an ``npz`` file of plain arrays, read without pickle.
"""

import importlib
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, NotFound, Unavailable, say

from ..model import Fit, Head

NAMES = ("whitened", "linear")
DEFAULT = "whitened"
_FORMAT = 1


def learner(name: str = DEFAULT) -> Fit:
    """Give the way to learn of this name; raises `NotFound`."""
    return cast(Fit, _module(name).fit)


def save(head: Head, path: Path) -> None:
    """Keep a head in a file whose name ends in ``.npz``."""
    name = type(head).__module__.rpartition(".")[2]
    np.savez_compressed(
        path, head=np.array(name), format=np.array(_FORMAT), allow_pickle=False, **head.arrays()
    )


def load(path: Path) -> Head:
    """Read a head back; raises `Invalid` where the file is none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        return _readers(int(arrays.pop("format")))[str(arrays.pop("head"))](arrays)
    except (OSError, ValueError, LookupError, EOFError, BadZipFile, zlib.error, TypeError) as error:
        raise Invalid(
            say(
                "“{file}” holds no head that this version of Dure can read; learn it again.",
                file=path.name,
            )
        ) from error


def _readers(version: int) -> dict[str, Callable[[dict[str, NDArray[Any]]], Head]]:
    return {name: _module(name).from_arrays for name in NAMES} if version == _FORMAT else {}


def _module(name: str) -> ModuleType:
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise NotFound(say("There is no head “{name}”; known are {known}.", name=name, known=known))
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as missing:
        raise Unavailable(
            say(
                "The head “{name}” needs {library}, which is not installed; install it with pip.",
                name=name,
                library="scikit-learn" if missing.name == "sklearn" else missing.name,
            )
        ) from None
