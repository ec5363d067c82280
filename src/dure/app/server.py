"""The web application: routes, errors, security headers, and the built pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse

import dure
from dure.autolabel.routes import router as autolabel
from dure.catalog.routes import router as catalog
from dure.core import NotFound, say
from dure.curation.routes import router as curation
from dure.delivery.routes import router as delivery
from dure.domains.routes import router as domains
from dure.engines.routes import router as engines
from dure.identity.routes import router as identity
from dure.ingest.routes import router as ingest
from dure.kit.context import Workspace
from dure.kit.http import Problem, title_of
from dure.quality.routes import router as quality
from dure.release.routes import router as release
from dure.viewing.routes import router as viewing

from . import problems
from .auth import authenticate
from .demo_routes import router as demo
from .headers import SecurityHeaders
from .overview_routes import router as overview
from .system_routes import router as system
from .worker import Worker

WEB = Path(__file__).parent / "web_dist"
ROUTERS: tuple[APIRouter, ...] = (
    system,
    overview,
    identity,
    domains,
    catalog,
    curation,
    ingest,
    delivery,
    engines,
    autolabel,
    quality,
    release,
    viewing,
    demo,
)
# Whoever has nothing yet must reach these.
OPEN = {("get", "/api/health"), ("post", "/api/session"), ("post", "/api/claims/{secret}")}
# A hundred thousand ids fit; it is read into memory before it is known who asks.
LARGEST_BODY = 16 << 20
_UNBUILT = "The pages are not built; run `python3 dev.py` once."


def create_app(workspace: Workspace, *, worker: Worker | None = None) -> FastAPI:
    """Make the application over a workspace; with a worker, jobs run in this process."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if worker:
            worker.start()
        yield
        stop(app)
        if worker:
            worker.stop()

    app = FastAPI(
        title="Dure",
        version=dure.__version__,
        description="Pool, label, verify, protect and share multimodal training data.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=LARGEST_BODY,
    )
    app.state.workspace, app.state.worker, app.state.stopping = workspace, worker, False
    app.state.authenticate = authenticate
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    problems.install(app)
    app.add_middleware(SecurityHeaders)
    _describe(app)
    _serve_pages(app)
    return app


def stop(app: FastAPI) -> None:
    """Let streams end and the worker begin nothing more; a server says so as it is told to end."""
    app.state.stopping = True
    if app.state.worker:
        app.state.worker.begin_no_more()


def _describe(app: FastAPI) -> None:
    """Put the problem document and the ways to sign in into OpenAPI."""
    plain = app.openapi

    def described() -> dict[str, object]:
        document = plain()
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        components["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "dure_session"},
        }
        document["security"] = [{"token": []}, {"session": []}]
        schemas.pop("HTTPValidationError", None)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _mend(operation, is_open=(method, path) in OPEN)
        return document

    app.openapi = described  # type: ignore[method-assign]


def _mend(operation: dict[str, Any], *, is_open: bool) -> None:
    """Say what FastAPI cannot know: our own 422, and which routes need no sign-in."""
    if "HTTPValidationError" in str(operation["responses"].get("422", "")):
        operation["responses"]["422"] = {
            "description": title_of(422),
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    if is_open:
        operation["security"] = []


def _serve_pages(app: FastAPI) -> None:
    """Serve the built pages; every address that is no file is the page of that name."""

    @app.get("/{path:path}", include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            raise NotFound(say("There is nothing here under this address and method."))
        found = _file(path)
        if found is not None:
            return _asset(request, found)
        index = WEB / "index.html"
        if not index.is_file():
            return Response(_UNBUILT, media_type="text/plain")
        return FileResponse(index, headers={"Cache-Control": "no-cache"})


def _file(path: str) -> Path | None:
    """Find a built file; never one outside of them, whatever the address says."""
    if not path or not path.isprintable():
        return None
    root = WEB.resolve()
    found = (root / path).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None


def _asset(request: Request, found: Path) -> Response:
    forever = found.parent.name == "assets"
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if forever else "no-cache"}
    packed = found.with_name(found.name + ".gz")
    if packed.is_file() and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        plain = FileResponse(found)
        return FileResponse(packed, media_type=plain.media_type, headers=headers)
    return FileResponse(found, headers=headers)
