"""Wire shapes of identity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from dure.kit.http import Wire

from .model import Role, Tier


class SignIn(Wire):
    email: str = Field(max_length=320)
    password: str = Field(min_length=1, max_length=200, repr=False)


class Claim(Wire):
    email: str = Field(max_length=320)
    name: str = Field(default="", max_length=200)
    password: str = Field(min_length=1, max_length=200, repr=False)


class MemberRead(Wire):
    id: UUID
    name: str
    email: str


class OrganizationRead(Wire):
    id: UUID
    name: str
    slug: str
    tier: Tier


class MembershipRead(Wire):
    organization: OrganizationRead
    role: Role


class Me(Wire):
    member: MemberRead
    organization: OrganizationRead
    role: Role
    permissions: list[str]
    memberships: list[MembershipRead] = Field(description="where you work, this one included")


class Switch(Wire):
    organization: UUID


class Colleague(Wire):
    id: UUID
    name: str
    email: str
    role: Role
    has_joined: bool
    created_at: datetime = Field(description="when they were invited")


class Invitation(Wire):
    role: Role


class RoleChange(Wire):
    role: Role


class InvitationLink(Wire):
    path: str = Field(description="open this path of the server once to join", repr=False)
    expires_at: datetime | None


class TokenCreate(Wire):
    name: str = Field(min_length=1, max_length=100)
    days: int | None = Field(default=90, ge=1, le=3650, description="null: until revoked")


class TokenCreated(Wire):
    id: UUID
    secret: str = Field(description="shown this once", repr=False)
    expires_at: datetime | None


class TokenRead(Wire):
    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None


class AuditRead(Wire):
    number: int
    member: UUID
    member_name: str
    action: str
    subject: str
    detail: dict[str, Any]
    at: datetime
    hash: str
    previous: str = Field(description="the hash of the line before, of whichever organisation")


class TrailCheckRead(Wire):
    lines: int
    head: str = Field(description="the hash of the last good line")
    broken_at: int | None = Field(description="the first line tampered with; null: all is well")
