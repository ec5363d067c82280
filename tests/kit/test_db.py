"""The database: moments, enumerations, one commit at the edge, writers that take turns."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from dure.core import Unavailable, new_id
from dure.identity.tables import Membership
from dure.kit import db as kit
from dure.kit.db import connect, reading, unit_of_work
from dure.kit.events import OutboxRow
from dure.kit.jobs import Job, JobState, enqueue

pytestmark = pytest.mark.postgres
SEOUL = timezone(timedelta(hours=9))


def row(**changes):
    return OutboxRow(name="Said", values={"n": 0}, **changes)


def break_off(engine):
    with unit_of_work(engine) as db:
        db.add(row())
        db.flush()
        _ = 1 / 0


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_said_in(engine):
    at = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=SEOUL)
    with unit_of_work(engine) as db:
        db.add(row(published_at=at))

    with reading(engine) as db:
        found = db.scalars(select(OutboxRow.published_at)).one()

    assert found.isoformat() == "2026-11-22T00:30:15.123456+00:00"


def test_a_moment_reads_the_same_where_the_server_stands_in_seoul(url, engine):
    with unit_of_work(engine) as db:
        db.add(row(published_at=datetime(2026, 11, 22, 9, tzinfo=SEOUL)))
    there = make_url(url)
    if engine.dialect.name == "postgresql":
        there = there.update_query_dict({"options": "-c timezone=Asia/Seoul"})
    elsewhere = connect(there.render_as_string(hide_password=False))

    with reading(elsewhere) as db:
        found = db.scalars(select(OutboxRow.published_at)).one()
    elsewhere.dispose()

    assert found.isoformat() == "2026-11-22T00:00:00+00:00"


def test_a_moment_without_a_zone_is_refused(engine):
    with pytest.raises(StatementError, match="time zone"), unit_of_work(engine) as db:
        db.add(row(published_at=datetime(2026, 11, 22)))  # noqa: DTZ001


def test_a_state_is_stored_by_its_word(engine, operator):
    with unit_of_work(engine) as db:
        enqueue(db, operator, "count", {})

    with reading(engine) as db:
        assert db.execute(text("select state from job")).scalars().all() == ["queued"]
        assert db.scalars(select(Job.state)).one() is JobState.QUEUED


def test_sizes_beyond_four_gigabytes_fit(engine):
    with unit_of_work(engine) as db:
        db.add(row(failures=5_000_000_000))

    with reading(engine) as db:
        assert db.scalars(select(OutboxRow.failures)).one() == 5_000_000_000


def test_text_is_ordered_by_its_signs_on_both_databases(engine):
    with unit_of_work(engine) as db:
        db.add_all(OutboxRow(name=name, values={}) for name in ["b", "A", "a/b", "가", "a-b", "Z"])

    with reading(engine) as db:
        found = db.scalars(select(OutboxRow.name).order_by(OutboxRow.name)).all()

    assert found == ["A", "Z", "a-b", "a/b", "b", "가"]


def test_a_block_that_raises_saves_nothing(engine):
    with pytest.raises(ZeroDivisionError):
        break_off(engine)

    with reading(engine) as db:
        assert db.scalars(select(OutboxRow)).all() == []


def test_after_a_failure_the_next_writer_has_its_turn(engine):
    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            break_off(engine)
    with unit_of_work(engine) as db:
        db.add(row())

    with reading(engine) as db:
        assert len(db.scalars(select(OutboxRow)).all()) == 1


def test_a_session_that_only_reads_saves_nothing(engine):
    with reading(engine) as db:
        db.add(row())
        db.flush()

    with reading(engine) as db:
        assert db.scalars(select(OutboxRow)).all() == []


def test_eight_threads_that_read_and_then_write_lose_no_update(engine):
    with unit_of_work(engine) as db:
        db.add(row())
    times = 25

    def count(_):
        for _ in range(times):
            with unit_of_work(engine) as db:
                found = db.scalars(select(OutboxRow).with_for_update()).one()
                found.failures = found.failures + 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))

    with reading(engine) as db:
        assert db.scalars(select(OutboxRow.failures)).one() == 8 * times


def test_readers_do_not_wait_for_a_writer(engine):
    with unit_of_work(engine) as db:
        db.add(row())
    with unit_of_work(engine) as db:
        db.scalars(select(OutboxRow).with_for_update()).one().failures = 7
        db.flush()

        with ThreadPoolExecutor(20) as pool:
            seen = list(pool.map(_failures, [engine] * 40, timeout=10))

    assert seen == [0] * 40
    assert _failures(engine) == 7


def _failures(engine):
    with reading(engine) as db:
        return db.scalars(select(OutboxRow.failures)).one()


def test_sessions_that_are_open_and_idle_keep_no_writer_waiting(engine):
    """A request's session is opened before its work begins, in another thread of the server."""
    with unit_of_work(engine), unit_of_work(engine), unit_of_work(engine) as db:
        db.add(row())

    assert _failures(engine) == 0


def test_many_writers_that_wait_leave_readers_alone(engine):
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's writers do not take turns")
    arrived = threading.Barrier(31)

    def write(_):
        arrived.wait(10)
        with unit_of_work(engine) as db:
            db.add(row())

    with ThreadPoolExecutor(30) as pool:
        with unit_of_work(engine) as db:
            db.add(row(failures=3))
            db.flush()
            waiting = [pool.submit(write, n) for n in range(30)]
            arrived.wait(10)
            with reading(engine) as other:
                assert other.scalars(select(OutboxRow)).all() == []
        for each in waiting:
            each.result(20)

    with reading(engine) as db:
        assert len(db.scalars(select(OutboxRow)).all()) == 31


def test_a_turn_that_never_comes_ends_with_a_sentence(engine, monkeypatch):
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's writers do not take turns")
    monkeypatch.setattr(kit, "TURN_S", 0.05)
    with unit_of_work(engine) as db:
        db.add(row())
        db.flush()

        with pytest.raises(Unavailable, match="busy"), unit_of_work(engine) as inner:
            inner.scalars(select(OutboxRow))

    assert _failures(engine) == 0


def test_a_row_that_points_nowhere_is_refused(engine):
    with pytest.raises(IntegrityError), unit_of_work(engine) as db:
        db.add(Membership(organization=new_id(), member=new_id(), role="owner"))


def test_an_error_of_the_database_tells_no_value(engine):
    query = text("insert into nowhere values (:password)")

    with pytest.raises(DBAPIError) as refused, unit_of_work(engine) as db:
        db.execute(query, {"password": "오늘은-비가-온다"})

    assert "nowhere" in str(refused.value)
    assert "오늘은" not in str(refused.value)
