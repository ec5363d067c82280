"""Errors as RFC 9457 problem documents, in the caller's language: one table for all."""

import re
import traceback
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from dure.core import Error, Invalid, Unavailable, say
from dure.delivery.model import STATUS as OF_TUS
from dure.identity import NotSignedIn
from dure.identity.routes import TooManyAttempts
from dure.kit.growing import Busy
from dure.kit.http import STATUS, title_of
from dure.kit.text import preferred, translated

from .headers import HEADERS

_STATUS: dict[type[Error], int] = {
    **STATUS,
    **OF_TUS,
    Busy: 423,
    NotSignedIn: 401,
    TooManyAttempts: 429,
}
_NOTHING = say("There is nothing here under this address and method.")
_NOT_READ = say("The request cannot be read; send JSON in UTF-8 as the reference describes it.")
_SAID = {
    404: _NOTHING,
    405: _NOTHING,
    413: say("The request is larger than this server takes; upload files by tus, in pieces."),
}
_log = structlog.get_logger(__name__)


def status_of(error: Error) -> int:
    """Give the HTTP status of an error by the nearest of its kinds."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""

    @app.exception_handler(Error)
    def _ours(request: Request, error: Error) -> JSONResponse:
        return _problem(request, error, status_of(error))

    @app.exception_handler(RequestValidationError)
    def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        told = Error(
            say(
                "The request is not valid at “{where}”: {reason}.", where=where, reason=first["msg"]
            )
        )
        return _problem(request, told, 422, name="invalid")

    @app.exception_handler(HTTPException)
    def _starlette(request: Request, error: HTTPException) -> JSONResponse:
        told = Error(_SAID.get(error.status_code) or _NOT_READ)
        return _problem(request, told, error.status_code, name="http_error", headers=error.headers)

    @app.exception_handler(DataError)
    def _unstorable(request: Request, error: DataError) -> JSONResponse:
        # PostgreSQL holds no NUL in a text, and no number beyond its column.
        _log.warning("value_refused", path=_shown_path(request), reason=type(error.orig).__name__)
        told = Invalid(say("A value holds signs or a number that cannot be stored; mend it."))
        return _problem(request, told, 422)

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> JSONResponse:
        # As plain text: a log that shows local variables would show passwords.
        trace = "".join(traceback.format_exception(error))
        _log.error("request_failed", path=_shown_path(request), trace=trace)
        told = Unavailable(
            say("Something went wrong on the server; the operator finds it in the log.")
        )
        # Made outside of all middleware, which therefore cannot add the headers.
        return _problem(request, told, 500, name="internal_error", headers=HEADERS)


def _shown_path(request: Request) -> str:
    """Give the address for the log; a one-time link is as good as a password."""
    secret = request.path_params.get("secret")
    return request.url.path.replace(secret, "…") if secret else request.url.path


def _problem(
    request: Request,
    error: Error,
    status: int,
    *,
    name: str | None = None,
    headers: Any = None,  # noqa: ANN401
) -> JSONResponse:
    language = preferred(request.headers.get("accept-language"))
    more = dict(headers or {})
    if status == 412:
        more["Tus-Version"] = "1.0.0"
    if status == 401:
        more["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        {
            "type": name or _snake(type(error).__name__),
            "title": title_of(status),
            "status": status,
            "detail": translated(error.message, language),
            "details": {key: str(value) for key, value in error.details.items()},
        },
        status,
        media_type="application/problem+json",
        headers=more,
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
