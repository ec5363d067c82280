"""Folder as class: what the folders that media stand in say of them, pure.

A folder that holds media directly is a class, and the folders above it are its parents. Folders
named for a split (``train``) are taken out and say the split; folders named for structure
(``images``) are no class, and what stands directly in one has none. Names above a split or
structural folder are dropped where they are the same for all. Fewer than two classes are no
classification.
"""

from collections.abc import Iterable
from typing import NamedTuple

from dure.core import Choice, Labelled

from ..base.splits import split_of_name, split_of_path, structural
from ..base.text import composed


class Placed(NamedTuple):
    """Where one media file stands: its class from the root of the taxonomy, and its split."""

    path: str
    classes: tuple[str, ...]
    split: str | None


def place(paths: Iterable[str]) -> tuple[Placed, ...]:
    """Give the class path and split of each media file that has a class; none below two classes."""
    folders = {path: tuple(composed(path).split("/")[:-1]) for path in paths}
    wrapper = _wrapper({f for f in folders.values() if any(map(_said, f))})
    found = [
        Placed(path, classes, split_of_path(path))
        for path, folder in folders.items()
        if (classes := _classes(folder, wrapper))
    ]
    return tuple(found) if len({one.classes for one in found}) > 1 else ()


def label(paths: Iterable[str]) -> tuple[Labelled, ...]:
    """Give what the folders say of each media file, as the readers do."""
    return tuple(
        Labelled(
            one.path,
            (Choice(one.classes[-1], one.classes if len(one.classes) > 1 else ()),),
            split=one.split,
        )
        for one in place(paths)
    )


def _said(name: str) -> bool:
    return structural(name) or split_of_name(name) is not None


def _wrapper(folders: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the names above the first split or structural folder, where all share them."""
    heads = {f[: next(i for i, name in enumerate(f) if _said(name))] for f in folders}
    return heads.pop() if len(heads) == 1 else ()


def _classes(folder: tuple[str, ...], wrapper: tuple[str, ...]) -> tuple[str, ...]:
    below = folder[len(wrapper) :] if folder[: len(wrapper)] == wrapper else folder
    while below and split_of_name(below[-1]):
        below = below[:-1]
    if not below or structural(below[-1]):
        return ()
    return tuple(name for name in below if not _said(name))
