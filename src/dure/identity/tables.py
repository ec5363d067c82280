"""Tables of identity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import new_id
from dure.kit.clock import now
from dure.kit.db import Table

from .model import Role, Tier, TokenKind


class Organization(Table):
    __tablename__ = "organization"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    tier: Mapped[Tier]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class Member(Table):
    """A person; the address and password are set by the person, through a one-time link."""

    __tablename__ = "member"

    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None] = mapped_column(default=None, unique=True)
    password_hash: Mapped[str | None] = mapped_column(default=None, repr=False)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class Membership(Table):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organization", "member"),)

    organization: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    member: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class Token(Table):
    """A secret that stands for a member in an organisation; only its digest is kept."""

    __tablename__ = "token"

    membership: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    kind: Mapped[TokenKind]
    digest: Mapped[str] = mapped_column(unique=True, repr=False)
    name: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class AuditEntry(Table):
    """One line of the trail, which is only ever added to; `hash` covers all lines before it."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organization: Mapped[UUID] = mapped_column(index=True)
    member: Mapped[UUID]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    previous: Mapped[str]
    hash: Mapped[str]
