"""The first start, one-time links, signing in, tokens, and who sees what."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from dure import identity
from dure.core import Forbidden, Invalid, NotFound, Permission
from dure.identity import (
    AlreadyMember,
    EmailTaken,
    LastOwner,
    NoSuchClaim,
    NotSignedIn,
    Role,
    Tier,
    service,
)
from dure.identity.tables import Member, Membership, Organization, Token
from dure.kit.clock import frozen
from dure.kit.db import reading, unit_of_work
from dure.kit.events import OutboxRow

pytestmark = pytest.mark.postgres
PASSWORD = "냉장고 속 양파 세 개"
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash with the least work; what is tested is not how slow it is."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(service, "_hasher", lambda: hasher)
    service._unknown_hash.cache_clear()
    yield
    service._unknown_hash.cache_clear()


def claim(engine, secret, email="minsu@example.com", name="김민수", password=PASSWORD):
    with unit_of_work(engine) as db:
        return identity.claim(db, secret, email=email, name=name, password=password)


def sign_in(engine, email="minsu@example.com", password=PASSWORD):
    with unit_of_work(engine) as db:
        return identity.sign_in(db, email=email, password=password)


def caller(engine, secret):
    with reading(engine) as db:
        return identity.caller(db, secret)


@pytest.fixture
def link(engine):
    """The operator's one-time link of a first start."""
    with unit_of_work(engine) as db:
        return identity.found_operator(db).secret


def test_the_first_start_makes_one_operator_and_one_link(engine):
    with unit_of_work(engine) as db:
        first = identity.found_operator(db)
        again = identity.found_operator(db)

    assert again is None
    with reading(engine) as db:
        assert db.scalars(select(Organization.tier)).all() == [Tier.OPERATOR]
        assert db.scalars(select(OutboxRow.name)).all() == ["MemberJoined"]
        kept = db.scalars(select(Token)).one()
    assert first.secret not in f"{kept.digest}{kept}{first}"


def test_several_first_starts_at_once_make_one_operator(engine):
    together = threading.Barrier(4)

    def start(_):
        together.wait(10)
        with unit_of_work(engine) as db:
            return identity.found_operator(db)

    with ThreadPoolExecutor(4) as pool:
        links = [link for link in pool.map(start, range(4)) if link]

    assert len(links) == 1
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(Organization)) == 1


def test_who_works_at_the_command_line_is_the_operator(engine):
    with unit_of_work(engine) as db:
        actor = identity.local_actor(db)
        again = identity.local_actor(db)

    assert actor == again
    assert actor.permissions == frozenset(Permission)


def test_a_link_is_used_once_and_signs_in(engine, link):
    issued = claim(engine, link)

    who = caller(engine, issued.secret)
    assert (who.name, who.email, who.role) == ("김민수", "minsu@example.com", Role.OWNER)
    with pytest.raises(NoSuchClaim, match="used or has expired"):
        claim(engine, link, password="another long one")
    with pytest.raises(NotSignedIn):
        caller(engine, link)


def test_one_of_four_who_use_a_link_at_once_gets_it(engine, link):
    together = threading.Barrier(4)

    def use(number):
        together.wait(10)
        try:
            return claim(engine, link, email=f"p{number}@example.com")
        except NoSuchClaim:
            return None

    with ThreadPoolExecutor(4) as pool:
        assert len([issued for issued in pool.map(use, range(4)) if issued]) == 1


def test_claiming_makes_every_other_link_of_the_member_worthless(engine, link):
    with unit_of_work(engine) as db:
        renewed = identity.renew_operator_claim(db)
    claim(engine, renewed.secret)

    with pytest.raises(NoSuchClaim):
        claim(engine, link, email="thief@example.com")
    with unit_of_work(engine) as db:
        assert identity.renew_operator_claim(db) is None


def test_a_link_ends_after_a_week(engine):
    with frozen(START) as clock:
        with unit_of_work(engine) as db:
            secret = identity.found_operator(db).secret
        clock.advance(service.CLAIM_S + 1)
        with pytest.raises(NoSuchClaim):
            claim(engine, secret)


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"email": "nobody"}, {"password": "minsu minsu minsu"}]
)
def test_a_claim_that_is_refused_leaves_the_link_good(engine, link, wrong):
    with pytest.raises(Invalid):
        claim(engine, link, **wrong)

    claim(engine, link)


