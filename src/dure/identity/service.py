"""Use cases of identity."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from dure.core import Actor, MemberId, NotFound, OrganizationId, Permission, say
from dure.kit.clock import now
from dure.kit.db import Session
from dure.kit.events import publish

from . import rules, store
from .model import (
    AlreadyMember,
    Caller,
    EmailTaken,
    IssuedToken,
    LastOwner,
    MemberJoined,
    NoSuchClaim,
    NotSignedIn,
    Place,
    Role,
    Tier,
    TokenKind,
    TrailCheck,
    TrailQuery,
)
from .tables import AuditEntry, Member, Membership, Organization, Token

CLAIM_S = 7 * 86400
SESSION_S = 14 * 86400
GENESIS = "0" * 64


def found_operator(db: Session) -> IssuedToken | None:
    """On the first start, create the operator and give the one-time link's secret; else None."""
    store.take_turn(db)
    if store.count_organizations(db):
        return None
    name = "운영 조직 · Operator"
    membership = _join(db, found(db, slug="operator", name=name, tier=Tier.OPERATOR))
    db.flush()
    caller = _caller(db, membership.id)
    audit(db, caller.actor, "platform.founded", "operator")
    return _issue(db, membership.id, TokenKind.CLAIM, lifetime_s=CLAIM_S)


def found(db: Session, *, slug: str, name: str, tier: Tier) -> Organization:
    """Create an organisation."""
    row = Organization(slug=slug, name=name, tier=tier)
    db.add(row)
    db.flush()
    return row


def _join(db: Session, organization: Organization, role: Role = Role.OWNER) -> Membership:
    member = Member()
    db.add(member)
    db.flush()
    membership = Membership(organization=organization.id, member=member.id, role=role)
    db.add(membership)
    db.flush()
    publish(db, MemberJoined(organization.id, member.id, role.value))
    return membership


def local_actor(db: Session) -> Actor:
    """Who works at the command line: the operator, since whoever has the files has everything."""
    membership = store.operator_owner(db)
    if membership is None:
        found_operator(db)
        membership = store.operator_owner(db)
    if membership is None:
        raise NotFound(say("This workspace has no operator; start with an empty home."))
    return _caller(db, membership.id).actor


def renew_operator_claim(db: Session) -> IssuedToken | None:
    """Give a new one-time link while no one has claimed the operator; None once claimed."""
    membership = store.operator_owner(db)
    return None if membership is None else renew_claim(db, membership.id)


def renew_claim(db: Session, membership: UUID) -> IssuedToken | None:
    """Give a new one-time link to who was joined by the platform's host; None once claimed."""
    row, member, _ = store.standing(db, membership)
    if member.password_hash is not None:
        return None
    return _issue(db, row.id, TokenKind.CLAIM, lifetime_s=CLAIM_S)


def invite(db: Session, actor: Actor, *, role: Role) -> IssuedToken:
    """Make a one-time link by which a person joins the actor's organisation."""
    actor.require(Permission.IDENTITY_MANAGE)
    organization = db.get_one(Organization, actor.organization)
    membership = _join(db, organization, role)
    audit(db, actor, "member.invited", str(membership.member), role=role.value)
    return _issue(db, membership.id, TokenKind.CLAIM, lifetime_s=CLAIM_S)


def claim(db: Session, secret: str, *, email: str, name: str, password: str) -> IssuedToken:
    """Use a one-time link: set address, name and password, and sign in.

    Who has an account already gives its address and password, and works for both organisations.
    """
    token = store.token(db, _digest(secret), [TokenKind.CLAIM], only_one=True)
    if token is None:
        raise NoSuchClaim(say("This link was used or has expired; ask for a new one."))
    address, password = rules.check_email(email), rules.same_password(password)
    row, member, _ = store.standing(db, token.membership)
    other = store.member_by_email(db, address)
    if other is not None and other.id != member.id:
        member = _join_as(db, row, other, password)
    else:
        rules.check_password(password, address)
        member.email, member.name = address, name.strip()[:200] or address
        member.password_hash = _hasher().hash(password)
    store.revoke_claims(db, token.membership)
    audit(db, _caller(db, token.membership).actor, "member.claimed", str(member.id))
    return _issue(db, token.membership, TokenKind.SESSION, lifetime_s=SESSION_S)


