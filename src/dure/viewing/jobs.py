"""Films that browsers do not play: what they are given instead, and the making of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from dure.core import Actor, Invalid, Modality, NotFound, RecordId, Sentence, Unavailable, say
from dure.kit import cache
from dure.kit.blobs import opened_blob
from dure.kit.context import Workspace
from dure.kit.db import Session
from dure.kit.jobs import enqueue, unfinished

from . import service
from .model import Playing, Shown

_WEBM = b"\x1a\x45\xdf\xa3"
Stream = Mapping[str, Any]
Report = Callable[[int, int | None], None]


def playing(home: Workspace, db: Session, actor: Actor, stream: Stream) -> Playing:
    """Tell what a browser is given of a film, and why not the film itself."""
    from dure.streams import pictures  # noqa: PLC0415  (heavy: numpy)

    way, codec = _way(home, stream), stream["probe"].get("codec") or "?"
    if way == "original":
        return Playing(Shown.ORIGINAL)
    if way == "rewrapped":
        return Playing(Shown.PROXY, _rewrapped())
    if cache.has(_place(home, stream)):
        return Playing(Shown.PROXY, _coded(codec))
    job = unfinished(db, actor, _key(stream))
    if job is not None:
        return Playing(Shown.MAKING, _being_made(codec), job.id)
    if pictures.can_decode():
        return Playing(Shown.UNMADE, _unmade(codec))
    return Playing(Shown.NONE, _not_here(codec))


def _rewrapped() -> Sentence:
    return say(
        "Browsers do not play the container of this video; shown is a copy of its frames in "
        "another, and the original stays as it is."
    )


def _coded(codec: str) -> Sentence:
    return say(
        "The video is coded as {codec}, which browsers do not play; shown is a copy coded anew, "
        "and the original stays as it is.",
        codec=codec,
    )


def _being_made(codec: str) -> Sentence:
    return say(
        "The video is coded as {codec}, which browsers do not play; a copy to look at is being "
        "made.",
        codec=codec,
    )


def _unmade(codec: str) -> Sentence:
    return say(
        "The video is coded as {codec}, which browsers do not play; let a copy be made to look at "
        "it.",
        codec=codec,
    )


def _not_here(codec: str) -> Sentence:
    return say(
        "The video is coded as {codec}, which browsers do not play; install dure[video] on the "
        "server, so that a copy to look at can be made.",
        codec=codec,
    )


def ask(home: Workspace, db: Session, actor: Actor, record: RecordId, number: int) -> UUID:
    """Ask for a film to be coded anew for browsers; gives the job."""
    stream = service.stream(db, actor, record, number)
    told = playing(home, db, actor, stream)
    if told.shown is Shown.NONE:
        raise Unavailable(told.message or "")
    if told.shown in (Shown.ORIGINAL, Shown.PROXY):
        raise Invalid(say("Browsers can be given this video already."))
    given = {"record": str(record), "stream": number}
    return enqueue(db, actor, "proxy", given, key=_key(stream)).id


def make(home: Workspace, actor: Actor, given: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Code a film anew for browsers; frames of it keep their times."""
    from dure.streams import proxies  # noqa: PLC0415  (heavy: numpy)

    with home.reading() as db:
        stream = service.stream(db, actor, RecordId(UUID(given["record"])), given["stream"])
    path = _place(home, stream)
    if not cache.has(path):
        digest, _ = service.cleared(home, actor, stream)
        with _fresh(path) as fresh:
            proxies.code(opened_blob(home.blobs, digest), fresh, report)
        service.plan_sweep(home, actor)
    return {"bytes": path.stat().st_size}


def proxy(home: Workspace, actor: Actor, stream: Stream) -> tuple[Path, str]:
    """Give the film that a browser is given, and its media type.

    What only needs another container is written when first asked for; raises `NotFound` for what
    must be coded anew, and was not.
    """
    path = _place(home, stream)
    if not cache.has(path):
        if _way(home, stream) != "rewrapped":
            raise NotFound(say("There is no copy of this video to look at; let one be made."))
        from dure.streams import proxies  # noqa: PLC0415  (heavy: numpy)

        digest, _ = service.cleared(home, actor, stream)
        with _fresh(path) as fresh, fresh.open("wb") as out:
            proxies.rewrap(opened_blob(home.blobs, digest), out)
        service.plan_sweep(home, actor)
    with path.open("rb") as file:
        return path, "video/webm" if file.read(4) == _WEBM else "video/mp4"


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """Write a file that appears when it is complete."""
    fresh = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _way(home: Workspace, stream: Stream) -> str:
    """Tell how browsers come to play a film; it is found out once, and kept beside the medium."""
    if stream["probe"]["modality"] != Modality.VIDEO:
        raise NotFound(say("This stream is no video, so it has no frames."))
    kept = home.blobs.read_derived("way", stream["digest"])
    if kept is None:
        from dure.streams import proxies  # noqa: PLC0415  (heavy: numpy)

        way = proxies.way_of(opened_blob(home.blobs, stream["digest"]))
        kept = json.dumps({"way": way.value}).encode()
        home.blobs.put_derived("way", stream["digest"], kept)
    return str(json.loads(kept)["way"])


def _place(home: Workspace, stream: Stream) -> Path:
    return cache.place(home.home, "films", stream["digest"])


def _key(stream: Stream) -> str:
    return f"proxy:{stream['digest']}"
