"""Wire shapes of automatic labelling."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from dure.kit.http import Wire


class SuggestionJob(Wire):
    job: UUID


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
