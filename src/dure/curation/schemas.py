"""Wire shapes of curation."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dure.catalog import Visibility
from dure.core import Layer, Modality
from dure.kit.http import Wire

from .model import Action

Direction = Literal["asc", "desc"]


class OwnerRead(Wire):
    id: UUID
    name: str
    slug: str


class ProviderCount(Wire):
    name: str
    records: int


class ClassCount(Wire):
    label: str = Field(description="the class's path joined by `/`")
    labels: list[str] = Field(description="every spelling of the class, the most frequent first")
    label_text: str = Field(description="with the names of the domain, in the caller's language")
    records: int = Field(description="that carry the class in any spelling")
    borrowed: bool = Field(description="whether it is a word of another domain, as an intent is")


class DatasetDetail(Wire):
    id: UUID
    name: str
    title: str
    domain: str
    visibility: Visibility
    records: int
    labelled: int = Field(description="by people or files; what engines said is not counted")
    size: int = Field(description="bytes of all media")
    issues: int = Field(description="files that could not be taken in")
    latest_release: int | None = Field(description="number of the newest version")
    purpose: str
    consent_basis: str
    licence: str
    provider_counts: list[ProviderCount]
    modality_counts: dict[str, int]
    class_counts: list[ClassCount] = Field(description="the fifty with the most records")
    split_counts: dict[str, int] = Field(description="by split; '' is none")
    layer_counts: dict[str, int] = Field(description="by whose word counts; `none` is unlabelled")
    simulated: bool = Field(description="whether any record is no recording of anything real")
    owner: OwnerRead
    mine: bool = Field(description="whether your organisation owns it")
    created_at: datetime
    updated_at: datetime


class DatasetPatch(Wire):
    title: str | None = Field(default=None, max_length=200)
    purpose: str | None = Field(default=None, max_length=2000)
    consent_basis: str | None = Field(default=None, max_length=2000)
    licence: str | None = Field(default=None, max_length=200)
    visibility: Visibility | None = None


class RecordCard(Wire):
    id: UUID
    path: str
    modality: Modality
    label: str = Field(description="the foremost class, its path joined by `/`; '' is none")
    label_text: str = Field(description="with the names of the domain, in the caller's language")
    labels: list[str] = Field(description="every class named, the foremost first")
    layer: Layer | None = Field(description="whose word counts")
    confidence: float | None
    split: str | None
    provider: str
    group: str | None = Field(description="what must not straddle splits: a household, a speaker")
    findings: list[str] = Field(description="kinds of what the newest verification found")
    conditions: dict[str, Any]
    stream_roles: list[str]
    width: int | None
    height: int | None
    duration_s: float | None
    simulated: bool
    withdrawn: bool
    version: str = Field(description="give it back with a change")
    created_at: datetime


class RecordGrid(Wire):
    items: list[RecordCard]
    total: int
    offset: int


class GridQuery(Wire):
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=100, ge=1, le=500)
    sort: str = Field(
        default="path",
        description="path, label, confidence, provider, split, finding, created_at, condition.NAME",
    )
    order: Direction = "asc"
    where: list[str] = Field(
        default_factory=list,
        max_length=200,
        description="`key:value` or `-key:value`; a key repeated is OR, different keys are AND",
    )


class FacetValue(Wire):
    value: str = Field(description="'' where a record has none")
    text: str
    count: int


class FacetRead(Wire):
    key: str
    name: str
    values: list[FacetValue]
    more: bool


class FacetList(Wire):
    total: int
    facets: list[FacetRead]


class RecordIds(Wire):
    ids: list[UUID]


class BulkOrder(Wire):
    action: Action
    records: list[UUID] | None = Field(default=None, max_length=100_000)
    where: list[str] | None = Field(default=None, description="instead of `records`: filters")
    label: str | None = Field(default=None, max_length=500)
    split: str | None = None


class BulkDone(Wire):
    changed: int
    undo: UUID = Field(description="the token that takes the change back")


class Undone(Wire):
    changed: int


class LabelOrder(Wire):
    label: str | None = Field(max_length=500, description="null clears it")
    version: str = Field(description="as the record's card has it")


class ViewOrder(Wire):
    name: str = Field(min_length=1, max_length=80)
    where: list[str] = Field(default_factory=list, max_length=200)
    sort: str = "path"
    order: Direction = "asc"
    shared: bool = False


class ViewRead(Wire):
    id: UUID
    name: str
    where: list[str]
    sort: str
    order: Direction
    shared: bool
    mine: bool
