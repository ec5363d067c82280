"""HTTP of identity: signing in and out, one-time links, members, tokens, the audit trail."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dure.core import Error, say
from dure.kit.http import CurrentActor, Db, problems

from . import service
from .model import Place, TrailCheck
from .schemas import (
    AuditRead,
    Claim,
    Colleague,
    Invitation,
    InvitationLink,
    Me,
    MemberRead,
    MembershipRead,
    OrganizationRead,
    RoleChange,
    SignIn,
    Switch,
    TokenCreate,
    TokenCreated,
    TokenRead,
    TrailCheckRead,
)
from .tables import Token

router = APIRouter(tags=["identity"])
COOKIE = "dure_session"
_attempts = MovingWindowRateLimiter(MemoryStorage())
_PER_MINUTE = RateLimitItemPerMinute(10)


class TooManyAttempts(Error):
    """Someone may be guessing passwords."""


def _count_attempt(request: Request, subject: str) -> None:
    host = request.client.host if request.client else "local"
    if not all(_attempts.hit(_PER_MINUTE, kind) for kind in (f"host:{host}", f"who:{subject}")):
        raise TooManyAttempts(
            say("Too many attempts; wait {seconds} seconds and try again.", seconds=60)
        )


def _keep(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        max_age=service.SESSION_S,
    )


@router.post("/session", status_code=204, responses=problems(422, 429))
def sign_in(db: Db, request: Request, response: Response, body: SignIn) -> None:
    """Sign in; the session comes as a cookie that scripts cannot read."""
    _count_attempt(request, body.email.strip().casefold())
    _keep(request, response, service.sign_in(db, email=body.email, password=body.password).secret)


@router.delete("/session", status_code=204, responses=problems())
def sign_out(db: Db, request: Request, response: Response, actor: CurrentActor) -> None:
    """Sign out; the session is worthless at once."""
    service.sign_out(db, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE)


@router.post("/claims/{secret}", status_code=204, responses=problems(404, 409, 422, 429))
def claim(db: Db, request: Request, response: Response, secret: str, body: Claim) -> None:
    """Use a one-time link: set address, name and password, and sign in.

    Who has an account gives its address and password, and then works for both organisations.
    """
    _count_attempt(request, body.email.strip().casefold())
    issued = service.claim(db, secret, email=body.email, name=body.name, password=body.password)
    _keep(request, response, issued.secret)


@router.get("/me", responses=problems())
def me(db: Db, actor: CurrentActor) -> Me:
    """Tell who is signed in, for which organisation, and what they may do."""
    caller = service.caller_of(db, actor)
    return Me(
        member=MemberRead(id=actor.member, name=caller.name, email=caller.email),
        organization=_told(caller.organization),
        role=caller.role,
        permissions=sorted(actor.permissions),
        memberships=[
            MembershipRead(organization=_told(place), role=place.role)
            for place in service.places(db, actor)
        ],
    )


def _told(place: Place) -> OrganizationRead:
    return OrganizationRead(id=place.id, name=place.name, slug=place.slug, tier=place.tier)


@router.post("/session/organization", status_code=204, responses=problems(404, 422))
def switch(db: Db, request: Request, actor: CurrentActor, body: Switch) -> None:
    """Work for another of your organisations from now on, in this browser's session."""
    service.switch(db, request.cookies.get(COOKIE, ""), body.organization)


@router.get("/members", responses=problems(403))
def members(db: Db, actor: CurrentActor) -> list[Colleague]:
    """List the members of your organisation."""
    return [
        Colleague(
            id=member.id,
            name=member.name,
            email=member.email or "",
            role=membership.role,
            has_joined=member.password_hash is not None,
            created_at=membership.created_at,
        )
        for membership, member in service.members(db, actor)
    ]


@router.post("/members", status_code=201, responses=problems(403, 422))
def invite(db: Db, actor: CurrentActor, body: Invitation) -> InvitationLink:
    """Make a one-time link by which a person joins your organisation."""
    issued = service.invite(db, actor, role=body.role)
    return InvitationLink(path=f"/claim/{issued.secret}", expires_at=issued.expires_at)


@router.patch("/members/{id}", status_code=204, responses=problems(403, 404, 409, 422))
def change_role(db: Db, actor: CurrentActor, id: UUID, body: RoleChange) -> None:
    """Give a member of your organisation another role."""
    service.change_role(db, actor, id, body.role)


@router.delete("/members/{id}", status_code=204, responses=problems(403, 404, 409, 422))
def remove_member(db: Db, actor: CurrentActor, id: UUID) -> None:
    """Take a member out of your organisation, or call an invitation back."""
    service.remove_member(db, actor, id)


@router.get("/tokens", response_model=list[TokenRead], responses=problems())
def tokens(db: Db, actor: CurrentActor) -> Sequence[Token]:
    """List your tokens, without their secrets."""
    return service.tokens(db, actor)


@router.post("/tokens", status_code=201, response_model=TokenCreated, responses=problems(422))
def issue_token(db: Db, actor: CurrentActor, body: TokenCreate) -> TokenCreated:
    """Make a token for a program of yours; the secret is shown this once."""
    lifetime_s = body.days * 86400 if body.days else None
    issued = service.issue_token(db, actor, name=body.name, lifetime_s=lifetime_s)
    return TokenCreated(id=issued.id, secret=issued.secret, expires_at=issued.expires_at)


@router.delete("/tokens/{id}", status_code=204, responses=problems(404, 422))
def revoke_token(db: Db, actor: CurrentActor, id: UUID) -> None:
    """Make one of your tokens worthless at once."""
    service.revoke_token(db, actor, id)


@router.get("/audit", responses=problems(403, 422))
def audit(
    db: Db,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=200, description="words to find, in any of its parts")] = "",
    action: Annotated[
        str, Query(max_length=100, description="`token.issued`, or all of `token`")
    ] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[AuditRead]:
    """List the audit trail of your organisation, newest first; `before` gives the next page."""
    lines = service.trail(db, actor, text=q, action=action, before=before, limit=limit)
    names = service.names_in_trail(db, actor)
    return [
        AuditRead(
            number=entry.number,
            member=entry.member,
            member_name=names.get(entry.member, ""),
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            at=entry.at,
            hash=entry.hash,
            previous=entry.previous,
        )
        for entry in lines
    ]


@router.get("/audit/actions", responses=problems(403))
def audit_actions(db: Db, actor: CurrentActor) -> Sequence[str]:
    """List the actions that the audit trail of your organisation tells of."""
    return service.trail_actions(db, actor)


@router.get("/audit/check", response_model=TrailCheckRead, responses=problems(403))
def check_audit(db: Db, actor: CurrentActor) -> TrailCheck:
    """Check the chain of the whole audit trail, from the first line to the last."""
    return service.trail_check(db, actor)