def _join_as(db: Session, row: Membership, person: Member, password: str) -> Member:
    """Give a membership to a person who has an account, and forget the one who was awaited."""
    if not (person.password_hash and _hasher().verify(password, person.password_hash)):
        raise EmailTaken(
            say("This e-mail address has an account; give its password to join with it.")
        )
    awaited = db.get_one(Member, row.member)
    if any(m.organization == row.organization for m in store.memberships(db, person.id)):
        raise AlreadyMember(say("You are a member of this organisation already; sign in."))
    if awaited.password_hash is not None:
        raise EmailTaken(say("This link belongs to another account; sign in with that one."))
    row.member = person.id
    db.flush()
    db.delete(awaited)
    return person


def sign_in(db: Session, *, email: str, password: str) -> IssuedToken:
    """Check a password and open a session; raises `NotSignedIn`, in the same time for all."""
    member = store.member_by_email(db, email.strip().casefold())
    known = member.password_hash if member else None
    good = _hasher().verify(rules.same_password(password), known or _unknown_hash())
    places = store.memberships(db, member.id) if member else []
    if not (good and known and places):
        raise NotSignedIn(say("The e-mail address or the password is wrong."))
    audit(db, _caller(db, places[0].id).actor, "session.opened", str(places[0].member))
    return _issue(db, places[0].id, TokenKind.SESSION, lifetime_s=SESSION_S)


def sign_out(db: Session, secret: str) -> None:
    """Close the session of this secret; closing it again changes nothing."""
    token = store.token(db, _digest(secret), [TokenKind.SESSION])
    if token is not None:
        token.revoked_at = now()


def switch(db: Session, secret: str, organization: UUID) -> Caller:
    """Let a session work for another organisation of the same person from now on."""
    token = store.token(db, _digest(secret), [TokenKind.SESSION])
    if token is None:
        raise NotSignedIn(say("You are not signed in; sign in and try again."))
    before = _caller(db, token.membership)
    mine = store.memberships(db, before.actor.member)
    there = next((m for m in mine if m.organization == organization), None)
    if there is None:
        raise NotFound(say("You are not a member of that organisation."))
    if there.id != token.membership:
        token.membership = there.id
        audit(db, _caller(db, there.id).actor, "session.switched", str(there.member))
    return _caller(db, there.id)


def places(db: Session, actor: Actor) -> Sequence[Place]:
    """List the organisations that the actor works for."""
    return [_place(row, organization) for row, organization in store.places(db, actor)]


def organization(db: Session, id: UUID) -> Organization:
    """Tell which organisation this is, to those who may see something that it owns."""
    return db.get_one(Organization, id)


def _place(row: Membership, organization: Organization) -> Place:
    return Place(organization.id, organization.name, organization.slug, organization.tier, row.role)


def caller(db: Session, secret: str) -> Caller:
    """Tell who stands behind a session's or program's secret; raises `NotSignedIn`."""
    token = store.token(db, _digest(secret), [TokenKind.SESSION, TokenKind.API])
    if token is None:
        raise NotSignedIn(say("You are not signed in; sign in and try again."))
    return _caller(db, token.membership)


def caller_of(db: Session, actor: Actor) -> Caller:
    """Describe an actor for people."""
    return _caller(db, store.own_membership(db, actor).id)


def _caller(db: Session, membership: UUID) -> Caller:
    row, member, organization = store.standing(db, membership)
    allowed = rules.permissions(row.role, organization.tier)
    actor = Actor(MemberId(member.id), OrganizationId(organization.id), allowed)
    return Caller(
        actor=actor,
        role=row.role,
        name=member.name,
        email=member.email or "",
        organization=_place(row, organization),
    )


def issue_token(db: Session, actor: Actor, *, name: str, lifetime_s: int | None) -> IssuedToken:
    """Make a token for the actor's own programs; its secret is shown this once."""
    membership = store.own_membership(db, actor)
    issued = _issue(db, membership.id, TokenKind.API, name=name, lifetime_s=lifetime_s)
    audit(db, actor, "token.issued", str(issued.id), name=name)
    return issued


def revoke_token(db: Session, actor: Actor, id: UUID) -> None:
    """Make one of the actor's tokens worthless at once."""
    token = next((t for t in store.api_tokens(db, actor) if t.id == id), None)
    if token is None:
        raise NotFound(say("You have no such token."))
    token.revoked_at = now()
    audit(db, actor, "token.revoked", str(id))


def tokens(db: Session, actor: Actor) -> Sequence[Token]:
    """List the actor's tokens, without their secrets."""
    return store.api_tokens(db, actor)


