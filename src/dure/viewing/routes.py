"""HTTP of viewing: one record, and its streams as a browser shows them."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from dure import catalog, curation
from dure.core import RecordId
from dure.kit.http import ASK_AGAIN, CurrentActor, Db, Home, problems, unchanged
from dure.kit.text import preferred

from . import jobs, rules, service
from .model import Part
from .schemas import (
    AnnotationSetRead,
    ColumnRead,
    FramesRead,
    HappeningRead,
    PartAsked,
    Peaks,
    PlayingRead,
    ProxyJob,
    RecordDetail,
    SeriesQuery,
    SeriesRead,
    StandardRead,
    StreamRead,
    plain,
)

router = APIRouter(tags=["catalog"])
# Nothing of a medium is ever run, whatever its bytes are and however it is opened.
_HEADERS = {
    **ASK_AGAIN,
    "Accept-Ranges": "bytes",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def _sends(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route that sends a medium, or a part of it."""
    return {
        200: {"content": {media_type: {}}},
        206: {"content": {media_type: {}}, "description": "a range of bytes"},
        304: {"description": "the caller holds it already"},
        416: {"description": "no byte of what is asked for exists"},
        **problems(403, 404, 422),
    }


@router.get("/records/{record}", responses=problems(403, 404, 422))
def read_record(
    db: Db,
    actor: CurrentActor,
    record: UUID,
    accept_language: Annotated[str | None, Header()] = None,
) -> RecordDetail:
    """Give one record with its streams, every layer of annotations, and what happened to it."""
    id, language = RecordId(record), preferred(accept_language)
    row = catalog.record(db, actor, id)
    card = curation.card(db, actor, id, language)
    said = service.sets(db, actor, id)
    names = service.bylines(db, actor, row, [each.author for each in said])
    sets = [AnnotationSetRead.of(each, names[each.author]) for each in said]
    trail = [HappeningRead.of(each, language) for each in service.trail(db, actor, row)]
    return RecordDetail(
        **plain(row),
        label_text=card.label_text,
        version=card.version,
        streams=[StreamRead.of(n, each, row.path) for n, each in enumerate(row.streams)],
        simulated=card.simulated,
        withdrawn=card.withdrawn,
        findings=list(card.findings),
        annotation_set=sets[0] if sets and row.word else None,
        annotation_sets=sets,
        trail=trail,
    )


@router.get(
    "/records/{record}/streams/{n}/media",
    response_class=Response,
    responses=_sends("application/octet-stream"),
)
def read_media(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    n: int,
    given: Annotated[PartAsked, Header()],
) -> Response:
    """Give a stream's medium in full size, cleared of what identifies people; takes byte ranges."""
    stream = service.stream(db, actor, RecordId(record), n)
    digest, media_type = service.cleared(home, actor, stream)
    size = home.blobs.size(digest) or 0
    return _sent(Part(partial(home.blobs.stream, digest), media_type, size, digest), given)


def _sent(part: Part, given: PartAsked) -> Response:
    """Send what is asked for of a medium, or all of it."""
    size, headers = part.size, {**_HEADERS, "ETag": f'"{part.digest}"'}
    if same := unchanged(given.if_none_match, headers):
        return same
    try:
        asked = rules.asked_range(given.range, size)
    except ValueError:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = asked or (0, size)
    if asked:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(
        part.content(start, end),
        206 if asked else 200,
        {**headers, "Content-Length": str(end - start)},
        rules.shown_as(part.media_type),
    )


@router.get("/records/{record}/streams/{n}/playing", responses=problems(403, 404, 422))
def read_playing(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    n: int,
    accept_language: Annotated[str | None, Header()] = None,
) -> PlayingRead:
    """Tell what a browser is given of a video: itself, a proxy, or why nothing that it plays."""
    stream = service.stream(db, actor, RecordId(record), n)
    return PlayingRead.of(jobs.playing(home, db, actor, stream), preferred(accept_language))


@router.post(
    "/records/{record}/streams/{n}/proxy",
    status_code=202,
    responses=problems(403, 404, 422, 503),
)
def make_proxy(db: Db, home: Home, actor: CurrentActor, record: UUID, n: int) -> ProxyJob:
    """Code a video anew for browsers, as a job; its frames keep their times."""
    return ProxyJob(job=jobs.ask(home, db, actor, RecordId(record), n))


@router.get(
    "/records/{record}/streams/{n}/proxy",
    response_class=Response,
    responses=_sends("video/mp4"),
)
def read_proxy(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    n: int,
    given: Annotated[PartAsked, Header()],
) -> Response:
    """Give a video as browsers play it, pictures alone; the sound is a stream of its own."""
    stream = service.stream(db, actor, RecordId(record), n)
    path, media_type = jobs.proxy(home, actor, stream)
    size = path.stat().st_size
    part = Part(partial(service.part_of, path), media_type, size, f"{stream['digest']}-{size}")
    return _sent(part, given)


@router.get("/records/{record}/streams/{n}/peaks", responses=problems(403, 404, 422))
def read_peaks(db: Db, home: Home, actor: CurrentActor, record: UUID, n: int) -> Peaks:
    """Give the waveform of a sound."""
    stream = service.stream(db, actor, RecordId(record), n)
    return Peaks(**service.peaks(home, stream))


@router.get("/records/{record}/streams/{n}/series", responses=problems(403, 404, 422))
def read_series(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    n: int,
    query: Annotated[SeriesQuery, Query()],
) -> SeriesRead:
    """Give a stretch of a series, thinned so that its extremes stay."""
    from dure.streams import columnar  # noqa: PLC0415  (heavy: duckdb)

    stream = service.stream(db, actor, RecordId(record), n)
    path = service.series(home, actor, stream)
    stretch = (query.from_s, query.to_s)
    found = columnar.window(path, *stretch, points=query.points, columns=query.columns)
    return SeriesRead(
        columns=[ColumnRead(name=name, unit=unit) for name, unit in found.columns],
        t=found.t,
        values=found.values,
        gaps=found.gaps,
        total_rows=found.total_rows,
        thinned=found.thinned,
    )


@router.get("/records/{record}/streams/{n}/frames", responses=problems(403, 404, 422))
def read_frames(db: Db, home: Home, actor: CurrentActor, record: UUID, n: int) -> FramesRead:
    """Give the presentation time of every frame of a video, and which are key frames."""
    stream = service.stream(db, actor, RecordId(record), n)
    return FramesRead(**service.frames(home, stream))


@router.get("/records/{record}/streams/{n}/json", responses=problems(403, 404, 422))
def read_document(db: Db, home: Home, actor: CurrentActor, record: UUID, n: int) -> JSONResponse:
    """Give a JSON document of at most 1 MB, without secrets."""
    stream = service.stream(db, actor, RecordId(record), n)
    # As it is: the wire's own writer gives up on what nests deeper than it likes.
    return JSONResponse(service.document(home, actor, stream))


@router.get("/records/{record}/streams/{n}/standard", responses=problems(403, 404, 422))
def read_standard(
    db: Db,
    home: Home,
    actor: CurrentActor,
    record: UUID,
    n: int,
    accept_language: Annotated[str | None, Header()] = None,
) -> StandardRead:
    """Give a device's status in the common vocabulary: where each field went, and why."""
    stream = service.stream(db, actor, RecordId(record), n)
    return StandardRead.of(service.standard(home, actor, stream), preferred(accept_language))