def test_an_address_belongs_to_one_member(engine, link):
    owner = caller(engine, claim(engine, link).secret).actor
    with unit_of_work(engine) as db:
        invited = identity.invite(db, owner, role=Role.ANNOTATOR).secret

    with pytest.raises(EmailTaken):
        claim(engine, invited, email=" MINSU@example.com", password="some other long one")
    claim(engine, invited, email="other@example.com")


def test_who_has_an_account_joins_another_organisation_with_it(engine, link, stranger):
    owner = caller(engine, claim(engine, link).secret)
    with unit_of_work(engine) as db:
        invited = identity.invite(db, stranger, role=Role.CONSUMER).secret

    session = claim(engine, invited, name="").secret

    there = caller(engine, session)
    assert (there.actor.member, there.name) == (owner.actor.member, "김민수")
    assert (there.organization.id, there.role) == (stranger.organization, Role.CONSUMER)
    assert {(p.id, p.role) for p in places_of(engine, there.actor)} == {
        (owner.organization.id, Role.OWNER),
        (stranger.organization, Role.CONSUMER),
    }
    with reading(engine) as db:  # the one who was awaited is forgotten
        held = select(Membership.member)
        assert db.scalars(select(Member).where(Member.id.not_in(held))).all() == []


def places_of(engine, actor):
    with reading(engine) as db:
        return identity.places(db, actor)


def test_nobody_joins_with_the_account_of_another(engine, link, stranger):
    claim(engine, link)
    with unit_of_work(engine) as db:
        invited = identity.invite(db, stranger, role=Role.CONSUMER).secret

    with pytest.raises(EmailTaken, match="give its password"):
        claim(engine, invited, password="not this password")


def test_who_is_a_member_already_does_not_join_twice(engine, link):
    owner = caller(engine, claim(engine, link).secret).actor
    with unit_of_work(engine) as db:
        invited = identity.invite(db, owner, role=Role.ANNOTATOR).secret

    with pytest.raises(AlreadyMember):
        claim(engine, invited)
    assert [p.role for p in places_of(engine, owner)] == [Role.OWNER]


def test_a_session_switches_between_the_organisations_of_its_person(engine, link, stranger):
    home = caller(engine, claim(engine, link).secret)
    with unit_of_work(engine) as db:
        invited = identity.invite(db, stranger, role=Role.CURATOR).secret
    session = claim(engine, invited).secret

    with unit_of_work(engine) as db:
        back = identity.switch(db, session, home.organization.id)

    assert back.organization == home.organization
    assert caller(engine, session).actor == home.actor
    with reading(engine) as db:
        assert identity.trail(db, home.actor)[0].action == "session.switched"


def test_a_session_does_not_switch_to_where_its_person_does_not_work(engine, link, stranger):
    session = claim(engine, link).secret

    with unit_of_work(engine) as db, pytest.raises(NotFound):
        identity.switch(db, session, stranger.organization)
    assert caller(engine, session).organization.tier is Tier.OPERATOR


def test_a_programs_token_does_not_switch(engine, operator):
    with unit_of_work(engine) as db:
        token = identity.issue_token(db, operator, name="train", lifetime_s=None).secret

        with pytest.raises(NotSignedIn):
            identity.switch(db, token, operator.organization)


def test_a_role_changes_from_the_next_request_on(engine, member):
    colleague = member("clear-home", Role.ANNOTATOR)
    owner = member("clear-home", Role.OWNER)
    with unit_of_work(engine) as db:
        secret = identity.issue_token(db, colleague, name="t", lifetime_s=None).secret
        identity.change_role(db, owner, colleague.member, Role.CURATOR)

    who = caller(engine, secret)
    assert who.role is Role.CURATOR
    assert Permission.CATALOG_WRITE in who.actor.permissions - colleague.permissions
    with reading(engine) as db:
        told = identity.trail(db, owner)[0]
    assert (told.action, told.detail) == (
        "member.role_changed",
        {"role": "curator", "before": "annotator"},
    )


