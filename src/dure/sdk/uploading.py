"""Upload files to a data set: in pieces, proven by digests, going on where a break left them."""

import base64
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx2

from dure.core import NotFound, say

from .errors import Refused, ServerUnreachable

PIECE = 8 << 20
ATTEMPTS = 6
WAIT_S = 0.5
_TUS = {"Tus-Resumable": "1.0.0"}
_BYTES = {**_TUS, "Content-Type": "application/offset+octet-stream"}
_AGAIN = {423, 460, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload is; `done` and `total` are bytes of all files."""

    delivery: str
    path: str
    done: int
    total: int


class Client(Protocol):
    """What uploading needs of `dure.connect(…)`."""

    def get(self, path: str) -> Any:  # noqa: ANN401  (JSON)
        """Read."""

    def post(self, path: str, body: Any = None) -> Any:  # noqa: ANN401  (JSON)
        """Create or begin something."""

    def pages(self, path: str, **query: Any) -> Iterator[Any]:  # noqa: ANN401  (JSON)
        """Go through all items of a list."""

    def answer(self, method: str, path: str, **given: Any) -> httpx2.Response:  # noqa: ANN401
        """Ask any route."""


OnProgress = Callable[[UploadProgress], None]


def upload(
    client: Client,
    dataset: str,
    paths: Iterable[str | PathLike[str]],
    *,
    delivery: str | None = None,
    on_progress: OnProgress | None = None,
    note: str = "",
) -> dict[str, Any]:
    """Send files and folders, and have them taken in; gives the delivery when it is done.

    Args:
        client: an open server.
        dataset: name or id of the data set.
        paths: a folder gives all files in it, by their paths below it; a file its name.
        delivery: id of an open delivery to go on with, after a break.
        on_progress: called as bytes arrive.
        note: what the delivery is, for people.

    Raises:
        Refused: the server says why it does not take something.
        ServerUnreachable: it does not answer; go on with `delivery`, which the error names.
    """
    files = dict(_found(paths))
    if not files:
        raise NotFound(say("There is no file to upload; name a folder or files that exist."))
    id = delivery or _opened(client, dataset, note)
    try:
        _Sending(client, id, files, on_progress).send()
        client.post(f"/deliveries/{id}/finish")
        return _done(client, id)
    except ServerUnreachable as error:
        error.details["delivery"] = id
        raise


def _found(paths: Iterable[str | PathLike[str]]) -> Iterator[tuple[str, Path]]:
    for given in map(Path, paths):
        if not given.is_dir():
            yield given.name, given
            continue
        for folder, names, here in os.walk(given):
            names.sort()
            for name in sorted(here):
                file = Path(folder, name)
                if file.is_file() and not file.is_symlink():
                    yield file.relative_to(given).as_posix(), file


def _opened(client: Client, dataset: str, note: str) -> str:
    id = next(
        (d["id"] for d in client.pages("/datasets", query=dataset) if d["name"] == dataset), dataset
    )
    opened = client.post(f"/datasets/{id}/deliveries", {"uploads": True, "note": note})
    return str(opened["id"])


def _done(client: Client, id: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = client.get(f"/deliveries/{id}")
        if found["state"] != "running":
            return found
        time.sleep(WAIT_S)


class _Sending:
    """Sends the files of one delivery, one after the other."""

    def __init__(
        self, client: Client, id: str, files: dict[str, Path], on_progress: OnProgress | None
    ) -> None:
        self._client, self._id, self._files = client, id, files
        self._on_progress = on_progress
        self._sizes = {name: path.stat().st_size for name, path in files.items()}
        self._total = sum(self._sizes.values())
        self._before = 0

    def send(self) -> None:
        """Send what has not come yet."""
        there = {u["path"]: u for u in self._client.get(f"/deliveries/{self._id}/uploads")}
        for name, path in self._files.items():
            size, known = self._sizes[name], there.get(name)
            if known is None or known["size"] != size:
                self._send(name, path, self._create(name, path, size), 0)
            elif not known["is_complete"]:
                self._send(name, path, f"/uploads/{known['id']}", known["offset"])
            self._before += size
            self._tell(name, 0)

    def _create(self, name: str, path: Path, size: int) -> str:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        told = {"delivery": self._id, "relativePath": name, "sha256": digest}
        header = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
        headers = {**_TUS, "Upload-Length": str(size), "Upload-Metadata": header}
        answer = self._client.answer("POST", "/uploads", headers=headers)
        return urlsplit(answer.headers["location"]).path.removeprefix("/api")

    def _send(self, name: str, path: Path, place: str, offset: int) -> None:
        """Send a file from an offset on; after a break, ask how far it is."""
        failures = 0
        with path.open("rb") as file:
            while True:
                file.seek(offset)
                piece = file.read(PIECE)
                try:
                    offset = self._piece(place, offset, piece)
                    failures = 0
                except (ServerUnreachable, Refused) as error:
                    failures += 1
                    if failures == ATTEMPTS or not _may_try_again(error):
                        raise
                    time.sleep(WAIT_S * 2**failures)
                    offset = self._offset(place, offset)
                self._tell(name, offset)
                if offset >= self._sizes[name]:
                    return

    def _piece(self, place: str, offset: int, piece: bytes) -> int:
        proof = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {**_BYTES, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {proof}"}
        answer = self._client.answer("PATCH", place, headers=headers, content=piece)
        return int(answer.headers["upload-offset"])

    def _offset(self, place: str, otherwise: int) -> int:
        try:
            return int(self._client.answer("HEAD", place, headers=_TUS).headers["upload-offset"])
        except ServerUnreachable:
            return otherwise

    def _tell(self, name: str, offset: int) -> None:
        if self._on_progress:
            done = self._before + offset
            self._on_progress(UploadProgress(self._id, name, done, self._total))


def _may_try_again(error: ServerUnreachable | Refused) -> bool:
    if isinstance(error, ServerUnreachable):
        return True
    problem = error.details.get("problem")
    status = problem.get("status") if isinstance(problem, dict) else None
    return status in _AGAIN or status == httpx2.codes.CONFLICT