def members(db: Session, actor: Actor) -> Sequence[tuple[Membership, Member]]:
    """List the members of the actor's organisation."""
    actor.require(Permission.IDENTITY_READ)
    return store.colleagues(db, actor)


def change_role(db: Session, actor: Actor, member: UUID, role: Role) -> None:
    """Give a member of the actor's organisation another role, from the next request on."""
    row = _managed(db, actor, member)
    if role is row.role:
        return
    if row.role is Role.OWNER:
        _keep_an_owner(db, actor, member)
    audit(db, actor, "member.role_changed", str(member), role=role.value, before=row.role.value)
    row.role = role


def remove_member(db: Session, actor: Actor, member: UUID) -> None:
    """Take a member out of the actor's organisation; what they did keeps their name."""
    row = _managed(db, actor, member)
    if row.role is Role.OWNER:
        _keep_an_owner(db, actor, member)
    audit(db, actor, "member.removed", str(member), role=row.role.value)
    store.leave(db, row)


def _managed(db: Session, actor: Actor, member: UUID) -> Membership:
    actor.require(Permission.IDENTITY_MANAGE)
    row = store.colleague(db, actor, member)
    if row is None:
        raise NotFound(say("Your organisation has no such member."))
    return row


def _keep_an_owner(db: Session, actor: Actor, member: UUID) -> None:
    if not set(store.owners_who_joined(db, actor)) - {member}:
        raise LastOwner(
            say("This is the only owner; make another member an owner first, then try again.")
        )


def audit(db: Session, actor: Actor, action: str, subject: str, **detail: Any) -> None:  # noqa: ANN401
    """Add a line to the trail, in the transaction of the change that it tells of."""
    before = store.last_entry(db)
    previous = before.hash if before else GENESIS
    entry = AuditEntry(
        number=before.number + 1 if before else 1,
        organization=actor.organization,
        member=actor.member,
        action=action,
        subject=subject,
        detail=rules.lasting(detail),
        at=now(),
        previous=previous,
        hash="",
    )
    entry.hash = rules.chained(previous, _body(entry))
    db.add(entry)
    db.flush()


def trail(
    db: Session,
    actor: Actor,
    *,
    text: str = "",
    action: str = "",
    before: int | None = None,
    limit: int = 100,
) -> Sequence[AuditEntry]:
    """List the trail of the actor's organisation, newest first; see `TrailQuery`."""
    actor.require(Permission.AUDIT_READ)
    wanted = TrailQuery(text=text, action=action, before=before, limit=limit)
    return store.trail(db, actor, wanted)


def names_in_trail(db: Session, actor: Actor) -> dict[UUID, str]:
    """Give the names of everybody whom the trail of the actor's organisation tells of."""
    actor.require(Permission.AUDIT_READ)
    return store.names_in_trail(db, actor)


def trail_actions(db: Session, actor: Actor) -> Sequence[str]:
    """List the actions that the trail of the actor's organisation tells of."""
    actor.require(Permission.AUDIT_READ)
    return store.actions(db, actor)


def trail_check(db: Session, actor: Actor) -> TrailCheck:
    """Check the chain for a member who may read the trail; it covers all organisations."""
    actor.require(Permission.AUDIT_READ)
    return _checked(db)


def check_trail(db: Session) -> int | None:
    """Give the number of the first line that was tampered with; None if all is well."""
    return _checked(db).broken_at


def _checked(db: Session) -> TrailCheck:
    previous, number = GENESIS, 0
    for number, entry in enumerate(store.whole_trail(db), start=1):
        good = entry.number == number and entry.previous == previous
        if not good or entry.hash != rules.chained(previous, _body(entry)):
            return TrailCheck(lines=number, head=previous, broken_at=number)
        previous = entry.hash
    return TrailCheck(lines=number, head=previous, broken_at=None)


def _body(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "organization": str(entry.organization),
        "member": str(entry.member),
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "at": entry.at.isoformat(),
    }


def _issue(
    db: Session, membership: UUID, kind: TokenKind, *, lifetime_s: int | None, name: str = ""
) -> IssuedToken:
    secret = secrets.token_urlsafe(32)
    expires_at = None if lifetime_s is None else now() + timedelta(seconds=lifetime_s)
    row = Token(
        membership=membership, kind=kind, digest=_digest(secret), name=name, expires_at=expires_at
    )
    db.add(row)
    db.flush()
    return IssuedToken(row.id, secret, expires_at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _unknown_hash() -> str:
    # Verified for addresses that nobody has, so that they take as long as the others.
    return _hasher().hash(secrets.token_urlsafe(16))
