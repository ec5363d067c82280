"""From a request to who is asking: a session cookie or a program's token."""

from urllib.parse import urlsplit

from fastapi import Request

from dure import identity
from dure.core import Actor, Forbidden, say
from dure.identity.routes import COOKIE
from dure.kit.context import Workspace

_SAFE = {"GET", "HEAD", "OPTIONS"}


def authenticate(request: Request) -> Actor:
    """Give the actor of a request; raises `NotSignedIn`, or `Forbidden` for a foreign page's."""
    workspace: Workspace = request.app.state.workspace
    with workspace.reading() as db:
        return identity.caller(db, _secret(request)).actor


def _secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    if request.method not in _SAFE:
        refuse_foreign_page(request)
    return request.cookies.get(COOKIE, "")


def refuse_foreign_page(request: Request) -> None:
    """Refuse a change that another site's page asks for with our cookie (CSRF)."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden(say("This request comes from another site's page and is refused."))