def test_who_is_removed_has_neither_session_nor_token(engine, member):
    owner = member("clear-home", Role.OWNER)
    colleague = member("clear-home", Role.PROVIDER)
    with unit_of_work(engine) as db:
        secret = identity.issue_token(db, colleague, name="t", lifetime_s=None).secret
        identity.remove_member(db, owner, colleague.member)

    with pytest.raises(NotSignedIn):
        caller(engine, secret)
    with reading(engine) as db:
        assert [m.id for _, m in identity.members(db, owner)] == [owner.member]


def test_an_invitation_that_is_called_back_leaves_nothing(engine, link):
    owner = caller(engine, claim(engine, link).secret).actor
    with unit_of_work(engine) as db:
        invited = identity.invite(db, owner, role=Role.OWNER).secret
        awaited = next(m.id for _, m in identity.members(db, owner) if m.password_hash is None)
        identity.remove_member(db, owner, awaited)

    with pytest.raises(NoSuchClaim):
        claim(engine, invited, email="other@example.com")
    with reading(engine) as db:
        assert db.get(Member, awaited) is None


def test_the_only_owner_who_can_sign_in_stays_one(engine, link):
    owner = caller(engine, claim(engine, link).secret).actor
    with unit_of_work(engine) as db:
        identity.invite(db, owner, role=Role.OWNER)  # nobody has come by it yet

        with pytest.raises(LastOwner):
            identity.change_role(db, owner, owner.member, Role.CURATOR)
        with pytest.raises(LastOwner):
            identity.remove_member(db, owner, owner.member)
        identity.change_role(db, owner, owner.member, Role.OWNER)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.ANALYST, Role.ANNOTATOR])
def test_only_an_owner_manages_members_and_only_their_own(engine, member, stranger, role):
    owner = member("clear-home", Role.OWNER)
    colleague = member("clear-home", role)
    with unit_of_work(engine) as db:
        with pytest.raises(Forbidden):
            identity.change_role(db, colleague, owner.member, Role.ANNOTATOR)
        with pytest.raises(Forbidden):
            identity.remove_member(db, colleague, owner.member)
        with pytest.raises(NotFound):
            identity.remove_member(db, owner, stranger.member)


def test_who_claimed_signs_in_with_the_password_however_it_is_typed(engine, link):
    import unicodedata

    claim(engine, link)

    issued = sign_in(engine, " Minsu@Example.com", unicodedata.normalize("NFD", PASSWORD))
    assert caller(engine, issued.secret).name == "김민수"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "냉장고 속 양파 네 개"},
        {"email": "nobody@example.com"},
        {"email": ""},
        {"password": ""},
    ],
)
def test_a_wrong_address_and_a_wrong_password_are_told_alike(engine, link, wrong):
    claim(engine, link)

    with pytest.raises(NotSignedIn, match="The e-mail address or the password is wrong"):
        sign_in(engine, **wrong)


@pytest.mark.parametrize(
    "email", ["minsu@example.com", "nobody@example.com", "invited@example.com"]
)
def test_a_password_is_verified_once_also_for_an_address_that_nobody_has(
    engine, link, email, monkeypatch
):
    claim(engine, link)
    with unit_of_work(engine) as db:
        db.add(Member(email="invited@example.com"))
    service._unknown_hash()
    verified = []
    hasher = service._hasher()
    verify = hasher.verify
    monkeypatch.setattr(
        hasher, "verify", lambda password, known: verified.append(known) or verify(password, known)
    )
    with pytest.raises(NotSignedIn):
        sign_in(engine, email, "wrong password")

    (known,) = verified
    assert known.startswith("$argon2id$")


def test_signing_out_ends_the_session_at_once(engine, link):
    secret = claim(engine, link).secret
    for _ in range(2):
        with unit_of_work(engine) as db:
            identity.sign_out(db, secret)

    with pytest.raises(NotSignedIn):
        caller(engine, secret)


