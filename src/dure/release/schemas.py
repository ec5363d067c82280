"""Wire shapes of release."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dure.kit.http import Wire


class ReleaseOrder(Wire):
    formats: list[Literal["coco", "yolo", "webdataset"]] | None = Field(
        default=None,
        description="written beside the Parquet shards; null: coco where the labels allow it",
    )


class ReleaseJob(Wire):
    job: UUID


class ReleaseRead(Wire):
    id: UUID
    dataset: UUID
    version: int
    counts: dict[str, Any]
    created_at: datetime
