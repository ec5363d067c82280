"""Wire shapes of automatic labelling."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from dure.core import Modality
from dure.kit.http import Wire


class SuggestionJob(Wire):
    job: UUID


class MapJob(Wire):
    job: UUID


class SimilarCard(Wire):
    id: UUID
    path: str
    modality: Modality
    label: str | None = Field(description="the path of its class joined by /")
    label_text: str = Field(description="the same in the names of the domain; may equal it")
    findings: list[str] = Field(description="kinds of what the newest quality report found")


class SimilarRead(Wire):
    card: SimilarCard
    distance: float = Field(description="1 minus the cosine of the two embeddings", ge=0, le=2)


class SimilarList(Wire):
    items: list[SimilarRead]
    engine: str


class MapRead(Wire):
    """The places of the records, of equal length and in one order."""

    ids: list[UUID]
    x: list[float] = Field(description="0 to 1, from left to right")
    y: list[float] = Field(description="0 to 1, from top to bottom")
    engine: str
    method: str
    stale: bool = Field(description="records came or went since it was made")


class SuggestionRead(Wire):
    model_config = ConfigDict(from_attributes=True, extra="ignore")

    record: UUID
    label: str
    parent: str | None
    probability: float
    parent_probability: float | None
    accepted: bool
    level: str


class SuggestionList(Wire):
    engine: str | None
    report: dict[str, Any]
    items: list[SuggestionRead]
    total: int
