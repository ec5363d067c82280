"""The web application: routes, errors, security headers, and the built pages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

import dure
from dure.autolabel.routes import router as autolabel
from dure.catalog.routes import router as catalog
from dure.domains.routes import router as domains
from dure.engines.routes import router as engines
from dure.identity.routes import router as identity
from dure.ingest.routes import router as ingest
from dure.kit.context import Workspace
from dure.kit.http import Problem
from dure.quality.routes import router as quality
from dure.release.routes import router as release

from . import problems
from .auth import authenticate
from .system_routes import router as system
from .worker import Worker

WEB = Path(__file__).parent / "web_dist"
ROUTERS: tuple[APIRouter, ...] = (
    system,
    identity,
    domains,
    catalog,
    ingest,
    engines,
    autolabel,
    quality,
    release,
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def create_app(workspace: Workspace, *, worker: Worker | None = None) -> FastAPI:
    """Make the application over a workspace; with a worker, jobs run in this process."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if worker:
            worker.start()
        yield
        app.state.stopping = True
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
    )
    app.state.workspace = workspace
    app.state.authenticate = authenticate
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    problems.install(app)
    _add_headers(app)
    _describe(app)
    _serve_pages(app)
    return app


def _add_headers(app: FastAPI) -> None:
    @app.middleware("http")
    async def _secure(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


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
        return document

    app.openapi = described  # type: ignore[method-assign]


def _serve_pages(app: FastAPI) -> None:
    """Serve the built pages; every address that is no file is the page of that name."""

    @app.get("/{path:path}", include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        if path.startswith("api/"):
            return JSONResponse(
                {"type": "not_found", "title": "Not found", "status": 404}, 404,
                media_type="application/problem+json",
            )  # fmt: skip
        found = (WEB / path).resolve()
        if path and found.is_relative_to(WEB) and found.is_file():
            return _asset(request, found)
        index = WEB / "index.html"
        if not index.is_file():
            return Response(
                "The pages are not built; run `python3 dev.py` once.",
                media_type="text/plain",
            )
        return FileResponse(index, headers={"Cache-Control": "no-cache"})


def _asset(request: Request, found: Path) -> Response:
    forever = found.parent.name == "assets"
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if forever else "no-cache"}
    packed = found.with_name(found.name + ".gz")
    if packed.is_file() and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        plain = FileResponse(found)
        return FileResponse(packed, media_type=plain.media_type, headers=headers)
    return FileResponse(found, headers=headers)
