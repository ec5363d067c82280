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
class Place:
    """An organisation that a person works for, and as what."""

    id: UUID
    name: str
    slug: str
    tier: Tier
    role: Role


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands behind a request."""

    actor: Actor
    role: Role
    name: str
    email: str
    organization: Place

    @property
    def organization_name(self) -> str:
        return self.organization.name


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


class AlreadyMember(Conflict):
    """The person who joins is in the organisation already."""


class LastOwner(Conflict):
    """An organisation without an owner could never be managed again."""


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """Which lines of the trail are wanted.

    Attributes:
        text: words in the action, the subject, the detail or the name of who did it.
        action: an action (`token.issued`) or all of a kind (`token`).
        before: lines with a smaller number only.
    """

    text: str = ""
    action: str = ""
    before: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """What the check of the whole chain found; `broken_at` is the first line tampered with."""

    lines: int
    head: str
    broken_at: int | None
