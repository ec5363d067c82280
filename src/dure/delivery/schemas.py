"""Wire shapes of delivery."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from dure.core import Severity
from dure.kit.http import Wire

from .model import Expected, Kind, State

Count = int


class ExpectedCounts(Wire):
    """What was agreed that the delivery holds; a part that is left out was not agreed upon."""

    records: int | None = Field(default=None, ge=0)
    classes: dict[str, int] = Field(default_factory=dict, description="records by class")
    conditions: dict[str, dict[str, int]] = Field(
        default_factory=dict, description="records by factor and level"
    )

    def noun(self) -> Expected:
        """Give it as the noun."""
        return Expected(self.records, self.classes, self.conditions)


class DeliveryCreate(Wire):
    """Either a folder of the server, or a delivery that is opened for uploads."""

    folder: str | None = Field(
        default=None, description="folder on the server; only for who runs the server"
    )
    mirrors: bool = Field(
        default=False, description="take out what the folder does not hold any more"
    )
    uploads: bool = Field(default=False, description="open a delivery for uploads")
    note: str = Field(default="", max_length=1000)
    expected: ExpectedCounts | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "DeliveryCreate":
        if (self.folder is None) != self.uploads:
            raise ValueError("give either a folder, or uploads: true")
        return self


class DeliveryRead(Wire):
    id: UUID
    dataset: UUID
    at: datetime
    by: str = Field(description="who handed it over")
    kind: Kind
    state: State
    note: str
    source: str = Field(description="folder or prefix that it came from; empty for uploads")
    files: int
    records: int
    duplicates: int
    labels: int = Field(description="files that tell of others: annotations, manifests")
    issues: int
    gone: int = Field(description="files that the source holds no more")
    added: int = Field(description="records that were not there before")
    size: int = Field(description="bytes of its files")
    findings: int = Field(description="disagreements with its contract")
    job: UUID | None
    error: str | None = Field(description="why its job failed")


class UploadRead(Wire):
    id: UUID
    path: str
    size: int
    offset: int = Field(description="bytes that have come")
    is_complete: bool
    mine: bool = Field(description="whether you may go on with it")


class DeliveredFile(Wire):
    path: str
    size: int
    outcome: str | None = Field(
        description="record, stream, duplicate, labels, issue, gone; none while it waits"
    )
    kind: str | None
    message: str | None
    severity: Severity | None
    record: UUID | None
    duplicate_of: str | None


class DeliveredFiles(Wire):
    items: list[DeliveredFile]
    total: int
    kinds: dict[str, Count] = Field(
        description="files of the outcome by kind of what is said of them, whatever the kind asked"
    )


class FindingRead(Wire):
    kind: str
    severity: Severity
    path: str
    message: str


class ContractRead(Wire):
    """What disagrees with the provider's manifests and with what was agreed."""

    expected: ExpectedCounts
    verdict: Literal["pass", "warn", "fail"]
    counts: dict[str, Count] = Field(description="findings by kind")
    findings: list[FindingRead]


class Undone(Wire):
    withdrawn: int = Field(description="records taken out")


class Redone(Wire):
    restored: int = Field(description="records brought back")
