"""Every query of identity."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, text, update

from dure.core import Actor
from dure.kit.clock import now
from dure.kit.db import Session

from .model import Role, Tier, TokenKind, TrailQuery
from .tables import AuditEntry, Member, Membership, Organization, Token

_TRAIL_LOCK = 0x44555245  # "DURE": one writer of the trail at a time on PostgreSQL

Standing = tuple[Membership, Member, Organization]


def member_by_email(db: Session, email: str) -> Member | None:
    """Find who signs in with this address."""
    return db.scalars(select(Member).where(Member.email == email)).one_or_none()


def memberships(db: Session, member: UUID) -> Sequence[Membership]:
    """List where a person is a member, the oldest first."""
    mine = select(Membership).where(Membership.member == member)
    return db.scalars(mine.order_by(Membership.created_at, Membership.id)).all()


def places(db: Session, actor: Actor) -> Sequence[tuple[Membership, Organization]]:
    """List the organisations that the actor is a member of, by name."""
    rows = db.execute(
        select(Membership, Organization)
        .join(Organization, Organization.id == Membership.organization)
        .where(Membership.member == actor.member)
        .order_by(Organization.name, Organization.id)
    )
    return [(membership, organization) for membership, organization in rows]


def standing(db: Session, membership: UUID) -> Standing:
    """Give a membership with its person and organisation."""
    row = db.get_one(Membership, membership)
    member = db.get_one(Member, row.member)
    return row, member, db.get_one(Organization, row.organization)


def token(
    db: Session, digest: str, kinds: Sequence[TokenKind], *, only_one: bool = False
) -> Token | None:
    """Find a token that is good now; `only_one` lets a second caller wait and then not find it."""
    good = select(Token).where(
        Token.digest == digest, Token.kind.in_(kinds), Token.revoked_at.is_(None)
    )
    found = db.scalars(good.with_for_update() if only_one else good).one_or_none()
    if found is None or (found.expires_at is not None and found.expires_at <= now()):
        return None
    return found


def revoke_claims(db: Session, membership: UUID) -> None:
    """Make every one-time link of a membership worthless, not only the one that was used."""
    db.execute(
        update(Token)
        .where(
            Token.membership == membership,
            Token.kind == TokenKind.CLAIM,
            Token.revoked_at.is_(None),
        )
        .values(revoked_at=now())
    )


def operator_owner(db: Session) -> Membership | None:
    """Give the first owner of the organisation that runs the platform."""
    return db.scalars(
        select(Membership)
        .join(Organization, Organization.id == Membership.organization)
        .where(Organization.tier == Tier.OPERATOR, Membership.role == Role.OWNER)
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
    ).first()


def colleagues(db: Session, actor: Actor) -> Sequence[tuple[Membership, Member]]:
    """List the members of the actor's organisation."""
    rows = db.execute(
        select(Membership, Member)
        .join(Member, Member.id == Membership.member)
        .where(Membership.organization == actor.organization)
        .order_by(Membership.created_at, Membership.id)
    )
    return [(membership, member) for membership, member in rows]


def colleague(db: Session, actor: Actor, member: UUID) -> Membership | None:
    """Find a member of the actor's organisation."""
    theirs = select(Membership).where(
        Membership.member == member, Membership.organization == actor.organization
    )
    return db.scalars(theirs.with_for_update()).one_or_none()


def owners_who_joined(db: Session, actor: Actor) -> Sequence[UUID]:
    """List the members who own the actor's organisation and can sign in."""
    query = (
        select(Member.id)
        .join(Membership, Membership.member == Member.id)
        .where(
            Membership.organization == actor.organization,
            Membership.role == Role.OWNER,
            Member.password_hash.is_not(None),
        )
        .with_for_update()
    )
    return db.scalars(query).all()


def leave(db: Session, membership: Membership) -> None:
    """Take a membership away with its sessions, tokens and links, and a person who never came."""
    db.execute(delete(Token).where(Token.membership == membership.id))
    db.delete(membership)
    db.flush()
    member = db.get_one(Member, membership.member)
    if member.password_hash is None and not memberships(db, member.id):
        db.delete(member)


def own_membership(db: Session, actor: Actor) -> Membership:
    """Give the actor's own membership."""
    mine = select(Membership).where(
        Membership.member == actor.member, Membership.organization == actor.organization
    )
    return db.scalars(mine).one()


def api_tokens(db: Session, actor: Actor) -> Sequence[Token]:
    """List the actor's own tokens for programs that are not revoked."""
    query = (
        select(Token)
        .join(Membership, Membership.id == Token.membership)
        .where(
            Membership.member == actor.member,
            Membership.organization == actor.organization,
            Token.kind == TokenKind.API,
            Token.revoked_at.is_(None),
        )
        .order_by(Token.created_at, Token.id)
    )
    return db.scalars(query).all()


def take_turn(db: Session) -> None:
    """Wait until nobody else adds to the trail or founds the platform; SQLite has one writer."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _TRAIL_LOCK})


def last_entry(db: Session) -> AuditEntry | None:
    """Give the newest line of the trail, and keep others from adding until the commit."""
    take_turn(db)
    return db.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).first()


def trail(db: Session, actor: Actor, wanted: TrailQuery) -> Sequence[AuditEntry]:
    """List lines of the actor's organisation, newest first."""
    query = (
        select(AuditEntry)
        .outerjoin(Member, Member.id == AuditEntry.member)
        .where(AuditEntry.organization == actor.organization)
    )
    if wanted.before is not None:
        query = query.where(AuditEntry.number < wanted.before)
    if wanted.action:
        kind = AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True)
        query = query.where(or_(AuditEntry.action == wanted.action, kind))
    for word in wanted.text.split():
        query = query.where(_tells_of(word))
    return db.scalars(query.order_by(AuditEntry.number.desc()).limit(wanted.limit)).all()


def _tells_of(word: str) -> ColumnElement[bool]:
    detail = cast(AuditEntry.detail, String)
    escaped = json.dumps(word)[1:-1]  # how SQLite's JSON holds Korean
    return or_(
        AuditEntry.action.icontains(word, autoescape=True),
        AuditEntry.subject.icontains(word, autoescape=True),
        Member.name.icontains(word, autoescape=True),
        detail.icontains(word, autoescape=True),
        detail.icontains(escaped, autoescape=True),
    )


def names_in_trail(db: Session, actor: Actor) -> dict[UUID, str]:
    """Give the names of everybody whom the trail of the actor's organisation tells of."""
    told = select(AuditEntry.member).where(AuditEntry.organization == actor.organization)
    rows = db.execute(select(Member.id, Member.name).where(Member.id.in_(told.distinct())))
    return {id: name for id, name in rows}


def actions(db: Session, actor: Actor) -> Sequence[str]:
    """List the actions that the trail of the actor's organisation tells of."""
    query = select(AuditEntry.action).where(AuditEntry.organization == actor.organization)
    return db.scalars(query.distinct().order_by(AuditEntry.action)).all()


def whole_trail(db: Session) -> Iterator[AuditEntry]:
    """Go through every line in order; only the check of the chain reads across organisations."""
    query = select(AuditEntry).order_by(AuditEntry.number)
    with db.scalars(query.execution_options(yield_per=500)) as rows:  # closed when left early too
        yield from rows


def count_organizations(db: Session) -> int:
    """Count organisations; none means a first start."""
    return db.scalar(select(func.count()).select_from(Organization)) or 0
