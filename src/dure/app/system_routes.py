"""HTTP of the platform itself: health, jobs with live progress, metrics."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field
from sqlalchemy import select

import dure
from dure.catalog import Dataset, visible
from dure.core import Actor, Error, NotFound, say
from dure.kit import jobs
from dure.kit.context import Workspace
from dure.kit.db import Session, reading
from dure.kit.http import CurrentActor, Db, Home, Wire, problems
from dure.kit.text import Language, called, preferred, translated

router = APIRouter(tags=["system"])
POLL_S, STOP_S = 0.5, 0.1
QUIET = 30  # polls without a change after which a comment keeps the connection open
AcceptLanguage = Annotated[str | None, Header()]


class Health(Wire):
    status: str = Field(examples=["ok"])
    version: str
    database: str = Field(examples=["sqlite"])
    storage: str = Field(examples=["local", "s3"])
    disk_free_bytes: int


class ProgressRead(Wire):
    done: int
    total: int | None
    unit: str
    rate_per_s: float
    message: str


class JobRead(Wire):
    id: UUID
    name: str
    dataset: UUID | None = Field(description="the data set it works on, where it works on one")
    title: str = Field(description="the title or the name of that data set; empty without one")
    state: jobs.JobState
    progress: ProgressRead
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def told(db: Session, actor: Actor, found: Sequence[jobs.Job], language: Language) -> list[JobRead]:
    """Give jobs as the wire has them, failures and titles in the caller's language."""
    wanted = {subject for job in found if (subject := _subject(job))}
    query = select(Dataset).where(Dataset.id.in_(wanted), visible(actor))
    titles = {row.id: row.title or row.name for row in db.scalars(query)} if wanted else {}
    return [_told(job, titles, language) for job in found]


def _subject(job: jobs.Job) -> UUID | None:
    named = job.arguments.get("dataset")
    return None if named is None else UUID(str(named))


def _told(job: jobs.Job, titles: Mapping[UUID, str], language: Language) -> JobRead:
    failure = job.failure
    dataset = _subject(job)
    title = "" if dataset is None else titles.get(dataset, "")
    return JobRead(
        id=job.id,
        name=job.name,
        dataset=dataset if title else None,
        title=called(title, language),
        state=job.state,
        progress=ProgressRead.model_validate(job.progress),
        error=None if failure is None else translated(failure, language),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


class JobList(Wire):
    items: list[JobRead]


@router.get("/health")
def health(home: Home) -> Health:
    """Tell that the server works, and what it stands on; needs no sign-in."""
    with home.reading() as db:
        db.execute(select(1))
    return Health(
        status="ok",
        version=dure.__version__,
        database=home.engine.dialect.name,
        storage="s3" if home.blobs.where().startswith("s3://") else "local",
        disk_free_bytes=shutil.disk_usage(home.home).free,
    )


@router.get("/metrics", include_in_schema=False)
def metrics(actor: CurrentActor) -> Response:
    """Give the figures that Prometheus collects."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/jobs", responses=problems(422))
def list_jobs(
    db: Db,
    actor: CurrentActor,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    accept_language: AcceptLanguage = None,
) -> JobList:
    """List the jobs of your organisation, newest first."""
    language = preferred(accept_language)
    return JobList(items=told(db, actor, _jobs(db, actor, limit), language))


@router.post("/jobs/{id}/cancel", responses=problems(404, 409, 422))
def cancel_job(
    db: Db, actor: CurrentActor, id: UUID, accept_language: AcceptLanguage = None
) -> JobRead:
    """Ask a job to stop; what it has done stays."""
    job = db.get(jobs.Job, id)
    if job is None or job.organization != actor.organization:
        raise NotFound(say("There is no such job."))
    jobs.cancel(db, job)
    return told(db, actor, [job], preferred(accept_language))[0]


@router.get(
    "/jobs/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "events named `job`, and `dataset` with the id of one that changed",
        },
        **problems(),
    },
)
def job_events(request: Request, home: Home, actor: CurrentActor) -> StreamingResponse:
    """Stream jobs of your organisation and tell which data sets change (server-sent events)."""
    return StreamingResponse(
        _changes(request, home, actor),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _jobs(
    db: Session, actor: Actor, limit: int, since: datetime | None = None
) -> Sequence[jobs.Job]:
    query = select(jobs.Job).where(jobs.Job.organization == actor.organization)
    if since is not None:
        query = query.where(jobs.Job.changed_at > since)
    return db.scalars(query.order_by(jobs.Job.created_at.desc()).limit(limit)).all()


async def _changes(request: Request, home: Workspace, actor: Actor) -> AsyncIterator[str]:
    since: datetime | None = None
    stamps = await asyncio.to_thread(_stamps, home, actor)
    yield "retry: 2000\n\n"
    quiet = 0
    language = preferred(request.headers.get("accept-language"))
    over = False
    while not over and await asyncio.to_thread(_is_still, request, actor):
        changed, since = await asyncio.to_thread(_changed, home, actor, since, language)
        for job in changed:
            yield f"event: job\ndata: {job.model_dump_json()}\n\n"
        before, stamps = stamps, await asyncio.to_thread(_stamps, home, actor)
        touched = [id for id, at in stamps.items() if before.get(id) != at]
        for id in touched:
            yield f'event: dataset\ndata: "{id}"\n\n'
        quiet = 0 if changed or touched else quiet + 1
        if quiet == QUIET:
            quiet = 0
            yield ": still here\n\n"
        over = await _over(request)


async def _over(request: Request) -> bool:
    """Wait until it is time to look again; tells whether the reader or the server has gone."""
    for _ in range(round(POLL_S / STOP_S)):
        if request.app.state.stopping or await request.is_disconnected():
            return True
        await asyncio.sleep(STOP_S)
    return False


def _is_still(request: Request, actor: Actor) -> bool:
    """Tell whether the reader is signed in as before: neither signed out, removed nor elsewhere."""
    try:
        now: Actor = request.app.state.authenticate(request)
    except Error:
        return False
    return (now.member, now.organization) == (actor.member, actor.organization)


def _stamps(home: Workspace, actor: Actor) -> dict[UUID, datetime]:
    """Give when each data set that the reader may know of was changed last."""
    query = select(Dataset.id, Dataset.updated_at).where(visible(actor))
    with reading(home.engine) as db:
        return {id: at for id, at in db.execute(query)}


def _changed(
    home: Workspace, actor: Actor, since: datetime | None, language: Language
) -> tuple[list[JobRead], datetime | None]:
    """Give the jobs that changed since a moment, and the moment of the last of those changes."""
    with reading(home.engine) as db:
        found = list(reversed(_jobs(db, actor, 50, since)))
        latest = max((job.changed_at for job in found), default=since)
        return told(db, actor, found, language), latest
