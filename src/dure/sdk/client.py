"""Every route of a Dure server from Python: ``dure.connect(server).get("/datasets")``."""

import os
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

import httpx2

from dure.core import Error, say

from .errors import Refused, ServerUnreachable

_TIMEOUT_S = 60.0


class Client:
    """Speaks to one server as the owner of a token; the routes are those of its OpenAPI."""

    def __init__(
        self, server: str, token: str | None, *, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self.server = server.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.Client(
            base_url=f"{self.server}/api",
            headers=headers,
            timeout=_TIMEOUT_S,
            transport=transport,
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return f"dure.connect({self.server!r})"

    def get(self, path: str, **query: Any) -> Any:  # noqa: ANN401  (JSON)
        """Read; gives the JSON, or the bytes where the answer is none."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:  # noqa: ANN401  (JSON)
        """Create or begin something."""
        return self.call("POST", path, body=body)

    def delete(self, path: str) -> Any:  # noqa: ANN401  (JSON)
        """Remove something."""
        return self.call("DELETE", path)

    def pages(self, path: str, **query: Any) -> Iterator[Any]:  # noqa: ANN401  (JSON)
        """Go through all items of a list that comes in pages."""
        cursor: str | None = None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,  # noqa: ANN401  (JSON)
    ) -> Any:  # noqa: ANN401  (JSON)
        """Ask any route; `path` is as in the OpenAPI document, without ``/api``.

        Raises:
            Refused: the server says why it does not; `problem` is its problem document.
            ServerUnreachable: there is no answer.
        """
        return _content(self.answer(method, path, params=query or None, json=body))

    def answer(self, method: str, path: str, **given: Any) -> httpx2.Response:  # noqa: ANN401
        """Ask any route and give the answer with its headers; raises as `call`."""
        try:
            answer = self._http.request(method.upper(), "/" + path.lstrip("/"), **given)
        except httpx2.HTTPError as error:
            raise _unreachable(self.server, error) from None
        if not answer.is_success:
            raise _refused(answer)
        return answer

    def upload(
        self,
        dataset: str,
        paths: Iterable[str | PathLike[str]],
        **options: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Send files and folders to a data set and have them taken in; see `uploading.upload`."""
        from .uploading import upload

        return upload(self, dataset, paths, **options)


def _content(answer: httpx2.Response) -> Any:  # noqa: ANN401  (JSON)
    kind = answer.headers.get("content-type", "")
    return answer.json() if kind.startswith("application/json") else answer.content or None


def _refused(answer: httpx2.Response) -> Refused:
    is_told = "json" in answer.headers.get("content-type", "") and answer.content
    problem = answer.json() if is_told else {"status": answer.status_code}
    detail = problem.get("detail") or f"HTTP {answer.status_code}"
    return Refused(say("The server refuses: {detail}", detail=detail), problem=problem)


def _unreachable(server: str, error: httpx2.HTTPError) -> Error:
    return ServerUnreachable(
        say(
            "{server} does not answer ({reason}); check the address and the network.",
            server=server,
            reason=type(error).__name__,
        )
    )


def connect(server: str | None = None, token: str | None = None) -> Client:
    """Open a server (else `DURE_SERVER`) with an access token (else `DURE_TOKEN`)."""
    address = server or os.environ.get("DURE_SERVER")
    if not address:
        raise ServerUnreachable(say("Name a server: dure.connect(server) or DURE_SERVER."))
    return Client(address, token or os.environ.get("DURE_TOKEN"))
