"""Releases on a Dure server: fetched by range, resumed, held against their digests, kept."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import httpx2

from dure.core import Forbidden, say

from . import cache
from .errors import ReleaseNotFound, ServerUnreachable
from .manifest import Manifest, check_manifest, damaged, entry_of

_ATTEMPTS = 3
_TIMEOUT_S = 30.0
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ServerSource:
    """A release on a server."""

    def __init__(
        self,
        address: str,
        name: str,
        version: int,
        token: str | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.address, self.reference, self.token = address.rstrip("/"), f"{name}@{version}", token
        self.transport = transport
        self.manifest: Manifest = self._fetch_manifest()

    def __repr__(self) -> str:
        return f"{self.address}/releases/{self.reference}"

    def file(self, path: str) -> Path:
        """Give the file from the cache, fetching what is missing of it.

        Raises:
            FileDamaged: where what came does not match the digest.
            ServerUnreachable: where the server stops answering; the next call resumes.
        """
        entry = entry_of(self.manifest, path)
        if not _DIGEST.fullmatch(entry["sha256"]):
            raise damaged(path)
        target = cache.place(entry["sha256"])
        if target.is_file() and target.stat().st_size == entry["size"]:
            return target
        with cache.locked(target):
            if not target.is_file():
                self._fetch(path, entry["sha256"], entry["size"], target)
        return target

    def _fetch(self, path: str, digest: str, size: int, target: Path) -> None:
        part = target.with_name(f"{digest}.part")
        if part.exists() and part.stat().st_size > size:
            part.unlink()
        self._complete(path, part, size)
        if not part.exists() or cache.digest_of(part) != digest:
            part.unlink(missing_ok=True)
            raise damaged(path)
        part.replace(target)

    def _complete(self, path: str, part: Path, size: int) -> None:
        """Fetch until the file is whole, going on where an attempt broke off."""
        for left in reversed(range(_ATTEMPTS)):
            try:
                self._append(f"files/{quote(path)}", part, size)
            except httpx2.TransportError as error:
                if not left:
                    raise self._unreachable() from error
            if part.exists() and part.stat().st_size >= size:
                return

    def _append(self, place: str, part: Path, size: int) -> None:
        held = part.stat().st_size if part.exists() else 0
        if held == size:
            part.touch()
            return
        ask = {"Range": f"bytes={held}-"} if held else {}
        with (
            self._client() as client,
            client.stream("GET", self._url(place), headers=ask) as answer,
        ):
            self._check(answer)
            mode = "ab" if answer.status_code == httpx2.codes.PARTIAL_CONTENT else "wb"
            with part.open(mode) as out:
                # as it comes: a chunk size would hold back what a broken connection brought
                for chunk in answer.iter_bytes():
                    out.write(chunk)

    def _fetch_manifest(self) -> Manifest:
        kept = (
            cache.folder() / "manifests" / quote(self.address, safe="") / f"{self.reference}.json"
        )
        try:
            with self._client() as client:
                answer = client.get(self._url("manifest"))
        except httpx2.TransportError as error:
            if not kept.is_file():
                raise self._unreachable() from error
            return check_manifest(json.loads(kept.read_bytes()), self.reference)
        self._check(answer)
        found = check_manifest(answer.json(), self.reference)
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".partial")
        fresh.write_bytes(answer.content)
        fresh.replace(kept)
        return found

    def _client(self) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return httpx2.Client(
            headers={"Accept-Encoding": "identity", **headers},
            timeout=_TIMEOUT_S,
            follow_redirects=True,
            transport=self.transport,
        )

    def _url(self, place: str) -> str:
        return f"{self.address}/api/releases/{quote(self.reference, safe='@')}/{place}"

    def _check(self, answer: httpx2.Response) -> None:
        code = answer.status_code
        if code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            raise Forbidden(
                say("The server does not let you read “{reference}”; give a token as token=… or "
                    "DURE_TOKEN.", reference=self.reference)
            )  # fmt: skip
        if code == httpx2.codes.NOT_FOUND:
            raise ReleaseNotFound(
                say("The server has no release “{reference}” that you may see; check the name, "
                    "the version and the token.", reference=self.reference)
            )  # fmt: skip
        if not answer.is_success:
            raise ServerUnreachable(
                say("The server answered with an error ({code}); try again later.", code=code)
            )

    def _unreachable(self) -> ServerUnreachable:
        return ServerUnreachable(
            say("The server {server} cannot be reached; check the address and your network.",
                server=self.address)
        )  # fmt: skip
