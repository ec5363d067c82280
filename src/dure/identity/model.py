"""Nouns of identity: organisations, roles, tokens, and who a caller is."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dure.core import Actor, Conflict, Error, Event, NotFound


class Tier(StrEnum):
    """What an organisation is to the platform."""

    OPERATOR = "operator"  # runs it
    ALLIANCE = "alliance"  # a member company of the alliance
    INDUSTRY = "industry"  # takes part without being a member


class Role(StrEnum):
    """What a member does for an organisation."""

    OWNER = "owner"
    CURATOR = "curator"
    PROVIDER = "provider"
    ANNOTATOR = "annotator"
    CONSUMER = "consumer"
    ANALYST = "analyst"


class TokenKind(StrEnum):
    SESSION = "session"  # a browser, by cookie
    API = "api"  # a program, by the Authorization header
    CLAIM = "claim"  # a one-time link by which a person sets a password


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands behind a request."""

    actor: Actor
    role: Role
    name: str
    email: str
    organization_name: str
    organization_slug: str


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; its secret is shown once and only its digest is kept."""

    id: UUID
    secret: str = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    organization: UUID
    member: UUID
    role: str


class NotSignedIn(Error):
    """The caller's token is missing, expired or revoked, or the password is wrong."""


class NoSuchClaim(NotFound):
    """The one-time link was used, has expired, or never was."""


class EmailTaken(Conflict):
    """Another member signs in with this address."""
