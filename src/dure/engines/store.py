"""What lies where: the list of models, the installed files and their cards, and archives."""

import hashlib
import json
import shutil
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from dure.core import Invalid, NotFound, say

from .model import Artefact, Card, Kind, Licence, Member, Source

if sys.platform != "win32":
    import fcntl

_PIECE = 1 << 20
CARD = "card.json"


class DigestMismatch(Invalid):
    """A file is not the one that the list of models names."""


class MemberMissing(Invalid):
    """A package does not hold the file that the list of models names."""


# -- the list of models ---------------------------------------------------------------------------


@cache
def catalogue() -> tuple[Artefact, ...]:
    """Read the list of models that Dure knows."""
    import yaml  # noqa: PLC0415  (heavy: the other half)

    text = (files("dure.engines") / "models.yaml").read_text("utf-8")
    return tuple(_artefact(entry) for entry in yaml.safe_load(text))


def artefact(name: str) -> Artefact:
    """Give one entry of the list; raises `NotFound`."""
    for entry in catalogue():
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in catalogue())
    raise NotFound(say("There is no model “{name}”; known are {known}.", name=name, known=known))


def _artefact(entry: dict[str, Any]) -> Artefact:
    parts = {
        "kind": Kind(entry["kind"]),
        "source": Source(**entry["source"]),
        "licence": Licence(**entry["licence"]),
        "members": tuple(Member(**member) for member in entry.get("members", ())),
        "languages": tuple(entry.get("languages", ())),
    }
    return Artefact(**(entry | parts))


# -- cards and files ------------------------------------------------------------------------------


def folder(models_dir: Path, name: str) -> Path:
    """Give the folder of one installed model."""
    return models_dir / name


def card(models_dir: Path, name: str) -> Card | None:
    """Read the card of an installed model; None where there is none that can be read."""
    try:
        value = json.loads((folder(models_dir, name) / CARD).read_text("utf-8"))
        value["files"] = {file: (sha, size) for file, (sha, size) in value["files"].items()}
        return Card(**value | {"kind": Kind(value["kind"]), "licence": Licence(**value["licence"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_card(place: Path, card: Card) -> None:
    """Write the card into a folder that is not yet in its place."""
    (place / CARD).write_text(json.dumps(asdict(card), ensure_ascii=False, indent=2), "utf-8")


def is_current(models_dir: Path, entry: Artefact) -> bool:
    """Say whether what lies there is what the list names: source, converter and sizes."""
    found = card(models_dir, entry.name)
    wanted = {member.name: member.sha256 for member in entry.members}
    if found is None or found.sources != wanted or found.converter != entry.converter:
        return False
    return all(_size(folder(models_dir, entry.name) / f) == s for f, (_, s) in found.files.items())


def damaged(models_dir: Path, found: Card) -> list[str]:
    """Read every file again and give the names of those that are not as they were."""
    place = folder(models_dir, found.name)
    return [
        name
        for name, (sha256, _) in found.files.items()
        if not (place / name).is_file() or digest(place / name) != sha256
    ]


def settle(work: Path, models_dir: Path, name: str) -> None:
    """Put a finished folder in its place in one step, in place of what was there."""
    target = folder(models_dir, name)
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


@contextmanager
def locked(models_dir: Path, name: str) -> Iterator[None]:
    """Let one process at a time change a model; the lock ends with the process, killed or not."""
    models_dir.mkdir(parents=True, exist_ok=True)
    with (models_dir / f".{name}.lock").open("w") as file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# -- archives -------------------------------------------------------------------------------------


def take(archive: Path, member: Member, target: Path) -> None:
    """Copy one member of a wheel or tarball to `target`, if it is the one that is wanted.

    Nothing else is unpacked, no name from the archive becomes a path, no more than the member's
    known size is read, and the file appears under its name only with the right digest.

    Raises:
        MemberMissing: there is no such file, or it is not a plain one.
        DigestMismatch: there is, and it is another one.
    """
    part = target.with_name(target.name + ".part")
    try:
        with _opened(archive, member) as source:
            found = _copy(source, part, member)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        part.unlink(missing_ok=True)
        raise Invalid(
            say("“{file}” cannot be read as a package: {reason}.", file=archive.name, reason=error)
        ) from error
    if found != member.sha256:
        part.unlink()
        raise DigestMismatch(
            say(
                "“{path}” in “{file}” is not the file that Dure knows (SHA-256 {found}); "
                "it was not installed. Get the package again from a source that you trust.",
                path=member.path,
                file=archive.name,
                found=found[:16],
            )
        )
    part.replace(target)


@contextmanager
def _opened(archive: Path, member: Member) -> Iterator[IO[bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            if member.path not in wheel.namelist():
                raise _missing(archive, member)
            with wheel.open(member.path) as source:
                yield source
        return
    with tarfile.open(archive, "r:gz") as tarball:
        info = next((i for i in tarball if i.name == member.path and i.isreg()), None)
        source_or_none = tarball.extractfile(info) if info else None
        if source_or_none is None:
            raise _missing(archive, member)
        yield source_or_none


def _copy(source: IO[bytes], target: Path, member: Member) -> str:
    """Copy the wanted bytes and give their SHA-256, one byte more where the member is longer."""
    known = hashlib.sha256()
    _skip(source, member.start)
    left = member.size if member.start else member.size + 1
    with target.open("wb") as file:
        while left > 0 and (piece := source.read(min(_PIECE, left))):
            known.update(piece)
            file.write(piece)
            left -= len(piece)
    return known.hexdigest()


def _skip(source: IO[bytes], count: int) -> None:
    while count > 0 and (piece := source.read(min(_PIECE, count))):
        count -= len(piece)


def _missing(archive: Path, member: Member) -> MemberMissing:
    return MemberMissing(
        say(
            "“{file}” does not hold “{path}”; it is not the package that Dure knows.",
            file=archive.name,
            path=member.path,
        )
    )
