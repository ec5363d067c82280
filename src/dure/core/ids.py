"""Typed identifiers, so that a task's id is never passed for a member's."""

from typing import NewType
from uuid import UUID, uuid4, uuid5

OrganizationId = NewType("OrganizationId", UUID)
MemberId = NewType("MemberId", UUID)
DatasetId = NewType("DatasetId", UUID)
RecordId = NewType("RecordId", UUID)
ReleaseId = NewType("ReleaseId", UUID)
JobId = NewType("JobId", UUID)


def new_id() -> UUID:
    """Make a random identifier."""
    return uuid4()


def derived_id(parent: UUID, *parts: str) -> UUID:
    """Make the same identifier from the same parts, so that a step run twice writes one row."""
    return uuid5(parent, "\x1f".join(parts))