def test_a_session_ends_by_itself(engine, link):
    with frozen(datetime.now(UTC)) as clock:
        secret = claim(engine, link).secret
        clock.advance(service.SESSION_S - 1)
        caller(engine, secret)
        clock.advance(1)
        with pytest.raises(NotSignedIn):
            caller(engine, secret)


def test_tokens_are_issued_listed_and_revoked_by_their_owner_alone(engine, operator, member):
    colleague = member("elsewhere", Role.CURATOR)
    with unit_of_work(engine) as db:
        issued = identity.issue_token(db, operator, name="train", lifetime_s=None)
        theirs = identity.issue_token(db, colleague, name="theirs", lifetime_s=60)
    with unit_of_work(engine) as db:
        assert [t.name for t in identity.tokens(db, operator)] == ["train"]
        with pytest.raises(NotFound):
            identity.revoke_token(db, colleague, issued.id)
        assert identity.caller(db, issued.secret).actor == operator
        identity.revoke_token(db, operator, issued.id)
        assert identity.tokens(db, operator) == []
        with pytest.raises(NotSignedIn):
            identity.caller(db, issued.secret)
        with pytest.raises(NotFound):
            identity.revoke_token(db, operator, issued.id)
        assert identity.caller(db, theirs.secret).role is Role.CURATOR


def test_a_token_ends_when_it_was_said_to(engine, operator):
    with frozen(START) as clock:
        with unit_of_work(engine) as db:
            issued = identity.issue_token(db, operator, name="t", lifetime_s=60)
            at_once = identity.issue_token(db, operator, name="t", lifetime_s=0)
        caller(engine, issued.secret)
        with pytest.raises(NotSignedIn):
            caller(engine, at_once.secret)
        clock.advance(60)
        with pytest.raises(NotSignedIn):
            caller(engine, issued.secret)


def test_a_token_acts_with_the_permissions_of_its_owners_role(engine, member):
    annotator = member("clear-home", Role.ANNOTATOR)
    with unit_of_work(engine) as db:
        secret = identity.issue_token(db, annotator, name="t", lifetime_s=None).secret

    assert caller(engine, secret).actor == annotator


def test_another_organisation_sees_neither_members_nor_trail(engine, operator, stranger):
    with unit_of_work(engine) as db:
        identity.audit(db, operator, "secret.made", "recipe")

        assert [m.organization for m, _ in identity.members(db, stranger)] == [
            stranger.organization
        ]
        assert identity.trail(db, stranger) == []
        assert identity.trail(db, operator)[0].action == "secret.made"


@pytest.mark.parametrize("role", [Role.CURATOR, Role.PROVIDER, Role.ANNOTATOR, Role.CONSUMER])
def test_only_an_owner_invites(engine, member, role):
    with unit_of_work(engine) as db, pytest.raises(Forbidden):
        identity.invite(db, member("clear-home", role), role=Role.OWNER)


def test_who_may_not_read_the_trail_is_told_so(engine, member):
    with reading(engine) as db, pytest.raises(Forbidden):
        identity.trail(db, member("clear-home", Role.ANNOTATOR))


def test_no_secret_is_in_a_repr_or_a_log(engine, link, caplog):
    from dure.identity.schemas import Claim, InvitationLink, SignIn, TokenCreated

    caplog.set_level(logging.DEBUG)
    issued = claim(engine, link)
    session = sign_in(engine)
    with reading(engine) as db:
        rows = [repr(row) for row in [*db.scalars(select(Token)), *db.scalars(select(Member))]]
        hashes = [t.digest for t in db.scalars(select(Token))]
        hashes += [m.password_hash for m in db.scalars(select(Member))]
    shapes = [
        SignIn(email="a@b.kr", password=PASSWORD),
        Claim(email="a@b.kr", password=PASSWORD),
        TokenCreated(id=issued.id, secret=issued.secret, expires_at=None),
        InvitationLink(path=f"/claim/{link}", expires_at=None),
    ]

    shown = f"{issued!r}{session!r}{rows}{shapes!r}{caplog.text}"
    for secret in (PASSWORD, link, issued.secret, session.secret, *hashes):
        assert secret not in shown
