"""The people of the simulated alliance: organisations, members in every role, one-time links."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from dure import identity
from dure.core import Actor, MemberId, OrganizationId
from dure.identity.rules import permissions
from dure.identity.tables import Member, Membership, Organization
from dure.kit.context import Context
from dure.kit.db import Session
from dure.kit.events import publish
from dure.simulation.plan import COMPANIES, Company, Person

_WORKS = (identity.Role.CURATOR, identity.Role.OWNER)


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link by which somebody sets a password; nobody has one from the start."""

    organization: str
    person: str
    role: str
    secret: str


def settle(context: Context) -> dict[str, Actor]:
    """Found the organisations that are missing; gives who works for each, by its slug.

    The operator's owner, who walks through the demonstration, joins each company as a curator, so
    that one sign-in sees every side of the alliance.
    """
    with context.workspace.unit_of_work() as db:
        return {company.slug: _settled(db, context.actor, company) for company in COMPANIES}


def _settled(db: Session, operator: Actor, company: Company) -> Actor:
    organization = _organization(db, operator, company)
    if company.tier == identity.Tier.OPERATOR:
        organization.name = company.name
        wanted = company.people[1:]
    else:
        wanted = company.people
        if not _is_member(db, organization.id, operator.member):
            _join(db, organization.id, operator.member, identity.Role.CURATOR)
    here = _names(db, organization.id)
    for person in wanted:
        if person.name not in here:
            _take_on(db, operator, organization.id, person)
    return _worker(db, organization)


def _organization(db: Session, operator: Actor, company: Company) -> Organization:
    if company.tier == identity.Tier.OPERATOR:
        return db.get_one(Organization, operator.organization)
    found = db.scalars(select(Organization).where(Organization.slug == company.slug)).one_or_none()
    if found is not None:
        return found
    tier = identity.Tier(company.tier)
    founded = identity.found(db, slug=company.slug, name=company.name, tier=tier)
    identity.audit(db, operator, "organization.founded", str(founded.id), simulated="true")
    return founded


def _names(db: Session, organization: UUID) -> set[str]:
    mine = select(Membership.member).where(Membership.organization == organization)
    return set(db.scalars(select(Member.name).where(Member.id.in_(mine))))


def _is_member(db: Session, organization: UUID, member: UUID) -> bool:
    mine = Membership.organization == organization, Membership.member == member
    return db.scalars(select(Membership.id).where(*mine)).first() is not None


def _take_on(db: Session, operator: Actor, organization: UUID, person: Person) -> None:
    member = Member(name=person.name)
    db.add(member)
    db.flush()
    _join(db, organization, member.id, identity.Role(person.role))
    identity.audit(db, operator, "member.invited", str(member.id), role=person.role)


def _join(db: Session, organization: UUID, member: UUID, role: identity.Role) -> None:
    db.add(Membership(organization=organization, member=member, role=role))
    db.flush()
    publish(db, identity.MemberJoined(organization, member, role.value))


def _worker(db: Session, organization: Organization) -> Actor:
    """Give who brings the company's data: a curator of its own, or its owner."""
    rows = db.execute(
        select(Membership, Member)
        .join(Member, Member.id == Membership.member)
        .where(Membership.organization == organization.id, Membership.role.in_(_WORKS))
    ).all()
    named = [(row, member) for row, member in rows if member.name] or list(rows)
    row, member = min(named, key=lambda pair: (_WORKS.index(pair[0].role), pair[1].name))
    allowed = permissions(row.role, organization.tier)
    return Actor(MemberId(member.id), OrganizationId(organization.id), allowed)


def links(context: Context) -> list[Link]:
    """Give a new one-time link for one person of each company who has not claimed one."""
    found = []
    with context.workspace.unit_of_work() as db:
        for company in COMPANIES:
            if company.tier == identity.Tier.OPERATOR:
                continue  # the server prints the operator's own
            person = company.people[0]
            claim = _claim(db, company, person)
            if claim is not None:
                found.append(Link(company.name, person.name, person.role, claim.secret))
    return found


def _claim(db: Session, company: Company, person: Person) -> identity.IssuedToken | None:
    membership = db.scalars(
        select(Membership.id)
        .join(Member, Member.id == Membership.member)
        .join(Organization, Organization.id == Membership.organization)
        .where(Organization.slug == company.slug, Member.name == person.name)
    ).first()
    return None if membership is None else identity.renew_claim(db, membership)
