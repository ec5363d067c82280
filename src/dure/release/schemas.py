"""Wire shapes of release."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from dure.kit.http import Wire


class ReleaseOrder(Wire):
    formats: list[str] = Field(
        default_factory=list, description="optional formats: coco, yolo, webdataset"
    )


class ReleaseJob(Wire):
    job: UUID


class ReleaseRead(Wire):
    id: UUID
    dataset: UUID
    version: int
    counts: dict[str, Any]
    created_at: datetime
