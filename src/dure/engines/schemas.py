"""Engines as they go over the wire and as `--json` prints them."""

from pathlib import Path

from pydantic import Field

from dure.kit.http import Wire

from . import service, store
from .model import Artefact, Installed, Kind


class LicenceRead(Wire):
    """Declared licences and what to know about them."""

    package: str
    weights: str
    note: dict[str, str] = Field(description="language to sentence")


class EngineRead(Wire):
    """One entry of the list of models, and whether it is installed here."""

    name: str
    kind: Kind
    description: dict[str, str] = Field(description="language to sentence")
    package: str
    version: str
    download_bytes: int = Field(description="what an installation fetches")
    licence: LicenceRead
    input: str
    output: str
    languages: list[str]
    labels: dict[str, str] = Field(description="class names, English to Korean, in model order")
    installed: bool
    bytes: int = Field(description="what it takes on the disk; 0 where it is not installed")
    digest: str | None = Field(description="SHA-256 of the file that is opened")
    installed_at: str | None


def described(models_dir: Path) -> list[EngineRead]:
    """Describe every model that Dure knows."""
    here = {entry.name: entry for entry in service.installed(models_dir)}
    return [_described(entry, here.get(entry.name)) for entry in store.catalogue()]


def described_one(models_dir: Path, name: str) -> EngineRead:
    """Describe one model; raises `NotFound`."""
    entry = store.artefact(name)
    return next(e for e in described(models_dir) if e.name == entry.name)


def _described(entry: Artefact, here: Installed | None) -> EngineRead:
    card = here.card if here else None
    return EngineRead(
        name=entry.name,
        kind=entry.kind,
        description=entry.description,
        package=entry.source.package,
        version=here.version if here else entry.source.version,
        download_bytes=entry.source.size,
        licence=LicenceRead.model_validate(entry.licence),
        input=entry.input,
        output=entry.output,
        languages=list(entry.languages),
        labels=entry.labels,
        installed=here is not None,
        bytes=here.size if here else 0,
        digest=card.files[entry.file][0] if card else None,
        installed_at=card.installed_at if card else None,
    )
