"""Wire shapes of the catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from dure.core import Modality
from dure.kit.http import Wire

from .model import Visibility


class DatasetCreate(Wire):
    name: str = Field(min_length=1, max_length=80)
    domain: str = Field(description="id of a domain pack", examples=["food"])
    title: str = Field(default="", max_length=200)
    purpose: str = Field(default="", max_length=2000)
    consent_basis: str = Field(default="", max_length=2000)
    licence: str = Field(default="", max_length=200)


class DatasetRead(Wire):
    id: UUID
    name: str
    title: str
    domain: str
    visibility: Visibility
    owner: str = Field(description="name of the organisation whose it is")
    mine: bool = Field(description="whether that is yours")
    records: int
    labelled: int
    size: int = Field(description="bytes of all media")
    issues: int = Field(description="files that could not be taken in")
    latest_release: int | None = Field(description="number of the newest version")
    updated_at: datetime


class DatasetList(Wire):
    items: list[DatasetRead]
    next_cursor: str | None


class RecordRead(Wire):
    id: UUID
    path: str
    digest: str
    modality: Modality
    size: int
    streams: list[Any]
    conditions: dict[str, Any]
    attributes: dict[str, Any]
    split: str | None
    group: str | None


class RecordList(Wire):
    items: list[RecordRead]
    next_cursor: str | None
