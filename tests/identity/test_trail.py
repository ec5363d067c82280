"""The audit trail is one chain, and shows what was done to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, make_url, select, update

from dure import identity
from dure.core import Forbidden
from dure.identity import Role
from dure.identity.tables import AuditEntry, Member
from dure.kit.db import connect, reading, unit_of_work

pytestmark = pytest.mark.postgres


@pytest.fixture
def told(engine, operator):
    """A trail of ten lines."""
    with unit_of_work(engine) as db:
        for number in range(9):
            identity.audit(
                db,
                operator,
                "record.changed",
                f"사과 {number}",
                count=number,
                share=1e16,
                nested={"ko": ["가", None, True]},
                odd="NUL \0 and half \udcff",
            )


def check(engine):
    with reading(engine) as db:
        return identity.check_trail(db)


def test_an_untouched_trail_is_good(engine, told):
    assert check(engine) is None
    with reading(engine) as db:
        assert db.scalars(select(AuditEntry.number)).all() == list(range(1, 11))


def test_a_trail_is_good_in_whatever_zone_the_server_stands(url, engine, told):
    there = make_url(url)
    if engine.dialect.name == "postgresql":
        there = there.update_query_dict({"options": "-c timezone=Asia/Seoul"})
    elsewhere = connect(there.render_as_string(hide_password=False))
    found = check(elsewhere)
    elsewhere.dispose()

    assert found is None


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "배"},
        {"action": "record.kept"},
        {"detail": {"count": 3}},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"number": 40},
    ],
    ids=lambda change: min(change),
)
def test_a_line_that_was_edited_is_found(engine, told, change):
    with unit_of_work(engine) as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 5).values(**change))

    assert check(engine) == 5


@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_line_that_was_removed_is_found(engine, told, number):
    with unit_of_work(engine) as db:
        db.execute(delete(AuditEntry).where(AuditEntry.number == number))

    assert check(engine) == number


def test_a_line_that_was_put_in_is_found(engine, told, operator):
    with unit_of_work(engine) as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 10).values(number=11))
        tenth = db.get_one(AuditEntry, 9)
        db.add(
            AuditEntry(
                number=10,
                organization=operator.organization,
                member=operator.member,
                action="record.kept",
                subject="x",
                detail={},
                at=tenth.at,
                previous=tenth.hash,
                hash="f" * 64,
            )
        )

    assert check(engine) == 10


def test_a_line_of_a_change_that_was_rolled_back_is_not_there(engine, told, operator):
    with pytest.raises(ZeroDivisionError):
        audit_and_break_off(engine, operator)
    with unit_of_work(engine) as db:
        identity.audit(db, operator, "next", "")

    assert check(engine) is None


def audit_and_break_off(engine, actor):
    with unit_of_work(engine) as db:
        identity.audit(db, actor, "never", "")
        _ = 1 / 0


def test_eight_who_write_at_once_make_one_chain(engine, operator):
    def write(number):
        for n in range(5):
            with unit_of_work(engine) as db:
                identity.audit(db, operator, "record.changed", f"{number}-{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert check(engine) is None
    with reading(engine) as db:
        assert len(identity.trail(db, operator, limit=500)) == 41


def test_the_trail_is_read_backwards_page_by_page(engine, told, operator):
    with reading(engine) as db:
        first = identity.trail(db, operator, limit=4)
        second = identity.trail(db, operator, before=first[-1].number, limit=4)

    assert [e.number for e in first] == [10, 9, 8, 7]
    assert [e.number for e in second] == [6, 5, 4, 3]


def test_the_trail_is_searched_by_words_and_by_action(engine, told, operator):
    with unit_of_work(engine) as db:
        identity.audit(db, operator, "token.issued", "x", name="학습용 100%")
        identity.audit(db, operator, "tokens", "y")

    def found(**wanted):
        with reading(engine) as db:
            return [(e.action, e.subject) for e in identity.trail(db, operator, **wanted)]

    assert found(text="사과 3") == [("record.changed", "사과 3")]
    assert found(text="학습용") == [("token.issued", "x")]
    assert found(text="%") == [("token.issued", "x")]
    assert found(text="ISSUED x") == [("token.issued", "x")]
    assert found(action="token") == [("token.issued", "x")]
    assert found(action="token.issued", text="사과") == []
    assert len(found(action="record.changed", text="사과")) == 9


def test_who_did_it_is_named_and_found_by_name(engine, member):
    owner = member("clear-home")
    with unit_of_work(engine) as db:
        db.get_one(Member, owner.member).name = "이서연"
        identity.audit(db, owner, "record.changed", "a")

    with reading(engine) as db:
        assert identity.names_in_trail(db, owner) == {owner.member: "이서연"}
        assert [e.subject for e in identity.trail(db, owner, text="서연 record")] == ["a"]


def test_the_actions_of_another_organisation_are_not_listed(engine, told, operator, stranger):
    with reading(engine) as db:
        assert "record.changed" in identity.trail_actions(db, operator)
        assert identity.trail_actions(db, stranger) == []


def test_the_check_counts_the_lines_and_gives_the_head(engine, told, operator):
    with reading(engine) as db:
        check = identity.trail_check(db, operator)
        last = db.get_one(AuditEntry, 10)

    assert (check.lines, check.head, check.broken_at) == (10, last.hash, None)
    with unit_of_work(engine) as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 5).values(subject="배"))
    with reading(engine) as db:
        assert identity.trail_check(db, operator).broken_at == 5


def test_only_who_may_read_the_trail_has_it_checked(engine, member):
    annotator = member("clear-home", Role.ANNOTATOR)
    with reading(engine) as db, pytest.raises(Forbidden):
        identity.trail_check(db, annotator)
