"""Where a release is read from: a folder, or a server; both behind one small protocol."""

import json
import os
import re
from os import PathLike
from pathlib import Path

from dure.core import NotFound, say

from . import cache
from .errors import FileDamaged, ReleaseNotFound, WrongVersion
from .manifest import Manifest, Source, check_manifest, damaged, entry_of

_REFERENCE = re.compile(r"(?P<name>[\w.-]+)(@(?P<version>\d+))?")


class FolderSource:
    """A release folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = _read(folder)

    def __repr__(self) -> str:
        return str(self.folder)

    def file(self, path: str) -> Path:
        """Give the file; raises `FileDamaged` where it is missing or changed."""
        entry = entry_of(self.manifest, path)
        found = self.folder / path
        if not found.is_file():
            raise FileDamaged(
                say("“{path}” is missing; fetch the release again.", path=path), path=path
            )
        if found.stat().st_size != entry["size"] or not cache.matches(found, entry["sha256"]):
            raise damaged(path)
        return found


def _read(folder: Path) -> Manifest:
    try:
        found = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        found = None
    return check_manifest(found, folder.name)


def find_source(
    reference: str | PathLike[str],
    *,
    home: str | PathLike[str] | None = None,
    server: str | None = None,
    token: str | None = None,
) -> Source:
    """Find a release: a folder, then Dure's folder on this machine, then the server."""
    if Path(reference).is_dir():
        return FolderSource(Path(reference))
    name, version = _parts(str(reference))
    local = home or os.environ.get("DURE_HOME")
    if local and (found := _in_home(Path(local), name, version)):
        return found
    if address := server or os.environ.get("DURE_SERVER"):
        return _on_server(address, name, version, token)
    raise _absence(Path(local) if local else None, name, version)


def _parts(reference: str) -> tuple[str, int | None]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ReleaseNotFound(
            say("There is no folder “{reference}”, and it is no name such as food@3.",
                reference=reference)
        )  # fmt: skip
    version = match["version"]
    return match["name"], int(version) if version else None


def _in_home(home: Path, name: str, version: int | None) -> FolderSource | None:
    there = versions_in(home, name)
    wanted = max(there, default=None) if version is None else version
    return FolderSource(there[wanted]) if wanted in there else None


def versions_in(home: Path, name: str) -> dict[int, Path]:
    """Give the versions of a data set in Dure's folder: ``releases/<name>@<version>``."""
    found = (home / "releases").glob(f"{name}@*")
    return {
        int(path.name.rpartition("@")[2]): path
        for path in found
        if path.is_dir() and path.name.rpartition("@")[2].isdigit()
    }


def _on_server(address: str, name: str, version: int | None, token: str | None) -> Source:
    if version is None:
        raise WrongVersion(
            say("Say which version of “{name}” you want from the server, such as {name}@1.",
                name=name)
        )  # fmt: skip
    from .server import ServerSource

    return ServerSource(address, name, version, token or os.environ.get("DURE_TOKEN"))


def _absence(home: Path | None, name: str, version: int | None) -> NotFound:
    if home and (there := versions_in(home, name)):
        return WrongVersion(
            say("“{name}” has no version {version} here; there is {versions}.",
                name=name, version=version, versions=", ".join(map(str, sorted(there))))
        )  # fmt: skip
    return ReleaseNotFound(
        say("There is no release “{reference}” on this machine; give its folder, or the address "
            "of a server as server=… or DURE_SERVER.",
            reference=name if version is None else f"{name}@{version}")
    )  # fmt: skip
