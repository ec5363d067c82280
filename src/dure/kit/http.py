"""What every route needs: who is asking, the session of this request, and errors as problems."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, cast

from anyio import CapacityLimiter
from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from dure.core import Actor, Conflict, Error, Forbidden, Invalid, NotFound, Unavailable

from .context import Workspace
from .db import Session

WRITERS = 16  # changes that PostgreSQL works on at once; well below the server's 40 threads
STATUS: dict[type[Error], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    Unavailable: 503,
}


class Wire(BaseModel):
    """Base of every shape on the wire: reads rows and nouns, refuses unknown fields."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class Problem(BaseModel):
    """An error as RFC 9457 tells it."""

    type: str = Field(description="stable name of the situation", examples=["not_found"])
    title: str = Field(description="the kind of error in two or three words")
    status: int
    detail: str = Field(description="one sentence with what to do, in the caller's language")
    details: dict[str, Any] = Field(default_factory=dict)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe a route's errors in OpenAPI; 401 is added for every route that names an actor."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"model": Problem, "content": content, "description": _TITLES[status]}
        for status in (401, *statuses)
    }


_TITLES = {
    400: "Not readable",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    409: "Not possible now",
    412: "Another version",
    413: "Too large",
    415: "Another kind of content",
    422: "Not valid",
    423: "Locked",
    429: "Too many attempts",
    460: "Checksum mismatch",
    503: "Not available",
}


def title_of(status: int) -> str:
    """Give the two or three words that name a status."""
    return _TITLES.get(status, "Error")


def _actor(request: Request) -> Actor:
    return cast(Actor, request.app.state.authenticate(request))


async def _db(request: Request) -> AsyncIterator[Session]:
    workspace: Workspace = request.app.state.workspace
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        async with contextmanager_in_threadpool(workspace.reading()) as db:
            yield db
        return
    async with writers(request), contextmanager_in_threadpool(workspace.unit_of_work()) as db:
        yield db


def writers(request: Request) -> CapacityLimiter:
    """Let changes wait for one another here, where waiting holds none of the server's threads.

    If those that wait for a lock in the database held every thread, the one that holds the lock
    would never get one to end in.
    """
    state = request.app.state
    if not hasattr(state, "writers"):
        sqlite = state.workspace.engine.dialect.name == "sqlite"
        state.writers = CapacityLimiter(1 if sqlite else WRITERS)
    return cast(CapacityLimiter, state.writers)


def _workspace(request: Request) -> Workspace:
    return cast(Workspace, request.app.state.workspace)


CurrentActor = Annotated[Actor, Depends(_actor)]
Db = Annotated[Session, Depends(_db, scope="function")]
Home = Annotated[Workspace, Depends(_workspace)]
IfNoneMatch = Annotated[str | None, Header(description="entity tags that the caller holds")]
# A browser may keep it and asks each time whether it may still show it: another member, or the
# same one for another organisation, may sit before it now.
ASK_AGAIN = {"Cache-Control": "private, no-cache"}


def unchanged(held: str | None, headers: dict[str, str]) -> Response | None:
    """Give the answer to who holds this very content already (RFC 9110 §13.1.2), else None."""
    tags = (tag.strip().removeprefix("W/") for tag in (held or "").split(","))
    return Response(status_code=304, headers=headers) if headers["ETag"] in tags else None
