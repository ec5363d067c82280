"""Shuffled reading at training speed: groups in random order, a buffer, threads that decode."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from typing import Any

import numpy as np

from .shards import Group, Positions, Shards, decoded

_DECODERS = 2
_AHEAD = 32
_Raw = tuple[dict[str, Any], dict[str, Any]]


def shuffled(
    shards: Shards, positions: Positions, seed: int, buffer: int
) -> Iterator[dict[str, Any]]:
    """Give every row once, decoded, in an order that `seed` decides.

    Row groups are read in random order by one thread ahead of need; a row leaves the buffer of
    `buffer` rows at random and is decoded by one of two threads. The two numbers are those of
    the fastest loader measured on two cores; Pillow and simplejpeg release the interpreter lock.
    """
    # not for secrets: the order must be the same again for the same seed
    chance = Random(seed)  # noqa: S311
    reader = ThreadPoolExecutor(1, thread_name_prefix="dure-read")
    decoders = ThreadPoolExecutor(_DECODERS, thread_name_prefix="dure-decode")
    waiting: deque[Future[dict[str, Any]]] = deque()
    try:
        for facts, media in _mixed(_read(shards, positions, chance, reader), chance, buffer):
            waiting.append(decoders.submit(decoded, facts, media))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        reader.shutdown(wait=True, cancel_futures=True)
        decoders.shutdown(wait=True, cancel_futures=True)


def _read(
    shards: Shards,
    positions: Positions,
    chance: Random,
    reader: ThreadPoolExecutor,
) -> Iterator[_Raw]:
    groups = shards.groups(positions)
    chance.shuffle(groups)
    ordered = np.sort(positions)
    ahead: Future[list[_Raw]] | None = None
    for group in groups:
        following = reader.submit(shards.rows_of, group, _inside(ordered, group))
        if ahead is not None:
            yield from ahead.result()
        ahead = following
    if ahead is not None:
        yield from ahead.result()


def _inside(ordered: Positions, group: Group) -> list[int]:
    first, last = np.searchsorted(ordered, [group.start, group.end])
    found: list[int] = ordered[first:last].tolist()
    return found


def _mixed(rows: Iterator[_Raw], chance: Random, buffer: int) -> Iterator[_Raw]:
    held: list[_Raw] = []
    for row in rows:
        held.append(row)
        if len(held) >= max(buffer, 1):
            yield _draw(held, chance)
    while held:
        yield _draw(held, chance)


def _draw(held: list[_Raw], chance: Random) -> _Raw:
    place = chance.randrange(len(held))
    held[place], held[-1] = held[-1], held[place]
    return held.pop()
